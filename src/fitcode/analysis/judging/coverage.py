"""Coverage: which segments a code's codings cover, so that spans of any length become yes or no.

A segment is positive for a code when the union of its codings covers half or more of the segment's
non-space characters; what codings hold outside segments counts for nothing.
"""

import sys
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, spread


class CodedText(NamedTuple):
    """One transcript that people have coded: its units, and what they put where."""

    text: str
    segments: Sequence[tuple[int, int]]
    """Starts and ends of respondents' segments, in order and apart."""

    codings: Sequence[tuple[int, int, int]]
    """Starts, ends and codes (by number), in any order."""

    group: int
    """Transcripts that share a case share a group."""


def coded_units(texts: Sequence[CodedText], *, n_codes: int) -> tuple[Flags, Integers]:
    """The units of all transcripts one after another: ``units x codes``, and the group of each unit."""
    truth = [np.zeros((0, n_codes), dtype=np.bool_)]
    for one in texts:
        starts, ends = np.array(one.segments, dtype=np.int64).reshape(-1, 2).T
        first, last, code = np.array(one.codings, dtype=np.int64).reshape(-1, 3).T
        non_space = non_space_before(one.text)
        truth.append(
            covered_segments((starts, ends), (first, last, code), non_space=non_space, n_codes=n_codes)
        )
    sizes = [len(one.segments) for one in texts]
    _, groups = np.unique(np.repeat([one.group for one in texts], sizes), return_inverse=True)
    return np.concatenate(truth), groups.astype(np.int64)


def non_space_before(text: str) -> Integers:
    """How many non-space characters stand before each position, the end included."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    counts = np.zeros(len(codes) + 1, dtype=np.int64)
    np.cumsum(~np.isin(codes, _spaces()), out=counts[1:])
    return counts


def covered_segments(
    segments: tuple[Integers, Integers],
    codings: tuple[Integers, Integers, Integers],
    *,
    non_space: Integers,
    n_codes: int,
) -> Flags:
    """Whether each code covers each segment of one text: ``segments x codes``.

    Segments are starts and ends, in order and apart; codings are starts, ends and codes, in any order.
    """
    starts, ends = segments
    first, last, code = _united(*codings, stride=len(non_space))
    # Segments before `begin` end before the stretch does, those from `stop` on begin after it.
    begin = np.searchsorted(ends, first, side="right")
    stop = np.maximum(np.searchsorted(starts, last, side="left"), begin)
    stretch, segment = spread(begin, stop - begin)
    shared = (
        non_space[np.minimum(ends[segment], last[stretch])]
        - non_space[np.maximum(starts[segment], first[stretch])]
    )
    cells = segment * n_codes + code[stretch]
    covered = np.bincount(cells, weights=shared, minlength=len(starts) * n_codes)
    size = non_space[ends] - non_space[starts]
    covered = covered.reshape(len(starts), n_codes)
    halves: Flags = (covered * 2 >= size[:, None]) & (covered > 0)
    return halves


def _united(
    start: Integers, end: Integers, code: Integers, *, stride: int
) -> tuple[Integers, Integers, Integers]:
    """The stretches that each code's codings make together, none touching another of its code."""
    # Codes are laid end to end on one line, as rows are in ``units.union_sizes``.
    first, last = code * stride + start, code * stride + end
    order = np.argsort(first, kind="stable")
    first, last = first[order], last[order]
    reached = np.maximum.accumulate(last)
    opens = np.flatnonzero(np.append(True, first[1:] > reached[:-1])[: len(first)])
    closes = np.append(opens[1:] - 1, len(first) - 1)[: len(opens)]
    base = first[opens] // stride
    return first[opens] - base * stride, reached[closes] - base * stride, base


@cache
def _spaces() -> Integers:
    """Every space character of Unicode, as ``str.isspace`` has it."""
    return np.array([code for code in range(sys.maxunicode + 1) if chr(code).isspace()], dtype=np.int64)
