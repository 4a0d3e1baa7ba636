"""Gather tables: everything that an export of tables holds, one after the other, each with its name.

What an analyst takes elsewhere goes by case, role and component; speakers' labels and texts only when asked.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

from fitcode.domain.choices import ComponentFrom
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


class Gathered(NamedTuple):
    """A table of an export."""

    name: str
    table: Table
    late_notes: Callable[[], Sequence[str]] = lambda: ()
    """What there is to say of it as soon as it was gone through, and before the next table is asked for."""


def each_table(workspace: Workspace, wanted: Wanted) -> Generator[Gathered, None, None]:
    """Every table of an export, made when its turn comes; call it inside one reading of the project."""
    frame, notes = _frame(workspace, wanted)
    # Counting asks nothing of the database, which the other tables come from.
    with ThreadPoolExecutor(max_workers=1) as beside:
        awaited = beside.submit(_counted, frame, notes, workspace.settings.tally.component_from)
        yield from _read(workspace, wanted, frame, notes)
        yield from awaited.result()


def _read(
    workspace: Workspace, wanted: Wanted, frame: CountingFrame | None, notes: tuple[str, ...]
) -> Iterator[Gathered]:
    """What the project holds, as the database lists it."""
    project = workspace.project
    yield from _listed(workspace, wanted)
    yield Gathered(
        "segments",
        replace(
            list_segments(project, frame, with_names=wanted.with_names, with_text=wanted.with_text),
            notes=notes,
        ),
    )
    yield Gathered("memos", memos.list_memos(project))
    yield Gathered("coders", coders.list_coders(project))
    yield Gathered("runs", runs.list_runs(project))


def _frame(workspace: Workspace, wanted: Wanted) -> tuple[CountingFrame | None, tuple[str, ...]]:
    try:
        return read_frame(workspace, wanted.coders)
    except SeveralCoders as error:
        told = f"No tally was exported: {error.problem} {error.remedy}"
        workspace.narrator.warn(told)
        return None, (told,)


def _listed(workspace: Workspace, wanted: Wanted) -> Iterator[Gathered]:
    project = workspace.project
    hider = None if wanted.with_names else LabelHider(project)
    talks, voices = transcripts.list_transcripts(project), cases.list_cases(project)
    if hider is not None:
        talks, voices = hider.in_column(talks, "title"), without(voices, "speaker")
    yield Gathered("transcripts", talks)
    yield Gathered("cases", voices)
    yield Gathered("components", components.list_components(project))
    yield Gathered("codes", codes_table(codebooks.current_codebooks(project)))
    codings = coding_reads.codings_in_parts(project)
    if hider is None:
        yield Gathered("codings", codings)
    else:
        yield Gathered("codings", hider.in_parts(codings), hider.notes)
    linked, proposed = links.list_links(project), suggestions.list_suggestions(project)
    if hider is not None:
        linked, proposed = hider.in_links(linked), hider.in_quotes(proposed)
    yield Gathered("links", linked)
    yield Gathered("suggestions", proposed)


def _counted(
    frame: CountingFrame | None, notes: tuple[str, ...], component_from: ComponentFrom
) -> list[Gathered]:
    """What counting makes of the codings that count; nothing where it is not said whose these are."""
    if frame is None:
        return []
    from fitcode.analysis.dyads import dyads
    from fitcode.analysis.presence import presence
    from fitcode.analysis.tally import tally

    tables = {name: tally(frame, by=by, component_from=component_from) for name, by in TALLIES.items()}
    tables["dyads"] = dyads(frame, component_from=component_from)
    tables["presence"] = presence(frame, component_from=component_from, complete=True)
    return [Gathered(name, replace(table, notes=(*notes, *table.notes))) for name, table in tables.items()]


def without(table: Table, column: str) -> Table:
    """The table less one column; rows that then repeat stand once."""
    kept = [name for name in table.columns if name != column]
    narrowed = table.narrowed(kept)
    return Table(narrowed.columns, list(dict.fromkeys(narrowed.rows)), table.notes)
