"""The shipped demo corpus: synthetic, varied, coded by two invented people who do not always agree."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.demo_suggestions import (
    GOALS,
    RULES,
    RULES_NAME,
    DemoMarks,
    marks_of_demo,
    measure,
    read_marks,
    rules_section,
)
from fitcode.domain.choices import LinkKind
from fitcode.domain.table import Table
from fitcode.formats.components_yaml import parse_registry
from fitcode.formats.registry import knows_extension
from fitcode.formats.shipped import shipped_corpus, shipped_registry
from fitcode.store.cases import list_cases
from fitcode.store.coders import list_coders
from fitcode.store.links import list_links
from fitcode.store.transcripts import list_transcripts
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.starting.run_demo import run_demo
from fitcode.workflow.workspace import Workspace, open_workspace
from tools.locate_quotes import Record, load_drafts, located, read_lines
from tools.marked_sections import QUALITY_PAGE, is_current
from tools.pattern_rates import load_codebook

DEMO = shipped_corpus()
CODERS = ("ines", "tomas")
DIMENSIONS = {"strategic", "cultural", "operational"}
EVERY_CODER = pytest.mark.parametrize("coder", CODERS)
FORMATS = {"txt", "md", "docx", "odt", "rtf", "pdf", "vtt", "srt", "sbv", "csv", "tsv", "xlsx", "json"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    run_demo(folder, narrator=SilentNarrator())
    with open_workspace(folder) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def transcripts(demo: Workspace) -> Table:
    return list_transcripts(demo.project)


@pytest.fixture(scope="module")
def marks(demo: Workspace) -> DemoMarks:
    return read_marks(demo.project, first=demo.coder)


@pytest.fixture(scope="module")
def rules_marks() -> DemoMarks:
    """The patterns alone, in a demo of their own."""
    return marks_of_demo(RULES)


def codings(coder: str) -> list[Record]:
    return read_lines(DEMO / "codings" / f"{coder}.jsonl")


def files() -> list[Path]:
    return sorted(path for path in DEMO.iterdir() if knows_extension(path) and path.name != "cases.csv")


def test_there_are_interviews_a_focus_group_a_field_note_and_a_workshop_record(transcripts):
    kinds = Counter(record["kind"] for record in transcripts.records())

    assert kinds.pop("interview") >= 12
    assert kinds == {"focus-group": 1, "field-note": 1, "workshop-record": 1}


def test_every_transcript_has_1200_words_and_more(transcripts):
    assert [one["transcript"] for one in transcripts.records() if int(str(one["words"])) < 1_200] == []


def test_every_format_that_is_read_is_there_and_two_interviews_are_in_french(transcripts):
    assert {record["format"] for record in transcripts.records()} == FORMATS
    assert sum(record["language"] == "fr" for record in transcripts.records()) == 2


def test_every_transcript_says_that_it_is_synthetic():
    texts = {name: draft.text for name, draft in load_drafts().items()}
    for name in (
        "u3-operations-officer.vtt",
        "civil-affairs-officer.json",
    ):  # notes, which are no part of the talk
        texts[Path(name).stem] = (DEMO / name).read_text(encoding="utf-8")

    silent = [name for name, text in texts.items() if not re.search("SYNTHETIC|SYNTHÉTIQUE", text[:400])]

    assert silent == []


def test_men_and_women_soldiers_police_civilians_and_locals_speak(demo):
    path = shipped_registry("demo")
    assert path is not None
    registry = parse_registry(path.read_text(encoding="utf-8"), file=path.name)
    branch = {component.id: component.branch for component in registry.components}
    cases = [record for record in list_cases(demo.project).records() if record["component"]]

    branches = Counter(str(branch[str(case["component"])]) for case in cases)
    assert branches.keys() >= {"civilian", "military", "police", "external"}
    assert {case["gender"] for case in cases} >= {"man", "woman"}
    assert len({case["rank"] for case in cases} - {None}) >= 5
    assert len({case["component"] for case in cases}) >= 12


@EVERY_CODER
def test_a_coder_coded_every_transcript_and_stated_what_can_be_stated(coder, demo, transcripts):
    coded = codings(coder)

    assert len(coded) >= 250
    assert {one["transcript"] for one in coded} == {one["transcript"] for one in transcripts.records()}
    assert {one.get("coder", coder) for one in coded} == {coder}
    stated = Counter(key for one in coded for key in one if one[key] is not None)
    for key, share in {
        "about": 0.5,
        "counterpart": 0.3,
        "valence": 0.6,
        "strength": 0.15,
        "memo": 0.05,
    }.items():
        assert stated[key] >= share * len(coded), key
    assert {one.get("valence") for one in coded} >= {"fit", "misfit", "mixed"}
    finished = {str(one["coder"]): one["finished"] for one in list_coders(demo.project).records()}
    assert finished[coder] == len(transcripts.rows)


@EVERY_CODER
def test_every_quote_stands_where_the_coding_says(coder):
    drafts = load_drafts()

    assert [one for one in codings(coder) if located(one, drafts) != one] == []


@EVERY_CODER
def test_a_coder_linked_causes_and_remedies(coder, demo):
    links = [record for record in list_links(demo.project).records() if record["coder"] == coder]

    assert len(links) >= 15
    assert {link["kind"] for link in links} == {kind.value for kind in LinkKind}


def test_the_coders_disagree_as_people_do(marks):
    """They share most of what they look at, and part over spans, codes and valences."""
    by_coder = {coder: [one for one in marks.codings if one.coder == coder] for coder in CODERS}
    places = {coder: {place for one in found for place in one.places} for coder, found in by_coder.items()}
    both = places["ines"] & places["tomas"]
    codes = {
        coder: {(place, one.code) for one in found for place in one.places if place in both}
        for coder, found in by_coder.items()
    }

    assert 0.3 < len(both) / len(places["ines"] | places["tomas"]) < 0.9
    assert 0.3 < len(codes["ines"] & codes["tomas"]) / len(codes["ines"] | codes["tomas"]) < 0.9


@EVERY_CODER
def test_the_codings_were_not_made_by_the_patterns(coder, rules_marks):
    """A fifth and more of the codings have words that no pattern of their code finds."""
    suggested = {(place, one.code) for one in rules_marks.suggestions for place in one.places}
    own = [one for one in rules_marks.codings if one.coder == coder]
    unfound = [one for one in own if not any((place, one.code) in suggested for place in one.places)]

    assert len(unfound) > 0.2 * len(own)


def test_the_tally_has_ten_components_with_fit_and_misfit_in_all_dimensions(demo):
    rows = list(tally_codings(demo).records())

    assert {row["dimension"] for row in rows if row["fit"] and row["misfit"]} >= DIMENSIONS
    fit = {row["component"] for row in rows if row["fit"] and row["dimension"] in DIMENSIONS}
    misfit = {row["component"] for row in rows if row["misfit"] and row["dimension"] in DIMENSIONS}
    assert len((fit & misfit) - {None}) >= 10


def test_the_patterns_are_as_good_as_the_docs_say(rules_marks):
    found = quality(rules_marks)

    assert found.proposed / found.coded >= GOALS["proposed"]
    assert found.right / found.proposed >= GOALS["right"]
    assert found.uncoded / found.suggestions <= GOALS["uncoded"]
    assert is_current(QUALITY_PAGE, RULES_NAME, rules_section(rules_marks)), (
        "run: python -m benchmarks.demo_suggestions --write"
    )


def test_the_whole_pass_reaches_more_with_fewer_suggestions_than_the_patterns_alone(marks, rules_marks):
    whole, rules = quality(marks), quality(rules_marks)

    assert whole.proposed / whole.coded >= GOALS["proposed"]
    assert whole.uncoded / whole.suggestions <= rules.uncoded / rules.suggestions <= GOALS["uncoded"]
    assert whole.suggestions < 0.8 * rules.suggestions
    assert whole.right / whole.proposed > whole.right_by_chance + 0.1


def quality(marks):
    return measure(marks.segments, marks.codings, marks.suggestions, first=marks.first)


def test_both_coders_used_every_branch_of_the_codebook():
    codes = {code.id: code for code in load_codebook("fit").codes}

    def branch(code: str) -> str:
        parent = codes[code].parent
        return branch(parent) if parent else code

    for coder in CODERS:
        assert {branch(one["code"]) for one in codings(coder)} == {
            code for code in codes if not codes[code].parent
        }
