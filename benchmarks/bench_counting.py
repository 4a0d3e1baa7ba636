"""Counting: tally and crosstab over synthetic frames of growing size, seeded.

Everything after importing numpy is timed, the bootstrap included; the peer is one pass of numpy
over the same codings (a sort by row and start, and a count by row), which no exact count avoids.
"""

import argparse
import statistics
import time
from array import array
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from fitcode.analysis.crosstab import crosstab
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.frame import (
    CaseColumns,
    CodeColumns,
    CodingColumns,
    ComponentColumns,
    CountingFrame,
    SpeakerColumns,
    TranscriptColumns,
    TurnColumns,
)

SEED = 20190704
TURNS, WORDS_A_TURN, WORDS_A_SEGMENT, LETTERS_A_WORD = 200, 40, 10, 6
COMPONENTS, CODES = 40, 60


def column(numbers: ArrayLike) -> "array[int]":
    return array("q", np.asarray(numbers, dtype=np.int64).tobytes())


def synthetic_frame(n_codings: int, *, n_transcripts: int = 120, seed: int = SEED) -> CountingFrame:
    """Interviews of 8,000 words, questions and answers in turn; a few codings over several turns."""
    draw = np.random.default_rng(seed)
    transcript = np.repeat(np.arange(n_transcripts), TURNS)
    turn = np.tile(np.arange(TURNS), n_transcripts)
    letters = WORDS_A_TURN * LETTERS_A_WORD
    segments = WORDS_A_TURN // WORDS_A_SEGMENT

    of = draw.integers(n_transcripts, size=n_codings)
    first = draw.integers(TURNS * WORDS_A_TURN - 200, size=n_codings)
    length = np.where(draw.random(n_codings) < 0.05, 120, draw.integers(1, 12, size=n_codings))
    answers = (first // WORDS_A_TURN) % 2 == 1
    first = np.where(answers | (draw.random(n_codings) < 0.05), first, first + WORDS_A_TURN)
    short = np.minimum(length, WORDS_A_TURN - first % WORDS_A_TURN)
    end = first + np.where(length < 100, short, length)
    valence = draw.integers(-1, 3, size=n_codings)
    case_component = draw.integers(-1, COMPONENTS, size=n_transcripts)
    return CountingFrame(
        transcripts=TranscriptColumns(
            name=[f"T{number:04}" for number in range(n_transcripts)], kind=["interview"] * n_transcripts
        ),
        speakers=SpeakerColumns(
            transcript=column(np.repeat(np.arange(n_transcripts), 2)),
            kind=column(np.tile([1, 0], n_transcripts)),
            case=column(np.column_stack([np.full(n_transcripts, -1), np.arange(n_transcripts)]).ravel()),
        ),
        turns=TurnColumns(
            transcript=column(transcript),
            speaker=column(transcript * 2 + turn % 2),
            start=column(turn * letters),
            end=column((turn + 1) * letters - 1),
            first_word=column(turn * WORDS_A_TURN),
            end_word=column((turn + 1) * WORDS_A_TURN),
            first_segment=column(turn * segments),
            end_segment=column((turn + 1) * segments),
        ),
        cases=CaseColumns(
            name=[f"R{number:04}" for number in range(n_transcripts)],
            component=column(case_component),
            mission=["minusma"] * n_transcripts,
            role=[("commander", "analyst", None)[number % 3] for number in range(n_transcripts)],
            attributes={"rotation": [float(number % 5) for number in range(n_transcripts)]},
            in_transcripts=[(number, number) for number in range(n_transcripts)],
        ),
        components=ComponentColumns(
            name=[f"unit-{number:02}" for number in range(COMPONENTS)],
            parent=column([(number - 1) // 3 if number else -1 for number in range(COMPONENTS)]),
            mission=["minusma"] * COMPONENTS,
            branch=[("civilian", "military")[number % 2] for number in range(COMPONENTS)],
            level=["unit"] * COMPONENTS,
            country=[None] * COMPONENTS,
        ),
        codes=CodeColumns(
            name=[f"code-{number:02}" for number in range(CODES)],
            codebook=["fit"] * CODES,
            parent=column(np.full(CODES, -1)),
            dimension=[("strategic", "cultural", "operational")[number % 3] for number in range(CODES)],
        ),
        coders=["ana"],
        codings=CodingColumns(
            transcript=column(of),
            start=column(first * LETTERS_A_WORD),
            end=column(end * LETTERS_A_WORD - 1),
            first_word=column(first),
            end_word=column(end),
            first_segment=column(first // WORDS_A_SEGMENT),
            end_segment=column((end - 1) // WORDS_A_SEGMENT + 1),
            first_turn=column(first // WORDS_A_TURN),
            end_turn=column((end - 1) // WORDS_A_TURN + 1),
            code=column(draw.integers(CODES, size=n_codings)),
            coder=column(np.zeros(n_codings)),
            about=column(draw.integers(-1, COMPONENTS, size=n_codings)),
            counterpart=column(draw.integers(-1, COMPONENTS, size=n_codings)),
            valence=column(valence),
            strength=column(np.where(valence >= 0, draw.integers(1, 4, size=n_codings), -1)),
        ),
    )


def floor(frame: CountingFrame) -> None:
    """What no exact count avoids: each coding sorted by its row and start, and counted."""
    codings = frame.codings
    rows = np.asarray(codings.code) * COMPONENTS + np.asarray(codings.about)
    place = (rows * 1_000 + np.asarray(codings.transcript)) * 10_000 + np.asarray(codings.first_word)
    np.bincount(rows[np.argsort(place)] + 1)


COUNTS: dict[str, Callable[[CountingFrame], object]] = {
    "floor: one sort and one count": floor,
    "tally --by component,dimension": lambda frame: tally(frame, by=["component", "dimension"]),
    "tally --by component,dimension --rollup": lambda frame: tally(
        frame, by=["component", "dimension"], rollup=True
    ),
    "tally --by component,code --complete": lambda frame: tally(
        frame, by=["component", "code"], complete=True
    ),
    "tally --by transcript,code": lambda frame: tally(frame, by=["transcript", "code"]),
    "tally --by code --where role=commander": lambda frame: tally(
        frame, by=["code"], where=[parse_condition("role=commander")]
    ),
    "tally --by component,dimension --weight case": lambda frame: tally(
        frame, by=["component", "dimension"], weight="case"
    ),
    "crosstab code role": lambda frame: crosstab(frame, row="code", column="role"),
}


def median_time(deed: Callable[[CountingFrame], object], frame: CountingFrame, *, runs: int) -> float:
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        deed(frame)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 200_000, 800_000])
    parser.add_argument("--transcripts", type=int, default=120)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    frames = [synthetic_frame(size, n_transcripts=options.transcripts) for size in options.sizes]
    print(f"{'seconds at this many codings':48}", *(f"{size:>10,}" for size in options.sizes))
    for name, deed in COUNTS.items():
        deed(frames[0])
        times = [median_time(deed, frame, runs=options.runs) for frame in frames]
        print(f"{name:48}", *(f"{seconds:10.3f}" for seconds in times))


if __name__ == "__main__":
    main()
