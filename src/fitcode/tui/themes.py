"""Themes: colours for dark and light terminals, for colour-blind readers, and for none at all.

Colour is never the only way to tell things apart. What a code is coloured with always stands out from the
theme's background by 4.5 to 1 or more, whatever the codebook asks for.
"""

from __future__ import annotations

import os
from functools import lru_cache

from textual.color import Color
from textual.theme import Theme

DARK, LIGHT = "fitcode-dark", "fitcode-light"
COLOURBLIND, COLOURBLIND_LIGHT = "fitcode-colourblind", "fitcode-colourblind-light"
MONOCHROME = "fitcode-monochrome"
DEFAULT_THEME = DARK
LEAST_CONTRAST = 4.5
"""What WCAG 2 asks of text (success criterion 1.4.3)."""

_STEP = 0.04
_DIMENSIONS = {
    DARK: {"strategic": "#6c8ff0", "cultural": "#9fe3bb", "operational": "#ec9951"},
    LIGHT: {"strategic": "#0b2f6b", "cultural": "#1f7a63", "operational": "#a8480a"},
    COLOURBLIND: {"strategic": "#56b4e9", "cultural": "#f0e442", "operational": "#d55e00"},
    COLOURBLIND_LIGHT: {"strategic": "#0072b2", "cultural": "#cc79a7", "operational": "#d55e00"},
}
"""Far apart for readers with any of the three colour blindnesses; the last two are of the palette of Okabe
and Ito (2008), darkened where a light ground asks for it."""

_OF_NO_DIMENSION = {DARK: "#c8a2e8", LIGHT: "#6f42a8", COLOURBLIND: "#cc79a7", COLOURBLIND_LIGHT: "#333333"}


def _quiet(theme: Theme) -> Theme:
    """The theme with a cursor that stands out by reversal as well as by colour."""
    theme.variables.setdefault("block-cursor-text-style", "bold")
    theme.variables.setdefault("footer-key-foreground", theme.primary)
    return theme


THEMES: tuple[Theme, ...] = (
    _quiet(
        Theme(
            name=DARK,
            primary="#7aa7d9",
            secondary="#8f9fb3",
            accent="#e8b35c",
            warning="#e8b35c",
            error="#f08080",
            success="#6cc58f",
            foreground="#dfe3e8",
            background="#14181d",
            surface="#1a1f26",
            panel="#232a33",
            dark=True,
        )
    ),
    _quiet(
        Theme(
            name=LIGHT,
            primary="#1f5f99",
            secondary="#5a6675",
            accent="#8a5a00",
            warning="#8a5a00",
            error="#b3261e",
            success="#1b6e3c",
            foreground="#1c2024",
            background="#fbfaf7",
            surface="#f3f1ec",
            panel="#e6e3dc",
            dark=False,
        )
    ),
    _quiet(
        Theme(
            name=COLOURBLIND,
            primary="#56b4e9",
            secondary="#999999",
            accent="#e69f00",
            warning="#e69f00",
            error="#ff8a3d",
            success="#56b4e9",
            foreground="#e8e8e8",
            background="#101010",
            surface="#181818",
            panel="#262626",
            dark=True,
        )
    ),
    _quiet(
        Theme(
            name=COLOURBLIND_LIGHT,
            primary="#005f99",
            secondary="#555555",
            accent="#8f4a00",
            warning="#8f4a00",
            error="#a63d00",
            success="#005b8f",
            foreground="#111111",
            background="#fcfcfc",
            surface="#f2f2f2",
            panel="#e4e4e4",
            dark=False,
        )
    ),
    _quiet(
        Theme(
            name=MONOCHROME,
            primary="#ffffff",
            secondary="#bbbbbb",
            accent="#ffffff",
            warning="#ffffff",
            error="#ffffff",
            success="#ffffff",
            foreground="#e6e6e6",
            background="#000000",
            surface="#000000",
            panel="#1c1c1c",
            dark=True,
        )
    ),
)

_BY_NAME = {theme.name: theme for theme in THEMES}


def wanted_theme(kept: str | None = None) -> str:
    """The theme to begin with: the one kept from before; without colour where NO_COLOR asks for it."""
    if os.environ.get("NO_COLOR"):
        return MONOCHROME
    return kept if kept in _BY_NAME else DEFAULT_THEME


def code_colour(dimension: str | None, colour: str | None = None, theme: str = DEFAULT_THEME) -> str:
    """What a code is coloured with in a theme; empty where there is no colour.

    A codebook's colour is kept as far as it can be read; the colour-blind themes know dimensions only.
    """
    if theme == MONOCHROME:
        return ""
    name = theme if theme in _DIMENSIONS else DEFAULT_THEME
    stated = colour if name in (DARK, LIGHT) else None
    return _readable(stated or _DIMENSIONS[name].get(dimension or "", _OF_NO_DIMENSION[name]), name)


def contrast(one: str, other: str) -> float:
    """How far two colours stand out from each other, from 1 to 21 (WCAG 2)."""
    low, high = sorted((_luminance(Color.parse(one)), _luminance(Color.parse(other))))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def _readable(colour: str, theme: str) -> str:
    """The nearest colour that can be read on the theme's background, and on its panels."""
    found = _BY_NAME[theme]
    grounds = [ground for ground in (found.background, found.surface) if ground]
    towards = Color.parse("#ffffff" if found.dark else "#000000")
    asked = Color.parse(colour)
    for step in range(int(1 / _STEP) + 1):
        tried = asked.blend(towards, min(1.0, step * _STEP)).hex6.lower()
        if all(contrast(tried, ground) >= LEAST_CONTRAST for ground in grounds):
            return tried
    return towards.hex6.lower()


def _luminance(colour: Color) -> float:
    parts = (value / 255 for value in colour.rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
