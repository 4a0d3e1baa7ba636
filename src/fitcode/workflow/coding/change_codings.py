"""Change codings: one's facts or span, or take codings away; the history keeps what was."""

from collections.abc import Sequence

from fitcode.domain.coding import Coding, CodingChange
from fitcode.errors import FitcodeError
from fitcode.store import codings
from fitcode.store.backups import backup
from fitcode.store.coding_reads import get_coding
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.workspace import Workspace


def change_coding(workspace: Workspace, uid: str, change: CodingChange, *, seen: str | None = None) -> Coding:
    """Change what is set in the change; raises UnknownCoding, DuplicateCoding and unknown names.

    ``seen`` is the ``updated_at`` that the person saw: where the coding has moved on since, FitcodeError.
    """
    with workspace.writing("codings change"):
        _require_as_seen(workspace, uid, seen)
        changed = codings.change_coding(workspace.project, uid, change)
    warn_of_choices(workspace, [changed.uid])
    return changed


def change_codings(workspace: Workspace, uids: Sequence[str], change: CodingChange) -> list[Coding]:
    """Change the same in several codings, in all or in none; raises as ``change_coding`` does."""
    with workspace.writing("codings change"):
        changed = [codings.change_coding(workspace.project, uid, change) for uid in dict.fromkeys(uids)]
    warn_of_choices(workspace, [coding.uid for coding in changed])
    return changed


def remove_codings(workspace: Workspace, uids: Sequence[str]) -> int:
    """Remove codings after a backup; how many. Raises UnknownCoding, and then none is removed."""
    backup(workspace.project)
    with workspace.writing("codings remove"):
        return codings.remove_codings(workspace.project, uids)


def remove_coding(workspace: Workspace, uid: str, *, seen: str | None = None) -> None:
    """Remove one coding, for a screen: undo brings it back, and a backup a key would push out the real ones.

    ``seen`` is as for ``change_coding``; raises UnknownCoding.
    """
    with workspace.writing("codings remove"):
        _require_as_seen(workspace, uid, seen)
        codings.remove_codings(workspace.project, [uid])


def _require_as_seen(workspace: Workspace, uid: str, seen: str | None) -> None:
    if seen is not None and get_coding(workspace.project, uid).updated_at != seen:
        raise FitcodeError(
            "This coding was changed elsewhere meanwhile; nothing was overwritten.",
            remedy="Look at it as it is now, then do it again.",
        )
