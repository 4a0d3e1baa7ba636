"""Add codings: one or a batch, all or nothing, every fault named with its line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitcode.domain.coding import NewCoding
from fitcode.errors import FitcodeError, InvalidFile
from fitcode.formats.codings_jsonl import read_codings
from fitcode.formats.fault_list import FaultList
from fitcode.store import coders, codings
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AddedCodings:
    """What became of a batch."""

    uids: list[str]
    """The uid of every coding of the batch, in its order."""

    n_known: int
    """How many of them were there already, with the same content."""


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


def add_codings_from_lines(workspace: Workspace, lines: Iterable[str], *, file: str) -> AddedCodings:
    """Store codings from JSON lines (``fitcode codings add --stdin``)."""
    numbered, faults = read_codings(lines, file=file)
    new = [coding for _line, coding in numbered]
    places = [line for line, _coding in numbered]
    if len(faults):
        _raise_all(workspace, new, lines=places, faults=faults)
    known = codings.known_uids(workspace.project, [coding.uid for coding in new if coding.uid])
    return AddedCodings(add_codings(workspace, new, lines=places, file=file), len(known))


def _raise_all(
    workspace: Workspace, new: Sequence[NewCoding], *, lines: Sequence[int], faults: FaultList
) -> None:
    """Raise the mistakes of the lines together with what the project finds wrong with the other lines."""
    try:
        with workspace.writing("codings add"):
            for coder in sorted({one.coder for one in new if one.coder}):
                coders.ensure_coder(workspace.project, coder)
            codings.add_codings(workspace.project, new, coder=workspace.coder, lines=lines, file=faults.file)
            faults.raise_any()  # inside the deed, so that nothing of it is stored
    except InvalidFile as error:
        for fault in error.faults:
            faults.add(fault.message, line=fault.line, column=fault.column)
    faults.raise_any()
