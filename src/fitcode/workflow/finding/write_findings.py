"""Write findings: found, set out as a page or as data, and put in place whole."""

import io
from collections.abc import Sequence
from pathlib import Path

from fitcode.domain.choices import Dimension
from fitcode.domain.counting import FindingsFormat
from fitcode.domain.findings import Findings
from fitcode.formats.findings_json import write_findings_json
from fitcode.formats.findings_markdown import write_findings_markdown
from fitcode.workflow.finding.find_findings import find_findings
from fitcode.workflow.sharing.put_in_place import new_file
from fitcode.workflow.workspace import Workspace


def write_findings(
    workspace: Workspace,
    out: Path,
    *,
    format_: FindingsFormat = "md",
    force: bool = False,
    coders: Sequence[str] = (),
    where: Sequence[str] = (),
    codebooks: Sequence[str] = (),
    dimensions: Sequence[Dimension] = (),
    quotes: int = 3,
) -> Findings:
    """Write a file of findings; returns what was found.

    Raises what ``find_findings`` raises, and FitcodeError for a file that is there already unless forced.
    """
    with new_file(out, force=force) as draft:
        findings = find_findings(
            workspace, coders=coders, where=where, codebooks=codebooks, dimensions=dimensions, quotes=quotes
        )
        draft.write_text(findings_text(findings, format_), encoding="utf-8", newline="\n")
    return findings


def findings_text(findings: Findings, format_: FindingsFormat) -> str:
    """The findings as they are written in a format."""
    stream = io.StringIO(newline="")
    if format_ == "json":
        write_findings_json(findings, stream)
    else:
        write_findings_markdown(findings, stream)
    return stream.getvalue()
