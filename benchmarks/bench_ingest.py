"""Ingesting: plain text per second after start-up beside a floor, growth, and peak memory.

The floor reads, hashes and decodes each file, cuts it into turns by one pattern and inserts texts and
turns. It recognises no speakers, cuts no sentences, counts no words and keeps no history.
"""

from functools import partial
from pathlib import Path

from benchmarks.measuring import FITCODE, Bench, Finding, Run, deed, interleaved, median, run, told
from benchmarks.projects import copied, make_corpus, new_project

SIZES = (30, 120, 480)
"""Transcripts: 1x, 4x and 16x."""

MB_PER_SECOND = 10
FLAT = 1.25
"""How much more memory four times the transcripts may take."""


def measure(bench: Bench) -> list[Finding]:
    """Speed at 120 transcripts, then growth."""
    empty = new_project(bench.scratch / "empty")
    corpora = {size: make_corpus(bench.scratch, transcripts=size) for size in SIZES}
    bench.tell("120 transcripts beside the floor")
    findings = _speed(bench, empty, corpora[120])
    bench.tell(f"growth over {', '.join(map(str, SIZES))} transcripts")
    return [*findings, *_growth(bench, empty, corpora)]


def _ingest(empty: Path, scratch: Path, corpus: Path) -> Run:
    return deed("ingest", copied(empty, scratch), corpus)


def _ingest_command(empty: Path, scratch: Path, corpus: Path) -> Run:
    return run([*FITCODE, "ingest", str(corpus)], folder=copied(empty, scratch))


def _floor(scratch: Path, corpus: Path) -> Run:
    for file in scratch.glob("floor.db*"):
        file.unlink()
    return deed("ingest-floor", scratch / "floor.db", corpus)


def _megabytes(corpus: Path) -> float:
    return sum(file.stat().st_size for file in corpus.iterdir()) / 1e6


def _speed(bench: Bench, empty: Path, corpus: Path) -> list[Finding]:
    done = interleaved(
        {
            "ours": partial(_ingest, empty, bench.scratch, corpus),
            "floor": partial(_floor, bench.scratch, corpus),
        },
        rounds=bench.rounds,
    )
    size = _megabytes(corpus)
    ours = [told(one) for one in done["ours"]]
    rates = {name: size / median(told(one)["seconds"] for one in runs) for name, runs in done.items()}
    slower = median(
        own["seconds"] / told(one)["seconds"] for own, one in zip(ours, done["floor"], strict=True)
    )
    is_light = not any(one["is_spacy_loaded"] for one in ours)
    return [
        Finding(
            f"ingest after start-up, 120 transcripts of 8,000 words ({size:.1f} MB)",
            f"{rates['ours']:.1f} MB/s ({size / median(one['cpu'] for one in ours):.1f} a cpu second)",
            f"floor: {rates['floor']:.0f} MB/s",
            f"{slower:.1f}x",
            f"{MB_PER_SECOND} MB/s",
            rates["ours"] >= MB_PER_SECOND,
        ),
        Finding("ingest without importing spaCy", "yes" if is_light else "no", goal="yes", is_met=is_light),
    ]


def _growth(bench: Bench, empty: Path, corpora: dict[int, Path]) -> list[Finding]:
    done = interleaved(
        {
            str(size): partial(_ingest_command, empty, bench.scratch, corpus)
            for size, corpus in corpora.items()
        },
        rounds=max(1, bench.rounds // 2),
    )
    rates = {
        size: _megabytes(corpora[size]) / median(one.seconds for one in done[str(size)]) for size in SIZES
    }
    peaks = {size: median(one.peak_mb for one in done[str(size)]) for size in SIZES}
    return [
        Finding(
            f"ingest, whole process, {' / '.join(map(str, SIZES))} transcripts",
            " / ".join(f"{rates[size]:.1f}" for size in SIZES) + " MB/s",
            f"{SIZES[0]} transcripts",
            f"{rates[SIZES[-1]] / rates[SIZES[0]]:.2f}x the rate",
            "linear: 1x or more",
            rates[SIZES[-1]] >= rates[SIZES[0]],
        ),
        memory_finding("ingest", peaks),
    ]


def memory_finding(what: str, peaks: dict[int, float]) -> Finding:
    """Whether the peak stays where it is from the middle size on, where all buffers have filled."""
    sizes = list(peaks)
    growth = peaks[sizes[-1]] / peaks[sizes[1]]
    return Finding(
        f"{what}, peak memory, {' / '.join(map(str, sizes))} transcripts",
        " / ".join(f"{peak:.0f}" for peak in peaks.values()) + " MB",
        f"{sizes[1]} transcripts",
        f"{growth:.2f}x the memory",
        f"flat: at most {FLAT}x",
        growth <= FLAT,
    )
