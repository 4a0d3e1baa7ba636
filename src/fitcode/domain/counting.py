"""Counting: the choices that a count leaves open, by the names that commands use."""

from typing import Literal

Measure = Literal["codings", "segments", "transcripts", "cases", "words", "net_fit"]
"""What a cell of a crosstab holds."""

Share = Literal["none", "row", "column"]
"""Of what a cell is a share."""

Weight = Literal["coding", "case"]
"""What has equal weight in net fit."""
