"""Add codings: one or a batch, all or nothing, every fault named with its line."""

from collections.abc import Iterable, Sequence

from fitcode.domain.coding import NewCoding
from fitcode.errors import FitcodeError, InvalidFile
from fitcode.formats.codings_jsonl import parse_codings
from fitcode.store import coders, codings
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
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
        named = sorted({one.coder for one in new if one.coder})
        newcomers = [coder for coder in named if coders.ensure_coder(workspace.project, coder)]
        uids = codings.add_codings(workspace.project, new, coder=workspace.coder, lines=lines, file=file)
    for coder in newcomers:
        workspace.narrator.note(f"New coder: {coder}.")
    warn_of_choices(workspace, uids)
    return uids


def add_coding(workspace: Workspace, new: NewCoding) -> str:
    """Store one coding and give back its uid; raises FitcodeError that says what is wrong with it."""
    try:
        (uid,) = add_codings(workspace, [new])
    except InvalidFile as error:
        raise FitcodeError(" ".join(fault.message for fault in error.faults)) from error
    return uid


def add_codings_from_lines(workspace: Workspace, lines: Iterable[str], *, file: str) -> list[str]:
    """Store codings from JSON lines (``fitcode codings add --stdin``)."""
    numbered = parse_codings(lines, file=file)
    return add_codings(
        workspace,
        [coding for _line, coding in numbered],
        lines=[line for line, _coding in numbered],
        file=file,
    )
