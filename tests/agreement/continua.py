"""Freely cut spans for tests: the papers' examples, arbitrary small ones, and the slow way to each figure."""

from collections.abc import Sequence
from itertools import chain, permutations
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from fitcode.agreement.continuum import Continuum, continuum


class Unit(NamedTuple):
    coder: int
    category: int
    start: int
    end: int
    transcript: int = 0


def cut(units: Sequence[Unit], lengths: Sequence[int], *, coders: int = 2, categories: int = 3) -> Continuum:
    columns = np.array([list(unit) for unit in units], dtype=np.int64).reshape(-1, 5).T
    coder, category, start, end, transcript = columns
    return continuum(
        transcript=transcript,
        coder=coder,
        category=category,
        start=start,
        end=end,
        lengths=lengths,
        n_coders=coders,
        n_categories=categories,
    )


def number(found: float | None) -> float:
    assert found is not None
    return found


def units_of(cutting: Continuum) -> list[Unit]:
    columns = (cutting.coder, cutting.category, cutting.start, cutting.end, cutting.transcript)
    return [Unit(*map(int, unit)) for unit in zip(*columns, strict=True)]


def published(example) -> tuple[Continuum, list[str]]:
    """An entry of published.json, and the names of its categories."""
    begin, length = example["continuum"]["begin"], example["continuum"]["length"]
    coders = sorted({unit[0] for unit in example["units"]})
    categories = sorted({unit[1] for unit in example["units"]})
    units = [
        Unit(coders.index(coder), categories.index(category), start - begin, start - begin + size)
        for coder, category, start, size in example["units"]
    ]
    return cut(units, [length], coders=len(coders), categories=len(categories)), categories


@st.composite
def spans(draw: st.DrawFn, coders: int, categories: int, lengths: Sequence[int]) -> list[Unit]:
    """Any spans, overlapping or not."""
    long_enough = [transcript for transcript, length in enumerate(lengths) if length]
    drawn = []
    for _ in range(draw(st.integers(0, 12)) if long_enough else 0):
        transcript = draw(st.sampled_from(long_enough))
        start = draw(st.integers(0, lengths[transcript] - 1))
        end = draw(st.integers(start + 1, lengths[transcript]))
        coder, category = draw(st.integers(0, coders - 1)), draw(st.integers(0, categories - 1))
        drawn.append(Unit(coder, category, start, end, transcript))
    return drawn


@st.composite
def continua(draw: st.DrawFn, *, one_code_a_passage: bool = False) -> Continuum:
    """A few short transcripts, cut by two or three coders with up to three codes."""
    coders, categories = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(0, 14), min_size=1, max_size=3))
    units = draw(spans(coders, categories, lengths))
    if one_code_a_passage:
        units = [unit for place, unit in enumerate(units) if not any(meet(unit, it) for it in units[:place])]
    return cut(units, lengths, coders=coders, categories=categories)


def meet(one: Unit, other: Unit) -> bool:
    """Whether two units of one coder and transcript have a character in common."""
    same = (one.coder, one.transcript) == (other.coder, other.transcript)
    return same and one.start < other.end and other.start < one.end


def slow_unitizing_disagreements(cutting: Continuum, category: int) -> tuple[float, float]:
    """Observed and expected, over all pairs of units and gaps, as Krippendorff 2004 writes them."""
    length, coders = cutting.length, cutting.n_coders
    offsets = cutting.offsets.tolist()
    cuttings: list[list[tuple[int, int, bool]]] = []
    for coder in range(coders):
        own = []
        for transcript, size in enumerate(cutting.lengths.tolist()):
            place = offset = offsets[transcript]
            units = [it for it in units_of(cutting) if it[:2] == (coder, category) and it[4] == transcript]
            for unit in sorted(units, key=lambda unit: unit.start):
                own += [(place, offset + unit.start, False), (offset + unit.start, offset + unit.end, True)]
                place = offset + unit.end
            own.append((place, offset + size, False))
        cuttings.append([section for section in own if section[1] > section[0]])
    observed = 0
    for first, second in permutations(cuttings, 2):
        for begin, end, is_unit in first:
            for other_begin, other_end, other_is_unit in second:
                if is_unit and other_is_unit and begin < other_end and other_begin < end:
                    observed += (begin - other_begin) ** 2 + (end - other_end) ** 2
                elif is_unit and not other_is_unit and other_begin <= begin and end <= other_end:
                    observed += 2 * (end - begin) ** 2
    sections = [section for own in cuttings for section in own]
    sizes = [end - begin for begin, end, is_unit in sections if is_unit]
    gaps = [end - begin for begin, end, is_unit in sections if not is_unit]
    expected = sum(
        (len(sizes) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        + size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
        for size in sizes
    )
    places = coders * length
    apart = places * (places - 1) - sum(size * (size - 1) for size in sizes)
    return observed / (coders * (coders - 1) * length**2), 2 / length * expected / apart


class SlowFamily:
    """The family of 2016 from a matrix of coincidences, made character by character."""

    def __init__(self, cutting: Continuum) -> None:
        coders, values = cutting.n_coders, cutting.n_categories + 1
        of_each = [[[0] * length for length in cutting.lengths.tolist()] for _ in range(coders)]
        units = units_of(cutting)
        for unit in units:
            for place in range(unit.start, unit.end):
                of_each[unit.coder][unit.transcript][place] = unit.category + 1
        text = np.array([list(chain.from_iterable(own)) for own in of_each])
        self.observed = np.zeros((values, values))
        for first, second in permutations(range(coders), 2):
            for value, other in zip(text[first], text[second], strict=True):
                self.observed[value, other] += 1 / (coders - 1)
        self.own = np.zeros(values)
        self.own[0] = (text == 0).sum()
        self.own_paired = np.zeros(values - 1)
        for unit in units:
            others = [own for coder, own in enumerate(of_each) if coder != unit.coder]
            paired = sum(np.count_nonzero(own[unit.transcript][unit.start : unit.end]) for own in others)
            self.own[unit.category + 1] += (unit.end - unit.start) ** 2
            self.own_paired[unit.category] += (paired / (coders - 1)) ** 2

    def u_alpha(self) -> float:
        return alpha(self.observed, expected(self.observed, self.own))

    def binary_alpha(self) -> float:
        by_chance = expected(self.observed, self.own)
        return float(1 - self.observed[0, 1:].sum() / by_chance[0, 1:].sum())

    def cu_alpha(self) -> float:
        coded = self.observed[1:, 1:]
        return alpha(coded, expected(coded, self.own_paired))

    def ku_alpha(self, category: int) -> float:
        coded = self.observed[1:, 1:]
        by_chance = expected(coded, self.own_paired)
        share = by_chance[category].sum() / coded[category].sum()
        differing = coded[category].sum() - coded[category, category]
        return float(1 - share * differing / (by_chance[category].sum() - by_chance[category, category]))


def expected(observed, own):
    margins = observed.sum(axis=1)
    total = margins.sum()
    return total * (np.outer(margins, margins) - np.diag(own)) / (total**2 - own.sum())


def alpha(observed, by_chance) -> float:
    return float(1 - (observed.sum() - np.trace(observed)) / (by_chance.sum() - np.trace(by_chance)))
