"""Write memos: notes hung on anything, in the acting coder's name."""

from fitcode.domain.choices import MemoTarget
from fitcode.store import memos
from fitcode.workflow.workspace import Workspace


def add_memo(
    workspace: Workspace, target: MemoTarget, name: str | None, *, text: str, title: str | None = None
) -> str:
    """Hang a memo on something and give back its uid; raises an UnknownName for what is not there."""
    with workspace.writing("memos add"):
        return memos.add_memo(
            workspace.project, target=target, target_name=name, text=text, title=title, coder=workspace.coder
        )


def remove_memo(workspace: Workspace, uid: str) -> None:
    """Take a memo away; raises UnknownMemo."""
    with workspace.writing("memos remove"):
        memos.remove_memo(workspace.project, uid)
