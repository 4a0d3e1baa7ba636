"""Decide suggestions: accept, amend or reject, all or nothing, each decision an event."""

from collections.abc import Sequence

from fitcode.domain.coding import CodingChange
from fitcode.store import decisions
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.workspace import Workspace


def accept_suggestions(
    workspace: Workspace, uids: Sequence[str], *, changes: CodingChange | None = None
) -> list[str]:
    """Make codings of suggestions and give back their uids; changes make each an amended one.

    Raises UnknownSuggestion, and FitcodeError for one decided already.
    """
    with workspace.writing("suggestions accept"):
        codings = [
            decisions.accept_suggestion(workspace.project, uid, coder=workspace.coder, changes=changes)
            for uid in uids
        ]
    warn_of_choices(workspace, codings)
    return codings


def reject_suggestions(workspace: Workspace, uids: Sequence[str], *, memo: str | None = None) -> int:
    """Reject suggestions, each with the memo if there is one; how many. Raises UnknownSuggestion."""
    with workspace.writing("suggestions reject"):
        for uid in uids:
            decisions.reject_suggestion(workspace.project, uid, coder=workspace.coder, memo=memo)
    return len(uids)
