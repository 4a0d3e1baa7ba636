"""Components: the parts of a mission's organisation, from a registry file.

A component is named by its bare id where that is unique in the project, else ``mission/id``.
"""

from pydantic import BaseModel, Field

from fitcode.domain.choices import Branch, Level


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
