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

PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"
BEGIN, END = "<!-- real files: begin -->", "<!-- real files: end -->"
FOLDERS = ("transcripts", "formats")
INTRODUCTION = """\
## Real files read

Nobody on this project wrote these files: transcripts, captions, office documents and code pages published
by others (see the README of the folder that `FITCODE_SHARED_DATA` names). Each is either read with its
speakers and turns or refused by name with the reason. `tests/test_real_files.py` holds what is right for
each, decided by looking at the file. The table is written by

```
FITCODE_SHARED_DATA=... python tools/real_files_table.py
```
"""


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
    lines = [
        f"{len(outcomes)} files: {total}.",
        "",
        "| file | result | format | encoding | turns | speakers, or the reason |",
        "| --- | --- | --- | --- | ---: | --- |",
    ]
    for outcome in outcomes:
        name = outcome.path.relative_to(shared_data)
        told = outcome.reason or ", ".join(outcome.speakers)
        turns = outcome.turns or ""
        cells = (f"`{name}`", result_of(outcome), outcome.format, outcome.encoding, turns, told)
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return "\n".join([BEGIN, "", *lines, "", END])


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("<", "&lt;")


def page_with(page: str, part: str) -> str:
    """The page with the part between the markers replaced, or the whole section added at its end."""
    if BEGIN in page and END in page:
        before, rest = page.split(BEGIN, 1)
        return before + part + rest.split(END, 1)[1]
    head = page.rstrip() or "# Quality: what was measured, and how to measure it again"
    return f"{head}\n\n{INTRODUCTION}\n{part}\n"


def main() -> int:
    """Write the section, or say with ``--check`` whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is old")
    options = parser.parse_args()
    named = os.environ.get("FITCODE_SHARED_DATA")
    if not named or not Path(named).is_dir():
        print("FITCODE_SHARED_DATA names no folder.", file=sys.stderr)
        return 1
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    new = page_with(page, section(Path(named)))
    if options.check:
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
