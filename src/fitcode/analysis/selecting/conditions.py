"""Conditions: ``role=commander,analyst``, ``valence!=``, ``case.rotation>=3`` as data.

Several conditions are ANDed, the values of one are ORed, and an empty value means absent. Whether a
value exists is for the frame to say (``filters``); here only the words are read. Nothing here needs
numpy, so that a command can refuse a bad condition before it loads anything.
"""

import csv
import re
from dataclasses import dataclass
from typing import Literal, cast

from fitcode.errors import UsageError, nearest

Operator = Literal["=", "!=", "<", "<=", ">", ">="]

SIDES = ("about", "counterpart")
"""The two components that a coding may name."""

_OF_COMPONENTS = ("", ".branch", ".level", ".country")

NAMES = (
    *(f"component{part}" for part in _OF_COMPONENTS),
    *("dimension", "code", "transcript", "kind", "case", "mission", "role", "coder", "valence"),
    *(f"{side}{part}" for side in SIDES for part in _OF_COMPONENTS),
    *("strength", "origin", "codebook"),
)
"""What a condition can speak of, and codings be grouped by, beside ``case.<attribute>``."""

ORDERED_NAMES = ("strength",)
"""What ``<`` and its kin can compare, beside attributes that are numbers or dates."""

ATTRIBUTE_PREFIX = "case."

_WRITTEN = re.compile(r"\s*(?P<name>[^=!<>]*?)\s*(?P<operator>!=|<=|>=|=|<|>)(?P<values>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of a coding, its speaker's case or its transcript."""

    name: str
    """One of the names above, or ``case.<attribute>``."""

    operator: Operator
    """``!=`` is the exact opposite of ``=``: what is absent differs from every value."""

    values: tuple[str | None, ...]
    """Any of them will do; None is absent."""

    def __str__(self) -> str:
        return f"{self.name}{self.operator}{','.join(value or '' for value in self.values)}"


def parse_condition(text: str) -> Condition:
    """Read ``NAME=VALUE[,VALUE...]`` or the same with ``!=``, ``<``, ``<=``, ``>``, ``>=``."""
    written = _WRITTEN.fullmatch(text)
    if written is None or not written["name"]:
        raise UsageError(
            f"{text!r} is not a condition.", remedy="Write NAME=VALUE[,VALUE...], such as role=commander."
        )
    name = known_name(written["name"], noun="condition")
    operator = cast(Operator, written["operator"])
    values = _values(written["values"], condition=text)
    if operator not in ("=", "!="):
        _check_comparison(text, name=name, values=values)
    return Condition(name, operator, values)


def known_name(name: str, *, noun: str) -> str:
    """The name itself when it is known or an attribute's; else an error that names the nearest."""
    if name in NAMES or (name.startswith(ATTRIBUTE_PREFIX) and name != ATTRIBUTE_PREFIX):
        return name
    listed = f"An attribute of cases is written {ATTRIBUTE_PREFIX}{name}. Known: {', '.join(NAMES)}."
    remedy = nearest(name, [*NAMES, "case.<attribute>"]) or listed
    raise UsageError(f"No {noun} is named {name!r}.", remedy=remedy)


def _values(written: str, *, condition: str) -> tuple[str | None, ...]:
    # A value that holds a comma stands in double quotes, as in a CSV file.
    try:
        rows = list(csv.reader([written.strip()], skipinitialspace=True, strict=True))
    except csv.Error:
        raise UsageError(
            f"{condition!r} has a quotation mark that does not close.",
            remedy='Write a value that holds a comma as "Gao, Mali".',
        ) from None
    return tuple(value.strip() or None for value in rows[0]) if rows and rows[0] else (None,)


def _check_comparison(text: str, *, name: str, values: tuple[str | None, ...]) -> None:
    if not name.startswith(ATTRIBUTE_PREFIX) and name not in ORDERED_NAMES:
        raise UsageError(
            f"{text!r} compares {name}, which has no order.",
            remedy=f"Strength, numbers and dates have one; write {name}=VALUE.",
        )
    if len(values) != 1 or values[0] is None:
        raise UsageError(f"{text!r} needs one value to compare with.", remedy=f"Write {name}>=VALUE.")
