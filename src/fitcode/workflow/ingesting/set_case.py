"""Set a case: its fields and attributes, one by one; a misspelt name is no new attribute."""

from collections.abc import Mapping
from difflib import get_close_matches

from fitcode.domain.choices import CASE_FIELDS
from fitcode.errors import FitcodeError
from fitcode.store import cases
from fitcode.workflow.workspace import Workspace

_PREFIX = "case."
"""With it, a name is an attribute's whatever it resembles: ``case.rolle``."""


def set_case(workspace: Workspace, case: str, stated: Mapping[str, str]) -> None:
    """Set what is stated of a case; an empty value clears, a case not there yet is made.

    Raises FitcodeError for a name that is nearly a field's or an attribute's, UnknownComponent.
    """
    known = {*CASE_FIELDS, *cases.attribute_types(workspace.project)}
    new = [name for name in stated if name.removeprefix(_PREFIX) not in known]
    for name in new:
        meant = get_close_matches(name, known, n=1, cutoff=0.75)
        if meant and not name.startswith(_PREFIX):
            raise FitcodeError(
                f"No field or attribute is named {name!r}.",
                remedy=f"Did you mean {meant[0]!r}? For a new attribute write {_PREFIX}{name}=...",
            )
    facts = {name.removeprefix(_PREFIX): value for name, value in stated.items()}
    with workspace.writing("cases set"):
        cases.set_case(
            workspace.project,
            case,
            component=facts.get("component"),
            mission=facts.get("mission"),
            role=facts.get("role"),
            attributes={name: value for name, value in facts.items() if name not in CASE_FIELDS},
        )
    for name in new:
        workspace.narrator.note(f"New attribute: {name.removeprefix(_PREFIX)}.")
