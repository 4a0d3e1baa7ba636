"""Link codings: one leads to another, or is remedied by it."""

from collections.abc import Iterable
from dataclasses import dataclass

from fitcode.domain.choices import LinkKind
from fitcode.errors import FitcodeError
from fitcode.formats.links_jsonl import read_links
from fitcode.store import links
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AddedLinks:
    """What became of a batch."""

    uids: list[str]
    """The uid of every line's link, in the order of the lines."""

    n_added: int
    """How many links are new; the same link twice is one."""


def add_link(
    workspace: Workspace, source: str, target: str, *, kind: LinkKind, memo: str | None = None
) -> str:
    """Join two codings of one coder and give back the link's uid; raises UnknownCoding."""
    with workspace.writing("links add"):
        return links.add_link(workspace.project, source, target, kind=kind, coder=workspace.coder, memo=memo)


def add_links_from_lines(workspace: Workspace, lines: Iterable[str], *, file: str) -> AddedLinks:
    """Store links from JSON lines (``fitcode links add --stdin``).

    Raises InvalidFile with every mistake, storing nothing.
    """
    numbered, faults = read_links(lines, file=file)
    uids: list[str] = []
    with workspace.writing("links add"):
        known = links.link_uids(workspace.project)
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
    return AddedLinks(uids, len(set(uids) - known))


def remove_link(workspace: Workspace, uid: str) -> None:
    """Take a link away."""
    with workspace.writing("links remove"):
        links.remove_link(workspace.project, uid)
