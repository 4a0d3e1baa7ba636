"""Passes with sentence vectors: beside a whole small model, in two processes, on Dask, growing, and training.

Words per second are respondents' words per second of the processor; start-up and what the database writes are
left out. What runs in several processes is measured on the wall, whole commands, and needs an idle machine.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bench_suggest import MODEL, no_model, one_code
from benchmarks.measuring import (
    FITCODE,
    Bench,
    Finding,
    Run,
    deed,
    interleaved,
    is_installed,
    load,
    median,
    processor,
    run,
    seconds,
    told,
)
from benchmarks.projects import copied, make_project, set_in

SIZES = (30, 120, 480)
LARGE = 2_000
WITH_VECTORS = ("rules", "semantic")

FIRST, LATER = 2.5, 15.0
"""Times the words per second of a whole small model."""

TWO, DASK = 1.5, 1.3
"""How much faster two processes must be than one, and how much slower Dask may be than those."""

MEGABYTES = 1_500
TRAINING_SECONDS = 20.0
LINEAR = 1.15
"""How much more seconds a word sixteen times the transcripts may take."""

_MODEL_TRANSCRIPTS = 2
"""That the whole model reads: a minute a dozen."""

Figures = list[dict[str, Any]]


def measure(bench: Bench) -> list[Finding]:
    """A round takes minutes, so there are few; start-up is left out, so none is for warming up."""
    few = bench._replace(rounds=max(1, bench.rounds // 2))
    projects = {size: make_project(bench.scratch, transcripts=size) for size in SIZES}
    empty, kept = projects[120], bench.scratch / "kept"
    findings = against_model(few, empty, kept)
    set_in(kept, "suggest", f"suggesters = {json.dumps(WITH_VECTORS)}")
    bench.tell("one code's patterns changed")
    findings.append(one_code(few, kept, "+".join(WITH_VECTORS)))
    bench.tell("one process, two processes, Dask")
    for suggesters in (("rules",), WITH_VECTORS):
        findings += several(few, empty, suggesters)
    bench.tell(f"growth and memory over {', '.join(map(str, SIZES))} transcripts")
    findings += growth(bench, projects)
    bench.tell("training")
    return [*findings, *training(few)]


def _phases(project: Path, *, suggesters: Sequence[str] = WITH_VECTORS, **asked: Any) -> Run:
    asked = {"suggesters": suggesters, **(asked or {"everything": True})}
    return deed("suggest-phases", project, json.dumps(asked))


def _without_training(project: Path, least: Iterator[float]) -> Run:
    """A pass that looks at everything again and trains nothing: another least score each time."""
    return _phases(project, min_score=next(least))


def _first(empty: Path, kept: Path) -> Run:
    """A pass over what was never read; the copy is left for the later ones."""
    copied(empty, kept.parent).rename(_cleared(kept))
    return _phases(kept)


def _cleared(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _spent(figures: Figures, *phases: str) -> float:
    return median(sum(one["seconds"][phase] for phase in phases or one["seconds"]) for one in figures)


def against_model(bench: Bench, empty: Path, kept: Path) -> list[Finding]:
    """The first pass and a later one beside a whole small model, then the model on candidates."""
    bench.tell("a first pass, a later one, and a whole small model in turn")
    has_model = is_installed(MODEL)
    asked = kept.parent / "asked"
    runs = {
        "first": partial(_first, empty, kept),
        "later": partial(_without_training, kept, iter((0.06, 0.04) * 10)),
        "trained": partial(_phases, kept),
        "bare": partial(_phases, kept, suggesters=["rules"]),
    }
    if has_model:
        runs |= {
            "model": partial(deed, "model", empty, MODEL, _MODEL_TRANSCRIPTS),
            "asked": partial(_asked, kept, asked),
        }
    done = interleaved(runs, rounds=bench.rounds, warm_up=0)
    figures: dict[str, Figures] = {name: [told(one) for one in runs] for name, runs in done.items()}
    words = figures["first"][0]["words"]
    rates = {name: words / _spent(figures[name]) for name in ("first", "later", "trained", "bare")}
    if not has_model:
        return [no_model("a pass with vectors"), *(_rate(name, rate) for name, rate in rates.items())]
    model = median(one["words"] / one["seconds"] for one in figures["model"])
    return [
        _rate("first pass, rules and semantic", rates["first"], model, goal=FIRST),
        _rate("later pass (vectors kept), rules and semantic", rates["later"], model, goal=LATER),
        _rate("the same with training (--all)", rates["trained"], model),
        _rate("later pass (--all, tokens kept), rules alone", rates["bare"], model),
        _on_candidates(figures),
    ]


def _rate(what: str, rate: float, model: float | None = None, *, goal: float | None = None) -> Finding:
    measured = f"{rate:,.0f} words/s"
    if model is None:
        return Finding(what, measured)
    ratio = rate / model
    return Finding(
        f"{what}, 120 transcripts",
        measured,
        f"whole small model: {model:,.0f} words/s",
        f"{ratio:.1f}x",
        f"{goal:g}x or more" if goal else "",
        ratio >= goal if goal else None,
    )


def _asked(kept: Path, asked: Path) -> Run:
    """A later pass that asks the small model about candidates."""
    copied(kept, kept.parent).rename(_cleared(asked))
    set_in(asked, "suggest", f'pipeline = "{MODEL}"')
    return _phases(asked)


def _on_candidates(figures: dict[str, Figures]) -> Finding:
    """What asking the model costs beside what the vectors cost."""
    asking = _spent(figures["asked"], "suggesting") - _spent(figures["trained"], "suggesting")
    vectors = _spent(figures["first"], "reading")
    return Finding(
        "the small model, asked about candidates, 120 transcripts",
        f"{asking:.1f} s",
        f"reading with vectors: {vectors:.1f} s",
        f"{asking / vectors:.2f}x",
        "less than the vectors",
        asking < vectors,
    )


def several(bench: Bench, empty: Path, suggesters: Sequence[str]) -> list[Finding]:
    """Whole first passes, each on a fresh copy."""
    chosen = [part for name in suggesters for part in ("-s", name)]

    def whole(*options: str) -> Run:
        project = copied(empty, bench.scratch)
        return run([*FITCODE, "suggest", *chosen, *options], folder=project, watch=True)

    done = interleaved(
        {
            "one": partial(whole, "--jobs", "1"),
            "two": partial(whole, "--jobs", "2"),
            "dask": partial(whole, "--jobs", "2", "--executor", "dask"),
        },
        rounds=bench.rounds,
        warm_up=0,
    )
    one, two, dask = (seconds(done[name]) for name in ("one", "two", "dask"))
    what = f"first pass, {' and '.join(suggesters)}, 120 transcripts"
    # On two idle cores all work but the parent's is halved.
    idle = 2 * processor(done["one"]) / processor(done["two"])
    return [
        Finding(
            f"{what}: two processes",
            f"{two:.0f} s ({processor(done['two']):.0f} cpu)",
            f"one: {one:.0f} s ({processor(done['one']):.0f} cpu), {load()}",
            f"{one / two:.2f}x as fast (by cpu up to {idle:.2f}x)",
            f"{TWO:g}x or more",
            one / two >= TWO,
        ),
        Finding(
            f"{what}: Dask, two workers",
            f"{dask:.0f} s ({processor(done['dask']):.0f} cpu)",
            f"two processes: {two:.0f} s",
            f"{dask / two:.2f}x",
            f"within {DASK:g}x",
            dask / two <= DASK,
        ),
    ]


def growth(bench: Bench, projects: dict[int, Path]) -> list[Finding]:
    """Memory of first passes in two processes, and the cost a word of later ones."""
    peaks: dict[int, Run] = {}
    costs: dict[int, float] = {}
    for size, project in projects.items():
        peaks[size] = _in_two(project)
        figures = told(_phases(project))
        costs[size] = 1e6 * figures["seconds"]["suggesting"] / figures["words"]
    if bench.is_large:
        bench.tell(f"{LARGE} transcripts: an hour")
        peaks[LARGE] = _in_two(make_project(bench.scratch, transcripts=LARGE))
    ratio = costs[SIZES[-1]] / costs[SIZES[0]]
    highest = max(one.peak_mb for one in peaks.values())
    return [
        Finding(
            f"later pass, suggesting alone, {' / '.join(map(str, costs))} transcripts",
            " / ".join(f"{cost:.1f}" for cost in costs.values()) + " microseconds a word",
            f"{SIZES[0]} transcripts",
            f"{ratio:.2f}x a word",
            f"linear: at most {LINEAR:g}x",
            ratio <= LINEAR,
        ),
        Finding(
            f"first pass in two processes, memory of all together, {' / '.join(map(str, peaks))} transcripts",
            " / ".join(f"{one.peak_mb:,.0f}" for one in peaks.values()) + " MB",
            " / ".join(f"{one.seconds:,.0f}" for one in peaks.values()) + " s",
            goal=f"under {MEGABYTES:,} MB",
            is_met=highest < MEGABYTES,
        ),
    ]


def _in_two(project: Path) -> Run:
    chosen = [part for name in WITH_VECTORS for part in ("-s", name)]
    return run([*FITCODE, "suggest", *chosen, "--jobs", "2"], folder=project, watch=True)


def training(bench: Bench) -> list[Finding]:
    """Both trained suggesters on drawn material; the learned one trains the semantic one within."""
    figures = [
        told(one) for one in interleaved({"train": partial(deed, "train")}, rounds=bench.rounds)["train"]
    ]
    codes, decisions, segments = (figures[0][key] for key in ("codes", "decisions", "segments"))
    learned = _spent(figures, "learned")
    return [
        Finding(
            f"training learned, {codes} codes, {decisions:,} decisions, {segments:,} segments",
            f"{learned:.1f} s of the processor",
            f"semantic: {_spent(figures, 'semantic'):.1f} s",
            goal=f"under {TRAINING_SECONDS:g} s",
            is_met=learned < TRAINING_SECONDS,
        )
    ]
