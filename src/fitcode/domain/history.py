"""History: what was done, by whom and when; appended to, never changed.

A deed is one command or keystroke; its events are the single rows that it changed, each with the
row before and after. Undo reads them backwards.
"""

from typing import Any

from pydantic import BaseModel

from fitcode.domain.choices import Action, CoderKind


class Coder(BaseModel, frozen=True):
    """Who coded."""

    name: str
    kind: CoderKind = CoderKind.person


class Event(BaseModel, frozen=True):
    """One row that changed within a deed."""

    number: int
    at: str
    coder: str | None
    deed: str
    """The command or key that did it, such as ``codings add``."""

    action: Action
    noun: str
    """Table of the row."""

    uid: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
