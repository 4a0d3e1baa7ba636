"""Case facts: what joined tables show of a case, and typed attribute values.

Values are stored as written and typed when read, so that a type can change without touching them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fitcode.domain.choices import AttributeType
from fitcode.domain.table import AttributeValue
from fitcode.store.names import component_index
from fitcode.store.project import Project

FEW = 20
"""A column with more different values than this is text, not a category."""

_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
"""No leading zeros: 007 is a name, not seven."""

_BEFORE = 4
"""Cells of a row that come before the attributes."""

_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class CaseFacts:
    """The cells that a case brings into a joined table."""

    attributes: tuple[str, ...]
    """Names of the attributes, in the order in which they came into the project."""

    rows: dict[int, tuple[AttributeValue, ...]]
    """Key to name, component, mission, role, then the attributes."""

    @property
    def none(self) -> tuple[None, ...]:
        """The cells of a row without a case."""
        return (None,) * (_BEFORE + len(self.attributes))

    @property
    def of_attributes(self) -> dict[str, list[AttributeValue]]:
        """Attribute to its value for each case, in the order of the rows."""
        return {
            name: [row[_BEFORE + place] for row in self.rows.values()]
            for place, name in enumerate(self.attributes)
        }


def case_facts(project: Project) -> CaseFacts:
    """The facts of every case; the mission is the component's where the case states none."""
    query = project.connection.execute
    attributes = query("SELECT id, name, type FROM attributes ORDER BY position").fetchall()
    place = {key: (index, AttributeType(kind)) for index, (key, _, kind) in enumerate(attributes)}
    values: dict[int, list[AttributeValue]] = {}
    for case_id, attribute_id, value in query("SELECT case_id, attribute_id, value FROM case_attributes"):
        index, kind = place[attribute_id]
        values.setdefault(case_id, [None] * len(place))[index] = typed(value, kind)
    names = component_index(project).display
    cases = query(
        """SELECT c.id, c.name, c.component_id, coalesce(c.mission, m.slug), c.role FROM cases c
           LEFT JOIN components k ON k.id = c.component_id LEFT JOIN missions m ON m.id = k.mission_id
           ORDER BY c.name"""
    )
    rows = {
        key: (name, names.get(component), mission, role, *values.get(key, [None] * len(place)))
        for key, name, component, mission, role in cases
    }
    return CaseFacts(attributes=tuple(name for _, name, _ in attributes), rows=rows)


def typed(value: str, kind: AttributeType) -> AttributeValue:
    """A written value under a type; one that does not fit stays text."""
    if not fits(value, kind):
        return value
    if kind is AttributeType.number:
        number = float(value)
        return int(value) if value.lstrip("+-").isdecimal() else number
    if kind is AttributeType.boolean:
        return _BOOLEANS[value.lower()]
    return value


def fits(value: str, kind: AttributeType) -> bool:
    """Whether a written value can be read under a type."""
    match kind:
        case AttributeType.number:
            return _NUMBER.fullmatch(value) is not None
        case AttributeType.boolean:
            return value.lower() in _BOOLEANS
        case AttributeType.date:
            return _is_date(value)
        case _:
            return True


def inferred_type(values: Iterable[str]) -> AttributeType:
    """The type that all values of a column share."""
    written = list(values)
    for kind in (AttributeType.number, AttributeType.boolean, AttributeType.date):
        if written and all(fits(value, kind) for value in written):
            return kind
    different = len(set(written))
    is_category = different <= FEW and different < len(written)
    return AttributeType.category if is_category else AttributeType.text


def _is_date(value: str) -> bool:
    if len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
