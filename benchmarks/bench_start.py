"""Starting: whole processes against a one-command Typer program, and every command that only reads.

The project of the second part holds 120 transcripts of 8,000 words, one suggestion pass and 240 codings.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.measuring import (
    FITCODE,
    PYTHON,
    Bench,
    Finding,
    Run,
    interleaved,
    longer,
    processor,
    run,
    seconds,
    times,
)
from benchmarks.projects import make_project

ONE_COMMAND = '''"""A program with one command."""

import typer

app = typer.Typer()


@app.command()
def greet(name: str = "you", loudly: bool = False) -> None:
    """Greet somebody."""
    typer.echo(f"Hello, {name.upper() if loudly else name}!")


app()
'''

READING = (
    "transcripts list",
    "transcripts show interview-0001",
    "cases list",
    "components list",
    "codebook list",
    "codebook show fit",
    "codebook diff",
    "coders list",
    "suggestions list",
    "suggestions stats",
    "codings list",
    "links list",
    "memos list",
    "runs list",
    "history",
    "quotes",
    "tally",
    "crosstab code role",
)

VERSION, HELP, PEER = "fitcode --version", "fitcode --help", "one-command Typer program --help"
SECONDS_OVER_VERSION = 0.3


def measure(bench: Bench) -> list[Finding]:
    """The findings of both parts."""
    program = bench.scratch / "one_command.py"
    program.write_text(ONE_COMMAND, encoding="utf-8")
    started = _start(program, rounds=2 * bench.rounds)
    bench.tell("a project of 120 transcripts")
    project = make_project(bench.scratch, transcripts=120, codings=240, is_suggested=True)
    return [*started, *_reading(project, rounds=bench.rounds)]


def _start(program: Path, *, rounds: int) -> list[Finding]:
    done = interleaved(
        {
            PEER: partial(run, [PYTHON, str(program), "--help"]),
            VERSION: partial(run, [*FITCODE, "--version"]),
            HELP: partial(run, [*FITCODE, "--help"]),
        },
        rounds=rounds,
    )
    return [
        Finding(
            what,
            f"{seconds(done[what]):.3f} s ({processor(done[what]):.3f} cpu)",
            f"{PEER}: {seconds(done[PEER]):.3f} s",
            f"{times(done[what], done[PEER]):.2f}x",
            f"at most {goal}x",
            times(done[what], done[PEER]) <= goal,
        )
        for what, goal in ((VERSION, 1.2), (HELP, 1.6))
    ]


def _reading(project: Path, *, rounds: int) -> list[Finding]:
    commands: dict[str, Callable[[], Run]] = {
        command: partial(run, [*FITCODE, *command.split()], folder=project) for command in READING
    }
    done = interleaved({VERSION: partial(run, [*FITCODE, "--version"]), **commands}, rounds=rounds)
    return [_over_version(command, done[command], done[VERSION]) for command in READING]


def _over_version(command: str, ours: Sequence[Run], version: Sequence[Run]) -> Finding:
    over = longer(ours, version)
    return Finding(
        f"{command} (120 transcripts)",
        f"{seconds(ours):.3f} s ({processor(ours):.3f} cpu)",
        f"--version: {seconds(version):.3f} s",
        f"{over:+.3f} s",
        f"within {SECONDS_OVER_VERSION} s",
        over <= SECONDS_OVER_VERSION,
    )
