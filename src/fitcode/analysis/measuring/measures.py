"""Measures: one number a row for everything that a tally shows.

Counts are whole numbers; a rate or mean is NaN where there is nothing to divide by.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.measuring.netfit import Parts, Stated, intervals
from fitcode.analysis.measuring.rows import Rows
from fitcode.analysis.measuring.units import (
    Intervals,
    all_units,
    by_row_and_place,
    respondent_units,
    union_sizes,
)
from fitcode.analysis.numbers.numbering import Floats, Integers, as_integers, count_distinct, quotient, sum_by
from fitcode.analysis.selecting.speech import Speech, Turns
from fitcode.analysis.selecting.voices import Voices
from fitcode.domain.counting import Weight
from fitcode.domain.frame import VALENCES, CountingFrame

Measures = dict[str, Integers | Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What measures are taken from."""

    frame: CountingFrame
    turns: Turns
    speech: Speech
    voices: Voices
    rows: Rows

    @property
    def row(self) -> Integers:
        """The row of each coding that stands in one."""
        return self.rows.row

    def of_standing(self, of_codings: Integers) -> Integers:
        """A fact about codings for each coding that stands in a row."""
        return of_codings[self.rows.coding]


def counts(material: Material, *, include_interviewer: bool) -> Measures:
    """How many codings, and how many distinct things they touch."""
    rows, voices = material.rows, material.voices
    voice = material.of_standing(voices.of_codings)

    def distinct_of(things: Integers) -> Integers:
        n_things = int(things.max(initial=0)) + 1
        return count_distinct(material.row, things[voice], n_rows=len(rows), n_things=n_things)

    codings = material.frame.codings
    transcript, start = as_integers(codings.transcript), as_integers(codings.start)
    place = transcript * (int(start.max(initial=0)) + 1) + start
    order = by_row_and_place(place[rows.coding], material.row, n_rows=len(rows))
    row, coding = material.row[order], rows.coding[order]

    def covered(units: Intervals) -> Integers:
        return union_sizes(units, rows=row, codings=coding, n_rows=len(rows))

    words, segments = _units(material, include_interviewer=include_interviewer)
    return {
        "codings": np.bincount(material.row, minlength=len(rows)),
        "segments": covered(segments),
        "transcripts": distinct_of(voices.transcript),
        "cases": distinct_of(voices.case),
        "words": covered(words),
    }


def rates(counted: Measures, rows: Rows) -> Measures:
    """Counts against what is in each row's scope."""
    return {
        "per_1000_words": quotient(counted["codings"] * 1000, rows.words),
        "case_share": quotient(counted["cases"], rows.cases),
    }


def statements(material: Material) -> Measures:
    """How many codings state which valence, and how strong those are that say so."""
    n_rows, n_valences = len(material.rows), len(VALENCES)
    codings = material.frame.codings
    valence = material.of_standing(as_integers(codings.valence))
    # Not stated (-1) takes the column after the valences.
    cells = material.row * (n_valences + 1) + np.where(valence < 0, n_valences, valence)
    table = np.bincount(cells, minlength=n_rows * (n_valences + 1)).reshape(n_rows, n_valences + 1)
    strength = material.of_standing(as_integers(codings.strength))
    strong = strength > 0
    total = sum_by(material.row[strong], strength[strong], size=n_rows)
    stated: Measures = {name: table[:, place] for place, name in enumerate((*VALENCES, "unstated"))}
    stated["strength_mean"] = quotient(total, np.bincount(material.row[strong], minlength=n_rows))
    return stated


def net_fits(
    material: Material, *, clusters: tuple[Integers, int], weight: Weight, replicates: int, seed: int
) -> Measures:
    """Net fit and its interval; ``clusters`` are the cluster of each transcript, and how many there are."""
    of_transcript, n_clusters = clusters
    n_rows = len(material.rows)
    parts = _parts(material, of_transcript, n_clusters, weight=weight)
    low, high = intervals(parts, n_rows=n_rows, n_clusters=n_clusters, replicates=replicates, seed=seed)
    return {"net_fit": parts.net_fit(n_rows), "net_fit_low": low, "net_fit_high": high}


def _units(material: Material, *, include_interviewer: bool) -> tuple[Intervals, Intervals]:
    """Words and segments that each coding covers."""
    codings, turns = material.frame.codings, material.frame.turns
    own_words = codings.first_word, codings.end_word
    own_segments = codings.first_segment, codings.end_segment
    if include_interviewer:
        transcript = as_integers(codings.transcript)
        return all_units(own_words, transcript=transcript), all_units(own_segments, transcript=transcript)
    place = (material.turns, material.speech)
    return (
        respondent_units(own_words, (turns.first_word, turns.end_word), *place),
        respondent_units(own_segments, (turns.first_segment, turns.end_segment), *place),
    )


def _parts(material: Material, of_transcript: Integers, n_clusters: int, *, weight: Weight) -> Parts:
    valence = material.of_standing(as_integers(material.frame.codings.valence))
    voice = material.of_standing(material.voices.of_codings)
    case = material.voices.case[voice]
    cluster = of_transcript[material.voices.transcript[voice]]
    stated = np.flatnonzero((valence >= 0) & (case >= 0) if weight == "case" else valence >= 0)
    stated_codings = Stated(
        rows=material.row[stated],
        clusters=cluster[stated],
        cases=case[stated],
        valences=valence[stated],
    )
    return stated_codings.by_case(n_clusters) if weight == "case" else stated_codings.by_coding(n_clusters)
