"""Gather tables: everything that an export of tables holds, one after the other, each with its name.

What an analyst takes elsewhere goes by case, role and component; speakers' labels and texts only when asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import SeveralCoders
from fitcode.store import (
    cases,
    codebooks,
    coders,
    coding_reads,
    components,
    links,
    memos,
    runs,
    suggestions,
    transcripts,
)
from fitcode.workflow.coding.show_codebook import codes_table
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.sharing.hide_labels import LabelHider
from fitcode.workflow.sharing.list_segments import list_segments
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an export is asked for."""

    coders: Sequence[str] = ()
    """Whose codings are counted; the codings themselves are everybody's."""

    with_names: bool = False
    """Whether speakers' labels may leave the project."""

    with_text: bool = False
    """Whether all that respondents said leaves the project, coded or not."""


TALLIES = {
    "tally": ("component", "dimension"),
    "tally_by_code": ("code",),
    "tally_by_component_code": ("component", "code"),
}
"""The tallies of an export, and what each is counted by."""


def each_table(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[str, Table]]:
    """Every table of an export, made when its turn comes; call it inside one reading of the project."""
    project = workspace.project
    frame, notes = _frame(workspace, wanted)
    yield from _listed(workspace, wanted)
    yield (
        "segments",
        replace(
            list_segments(project, frame, with_names=wanted.with_names, with_text=wanted.with_text),
            notes=notes,
        ),
    )
    yield "memos", memos.list_memos(project)
    yield "coders", coders.list_coders(project)
    yield "runs", runs.list_runs(project)
    if frame is not None:
        yield from _counted(workspace, frame, notes)


def _frame(workspace: Workspace, wanted: Wanted) -> tuple[CountingFrame | None, tuple[str, ...]]:
    try:
        return read_frame(workspace, wanted.coders)
    except SeveralCoders as error:
        told = f"No tally was exported: {error.problem} {error.remedy}"
        workspace.narrator.warn(told)
        return None, (told,)


def _listed(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[str, Table]]:
    project = workspace.project
    hider = None if wanted.with_names else LabelHider(project)
    talks, voices = transcripts.list_transcripts(project), cases.list_cases(project)
    codings, joined = coding_reads.list_codings(project), links.list_links(project)
    proposed = suggestions.list_suggestions(project)
    if hider is not None:
        talks, voices = hider.in_column(talks, "title"), without(voices, "speaker")
        codings, proposed = hider.in_quotes(codings), hider.in_quotes(proposed)
        joined = hider.in_links(joined)
    yield "transcripts", talks
    yield "cases", voices
    yield "components", components.list_components(project)
    yield "codes", codes_table(codebooks.current_codebooks(project))
    yield "codings", codings
    del codings  # the largest table
    yield "links", joined
    yield "suggestions", proposed


def _counted(
    workspace: Workspace, frame: CountingFrame, notes: tuple[str, ...]
) -> Iterator[tuple[str, Table]]:
    from fitcode.analysis.dyads import dyads
    from fitcode.analysis.presence import presence
    from fitcode.analysis.tally import tally

    component_from = workspace.settings.tally.component_from
    for name, by in TALLIES.items():
        table = tally(frame, by=by, component_from=component_from)
        yield name, replace(table, notes=(*notes, *table.notes))
    for name, table in (
        ("dyads", dyads(frame, component_from=component_from)),
        ("presence", presence(frame, component_from=component_from, complete=True)),
    ):
        yield name, replace(table, notes=(*notes, *table.notes))


def without(table: Table, column: str) -> Table:
    """The table less one column; rows that then repeat stand once."""
    kept = [name for name in table.columns if name != column]
    narrowed = table.narrowed(kept)
    return Table(narrowed.columns, list(dict.fromkeys(narrowed.rows)), table.notes)
