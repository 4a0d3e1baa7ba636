"""Evaluate: suggesters against people's codings, on transcripts that they learned nothing from."""

import csv
import io
import json
from typing import Any

import pytest

from fitcode.workflow.evaluating import tell_of_evaluation
from fitcode.workflow.evaluating.evaluate_suggesters import EvaluationAsked, open_jury
from fitcode.workflow.suggesting.plan_pass import known_models
from fitcode.workflow.workspace import open_workspace
from tests.support.memory import install_memory
from tests.support.outside import install_outside

CODEBOOK = """\
id: mini
name: A small codebook
codes:
  - id: spare-parts
    name: Spare parts
    definition: Fuel and parts.
    patterns: [{phrase: spare part, valence: misfit, weight: 0.8}]
  - {id: trust, name: Trust, definition: Trusting each other.}
"""

PLACES = ("Gao", "Kidal", "Mopti", "Timbuktu", "Menaka", "Tessalit")
COLUMNS = [
    *("code", "suggester", "support", "precision", "recall", "f1", "average_precision", "low", "high"),
    "threshold",
]


def interview(place):
    """Every sentence names the place, so that none is said in two interviews."""
    return (
        f"Interviewer: How is {place}?\n"
        f"Respondent: In {place} no spare parts came. The people of {place} trust us. It is hot in {place}.\n"
    )


@pytest.fixture
def project(run, tmp_path, monkeypatch):
    """Six interviews, each with both codes; gives what runs a command in the project."""
    install_outside(tmp_path, monkeypatch)
    (tmp_path / "more").mkdir()
    install_memory(tmp_path / "more", monkeypatch)
    book = tmp_path / "mini.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    folder = tmp_path / "study"
    run("init", folder, "--codebook", book)
    texts = tmp_path / "texts"
    texts.mkdir()
    for place in PLACES:
        (texts / f"{place}.txt").write_text(interview(place), encoding="utf-8")

    def run_here(*words, **how):
        return run("-C", folder, *words, **how)

    run_here("ingest", texts)
    set_suggesters(folder, "rules", "memory")
    return run_here


def set_suggesters(folder, *names):
    settings = (folder / "fitcode.toml").read_text(encoding="utf-8").partition("[suggest]")[0]
    (folder / "fitcode.toml").write_text(
        settings + f'[suggest]\nencoder = "small"\nsuggesters = {json.dumps(names)}\n', encoding="utf-8"
    )


def code(run_here, *places, valence=None):
    lines = []
    for place in places:
        text = interview(place)
        for quote, name in (
            (f"In {place} no spare parts came.", "spare-parts"),
            (f"The people of {place} trust us.", "trust"),
        ):
            start = text.index(quote)
            stated = {"valence": valence} if valence else {}
            lines.append(
                {"transcript": place, "start": start, "end": start + len(quote), "code": name, **stated}
            )
    run_here("codings", "add", "--stdin", input="".join(json.dumps(line) + "\n" for line in lines))
    run_here("finish", *places)


def evaluated(run_here, *options, code=0):
    return run_here("evaluate", "--format", "csv", *options, code=code)


def rows(result) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def named(result, code, suggester):
    (row,) = (row for row in rows(result) if (row["code"], row["suggester"]) == (code, suggester))
    return row


ALONE = ("--suggester", "rules", "--suggester", "memory", "--suggester", "rules+memory")


class TestFigures:
    def test_a_row_a_code_and_suggester_then_the_means(self, project):
        code(project, *PLACES)

        result = evaluated(project, *ALONE, "--suggester", "random", "--folds", "3")

        assert list(rows(result)[0]) == COLUMNS
        names = ["rules", "memory", "rules+memory", "random"]
        assert [(row["code"], row["suggester"]) for row in rows(result)] == [
            *(("spare-parts", name) for name in names),
            *(("trust", name) for name in names),
            *(("", name) for name in names),
        ]

    def test_rules_that_find_all_that_is_coded_are_perfect(self, project):
        code(project, *PLACES)

        row = named(evaluated(project, "--suggester", "rules"), "spare-parts", "rules")

        assert [float(row[name]) for name in COLUMNS[2:]] == [6, 1, 1, 1, 1, 1, 1, pytest.approx(0.8)]

    def test_nothing_that_is_tried_was_learned(self, project):
        code(project, *PLACES)

        result = evaluated(project, *ALONE, "--folds", "3")

        assert float(named(result, "trust", "memory")["average_precision"]) == 0
        assert float(named(result, "trust", "rules+memory")["average_precision"]) == 0
        # What it learned by heart it would find, were the same said in another interview.
        assert float(named(result, "", "rules+memory")["average_precision"]) == 0.5
        assert float(named(result, "spare-parts", "rules+memory")["threshold"]) == pytest.approx(0.8)

    def test_what_the_project_has_learned_already_stays_out(self, project, tmp_path):
        code(project, *PLACES)
        project("suggest")

        with (
            open_workspace(tmp_path / "study", coder="ines", read_only=True) as workspace,
            open_jury(workspace, EvaluationAsked(suggesters=["rules+memory"])) as (jury, _notes),
        ):
            assert "memory" in known_models(workspace.project)
            assert jury.recipe.models == {}

    def test_transcripts_of_one_case_are_not_tried_on_each_other(self, project, tmp_path):
        again = tmp_path / "again"
        again.mkdir()
        # The same sentences twice: learned by heart from the one interview, they are found in the other.
        for place in PLACES:
            (again / f"{place}-2.txt").write_text(
                interview(place) + "Interviewer: Thanks.\n", encoding="utf-8"
            )
        project("ingest", again)
        code(project, *PLACES)
        code_second(project)
        apart = evaluated(project, "--suggester", "memory", "--folds", "3")
        cases = tmp_path / "cases.csv"
        lines = [f"R{number},{name}" for number, place in enumerate(PLACES) for name in (place, f"{place}-2")]
        cases.write_text("\n".join(["case,transcript", *lines]) + "\n", encoding="utf-8")
        project("cases", "import", cases)

        joined = evaluated(project, "--suggester", "memory", "--folds", "3")

        assert float(named(apart, "trust", "memory")["average_precision"]) > 0
        assert float(named(joined, "trust", "memory")["average_precision"]) == 0

    def test_the_shipped_suggesters_and_baselines_are_there_by_default(self, project):
        code(project, *PLACES)

        result = evaluated(project, "--folds", "2")

        assert {row["suggester"] for row in rows(result)} == {
            *("rules", "semantic", "learned", "memory", "rules+memory", "tfidf", "random", "frequency")
        }
        assert result.stdout == evaluated(project, "--folds", "2").stdout


def code_second(run_here):
    lines = [
        {"transcript": f"{place}-2", "start": start, "end": start + len(quote), "code": "trust"}
        for place in PLACES
        for quote in [f"The people of {place} trust us."]
        for start in [interview(place).index(quote)]
    ]
    run_here("codings", "add", "--stdin", input="".join(json.dumps(line) + "\n" for line in lines))


class TestNotes:
    def test_whose_codings_and_by_how_much_the_pass_is_better(self, project, monkeypatch):
        monkeypatch.setattr(tell_of_evaluation, "LEAST_CODES", 2)
        code(project, *PLACES)

        told = evaluated(project, *ALONE).stderr

        assert "6 transcripts from ines" in told
        assert "rules+memory minus memory: mean average precision +0.500 [+0.500, +0.500]" in told
        assert "rules+memory minus rules: mean average precision +0.000" in told

    def test_a_suggester_that_raises_is_named_and_proposes_nothing(self, project, tmp_path):
        set_suggesters(tmp_path / "study", "rules", "broken-grading")
        code(project, *PLACES)

        result = evaluated(project, "--suggester", "rules", "--suggester", "broken-grading")

        assert "the suggester 'broken-grading' raised RuntimeError: no chance" in result.stderr
        assert float(named(result, "trust", "broken-grading")["average_precision"]) == 0
        assert float(named(result, "spare-parts", "rules")["average_precision"]) == 1

    def test_how_right_fields_are_where_the_pass_found_what_was_coded(self, project):
        code(project, *PLACES, valence="misfit")

        told = evaluated(project, *ALONE).stderr

        assert (
            "valence: precision 1.00, coverage 1.00, of 6 codings that state it (6 found by the pass)."
            in told
        )

    def test_what_was_decided_is_tried_as_if_it_had_not_been(self, project):
        project("suggest")
        listed = rows(project("suggestions", "list", "--format", "csv"))
        project("suggestions", "accept", *(row["uid"] for row in listed))
        project("finish", *PLACES)

        told = evaluated(project, *ALONE).stderr

        assert "6 of 6 codings were suggested before they were made" in told
        assert "(6 found by the pass)" in told


class TestTooLittle:
    def test_what_there_is_comes_first_and_differences_on_few_codes_are_left_out(self, project):
        code(project, *PLACES)

        told = evaluated(project, *ALONE).stderr

        assert told.startswith("Measured against 12 codings of 2 codes in 6 transcripts.")
        assert "That is little: 2 codes can be judged" in told
        assert "Suggesters are not compared: only 2 codes with 12 coded segments can be judged" in told
        assert " minus " not in told

    def test_no_learning_curve_is_drawn_of_few_codes(self, project):
        code(project, *PLACES)

        told = evaluated(project, "--learning-curve", "--suggester", "memory", code=1).stderr

        assert "No learning curve is drawn: only 2 codes with 12 coded segments" in told

    def test_nothing_coded_is_said_with_a_way_out(self, project):
        told = evaluated(project, code=1).stderr

        assert "Nothing is coded yet" in told

    def test_one_transcript_has_nulls_and_says_why(self, project):
        code(project, "Gao")

        result = evaluated(project, *ALONE)

        assert {row["average_precision"] for row in rows(result)} == {""}
        assert [row["support"] for row in rows(result)][:1] == ["1"]
        assert "nothing is left to try suggesters on" in result.stderr

    def test_fewer_folds_are_made_of_fewer_transcripts_and_said(self, project):
        code(project, "Gao", "Kidal", "Mopti")

        assert "Only 3 folds" in evaluated(project, "--suggester", "rules").stderr

    def test_an_unknown_suggester_is_named(self, project):
        code(project, "Gao")

        assert "Did you mean 'rules'?" in evaluated(project, "--suggester", "rule", code=1).stderr

    def test_one_fold_is_wrong_usage(self, project):
        evaluated(project, "--folds", "1", code=2)

    def test_codes_can_be_picked(self, project):
        code(project, *PLACES)

        result = evaluated(project, "--suggester", "rules", "--only", "trust")

        assert {row["code"] for row in rows(result)} == {"trust", ""}


def test_a_learning_curve_is_by_number_of_labelled_segments(project, monkeypatch):
    monkeypatch.setattr("fitcode.workflow.evaluating.draw_learning_curve.SIZES", (4, 12, 40))
    monkeypatch.setattr(tell_of_evaluation, "LEAST_CODES", 2)
    code(project, *PLACES)

    result = evaluated(
        project, "--learning-curve", "--folds", "3", "--suggester", "memory", "--suggester", "tfidf"
    )

    table = rows(result)
    assert list(table[0])[:4] == ["labels", "suggester", "runs", "macro_f1"]
    # 18 segments are there, 12 when a third is set aside.
    assert [(row["labels"], row["suggester"]) for row in table] == [
        *(("4", "memory"), ("4", "tfidf"), ("12", "memory"), ("12", "tfidf"))
    ]
    assert {row["average_precision"] for row in table if row["suggester"] == "memory"} == {"0.0"}
    assert "No figures for 40 labels" in result.stderr
