"""Combining: what all suggesters say of one segment and one code becomes one suggestion.

Scores are stacked, and calibrated by what was decided. Neighbouring segments of a turn with the same code and
components merge; the reason names every part. What a person settled is not asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.suggestion import NewSuggestion, Settled, reasons_of
from fitcode.suggest.calibration import HIGHEST_SCORE, calibration_of
from fitcode.suggest.statements.statements import SegmentStatements, Statements
from fitcode.suggest.suggester import Proposal, Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fitcode.suggest.reading.read_transcript import ReadTranscript

MOST_MERGED = 3
"""Segments that one suggestion may span: a longer passage is hardly ever accepted as a whole."""

Parts = dict[str, Proposal]
"""Suggester name to what it proposes."""


class _Found(NamedTuple):
    """A code of one segment, on its way to a suggestion."""

    segment: int
    code: str
    parts: Parts
    scores: dict[str, float]
    """Suggester name to its chance, of those that only grade too."""

    raw: float
    """The score before calibration."""


def combined_score(parts: Mapping[str, float]) -> float:
    """One score of several parts, by suggester; at most 0.95.

    What ships is stacked as ``stacking`` says; any other suggester counts as an independent chance.
    """
    if len(parts) == 1 and "rules" in parts:
        return parts["rules"]
    own = {name: parts.get(name) for name in ("rules", "semantic", "learned")}
    chances = [score for name, score in parts.items() if name not in own]
    if own["semantic"] is None and own["learned"] is None:
        chances += [score for score in own.values() if score is not None]
    else:
        from fitcode.suggest.stacking import combined_probability

        chances.append(combined_probability(**own))
    return round(min(HIGHEST_SCORE, 1 - prod(1 - chance for chance in chances)), 6)


class Graded(NamedTuple):
    """What a suggester holds of every segment and every code that it knows."""

    columns: Mapping[str, int]
    """Code to its column."""

    chances: NDArray[Any]
    """Of shape (segments, codes)."""


class Combiner:
    """Makes suggestions of proposals, for the transcripts of one pass."""

    def __init__(self, recipe: Recipe, statements: Statements) -> None:
        self._calibration = calibration_of(recipe)
        self._least = recipe.settings.min_score
        self._name = "+".join(recipe.settings.suggesters)
        self._statements = statements

    def combine(
        self,
        read: ReadTranscript,
        proposals: dict[str, Sequence[Proposal]],
        *,
        graded: Mapping[str, Graded],
        codes: Collection[str],
    ) -> list[NewSuggestion]:
        """Suggestions of these codes, by position and code.

        ``graded`` are suggesters' chances for what others proposed and they did not. ``proposals`` is empty
        afterwards: what comes to nothing makes room for what is made.
        """
        gathered: dict[tuple[str, int], Parts] = {}
        for suggester in list(proposals):
            for proposal in proposals.pop(suggester):
                if proposal.code in codes:
                    gathered.setdefault((proposal.code, proposal.segment), {})[suggester] = proposal
        settled = Settled(read.transcript.decided)
        found = (
            self._found(read, *place, gathered.pop(place), graded=graded, settled=settled)
            for place in sorted(gathered)
        )
        statements = self._statements.of(read)
        made = [
            self._suggestion(read, run, statements)
            for run in _merged((one for one in found if one is not None), read, statements)
        ]
        return sorted(made, key=lambda one: (one.start, one.end, one.code))

    def _found(
        self,
        read: ReadTranscript,
        code: str,
        segment: int,
        parts: Parts,
        *,
        graded: Mapping[str, Graded],
        settled: Settled,
    ) -> _Found | None:
        scores = {
            name: float(one.chances[segment, one.columns[code]])
            for name, one in graded.items()
            if code in one.columns
        }
        scores |= {name: part.score for name, part in parts.items()}
        raw = combined_score(scores)
        # Before calibration: who accepts most of what is shown to them must not be shown everything.
        if raw < self._least:
            return None
        if settled.has(code):
            place = read.segments[segment]
            if settled.holds(code, start=place.start, end=place.end, reasons=_reasons_of(parts)):
                return None
        return _Found(segment, code, parts, scores, raw)

    def _suggestion(
        self, read: ReadTranscript, run: Sequence[_Found], statements: SegmentStatements
    ) -> NewSuggestion:
        first, last = run[0].segment, run[-1].segment
        start, end = read.segments[first].start, read.segments[last].end
        best = max(run, key=lambda one: one.raw)
        evidence = _evidence_of([one.parts for one in run])
        if len(run) > 1:
            evidence |= _single(best.parts)
            evidence["scored"] = list(read.segments[best.segment][2:])
            evidence["segments"] = [
                {"span": list(read.segments[one.segment][2:]), "reasons": list(_reasons_of(one.parts))}
                for one in run
            ]
        roles = statements.roles(first)
        valence = statements.valence(first, last, run[0].code, evidence.get("rules", ()))
        evidence["parts"] = best.scores
        evidence["raw"] = best.raw
        evidence["components"] = statements.components(first, last)
        for name, stated in (
            ("about", roles.about),
            ("counterpart", roles.counterpart),
            ("valence", valence),
        ):
            if stated.value is not None:
                evidence[name] = {"confidence": stated.confidence, **stated.evidence}
        return NewSuggestion(
            start=start,
            end=end,
            quote=read.quote(start, end),
            code=run[0].code,
            about=roles.about.value,
            counterpart=roles.counterpart.value,
            valence=valence.value,
            score=self._calibration.apply(best.raw),
            suggester=self._name,
            reason=_reason(run, valence.value),
            evidence=evidence,
        )


def _merged(
    found: Iterable[_Found], read: ReadTranscript, statements: SegmentStatements
) -> Iterator[list[_Found]]:
    """Runs of neighbours that make one suggestion; ``found`` comes by code and segment."""
    run: list[_Found] = []
    for one in found:
        if run and not _belongs(one, run, read, statements):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _belongs(one: _Found, run: Sequence[_Found], read: ReadTranscript, statements: SegmentStatements) -> bool:
    last = run[-1]
    if one.code != last.code or one.segment != last.segment + 1 or len(run) >= MOST_MERGED:
        return False
    if read.segments[one.segment].turn != read.segments[last.segment].turn:
        return False
    return statements.names(one.segment) == statements.names(last.segment)


def _single(parts: Parts) -> dict[str, Any]:
    """The evidence of one segment that is no list: it explains the score."""
    return {
        name: value
        for part in parts.values()
        for name, value in part.evidence.items()
        if not isinstance(value, list)
    }


def _reasons_of(parts: Parts) -> tuple[str, ...]:
    """Why a segment is suggested."""
    return reasons_of(_evidence_of([parts]))


def _evidence_of(run: Sequence[Parts]) -> dict[str, Any]:
    """All parts' evidence; lists, such as rules, are joined, of the rest the first stands."""
    evidence: dict[str, Any] = {}
    for parts in run:
        for part in parts.values():
            for name, value in part.evidence.items():
                if isinstance(value, list) and isinstance(evidence.get(name), list):
                    evidence[name] = [*evidence[name], *value]
                else:
                    evidence.setdefault(name, value)
    return evidence


def _reason(run: Sequence[_Found], valence: str | None) -> str:
    said = dict.fromkeys(part.reason for one in run for part in one.parts.values())
    line = "; ".join(said)
    return f"{line} ({valence})" if valence else line
