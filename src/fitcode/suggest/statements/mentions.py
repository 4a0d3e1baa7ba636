"""Mentions: the components that respondents name, by name or alias.

Nothing is guessed: an alias of two components keeps both, and of overlapping mentions the longest stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.component import Registry
from fitcode.suggest.patterns.phrases import PhraseBook
from fitcode.suggest.reading.clean import CleanText

if TYPE_CHECKING:
    from fitcode.suggest.reading.pipelines import Pipeline
    from fitcode.suggest.reading.read_transcript import ReadTranscript

_GAPS = re.compile(r"[\s-]+")


class Mention(NamedTuple):
    """A component's name or alias in a respondent's turn."""

    turn: int
    """Index into ``transcript.turns``."""

    first: int
    """Its first token."""

    past: int
    """One past its last token."""

    start: int
    """Its first character in the transcript."""

    end: int
    """One past its last character."""

    components: tuple[str, ...]
    """``mission/id`` of every component that bears it; more than one is ambiguous."""


class ComponentFinder:
    """Finds the components of some registries in texts of one language."""

    def __init__(self, pipeline: Pipeline, registries: Iterable[Registry]) -> None:
        self._book = PhraseBook(pipeline)
        self._bearers: dict[int, list[tuple[str, str | None]]] = {}
        for registry in registries:
            for component in registry.components:
                names = [component.name, *component.aliases]
                if is_in_capitals(component.id):
                    names.append(component.id)
                for name in dict.fromkeys(names):
                    self._enter(name, f"{registry.mission}/{component.id}")
        self._search = self._book.search()

    def _enter(self, name: str, component: str) -> None:
        capitals = is_in_capitals(name)
        # The dictionary knows no plural of an abbreviation: two ASIFUs.
        for spelling in [name, f"{name}s"] if capitals else [name]:
            number = self._book.add(spelling)
            if number is not None:
                bearer = (component, _written(spelling) if capitals else None)
                bearers = self._bearers.setdefault(number, [])
                if bearer not in bearers:
                    bearers.append(bearer)

    def mentions(self, read: ReadTranscript) -> dict[int, list[Mention]]:
        """Turn to its mentions, in order, where it has any; of two that overlap, the longer one."""
        found: dict[tuple[int, int], set[str]] = {}
        hits = self._search.find(read, self._book.read(read.annotation))
        for number, first, past in zip(*(array.tolist() for array in hits), strict=True):
            if bearers := self._bearers_of(number, _written(read.quote(*read.place(first, past)))):
                found.setdefault((first, past), set()).update(bearers)
        turns: dict[int, list[Mention]] = {}
        for first, past in _apart(found):
            start, end = read.place(first, past)
            turn = read.turn_at(start)
            if turn == read.turn_at(end - 1):
                components = tuple(sorted(found[first, past]))
                turns.setdefault(turn, []).append(Mention(turn, first, past, start, end, components))
        return turns

    def _bearers_of(self, number: int, written: str) -> list[str]:
        return [name for name, exact in self._bearers[number] if exact in (None, written)]


def _written(text: str) -> str:
    return _GAPS.sub(" ", CleanText(text).text).strip()


def _apart(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that overlap no longer one, nor an earlier one as long."""
    taken: set[int] = set()
    kept: list[tuple[int, int]] = []
    for first, past in sorted(places, key=lambda place: (place[0] - place[1], place)):
        tokens = range(first, past)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append((first, past))
    return sorted(kept)


def is_in_capitals(name: str) -> bool:
    """Whether a name is matched as written: it has letters, and none in lower case."""
    return name == name.upper() and name != name.lower()


def mention_evidence(read: ReadTranscript, mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """The mentions as plain values; an ambiguous one names its candidates and no component."""
    evidence: list[dict[str, Any]] = []
    for mention in mentions:
        start, end = mention.start, mention.end
        entry: dict[str, Any] = {"component": None, "alias": read.quote(start, end), "span": [start, end]}
        if len(mention.components) == 1:
            entry["component"] = mention.components[0]
        else:
            entry["candidates"] = list(mention.components)
        evidence.append(entry)
    return evidence
