"""Change codings: one's facts or span, or take codings away; the history keeps what was."""

from collections.abc import Sequence

from fitcode.domain.coding import Coding, CodingChange
from fitcode.store import codings
from fitcode.store.backups import backup
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.workspace import Workspace


def change_coding(workspace: Workspace, uid: str, change: CodingChange) -> Coding:
    """Change what is set in the change; raises UnknownCoding, DuplicateCoding and unknown names."""
    with workspace.writing("codings change"):
        changed = codings.change_coding(workspace.project, uid, change)
    warn_of_choices(workspace, [changed.uid])
    return changed


def remove_codings(workspace: Workspace, uids: Sequence[str]) -> int:
    """Remove codings after a backup; how many. Raises UnknownCoding, and then none is removed."""
    backup(workspace.project)
    with workspace.writing("codings remove"):
        return codings.remove_codings(workspace.project, uids)
