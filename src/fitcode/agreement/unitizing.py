"""Unitizing alpha of 2004: how far coders agree on where units stand and which category they are of.

Krippendorff 2004, Quality & Quantity 38, pp. 787-800 (after Krippendorff 1995, Sociological Methodology 25,
pp. 47-76). Each category is a continuum of its own, so a passage may have several codes. It has no interval;
with three coders or more its family of 2016 behaves better (``unitizing_family``).
"""

from itertools import combinations

import numpy as np

from fitcode.agreement.continuum import NOBODY_CODED, NOBODY_USED_IT, Continuum, meetings, sections
from fitcode.agreement.estimates import Estimate, absent
from fitcode.agreement.ratings import Floats, Ints

Cutting = tuple[Ints, Ints]
"""One coder's sections: where each begins (and the last ends), and which are units."""

ALL_MARKED = "every coder marked the whole of every transcript: nothing to disagree on by chance"
TOO_SHORT = "the text is too short for units to stand elsewhere by chance"


def unitizing_alpha(continuum: Continuum, category: int | None = None) -> Estimate:
    """Krippendorff's alpha for units freely cut, of one category or of all together (2004, pp. 787-800).

    Disagreements are summed over categories, the observed and the expected, before they are divided.
    """
    if category is not None:
        continuum = continuum.of_category(category)
    if reason := continuum.why_not(NOBODY_CODED if category is None else NOBODY_USED_IT):
        return absent(reason)
    if _all_is_marked(continuum):
        return absent(ALL_MARKED)
    observed, expected = unitizing_disagreements(continuum)
    if not expected.sum() > 0:
        return absent(TOO_SHORT)
    return Estimate(1 - float(observed.sum() / expected.sum()))


def unitizing_disagreements(continuum: Continuum) -> tuple[Floats, Floats]:
    """The observed and the expected disagreement of each category, 0 for one that nobody used.

    Needs two coders and a text.
    """
    observed, expected = np.zeros(continuum.n_categories), np.zeros(continuum.n_categories)
    place = continuum.offsets[continuum.transcript]
    start, end = continuum.start + place, continuum.end + place
    order = np.argsort(continuum.category, kind="stable")
    ends = np.cumsum(np.bincount(continuum.category, minlength=continuum.n_categories))
    for category, units in enumerate(np.split(order, ends[:-1])):
        coder = continuum.coder[units]
        cuttings = [
            sections(start[units[own]], end[units[own]], continuum.offsets)
            for own in (coder == each for each in range(continuum.n_coders))
        ]
        if len(units):
            observed[category] = _observed(cuttings, continuum.length)
            expected[category] = _expected(cuttings, continuum.length)
    return observed, expected


def _observed(cuttings: list[Cutting], length: int) -> float:
    """Squared lengths that coders do not have in common, averaged over ordered pairs of coders."""
    summed = sum(_squared_differences(first, second) for first, second in combinations(cuttings, 2))
    pairs = len(cuttings) * (len(cuttings) - 1)
    return 2 * summed / (pairs * float(length) ** 2)


def _expected(cuttings: list[Cutting], length: int) -> float:
    """What the same units and gaps would differ by if they stood anywhere."""
    sizes = np.concatenate([np.diff(cuts) for cuts, _ in cuttings])
    is_unit = np.concatenate([unit >= 0 for _, unit in cuttings])
    units, gaps = sizes[is_unit], np.sort(sizes[~is_unit])
    size = units.astype(np.float64)
    by_units = (len(units) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
    summed = float(np.sum(by_units + size**2 * _room(gaps, units)))
    places = float(len(cuttings) * length)
    return 2 / length * summed / (places * (places - 1) - float(np.sum(size * (size - 1))))


def _room(gaps: Ints, units: Ints) -> Floats:
    """In how many places each unit fits into the gaps, which come in ascending order."""
    shorter = np.searchsorted(gaps, units, side="left")
    longer = np.append(np.cumsum(gaps[::-1])[::-1], 0)
    room: Ints = longer[shorter] - (len(gaps) - shorter) * (units - 1)
    return room.astype(np.float64)


def _squared_differences(first: Cutting, second: Cutting) -> float:
    """Over pairs of sections that meet: two units differ by where they begin and end, a unit that stands in a
    gap by its length, anything else by nothing (Krippendorff 1995, pp. 47-76).
    """
    _, in_first, in_second = meetings(first[0], second[0])
    begin_a, end_a = first[0][in_first], first[0][in_first + 1]
    begin_b, end_b = second[0][in_second], second[0][in_second + 1]
    unit_a, unit_b = first[1][in_first] >= 0, second[1][in_second] >= 0
    a_in_b = unit_a & ~unit_b & (begin_b <= begin_a) & (end_a <= end_b)
    b_in_a = unit_b & ~unit_a & (begin_a <= begin_b) & (end_b <= end_a)
    both = unit_a & unit_b
    return (
        _squared(begin_a[both] - begin_b[both])
        + _squared(end_a[both] - end_b[both])
        + _squared(end_a[a_in_b] - begin_a[a_in_b])
        + _squared(end_b[b_in_a] - begin_b[b_in_a])
    )


def _squared(lengths: Ints) -> float:
    as_floats = lengths.astype(np.float64)
    return float(as_floats @ as_floats)


def _all_is_marked(continuum: Continuum) -> bool:
    """Whether each category in use is one unit from end to end of every transcript, for every coder."""
    full = (continuum.start == 0) & (continuum.end == continuum.lengths[continuum.transcript])
    transcripts = int(np.count_nonzero(continuum.lengths))
    used = len(np.unique(continuum.category))
    return bool(full.all()) and continuum.n_units == used * transcripts * continuum.n_coders
