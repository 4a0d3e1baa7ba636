"""List disagreements: where two coders part ways, the most frequent confusions first.

A pair of codings that differs in several ways is one row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from fitcode.domain.amounts import counted
from fitcode.domain.choices import DisagreementKind, Ruling
from fitcode.domain.table import Cell, Table
from fitcode.store.adjudications import Decided, decided_codings
from fitcode.store.spans import version_text
from fitcode.workflow.adjudicating.list_questions import ruled_on
from fitcode.workflow.adjudicating.pair_codings import Asked, Pair, of_code, pair_codings
from fitcode.workflow.workspace import Workspace

COLUMNS = (
    *("code", "other_code", "kind", "times", "transcript", "start", "end", "passage", "coder", "other_coder"),
    *("about", "other_about", "counterpart", "other_counterpart", "valence", "other_valence"),
    *("share", "decided", "uid", "other_uid"),
)


def list_disagreements(workspace: Workspace, asked: Asked) -> Table:
    """Every disagreement with its passage and both codings, what occurs most often first.

    Raises as ``pair_codings`` does, and UnknownCode.
    """
    project = workspace.project
    with project.reading():
        every, notes = pair_codings(workspace, asked)
        pairs = of_code(
            workspace, [pair for pair in every if asked.wanted.intersection(pair.kinds)], asked.code
        )
        decided = decided_codings(project, {pair.version_id for pair in pairs})
        times = Counter(pair.confusion for pair in pairs)
        pairs.sort(key=lambda pair: (-times[pair.confusion], *_spelled(pair), *_place(pair)))
        passages = _passages(workspace, pairs)
        rows = [
            _row(pair, times[pair.confusion], passage, decided)
            for pair, passage in zip(pairs, passages, strict=True)
        ]
    return Table.of(COLUMNS, rows, notes=(*notes, *_said(pairs, every)))


def _passages(workspace: Workspace, pairs: Sequence[Pair]) -> list[str]:
    texts = {pair.version_id: "" for pair in pairs}
    for version in texts:
        texts[version] = version_text(workspace.project, version).text
    return [texts[pair.version_id][slice(*pair.span)] for pair in pairs]


def _row(pair: Pair, times: int, passage: str, decided: Mapping[str, Decided]) -> tuple[Cell, ...]:
    def both(name: str) -> tuple[Cell, Cell]:
        first, second = (None if coding is None else getattr(coding, name) for coding in pair.codings)
        return first, second

    (code, other_code), (uid, other_uid) = both("code"), both("uid")
    return (
        *(code, other_code, ", ".join(pair.kinds), times, pair.transcript, *pair.span, passage),
        *pair.coders,
        *(*both("about"), *both("counterpart"), *both("valence")),
        *(pair.share or None, _ruling(pair, decided), uid, other_uid),
    )


def _ruling(pair: Pair, decided: Mapping[str, Decided]) -> str | None:
    """What was ruled; or that a coding was changed or added since."""
    ruling, adjudication = ruled_on(pair.given, decided)
    if isinstance(ruling, Ruling):
        return ruling.value
    return None if adjudication is None else "changed since"


def _said(pairs: Sequence[Pair], every: Sequence[Pair]) -> tuple[str, ...]:
    places = counted(sum(pair.kinds == (DisagreementKind.agreed,) for pair in every), "place")
    return (f"{len(pairs):,} shown; in {places} they made the same coding.",) if every else ()


def _place(pair: Pair) -> tuple[str, int, int, tuple[str, str]]:
    return pair.transcript, *pair.span, pair.coders


def _spelled(pair: Pair) -> tuple[list[DisagreementKind], list[str]]:
    kind, codes = pair.confusion
    return [kind], sorted(codes)
