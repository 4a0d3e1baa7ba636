"""The furniture of printed pages: running heads, page numbers, line numbers; told by place, never by word.

What stands at the same height on most pages, or counts the lines in the margin, is not talk. Everything
that is taken away is named in a note, so that a wrong guess can be seen.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from fitcode.domain.amounts import counted

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p|pg|seite|pagina|p\u00e1gina|blz)\b\.?\s*)?(\d{1,5}|[ivxl]{1,7})"
    r"(?:\s*(?:/|of|von|van|de|sur)\s*\d{1,5})?[\W_]*",
    re.IGNORECASE,
)
_EDGE = 0.12
"""The part of a page's height, at its head and at its foot, in which furniture stands."""

_BORDER = 12.0
"""Points from the upper border: nearer than that, letters are cut off."""

_LINE_NUMBER = re.compile(r"(\d{1,5})(?:[ .:)]\s*|$)")
_FEW = 5
"""Fewer numbers in a row than this prove nothing about a page."""


@dataclass(slots=True)
class Line:
    """A line of a page with its place, in points from the lower left of the page."""

    text: str
    left: float | None = None
    """None where the library cannot say."""

    baseline: float | None = None
    is_visible: bool = True


@dataclass(slots=True)
class Page:
    """The lines of a page in reading order."""

    lines: list[Line]
    bottom: float
    top: float

    def is_edge(self, line: Line) -> bool:
        """Whether a line stands at the head or foot of the page."""
        if line.baseline is None:
            return False
        share = (line.baseline - self.bottom) / max(self.top - self.bottom, 1.0)
        return share < _EDGE or share > 1 - _EDGE


def clear_pages(pages: list[Page]) -> list[str]:
    """Takes the furniture off the pages, in place; the notes say what went."""
    notes = [
        _unseen(pages),
        _margin_numbers(pages),
        _leading_numbers(pages),
        _page_numbers(pages),
        _running_heads(pages),
        _cut_lines(pages),
    ]
    return [note for note in notes if note]


def _unseen(pages: list[Page]) -> str:
    """Text beyond the edge of the page, which nobody who reads the page sees."""
    gone = _drop(pages, lambda _page, line: not line.is_visible and bool(line.text.strip()))
    return f"Left out: {counted(gone, 'line')} beyond the edge of the page." if gone else ""


def _margin_numbers(pages: list[Page]) -> str:
    """Numbers that count lines, in a column of their own left of the text."""
    columns = [_number_column(page) for page in pages]
    counting = [bool(column) and _counts_up([int(line.text) for line in column]) for column in columns]
    if not any(counts and len(column) >= _FEW for counts, column in zip(counting, columns, strict=True)):
        return ""
    doomed = {id(line) for counts, column in zip(counting, columns, strict=True) if counts for line in column}
    gone = _drop(pages, lambda _page, line: id(line) in doomed)
    return f"Left out: {gone:,} line numbers in the margin."


def _number_column(page: Page) -> list[Line]:
    """Lines of nothing but a number that begin left of where the text begins."""
    numbers = [line for line in page.lines if line.text.strip().isdecimal()]
    lefts = sorted(
        line.left for line in page.lines if line.left is not None and not line.text.strip().isdecimal()
    )
    if not lefts:
        return []
    margin = lefts[len(lefts) // 10]
    return [line for line in numbers if line.left is not None and line.left < margin - 2]


def _leading_numbers(pages: list[Page]) -> str:
    """Line numbers run together with their lines, as court reporters and Word number them."""
    gone = 0
    for page in pages:
        found = [(line, _LINE_NUMBER.match(line.text)) for line in page.lines]
        numbered = [(line, match) for line, match in found if match is not None]
        if len(numbered) < max(2 * _FEW, 0.8 * len(page.lines)):
            continue
        if _counts_up([int(match[1]) for _, match in numbered]):
            for line, match in numbered:
                line.text = line.text[match.end() :]
            gone += len(numbered)
    return f"Left out: {gone:,} line numbers before lines." if gone else ""


def _counts_up(numbers: list[int]) -> bool:
    """Whether nearly every number is one more than the number before."""
    steps = sum(1 for before, after in pairwise(numbers) if after == before + 1)
    return steps >= 0.9 * (len(numbers) - 1)


def _page_numbers(pages: list[Page]) -> str:
    """Numbers at the edge that go up with the pages; on a single page, ``1`` or ``1/1``."""
    offsets: Counter[int] = Counter()
    for index, page in enumerate(pages):
        offsets.update({number - index for line in page.lines if (number := _number(page, line)) is not None})
    if not offsets:
        return ""
    offset, count = offsets.most_common(1)[0]
    if count * 2 <= len(pages) or (len(pages) == 1 and offset != 1):
        return ""
    places = {id(page): index for index, page in enumerate(pages)}
    gone = _drop(pages, lambda page, line: _number(page, line) == places[id(page)] + offset)
    return f"Left out: {counted(gone, 'page number')}."


def _number(page: Page, line: Line) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text.strip())
    if match is None or not page.is_edge(line):
        return None
    return int(match[1]) if match[1].isdecimal() else _roman(match[1].lower())


def _roman(letters: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _running_heads(pages: list[Page]) -> str:
    """Lines equal but for digits, at one height at the edge of most pages, or of most left or right ones."""
    if len(pages) < 3:
        return ""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for index, page in enumerate(pages):
        for line in page.lines:
            if line.text.strip() and page.is_edge(line):
                for key in _keys(line):
                    seen[key].add(index)
    repeated = {key for key, indices in seen.items() if _is_on_most(indices, count=len(pages))}
    if not repeated:
        return ""
    examples: dict[str, str] = {}
    for page in pages:
        for line in page.lines:
            if page.is_edge(line) and repeated.intersection(_keys(line)):
                examples.setdefault(_keys(line)[0][0], line.text.strip())
    gone = _drop(pages, lambda page, line: page.is_edge(line) and bool(repeated.intersection(_keys(line))))
    shown = ", ".join(f"{text[:60]!r}" for text in list(examples.values())[:3])
    return f"Left out: {gone:,} running heads and feet, such as {shown}."


def _is_on_most(indices: set[int], *, count: int) -> bool:
    if len(indices) < 3:
        return False
    if len(indices) * 2 > count:
        return True
    for side in (0, 1):
        pages = range(side, count, 2)
        if all(index % 2 == side for index in indices) and len(indices) > 0.8 * len(pages):
            return True
    return False


def _keys(line: Line) -> tuple[tuple[str, int], tuple[str, int]]:
    """The words of a line without digits, at two neighbouring heights, which allows 3 points of play."""
    words = re.sub(r"\d+", "#", " ".join(line.text.split()))
    height = int((line.baseline or 0.0) // 6)
    low = height - 1 if (line.baseline or 0.0) % 6 < 3 else height
    return (words, low), (words, low + 1)


def _cut_lines(pages: list[Page]) -> str:
    """Lines that the border cuts through, printed at the foot of one page and atop the next."""
    gone = 0
    for page, following in pairwise(pages):
        if not page.lines or not following.lines:
            continue
        last, first = page.lines[-1], following.lines[0]
        if (
            first.baseline is not None
            and following.top - first.baseline < _BORDER
            and first.text == last.text
        ):
            del following.lines[0]
            gone += 1
    return (
        f"Left out: {counted(gone, 'line')} printed twice because the border of a page cuts them."
        if gone
        else ""
    )


def _drop(pages: list[Page], is_furniture: Callable[[Page, Line], bool]) -> int:
    gone = 0
    for page in pages:
        kept = [line for line in page.lines if not is_furniture(page, line)]
        gone += len(page.lines) - len(kept)
        page.lines = kept
    return gone
