"""Where the keys of a TOML file stand: the standard library's reader tells no lines.

The text is scanned, not parsed: what cannot be found has the line of what holds it.
"""

import re
from collections.abc import Mapping, Sequence

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEY})[ \t]*\]\]?[ \t]*(?:#.*)?$")
_ASSIGNMENT = re.compile(rf"[ \t]*({_KEY})[ \t]*=")
_PARTS = re.compile(_PART)
_VALUE_TOKENS = re.compile(r""""{3}.*?"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|\]""", re.DOTALL)
"""Texts, comments, and the bracket that ends a list."""

_BLOCK_TEXT = re.compile(r'"""|\'\'\'')


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The first line of each key and table, by its path."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    is_in_text = False
    for number, line in enumerate(text.split("\n"), start=1):
        was_in_text = is_in_text
        is_in_text ^= len(_BLOCK_TEXT.findall(line)) % 2 == 1
        if was_in_text:
            continue
        line = line.removesuffix("\r")
        if found := _TABLE.match(line):
            table = _path(found[1])
            lines.setdefault(table, number)
        elif found := _ASSIGNMENT.match(line):
            lines.setdefault((*table, *_path(found[1])), number)
    return lines


def line_of(location: Sequence[str | int], *, lines: Mapping[tuple[str, ...], int]) -> int | None:
    """The line of a key, or of the nearest table or key that holds it."""
    path = tuple(str(part) for part in location)
    for length in range(len(path), 0, -1):
        within = [line for known, line in lines.items() if known[:length] == path[:length]]
        if within:
            return min(within)
    return None


def text_lines(text: str, key: Sequence[str]) -> list[int]:
    """The line on which each text of a list begins; empty where the key does not stand by itself."""
    first = key_lines(text).get(tuple(key))
    if first is None:
        return []
    begin = sum(len(line) + 1 for line in text.split("\n")[: first - 1])
    value = text.index("=", begin) + 1
    found: list[int] = []
    for token in _VALUE_TOKENS.finditer(text, value):
        if token[0] == "]":
            break
        if token[0][0] in "\"'":
            found.append(text.count("\n", 0, token.start()) + 1)
    return found


def _path(written: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PARTS.findall(written))
