"""How good the suggestions on the demo corpus are, held against its two coders: for docs/quality.md.

The corpus is synthetic and its coders are invented: this shows how a codebook is judged and keeps the shipped
patterns honest. What patterns find in anybody's own interviews is another question.

    python -m benchmarks.demo_suggestions           # print
    python -m benchmarks.demo_suggestions --write   # and put it into docs/quality.md
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import ROOT
from fitcode.domain.choices import Dimension
from fitcode.store.codebooks import current_codebooks
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import Project
from fitcode.store.suggestions import list_suggestions
from fitcode.store.transcripts import transcript_names
from fitcode.workflow.coding.add_codings import add_codings_from_lines
from fitcode.workflow.ingesting.ingest_files import ingest_files
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.starting.run_demo import run_demo
from fitcode.workflow.suggesting.plan_pass import Asked
from fitcode.workflow.suggesting.read_for_suggesting import read_for_suggesting
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.workspace import open_workspace
from tools.marked_sections import QUALITY_PAGE, markdown_table, write_part

RULES_NAME = "demo suggestions of rules"
NAME = "demo suggestions"
DEVELOPMENT = ROOT / "tests" / "data" / "development"
GOALS = {"proposed": 0.70, "right": 0.75, "uncoded": 0.40}

SCORES = (0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
"""Least scores for which the figures are shown."""

Place = tuple[str, int]
"""Transcript and number of the segment."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A coding or suggestion, spread over the segments that it touches."""

    places: frozenset[Place]
    code: str
    dimension: str | None
    coder: str
    score: float = 1.0
    """A suggestion's; a person's coding is certain."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What the suggestions are worth on one set of segments."""

    segments: int
    """Respondents' segments."""

    coded: int
    """Of them, coded by coder one under one of the three dimensions."""

    proposed: int
    """Of the coded, with a suggestion of whatever code."""

    right: int
    """Of the proposed, with a suggestion of a dimension that coder one gave the segment."""

    right_by_chance: float
    """The share of ``right`` to expect had the suggested dimensions been dealt out among the proposed."""

    same_code: int
    """Of the coded, with a suggestion of a code that coder one gave it."""

    with_suggestion: int
    """Segments with any suggestion."""

    by_anybody: int
    """Segments that either coder coded, under whatever code."""

    suggestions: int
    uncoded: int
    """Suggestions on segments that neither coder coded."""


def measure(
    segments: Iterable[Place], codings: Sequence[Marked], suggestions: Sequence[Marked], *, first: str
) -> Quality:
    """Count; ``first`` is coder one."""
    places = set(segments)
    dimensions, codes = _by_place(one for one in codings if one.coder == first and one.dimension)
    proposed_dimensions, proposed_codes = _by_place(suggestions)
    anybody = {place for one in codings for place in one.places} & places
    coded = dimensions.keys() & places
    proposed = {place for place in coded if place in proposed_codes}
    kept = [one for one in suggestions if one.places & places]
    return Quality(
        segments=len(places),
        coded=len(coded),
        proposed=len(proposed),
        right=sum(bool(dimensions[place] & proposed_dimensions[place]) for place in proposed),
        right_by_chance=_by_chance(
            [dimensions[place] for place in proposed], [proposed_dimensions[place] for place in proposed]
        ),
        same_code=sum(bool(codes[place] & proposed_codes[place]) for place in proposed),
        with_suggestion=len(proposed_codes.keys() & places),
        by_anybody=len(anybody),
        suggestions=len(kept),
        uncoded=sum(not one.places & anybody for one in kept),
    )


def _by_chance(coded: Sequence[set[str]], suggested: Sequence[set[str]]) -> float:
    """The share of all pairs of a coded and a suggested set that share a dimension."""
    ours, theirs = (Counter(frozenset(one) for one in sets) for sets in (coded, suggested))
    met = sum(n * m for one, n in ours.items() for other, m in theirs.items() if one & other)
    return met / (len(coded) * len(suggested)) if coded else 0.0


def _by_place(marks: Iterable[Marked]) -> tuple[Mapping[Place, set[str]], Mapping[Place, set[str]]]:
    """Dimensions and codes of each place."""
    dimensions: defaultdict[Place, set[str]] = defaultdict(set)
    codes: defaultdict[Place, set[str]] = defaultdict(set)
    for mark in marks:
        for place in mark.places:
            codes[place].add(mark.code)
            dimensions[place] |= {mark.dimension} if mark.dimension else set()
    return dimensions, codes


@dataclass(frozen=True, slots=True)
class DemoMarks:
    """Everything that was coded and suggested in the demo."""

    segments: list[Place]
    codings: list[Marked]
    suggestions: list[Marked]
    first: str


RULES = Asked(suggesters=["rules"], min_score=0.0)
"""A pass of the patterns alone, every hit kept: the goals were set for it."""


class BothMarks(NamedTuple):
    """The same segments and codings under two passes."""

    whole: DemoMarks
    """As `fitcode demo` suggests."""

    rules: DemoMarks


def demo_marks() -> BothMarks:
    """Run the demo twice, with the whole pass and with the patterns alone, and read what came of it."""
    return BothMarks(marks_of_demo(), marks_of_demo(RULES))


def marks_of_demo(asked: Asked | None = None) -> DemoMarks:
    """What a pass over the demo suggests, before anybody has coded, beside what its coders coded."""
    with tempfile.TemporaryDirectory(prefix="fitcode-demo-") as scratch:
        folder = Path(scratch) / "demo"
        run_demo(folder, narrator=SilentNarrator(), asked=asked)
        with open_workspace(folder) as workspace:
            return read_marks(workspace.project, first=workspace.coder)


def development_marks() -> DemoMarks:
    """The interviews that the patterns were tried out on, coded by one; suggested for in a scratch folder."""
    with tempfile.TemporaryDirectory(prefix="fitcode-development-") as scratch:
        folder = Path(scratch)
        create_project(folder, codebook_names=["fit"], component_names=[], coder="dev")
        with open_workspace(folder, narrator=SilentNarrator()) as workspace:
            ingest_files(workspace, sorted(DEVELOPMENT.glob("dev-*.txt")))
            # Before the codings are there: what they teach is not to be measured on them.
            suggest_codes(workspace)
            lines = (DEVELOPMENT / "codings.jsonl").read_text(encoding="utf-8").splitlines()
            add_codings_from_lines(workspace, lines, file="codings.jsonl")
            return read_marks(workspace.project, first="dev")


def read_marks(project: Project, *, first: str) -> DemoMarks:
    """The codings and suggestions of a project, spread over respondents' segments."""
    spans = {name: _respondents_segments(project, name) for name in transcript_names(project)}
    dimensions = {
        code.id: code.dimension.value if code.dimension else None
        for book in current_codebooks(project)
        for code in book.codes
    }

    def marks(records: Iterable[Mapping[str, object]], coder: str) -> list[Marked]:
        return [
            Marked(
                frozenset(
                    (str(record["transcript"]), number)
                    for number, start, end in spans[str(record["transcript"])]
                    if start < int(str(record["end"])) and int(str(record["start"])) < end
                ),
                code := str(record["code"]),
                dimensions[code],
                str(record[coder]),
                float(str(record.get("score") or 1)),
            )
            for record in records
        ]

    return DemoMarks(
        segments=[(name, number) for name, found in spans.items() for number, _, _ in found],
        codings=marks(list_codings(project).records(), "coder"),
        suggestions=marks(list_suggestions(project, status="pending").records(), "suggester"),
        first=first,
    )


def _respondents_segments(project: Project, name: str) -> list[tuple[int, int, int]]:
    return [
        (segment.ordinal, segment.start, segment.end)
        for turn in read_for_suggesting(project, name).turns
        if turn.is_respondent
        for segment in turn.segments
    ]


def rules_section(rules: DemoMarks) -> str:
    """The table of the patterns alone: counts that are the same on every machine."""
    found = measure(rules.segments, rules.codings, rules.suggestions, first=rules.first)
    return "\n".join(markdown_table(("measured", "goal", "found", "share"), _total_rows(found), right=3))


def section(marks: DemoMarks, development: DemoMarks) -> str:
    """The tables of the whole pass."""
    tried = measure(
        development.segments, development.codings, development.suggestions, first=development.first
    )
    total = measure(marks.segments, marks.codings, marks.suggestions, first=marks.first)
    transcripts = sorted({name for name, _ in marks.segments})
    kept = (
        *("`--min-score`", "suggestions", "segments of coder one with a suggestion", "right dimension"),
        *("the same by chance", "on uncoded segments"),
    )
    tables = (
        markdown_table(
            ("measured on the demo corpus", "goal", "found", "share"), _total_rows(total), right=3
        ),
        ["The same on the development interviews, which patterns and weights were tried out on:"],
        markdown_table(("measured there", "goal", "found", "share"), _total_rows(tried), right=3),
        markdown_table(kept, [_score_row(marks, least) for least in SCORES], right=5),
        markdown_table(
            (
                *("dimension", "segments of coder one", "with a suggestion of it", "suggestions of it"),
                *("on segments that coder one gave it", "on segments that either coder coded"),
            ),
            [_dimension_row(marks, dimension) for dimension in Dimension],
            right=5,
        ),
        markdown_table(
            (
                *("transcript", "segments of coder one", "with a suggestion", "right dimension"),
                *("suggestions", "on uncoded segments"),
            ),
            [_transcript_row(marks, name) for name in transcripts],
            right=5,
        ),
    )
    return "\n\n".join("\n".join(lines) for lines in tables)


def _total_rows(found: Quality) -> list[tuple[str, ...]]:
    return [
        _row(
            "segments that coder one coded under the three dimensions, with a suggestion",
            f"at least {GOALS['proposed']:.0%}",
            (found.proposed, found.coded),
        ),
        _row(
            "of these, with a suggestion of the right dimension",
            f"at least {GOALS['right']:.0%}",
            (found.right, found.proposed),
        ),
        _row(
            "suggestions on segments that neither coder coded",
            f"at most {GOALS['uncoded']:.0%}",
            (found.uncoded, found.suggestions),
        ),
        _row(
            "for scale: respondents' segments with a suggestion", "", (found.with_suggestion, found.segments)
        ),
        _row(
            "for scale: respondents' segments that either coder coded", "", (found.by_anybody, found.segments)
        ),
        _row("for scale: the first line, of the very code", "", (found.same_code, found.coded)),
        (
            "for scale: the second line, had the suggested dimensions been dealt out at random",
            "",
            "",
            f"{found.right_by_chance:.0%}",
        ),
    ]


def _row(what: str, goal: str, counts: tuple[int, int]) -> tuple[str, str, str, str]:
    return what, goal, f"{counts[0]} of {counts[1]}", _share(*counts)


def _score_row(marks: DemoMarks, least: float) -> tuple[str, ...]:
    suggestions = [one for one in marks.suggestions if one.score >= least]
    found = measure(marks.segments, marks.codings, suggestions, first=marks.first)
    shares = _share(found.proposed, found.coded), _share(found.right, found.proposed)
    chance, uncoded = f"{found.right_by_chance:.0%}", _share(found.uncoded, found.suggestions)
    return f"{least}", f"{found.suggestions:,}", *shares, chance, uncoded


def _dimension_row(marks: DemoMarks, dimension: Dimension) -> tuple[str, ...]:
    own = {
        place
        for one in marks.codings
        if one.coder == marks.first and one.dimension == dimension
        for place in one.places
    }
    anybody = {place for one in marks.codings for place in one.places}
    suggested = [one for one in marks.suggestions if one.dimension == dimension]
    found = {place for one in suggested for place in one.places} & own
    on_own = sum(bool(one.places & own) for one in suggested)
    on_coded = sum(bool(one.places & anybody) for one in suggested)
    n = len(suggested)
    shares = _share(len(found), len(own)), _share(on_own, n), _share(on_coded, n)
    return f"{dimension}", f"{len(own)}", shares[0], f"{n}", *shares[1:]


def _transcript_row(marks: DemoMarks, name: str) -> tuple[str, ...]:
    places = [place for place in marks.segments if place[0] == name]
    one = measure(places, marks.codings, marks.suggestions, first=marks.first)
    shares = _share(one.proposed, one.coded), _share(one.right, one.proposed)
    return f"`{name}`", f"{one.coded}", *shares, f"{one.suggestions}", _share(one.uncoded, one.suggestions)


def _share(count: int, of: int) -> str:
    return f"{count / of:.0%}" if of else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Suggestions on the demo corpus, held against its coders.")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/quality.md")
    options = parser.parse_args()
    both = demo_marks()
    parts = {RULES_NAME: rules_section(both.rules), NAME: section(both.whole, development_marks())}
    print("\n\n".join(parts.values()))
    if options.write:
        for name, part in parts.items():
            write_part(QUALITY_PAGE, name, part)


if __name__ == "__main__":
    main()
