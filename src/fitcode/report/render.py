"""Render: a report's contents as one HTML page.

Every text is escaped by the template; the only markup taken as it is are our own style and script, the drawn
charts and the blocks of data, in which no tag can end.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fitcode.domain.table import Cell
from fitcode.report.chart_words import signed
from fitcode.report.contents import Quotations, Report

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_STRONG, _CLEAR, _SLIGHT, _NOTHING = 0.75, 0.5, 0.25, 0.05
"""From which distance from zero a net fit has the next deeper colour."""

_FEW = 3
"""A net fit of fewer codings than this is coloured at its edge only: it would shout louder than it knows."""


def render(report: Report) -> str:
    """The page, the same for the same report to the last byte."""
    from markupsafe import Markup

    style, script = _page_file("report.css"), _page_file("report.js")
    return _template().render(
        report=report,
        few=_FEW,
        policy=_policy(style, script),
        style=Markup(style),  # our own file
        script=Markup(script),  # our own file
        blocks=[(name, _embedded(block)) for name, block in _blocks(report.quotations)],
    )


def _page_file(name: str) -> str:
    return (files("fitcode.report") / "page" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing is loaded, and only this style and this script are in force."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def _template() -> "Template":
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(_page_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "signed": signed,
        "grouped": _grouped,
        "figure": _figure,
        "tone": _tone,
        "table_cell": _table_cell,
        "first_upper": lambda text: text[:1].upper() + text[1:],
        "drawn": Markup,
    }
    return environment.get_template("report.html.j2")


def _grouped(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def _figure(value: float | None, measure: str) -> str:
    """The number that heads a cell; a dash where nothing is stated."""
    if value is None:
        return "–"
    return signed(value) if measure == "net fit" else f"{value:.2f}"


def _tone(value: float | None, measure: str) -> str:
    """The class that colours a cell; its number says the same in figures."""
    if value is None:
        return "tone-none"
    depth = sum(abs(value) >= least for least in (_NOTHING, _SLIGHT, _CLEAR, _STRONG))
    if measure != "net fit":
        return f"tone-share-{depth}"
    side = "zero" if depth == 0 else "plus" if value > 0 else "minus"
    return f"tone-{side}-{depth}"


def _table_cell(cell: Cell) -> "Markup":
    """A cell of a table of numbers; a rounded number keeps all its digits in the markup."""
    from markupsafe import Markup, escape

    if cell is None:
        written = '<td class="none"><span class="unseen">none</span></td>'
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        written = f'<td dir="auto">{escape(" | ".join(cell) if isinstance(cell, list) else str(cell))}</td>'
    elif isinstance(cell, int):
        written = f'<td class="number">{cell:,}</td>'
    else:
        shown = f"{cell:.3f}".replace("-", "\N{MINUS SIGN}")
        written = f'<td class="number"><data value="{cell!r}">{shown}</data></td>'
    return Markup(written)  # text is escaped above, numbers have nothing to escape


def _blocks(quotations: Quotations) -> Iterator[tuple[str, object]]:
    """What the script reads when something is opened: names, codings, and a block for each transcript."""
    yield (
        "names",
        {
            "codes": [list(code) for code in quotations.codes],
            "components": [list(component) for component in quotations.components],
            "dimensions": list(quotations.dimensions),
            "periods": list(quotations.periods),
            "valences": list(quotations.valences),
            "voices": [[voice.label, voice.case, int(voice.is_respondent)] for voice in quotations.voices],
            "memos": list(quotations.memos),
            "transcripts": [[one.name, one.language] for one in quotations.transcripts],
        },
    )
    yield "codings", {name: list(column) for name, column in quotations.columns.items()}
    for number, transcript in enumerate(quotations.transcripts):
        voices = [voice for voice, _ in transcript.turns]
        yield f"talk-{number}", {"voices": voices, "turns": [said for _, said in transcript.turns]}


def _embedded(block: object) -> "Markup":
    """JSON in which no tag can begin or end."""
    from markupsafe import Markup

    written = json.dumps(block, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return Markup(written)  # escaped above
