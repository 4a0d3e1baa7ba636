"""Name components nearby: those whose names stand around a passage, the nearest first.

A plain reading of names and aliases, quick enough for a key press; the suggestion pass reads them with
lemmas. Aliases in capitals count as written, others in any case.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fitcode.domain.words import word_spans

_JOINERS = {ord("\u2019"): "'", ord("\u02bc"): "'", ord("\u2010"): "-", ord("\u2011"): "-"}
"""Apostrophes and hyphens as they are typed, so that one spelling finds the others."""

_PARTED = dict.fromkeys(map(ord, "'-"), " ")
"""What joins words: a component's name ends there, as in ``RECCE's`` and ``RECCE-led``."""


class _Token(NamedTuple):
    """A word, or a sign outside words."""

    written: str
    key: str
    """As names are compared that count in any case."""

    start: int
    end: int


class _Branch:
    """Where names that begin with the same tokens go on."""

    __slots__ = ("further", "named")

    def __init__(self) -> None:
        self.further: dict[str, _Branch] = {}
        self.named: list[tuple[str, tuple[str, ...] | None]] = []
        """Components whose name ends here, each with its tokens as written where these count."""


class ComponentFinder:
    """Finds the components that a stretch of text names."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        """``aliases`` has what each component is called, its name included."""
        self._root = _Branch()
        for component, called in aliases.items():
            for alias in called:
                self._enter(alias, component)

    def find(self, text: str, start: int, end: int, *, low: int, high: int) -> list[str]:
        """Components named in ``text[low:high]``, those nearest to ``[start, end)`` first.

        An alias that several components share names each of them; of two that begin alike the longer counts.
        """
        tokens = list(_tokens(text[low:high]))
        found: dict[str, tuple[int, int]] = {}
        past = 0
        for first in range(len(tokens)):
            if first < past:
                continue
            components, past = self._named(tokens, first)
            begins, ends = low + tokens[first].start, low + tokens[past - 1].end
            is_cut = (begins == low > 0) or (ends == high < len(text))
            if components and not is_cut:
                rank = (max(start - ends, begins - end, 0), begins)
                for component in components:
                    found[component] = min(found.get(component, rank), rank)
        return sorted(found, key=lambda component: found[component])

    def _enter(self, alias: str, component: str) -> None:
        tokens = list(_tokens(alias))
        if not tokens:
            return
        branch = self._root
        for token in tokens:
            branch = branch.further.setdefault(token.key, _Branch())
        exact = tuple(token.written for token in tokens) if alias.isupper() else None
        if (component, exact) not in branch.named:
            branch.named.append((component, exact))

    def _named(self, tokens: Sequence[_Token], first: int) -> tuple[list[str], int]:
        """Components whose name begins with a token, and one past its last token."""
        branch, longest, past = self._root, list[str](), first + 1
        for place in range(first, len(tokens)):
            token = tokens[place]
            ended = [(branch.further.get(token.key), token.written)]
            if token.written.endswith("s"):
                ended.append((branch.further.get(token.key[:-1]), token.written[:-1]))
            for branch_, last in ended:
                if components := _bearers(branch_, tokens[first:place], last):
                    longest, past = components, place + 1
                    break
            following = branch.further.get(token.key)
            if following is None:
                break
            branch = following
        return longest, past


def _bearers(branch: _Branch | None, before: Sequence[_Token], last: str) -> list[str]:
    if branch is None or not branch.named:
        return []
    written = (*(token.written for token in before), last)
    return list(dict.fromkeys(component for component, exact in branch.named if exact in (None, written)))


def _tokens(text: str) -> Iterable[_Token]:
    plain = text.translate(_JOINERS)
    at = 0
    for start, end in word_spans(plain.translate(_PARTED)):
        yield from _signs(plain, at, start)
        yield _token(plain[start:end], start)
        at = end
    yield from _signs(plain, at, len(plain))


def _signs(text: str, low: int, high: int) -> Iterable[_Token]:
    for place in range(low, high):
        if not text[place].isspace():
            yield _token(text[place], place)


def _token(written: str, start: int) -> _Token:
    end = start + len(written)
    if not written.isascii():
        written = unicodedata.normalize("NFC", written)
    return _Token(written, written.casefold(), start, end)
