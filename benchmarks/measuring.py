"""Measuring: processes run in turn, medians of several rounds, and the table that tells the outcome.

This process stays small and imports nothing but the standard library: on Linux a child's peak memory
begins at what its parent had when it was started.
"""

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
FITCODE = (PYTHON, "-m", "fitcode")

_BYTECODE = tempfile.TemporaryDirectory(prefix="fitcode-bytecode-")
"""An installed program has its bytecode beside it; ours is written here in the round that does not count."""

_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("FITCODE_", "PYTHON"))},
    "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    "PYTHONPYCACHEPREFIX": _BYTECODE.name,
    "FITCODE_CODER": "bench",
}
_SECONDS_BETWEEN_LOOKS = 0.1
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Run(NamedTuple):
    """One finished process."""

    seconds: float
    """On the wall."""

    cpu: float
    """Processor seconds, its own and the system's."""

    peak_mb: float
    """The most memory it held; where it was watched, with all processes that it began."""

    output: str
    """What it wrote to stdout, where that was asked for."""


class Finding(NamedTuple):
    """A line of the results."""

    what: str
    measured: str
    beside: str = ""
    """What was run beside it, and its figure."""

    ratio: str = ""
    goal: str = ""
    is_met: bool | None = None
    """None where there is no goal."""


class Bench(NamedTuple):
    """What a benchmark may use."""

    scratch: Path
    """An empty folder of its own."""

    rounds: int
    tell: Callable[[str], None]
    """Says on stderr what is being done."""

    is_large: bool = False
    """Whether what takes an hour is measured too."""


def run(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    stdin: Path | None = None,
    keep: bool = False,
    watch: bool = False,
) -> Run:
    """Run a command to its end; an exit code other than 0 is an error."""
    with (stdin or Path(os.devnull)).open("rb") as source:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_ENVIRONMENT,
            stdin=source,
            stdout=subprocess.PIPE if keep else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with _Watch(process.pid) if watch else nullcontext() as watched:
            output = process.stdout.read() if process.stdout is not None else ""
            _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    if process.stdout is not None:
        process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    peak = usage.ru_maxrss * _RSS_UNIT / 1e6
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(peak, watched.peak_mb if watched else 0), output)


class _Watch(threading.Thread):
    """Looks again and again how much memory a process and all that it began hold together (Linux).

    A page that several share counts once: each process is counted with its share (PSS).
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self._pid = pid
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_LOOKS):
            self.peak_mb = max(self.peak_mb, sum(map(_held, _family(self._pid))))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def _held(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def deed(name: str, *arguments: object) -> Run:
    """Run one of ``benchmarks.deeds`` in a process of its own."""
    return run([PYTHON, "-m", "benchmarks.deeds", name, *map(str, arguments)], keep=True)


def is_installed(package: str) -> bool:
    """Whether the interpreter that is measured has a package."""
    look = f"from importlib.util import find_spec; print(find_spec({package!r}) is not None)"
    return run([PYTHON, "-c", look], keep=True).output.strip() == "True"


def told(done: Run) -> dict[str, Any]:
    """What a deed wrote."""
    result: dict[str, Any] = json.loads(done.output)
    return result


def interleaved(
    runs: Mapping[str, Callable[[], Run]], *, rounds: int, warm_up: int = 1
) -> dict[str, list[Run]]:
    """Each in turn, several times over, after a round that does not count."""
    done: dict[str, list[Run]] = {name: [] for name in runs}
    for number in range(rounds + warm_up):
        for name, start in runs.items():
            result = start()
            if number >= warm_up:
                done[name].append(result)
    return done


def median(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(values)


def seconds(runs: Sequence[Run]) -> float:
    """The median of the times on the wall."""
    return median(run.seconds for run in runs)


def processor(runs: Sequence[Run]) -> float:
    """The median of the processor seconds: what a machine with nothing else to do would take, or less."""
    return median(run.cpu for run in runs)


def times(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    """How many times as long as theirs ours took: the median over the rounds, each against its own."""
    return statistics.median(own.seconds / other.seconds for own, other in zip(ours, theirs, strict=True))


def longer(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    """How many seconds longer than theirs ours took: the median over the rounds."""
    return statistics.median(own.seconds - other.seconds for own, other in zip(ours, theirs, strict=True))


def machine() -> str:
    """What the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores ({platform.machine()}, {platform.system()}), {platform.python_implementation()} "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def load() -> str:
    """How many processes wanted a core in the last minute, ours included."""
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load not known"


def table(findings: Sequence[Finding]) -> str:
    """The findings as text, in columns."""
    head = ("what", "measured", "beside it", "ratio", "goal", "")
    marks = {True: "met", False: "MISSED", None: ""}
    rows = [head, *((*finding[:5], marks[finding.is_met]) for finding in findings)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * len(lines[0].rstrip()), *lines[1:]])
