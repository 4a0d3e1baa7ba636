"""findings: what was found of each dimension, as a page to write on."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import CoderOption, WhereOption, names
from fitcode.domain.choices import Dimension
from fitcode.domain.counting import FindingsFormat

_SUFFIXES: dict[str, FindingsFormat] = {".md": "md", ".markdown": "md", ".txt": "md", ".json": "json"}


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "findings", step=step)(findings_command)


def _writable(out: Path | None) -> Path | None:
    """The file to write to; wrong usage where its name promises a format that findings do not have."""
    if out is not None and out.suffix and out.suffix.lower() not in _SUFFIXES:
        raise typer.BadParameter(f"findings are not written as {out.suffix}; name a file.md or file.json.")
    return out


def findings_command(
    here: Here,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            show_default=False,
            callback=_writable,
            help="Write to a file, not stdout; its end (.md, .json) says the format.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file that stands there.")] = False,
    codebook: Annotated[
        list[str] | None,
        typer.Option(
            "--codebook", metavar="ID", show_default=False, help="Only codes of this one; may be repeated."
        ),
    ] = None,
    dimension: Annotated[
        list[Dimension] | None,
        typer.Option("--dimension", "-d", show_default=False, help="Only this one; may be repeated."),
    ] = None,
    quotes: Annotated[
        int, typer.Option("--quotes", min=0, metavar="N", help="Quotations of a finding, at most.")
    ] = 3,
    coder: CoderOption = None,
    where: WhereOption = None,
    output: Annotated[
        FindingsFormat | None,
        typer.Option("--format", "-f", show_default=False, help="Default: md, or as the file's end says."),
    ] = None,
) -> None:
    """Set out what was found, as a draft of a findings section.

    Per dimension: actors and activities, manifestations, consequences, remedies, counter-evidence and the
    strongest quotations; the coherence matrix; the inventory of issues.

    Example: fitcode findings --out findings.md
    """
    from fitcode.workflow.finding.find_findings import find_findings
    from fitcode.workflow.finding.write_findings import findings_text, write_findings

    with here.reading() as workspace:
        if out is None:
            findings = find_findings(
                workspace,
                coders=names(coder),
                where=where or (),
                codebooks=codebook or (),
                dimensions=dimension or (),
                quotes=quotes,
            )
        else:
            findings = write_findings(
                workspace,
                out,
                format_=output or _SUFFIXES.get(out.suffix.lower(), "md"),
                force=force,
                coders=names(coder),
                where=where or (),
                codebooks=codebook or (),
                dimensions=dimension or (),
                quotes=quotes,
            )
    for note in findings.notes:
        console.narrate(note)
    if out is None:
        console.write_text(findings_text(findings, output or "md"))
    else:
        console.narrate(f"Wrote {out}.")
