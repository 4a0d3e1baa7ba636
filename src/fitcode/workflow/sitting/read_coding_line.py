"""Read a coding line: one gesture of coding, typed.

`role cl -2 @isr >force "unsure` is code `role cl`, misfit of strength 2, about `isr`, counterpart `force`,
memo `unsure`. Signs may stand in any order; the memo goes to the end of the line; a hyphen inside a word
belongs to the word. What cannot be read is said in words; nothing typed is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from fitcode.domain.choices import Valence

VALENCE_SIGNS = {Valence.fit: "+", Valence.misfit: "-", Valence.mixed: "~"}
ABOUT, COUNTERPART, UNSTATED, MEMO = "@", ">", "?", '"'
_CLEARED = "-"
"""After @ or > it means: none."""

_VALENCES: dict[str, Valence | None] = {
    "+": Valence.fit,
    "-": Valence.misfit,
    "\N{MINUS SIGN}": Valence.misfit,
    "\N{EN DASH}": Valence.misfit,
    "~": Valence.mixed,
    UNSTATED: None,
}
_TOKEN = re.compile(rf"{MEMO}.*|[{ABOUT}{COUNTERPART}]?[^\s{ABOUT}{COUNTERPART}{MEMO}]*", re.DOTALL)
_SIGNED = re.compile(r"([+\-\N{MINUS SIGN}\N{EN DASH}~?])(\d*)", re.ASCII)
_LINE_END = "\N{RETURN SYMBOL}"
"""What stands for a line end in a memo; a backslash before it makes it itself."""


class PartKind(StrEnum):
    """What a part of a coding line says."""

    code = "code"
    valence = "valence"
    about = "about"
    counterpart = "counterpart"
    memo = "memo"


class Part(NamedTuple):
    """One word or sign of a coding line."""

    kind: PartKind
    start: int
    end: int
    text: str
    """What is looked for or said, without its sign; for a code all words of the line that name it."""


class CodingLine(NamedTuple):
    """What was typed, taken apart; names are not looked up yet."""

    text: str
    parts: tuple[Part, ...]
    code: str = ""
    """The words that name the code, joined by spaces."""

    valence: Valence | None = None
    strength: int | None = None
    about: str | None = None
    """What was typed after @; None without one."""

    counterpart: str | None = None
    memo: str | None = None
    cleared: frozenset[str] = frozenset()
    """Fields that the line says are empty: `@-`, `>-`, `?` for the valence, a quotation mark alone."""

    faults: tuple[str, ...] = ()
    """What cannot be read, in words."""

    def part_at(self, cursor: int) -> Part:
        """The part that typing at this place changes; between parts it is the code."""
        touched = [part for part in self.parts if part.start <= cursor <= part.end]
        part = touched[0] if touched else Part(PartKind.code, cursor, cursor, "")
        return part._replace(text=self.code) if part.kind is PartKind.code else part


class Edited(NamedTuple):
    """A line and the cursor in it."""

    text: str
    cursor: int


def read_coding_line(text: str) -> CodingLine:
    """Take a coding line apart; any text can be read, and what is wrong with it stands in `faults`."""
    parts = tuple(_parts(text))
    line = CodingLine(text, parts, faults=tuple(_doubled(parts)))
    for part in parts:
        line = _take_in(line, part)
    return line


def write_coding_line(
    code: str,
    *,
    valence: Valence | None = None,
    strength: int | None = None,
    about: str | None = None,
    counterpart: str | None = None,
    memo: str | None = None,
) -> str:
    """The line that says this; reading it gives the same back, the memo without space around it."""
    words = [code] if code else []
    if valence is not None or strength is not None:
        words.append(_sign(valence, strength))
    if about is not None:
        words.append(ABOUT + about)
    if counterpart is not None:
        words.append(COUNTERPART + counterpart)
    if memo is not None and memo.strip():
        words.append(MEMO + _written_memo(memo.strip()))
    return " ".join(words)


def take_candidate(line: CodingLine, cursor: int, chosen: str) -> Edited:
    """The line with an id in place of the component at the cursor, else of the code; the cursor after it."""
    part = line.part_at(cursor)
    if part.kind in (PartKind.about, PartKind.counterpart):
        sign = ABOUT if part.kind is PartKind.about else COUNTERPART
        return _put(line, part.start, sign + chosen, instead_of={part.start})
    words = {other.start for other in line.parts if other.kind is PartKind.code}
    return _put(line, min(words, default=cursor), chosen, instead_of=words)


def put_valence(line: CodingLine, cursor: int, valence: Valence | None) -> Edited:
    """The line with this valence, its strength kept; without one when it is None."""
    signs = [part for part in line.parts if part.kind is PartKind.valence]
    names = [part.end for part in line.parts if part.kind is PartKind.code]
    place = signs[0].start if signs else max(names, default=0)
    sign = "" if valence is None else _sign(valence, line.strength)
    edited = _put(line, place, sign, instead_of={part.start for part in signs})
    if cursor < place:
        return Edited(edited.text, cursor)
    # Somebody further on in the line goes on there.
    return Edited(edited.text, max(place, len(edited.text) - (len(line.text) - cursor)))


def _parts(text: str) -> Iterator[Part]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = _TOKEN.match(text, place)
        assert found is not None
        yield _part(found[0], found.start(), found.end())
        place = found.end()


def _part(token: str, start: int, end: int) -> Part:
    kinds = {ABOUT: PartKind.about, COUNTERPART: PartKind.counterpart, MEMO: PartKind.memo}
    if token[0] in kinds:
        return Part(kinds[token[0]], start, end, token[1:])
    kind = PartKind.valence if token[0] in _VALENCES else PartKind.code
    return Part(kind, start, end, token)


def _doubled(parts: tuple[Part, ...]) -> Iterator[str]:
    """A fault for each sign that stands twice: neither is passed over."""
    for kind in (PartKind.valence, PartKind.about, PartKind.counterpart):
        of_kind = [part for part in parts if part.kind is kind]
        if len(of_kind) > 1:
            sign = {PartKind.about: ABOUT, PartKind.counterpart: COUNTERPART}.get(kind, "")
            yield f"{kind.capitalize()} stands twice: {' and '.join(sign + part.text for part in of_kind)}."


def _take_in(line: CodingLine, part: Part) -> CodingLine:
    """The line with what one part says."""
    if part.kind is PartKind.code:
        return _take_in_word(line, part.text)
    if part.kind is PartKind.valence:
        return _take_in_valence(line, part.text)
    if part.kind is PartKind.memo:
        memo = _read_memo(part.text)
        return line._replace(memo=memo) if memo else line._replace(cleared=line.cleared | {"memo"})
    if part.text == _CLEARED:
        return line._replace(cleared=line.cleared | {part.kind.value})
    if part.kind is PartKind.about:
        return line._replace(about=part.text)
    return line._replace(counterpart=part.text)


def _take_in_word(line: CodingLine, word: str) -> CodingLine:
    line = line._replace(code=f"{line.code} {word}".lstrip())
    sign = next((char for char in word if char in "+~?"), None)
    if sign is None:
        return line
    return _with_fault(line, f"{word!r} holds a sign: put a space before the {sign}.")


def _take_in_valence(line: CodingLine, word: str) -> CodingLine:
    signed = _SIGNED.fullmatch(word)
    if signed is None:
        return _with_fault(line, f"{word!r} cannot be read: put a space after the {word[0]}.")
    sign, number = signed.groups()
    if number not in ("", "1", "2", "3"):
        return _with_fault(line, f"{word!r}: a strength is 1, 2 or 3.")
    line = line._replace(valence=_VALENCES[sign], strength=int(number) if number else None)
    return line._replace(cleared=line.cleared | {"valence"}) if sign == UNSTATED else line


def _with_fault(line: CodingLine, fault: str) -> CodingLine:
    return line._replace(faults=(*line.faults, fault))


def _sign(valence: Valence | None, strength: int | None) -> str:
    sign = UNSTATED if valence is None else VALENCE_SIGNS[valence]
    return sign if strength is None else f"{sign}{strength}"


def _put(line: CodingLine, place: int, word: str, *, instead_of: set[int]) -> Edited:
    """The line with a word at a place, without the parts that begin at certain places."""
    kept = [part for part in line.parts if part.start not in instead_of]
    before = [line.text[part.start : part.end] for part in kept if part.start < place]
    after = [line.text[part.start : part.end] for part in kept if part.start >= place]
    head = "".join(f"{token} " for token in [*before, *([word] if word else [])])
    tail = " ".join(after)
    if tail and line.parts[-1].end < len(line.text):
        tail += " "
    return Edited(head + tail, len(head))


def _read_memo(typed: str) -> str:
    """A memo from what follows its quotation mark; a second one at the end closes it, if it opens nothing."""
    if typed.endswith(MEMO) and typed.count(MEMO) % 2 == 1:
        typed = typed[:-1]
    return re.sub(rf"(\\*){_LINE_END}", _unescaped, typed.strip())


def _written_memo(memo: str) -> str:
    r"""A memo on one line: a line end becomes a sign, and a sign of its own is told apart by a backslash."""
    line = re.sub(rf"(\\*)([{_LINE_END}\n])", _escaped, memo)
    # A space keeps a quotation mark of the memo's own from being taken for the closing one.
    return f"{line} " if line.endswith(MEMO) and line.count(MEMO) % 2 == 1 else line


def _escaped(found: re.Match[str]) -> str:
    return found[1] * 2 + ("\\" if found[2] == _LINE_END else "") + _LINE_END


def _unescaped(found: re.Match[str]) -> str:
    kept = "\\" * (len(found[1]) // 2)
    return kept + (_LINE_END if len(found[1]) % 2 else "\n")
