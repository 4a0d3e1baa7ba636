"""Counting: the choices that a count leaves open, by the names that commands use."""

from typing import Literal

Measure = Literal["codings", "segments", "transcripts", "cases", "words", "net_fit"]
"""What a cell of a crosstab holds."""

Share = Literal["none", "row", "column"]
"""Of what a cell is a share."""

Weight = Literal["coding", "case"]
"""What has equal weight in net fit."""

Every = Literal["day", "month", "quarter", "year"]
"""How long the stretches are into which time is cut."""

Compared = Literal["net_fit", "per_1000_words", "case_share", "transcript_share", "strength_mean"]
"""What groups are compared by."""

PresenceOf = Literal["code", "dimension"]
"""What the columns of a presence matrix stand for."""

CooccurrenceLevel = Literal["segment", "turn", "overlap", "neighbour", "case"]
"""What two codes share when they stand together."""

CooccurrenceOf = Literal["code", "dimension"]
"""What stands together."""

LinkMeasure = Literal["links", "transcripts", "cases"]
"""What a cell of a matrix of links holds."""

CooccurrenceMeasure = Literal["together", "jaccard", "lift"]
"""What a cell of a matrix of co-occurrence holds."""

FindingsFormat = Literal["md", "json"]
"""What findings are written as."""
