"""Add codings: one or a batch, all or nothing, every fault named with its line."""

from collections.abc import Iterable, Sequence

from fitcode.domain.coding import NewCoding
from fitcode.formats.codings_jsonl import parse_codings
from fitcode.store import coders, codings
from fitcode.workflow.workspace import Workspace


def add_codings(
    workspace: Workspace,
    new: Sequence[NewCoding],
    *,
    lines: Sequence[int] = (),
    file: str = "codings",
) -> list[str]:
    """Store codings and give back their uids; raises InvalidFile with every fault, storing nothing."""
    with workspace.writing("codings add"):
        for coder in sorted({one.coder for one in new if one.coder}):
            if coders.ensure_coder(workspace.project, coder):
                workspace.narrator.note(f"New coder: {coder}.")
        return codings.add_codings(workspace.project, new, coder=workspace.coder, lines=lines, file=file)


def add_codings_from_lines(workspace: Workspace, lines: Iterable[str], *, file: str) -> list[str]:
    """Store codings from JSON lines (``fitcode codings add --stdin``)."""
    numbered = parse_codings(lines, file=file)
    return add_codings(
        workspace,
        [coding for _line, coding in numbered],
        lines=[line for line, _coding in numbered],
        file=file,
    )
