"""Run the benchmarks and write what they found: ``make bench``, or ``python -m benchmarks.run``.

Every figure stands beside something that ran in the same rounds, so that a slow or busy machine slows both.

Example: python -m benchmarks.run start tally --rounds 3
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

if __package__ in (None, ""):  # started as a file: benchmarks/run.py
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import (
    bench_agree,
    bench_findings,
    bench_ingest,
    bench_merge,
    bench_passes,
    bench_screens,
    bench_search,
    bench_start,
    bench_suggest,
    bench_tally,
)
from benchmarks.measuring import PYTHON, ROOT, Bench, Finding, load, machine, run, table

BENCHMARKS: dict[str, Callable[[Bench], list[Finding]]] = {
    "start": bench_start.measure,
    "ingest": bench_ingest.measure,
    "suggest": bench_suggest.measure,
    "passes": bench_passes.measure,
    "tally": bench_tally.measure,
    "findings": bench_findings.measure,
    "agree": bench_agree.measure,
    "merge": bench_merge.measure,
    "search": bench_search.measure,
    "screens": bench_screens.measure,
}
COUNTING = "counting"
"""Prints a table of its own: the counting alone, without the database and the start of a process."""

RESULTS = ROOT / "benchmarks" / "results.txt"


def main() -> None:
    options = _options()
    chosen: list[str] = options.benchmarks or [*BENCHMARKS, COUNTING]
    parts = [f"{machine()}; medians of {options.rounds} interleaved rounds."]
    for name in chosen:
        results = _results(name, rounds=options.rounds, is_large=options.large)
        parts.append(f"{name} ({load()} at the end)\n\n{results}")
        print(parts[-1], end="\n\n", flush=True)
    text = "\n\n\n".join(parts) + "\n"
    print(parts[0])
    if not options.benchmarks:
        RESULTS.write_text(text, encoding="utf-8")
    if options.out:
        options.out.write_text(text, encoding="utf-8")


def _results(name: str, *, rounds: int, is_large: bool) -> str:
    if name == COUNTING:
        command = [PYTHON, "-m", "benchmarks.bench_counting", "--runs", str(rounds)]
        return run(command, folder=ROOT, keep=True).output.rstrip()
    with tempfile.TemporaryDirectory(prefix=f"fitcode-bench-{name}-") as scratch:
        bench = Bench(
            Path(scratch), rounds, lambda text: print(f"{name}: {text} ...", file=sys.stderr), is_large
        )
        return table(BENCHMARKS[name](bench))


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure fitcode against goals and floors.")
    parser.add_argument(
        "benchmarks",
        nargs="*",
        metavar="NAME",
        help=f"{', '.join([*BENCHMARKS, COUNTING])}; all, written to {RESULTS.name}, if none is named",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one that does not")
    parser.add_argument("--large", action="store_true", help="passes over 2,000 transcripts too: an hour")
    parser.add_argument("--out", type=Path, help="write the results here as well")
    options = parser.parse_args(arguments)
    for name in options.benchmarks:
        if name not in (*BENCHMARKS, COUNTING):
            parser.error(f"no benchmark named {name!r}: {', '.join([*BENCHMARKS, COUNTING])}")
    return options


if __name__ == "__main__":
    main()
