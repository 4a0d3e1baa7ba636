"""Link codings: one leads to another, or is remedied by it."""

from collections.abc import Iterable

from fitcode.domain.choices import LinkKind
from fitcode.errors import FitcodeError
from fitcode.formats.fault_list import FaultList
from fitcode.formats.links_jsonl import parse_links
from fitcode.store import links
from fitcode.workflow.workspace import Workspace


def add_link(
    workspace: Workspace, source: str, target: str, *, kind: LinkKind, memo: str | None = None
) -> str:
    """Join two codings of one coder and give back the link's uid; raises UnknownCoding."""
    with workspace.writing("links add"):
        return links.add_link(workspace.project, source, target, kind=kind, coder=workspace.coder, memo=memo)


def add_links_from_lines(workspace: Workspace, lines: Iterable[str], *, file: str) -> list[str]:
    """Store links from JSON lines (``fitcode links add --stdin``) and give back their uids.

    Raises InvalidFile with every mistake, storing nothing.
    """
    numbered = parse_links(lines, file=file)
    faults = FaultList(file)
    uids: list[str] = []
    with workspace.writing("links add"):
        for number, new in numbered:
            try:
                uid = links.add_link(
                    workspace.project,
                    new.source,
                    new.target,
                    kind=new.kind,
                    coder=new.coder or workspace.coder,
                    memo=new.memo,
                )
            except FitcodeError as error:
                faults.add(f"{error.problem} {error.remedy}".strip(), line=number)
            else:
                uids.append(uid)
        faults.raise_any()  # inside the deed, so that nothing of it is stored
    return uids


def remove_link(workspace: Workspace, uid: str) -> None:
    """Take a link away."""
    with workspace.writing("links remove"):
        links.remove_link(workspace.project, uid)
