"""Agreement: three coders, 40 codes and 120 transcripts of 8,000 words, character by character.

All coefficients that are computed by default, pairs included, each with an interval of 2,000 replicates, in a
process of its own; beside it every character of every code in an array, kappa only and no interval.
"""

from collections.abc import Sequence
from functools import partial

from benchmarks.measuring import (
    FITCODE,
    Bench,
    Finding,
    Run,
    deed,
    interleaved,
    median,
    processor,
    run,
    seconds,
    times,
    told,
)
from benchmarks.projects import make_project

TRANSCRIPTS, CODES, CODINGS = 120, 40, 40_000
COMMANDS = (
    "agree --unit character",
    "agree --unit character --pairs",
    "agree --unit character --by all --pairs",
)
SECONDS, MEGABYTES = 10, 1_000


def measure(bench: Bench) -> list[Finding]:
    """The command with more and more asked of it."""
    bench.tell(f"a project of {TRANSCRIPTS} transcripts and {3 * CODINGS:,} codings of three coders")
    project = make_project(bench.scratch, transcripts=TRANSCRIPTS)
    codings = told(deed("code-by-several", project, CODINGS, CODES))["codings"]
    bench.tell("agreement")
    done = interleaved(
        {
            **{command: partial(run, [*FITCODE, *command.split()], folder=project) for command in COMMANDS},
            "floor": partial(deed, "agree-floor", project),
        },
        rounds=bench.rounds,
    )
    characters = told(done["floor"][0])["characters"]
    what = f"{characters:,} characters, {codings:,} codings"
    return [_finding(command, done[command], done["floor"], what) for command in COMMANDS]


def _finding(command: str, ours: Sequence[Run], floor: Sequence[Run], what: str) -> Finding:
    peak = median(one.peak_mb for one in ours)
    return Finding(
        f"{command} ({what})",
        f"{seconds(ours):.2f} s ({processor(ours):.2f} cpu), {peak:.0f} MB",
        f"every character in an array, kappa alone: {seconds(floor):.2f} s",
        f"{times(ours, floor):.2f}x",
        f"under {SECONDS} s and {MEGABYTES:,} MB",
        seconds(ours) < SECONDS and peak < MEGABYTES,
    )
