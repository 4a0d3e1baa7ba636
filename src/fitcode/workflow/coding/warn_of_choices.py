"""Warn of choices: codings that are a second choice where the codebook asks for one a segment."""

from collections.abc import Sequence

from fitcode.store.choices import several_chosen
from fitcode.workflow.workspace import Workspace

_MOST_WARNINGS = 5


def warn_of_choices(workspace: Workspace, uids: Sequence[str]) -> None:
    """Tell where these codings stand beside another child of a ``choose_one`` parent; they are stored."""
    found = several_chosen(workspace.project, uids)
    for one in found[:_MOST_WARNINGS]:
        workspace.narrator.warn(str(one))
    if len(found) > _MOST_WARNINGS:
        workspace.narrator.warn(f"And {len(found) - _MOST_WARNINGS} segments more with several choices.")
