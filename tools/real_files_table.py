"""Write the table of real files into docs/quality.md: what became of each published file, and why.

Each file is read as `fitcode ingest --dry-run` reads it, on its own, so that two files with the same
text are both shown.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from fitcode.workflow.ingesting.ingest_files import FileOutcome, FileStatus, ingest_files
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.workspace import open_workspace
from tools.marked_sections import QUALITY_PAGE, is_current, markdown_table, write_part

NAME = "real files"
FOLDERS = ("transcripts", "formats")


def real_files(shared_data: Path) -> list[Path]:
    """Every file of the folders that the table covers."""
    return sorted(path for name in FOLDERS for path in (shared_data / name).rglob("*") if path.is_file())


def read_each(paths: Sequence[Path]) -> list[FileOutcome]:
    """What becomes of each file when it is ingested on its own."""
    with tempfile.TemporaryDirectory() as folder:
        create_project(Path(folder), codebook_names=[], component_names=[], language="en", coder="reader")
        with open_workspace(Path(folder)) as workspace:
            return [outcome for path in paths for outcome in ingest_files(workspace, [path], dry_run=True)]


def result_of(outcome: FileOutcome) -> str:
    """The outcome in one word: a dry run's ``recognised`` is ``read`` on the page."""
    return {FileStatus.recognised: "read", FileStatus.failed: "refused"}.get(
        outcome.status, outcome.status.value
    )


def section(shared_data: Path) -> str:
    """The part of the page between the two markers."""
    outcomes = read_each(real_files(shared_data))
    counts = Counter(map(result_of, outcomes))
    total = ", ".join(f"{count} {result}" for result, count in sorted(counts.items()))
    rows = []
    for outcome in outcomes:
        name = outcome.path.relative_to(shared_data)
        told = outcome.reason or ", ".join(outcome.speakers)
        turns = outcome.turns or ""
        rows.append((f"`{name}`", result_of(outcome), outcome.format, outcome.encoding, turns, told))
    header = ("file", "result", "format", "encoding", "turns", "speakers, or the reason")
    return "\n".join([f"{len(outcomes)} files: {total}.", "", *markdown_table(header, rows)])


def main() -> int:
    """Write the section, or say with ``--check`` whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is old")
    options = parser.parse_args()
    named = os.environ.get("FITCODE_SHARED_DATA")
    if not named or not Path(named).is_dir():
        print("FITCODE_SHARED_DATA names no folder.", file=sys.stderr)
        return 1
    part = section(Path(named))
    if options.check:
        return int(not is_current(QUALITY_PAGE, NAME, part))
    write_part(QUALITY_PAGE, NAME, part)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
