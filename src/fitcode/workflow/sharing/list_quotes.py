"""List quotations: coded passages with context, attributed by role and component and never by name."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import cast

from fitcode.domain.choices import Valence
from fitcode.domain.table import Cell, Table
from fitcode.store.coding_reads import list_codings
from fitcode.store.counted import counted_coders
from fitcode.store.names import component_names, resolve_component
from fitcode.store.transcripts import Talk, read_talk
from fitcode.text.surroundings import characters_around
from fitcode.workflow.sharing.attribute_quotes import attribution
from fitcode.workflow.sharing.hide_labels import LabelHider
from fitcode.workflow.workspace import Workspace

_BOOKKEEPING = frozenset({"uid", "origin", "suggestion_uid", "codebook_version", "created_at", "updated_at"})
"""Columns of a coding that a quotation does not need."""

_IDENTITY = ("transcript", "start", "end", "code", "about", "counterpart", "valence", "strength")
"""What makes two coders' codings identical: pooled, they are one quotation."""

_CONTEXT = 80
"""Characters of context on each side unless asked otherwise."""


def list_quotes(
    workspace: Workspace,
    *,
    transcript: str | None = None,
    code: str | None = None,
    component: str | None = None,
    valence: Valence | None = None,
    coders: Sequence[str] = (),
    context: int = _CONTEXT,
) -> Table:
    """The quotations of those whose codings count, in the order of the text.

    A component brings what a tally counts for it, and what names it as counterpart. Raises
    SeveralCoders when it is not said whose codings count.
    """
    project = workspace.project
    counted, notes = counted_coders(project, coders=coders or workspace.settings.tally.coder)
    codings = list_codings(project, transcript=transcript, code=code, valence=valence)
    wanted = (
        component_names(project)[resolve_component(project, component)] if component is not None else None
    )
    template = workspace.settings.privacy.attribution
    kept = [index for index, column in enumerate(codings.columns) if column not in _BOOKKEEPING]
    read = lru_cache(maxsize=1)(partial(read_talk, project))  # codings come transcript by transcript
    chosen: list[tuple[Cell, ...]] = []
    seen: set[tuple[Cell, ...]] = set()
    for row, record in zip(codings.rows, codings.records(), strict=True):
        name = str(record["transcript"])
        identity = tuple(record[key] for key in _IDENTITY)
        is_counted = record["coder"] in counted.get(name, ()) and identity not in seen
        if not is_counted or (wanted is not None and wanted not in _components_of(record)):
            continue
        seen.add(identity)
        chosen.append(row)
    hidden = LabelHider(project).in_quotes(Table(codings.columns, chosen))
    rows: list[tuple[Cell, ...]] = []
    for row, record in zip(hidden.rows, hidden.records(), strict=True):
        name = str(record["transcript"])
        talk, start, end = read(name), cast(int, record["start"]), cast(int, record["end"])
        turns = _borders(talk, start)[0], _borders(talk, end - 1)[1]
        around = characters_around(talk.text, start, end, inside=turns, characters=context)
        rows.append((*(row[index] for index in kept), *around, attribution(template, record)))
    columns = (*(codings.columns[index] for index in kept), "before", "after", "attribution")
    return Table.of(columns, rows, notes=(*notes, *hidden.notes))


def _components_of(record: dict[str, Cell]) -> tuple[Cell, ...]:
    """The components that a coding is counted for or names: about, else voice, and the counterpart."""
    return (record["about"] or record["case.component"], record["counterpart"])


def _borders(talk: Talk, position: int) -> tuple[int, int]:
    """Start and end of the turn that holds a position; the position alone outside turns."""
    place = bisect_right(talk.turns, position, key=attrgetter("start")) - 1
    if place >= 0 and position < talk.turns[place].end:
        return talk.turns[place].start, talk.turns[place].end
    return position, position + 1
