"""What a YAML parser stumbled over, in plain words, with the line to mend.

A parser stops at its first mistake; where the same mistake stands on other lines too (tabs, strange
characters), all of them are named at once.
"""

import re
from typing import Any

from fitcode.formats.fault_list import FaultList

_MOST_NAMED = 100
"""Lines named for one kind of mistake."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STRANGE_INDENT = re.compile("^ *([\t\xa0\u2000-\u200a\u202f\u3000])", re.MULTILINE)

_AT_BEGINNING = ("found unexpected end of stream", "could not find expected ':'")
"""Problems that the parser meets late: the place to mend is where the thing began."""

_PROBLEMS = (
    (
        "mapping values are not allowed",
        "A second ': ' in one value, or a line indented too far; put text in quotes.",
    ),
    ("found unexpected end of stream", "The quote that opens here is never closed."),
    ("could not find expected ':'", "The key has no ': ' after it."),
    ("expected the node content", "A value is missing here, or what opens on line {begun} is never closed."),
    ("expected <block end>, but found ':'", "A key is missing before the ':'."),
    (
        "expected <block end>",
        "This line fits nothing above it (list or keys begun on line {begun}): check its indent.",
    ),
    (
        "expected ',' or ']'",
        "The list that opens with [ on line {begun} is not closed with ], or misses a comma.",
    ),
    (
        "expected ',' or '}'",
        "The braces opened on line {begun} are not closed with }}, or a comma is missing.",
    ),
    ("found character '\\t' that cannot start", "A tab stands here: use a space."),
    ("cannot start any token", "A value cannot begin with this character: put the text in quotes."),
    (
        "expected chomping or indentation",
        "After | or > the text begins on the next line; put other text in quotes.",
    ),
    (
        "found unknown escape character",
        "In double quotes \\ has a meaning of its own: use single quotes or write \\\\.",
    ),
)


def explain(error: Any, *, text: str, faults: FaultList) -> None:
    """Note a parser's error; for strange indentation, all of its lines."""
    problem = str(getattr(error, "problem", None) or "")
    strange = _strange_indents(text) if "\\t" in problem or "block" in str(error) else []
    for number, character in strange:
        faults.add(f"{character} indents this line: use spaces.", line=number)
    if strange:
        return
    begun = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or begun
    if begun and any(words in problem for words in _AT_BEGINNING):
        mark = begun
    message = _in_plain_words(problem, begun=begun.line + 1 if begun else None) or _tidied(error)
    faults.add(message, line=mark.line + 1 if mark else None, column=mark.column + 1 if mark else None)


def _in_plain_words(problem: str, *, begun: int | None) -> str:
    for words, message in _PROBLEMS:
        if words in problem:
            return message.format(begun=begun or "?")
    return ""


def _tidied(error: Any) -> str:
    parts = [str(getattr(error, name, None) or "") for name in ("context", "problem")]
    said = "; ".join(part for part in parts if part) or str(error).partition("\n")[0]
    return f"The YAML cannot be read: {' '.join(said.split())}."


def _strange_indents(text: str) -> list[tuple[int, str]]:
    names = {"\t": "A tab"}
    return [
        (
            text.count("\n", 0, found.start(1)) + 1,
            names.get(found[1], f"A space of another kind (U+{ord(found[1]):04X})"),
        )
        for found in _STRANGE_INDENT.finditer(text)
    ][:_MOST_NAMED]


def refuse_characters(text: str, *, faults: FaultList) -> None:
    """Raise when characters stand in the file that no YAML may hold."""
    found = [match.start() for match in _UNPRINTABLE.finditer(text)][:_MOST_NAMED]
    for position in found:
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        faults.add(f"The file holds U+{ord(text[position]):04X}, which is no text.", line=line, column=column)
    if found:
        raise faults.as_error()
