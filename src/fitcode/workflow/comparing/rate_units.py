"""Rate units: what each coder of a group gave each unit, label by label, as ratings.

Of codes and dimensions a unit is coded or not. Valences and components are compared where coders gave a
unit the same code; who did not is missing there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from fitcode.agreement.observing import code_ratings, joined, pooled, set_ratings, turned
from fitcode.agreement.ratings import Ints, Ratings
from fitcode.analysis.numbers.numbering import as_integers
from fitcode.domain.compared import OVERALL, AgreementOf
from fitcode.domain.frame import VALENCES
from fitcode.workflow.comparing.gather_compared import Gathered, Group

UNSTATED = "unstated"
NO_COMPONENT = "(none)"
_MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rated:
    """The ratings under one label."""

    label: str
    """A code or dimension, or all of them together."""

    number: int
    """Which one of its kind; -1 for all together."""

    ratings: Ratings
    """With a row for each cluster of transcripts."""

    n_transcripts: int
    """How many hold units that two coders rated."""

    values: tuple[str, ...] = ()
    """What the values stand for, where they are not coded or not."""


def labels_of(gathered: Gathered, of: AgreementOf) -> tuple[Sequence[str], Ints]:
    """The codes or dimensions that rows are of, and which of them each compared coding has (-1: none)."""
    feature = gathered.selection.features.group("dimension" if of == "dimension" else "code")
    return [str(label) for label in feature.labels], feature.of_codings[gathered.codings]


def rate_units(gathered: Gathered, group: Group, of: AgreementOf, *, complete: bool = False) -> list[Rated]:
    """Ratings of each label that anybody of the group used, in order, and last of all these together.

    Used is what stands on a unit: a code for interviewers' speech alone would only dilute what is pooled.
    ``complete`` brings the labels that nobody used.
    """
    names, label = labels_of(gathered, of)
    laid = gathered.lay(group, label, n_labels=len(names))
    used = np.flatnonzero(np.bincount(laid.category, minlength=1))
    shown = np.union1d(used, _expected(gathered, of)) if complete else used
    values: tuple[str, ...] = ()
    if of in ("code", "dimension"):
        rated = {
            one: code_ratings(laid.of_category(one), **_each_transcript(group)) for one in shown.tolist()
        }
    else:
        rated, values = _attributed(gathered, group, of, label=label, shown=shown)
    by_label = [(names[one], one, ratings) for one, ratings in rated.items()]
    if len(used):
        by_label.append((OVERALL, -1, pooled([rated[one] for one in used.tolist()])))
    return [
        Rated(
            label=name,
            number=one,
            ratings=joined(ratings, group.cluster, n_rows=group.n_clusters),
            n_transcripts=ratings.n_transcripts,
            values=values,
        )
        for name, one, ratings in by_label
    ]


class _EachTranscript(TypedDict):
    row: Ints
    n_rows: int


def _each_transcript(group: Group) -> _EachTranscript:
    """A row for each transcript, to begin with."""
    return {"row": np.arange(len(group.transcripts)), "n_rows": len(group.transcripts)}


def _expected(gathered: Gathered, of: AgreementOf) -> Ints:
    feature = gathered.selection.features.group("dimension" if of == "dimension" else "code")
    return gathered.selection.expected(feature)


def _attributed(
    gathered: Gathered, group: Group, of: AgreementOf, *, label: Ints, shown: Ints
) -> tuple[dict[int, Ratings], tuple[str, ...]]:
    """Ratings of what coders said of a unit to which they gave the same code, and what the values mean."""
    said, known, together = (_valences if of == "valence" else _components)(gathered)
    values = {name: place for place, name in enumerate(known)}
    found: dict[int, tuple[Ratings, list[int]]] = {}
    for one in shown.tolist():
        laid = gathered.lay(group, said, n_labels=int(said.max(initial=0)) + 1, only=label == one)
        sets, ratings = set_ratings(laid, **_each_transcript(group), is_missing_uncoded=True)
        found[one] = ratings, [values.setdefault(together(several), len(values)) for several in sets]
    rated = {one: turned(ratings, turns, n_values=len(values)) for one, (ratings, turns) in found.items()}
    return rated, tuple(values)


_Said = tuple[Ints, Sequence[str], Callable[[frozenset[int]], str]]
"""What each compared coding says, the values known beforehand, and what a set of sayings is called."""


def _valences(gathered: Gathered) -> _Said:
    valence = as_integers(gathered.compared.frame.codings.valence)[gathered.codings]
    names = (*VALENCES, UNSTATED)

    def together(several: frozenset[int]) -> str:
        stated = sorted(several - {len(VALENCES)})
        return _MIXED if len(stated) > 1 else names[stated[0] if stated else -1]

    return np.where(valence < 0, len(VALENCES), valence), names, together


def _components(gathered: Gathered) -> _Said:
    feature = gathered.selection.features.group("component")
    component = feature.of_codings[gathered.codings]
    names = [*map(str, feature.labels), NO_COMPONENT]

    def together(several: frozenset[int]) -> str:
        return " | ".join(names[one] for one in sorted(several))

    return np.where(component < 0, len(names) - 1, component), (), together
