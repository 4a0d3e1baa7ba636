"""List the worklist: passages coded under an earlier definition of their code, and what it says now."""

from collections.abc import Sequence

from fitcode.domain.definition_change import FieldChange
from fitcode.domain.table import Table
from fitcode.store.names import resolve_coder
from fitcode.store.worklist import OutdatedCoding, outdated_codings
from fitcode.workflow.workspace import Workspace

COLUMNS = (
    *("uid", "transcript", "start", "end", "quote", "code", "coder", "made_under", "in_force", "changed"),
    *("said_before", "says_now"),
)


def list_worklist(
    workspace: Workspace,
    *,
    code: str | None = None,
    transcript: str | None = None,
    coders: Sequence[str] = (),
) -> Table:
    """The acting coder's worklist, or that of the coders named, a row a coding.

    Raises UnknownCode, UnknownTranscript and UnknownCoder.
    """
    for name in coders:
        resolve_coder(workspace.project, name)
    found = outdated_codings(
        workspace.project, coders=coders or (workspace.coder,), code=code, transcript=transcript
    )
    return Table.of(COLUMNS, map(_row, found), notes=_notes(workspace, found, coders))


def _row(one: OutdatedCoding) -> tuple[str | int | list[str], ...]:
    redefined = one.redefined
    return (
        *(one.uid, one.transcript, one.start, one.end, one.quote, one.code, one.coder),
        *(redefined.made_under, redefined.in_force, [change.field for change in redefined.changes]),
        _said([(change, change.before) for change in redefined.changes]),
        _said([(change, change.after) for change in redefined.changes]),
    )


def _said(changes: Sequence[tuple[FieldChange, str]]) -> str:
    return "; ".join(f"{change.words}: {text or '(nothing)'}" for change, text in changes)


def _notes(workspace: Workspace, found: Sequence[OutdatedCoding], coders: Sequence[str]) -> list[str]:
    whose = ", ".join(coders) or workspace.coder
    return [] if found else [f"No coding of {whose} asked for here was made under an earlier definition."]
