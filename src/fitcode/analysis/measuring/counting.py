"""Counting: from a frame and the terms to one number a row for every measure.

Tally and crosstab only set these numbers out. What a coding is counted for depends on the terms
and on nothing else: not on the order of codings, nor on which other rows there are.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.measuring.measures import Material, Measures, counts, net_fits, rates, statements
from fitcode.analysis.measuring.rows import Group, Rows, lay_out
from fitcode.analysis.numbers.numbering import Flags, as_integers
from fitcode.analysis.selecting.conditions import SIDES
from fitcode.analysis.selecting.selection import Selection, said_codings, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain.frame import CountingFrame

_WORTH_A_THREAD = 50_000
"""So many codings in rows take longer than a thread that counts half of what there is to count."""


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
    selection = select(frame, terms)
    return count_groups(selection, groups_of(selection))


def groups_of(selection: Selection) -> list[Group]:
    """The groups that the terms name."""
    return [
        Group(
            feature=feature,
            expected=selection.expected(feature),
            rollup=selection.terms.rollup and feature.name in ("component", *SIDES),
        )
        for feature in selection.by
    ]


def count_groups(selection: Selection, groups: Sequence[Group], *, is_symmetric: bool = False) -> Counted:
    """Count what was selected by any groups, those that have no name in a table of groups included.

    Two groups that are symmetric make one row of a pair of labels, whichever way round it stands.
    """
    terms = selection.terms
    rows = lay_out(
        groups,
        codings=selection.codings,
        scope=np.flatnonzero(selection.scope),
        voices=selection.voices,
        complete=terms.complete,
        is_symmetric=is_symmetric,
    )
    material = Material(
        frame=selection.frame,
        turns=selection.turns,
        speech=selection.speech,
        voices=selection.voices,
        rows=rows,
    )
    notes = _notes_on_terms(material, selection.counting, terms)
    measures = _measures(material, terms, clusters=selection.scope)
    return Counted(groups=groups, rows=rows, measures=measures, notes=(*selection.notes, *notes))


def _measures(material: Material, terms: Terms, *, clusters: Flags) -> Measures:
    def of_valences() -> Measures:
        fits = net_fits(
            material,
            clusters=material.voices.clusters(clusters),
            weight=terms.weight,
            replicates=terms.replicates,
            seed=terms.seed,
        )
        return {**statements(material), **fits}

    def of_counts() -> Measures:
        counted = counts(material, include_interviewer=terms.include_interviewer)
        return {**counted, **rates(counted, material.rows)}

    if len(material.row) < _WORTH_A_THREAD:
        return of_counts() | of_valences()
    # Neither asks anything of the other, and numpy works on many numbers without the interpreter.
    with ThreadPoolExecutor(max_workers=1) as beside:
        awaited = beside.submit(of_valences)
        return of_counts() | awaited.result()


def _notes_on_terms(material: Material, counting: Flags, terms: Terms) -> list[str]:
    notes = []
    if terms.include_interviewer:
        notes.append("Interviewers' speech is counted; rates are still per 1,000 words of respondents.")
    if terms.weight == "case":
        case = material.voices.case[material.voices.of_codings]
        stated = as_integers(material.frame.codings.valence) >= 0
        caseless = counting & stated & (case < 0)
        if caseless.any():
            those = said_codings(caseless)
            notes.append(f"{those} without a case left out of net fit, where each case weighs the same.")
    return notes
