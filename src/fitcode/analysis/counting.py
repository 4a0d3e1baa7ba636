"""Counting: from a frame and the terms to one number a row for every measure.

Tally and crosstab only set these numbers out. What a coding is counted for depends on the terms
and on nothing else: not on the order of codings, nor on which other rows there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.features import Features
from fitcode.analysis.filters import Filter, Left
from fitcode.analysis.measures import Material, Measures, counts, net_fits, rates, statements
from fitcode.analysis.numbering import Flags, as_integers
from fitcode.analysis.rows import Group, Rows, lay_out
from fitcode.analysis.speech import Speech, Turns
from fitcode.analysis.terms import Terms
from fitcode.analysis.voices import Voices
from fitcode.domain.frame import CountingFrame
from fitcode.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Rows and their measures."""

    groups: Sequence[Group]
    rows: Rows
    measures: Measures
    """Name to one number a row; NaN is absent."""

    notes: tuple[str, ...]


def count(frame: CountingFrame, terms: Terms) -> Counted:
    """Count the codings of a frame on the terms given."""
    if repeated := sorted({name for name in terms.by if list(terms.by).count(name) > 1}):
        raise UsageError(f"{repeated[0]!r} is named twice.", remedy="Name each group once.")
    turns = Turns.of(frame)
    speech = Speech.of(frame, turns)
    voices = Voices.of(frame, turns=turns, speech=speech)
    features = Features(frame, voices, component_from=terms.component_from)
    grouped = [features.group(name) for name in terms.by]
    narrowed = Filter(frame, features, rollup=terms.rollup)
    left = narrowed.apply(terms.where, voices)

    counting, notes = _who_counts(left, speech, include_interviewer=terms.include_interviewer)
    scope = _scope(left, voices, counting)
    groups = [
        Group(
            feature=feature,
            expected=narrowed.expected(feature, terms.where, scope=scope),
            rollup=terms.rollup and feature.name == "component",
        )
        for feature in grouped
    ]
    rows = lay_out(
        groups,
        codings=np.flatnonzero(counting),
        scope=np.flatnonzero(scope),
        voices=voices,
        complete=terms.complete,
    )
    material = Material(frame=frame, turns=turns, speech=speech, voices=voices, rows=rows)
    notes += _notes_on_terms(material, counting, terms)
    measures = _measures(material, terms, clusters=scope)
    return Counted(groups=groups, rows=rows, measures=measures, notes=(*left.notes, *notes))


def _who_counts(left: Left, speech: Speech, *, include_interviewer: bool) -> tuple[Flags, list[str]]:
    """Which codings count; those left out for whose speech they are on become a note."""
    if include_interviewer:
        return left.codings, []
    outside = left.codings & ~speech.in_turns
    interviewers = left.codings & speech.in_turns & ~speech.is_respondent
    notes = [
        f"{_codings(those)} {where} left out; --include-interviewer counts them."
        for those, where in ((interviewers, "on interviewers' speech"), (outside, "outside every turn"))
        if those.any()
    ]
    return left.codings & speech.is_respondent, notes


def _scope(left: Left, voices: Voices, counting: Flags) -> Flags:
    """The voices that the conditions leave: those heard, and those whose codings count."""
    heard = voices.is_heard.copy()
    heard[voices.of_codings[counting]] = True
    return heard & left.voices


def _measures(material: Material, terms: Terms, *, clusters: Flags) -> Measures:
    counted = counts(material, include_interviewer=terms.include_interviewer)
    fits = net_fits(
        material,
        clusters=material.voices.clusters(clusters),
        weight=terms.weight,
        replicates=terms.replicates,
        seed=terms.seed,
    )
    return {**counted, **rates(counted, material.rows), **statements(material), **fits}


def _notes_on_terms(material: Material, counting: Flags, terms: Terms) -> list[str]:
    notes = []
    if terms.include_interviewer:
        notes.append("Interviewers' speech is counted; rates are still per 1,000 words of respondents.")
    if terms.weight == "case":
        case = material.voices.case[material.voices.of_codings]
        stated = as_integers(material.frame.codings.valence) >= 0
        caseless = counting & stated & (case < 0)
        if caseless.any():
            notes.append(
                f"{_codings(caseless)} without a case left out of net fit, where each case weighs the same."
            )
    return notes


def _codings(those: Flags) -> str:
    number = int(np.count_nonzero(those))
    return f"{number:,} coding{'s' if number != 1 else ''}"
