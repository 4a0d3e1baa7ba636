"""Write memos: notes hung on anything, in the acting coder's name."""

from fitcode.domain.choices import MemoTarget
from fitcode.domain.memo import Memo
from fitcode.errors import FitcodeError
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


def change_memo(
    workspace: Workspace,
    uid: str,
    *,
    text: str | None = None,
    title: str | None = None,
    seen: str | None = None,
) -> Memo:
    """Give a memo another text or title, an empty title for none; raises UnknownMemo.

    ``seen`` is the text that the person saw: where it is another one since, FitcodeError.
    """
    with workspace.writing("memos change"):
        if seen is not None and memos.get_memo(workspace.project, uid).text != seen:
            raise FitcodeError(
                "This memo was changed elsewhere meanwhile; nothing was overwritten.",
                remedy="Keep a copy of what you wrote, then open the memo again.",
            )
        return memos.change_memo(workspace.project, uid, text=text, title=title)


def remove_memo(workspace: Workspace, uid: str) -> None:
    """Take a memo away; raises UnknownMemo."""
    with workspace.writing("memos remove"):
        memos.remove_memo(workspace.project, uid)
