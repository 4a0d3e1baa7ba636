"""Link codings: one leads to another, or is remedied by it."""

from fitcode.domain.choices import LinkKind
from fitcode.store import links
from fitcode.workflow.workspace import Workspace


def add_link(
    workspace: Workspace, source: str, target: str, *, kind: LinkKind, memo: str | None = None
) -> str:
    """Join two codings of one coder and give back the link's uid; raises UnknownCoding."""
    with workspace.writing("links add"):
        return links.add_link(workspace.project, source, target, kind=kind, coder=workspace.coder, memo=memo)


def remove_link(workspace: Workspace, uid: str) -> None:
    """Take a link away."""
    with workspace.writing("links remove"):
        links.remove_link(workspace.project, uid)
