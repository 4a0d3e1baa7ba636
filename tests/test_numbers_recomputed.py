"""What fitcode counts of the demo, counted once more from its exported files in plain Python.

Nothing of fitcode takes part in the second count: only csv files, and the words of the documentation.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest

from fitcode.domain.choices import Valence
from fitcode.domain.counting import CooccurrenceLevel, Measure
from fitcode.domain.table import Table
from fitcode.workflow.comparing.compare_coders import Computed, compare_coders
from fitcode.workflow.comparing.gather_compared import Asked as AgreementAsked
from fitcode.workflow.counting.count_cooccurrence import count_cooccurrence
from fitcode.workflow.counting.count_dyads import count_dyads
from fitcode.workflow.counting.tally_codings import crosstab_codings, tally_codings
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.sharing.export_project import export_project
from fitcode.workflow.sharing.gather_tables import Wanted
from fitcode.workflow.starting.run_demo import run_demo
from fitcode.workflow.suggesting.plan_pass import Asked
from fitcode.workflow.workspace import Workspace, open_workspace

Row = dict[str, str]
Label = str | None

WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc\u2010\u2011-][^\W_]+)*")
VALENCES = ("fit", "misfit", "mixed")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    run_demo(folder, narrator=SilentNarrator(), asked=Asked(suggesters=("rules",), only=("delay",)))
    with open_workspace(folder) as workspace:
        yield workspace


class Exported:
    """The files of a csv export, and of each coding what respondents say in it."""

    def __init__(self, folder: Path) -> None:
        self.segments = _read(folder / "segments.csv")
        self.components = {row["component"]: row["parent"] for row in _read(folder / "components.csv")}
        self.cases = {row["case"] for row in _read(folder / "cases.csv")}
        self.words = sum(int(row["words"]) for row in self.segments)
        self._of_transcript: dict[str, list[Row]] = defaultdict(list)
        for segment in self.segments:
            self._of_transcript[segment["transcript"]].append(segment)
        self.everybodys = _read(folder / "codings.csv")
        codings = [row for row in self.everybodys if row["coder"] == "ines"]
        self.codings = [row for row in codings if self.is_respondents(row)]
        self.touched = {row["uid"]: [*self.touching(row)] for row in self.codings}
        self.covered = {row["uid"]: set(self._words(row)) for row in self.codings}

    def is_respondents(self, coding: Row) -> bool:
        shared = sum(len(self._shared(coding, segment)) for segment in self._around(coding))
        return shared * 2 > len("".join(coding["quote"].split()))

    def _around(self, coding: Row) -> list[Row]:
        return self._of_transcript[coding["transcript"]]

    def _shared(self, coding: Row, segment: Row) -> str:
        """The non-space characters that a coding has in common with a segment."""
        offset = int(coding["start"])
        first, last = int(segment["start"]) - offset, int(segment["end"]) - offset
        return "".join(coding["quote"][max(first, 0) : max(last, 0)].split())

    def touching(self, coding: Row) -> Iterator[Row]:
        return (segment for segment in self._around(coding) if self._shared(coding, segment))

    def _words(self, coding: Row) -> Iterator[tuple[str, int]]:
        for segment in self._around(coding):
            for word in WORD.finditer(segment["text"]):
                start, end = (int(segment["start"]) + place for place in word.span())
                if start < int(coding["end"]) and int(coding["start"]) < end:
                    yield coding["transcript"], start

    def units(self, coding: Row, level: str) -> set[Any]:
        """The units of a level that a coding touches."""
        if level == "overlap":
            return self.covered[coding["uid"]]
        if level == "case":
            return {coding["case"]} - {""}
        unit = "turn" if level == "turn" else "segment"
        return {(segment["transcript"], int(segment[unit])) for segment in self.touched[coding["uid"]]}

    def all_units(self, level: str) -> set[Any]:
        """The units of a level that respondents say, coded or not."""
        if level == "case":
            return self.cases
        if level == "overlap":
            return {
                (segment["transcript"], int(segment["start"]) + word.start())
                for segment in self.segments
                for word in WORD.finditer(segment["text"])
            }
        unit = "turn" if level == "turn" else "segment"
        return {(segment["transcript"], int(segment[unit])) for segment in self.segments}

    def measures(self, codings: Sequence[Row]) -> dict[str, Any]:
        """What a tally says of these codings, intervals aside."""
        cases = {row["case"] for row in codings} - {""}
        said = {valence: sum(row["valence"] == valence for row in codings) for valence in (*VALENCES, "")}
        strengths = [int(row["strength"]) for row in codings if row["strength"]]
        stated = sum(said[valence] for valence in VALENCES)
        return {
            "codings": len(codings),
            "segments": len(_union(self.units(row, "segment") for row in codings)),
            "transcripts": len({row["transcript"] for row in codings}),
            "cases": len(cases),
            "words": len(_union(self.covered[row["uid"]] for row in codings)),
            "per_1000_words": len(codings) * 1000 / self.words,
            "case_share": len(cases) / len(self.cases),
            **{valence: said[valence] for valence in VALENCES},
            "unstated": said[""],
            "strength_mean": sum(strengths) / len(strengths) if strengths else None,
            "net_fit": (said["fit"] - said["misfit"]) / stated if stated else None,
        }


@pytest.fixture(scope="module")
def exported(demo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("exported") / "csv"
    export_project(demo, "csv", out=folder, wanted=Wanted(with_text=True))
    return Exported(folder)


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _union(sets: Iterable[set[Any]]) -> set[Any]:
    return set[Any]().union(*sets)


def _component(coding: Row) -> Label:
    return coding["about"] or coding["case.component"] or None


def _dimension(coding: Row) -> Label:
    return coding["dimension"] or None


def _rows(
    exported: Exported, *groups: Callable[[Row], Iterable[Any]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The measures of each row: a coding stands in it when each group names the row's label."""
    rows: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for coding in exported.codings:
        places: list[tuple[Any, ...]] = [()]
        for group in groups:
            places = [(*place, label) for place in places for label in group(coding)]
        for place in dict.fromkeys(places):
            rows[place].append(coding)
    return {place: exported.measures(codings) for place, codings in rows.items()}


def _shown(table: Table, *groups: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The measures of each row of a table by what it groups by, intervals and attribution aside."""
    left_out = (*groups, "net_fit_low", "net_fit_high", "component_from")
    return {
        tuple(record[group] for group in groups): {
            name: cell for name, cell in record.items() if name not in left_out
        }
        for record in table.records()
    }


def test_the_tally_by_component_and_dimension(demo: Workspace, exported: Exported):
    table = tally_codings(demo)

    expected = _rows(exported, lambda row: [_component(row)], lambda row: [_dimension(row)])
    assert _shown(table, "component", "dimension") == expected


def test_the_tally_by_code_and_the_one_row_of_everything(demo: Workspace, exported: Exported):
    assert _shown(tally_codings(demo, by=["code"]), "code") == _rows(exported, lambda row: [row["code"]])
    assert _shown(tally_codings(demo, by=[])) == _rows(exported)


def test_the_rolled_up_tally(demo: Workspace, exported: Exported):
    table = tally_codings(demo, by=["component"], rollup=True)

    assert _shown(table, "component") == _rows(exported, lambda row: _line(exported, _component(row)))


@pytest.mark.parametrize("measure", get_args(Measure))
def test_the_crosstab_of_codes_and_roles(demo: Workspace, exported: Exported, measure: Measure):
    table = crosstab_codings(demo, row="code", column="role", measure=measure)

    counted = _rows(exported, lambda row: [row["code"]], lambda row: [row["case.role"] or "(none)"])
    empty = None if measure == "net_fit" else 0
    shown = {
        (record["code"], role): cell
        for record in table.records()
        for role, cell in record.items()
        if role != "code"
    }
    assert shown == {pair: counted[pair][measure] if pair in counted else empty for pair in shown}
    assert set(counted) <= set(shown)


def _sides(*, undirected: bool) -> Callable[[Row], list[Any]]:
    def sides(coding: Row) -> list[Any]:
        pair = (coding["about"], coding["counterpart"])
        return [] if "" in pair else [frozenset(pair) if undirected else pair]

    return sides


@pytest.mark.parametrize("dimension", [None, "operational", "cultural,strategic"])
def test_dyads(demo: Workspace, exported: Exported, dimension: str | None):
    def of_dimension(coding: Row) -> list[Label]:
        return ["chosen"] if dimension is None or coding["dimension"] in dimension.split(",") else []

    table = count_dyads(demo, dimension=dimension)

    counted = _rows(exported, _sides(undirected=False), of_dimension)
    assert _shown(table, "about", "counterpart") == {pair: row for (pair, _), row in counted.items()}


def test_undirected_dyads(demo: Workspace, exported: Exported):
    shown = _shown(count_dyads(demo, undirected=True), "about", "counterpart")

    counted = _rows(exported, _sides(undirected=True))
    assert {frozenset(pair): row for pair, row in shown.items()} == {
        pair: row for (pair,), row in counted.items()
    }


def test_rolled_up_dyads(demo: Workspace, exported: Exported):
    def above(side: str) -> Callable[[Row], list[Label]]:
        return lambda row: _line(exported, row[side]) if row["about"] and row["counterpart"] else []

    table = count_dyads(demo, rollup=True)

    assert _shown(table, "about", "counterpart") == _rows(exported, above("about"), above("counterpart"))


def _line(exported: Exported, component: Label) -> list[Label]:
    """A component and those above it."""
    line = [component]
    while parent := exported.components.get(line[-1] or ""):
        line.append(parent)
    return line


@pytest.mark.parametrize("level", get_args(CooccurrenceLevel))
@pytest.mark.parametrize("of", ["code", "dimension"])
@pytest.mark.parametrize("valence", [None, Valence.misfit])
def test_what_stands_together(
    demo: Workspace, exported: Exported, level: CooccurrenceLevel, of: Any, valence: Valence | None
):
    carried: dict[Label, set[Any]] = defaultdict(set)
    for coding in exported.codings:
        if valence in (None, coding["valence"]):
            carried[coding[of] or None] |= exported.units(coding, level)
    units = exported.all_units(level)
    there, beside = carried, carried
    if level == "neighbour":
        pairs = {(one, (one[0], one[1] + step)) for one in units for step in (-1, 1)}
        units = {(one, other) for one, other in pairs if other in units}
        there, beside = (
            {label: {pair for pair in units if pair[side] in own} for label, own in carried.items()}
            for side in (0, 1)
        )
    expected = {
        frozenset((label, other)): _together(there[label], beside[other], units)
        for label, other in [*combinations(carried, 2), *((label, label) for label in carried)]
        if (label != other or level == "neighbour") and there[label] & beside[other]
    }

    table = count_cooccurrence(demo, level=level, of=of, valence=valence)

    columns = ("together", "jaccard", "lift", "units")
    shown = {
        frozenset(labels): dict(zip(columns, numbers, strict=True))
        for *labels, numbers in (
            (record[of], record["other"], [record[name] for name in columns]) for record in table.records()
        )
    }
    assert shown == expected


def _together(one: set[Any], other: set[Any], units: set[Any]) -> dict[str, Any]:
    together = len(one & other)
    return {
        "together": together,
        "jaccard": together / len(one | other),
        "lift": together * len(units) / (len(one) * len(other)),
        "units": len(units),
    }


def test_pairs_of_codings_that_overlap(demo: Workspace, exported: Exported):
    pairs: dict[frozenset[str], int] = defaultdict(int)
    for one, other in combinations(exported.codings, 2):
        if one["code"] != other["code"] and exported.covered[one["uid"]] & exported.covered[other["uid"]]:
            pairs[frozenset((one["code"], other["code"]))] += 1

    table = count_cooccurrence(demo, level="overlap")

    shown = {
        frozenset((code, other)): number
        for code, other, number in table.narrowed(("code", "other", "pairs")).rows
    }
    assert shown == pairs
    assert pairs


def test_agreement_of_the_two_coders_on_segments(demo: Workspace, exported: Exported):
    segments = exported.all_units("segment")
    given: dict[str, dict[str, set[Any]]] = defaultdict(lambda: {"ines": set(), "tomas": set()})
    for row in exported.everybodys:
        touched = {(one["transcript"], int(one["segment"])) for one in exported.touching(row)}
        given[row["code"]][row["coder"]] |= touched
    n = len(segments)

    def alpha(agreed: int, coded: int) -> float:
        return 1 - (1 - agreed / n) * 2 * n * (2 * n - 1) / (2 * coded * (2 * n - coded))

    expected: dict[str, tuple[Any, ...]] = {}
    for code, by in given.items():
        ines, tomas = by["ines"], by["tomas"]
        agreed = n - len(ines ^ tomas)
        if ines | tomas:
            expected[code] = (
                *(len(ines & tomas), len(ines - tomas), len(tomas - ines), n - len(ines | tomas)),
                pytest.approx(alpha(agreed, len(ines) + len(tomas))),
            )

    asked, compared = AgreementAsked(replicates=0), Computed(coefficients=("krippendorff_alpha",))
    table = compare_coders(demo, asked, compared).narrowed(
        ("code", "both", "only_first", "only_second", "neither", "value")
    )

    shown = {str(code): tuple(found) for code, *found in table.rows if code != "overall"}
    assert shown == expected
