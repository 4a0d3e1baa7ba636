"""Decided passages: what people coded, seen as a pass sees it, so that the valence model can learn from it.

Clues and patterns are read anew from the text. A suggestion's evidence holds its clues only where a valence
was stated, and a coding by hand has none; learning from the evidence alone would learn which were stated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.passes import SuggestionPass
from fitcode.suggest.statements.statements import VALENCE
from fitcode.suggest.statements.valence_training import ValenceExample
from fitcode.suggest.suggester import Recipe

if TYPE_CHECKING:
    from fitcode.suggest.pass_io import PassOrder
    from fitcode.suggest.reading.read_transcript import ReadTranscript

_RULES = "rules"


class Passage(NamedTuple):
    """A passage that somebody coded."""

    start: int
    end: int
    code: str
    """``codebook/code``."""

    valence: str | None


class PassageReader:
    """Reads coded passages by the patterns of their codes alone: no vectors, no components."""

    def __init__(self, recipe: Recipe, codes: Iterable[str]) -> None:
        asked = (_RULES,) if _RULES in recipe.settings.suggesters else ()
        settings = recipe.settings.model_copy(update={"suggesters": asked, "only": tuple(sorted(set(codes)))})
        models = {name: state for name, state in recipe.models.items() if name != VALENCE}
        self._pass = SuggestionPass(replace(recipe, registries=(), settings=settings, models=models))

    def examples(self, order: PassOrder, passages: Sequence[Passage]) -> list[ValenceExample | None]:
        """An example a passage; None where no respondent speaks, or more than one turn would be joined."""
        read = self._pass.read(order)
        fired = {
            (proposal.code, proposal.segment): proposal.evidence["rules"]
            for suggester in self._pass.suggesters
            if suggester.reads(read.language)
            for proposal in suggester.propose(read)
        }
        statements = self._pass.statements.of(read)
        examples: list[ValenceExample | None] = []
        segments = [(segment.start, segment.end) for segment in read.segments]
        for one in passages:
            touched = list(touched_segments(segments, start=one.start, end=one.end))
            if not touched or not _is_one_turn(read, touched) or not statements.knows(one.code):
                examples.append(None)
                continue
            rules = [rule for segment in touched for rule in fired.get((one.code, segment), ())]
            examples.append(
                statements.example(touched[0], touched[-1], one.code, rules=rules, valence=one.valence)
            )
        return examples


def touched_segments(segments: Sequence[tuple[int, int]], *, start: int, end: int) -> Iterator[int]:
    """Numbers of the segments of which a span shares half, or which share half of the span."""
    number = max(0, bisect_left(segments, start, key=lambda segment: segment[0]) - 1)
    while number < len(segments) and segments[number][0] < end:
        first, past = segments[number]
        shared = min(past, end) - max(first, start)
        if shared > 0 and 2 * shared >= min(past - first, end - start):
            yield number
        number += 1


def _is_one_turn(read: ReadTranscript, touched: Sequence[int]) -> bool:
    return read.segments[touched[0]].turn == read.segments[touched[-1]].turn
