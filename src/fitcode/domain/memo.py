"""Memos: notes hung on anything that has a name or uid."""

from pydantic import BaseModel

from fitcode.domain.choices import MemoTarget


class Memo(BaseModel, frozen=True):
    """A note by a coder."""

    uid: str
    target: MemoTarget
    target_name: str | None
    """Name or uid of what it hangs on; absent for the project."""

    title: str | None
    text: str
    coder: str
    created_at: str
    updated_at: str
