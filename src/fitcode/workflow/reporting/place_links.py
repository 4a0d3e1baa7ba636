"""Place links: the links between counted codings, by the places of their codings in the frame.

A link counts where both its codings do and its coder is one of those whose codings count there; of identical
codings of several coders, which count once, the links meet in the one that counts.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.analysis.numbering import as_integers
from fitcode.analysis.selection import Selection
from fitcode.domain.choices import LinkKind
from fitcode.domain.frame import VALENCES
from fitcode.store.counted import counted_coders
from fitcode.store.link_ends import LinkEnd, link_ends
from fitcode.workflow.reporting.finding_ground import Links
from fitcode.workflow.workspace import Workspace

_Key = tuple[int, ...]


def place_links(
    workspace: Workspace, selection: Selection, *, coders: Sequence[str]
) -> dict[LinkKind, Links]:
    """The links of each kind; identical ones of several coders once."""
    counting, _ = counted_coders(workspace.project, coders=coders)
    links = [
        link
        for link in link_ends(workspace.project)
        if link.coder in counting.get(link.source.transcript, ())
        and link.coder in counting.get(link.target.transcript, ())
    ]
    places = _places(selection, [end for link in links for end in (link.source, link.target)])
    found: dict[LinkKind, dict[tuple[int, int], None]] = {kind: {} for kind in LinkKind}
    for link in links:
        ends = places.get(link.source), places.get(link.target)
        if ends[0] is not None and ends[1] is not None:
            found[link.kind][ends[0], ends[1]] = None
    return {kind: _columns(pairs) for kind, pairs in found.items()}


def _columns(pairs: dict[tuple[int, int], None]) -> Links:
    columns = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return Links(source=columns[:, 0], target=columns[:, 1])


def _places(selection: Selection, ends: Sequence[LinkEnd]) -> dict[LinkEnd, int]:
    """Where in the frame the counted one of these codings stand."""
    frame = selection.frame
    transcripts, codes, components = (
        {name: place for place, name in enumerate(names)}
        for names in (frame.transcripts.name, frame.codes.name, frame.components.name)
    )
    wanted: dict[_Key, LinkEnd] = {
        (
            *(transcripts[end.transcript], end.start, end.end, codes.get(end.code, -1)),
            *(components.get(end.about or "", -1), components.get(end.counterpart or "", -1)),
            *(-1 if end.valence is None else VALENCES.index(end.valence), end.strength or -1),
        ): end
        for end in ends
        if end.transcript in transcripts
    }
    columns = np.stack(
        [
            as_integers(getattr(frame.codings, name))
            for name in ("transcript", "start", "end", "code", "about", "counterpart", "valence", "strength")
        ]
    )
    # Only codings that begin where a wanted one does are looked at one by one.
    stride = int(columns[1].max(initial=0)) + 1
    starts = np.array([key[0] * stride + key[1] for key in wanted], dtype=np.int64)
    near = np.flatnonzero(selection.counting & np.isin(columns[0] * stride + columns[1], starts))
    found: dict[LinkEnd, int] = {}
    for place, key in zip(near.tolist(), map(tuple, columns[:, near].T.tolist()), strict=True):
        if key in wanted:
            found.setdefault(wanted[key], place)
    return found
