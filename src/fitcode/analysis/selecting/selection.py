"""Selection: which codings of a frame count on the terms given, and the scope that conditions leave.

Every count begins here, so that all of them count the same codings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers
from fitcode.analysis.selecting.features import Feature, Features
from fitcode.analysis.selecting.filters import Filter, Left
from fitcode.analysis.selecting.speech import Speech, Turns
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.selecting.voices import Voices
from fitcode.domain.amounts import counted
from fitcode.domain.frame import CountingFrame
from fitcode.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The codings that count, and what is needed to say anything about them."""

    frame: CountingFrame
    terms: Terms
    turns: Turns
    speech: Speech
    voices: Voices
    features: Features
    narrowed: Filter
    by: Sequence[Feature]
    """The features of the groups that the terms name."""

    left: Left
    """What the conditions leave, whoever speaks."""

    counting: Flags
    """Which codings count."""

    scope: Flags
    """Which voices the conditions leave."""

    notes: tuple[str, ...]

    @property
    def codings(self) -> Integers:
        """The codings that count, in the order of the frame."""
        return np.flatnonzero(self.counting)

    def expected(self, feature: Feature) -> Integers:
        """Keys of the labels that a complete table shows."""
        return self.narrowed.expected(feature, self.terms.where, scope=self.scope)

    def only(self, codings: Flags, *, notes: tuple[str, ...]) -> "Selection":
        """The same terms with some of the codings that count, as if a condition had left no others."""
        counting = self.counting & codings
        scope = _scope(self.left, self.voices, counting)
        return replace(self, counting=counting, scope=scope, notes=notes)


def select(frame: CountingFrame, terms: Terms) -> Selection:
    """Choose what is counted; raises UsageError for an unknown group or condition."""
    if repeated := sorted({name for name in terms.by if list(terms.by).count(name) > 1}):
        raise UsageError(f"{repeated[0]!r} is named twice.", remedy="Name each group once.")
    turns = Turns.of(frame)
    speech = Speech.of(frame, turns)
    voices = Voices.of(frame, turns=turns, speech=speech)
    features = Features(frame, voices, component_from=terms.component_from)
    by = [features.group(name) for name in terms.by]
    narrowed = Filter(frame, features, rollup=terms.rollup)
    left = narrowed.apply(terms.where, voices)
    counting, notes = _who_counts(left, speech, include_interviewer=terms.include_interviewer)
    if not counting.any() and not (left.notes or notes):
        notes.append(
            "No coding meets every condition." if len(counting) else "There are no codings to count."
        )
    if terms.asks_for_component and not terms.names_component:
        notes.append(f"The component in a condition is taken by {terms.component_from}.")
    return Selection(
        frame=frame,
        terms=terms,
        turns=turns,
        speech=speech,
        voices=voices,
        features=features,
        narrowed=narrowed,
        by=by,
        left=left,
        counting=counting,
        scope=_scope(left, voices, counting),
        notes=(*left.notes, *notes),
    )


def _who_counts(left: Left, speech: Speech, *, include_interviewer: bool) -> tuple[Flags, list[str]]:
    """Which codings count; those left out for whose speech they are on become a note."""
    if include_interviewer:
        return left.codings, []
    outside = left.codings & ~speech.in_turns
    interviewers = left.codings & speech.in_turns & ~speech.is_respondent
    notes = [
        f"{said_codings(those)} {where} left out; --include-interviewer counts them."
        for those, where in ((interviewers, "on interviewers' speech"), (outside, "outside every turn"))
        if those.any()
    ]
    return left.codings & speech.is_respondent, notes


def _scope(left: Left, voices: Voices, counting: Flags) -> Flags:
    """The voices that the conditions leave: those heard, and those whose codings count."""
    heard = voices.is_heard.copy()
    heard[voices.of_codings[counting]] = True
    return heard & left.voices


def said_codings(those: Flags) -> str:
    """How many codings these are, in words."""
    return counted(int(np.count_nonzero(those)), "coding")
