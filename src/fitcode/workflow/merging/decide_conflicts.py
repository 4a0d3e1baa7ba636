"""Decide conflicts: a person says what counts where two projects said different things."""

from collections.abc import Sequence

from fitcode.store.conflicts import decide_conflict
from fitcode.workflow.workspace import Workspace


def decide_conflicts(workspace: Workspace, uids: Sequence[str], option: int) -> None:
    """Take the same option of one or several conflicts, all or none.

    Raises UnknownConflict, and FitcodeError for an option that there is not.
    """
    with workspace.writing("conflicts decide"):
        for uid in uids:
            decide_conflict(workspace.project, uid, option)
