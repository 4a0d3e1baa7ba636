"""Themes: text that can be read, and dimensions that every reader tells apart."""

from itertools import combinations

import pytest
from textual.color import Color

from fitcode.domain.choices import Dimension
from fitcode.tui.themes import (
    COLOURBLIND,
    COLOURBLIND_LIGHT,
    DARK,
    LEAST_CONTRAST,
    LIGHT,
    MONOCHROME,
    THEMES,
    code_colour,
    contrast,
    wanted_theme,
)

COLOURED = [DARK, LIGHT, COLOURBLIND, COLOURBLIND_LIGHT]
CODEBOOK_COLOURS = ["#0072b2", "#009e73", "#d55e00", "#56b4e9", "#000000", "#ffffff", "#ff0", None]
SEEN_BY = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes 2009, table 1, severity 1.0; they apply to linear colours."""

LEAST_DIFFERENCE = 20
"""In CIE 1976 L*a*b*, where 2.3 can just be seen."""


def linear(colour: str) -> list[float]:
    parts = [value / 255 for value in Color.parse(colour).rgb]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(rgb: list[float]) -> list[float]:
    """CIE L*a*b* of a linear colour, for daylight (D65)."""
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in matrix]
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (value / white for value, white in zip(xyz, (0.9505, 1.0, 1.089), strict=True))
    )
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> list[float]:
    rgb = linear(colour)
    return lab([min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in matrix])


def difference(one: list[float], other: list[float]) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_a_theme_writes_can_be_read_on_its_grounds(theme):
    words = ["foreground", "primary", "secondary", "accent", "warning", "error", "success"]
    grounds = [theme.background, theme.surface, theme.panel]

    faint = [
        (word, g) for word in words for g in grounds if contrast(getattr(theme, word), g) < LEAST_CONTRAST
    ]

    assert faint == []


@pytest.mark.parametrize("name", COLOURED)
@pytest.mark.parametrize("dimension", [*Dimension, None])
def test_every_code_can_be_read_in_every_theme(name, dimension):
    theme = next(theme for theme in THEMES if theme.name == name)

    for colour in CODEBOOK_COLOURS:
        found = code_colour(dimension, colour, name)
        assert contrast(found, str(theme.background)) >= LEAST_CONTRAST
        assert contrast(found, str(theme.surface)) >= LEAST_CONTRAST


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("name", COLOURED)
def test_dimensions_are_told_apart_by_colour_blind_readers(name, eyes):
    colours = [seen(code_colour(dimension, None, name), SEEN_BY[eyes]) for dimension in Dimension]

    assert min(difference(one, other) for one, other in combinations(colours, 2)) >= LEAST_DIFFERENCE


def test_a_codebooks_colour_is_kept_where_it_can_be_read():
    assert code_colour("strategic", "#0072b2", LIGHT) == "#0072b2"
    assert code_colour("strategic", "#123456", COLOURBLIND) == code_colour("strategic", None, COLOURBLIND)


def test_the_monochrome_theme_has_no_colours():
    theme = next(theme for theme in THEMES if theme.name == MONOCHROME)
    colours = [getattr(theme, name) for name in ("primary", "secondary", "error", "foreground", "panel")]

    assert all(len(set(Color.parse(colour).rgb)) == 1 for colour in colours)
    assert code_colour("strategic", "#0072b2", MONOCHROME) == ""


def test_no_color_asks_for_the_monochrome_theme(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wanted_theme(LIGHT) == LIGHT
    assert wanted_theme("of-another-program") == DARK
    monkeypatch.setenv("NO_COLOR", "1")
    assert wanted_theme(LIGHT) == MONOCHROME
