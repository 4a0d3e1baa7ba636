"""Words that people write by hand: ids, languages, attribute names; and how to mend each.

A check returns an empty text when the word is right and otherwise a sentence that says what to
write instead, so that every file says the same about the same mistake.
"""

import re
import unicodedata

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_MOST_SHOWN = 60
_LONGEST_SLUG = 100

_LANGUAGES = {
    "arabic": "ar",
    "dansk": "da",
    "danish": "da",
    "deutsch": "de",
    "dutch": "nl",
    "english": "en",
    "finnish": "fi",
    "français": "fr",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "nederlands": "nl",
    "norwegian": "nb",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "ukrainian": "uk",
}


def shown(value: object) -> str:
    """A value as a message shows it: in quotes when it is text, never longer than a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = repr(value) if isinstance(value, str | int | float) else str(value)
    return written if len(written) <= _MOST_SHOWN else written[: _MOST_SHOWN - 3] + "..."


def as_slug(text: str) -> str:
    """The id nearest to what was written; empty when nothing of it can stand in an id."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_-]+", "-", letters).strip("-_")


def slug_trouble(text: str) -> str:
    """What is wrong with an id, and how to mend it."""
    if len(text) > _LONGEST_SLUG:
        return f"The id {shown(text)} has {len(text)} characters: at most {_LONGEST_SLUG} are allowed."
    if _SLUG.fullmatch(text):
        return ""
    near = as_slug(text)
    mended = f"write {near!r}" if near else "write something like 'spare-parts'"
    return (
        f"The id {shown(text)} may hold only a-z, 0-9, - and _, and begins with a letter or digit: {mended}."
    )


def as_language(text: str) -> str:
    """A language code in its usual spelling: ``EN`` is ``en`` and ``pt_BR`` is ``pt-BR``."""
    first, *rest = text.replace("_", "-").split("-")
    return "-".join([first.lower(), *rest])


def language_trouble(text: str) -> str:
    """What is wrong with a language code, and how to mend it."""
    if _LANGUAGE.fullmatch(as_language(text)):
        return ""
    code = _LANGUAGES.get(text.strip().lower(), "")
    mended = f"write {code!r}" if code else "write a code such as 'en', 'fr' or 'pt-BR'"
    return f"{shown(text)} is no language code: {mended}."


def attribute_name(text: str) -> str:
    """The one spelling of an attribute's name: lower case, underscores for spaces, without ``case.``."""
    return "_".join(text.lower().split()).removeprefix("case.")


def character_trouble(text: str) -> str:
    """What no text in a file may hold: control characters and halves of characters."""
    found = _CONTROL.search(text)
    if found is None:
        return ""
    code = ord(found[0])
    kind = "half of a character" if 0xD800 <= code <= 0xDFFF else "a control character"
    return f"{kind} (U+{code:04X}): remove it"


def one_line(text: str) -> str:
    """Text without line ends and doubled spaces."""
    return " ".join(text.split())
