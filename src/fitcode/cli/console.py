"""stdout carries data and nothing else; notes, progress and errors go to stderr.

Whatever is printed loses its control characters first, so that no transcript, name or memo can
steer the terminal.
"""

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from fitcode.cli.new_file import new_file
from fitcode.cli.progress import shown_as_bar, shown_as_status, told_by_tenths
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""What steers a terminal or turns the direction of a line."""


class _Narration:
    """Whether notes are wanted in this process."""

    quiet = False


class Format(StrEnum):
    """How a table is written."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    jsonl = "jsonl"
    md = "md"


def configure(*, quiet: bool) -> None:
    """Set whether narration is wanted; errors are always told."""
    _Narration.quiet = quiet


def narrate(text: str) -> None:
    """A note for the person at the terminal."""
    if not _Narration.quiet:
        complain(text)


def complain(text: str) -> None:
    """A warning or error: told even when narration is not wanted."""
    # Nobody may be listening (`2>/dev/full`, `2>&1 | head`): no reason to leave the work undone.
    with suppress(OSError):
        sys.stderr.write(_CONTROL.sub("", text) + "\n")
        sys.stderr.flush()


def write_text(text: str) -> None:
    """Plain text to stdout, one line end at its end."""
    with _stdout() as stream:
        stream.write(text if text.endswith("\n") else text + "\n")


def write(table: Table, output: Format | None = None, out: Path | None = None) -> None:
    """Write a table to stdout or a file, and its notes to stderr."""
    for note in table.notes:
        narrate(note)
    if out is not None:
        with new_file(out) as stream:
            write_table(table, output or _format_of(out), stream)
        narrate(f"Wrote {len(table.rows)} rows to {out}.")
        return
    with _stdout() as stream:
        write_table(table, _format_on_stdout(output), stream)


def is_for_eyes(output: Format | None) -> bool:
    """Whether a table on stdout is drawn for a person rather than written for a program."""
    return _format_on_stdout(output) is Format.table


def _format_on_stdout(output: Format | None) -> Format:
    return output or (Format.table if sys.stdout.isatty() else Format.csv)


def write_table(table: Table, output: Format, stream: TextIO) -> None:
    """Write a table to a stream in one of the formats."""
    from fitcode.formats import table_csv, table_json, table_markdown

    match output:
        case Format.csv:
            table_csv.write_csv(table, stream)
        case Format.tsv:
            table_csv.write_csv(table, stream, delimiter="\t")
        case Format.json:
            table_json.write_json(table, stream)
        case Format.jsonl:
            table_json.write_jsonl(table, stream)
        case Format.md:
            table_markdown.write_markdown(table, stream)
        case Format.table:
            from fitcode.cli.screen_table import write_screen_table

            write_screen_table(table, stream)


def _format_of(out: Path) -> Format:
    suffix = out.suffix.lower().lstrip(".")
    return Format(suffix) if suffix in set(Format) else Format.csv


@contextmanager
def _stdout() -> Iterator[TextIO]:
    """stdout: on a terminal nothing in the data steers it, elsewhere the data are as they are."""
    try:
        if sys.stdout.isatty():
            drawn = io.StringIO(newline="")
            yield drawn
            sys.stdout.write(_CONTROL.sub("", drawn.getvalue()))
        else:
            yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with suppress(OSError):
            sys.stdout.close()  # or what is left of it would be tried again at the very end
        raise FitcodeError(
            f"The output could not be written: {error.strerror or error}.",
            remedy="Send it elsewhere; a change that the command made before is stored.",
        ) from error


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something destructive; without a terminal ``--yes`` must say so.

    Raises FitcodeError when the answer is no.
    """
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise FitcodeError(
            f"{question} Nobody is there to ask.", remedy="Add --yes to go ahead, or --dry-run to look."
        )
    complain(f"{question} [y/N] ")
    # Ctrl-D is an empty line here: no.
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise FitcodeError("Nothing was changed.", remedy="Answer y to go ahead.")


class TerminalNarrator:
    """Notes and progress of a workflow, told on stderr."""

    def note(self, text: str) -> None:
        """Tell something worth knowing."""
        narrate(text)

    def warn(self, text: str) -> None:
        """Tell something that went wrong while the rest goes on."""
        complain(text)

    @contextmanager
    def progress(self, label: str, total: int, *, unit: str = "") -> Iterator[Callable[[int], None]]:
        """A bar on a terminal, a line per 10 % elsewhere; the callable takes the number of steps done."""
        if _Narration.quiet or total == 0:
            yield lambda _done: None
        elif sys.stderr.isatty():
            with shown_as_bar(label, total, unit=unit) as advance:
                yield advance
        else:
            yield told_by_tenths(label, total, unit=unit, tell=narrate)

    @contextmanager
    def status(self, label: str) -> Iterator[None]:
        """A spinner on a terminal, elsewhere a line where it takes long."""
        if _Narration.quiet:
            yield
        else:
            with shown_as_status(label, tell=narrate):
                yield
