"""Disagreements: where the codings of several coders on one transcript part ways, and how.

Of two coders each coding answers one of the other's at most. First come those of the same code that share a
character, the greatest share first (of equal shares those that name the same components, then those of the
same valence); then, of what is left, those of different codes that share half of either, the greatest share
first. What then has no answer is one-sided. The share is Jaccard's: characters in both, of those in either.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from fitcode.domain.choices import DisagreementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A coding in whole numbers; -1 stands for what is not stated."""

    coding: int
    """Tells it apart, and decides between what is equal in all else."""

    coder: int
    code: int
    start: int
    """Counted in characters that are no white space, so that a blank more or less is no disagreement."""

    end: int
    valence: int = -1
    about: int = -1
    counterpart: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A coding and what answers it among the codings of another coder."""

    coders: tuple[int, int]
    """Two coders, the lesser number first."""

    marks: tuple[Mark | None, Mark | None]
    """The coding of each; none of the coder who has no answer."""

    kinds: tuple[DisagreementKind, ...]
    """How they differ; ``agreed`` alone where they do not."""

    share: float
    """Jaccard's share of characters, 0 for what has no answer."""

    @property
    def given(self) -> tuple[Mark, ...]:
        """The one coding that there is, or both."""
        return tuple(mark for mark in self.marks if mark is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Codings that answer each other, directly or through a third coder's."""

    marks: tuple[Mark, ...]
    kinds: tuple[DisagreementKind, ...]
    """How any two of them differ, or that somebody coded nothing; in the order of the kinds."""

    share: float
    """The least share of any two that answer each other; 0 where a coder has no answer."""


def find_disagreements(marks: Iterable[Mark], *, coders: Sequence[int]) -> list[Disagreement]:
    """What becomes of each coding between any two of the coders, agreement included; in order of place."""
    of_coder: dict[int, list[Mark]] = {coder: [] for coder in sorted(coders)}
    for mark in marks:
        of_coder[mark.coder].append(mark)
    found = [
        one
        for first, second in combinations(of_coder, 2)
        for one in _between(first, of_coder[first], second, of_coder[second])
    ]
    return sorted(found, key=lambda one: (min(map(_place, one.given)), one.coders))


def cluster_disagreements(found: Iterable[Disagreement]) -> list[Cluster]:
    """The codings in clusters, each coding in one; in order of place."""
    members: dict[int, list[Mark]] = {}
    head: dict[int, int] = {}
    said: list[Disagreement] = list(found)
    for one in said:
        for mark in one.given:
            if mark.coding not in head:
                head[mark.coding] = mark.coding
                members[mark.coding] = [mark]
        _join(head, members, [mark.coding for mark in one.given])
    kinds: dict[int, set[DisagreementKind]] = {key: set() for key in members}
    shares = dict.fromkeys(members, 1.0)
    for one in said:
        key = head[one.given[0].coding]
        kinds[key].update(one.kinds)
        shares[key] = min(shares[key], one.share)
    clusters = [
        Cluster(marks=tuple(sorted(own, key=_place)), kinds=_ordered(kinds[key]), share=shares[key])
        for key, own in members.items()
    ]
    return sorted(clusters, key=lambda cluster: _place(cluster.marks[0]))


def _between(
    first: int, of_first: Sequence[Mark], second: int, of_second: Sequence[Mark]
) -> Iterator[Disagreement]:
    """Each coding of two coders once: with its answer, or without one."""
    answered: set[int] = set()
    for share, one, other in _by_preference(of_first, of_second):
        if one.coding in answered or other.coding in answered:
            continue
        answered |= {one.coding, other.coding}
        yield Disagreement(
            coders=(first, second), marks=(one, other), kinds=_kinds(one, other, share), share=share
        )
    one_sided = (DisagreementKind.one_sided,)
    for mark in (*of_first, *of_second):
        if mark.coding not in answered:
            pair = (mark, None) if mark.coder == first else (None, mark)
            yield Disagreement(coders=(first, second), marks=pair, kinds=one_sided, share=0.0)


def _by_preference(of_first: Sequence[Mark], of_second: Sequence[Mark]) -> Iterator[tuple[float, Mark, Mark]]:
    """Pairs that may answer each other, the best first; the same whoever of the two comes first."""
    ranked = []
    for one, other in _meeting(of_first, of_second):
        shared = min(one.end, other.end) - max(one.start, other.start)
        lengths = (one.end - one.start, other.end - other.start)
        is_other_code = one.code != other.code
        if is_other_code and 2 * shared < min(lengths):
            continue
        either = sum(lengths) - shared
        share = shared / either if either else 1.0  # both are white space alone
        # Of two pairs that have a coding in common the same comes first, whoever is the first coder.
        rank = (
            *(is_other_code, -share, _sides(one) != _sides(other), one.valence != other.valence),
            *(_place(one), _place(other)),
        )
        ranked.append((rank, share, one, other))
    for _, share, one, other in sorted(ranked, key=lambda entry: entry[0]):
        yield share, one, other


def _meeting(of_first: Sequence[Mark], of_second: Sequence[Mark]) -> Iterator[tuple[Mark, Mark]]:
    """Pairs that share a character, or that are the same white space."""
    open_firsts: list[Mark] = []
    open_seconds: list[Mark] = []
    sides = {True: (open_firsts, open_seconds), False: (open_seconds, open_firsts)}
    firsts = {mark.coding for mark in of_first}
    for mark in sorted((*of_first, *of_second), key=_place):
        is_first = mark.coding in firsts
        own, others = sides[is_first]
        others[:] = [one for one in others if one.end > mark.start or one.start == mark.start]
        for other in others:
            if (other.end > mark.start and mark.end > mark.start) or _span(other) == _span(mark):
                yield (mark, other) if is_first else (other, mark)
        own.append(mark)


def _kinds(one: Mark, other: Mark, share: float) -> tuple[DisagreementKind, ...]:
    # What else two passages say is compared where both say it of the same code.
    if one.code != other.code:
        return (DisagreementKind.different_code,)
    differ = {
        DisagreementKind.boundaries: share < 1,
        DisagreementKind.valence: one.valence != other.valence,
        DisagreementKind.component: _sides(one) != _sides(other),
    }
    return tuple(kind for kind, does in differ.items() if does) or (DisagreementKind.agreed,)


def _ordered(kinds: set[DisagreementKind]) -> tuple[DisagreementKind, ...]:
    """The kinds in their order; what is agreed between some matters where nothing differs."""
    differ = kinds - {DisagreementKind.agreed}
    return tuple(kind for kind in DisagreementKind if kind in (differ or kinds))


def _join(head: dict[int, int], members: dict[int, list[Mark]], codings: Sequence[int]) -> None:
    """Put two codings' clusters together, the smaller one into the greater."""
    keys = sorted({head[coding] for coding in codings}, key=lambda key: len(members[key]))
    if len(keys) == 2:
        smaller, greater = keys
        for mark in members[smaller]:
            head[mark.coding] = greater
        members[greater] += members.pop(smaller)


def _span(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _sides(mark: Mark) -> tuple[int, int]:
    return mark.about, mark.counterpart


def _place(mark: Mark) -> tuple[int, ...]:
    return mark.start, mark.end, mark.code, mark.about, mark.counterpart, mark.valence, mark.coding
