"""Estimate wholes: coefficients that compare sets of codes on a unit, or spans as they were freely cut.

They know which code stands beside which and where a span ends, as code by code nothing does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from fitcode.agreement import sets, unitizing, unitizing_family
from fitcode.agreement.continuum import Continuum
from fitcode.agreement.estimates import FEW_CLUSTERS, LEAST_CLUSTERS, Estimate
from fitcode.agreement.gamma import gamma
from fitcode.agreement.observing import set_ratings
from fitcode.agreement.ratings import Floats, Ratings
from fitcode.domain.compared import AgreementOf
from fitcode.workflow.comparing.gather_compared import Gathered, Group
from fitcode.workflow.comparing.rate_units import labels_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A coefficient over sets or spans."""

    source: str
    """Author, year, page."""

    is_of_spans: bool = True
    """Whether it compares spans as they were cut, character by character."""

    is_of_one_code: bool = True
    """Whether it can be asked of a single code."""


WHOLES = {
    "masi_alpha": Whole(sets.SOURCE, is_of_spans=False, is_of_one_code=False),
    "unitizing_alpha": Whole("Krippendorff 2004, pp. 787-800"),
    "u_alpha": Whole("Krippendorff and others 2016, pp. 2347-2364"),
    "binary_alpha": Whole("Krippendorff and others 2016, pp. 2347-2364", is_of_one_code=False),
    "cu_alpha": Whole("Krippendorff and others 2016, pp. 2347-2364"),
    "gamma": Whole("Mathet and others 2015, pp. 437-479", is_of_one_code=False),
}


_TOLD_FROM = 0.0005
"""A smaller share would be shown as nothing."""


class Wholes:
    """What a group coded, laid out once for all these coefficients."""

    def __init__(self, gathered: Gathered, group: Group, of: AgreementOf) -> None:
        self._gathered, self._group = gathered, group
        self._names, self._label = labels_of(gathered, of)

    @cached_property
    def spans(self) -> Continuum:
        """The spans as they were cut, in characters of what is compared."""
        return self._gathered.lay(self._group, self._label, n_labels=len(self._names), unit="character")

    @cached_property
    def sets(self) -> tuple[list[frozenset[int]], Ratings]:
        """The set of codes or dimensions that each coder gave each unit."""
        laid = self._gathered.lay(self._group, self._label, n_labels=len(self._names))
        return set_ratings(laid, row=self._group.cluster, n_rows=self._group.n_clusters)

    def n_units(self, name: str) -> int:
        """How many units a coefficient compares."""
        return self.spans.length if WHOLES[name].is_of_spans else int(self.sets[1].n_units)

    def estimate(self, name: str, category: int | None = None) -> Estimate:
        """A coefficient of all codes, or of one. Raises FitcodeError for gamma without its extra."""
        if name == "masi_alpha":
            return sets.masi_alpha(*self.sets, draws=self._group.draws)
        if name == "unitizing_alpha":
            return unitizing.unitizing_alpha(self.spans, category)
        is_sure = self._group.n_clusters >= LEAST_CLUSTERS
        draws = self._draws() if is_sure else None
        if name == "gamma":
            found = gamma(self.spans, seed=self._gathered.asked.seed, draws=draws)
        elif name == "binary_alpha":
            found = unitizing_family.binary_alpha(self.spans, draws=draws)
        elif name == "u_alpha":
            found = unitizing_family.u_alpha(self.spans, category, draws=draws)
        elif category is None:
            found = unitizing_family.cu_alpha(self.spans, draws=draws)
        else:
            found = self._by_code[category]
        if is_sure or found.value is None or self._group.draws is None:
            return found
        return replace(found, interval_reason=FEW_CLUSTERS)

    def notes(self, names: Iterable[str]) -> list[str]:
        """What to know of these coefficients before they are believed."""
        asked = [name for name in names if WHOLES[name].is_of_spans]
        if not asked or not self.spans.length:
            return []
        of_codes = [name for name in asked if name in ("u_alpha", "cu_alpha")]
        told = []
        if of_codes and (share := unitizing_family.left_out(self.spans)) >= _TOLD_FROM:
            told.append(
                f"{' and '.join(of_codes)}: {share:.1%} of what was coded is left out, for a coder gave it "
                "several codes."
            )
        if "cu_alpha" in asked:
            coded, paired = unitizing_family.pairable_lengths(self.spans)
            if coded.sum():
                share = paired.sum() / coded.sum()
                told.append(f"cu_alpha compares codes where others coded too: {share:.0%} of what was coded.")
        if "unitizing_alpha" in asked and len(self._group.coders) > 2:
            told.append(
                "unitizing_alpha suits two coders; for more, see cu_alpha (Krippendorff and others 2016)."
            )
        return told

    @cached_property
    def _by_code(self) -> list[Estimate]:
        """(k)u-alpha of every code, which is cu-alpha for it alone."""
        draws = self._draws() if self._group.n_clusters >= LEAST_CLUSTERS else None
        return unitizing_family.ku_alphas(self.spans, draws=draws)

    def _draws(self) -> Floats | None:
        """How often each transcript was drawn: as often as those that it shares a case with."""
        return None if self._group.draws is None else self._group.draws[self._group.cluster]
