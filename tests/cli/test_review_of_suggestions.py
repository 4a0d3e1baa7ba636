"""Reviewing suggestions in an order of one's choice, and reading what became of them."""

import json

import pytest

from fitcode.store.project import open_project
from tests.support.projects import run_pass, suggestion

SCORES = {"trust": 0.55, "Spare parts": 0.95, "Nobody": 0.1, "reads it": 0.7}


@pytest.fixture
def suggested(study):
    with open_project(study) as project:
        made = [
            suggestion(
                project, "ana", quote, "mini/trust", score=score, evidence={"rules": [{"id": "trust"}]}
            )
            for quote, score in SCORES.items()
        ]
        run_pass(project, {"ana": made})


def quotes(result):
    return [json.loads(line)["quote"] for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("suggested")
class TestList:
    def test_the_order_is_chosen_and_the_limit_comes_after_it(self, run):
        def listed(*options):
            return quotes(run("suggestions", "list", "-f", "jsonl", *options))

        assert listed() == listed("--order", "place") == ["trust", "Spare parts", "Nobody", "reads it"]
        assert listed("--order", "certain", "--limit", 2) == ["Spare parts", "reads it"]
        assert listed("--order", "uncertain", "-n", 1) == ["trust"]
        assert listed("--order", "random", "--seed", 5) == listed("--order", "random", "--seed", 5)
        assert sorted(listed("--order", "mix")) == sorted(SCORES)

    def test_an_unknown_order_is_wrong_usage(self, run):
        assert "'best'" in run("suggestions", "list", "--order", "best", code=2).stderr


@pytest.mark.usefixtures("suggested")
class TestStats:
    def test_by_code_with_what_still_waits(self, run):
        (uid, *_rest) = (
            json.loads(line)["uid"] for line in run("suggestions", "list", "-f", "jsonl").stdout.splitlines()
        )
        run("suggestions", "accept", uid)

        result = run("suggestions", "stats", "--format", "json")

        (row,) = json.loads(result.stdout)
        assert list(row)[:9] == [
            *("code", "suggester", "pending", "accepted", "amended", "rejected", "precision", "low", "high")
        ]
        assert (row["code"], row["pending"], row["accepted"], row["precision"]) == ("trust", 3, 1, 1)
        assert row["expected_pending"] == pytest.approx(0.95 + 0.1 + 0.7)
        assert "3 pending, of which 2 (" in result.stderr

    def test_by_rule_and_by_suggester(self, run):
        rule = run("suggestions", "stats", "--by", "rule").stdout.splitlines()
        suggester = run("suggestions", "stats", "--by", "suggester").stdout.splitlines()

        assert rule == [
            "code,rule,pattern,pending,accepted,amended,rejected,precision,low,high",
            "trust,trust,,4,0,0,0,,,",
        ]
        assert suggester[1] == "rules,4,0,0,0,,,"
