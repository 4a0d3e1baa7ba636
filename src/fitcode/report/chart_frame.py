"""Chart frame: what all charts share: background, title, notes, size, legends and the look of axes.

Text is in the ink of the theme alone, so that it stays readable on the background that the theme names.
"""

from collections.abc import Sequence
from typing import Any

from fitcode.domain.picture import Theme
from fitcode.report.chart_words import plain
from fitcode.report.palette import FONT, PALETTES, Palette

Specification = dict[str, Any]
"""What ``drawing.draw`` takes."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def net_fit_legend(orient: str) -> dict[str, Any]:
    """The colours of net fit, their ends and middle named; orient is right or bottom."""
    return {
        "title": "Net fit",
        "orient": orient,
        "direction": "horizontal" if orient == "bottom" else "vertical",
        "gradientLength": 180 if orient == "bottom" else 100,
        "values": [-1, 0, 1],
        "labelExpr": "datum.value < 0 ? '−1 misfit' : datum.value > 0 ? '+1 fit' : '0'",
    }


def size_legend(most: int) -> dict[str, Any]:
    """Whole numbers of codings, at most three of them."""
    values = sorted({1, (most + 1) // 2, most})
    return {"title": "Codings", "values": values, "format": "d", "symbolFillColor": "transparent"}


def empty_chart(theme: Theme, title: str, notes: Sequence[str]) -> Specification:
    """What is drawn where there is nothing to draw: a sentence."""
    spec = {
        "data": {"values": [{"said": "No codings"}]},
        "mark": {"type": "text", "fontSize": 13},
        "encoding": {"text": {"field": "said"}},
        "view": {"stroke": None},
    }
    return framed(spec, PALETTES[theme], title=title, notes=notes, size=(320, 60), is_fixed=False)


def framed(
    content: dict[str, Any],
    palette: Palette,
    *,
    title: str,
    notes: Sequence[str],
    size: tuple[int | dict[str, int], int | dict[str, int]],
    is_fixed: bool,
) -> Specification:
    """The frame of every chart: its background, title, notes, size and the look of its axes."""
    spec: Specification = {
        "$schema": _SCHEMA,
        "background": palette.background,
        "padding": 12,
        "width": size[0],
        "height": size[1],
        **content,
        "config": _config(palette),
    }
    if is_fixed:
        spec["autosize"] = {"type": "fit", "contains": "padding"}
    if title:
        spec["title"] = {"text": plain(title), "subtitle": list(notes)}
    elif notes:
        spec["title"] = {"text": list(notes), "fontSize": 11, "fontWeight": "normal"}
    return spec


def _config(palette: Palette) -> dict[str, Any]:
    ink = palette.ink
    return {
        "font": FONT,
        "view": {"stroke": None},
        "text": {"color": ink},
        "title": {
            "color": ink,
            "subtitleColor": ink,
            "fontSize": 16,
            "subtitleFontSize": 11,
            "subtitlePadding": 4,
            "anchor": "start",
            "frame": "bounds",
            "offset": 12,
        },
        "axis": {
            "labelColor": ink,
            "titleColor": ink,
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titlePadding": 8,
            "labelLimit": 320,
            "labelPadding": 6,
            "domain": False,
            "ticks": False,
            "gridColor": palette.line,
            "gridOpacity": 0.6,
        },
        "legend": {
            "labelColor": ink,
            "titleColor": ink,
            "titleFontWeight": "normal",
            "labelFontSize": 11,
            "titleFontSize": 11,
            "symbolStrokeColor": ink,
            "offset": 26,
        },
    }
