"""Palette: the colours of charts, one set for each background, and how net fit becomes a colour.

The same value has the same colour on every background; what colour tells, a number or a shape tells too.
"""

from dataclasses import dataclass
from typing import Any

from fitcode.domain.picture import Theme

NET_FIT_STOPS = (
    (-1.0, "#b35806"),
    (-0.6, "#f1a340"),
    (-0.2, "#fee0b6"),
    (0.0, "#f7f7f7"),
    (0.2, "#d1e5f0"),
    (0.6, "#67a9cf"),
    (1.0, "#2166ac"),
)
"""Orange for misfit, blue for fit (ColorBrewer's PuOr and RdBu, halved): told apart by every colour sense."""

FONT = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
"""Arial's widths are Liberation Sans's, which vl-convert measures with and embeds."""

_BLACK_FROM = 0.179
"""The relative luminance from which black is easier to read than white (WCAG 2.2's contrast ratio)."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one background."""

    background: str | None
    ink: str
    """Text, and marks that have no colour of their own."""

    line: str
    """Grid lines and the borders of cells."""


PALETTES: dict[Theme, Palette] = {
    "light": Palette("#ffffff", "#1a1a1a", "#b8b8b8"),
    "dark": Palette("#16191d", "#ececec", "#5f6670"),
    "page": Palette(None, "currentColor", "#8a8f98"),
}


def net_fit_scale() -> dict[str, Any]:
    """The colour scale of net fit, from -1 to 1 with nothing in its middle."""
    return {
        "type": "linear",
        "domain": [value for value, _colour in NET_FIT_STOPS],
        "range": [colour for _value, colour in NET_FIT_STOPS],
        "interpolate": "rgb",
        "clamp": True,
    }


def ink_on(net_fit: float) -> str:
    """Black or white, whichever is easier to read on the colour of a net fit."""
    red, green, blue = (_linear(channel) for channel in _colour_of(net_fit))
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _BLACK_FROM else "#ffffff"


def _colour_of(net_fit: float) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1, between the two stops that a net fit lies between."""
    place = next(
        (index for index, (stop, _) in enumerate(NET_FIT_STOPS[1:], 1) if net_fit <= stop),
        len(NET_FIT_STOPS) - 1,
    )
    (low, before), (high, after) = NET_FIT_STOPS[place - 1], NET_FIT_STOPS[place]
    share = min(max((net_fit - low) / (high - low), 0.0), 1.0)
    red, green, blue = (
        (int(before[at : at + 2], 16) * (1 - share) + int(after[at : at + 2], 16) * share) / 255
        for at in (1, 3, 5)
    )
    return red, green, blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
