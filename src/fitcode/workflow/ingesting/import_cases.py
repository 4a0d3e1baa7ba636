"""Import cases: a file says whose transcripts these are, with component, role and attributes."""

from collections.abc import Sequence
from pathlib import Path

from fitcode.domain.case import CaseRow
from fitcode.formats.cases_csv import parse_cases
from fitcode.store import cases, transcripts
from fitcode.workflow.workspace import Workspace


def read_cases(path: Path) -> list[CaseRow]:
    """The rows of a cases file; raises InvalidFile with every mistake."""
    return parse_cases(path)


def import_cases(workspace: Workspace, rows: Sequence[CaseRow], *, file: str) -> tuple[int, list[CaseRow]]:
    """Store the cases whose transcripts are there; the number of cases, and the rows left out.

    Raises InvalidFile with every other mistake; then nothing is stored.
    """
    there = set(transcripts.transcript_names(workspace.project))
    usable = [row for row in rows if row.transcript in there]
    with workspace.writing("cases import"):
        cases.apply_cases(workspace.project, usable, types=workspace.settings.attributes, file=file)
    return len({row.case for row in usable}), [row for row in rows if row.transcript not in there]
