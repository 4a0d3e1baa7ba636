"""Draw a plot: a picture of the numbers that the counting commands give, for a slide or a paper.

What shaped the numbers (whose component, which conditions) stands in it: it travels without its table.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast, get_args

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Every
from fitcode.domain.picture import Look, PictureFormat, PlotKind
from fitcode.domain.table import Cell, Table
from fitcode.errors import UsageError, nearest
from fitcode.report import charts
from fitcode.report.chart_frame import Specification
from fitcode.report.chart_values import Record
from fitcode.workflow.counting.count_dyads import count_dyads
from fitcode.workflow.counting.follow_codes import PARTS, POSITION, follow_codes
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.sharing.put_in_place import new_file
from fitcode.workflow.workspace import Workspace

_DEFAULT_BY: dict[PlotKind, tuple[str, ...]] = {
    "heatmap": ("component", "dimension"),
    "dyads": ("about", "counterpart"),
    "netfit": ("component",),
    "timeline": ("dimension",),
}
_NAMES: dict[PlotKind, str] = {
    "heatmap": "Net fit by {}",
    "dyads": "Net fit by {}",
    "netfit": "Net fit by {} with 95 % intervals",
    "timeline": "Codings by {} over time",
}
_RANKED = ("component", "code")
"""Groups that have no order of their own: their dots are ranked by net fit."""


def draw_plot(
    workspace: Workspace,
    kind: PlotKind,
    *,
    out: Path,
    force: bool = False,
    look: Look | None = None,
    by: Sequence[str] = (),
    along: str = POSITION,
    every: Every | None = None,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
) -> Table:
    """Draw to a file, whose end says the format; the table that was drawn.

    Raises UsageError for groups that the plot cannot show and for an unknown format, FitcodeError where a
    file stands already unless forced, and what the counting raises.
    """
    from fitcode.report.drawing import draw

    as_ = picture_format(out)
    groups = _groups(kind, by)
    look = look or Look()

    chosen: dict[str, Any] = {
        "where": where,
        "coders": coders,
        "component_from": component_from,
        "rollup": rollup,
        "include_interviewer": include_interviewer,
    }
    with new_file(out, force=force) as draft:
        match kind:
            case "heatmap" | "netfit":
                table = tally_codings(workspace, by=groups, **chosen)
            case "dyads":
                table = count_dyads(workspace, **chosen)
            case "timeline":
                table = follow_codes(
                    workspace,
                    by=groups,
                    along=along,
                    every=every,
                    together=along == POSITION,
                    complete=True,
                    **chosen,
                )
        specification = _specification(kind, table, groups, look=look, notes=_caption(table, where))
        draft.write_bytes(
            draw(
                specification,
                as_=as_,
                scale=look.scale,
                title=look.title or _NAMES[kind].format(" and ".join(groups)),
                description=" ".join(table.notes),
            )
        )
    return table


def picture_format(out: Path) -> PictureFormat:
    """What a file of this name holds; raises UsageError for what is no picture here."""
    known = get_args(PictureFormat)
    end = out.suffix.lower().lstrip(".")
    if end not in known:
        remedy = f"{nearest(end, known)} Name a file that ends in .svg, .png or .pdf.".strip()
        raise UsageError(f"No plot is drawn as {out.name!r}.", remedy=remedy)
    return cast(PictureFormat, end)


def _groups(kind: PlotKind, by: Sequence[str]) -> tuple[str, ...]:
    groups = tuple(by) or _DEFAULT_BY[kind]
    wanted = len(_DEFAULT_BY[kind])
    if kind == "dyads" and by:
        raise UsageError("A dyad matrix is by about and counterpart.", remedy="Leave out --by.")
    if len(groups) != wanted:
        example = ",".join(_DEFAULT_BY[kind])
        raise UsageError(
            f"A {kind} plot takes {wanted} group{'s' if wanted > 1 else ''}, not {len(groups)}.",
            remedy=f"For instance: --by {example}",
        )
    return groups


def _caption(table: Table, where: Sequence[str]) -> list[str]:
    """What decided the numbers, in the picture's own words."""
    sources = table.column("component_from") if "component_from" in table.columns else []
    told = [f"Component: {sources[0]}."] if sources else []
    return [*told, *([f"Only {' and '.join(where)}."] if where else [])]


def _specification(
    kind: PlotKind, table: Table, groups: Sequence[str], *, look: Look, notes: Sequence[str]
) -> Specification:
    records = list(table.records())
    looks: dict[str, Any] = {
        "theme": look.theme,
        "title": look.title,
        "notes": notes,
        "width": look.width,
        "height": look.height,
    }
    match kind:
        case "heatmap":
            return charts.heatmap(records, row=groups[0], column=groups[1], **looks)
        case "dyads":
            return charts.dyads(records, **looks)
        case "netfit":
            if groups[0] in _RANKED:
                records.sort(key=lambda record: _rank(record["net_fit"]))
            return charts.net_fit(records, by=groups[0], **looks)
        case "timeline":
            return charts.timeline(_placed(table), by=groups[0], at="at", **looks)


def _rank(net_fit: Cell) -> tuple[bool, float]:
    """The highest first, what states nothing last."""
    return net_fit is None, -float(net_fit) if isinstance(net_fit, int | float) else 0.0


def _placed(table: Table) -> list[Record]:
    """Records with the middle of their part of the interview, or with their period."""
    first = table.columns[0]
    if first == "part":
        return [record | {"at": (int(str(record["part"])) - 0.5) / PARTS} for record in table.records()]
    return [record | {"at": record[first]} for record in table.records()]
