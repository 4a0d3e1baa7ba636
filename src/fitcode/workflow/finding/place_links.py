"""Place links: the links that count, by the places of their codings in the frame.

They are those that ``fitcode links matrix`` counts: conditions are asked of the coding that a link starts
from, and both ends are on what respondents say.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers
from fitcode.analysis.selecting.selection import Selection
from fitcode.domain.choices import LinkKind
from fitcode.domain.frame import CodingColumns
from fitcode.store.detail import linked_frame
from fitcode.workflow.finding.finding_ground import Links
from fitcode.workflow.workspace import Workspace

_IDENTITY = ("transcript", "start", "end", "code", "about", "counterpart", "valence", "strength")
"""What makes codings of several coders identical: pooled, they count once."""


def place_links(
    workspace: Workspace, selection: Selection, *, coders: Sequence[str]
) -> dict[LinkKind, Links]:
    """The links of each kind."""
    linked, _ = linked_frame(workspace.project, coders=coders)
    ends = _identities(linked.frame.codings)
    places = _places(selection, ends)
    source, target = np.split(np.array([places.get(end, -1) for end in ends], dtype=np.int64), 2)
    heard = selection.speech.is_respondent
    counts: Flags = (source >= 0) & (target >= 0) & selection.counting[source] & heard[target]
    kinds = np.array(linked.kind, dtype=np.str_)
    return {
        kind: Links(
            source=source[counts & (kinds == kind.value)], target=target[counts & (kinds == kind.value)]
        )
        for kind in LinkKind
    }


def _columns(codings: CodingColumns) -> list[Integers]:
    return [as_integers(getattr(codings, name)) for name in _IDENTITY]


def _identities(codings: CodingColumns) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in _columns(codings)), strict=True))


def _places(selection: Selection, ends: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], int]:
    """Where in the frame these codings stand."""
    columns = _columns(selection.frame.codings)
    # Only what begins where one of them does is looked at one by one.
    stride = 1 + max([int(columns[1].max(initial=0)), *(end[1] for end in ends)])
    starts = np.array([end[0] * stride + end[1] for end in ends], dtype=np.int64)
    near = np.flatnonzero(np.isin(columns[0] * stride + columns[1], starts))
    identities = zip(*(column[near].tolist() for column in columns), strict=True)
    return dict(zip(identities, near.tolist(), strict=True))
