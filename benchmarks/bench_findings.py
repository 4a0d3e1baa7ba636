"""Findings: what is counted from codings for a paper, and what is written for others to read.

Dyads and co-occurrence over 200,000 codings in 120 transcripts, 1,000,000 codings, the csv folder, and the
report and findings of 20,000 codings; whole processes. The peer, qualitative-coding, is measured in the same
rounds where it is installed (``peer_project``).
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
from benchmarks.peer_project import peer
from benchmarks.projects import make_project

CODINGS, CODES = 200_000, 40
MANY, FEW = 1_000_000, 20_000
VERSION = "--version"

COUNTING = (
    "dyads",
    "dyads --rollup",
    "dyads --measure net_fit",
    "cooccur",
    "cooccur --dimensions --level case --valence misfit",
)
FOLLOWING = ("presence", "sequence", "saturation")
COUNTING_MANY = (
    "tally",
    "tally --by component,dimension --rollup",
    "crosstab code role",
    "dyads",
    "dyads --rollup",
    "cooccur --measure together",
)
TOGETHER = "cooccur --measure together"
EXPORT = "export csv --force --out"
REPORT = "report --force --out"
FINDINGS = "findings --force --out"

SECONDS, SECONDS_MANY, SECONDS_REPORT = 0.5, 3, 5
TIMES_THE_PEER = 50
CODINGS_PER_SECOND = 100_000


def measure(bench: Bench) -> list[Finding]:
    """Counting first, then what is written."""
    return [
        *_counting(bench, COUNTING, codings=CODINGS, goal=SECONDS),
        *_counting(bench, FOLLOWING, codings=CODINGS),
        _together(bench),
        *_counting(bench, COUNTING_MANY, codings=MANY, goal=SECONDS_MANY),
        _export(bench),
        *_pages(bench),
    ]


def _counting(
    bench: Bench, commands: Sequence[str], *, codings: int, goal: float | None = None
) -> list[Finding]:
    bench.tell(f"{len(commands)} counts of {codings:,} codings in 120 transcripts")
    project = make_project(bench.scratch, transcripts=120, codings=codings)
    done = interleaved(
        {command: _in(project, command) for command in (VERSION, *commands)}, rounds=bench.rounds
    )
    return [
        _over_version(command, done[command], done[VERSION], codings=codings, goal=goal)
        for command in commands
    ]


def _together(bench: Bench) -> Finding:
    """Every code with every other, beside the peer: one round, as the peer takes a minute."""
    bench.tell(f"{CODES} codes with {CODES}, beside {peer() or 'nobody: qc is not installed'}")
    project = make_project(bench.scratch, transcripts=120, codings=CODINGS, codes=CODES)
    what = f"{TOGETHER}, {CODES} codes with {CODES} ({CODINGS:,} codings)"
    ours = _in(project, TOGETHER)
    command, folder = peer(), bench.scratch / "peer"
    if command is None:
        done = interleaved({"ours": ours}, rounds=bench.rounds)["ours"]
        return Finding(what, _measured(done), "qc is not installed")
    codes = told(deed("peer-project", command, project, folder))["codes"]
    crosstab = partial(run, [command, "codes", "crosstab", *codes], folder=folder)
    ours()  # writes our bytecode; the peer has its own
    both = interleaved({"ours": ours, "peer": crosstab}, rounds=1, warm_up=0)
    ratio = 1 / times(both["ours"], both["peer"])
    return Finding(
        what,
        _measured(both["ours"]),
        f"qc codes crosstab: {seconds(both['peer']):.0f} s ({processor(both['peer']):.0f} cpu)",
        f"{ratio:.0f}x as fast",
        f"{TIMES_THE_PEER}x or more",
        ratio >= TIMES_THE_PEER,
    )


def _export(bench: Bench) -> Finding:
    bench.tell(f"the csv folder of {CODINGS:,} codings")
    project = make_project(bench.scratch, transcripts=120, codings=CODINGS)
    done = interleaved(
        {
            "ours": _in(project, EXPORT, bench.scratch / "csv"),
            "floor": partial(deed, "csv-floor", project, bench.scratch / "floor.csv"),
        },
        rounds=bench.rounds,
    )
    rate = CODINGS / seconds(done["ours"])
    return Finding(
        f"export csv ({CODINGS:,} codings, all tables)",
        f"{rate:,.0f} codings/s: {_measured(done['ours'])}",
        f"one query into one csv writer: {seconds(done['floor']):.2f} s",
        f"{times(done['ours'], done['floor']):.1f}x",
        f"{CODINGS_PER_SECOND:,}/s or more",
        rate >= CODINGS_PER_SECOND,
    )


def _pages(bench: Bench) -> list[Finding]:
    bench.tell(f"the report and findings of {FEW:,} codings")
    project = make_project(bench.scratch, transcripts=120, codings=FEW)
    page, text = bench.scratch / "report.html", bench.scratch / "findings.md"
    done = interleaved(
        {
            VERSION: _in(project, VERSION),
            REPORT: _in(project, REPORT, page),
            FINDINGS: _in(project, FINDINGS, text),
        },
        rounds=bench.rounds,
    )
    size = page.stat().st_size / 1e6
    return [
        _over_version(
            f"report, a page of {size:.1f} MB", done[REPORT], done[VERSION], codings=FEW, goal=SECONDS_REPORT
        ),
        _over_version("findings", done[FINDINGS], done[VERSION], codings=FEW),
    ]


def _in(project: Path, command: str, *more: Path) -> Callable[[], Run]:
    return partial(run, [*FITCODE, *command.split(), *map(str, more)], folder=project)


def _over_version(
    command: str, ours: Sequence[Run], version: Sequence[Run], *, codings: int, goal: float | None = None
) -> Finding:
    over = longer(ours, version)
    return Finding(
        f"{command} ({codings:,} codings)",
        _measured(ours),
        f"--version: {seconds(version):.3f} s",
        f"{over:+.2f} s",
        "" if goal is None else f"within {goal:g} s of --version",
        None if goal is None else over <= goal,
    )


def _measured(runs: Sequence[Run]) -> str:
    peak = median(one.peak_mb for one in runs)
    return f"{seconds(runs):.2f} s ({processor(runs):.2f} cpu), {peak:.0f} MB"
