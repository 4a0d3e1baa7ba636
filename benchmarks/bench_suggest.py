"""Suggesting: rules beside the bare pipeline, a second pass with nothing to do, and peak memory.

The words per second come from bench_rules.py, in a process of its own.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bench_ingest import SIZES, memory_finding
from benchmarks.measuring import (
    FITCODE,
    PYTHON,
    ROOT,
    Bench,
    Finding,
    deed,
    interleaved,
    median,
    run,
    seconds,
    told,
)
from benchmarks.projects import make_project

SECONDS_AGAIN = 1.0


def measure(bench: Bench) -> list[Finding]:
    """Rates, then whole passes at growing sizes, then the pass that has nothing to do."""
    bench.tell("rules beside the bare pipeline")
    findings = _rates(bench)
    peaks: dict[int, float] = {}
    projects: dict[int, Path] = {}
    for size in SIZES:
        bench.tell(f"a pass over {size} transcripts")
        projects[size] = make_project(bench.scratch, transcripts=size)
        peaks[size] = run([*FITCODE, "suggest"], folder=projects[size]).peak_mb
    return [*findings, memory_finding("suggest", peaks), *_again(bench, projects[120])]


def _rates(bench: Bench) -> list[Finding]:
    command = [PYTHON, "-m", "benchmarks.bench_rules", "--rounds", str(bench.rounds)]
    result: dict[str, Any] = json.loads(run(command, folder=ROOT, keep=True).output)
    goal = float(result["goal"])
    rates = result["words_per_second"]
    return [
        Finding(
            f"rule suggestions, {ours}, {result['transcripts']} transcripts",
            f"{rates[ours]:,} words/s",
            f"{bare}: {rates[bare]:,} words/s",
            f"{result[key]['median']:.2f}x",
            f"{goal}x or more",
            result[key]["median"] >= goal,
        )
        for ours, bare, key in (
            ("rules", "bare", "ratio"),
            ("rules, no token patterns", "bare, no token patterns", "ratio without token patterns"),
        )
    ]


def _again(bench: Bench, project: Path) -> list[Finding]:
    done = interleaved(
        {
            "again": partial(run, [*FITCODE, "suggest"], folder=project),
            "version": partial(run, [*FITCODE, "--version"]),
        },
        rounds=bench.rounds,
    )
    is_light = not told(deed("suggest", project))["is_spacy_loaded"]
    peak = median(one.peak_mb for one in done["again"])
    return [
        Finding(
            "suggest again, nothing changed (120 transcripts)",
            f"{seconds(done['again']):.2f} s, {peak:.0f} MB",
            f"--version: {seconds(done['version']):.3f} s",
            goal=f"under {SECONDS_AGAIN:g} s",
            is_met=seconds(done["again"]) < SECONDS_AGAIN,
        ),
        Finding(
            "suggest again without importing spaCy", "yes" if is_light else "no", goal="yes", is_met=is_light
        ),
    ]
