"""Normalising: the one place where a transcript's characters change.

Line ends become ``\\n``; byte order marks, control characters and terminal escape sequences go; lone
surrogates become U+FFFD. Case, accents and spaces stay as delivered.
"""

import re

_TOUCHED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
"""Whether there is anything to do: most texts pass with one look."""

_LINE_END = re.compile("\r\n?|[\f\v\x85\u2028\u2029]")

_ESCAPE_SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\[[0-?]*+[ -/]*+[@-~]"  # CSI: colours, cursor movements
    r"|[\]PX^_][^\x07\x1b\x9c\n\r]*+(?:\x07|\x1b\\|\x9c)"  # OSC, DCS and kin: titles, links
    r"|[ -/]++[0-~]"  # character sets
    r"|[0-OQ-WYZ\\`-~]"  # the rest of two characters
    r")"
)
"""ECMA-48 escape sequences. An unfinished one loses its ESC only: no words are eaten."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def normalize_text(text: str) -> str:
    """The plain text of a transcript: what positions count in. Normalising twice changes nothing."""
    if not _TOUCHED.search(text):
        return text
    if "\x1b" in text:
        text = _ESCAPE_SEQUENCE.sub("", text)
    text = _LINE_END.sub("\n", text)
    text = _CONTROL.sub("", text)
    if _SURROGATE.search(text):
        # Halves of a pair that were written apart find each other on the way.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.lstrip("\ufeff")
