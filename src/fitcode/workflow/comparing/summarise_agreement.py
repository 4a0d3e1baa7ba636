"""Summarise agreement: the few figures of a methods section and a report, where two people finished the same.

What is told here is what ``fitcode agree`` tells on segments; nothing is computed in another way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fitcode.domain.amounts import counted
from fitcode.domain.choices import CoderKind
from fitcode.domain.compared import OVERALL
from fitcode.domain.table import Cell, Table
from fitcode.store.coders import list_coders
from fitcode.workflow.workspace import Workspace

_COEFFICIENTS = ("percent", "gwet_ac1", "krippendorff_alpha", "masi_alpha")
_SHOWN = ("percent", "gwet_ac1", "krippendorff_alpha")
_NOT_ALWAYS = ("both", "only_first", "only_second", "neither", "reason")
_COUNTS = ("n_units", "prevalence", "both", "only_first", "only_second", "neither")

_MOST_DECIMALS = 6

Record = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far coders agree who finished the same transcripts."""

    coders: tuple[str, ...]
    records: Sequence[Record]
    """Rows of the table of agreement, of codes and dimensions."""

    @property
    def n_transcripts(self) -> int:
        """How many transcripts all of them finished."""
        return int(str(self.records[0]["n_transcripts"]))

    @property
    def n_segments(self) -> int:
        """How many segments they are compared on."""
        return int(str(self._record("code", OVERALL, "masi_alpha")["n_units"]))

    @property
    def prevalence(self) -> float:
        """The share of ratings that say coded, all codes pooled."""
        return float(str(self._record("code", OVERALL, "percent")["prevalence"]))

    def said(self, of: str, label: str, coefficient: str) -> str:
        """A coefficient with its interval, such as ``0.42 (0.40 to 0.45)``."""
        record = self._record(of, label, coefficient)
        value, low, high = record["value"], record["low"], record["high"]
        if not isinstance(value, float):
            return f"none ({record['reason']})"
        ends = [end for end in (low, high) if isinstance(end, float)]
        told, *ends_told = _rounded([value, *ends])
        return f"{told} ({' to '.join(ends_told)})" if ends_told else told

    @property
    def has_intervals(self) -> bool:
        """Whether any figure has one: few transcripts give none."""
        return any(record["low"] is not None for record in self.records)

    def labels(self, of: str) -> list[str]:
        """The codes or dimensions that anybody used, all of them together left out."""
        labels = dict.fromkeys(str(record["label"]) for record in self.records if record["of"] == of)
        return [label for label in labels if label != OVERALL]

    def table(self, of: str) -> Table:
        """Counts and coefficients, a row a code or dimension."""
        rows = []
        for label in [*self.labels(of), OVERALL]:
            found = {name: self._record(of, label, name) for name in _SHOWN}
            alpha = found["krippendorff_alpha"]
            counts = (alpha[name] for name in _COUNTS)
            values = (one["value"] for one in found.values())
            rows.append((label, *counts, *values, alpha["low"], alpha["high"], alpha["reason"]))
        columns = (of, *_COUNTS, *_SHOWN, "alpha_low", "alpha_high", "reason")
        # The four counts are of two coders, a reason of what has none or no interval.
        kept = [
            column
            for place, column in enumerate(columns)
            if column not in _NOT_ALWAYS or any(row[place] is not None for row in rows)
        ]
        return Table.of(columns, rows).narrowed(kept)

    def _record(self, of: str, label: str, coefficient: str) -> Record:
        key = (of, label, coefficient)
        return next(
            record for record in self.records if (record["of"], record["label"], record["coefficient"]) == key
        )


def _rounded(values: Sequence[float]) -> list[str]:
    """Two decimals, or so many more that none which is not perfect is told as perfect."""
    decimals = 2
    while decimals < _MOST_DECIMALS and any(value < 1 and round(value, decimals) == 1 for value in values):
        decimals += 1
    return [f"{value:.{decimals}f}" for value in values]


def summarise_agreement(workspace: Workspace) -> list[Agreement]:
    """The agreement of all persons who finished anything, or of each two where all have nothing in common."""
    people = [
        str(record["coder"])
        for record in list_coders(workspace.project).records()
        if record["kind"] == CoderKind.person and record["finished"]
    ]
    if len(people) < 2:
        return []
    # Only here, as who works alone need not wait for numpy.
    from fitcode.workflow.comparing.compare_coders import Computed, compare_coders
    from fitcode.workflow.comparing.gather_compared import Asked

    asked = Asked(coders=people)
    together = Computed(of=("code", "dimension"), coefficients=_COEFFICIENTS)
    table = compare_coders(workspace, asked, together)
    if not table.rows:
        table = compare_coders(workspace, asked, replace(together, pairs=True))
    by_coders: dict[str, list[Record]] = {}
    for record in table.records():
        by_coders.setdefault(str(record["coders"]), []).append(record)
    return [
        Agreement(coders=tuple(coders.split(",")), records=records) for coders, records in by_coders.items()
    ]


def tell_agreement(agreement: Agreement, called: Mapping[str, str]) -> str:
    """The agreement in a few sentences for a paper, coders by what they are called there."""
    from fitcode.agreement.estimates import FEW_CLUSTERS

    names = [called[name] for name in agreement.coders]
    n, all_of_them = agreement.n_transcripts, "both" if len(names) == 2 else "all of them"
    pooled = {name: agreement.said("code", OVERALL, name) for name in _COEFFICIENTS}
    on_what = (
        f"Agreement of {', '.join(names[:-1])} and {names[-1]} on {agreement.n_segments:,} segments of what"
        f" respondents say, in {counted(n, 'transcript')} that {all_of_them} finished."
    )
    of_codes = (
        f"Whether a segment has a code, all codes pooled ({agreement.prevalence:.1%} of what could be coded"
        f" is): percent agreement {pooled['percent']}, Gwet's AC1 {pooled['gwet_ac1']}, Krippendorff's alpha"
        f" {pooled['krippendorff_alpha']}; alpha over the sets of codes of a segment with the MASI distance"
        f" {pooled['masi_alpha']}."
    )
    sentences = [on_what, of_codes]
    by_dimension = [
        f"{name} {agreement.said('dimension', name, 'krippendorff_alpha')}"
        for name in agreement.labels("dimension")
    ]
    if by_dimension:
        sentences.append(f"Alpha by dimension: {', '.join(by_dimension)}.")
    intervals = (
        "In brackets 95 % bootstrap intervals over transcripts joined by shared cases (2,000 replicates)"
        if agreement.has_intervals
        else f"No intervals: {FEW_CLUSTERS}"
    )
    sources = (
        f"{intervals}; AC1 after Gwet (2008), alpha after Krippendorff (2019), the MASI distance after"
        " Passonneau (2006)."
    )
    return " ".join([*sentences, sources])
