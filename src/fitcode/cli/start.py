"""demo, init, ingest: from nothing to stored transcripts."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.exits import Exit
from fitcode.cli.options import DryRunOption, FormatOption, OutOption
from fitcode.domain.choices import SpeakerKind, TranscriptKind
from fitcode.domain.table import Table
from fitcode.errors import UsageError, nearest

if TYPE_CHECKING:
    from fitcode.workflow.ingesting.ingest_files import FileOutcome


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "demo", step=step)(demo_command)
    command(app, "init", step=step)(init_command)
    command(app, "ingest", step=step)(ingest_command)


def demo_command(
    _here: Here,
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)] = Path("fitcode-demo"),
    output: FormatOption = None,
) -> None:
    """Show the main road on shipped synthetic transcripts.

    Example: fitcode demo
    """
    from fitcode.workflow.starting.run_demo import run_demo

    demo = run_demo(folder, narrator=console.TerminalNarrator())
    console.write(_at_a_glance(demo.tally) if console.is_for_eyes(output) else demo.tally, output)
    console.narrate(
        f"The project is in {demo.folder}, its tables are in {demo.exports}.\n"
        f"Go on there: cd {demo.folder}; fitcode report; fitcode code; "
        "fitcode quotes --code trust --valence fit; fitcode suggestions list --code aircraft-drones"
    )


def _at_a_glance(tally: Table) -> Table:
    """What of the demo's tally fits a screen: components under the three dimensions, without rates."""
    columns = (
        *("component", "dimension", "codings", "cases", "fit", "misfit", "mixed"),
        *("net_fit", "net_fit_low", "net_fit_high", "component_from"),
    )
    rows = [
        row
        for row, one in zip(tally.rows, tally.records(), strict=True)
        if one["component"] and one["dimension"]
    ]
    note = (
        "Shown: components under the three dimensions. The whole tally: fitcode tally, or exports/tally.csv."
    )
    return Table(tally.columns, rows, (*tally.notes, note)).narrowed(columns)


def init_command(
    here: Here,
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)] = Path(),
    codebook: Annotated[
        list[str] | None,
        typer.Option(
            "--codebook",
            "-b",
            metavar="NAME|FILE",
            show_default=False,
            help="Shipped or your own; default fit.",
        ),
    ] = None,
    components: Annotated[
        list[str] | None,
        typer.Option(
            "--components",
            "-k",
            metavar="NAME|FILE",
            show_default=False,
            help="Shipped (minusma) or your own.",
        ),
    ] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="Language of the interviews.")] = "en",
) -> None:
    """Make a folder a project.

    It gets settings, a database, and editable codebooks and components.

    Example: fitcode init my-study --codebook fit --components minusma
    """
    from fitcode.workflow.starting.create_project import create_project

    target = here.folder if here.folder is not None and folder == Path() else folder
    create_project(
        target,
        codebook_names=codebook or ["fit"],
        component_names=components or [],
        language=language,
        coder=here.coder,
        narrator=console.TerminalNarrator(),
    )
    enter = "" if target.resolve() == Path.cwd() else f"cd {target}; "
    console.narrate(f"Made {target / 'fitcode.toml'}. Next: {enter}fitcode ingest FOLDER")


def ingest_command(
    here: Here,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", show_default=False, help="Files and folders.")
    ],
    cases: Annotated[
        Path | None,
        typer.Option("--cases", metavar="FILE.csv", show_default=False, help="Whose transcripts these are."),
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option("--reader", metavar="F", show_default=False, help="Read every file as this format."),
    ] = None,
    kind: Annotated[
        TranscriptKind | None, typer.Option("--kind", show_default=False, help="What the transcripts are.")
    ] = None,
    speakers: Annotated[
        list[str] | None,
        typer.Option(
            "--speakers",
            metavar="LABEL=KIND[,...]",
            show_default=False,
            help="Who is an interviewer, moderator or respondent.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that read files.")] = 1,
    dry_run: DryRunOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> Exit:
    """Store the transcripts in files and folders.

    What is there already is skipped; a bad file is named and the rest goes on.

    Example: fitcode ingest interviews/ --cases cases.csv
    """
    from fitcode.workflow.ingesting.import_cases import import_cases, read_cases
    from fitcode.workflow.ingesting.ingest_files import ingest_files, outcomes_table

    roles = _speaker_kinds(speakers or [])
    rows = read_cases(cases) if cases is not None else []
    with here.working() as workspace:
        outcomes = ingest_files(
            workspace, paths, reader=reader, kind=kind, speakers=roles, jobs=jobs, dry_run=dry_run
        )
        ended = _tell_outcomes(outcomes)
        if dry_run or output is not None or out is not None:
            console.write(outcomes_table(outcomes), output, out)
        if cases is not None and not dry_run:
            count, left_out = import_cases(workspace, rows, file=cases.name)
            console.narrate(f"Imported {count} cases from {cases.name}.")
            for row in left_out:
                console.complain(
                    f"{cases.name}:{row.line}: no transcript {row.transcript!r}; the line was left out."
                )
            ended = Exit.partly if left_out else ended
    return ended


def _speaker_kinds(pairs: list[str]) -> dict[str, SpeakerKind]:
    kinds: dict[str, SpeakerKind] = {}
    for pair in (part for text in pairs for part in text.split(",") if part.strip()):
        label, equals, kind = pair.rpartition("=")
        if not equals or kind.strip() not in set(SpeakerKind):
            raise UsageError(
                f"--speakers {pair!r} is not LABEL=KIND.", remedy=nearest(kind.strip(), list(SpeakerKind))
            )
        kinds[label.strip()] = SpeakerKind(kind.strip())
    return kinds


def _tell_outcomes(outcomes: "list[FileOutcome]") -> Exit:
    """One line for each file that was not simply stored, one for each note, then the sum."""
    told: set[str] = set()
    for outcome in outcomes:
        if outcome.status == "failed":
            console.complain(_said_of(outcome))
        elif outcome.status == "skipped":
            console.narrate(f"{outcome.file}: skipped ({outcome.reason})")
        for note in outcome.notes:
            console.narrate(f"{outcome.file}: {_what_is_new(note, told)}")
    counts = Counter(outcome.status.value for outcome in outcomes)
    console.narrate(
        ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "No files found."
    )
    return Exit.partly if counts["failed"] else Exit.done


def _said_of(outcome: "FileOutcome") -> str:
    """The reason with the file's whole path, once: readers begin a reason with its name."""
    name = Path(outcome.file).name
    if outcome.reason.startswith(name):
        return f"{outcome.file}{outcome.reason.removeprefix(name)}"
    return f"{outcome.file}: {outcome.reason}"


def _what_is_new(note: str, told: set[str]) -> str:
    """The note less the advice that an earlier file's note ended with."""
    first, stop, advice = note.rpartition(". ")
    if not stop or advice not in told:
        told.add(advice)
        return note
    return f"{first}."
