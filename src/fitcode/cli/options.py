"""Options that several commands share, each declared once."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli.console import Format
from fitcode.domain.choices import ComponentFrom, Valence
from fitcode.domain.counting import Weight

FormatOption = Annotated[
    Format | None,
    typer.Option("--format", "-f", show_default=False, help="Default: table on a terminal, else csv."),
]
_NEVER_A_TABLE = frozenset(
    {
        *("xlsx", "xls", "xlsm", "ods", "sav", "zsav", "por", "dta", "parquet", "feather", "arrow", "rds"),
        *("sas7bdat", "pdf", "docx", "doc", "odt", "rtf", "html", "htm", "qdpx", "zip", "gz"),
    }
)
"""Extensions that promise what no table is written as: a CSV of that name would open as a damaged file."""


def _writable(out: Path | None) -> Path | None:
    """The file to write to; wrong usage where its name promises another format."""
    suffix = "" if out is None else out.suffix.lower().lstrip(".")
    if suffix in _NEVER_A_TABLE:
        known = ", ".join(f".{one.value}" for one in Format if one is not Format.table)
        raise typer.BadParameter(
            f"no table is written as .{suffix}; name a file that ends in one of {known}."
        )
    return out


OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        show_default=False,
        callback=_writable,
        help="Write to a file, not stdout; its end (.csv, .tsv, .json, .jsonl, .md) says the format.",
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", show_default=False, help="Show what would happen; change nothing.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", show_default=False, help="Go ahead without asking.")]
CoderOption = Annotated[
    str | None,
    typer.Option(
        "--coder",
        metavar="A[,B]",
        show_default=False,
        help="Whose codings; several are pooled, identical codings once.",
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        metavar="COND",
        show_default=False,
        help="Keep what meets NAME=VALUE[,VALUE], NAME!=VALUE or NAME<VALUE; may be repeated.",
    ),
]
ComponentFromOption = Annotated[
    ComponentFrom | None,
    typer.Option(
        "--component-from",
        show_default=False,
        help="Whose component a coding counts for; default from fitcode.toml (about-or-voice).",
    ),
]
RollupOption = Annotated[
    bool, typer.Option("--rollup", show_default=False, help="A component's row includes its descendants.")
]
WeightOption = Annotated[Weight, typer.Option("--weight", help="What has equal weight in net fit.")]
CompleteOption = Annotated[
    bool, typer.Option("--complete", show_default=False, help="Rows with nothing in them too, as zeros.")
]
InterviewerOption = Annotated[
    bool,
    typer.Option("--include-interviewer", show_default=False, help="Count interviewers' speech as well."),
]
TranscriptFilter = Annotated[
    str | None,
    typer.Option("--transcript", "-t", metavar="ID", show_default=False, help="Only this transcript."),
]
CodeFilter = Annotated[
    str | None,
    typer.Option(
        "--code", "-c", metavar="CODE", show_default=False, help="Only this code and those below it."
    ),
]
RoundOption = Annotated[
    str | None,
    typer.Option(
        "--round", metavar="NAME", show_default=False, help="Only what a round drew, by its coders."
    ),
]
ComparedOption = Annotated[
    str | None,
    typer.Option(
        "--coders",
        metavar="A,B[,...]",
        show_default=False,
        help="Whose codings; else, in each transcript, all persons who finished it.",
    ),
]
ComponentFilter = Annotated[
    str | None,
    typer.Option(
        "--component", "-k", metavar="ID", show_default=False, help="Only codings with this component."
    ),
]
ValenceFilter = Annotated[
    Valence | None, typer.Option("--valence", "-v", show_default=False, help="Only this valence.")
]
AboutOption = Annotated[
    str | None,
    typer.Option(
        "--about", metavar="ID", show_default=False, help="The component that the passage is about."
    ),
]
CounterpartOption = Annotated[
    str | None,
    typer.Option(
        "--counterpart", metavar="ID", show_default=False, help="The component towards which it fits or not."
    ),
]
ValenceOption = Annotated[
    Valence | None, typer.Option("--valence", show_default=False, help="fit, misfit or mixed.")
]
StrengthOption = Annotated[
    int | None, typer.Option("--strength", min=1, max=3, show_default=False, help="How strongly, 1 to 3.")
]
MemoOption = Annotated[
    str | None, typer.Option("--memo", metavar="TEXT", show_default=False, help="A note on it.")
]


def names(text: str | None) -> tuple[str, ...]:
    """The names in a comma-separated option."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def group_names(by: str) -> tuple[str, ...]:
    """The groups of an option in which ``none`` stands for none."""
    return () if by.strip() == "none" else names(by)


def stated(**values: object) -> dict[str, object]:
    """Those of the values that were given."""
    return {name: value for name, value in values.items() if value is not None}
