"""Picture: what a plot shows and how it looks, by the names that commands use."""

from dataclasses import dataclass
from typing import Literal

PlotKind = Literal["heatmap", "dyads", "netfit", "timeline"]
"""What is drawn."""

PictureFormat = Literal["svg", "png", "pdf"]
"""What it is drawn as; the end of the file's name says it."""

Theme = Literal["light", "dark", "page"]
"""What a chart stands on: paper, a dark slide, or a page that decides the colours of text itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a picture looks, whatever it shows."""

    theme: Theme = "light"
    title: str = ""
    width: int | None = None
    """Of the whole picture; by itself as wide as its cells and names need."""

    height: int | None = None
    scale: float = 2
    """Pixels of a PNG for each unit of length; the other formats have no pixels."""
