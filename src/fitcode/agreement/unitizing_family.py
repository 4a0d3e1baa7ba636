"""The family of 2016: alphas for unitizing, for coding what was unitized, and for single codes.

Krippendorff, Mathet, Bouvry and Widlöcher 2016, Quality & Quantity 50, pp. 2347-2364; Krippendorff 2019,
Content Analysis, 4th ed., section 12.6, from p. 340. Every transcript gives coincidences that add up, so
draws of transcripts give intervals. Where codes are compared, a passage has one code of each coder: what has
several is left out for all coders, and beyond a small share there is no value.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fitcode.agreement.continuum import NOBODY_CODED, NOBODY_USED_IT, Continuum, Covered, meetings, sections
from fitcode.agreement.estimates import Estimate, absent, with_interval
from fitcode.agreement.ratings import Flags, Floats, Ints

MOST_LEFT_OUT = 0.05
"""When more of what was coded has several codes of one coder, u-alpha and cu-alpha have no value."""

CONSTANT = "every coder coded all of the text, and alike: nothing to disagree on by chance"
NOTHING_PAIRED = "no passage was coded by two coders"
NOT_PAIRED = "no passage with this code was coded by another coder"
ONE_CODE = "all that two coders coded has one and the same code: nothing to disagree on by chance"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Coincidences:
    """Lengths that coincide between coders, by transcript and value, each counted as many times as the coder
    has partners. That factor stands above and below in every coefficient, and integers stay exact.
    """

    margins: Floats
    """Transcripts x values: how much text coders gave the value, once a partner."""

    agreed: Floats
    """Transcripts x values: how much of it the partner gave the same value."""

    own: Floats
    """Transcripts x values: what would pair units with themselves, their squared lengths."""

    def summed(self) -> "_Coincidences":
        """Of all transcripts together: ``1 x values``."""
        return self._weighed(np.ones((len(self.margins), 1)))

    def resampled(self, draws: Floats | None) -> "_Coincidences | None":
        """Of transcripts drawn so often: ``replicates x values``; None without draws."""
        return None if draws is None else self._weighed(draws)

    def _weighed(self, draws: Floats) -> "_Coincidences":
        return _Coincidences(
            margins=draws.T @ self.margins, agreed=draws.T @ self.agreed, own=draws.T @ self.own
        )


def u_alpha(continuum: Continuum, category: int | None = None, *, draws: Floats | None = None) -> Estimate:
    """u-alpha: units and the gaps between them, with their codes (2016, pp. 2347-2364; 2019, eq. 34).

    Of one category, everything else is a gap.
    """
    if category is not None:
        continuum = continuum.of_category(category)
    if reason := continuum.why_not(NOBODY_CODED if category is None else NOBODY_USED_IT):
        return absent(reason)
    if (share := left_out(continuum)) > MOST_LEFT_OUT:
        return absent(_several_codes(share))
    coincidences = _segment_coincidences(continuum.with_one_code_a_passage())
    return _alpha_estimate(coincidences, draws, why_not=CONSTANT)


def binary_alpha(continuum: Continuum, *, draws: Floats | None = None) -> Estimate:
    """Binary u-alpha: what is coded at all against what is not (2016, pp. 2347-2364; 2019, eq. 35).

    A coder's overlapping units of different codes are united first: the text is relevant once.
    """
    return u_alpha(continuum.of_any_category(), draws=draws)


def cu_alpha(continuum: Continuum, *, draws: Floats | None = None) -> Estimate:
    """cu-alpha: the codes of passages that two coders coded, however cut (2016, pp. 2347-2364; 2019, eq. 37).

    A unit is paired by the text that others coded, averaged over the other coders.
    """
    if reason := continuum.why_not():
        return absent(reason)
    if (share := left_out(continuum)) > MOST_LEFT_OUT:
        return absent(_several_codes(share))
    coincidences = _unit_coincidences(continuum.with_one_code_a_passage())
    return _alpha_estimate(
        coincidences, draws, why_not=ONE_CODE if np.any(coincidences.margins) else NOTHING_PAIRED
    )


def ku_alphas(continuum: Continuum, *, draws: Floats | None = None) -> list[Estimate]:
    """(k)u-alpha of every category: cu-alpha for that one code (2016, pp. 2347-2364; 2019, eq. 38)."""
    if reason := continuum.why_not():
        return [absent(reason)] * continuum.n_categories
    if (share := left_out(continuum)) > MOST_LEFT_OUT:
        return [absent(_several_codes(share))] * continuum.n_categories
    coincidences = _unit_coincidences(continuum.with_one_code_a_passage())
    once, drawn = coincidences.summed(), coincidences.resampled(draws)
    units = continuum.unit_counts().sum(axis=0)
    estimates = []
    for category in range(continuum.n_categories):
        paired = coincidences.margins[:, category] > 0
        why_not = ONE_CODE if paired.any() else NOT_PAIRED if units[category] else NOBODY_USED_IT
        replicates = None if drawn is None else _alpha_of(drawn, category)
        value = _alpha_of(once, category)
        estimates.append(_estimate(value, replicates, contributes=paired, why_not=why_not))
    return estimates


def pairable_lengths(continuum: Continuum) -> tuple[Floats, Floats]:
    """Of each category: how much coders coded, and how much of it others coded too (averaged over them).

    What cu-alpha speaks of is the second; the share is its coverage (Krippendorff 2019, section 12.6.6).
    Needs two coders.
    """
    compared = continuum.with_one_code_a_passage()
    paired = np.bincount(
        compared.category, weights=_paired_by_unit(compared), minlength=continuum.n_categories
    )
    coded = continuum.coded_lengths().sum(axis=0).astype(np.float64)
    return coded, paired / (continuum.n_coders - 1)


def left_out(continuum: Continuum) -> float:
    """The share of what was coded that codes are not compared on: a coder gave it several (0 to 1)."""
    coded = float(continuum.of_any_category().coded_lengths().sum())
    kept = float(continuum.with_one_code_a_passage().coded_lengths().sum())
    return 1 - kept / coded if coded else 0.0


def _alpha_estimate(coincidences: _Coincidences, draws: Floats | None, *, why_not: str) -> Estimate:
    drawn = coincidences.resampled(draws)
    return _estimate(
        _alpha(coincidences.summed()),
        None if drawn is None else _alpha(drawn),
        contributes=coincidences.margins.sum(axis=1) > 0,
        why_not=why_not,
    )


def _estimate(value: Floats, replicates: Floats | None, *, contributes: Flags, why_not: str) -> Estimate:
    if np.isnan(value[0]):
        return absent(why_not)
    return with_interval(float(value[0]), replicates, clusters=int(np.count_nonzero(contributes)))


def _alpha(sums: _Coincidences) -> Floats:
    """1 less observed by expected disagreement, NaN where fewer than two values occur (2019, eq. 34)."""
    total = sums.margins.sum(axis=1)
    differing = total - sums.agreed.sum(axis=1)
    observed = differing * (total**2 - sums.own.sum(axis=1))
    expected = total * (total**2 - (sums.margins**2).sum(axis=1))
    return _one_less(observed, expected)


def _alpha_of(sums: _Coincidences, value: int) -> Floats:
    """The same of one value against the others that occur, NaN where it or they do not (2019, eq. 38)."""
    total, margin = sums.margins.sum(axis=1), sums.margins[:, value]
    differing = margin - sums.agreed[:, value]
    observed = differing * (margin * total - sums.own[:, value])
    return _one_less(observed, margin**2 * (total - margin))


def _one_less(observed: Floats, expected: Floats) -> Floats:
    ratio = np.full(len(observed), np.nan)
    np.divide(observed, expected, out=ratio, where=expected > 0)
    return 1 - ratio


def _segment_coincidences(continuum: Continuum) -> _Coincidences:
    """Of units and gaps; the last value stands for gaps, which have no structure, so that each of their
    characters is paired with all but itself (2019, p. 341, eq. 33).
    """
    partners = continuum.n_coders - 1
    size = (continuum.end - continuum.start).astype(np.float64)
    coded = _by_transcript_and_category(continuum, size)
    gaps = continuum.lengths * continuum.n_coders - coded.sum(axis=1)
    own = _by_transcript_and_category(continuum, size**2)
    return _Coincidences(
        margins=partners * np.column_stack([coded, gaps]),
        agreed=_agreed(continuum),
        own=partners**2 * np.column_stack([own, gaps]),
    )


def _unit_coincidences(continuum: Continuum) -> _Coincidences:
    """Of what two coders coded, whatever with; gaps are left out."""
    paired = _paired_by_unit(continuum)
    return _Coincidences(
        margins=_by_transcript_and_category(continuum, paired),
        agreed=_agreed(continuum)[:, :-1],
        own=_by_transcript_and_category(continuum, paired**2),
    )


def _agreed(continuum: Continuum) -> Floats:
    """Transcripts x values, gaps last: how much text has the same value for ordered pairs of coders."""
    offsets, n_values = continuum.offsets, continuum.n_categories + 1
    place = offsets[continuum.transcript]
    cuttings: list[tuple[Ints, Ints]] = []
    for coder in range(continuum.n_coders):
        own = continuum.coder == coder
        cuts, unit = sections(continuum.start[own] + place[own], continuum.end[own] + place[own], offsets)
        cuttings.append((cuts, np.append(continuum.category[own], n_values - 1)[unit]))
    agreed = np.zeros(continuum.n_transcripts * n_values)
    for first, second in combinations(cuttings, 2):
        cuts, in_first, in_second = meetings(first[0], second[0])
        value = first[1][in_first]
        same = value == second[1][in_second]
        transcript = np.searchsorted(offsets, cuts[:-1][same], side="right") - 1
        agreed += np.bincount(
            transcript * n_values + value[same], weights=np.diff(cuts)[same], minlength=len(agreed)
        )
    return 2 * agreed.reshape(continuum.n_transcripts, n_values)


def _paired_by_unit(continuum: Continuum) -> Floats:
    """How much of each unit the other coders coded, summed over them."""
    offsets, relevant = continuum.offsets, continuum.of_any_category()
    start = continuum.start + offsets[continuum.transcript]
    end = continuum.end + offsets[continuum.transcript]
    paired = np.zeros(continuum.n_units, dtype=np.int64)
    for coder in range(continuum.n_coders):
        coded = relevant.coder == coder
        place = offsets[relevant.transcript[coded]]
        covered = Covered(relevant.start[coded] + place, relevant.end[coded] + place)
        others = continuum.coder != coder
        paired[others] += covered.before(end[others]) - covered.before(start[others])
    return paired.astype(np.float64)


def _by_transcript_and_category(continuum: Continuum, weight: Floats) -> Floats:
    cells = continuum.transcript * continuum.n_categories + continuum.category
    shape = (continuum.n_transcripts, continuum.n_categories)
    summed = np.bincount(cells, weights=weight, minlength=shape[0] * shape[1])
    return summed.astype(np.float64).reshape(shape)


def _several_codes(share: float) -> str:
    return f"compares one code a passage, and {share:.0%} of what was coded has several of one coder"
