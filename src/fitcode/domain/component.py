"""Components: the parts of a mission's organisation, from a registry file.

A component is named by its bare id where that is unique in the project, else ``mission/id``.
"""

from enum import StrEnum

from pydantic import BaseModel, Field


class Branch(StrEnum):
    """The kind of organisation; ``reference`` is a side of fit that is none (mandate, doctrine)."""

    civilian = "civilian"
    military = "military"
    police = "police"
    external = "external"
    reference = "reference"


class Level(StrEnum):
    """Where in the hierarchy a component stands."""

    mission = "mission"
    force = "force"
    sector = "sector"
    unit = "unit"


class Component(BaseModel, frozen=True, extra="forbid"):
    """One part of a mission's organisation."""

    id: str
    name: str
    parent: str | None = None
    branch: Branch | None = None
    level: Level | None = None
    place: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] = ()
    """How people call it. Aliases in capitals match as written; others case-insensitively, by lemma."""


class Registry(BaseModel, frozen=True, extra="forbid"):
    """The components of one mission, as one file states them."""

    mission: str
    name: str = ""
    source: str = ""
    components: tuple[Component, ...] = Field(default=())
