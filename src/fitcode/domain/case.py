"""Cases: whom the study compares, with fields and typed attributes.

A case is usually one respondent under a pseudonymous id; it has a component, mission and role.
"""

from pydantic import BaseModel, Field

from fitcode.domain.table import AttributeValue


class CaseRow(BaseModel, frozen=True):
    """One line of a cases file: a case in one transcript."""

    case: str
    transcript: str
    speaker: str | None = None
    """Label of the speaker, needed when a transcript has several respondents."""

    component: str | None = None
    mission: str | None = None
    role: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    """Attribute name to the value as written; types are inferred over the whole file."""

    line: int | None = None
    """Line in the file, for messages."""


class Case(BaseModel, frozen=True):
    """Whom the study compares."""

    name: str
    component: str | None = None
    mission: str | None = None
    role: str | None = None
    attributes: dict[str, AttributeValue] = Field(default_factory=dict)
