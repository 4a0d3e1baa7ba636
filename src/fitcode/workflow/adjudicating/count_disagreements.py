"""Count disagreements: how often a code of one coder stands against which code of another.

A pair that differs in several ways counts once in each of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fitcode.domain.choices import DisagreementKind
from fitcode.domain.table import Table
from fitcode.store.compared_coders import compared_coders
from fitcode.workflow.adjudicating.list_questions import weigh
from fitcode.workflow.adjudicating.pair_codings import Asked, Pair, of_code, pair_codings, paired
from fitcode.workflow.workspace import Workspace

COLUMNS = ("code", "other_code", "kind", "coder", "other_coder", "count", "transcripts", "of")

_Cell = tuple[DisagreementKind, tuple[str | None, str | None], tuple[str, str]]
"""A kind, the code of each coder, and the coders."""


def count_disagreements(workspace: Workspace, asked: Asked) -> Table:
    """How often each code of one coder stands against each code of another, the most frequent first.

    ``of`` says how many pairs there are in which either code stands, agreement included. Raises as
    ``pair_codings`` does, and UnknownCode.
    """
    with workspace.project.reading():
        every, notes = pair_codings(workspace, asked)
        pairs = of_code(workspace, every, asked.code)
    found: dict[_Cell, list[str]] = {}
    for pair in pairs:
        for kind in pair.kinds:
            if kind in asked.wanted:
                found.setdefault((kind, pair.codes, pair.coders), []).append(pair.transcript)
    standing = _standing(every)
    rows = [
        (
            *(*codes, kind.value, *names),
            *(len(found[kind, codes, names]), len(set(found[kind, codes, names])), standing(codes)),
        )
        for kind, codes, names in _most_frequent_first(found)
    ]
    return Table.of(COLUMNS, rows, notes=notes)


@dataclass(frozen=True, slots=True)
class Confusion:
    """What coders put where others put a code."""

    kind: DisagreementKind
    other: str | None
    """The other code; none where the code stands alone or is the same."""

    times: int

    of: int
    """In how many pairs of codings the code stands at all."""

    def __str__(self) -> str:
        named = f"{self.kind} {self.other}" if self.other else str(self.kind)
        return f"{named}: {self.times} of {self.of}"


def confusions_by_code(workspace: Workspace, *, most: int = 5) -> dict[str, list[Confusion]] | None:
    """Each code to what it is confused with, the most frequent first; none where nobody can be compared."""
    with workspace.project.reading():
        compared = compared_coders(workspace.project)
        if not compared.transcripts:
            return None
        pairs = paired(weigh(workspace.project, compared))
    standing: Counter[str] = Counter()
    counts: dict[str, Counter[tuple[DisagreementKind, str | None]]] = {}
    for pair in pairs:
        codes = {coding.code for coding in pair.given}
        for code in codes:
            standing[code] += 1
            other = next(iter(codes - {code}), None)
            own = counts.setdefault(code, Counter())
            own.update((kind, other) for kind in pair.kinds if kind is not DisagreementKind.agreed)
    return {code: _confusions(own, standing[code])[:most] for code, own in counts.items()}


def _confusions(counts: Mapping[tuple[DisagreementKind, str | None], int], standing: int) -> list[Confusion]:
    ordered = sorted(counts, key=lambda key: (-counts[key], key[0], key[1] or ""))
    return [Confusion(kind, other, counts[kind, other], standing) for kind, other in ordered]


def _most_frequent_first(found: Mapping[_Cell, Sequence[str]]) -> list[_Cell]:
    """Cells by how often their codes are confused, whoever says which; then by how often they are so."""
    together: Counter[tuple[DisagreementKind, frozenset[str | None]]] = Counter()
    for (kind, codes, _), transcripts in found.items():
        together[kind, frozenset(codes)] += len(transcripts)

    def rank(cell: _Cell) -> tuple[object, ...]:
        kind, codes, names = cell
        spelled = [code or "" for code in codes]
        return -together[kind, frozenset(codes)], sorted(spelled), kind, -len(found[cell]), spelled, names

    return sorted(found, key=rank)


def _standing(pairs: Sequence[Pair]) -> Callable[[Iterable[str | None]], int]:
    """In how many pairs one of some codes stands."""
    by_codes = Counter(frozenset(coding.code for coding in pair.given) for pair in pairs)
    return lambda codes: sum(times for those, times in by_codes.items() if those & set(codes))
