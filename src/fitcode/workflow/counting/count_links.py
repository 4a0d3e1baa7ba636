"""Count links: which misfit leads to which other, what follows and what remedied it, with both quotations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fitcode.domain.choices import ComponentFrom, Dimension, LinkKind, Valence
from fitcode.domain.counting import CooccurrenceOf, LinkMeasure
from fitcode.domain.frame import LinkedFrame
from fitcode.domain.table import Cell, Table
from fitcode.store.coding_reads import list_codings
from fitcode.store.detail import linked_frame
from fitcode.store.links import list_links
from fitcode.workflow.sharing.attribute_quotes import attribution
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    from fitcode.analysis.links import LinkTerms

_OF_ENDS = ("transcript", "code", "dimension", "about", "counterpart", "valence", "quote")


def count_links(
    workspace: Workspace,
    *,
    by: CooccurrenceOf = "dimension",
    kind: LinkKind | None = None,
    source: str | None = None,
    target: str | None = None,
    valence: Valence | None = None,
    target_valence: Valence | None = None,
    measure: LinkMeasure | None = None,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
) -> Table:
    """Count links by the dimension or code of both ends and their kind.

    ``source`` and ``target`` are a dimension, or a code with those below it; ``valence`` and ``where`` are
    asked of the source. Raises SeveralCoders when it is not said whose codings count.
    """
    from fitcode.analysis.links import count_links_by

    linked, terms, notes = _read(
        workspace,
        kind=kind,
        source=source,
        target=target,
        valence=valence,
        target_valence=target_valence,
        where=where,
        coders=coders,
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
    )
    table = count_links_by(linked, terms, by=by, measure=measure)
    return Table(table.columns, table.rows, (*notes, *table.notes))


def quote_links(
    workspace: Workspace,
    *,
    kind: LinkKind | None = None,
    source: str | None = None,
    target: str | None = None,
    valence: Valence | None = None,
    target_valence: Valence | None = None,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
) -> Table:
    """The two quotations of each link that count_links counts, attributed by role and component."""
    from fitcode.analysis.links import links_left

    linked, terms, notes = _read(
        workspace,
        kind=kind,
        source=source,
        target=target,
        valence=valence,
        target_valence=target_valence,
        where=where,
        coders=coders,
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
    )
    left, told = links_left(linked, terms)
    by_uid = {str(link["uid"]): link for link in list_links(workspace.project).records()}
    links = [by_uid[linked.uid[number]] for number in left]
    uids = {str(link[end]) for link in links for end in ("source", "target")}
    codings = list_codings(workspace.project, uids=sorted(uids))
    record_of = {str(record["uid"]): record for record in codings.records()}
    template = workspace.settings.privacy.attribution

    def end(link: dict[str, Cell], side: str) -> list[Cell]:
        record = record_of[str(link[side])]
        return [*(record[name] for name in _OF_ENDS), attribution(template, record)]

    columns = (
        *("uid", "kind"),
        *(f"{side}_{name}" for side in ("from", "to") for name in (*_OF_ENDS, "attribution")),
        "memo",
    )
    rows = (
        [link["uid"], link["kind"], *end(link, "source"), *end(link, "target"), link["memo"]]
        for link in links
    )
    return Table.of(columns, rows, notes=(*notes, *told))


def _read(
    workspace: Workspace,
    *,
    kind: LinkKind | None,
    source: str | None,
    target: str | None,
    valence: Valence | None,
    target_valence: Valence | None,
    where: Sequence[str],
    coders: Sequence[str],
    component_from: ComponentFrom | None,
    rollup: bool,
    include_interviewer: bool,
) -> tuple[LinkedFrame, "LinkTerms", tuple[str, ...]]:
    """The links of whose codings count, which of them are asked for, and notes on whose they are."""
    from fitcode.analysis.links import LinkTerms
    from fitcode.analysis.selecting.conditions import parse_condition

    terms = LinkTerms(
        kind=kind,
        source=[parse_condition(text) for text in (*where, *_of_end(source, valence))],
        target=[parse_condition(text) for text in _of_end(target, target_valence)],
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
    )
    linked, notes = linked_frame(workspace.project, coders=coders or workspace.settings.tally.coder)
    if where:
        notes = tuple(f"Before --where: {note}" for note in notes)
    return linked, terms, notes


def _of_end(label: str | None, valence: Valence | None) -> list[str]:
    """Conditions on one end: a dimension or code, and a valence."""
    conditions = []
    if label is not None:
        conditions.append(f"{'dimension' if label in set(Dimension) else 'code'}={label}")
    if valence is not None:
        conditions.append(f"valence={valence}")
    return conditions
