"""Suggestions: proposed codings with evidence that can be replayed, and the runs that made them.

A suggestion becomes a coding through a person's decision and in no other way.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, Field

from fitcode.domain.choices import RunStatus


class SegmentText(NamedTuple):
    """A segment as a suggester sees it: positions are the transcript's, not the segment's."""

    ordinal: int
    start: int
    end: int


class TurnText(NamedTuple):
    """A turn as a suggester sees it; text outside turns comes as a turn without a speaker."""

    start: int
    text: str
    is_respondent: bool
    segments: tuple[SegmentText, ...]
    components: tuple[str, ...]
    """Components of the speaker's cases, so that a suggester can tell "we" from "they"."""


class DecidedAs(StrEnum):
    """How a passage came to be settled for a code."""

    accepted = "accepted"
    """A suggestion that became a coding, amended or not."""

    rejected = "rejected"
    by_hand = "by hand"
    """A person coded it, whatever was suggested."""


class Decided(NamedTuple):
    """What a person decided on a passage, so that it is not asked again."""

    start: int
    end: int
    code: str
    """``codebook/code``."""

    how: DecidedAs
    reasons: tuple[str, ...] = ()
    """Why it had been suggested, as ``reasons_of`` says."""

    suggestion: str | None = None
    """Uid of the suggestion that was decided, or that the coding answers."""


class TranscriptText(NamedTuple):
    """A transcript as a suggester sees it: plain values that travel between processes."""

    name: str
    sha256: str
    language: str | None
    turns: tuple[TurnText, ...]
    decided: tuple[Decided, ...] = ()


class Settled:
    """What persons settled in one transcript, by code."""

    def __init__(self, decided: Iterable[Decided]) -> None:
        self._by_code: dict[str, list[Decided]] = {}
        for one in decided:
            self._by_code.setdefault(one.code, []).append(one)

    def has(self, code: str) -> bool:
        """Whether anything was decided for this code."""
        return code in self._by_code

    def holds(self, code: str, *, start: int, end: int, reasons: Collection[str]) -> bool:
        """Whether a person coded or accepted something there, or rejected it for all of these reasons."""
        rejected: set[str] = set()
        is_rejected = False
        for one in self._by_code.get(code, ()):
            if one.start >= end or start >= one.end:
                continue
            if one.how is DecidedAs.rejected:
                is_rejected = True
                rejected.update(one.reasons)
            elif one.how is DecidedAs.accepted or shares_half(one.start, one.end, start, end):
                return True
        return is_rejected and rejected.issuperset(reasons)


def shares_half(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two spans share half of either."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0 and 2 * shared >= min(end - start, other_end - other_start)


MEANING = "meaning"
"""The reason of a suggestion that no rule made."""


class SpanReasons(NamedTuple):
    """Why a stretch of a suggestion is in it."""

    start: int
    end: int
    reasons: tuple[str, ...]


def reasons_of(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Why something was suggested, in what stays the same when a model is trained again.

    The ids of the rules that fired; without any, likeness of meaning, whichever example was nearest.
    """
    return tuple(sorted({str(rule["id"]) for rule in evidence.get("rules", ())})) or (MEANING,)


def span_reasons(evidence: Mapping[str, Any], *, start: int, end: int) -> tuple[SpanReasons, ...]:
    """Why each segment is in a suggestion with this span; of evidence that does not say, the whole span.

    Neighbours may have been suggested for different reasons, and the next pass may part them.
    """
    stated = evidence.get("segments", ())
    if not stated:
        return (SpanReasons(start, end, reasons_of(evidence)),)
    return tuple(SpanReasons(one["span"][0], one["span"][1], tuple(one["reasons"])) for one in stated)


class NewSuggestion(NamedTuple):
    """A proposed coding as a suggester hands it over; the span is in the transcript's code points."""

    start: int
    end: int
    quote: str
    code: str
    """``codebook/id``."""

    about: str | None
    """``mission/id`` of a component, or None when nothing unambiguous is near."""

    counterpart: str | None
    valence: str | None
    score: float
    """In [0, 1]."""

    suggester: str
    reason: str
    """One line for people."""

    evidence: dict[str, Any]
    """For machines. ``parts``: suggester to score; ``rules``: a list of ``{id, form, words, spans}``;
    ``segments``: of several the ``{span, reasons}`` of each; ``scored``: the one that has the score;
    ``components``: the aliases read; ``valence``, ``about``, ``counterpart``: how sure, and why."""


class Run(BaseModel, frozen=True):
    """One suggestion pass, with all that is needed to repeat it."""

    uid: str
    suggesters: tuple[str, ...]
    settings: dict[str, Any] = Field(default_factory=dict)
    pipeline: str
    """spaCy pipeline name, such as ``blank:en`` or an installed package."""

    pipeline_version: str
    codebook_versions: dict[str, int]
    """Codebook id to frozen version."""

    seed: int
    fingerprint: str
    """Hash of everything that decides what is suggested."""

    models: dict[str, str] = Field(default_factory=dict)
    """Suggester to the fingerprint of the model that it had learned."""

    executor: str = "serial"
    faults: tuple[str, ...] = ()
    """What failed: suggesters that raised, transcripts whose worker died; the rest was done."""

    status: RunStatus
    started_at: str
    ended_at: str | None
    transcripts: int
    suggestions: int
    """Those of the whole project that stood at its end, pending or decided."""

    new: int | None
    """Those that did not stand before it; None where a run did not write that down."""

    withdrawn: int | None
