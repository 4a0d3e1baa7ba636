"""Merge and split codings: passages that turn out to be one, and one that turns out to be two.

Each is one act, taken back whole; what hung on a coding hangs on the one that stays.
"""

from collections.abc import Sequence

from fitcode.store import reshaped_codings
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.workspace import Workspace


def merge_codings(workspace: Workspace, uids: Sequence[str], *, prefer: str | None = None) -> str:
    """Make codings of one coder, code and transcript into the one that begins first; its uid.

    Raises FitcodeError where words stand between them, or where their facts contradict each other and
    ``prefer`` does not say whose hold.
    """
    with workspace.writing("codings merge"):
        merged = reshaped_codings.merge_codings(workspace.project, uids, prefer=prefer)
    warn_of_choices(workspace, [merged])
    return merged


def split_coding(workspace: Workspace, uid: str, at: int) -> tuple[str, str]:
    """Cut a coding in two at a position of the text; the uids of both parts, the first keeping its own.

    Raises FitcodeError where a part would be empty, DuplicateCoding where it is coded already.
    """
    with workspace.writing("codings split"):
        return reshaped_codings.split_coding(workspace.project, uid, at)
