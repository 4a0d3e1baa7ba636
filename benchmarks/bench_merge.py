"""Merging: 100,000 codings of a copy brought back, and the same merge again, which finds nothing new.

Whole processes, beside one that adds the same codings to the same project through the store's bulk path.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import FITCODE, Bench, Finding, Run, deed, median, processor, run, seconds, times
from benchmarks.projects import copied, make_project

TRANSCRIPTS, CODINGS = 120, 100_000
SECONDS = 10


def measure(bench: Bench) -> list[Finding]:
    """Merging, merging again and adding, in turn."""
    bench.tell(f"a project of {TRANSCRIPTS} transcripts, and a copy with {CODINGS:,} codings")
    project = make_project(bench.scratch, transcripts=TRANSCRIPTS)
    other = bench.scratch / "other"
    shutil.copytree(project, other)
    deed("code", other, CODINGS)
    bench.tell("merging")
    rounds = [_round(bench, project, other) for _ in range(bench.rounds + 1)][1:]
    merged, again, added = ([one[place] for one in rounds] for place in range(3))
    return [
        _finding(f"merge of {CODINGS:,} codings", merged, added),
        _finding("the same merge again", again, added),
    ]


def _round(bench: Bench, project: Path, other: Path) -> tuple[Run, Run, Run]:
    ours = copied(project, bench.scratch)
    added = deed("code", ours, CODINGS)
    ours = copied(project, bench.scratch)
    merge = [*FITCODE, "merge", str(other)]
    return run(merge, folder=ours), run(merge, folder=ours), added


def _finding(what: str, ours: Sequence[Run], added: Sequence[Run]) -> Finding:
    took = seconds(ours)
    return Finding(
        what,
        f"{took:.2f} s ({processor(ours):.2f} cpu), {median(one.peak_mb for one in ours):.0f} MB",
        f"adding them: {seconds(added):.2f} s",
        f"{times(ours, added):.2f}x",
        f"under {SECONDS} s",
        took < SECONDS,
    )
