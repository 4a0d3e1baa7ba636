"""Screens: how long a page takes to open and a key to be painted, as a terminal sees it.

A transcript of 300,000 characters with 5,000 codings, beside one without either in the same rounds; then
decisions on suggestions. A key counts from its byte to the last byte of the repaint, Python included.
"""

from collections.abc import Sequence
from functools import partial
from statistics import quantiles

from benchmarks.measuring import Bench, Finding, Run, deed, interleaved, median, told
from benchmarks.projects import make_project, new_project

CHARACTERS, CODINGS = 300_000, 5_000
MOVING = "j j J k K"
CODING = "j 1 + z"
DECIDING = "s s a s r z"
KEY_ROUNDS = 20


def measure(bench: Bench) -> list[Finding]:
    """Opening and keys of the coding screen, then keys of the review screen."""
    bench.tell(f"a page of {CHARACTERS:,} characters and {CODINGS:,} codings, and a short one")
    long = new_project(bench.scratch / "long")
    deed("long-page", long, CHARACTERS, CODINGS)
    short = new_project(bench.scratch / "short")
    deed("long-page", short, 3_000, 10)
    suggested = make_project(bench.scratch, transcripts=12, is_suggested=True)
    press = partial(deed, "press-keys")
    code = "code --as ines"
    done = interleaved(
        {
            "long": partial(press, long, code, MOVING, KEY_ROUNDS),
            "short": partial(press, short, code, MOVING, KEY_ROUNDS),
            "coding": partial(press, long, code, CODING, KEY_ROUNDS),
            "review": partial(press, suggested, "review --as ines", DECIDING, KEY_ROUNDS),
        },
        rounds=bench.rounds,
    )
    opened = {name: median(told(run)["opened"] for run in runs) for name, runs in done.items()}
    return [
        Finding(
            "open a page of 300,000 characters, 5,000 codings",
            f"{opened['long']:.2f} s in all",
            f"{opened['short']:.2f} s for 3,000 characters",
            f"{opened['long'] - opened['short']:.2f} s more",
            "under 1 s after start-up",
            opened["long"] - opened["short"] < 1.0,
        ),
        *(
            _keys(what, done[name], goal=0.05)
            for what, name in (("move", "long"), ("code and undo", "coding"), ("review", "review"))
        ),
    ]


def _keys(what: str, runs: Sequence[Run], *, goal: float) -> Finding:
    taken = [seconds for run in runs for times in told(run)["keys"].values() for seconds in times]
    p95 = quantiles(taken, n=20)[-1]
    return Finding(
        f"a key to {what}, painted",
        f"{1000 * p95:.0f} ms at the 95th percentile",
        f"{1000 * median(taken):.0f} ms at the median",
        f"{len(taken)} keys",
        f"{1000 * goal:.0f} ms at the 95th percentile",
        p95 <= goal,
    )
