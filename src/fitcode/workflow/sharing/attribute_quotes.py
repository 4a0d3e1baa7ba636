"""Attribute quotes: whom a quotation is from, by role and component, and never by name.

The project's setting says how; what is unknown of a case leaves no gap.
"""

from collections.abc import Mapping
from string import Formatter

from fitcode.domain.table import Cell


def attribution(template: str, record: Mapping[str, Cell]) -> str | None:
    """The template with the case's facts in it, left out together with their commas where unknown.

    The record names facts as joined tables do: ``case``, ``case.role``, ``case.component``, ``case.mission``.
    """
    facts = {name: record.get(f"case.{name}") for name in ("component", "mission", "role")} | {
        "case": record.get("case")
    }
    parts: list[str] = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        known = name is None or facts.get(name) is not None
        if known:
            parts.append(literal if parts else literal.lstrip(" ,;"))
            parts.append(str(facts[name]) if name is not None else "")
    return "".join(parts).strip(" ,;") or None
