"""``suggestions list`` and ``reject``: what waits, who proposed it, and why it was turned down."""

import csv
import io
import json

import pytest

from fitcode.store.project import open_project
from tests.cli.test_passes import edit_codebook
from tests.support.projects import run_pass, suggestion

PASS = "rules+semantic+learned"


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def suggested(study):
    """Three suggestions of one pass: by two suggesters, by one, and by an outside one."""
    with open_project(study) as project:

        def made(quote, score, evidence, **fields):
            return suggestion(
                project,
                "ana",
                quote,
                "mini/trust",
                score=score,
                suggester=f"{PASS}+echo",
                evidence={**evidence, "raw": score},
                **fields,
            )

        parts = {"rules": 0.6, "semantic": 0.2, "learned": 0.1}
        run_pass(
            project,
            {
                "ana": [
                    made(
                        "trust each other",
                        0.6,
                        {"rules": [{"id": "r1"}], "semantic": {"z": 1}, "parts": parts},
                        about="mistral/force",
                        counterpart="mistral/recce",
                        valence="fit",
                    ),
                    made("Spare parts", 0.3, {"learned": {}, "parts": parts}, about="mistral/police"),
                    made("Nobody", 0.1, {"parts": {"semantic": 0.1, "echo": 0.4}}),
                ]
            },
        )


def quotes(run, *options):
    return [row["quote"] for row in rows(run("suggestions", "list", *options))]


@pytest.mark.usefixtures("suggested")
class TestStatus:
    def test_those_that_wait_are_listed_and_the_others_told(self, run):
        listed = rows(run("suggestions", "list"))
        run("suggestions", "reject", listed[0]["uid"])

        result = run("suggestions", "list")

        assert [row["quote"] for row in rows(result)] == ["Spare parts", "Nobody"]
        assert "left out: 1 rejected. --status all lists them too." in result.stderr
        assert len(quotes(run, "--status", "all")) == 3
        assert quotes(run, "--status", "rejected") == ["trust each other"]
        assert len(quotes(run, "--status", "rejected", "--status", "pending")) == 3

    def test_the_listed_uids_can_all_be_rejected(self, run):
        run("suggestions", "reject", rows(run("suggestions", "list"))[0]["uid"])
        listed = run("suggestions", "list", "-f", "jsonl").stdout.splitlines()

        uids = "\n".join(json.loads(line)["uid"] for line in listed)

        assert "Rejected 2 suggestions." in run("suggestions", "reject", "-", input=uids).stderr

    def test_nothing_is_told_where_nothing_is_left_out(self, run):
        assert "left out" not in run("suggestions", "list").stderr


@pytest.mark.usefixtures("suggested")
class TestFilters:
    def test_each_narrows_the_list(self, run):
        assert quotes(run, "--min-score", "0.3") == ["trust each other", "Spare parts"]
        assert quotes(run, "--about", "force") == ["trust each other"]
        assert quotes(run, "--counterpart", "recce") == ["trust each other"]
        assert quotes(run, "--valence", "fit") == ["trust each other"]
        assert quotes(run, "--rule", "r1") == ["trust each other"]
        assert quotes(run, "--rule", "r2") == []
        assert quotes(run, "--about", "police", "--min-score", "0.5") == []

    def test_a_suggester_is_one_that_proposed(self, run):
        assert quotes(run, "--suggester", "rules") == ["trust each other"]
        assert quotes(run, "--suggester", "semantic") == ["trust each other"]
        assert quotes(run, "--suggester", "learned") == ["Spare parts"]
        assert quotes(run, "--suggester", "echo") == ["Nobody"]
        assert "Did you mean 'rules'?" in run("suggestions", "list", "--suggester", "rule", code=1).stderr


@pytest.mark.usefixtures("suggested")
def test_the_column_suggester_names_those_that_proposed_in_the_order_of_the_pass(run):
    listed = {row["quote"]: row["suggester"] for row in rows(run("suggestions", "list"))}

    assert listed == {"trust each other": "rules+semantic", "Spare parts": "learned", "Nobody": "echo"}


@pytest.mark.usefixtures("suggested")
def test_a_reason_for_rejecting_is_kept_and_shown(run):
    uid = rows(run("suggestions", "list"))[0]["uid"]

    run("suggestions", "reject", uid, "--memo", "said of the film")

    (row,) = rows(run("suggestions", "list", "--status", "rejected"))
    assert row["memo"] == "said of the film"
    (memo,) = rows(run("memos", "list", "--on", "suggestion"))
    assert (memo["target_name"], memo["text"], memo["coder"]) == (uid, "said of the film", "ines")


def test_statistics_by_rule_show_the_words_of_patterns_in_force(study, run):
    run("suggest")

    found = {row["code"]: row["pattern"] for row in rows(run("suggestions", "stats", "--by", "rule"))}
    edit_codebook(study, run, "phrase: spare part,", "phrase: wheel, unless: [cart],")
    gone = {row["code"]: row["pattern"] for row in rows(run("suggestions", "stats", "--by", "rule"))}

    assert found["spare-parts"] == "spare part"
    assert gone["spare-parts"] == ""
