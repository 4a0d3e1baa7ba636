"""Codings in bulk: counting, listing and adding over 200,000 codings in 120 transcripts.

Counting and listing are whole processes against ``fitcode --version``, intervals of 2,000 replicates
included; adding stands beside a floor that inserts the same rows into a bare table with two indices.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.measuring import (
    FITCODE,
    Bench,
    Finding,
    Run,
    deed,
    interleaved,
    longer,
    median,
    processor,
    run,
    seconds,
    times,
    told,
)
from benchmarks.projects import copied, make_project

CODINGS = 200_000
COUNTING = (
    "tally",
    "tally --by component,dimension --rollup",
    "tally --by component,code --complete",
    "crosstab code role",
    "crosstab component dimension --measure net_fit",
)
VERSION = "--version"
LISTING = "codings list --format csv"
LINES = 20_000

SECONDS = 0.5
ADDED_PER_SECOND = 100_000


def measure(bench: Bench) -> list[Finding]:
    """Counting and listing first, then adding."""
    bench.tell(f"a project of 120 transcripts and {CODINGS:,} codings")
    project = make_project(bench.scratch, transcripts=120, codings=CODINGS)
    commands: dict[str, Callable[[], Run]] = {
        command: partial(run, [*FITCODE, *command.split()], folder=project)
        for command in (VERSION, *COUNTING, LISTING)
    }
    commands["floor"] = partial(deed, "csv-floor", project, bench.scratch / "floor.csv")
    bench.tell("counting and listing")
    done = interleaved(commands, rounds=bench.rounds)
    findings = [_over_version(command, done[command], done[VERSION], goal=SECONDS) for command in COUNTING]
    findings.append(_listing(done[LISTING], done["floor"]))
    bench.tell("adding")
    return [*findings, *_adding(bench, project)]


def _over_version(command: str, ours: Sequence[Run], version: Sequence[Run], *, goal: float) -> Finding:
    over = longer(ours, version)
    return Finding(
        f"{command} ({CODINGS:,} codings)",
        f"{seconds(ours):.2f} s ({processor(ours):.2f} cpu), {median(one.peak_mb for one in ours):.0f} MB",
        f"--version: {seconds(version):.3f} s",
        f"{over:+.2f} s",
        f"within {goal:g} s of --version",
        over <= goal,
    )


def _listing(ours: Sequence[Run], floor: Sequence[Run]) -> Finding:
    return Finding(
        f"{LISTING} ({CODINGS:,} codings)",
        f"{seconds(ours):.2f} s ({processor(ours):.2f} cpu), {median(one.peak_mb for one in ours):.0f} MB",
        f"one query into one csv writer: {seconds(floor):.2f} s",
        f"{times(ours, floor):.1f}x",
    )


def _adding(bench: Bench, coded: Path) -> list[Finding]:
    """Through the store, and through the command from JSON lines."""
    empty = make_project(bench.scratch, transcripts=120)
    lines = bench.scratch / "codings.jsonl"
    deed("lines", empty, lines, LINES)
    done = interleaved(
        {
            "ours": lambda: deed("code", copied(empty, bench.scratch), CODINGS),
            "floor": partial(_floor, bench.scratch, coded),
            "lines": lambda: run(
                [*FITCODE, "codings", "add", "--stdin"], folder=copied(empty, bench.scratch), stdin=lines
            ),
        },
        rounds=max(1, bench.rounds // 2),
    )
    taken = {name: [told(one)["seconds"] for one in done[name]] for name in ("ours", "floor")}
    rate = CODINGS / median(taken["ours"])
    slower = median(own / other for own, other in zip(taken["ours"], taken["floor"], strict=True))
    return [
        Finding(
            f"add {CODINGS:,} codings through the store",
            f"{rate:,.0f} codings/s",
            f"bare table, two indices: {CODINGS / median(taken['floor']):,.0f}/s",
            f"{slower:.1f}x",
            f"{ADDED_PER_SECOND:,}/s or more",
            rate >= ADDED_PER_SECOND,
        ),
        Finding(
            f"codings add --stdin, {LINES:,} lines, whole process",
            f"{seconds(done['lines']):.2f} s",
        ),
    ]


def _floor(scratch: Path, coded: Path) -> Run:
    for file in scratch.glob("floor.db*"):
        file.unlink()
    return deed("codings-floor", coded, scratch / "floor.db")
