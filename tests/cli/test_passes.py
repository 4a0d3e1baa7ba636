"""Passes through the command line: what failed, what is kept, runs compared, suggestions explained."""

import csv
import io
import json
import shutil

from fitcode.store.project import open_project
from tests.support.outside import install_outside
from tests.support.studies import suggest_with


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def uid_of(run, quote):
    found = rows(run("suggestions", "list"))
    return next(row["uid"] for row in found if row["quote"].startswith(quote))


def edit_codebook(study, run, old, new):
    path = study / "codebooks" / "mini.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    run("codebook", "apply")


class TestSuggest:
    def test_what_fails_is_named_the_rest_is_stored_and_the_exit_code_says_so(
        self, study, run, tmp_path, monkeypatch
    ):
        install_outside(tmp_path, monkeypatch)
        with (study.parent / "radio.txt").open("w") as stream:
            stream.write("Q: And?\nA: The radio spoils our trust.\n")
        run("ingest", study.parent / "radio.txt")

        result = run("suggest", "-s", "rules", "-s", "broken", code=3)

        assert "radio: the suggester 'broken' raised RuntimeError: no luck today" in result.stderr
        assert len(rows(run("suggestions", "list"))) == 5
        assert rows(run("runs", "list"))[0]["faults"] == "1"
        (fault,) = json.loads(run("runs", "show", rows(run("runs", "list"))[0]["run"]).stdout)["faults"]
        assert fault.startswith("radio: the suggester 'broken'")
        assert "Looked at 1 transcript (2 unchanged)" in (
            run("suggest", "-s", "rules", "-s", "broken", code=3).stderr
        )

    def test_what_cannot_be_found_is_named_with_the_nearest(self, run, study):
        assert "Did you mean 'rules'?" in run("suggest", "-s", "rule", code=1).stderr
        assert "Did you mean 'trust'?" in run("suggest", "--only", "trusts", code=1).stderr

    def test_a_second_pass_counts_what_moved(self, study, run):
        run("suggest")
        edit_codebook(study, run, "weight: 0.8", "weight: 0.7")

        said = run("suggest").stderr

        assert "Looked at 2 transcripts (0 unchanged): 0 new suggestions, 2 with another score" in said
        assert "0 withdrawn" in said

    def test_jobs_and_executor_decide_nothing_but_the_time(self, study, run, tmp_path):
        other = shutil.copytree(study, tmp_path / "other")
        run("suggest", "--jobs", 2, "--executor", "processes")
        run("-C", other, "suggest", "--executor", "serial")

        def shown(*words):
            return [{**row, "run": ""} for row in rows(run(*words, "suggestions", "list"))]

        assert shown() == shown("-C", other)
        assert [row["executor"] for row in rows(run("runs", "list"))] == ["processes"]


class TestRuns:
    def test_two_runs_are_compared(self, study, run):
        run("suggest")
        edit_codebook(study, run, "phrase: spare part,", "phrase: spare parts never,")
        run("suggest")
        second, first = (row["run"] for row in rows(run("runs", "list")))

        compared = rows(run("runs", "show", first, second))

        assert [(row["only_in"] == first, row["quote"], row["status"]) for row in compared] == [
            (True, "Spare parts never come from MPOL.", "withdrawn"),
            (False, "Spare parts never come from MPOL.", "pending"),
            (True, "We have no spare parts.", "withdrawn"),
        ]
        as_json = json.loads(run("runs", "show", first[-8:], second, "--format", "json").stdout)
        assert len(as_json) == 3

    def test_a_run_says_what_it_was_made_with(self, study, run):
        run("suggest")
        (row,) = rows(run("runs", "list"))

        told = json.loads(run("runs", "show", row["run"]).stdout)

        assert told["suggesters"] == ["rules"]
        assert (told["models"], told["faults"], told["executor"]) == ({}, [], "serial")
        assert (told["settings"]["encoder"], told["codebook_versions"]) == ("use-multilingual", {"mini": 1})

    def test_a_run_that_is_none_is_named(self, study, run):
        run("suggest")
        (row,) = rows(run("runs", "list"))

        assert "ffffffff" in run("runs", "show", row["run"], "ffffffff", code=1).stderr


class TestAnnotations:
    def test_they_are_listed_and_what_left_goes(self, study, run):
        assert rows(run("annotations", "list")) == []
        run("suggest")

        (row,) = rows(run("annotations", "list"))
        assert (row["kind"], row["texts"]) == ("tokens", "2")
        assert row["maker"].startswith("tokens: en, spacy 3.")

        assert "models: 0" in run("annotations", "prune").stderr
        run("transcripts", "remove", "ben", "--yes")
        assert "models: 1" in run("annotations", "prune").stderr
        assert rows(run("annotations", "list"))[0]["texts"] == "1"
        run("annotations", "prune", "--all")
        assert rows(run("annotations", "list")) == []

    def test_the_next_pass_does_not_miss_them(self, study, run):
        run("suggest")
        before = run("suggestions", "list").stdout
        run("annotations", "prune", "--all")

        run("suggest", "--all")

        assert run("suggestions", "list").stdout == before

    def test_models_that_nothing_rests_on_go_too(self, study, run):
        run("suggest")
        with open_project(study) as project, project.writing("test", coder="ines"):
            project.connection.execute(
                "INSERT INTO models (suggester, fingerprint, facts, content, made_at)"
                " VALUES ('semantic', 'gone', '{}', x'00', '')"
            )

        assert "models: 1" in run("annotations", "prune").stderr
        assert "models: 0" in run("annotations", "prune").stderr

    def test_they_enter_no_export(self, study, run):
        run("suggest")
        run("export", "csv", "--out", study.parent / "out")

        assert not list((study.parent / "out").rglob("annotations*"))


class TestExplain:
    def test_what_stands_is_said_to_stand(self, study, run):
        run("suggest")

        page = run("suggestions", "explain", uid_of(run, "Spare parts")).stdout

        assert "Spare parts never come from MPOL.\n^^^^^^^^^^^\n" in page
        assert "score: rules 0.80\n" in page
        assert "Made again now: it stands, as it was.\n" in page

    def test_what_nobody_would_suggest_now_is_said_to_be_gone(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_codebook(study, run, "phrase: spare part,", "phrase: spare wheel,")

        page = run("suggestions", "explain", uid).stdout

        assert "Made again now: nobody suggests it any more.\n" in page
        assert "Since then changed: mini is at version 2, 1 then (patterns of spare-parts).\n" in page

    def test_another_score_is_told(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_codebook(study, run, "weight: 0.8", "weight: 0.3")

        page = run("suggestions", "explain", uid).stdout

        assert "Made again now: it stands, with score 0.80 then, 0.30 now" in page

    def test_a_code_that_left_is_named(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_codebook(study, run, "id: spare-parts", "id: spares")

        page = run("suggestions", "explain", uid).stdout

        assert "Made again now: this cannot be done." in page
        assert "spare-parts" in page

    def test_what_was_decided_is_explained_like_the_rest(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        run("suggestions", "reject", uid)

        page = run("suggestions", "explain", uid).stdout

        assert "rejected" in page
        assert "decided by: ines" in page
        assert "it stands, as it was." in page

    def test_a_model_that_is_no_longer_kept_is_no_reason_to_fail(self, study, run):
        run("suggest")
        for row in rows(run("suggestions", "list"))[:3]:
            run("suggestions", "reject", row["uid"])
        run("suggest", "--all")
        with open_project(study) as project, project.writing("test", coder="ines"):
            project.connection.execute("DELETE FROM models")
            project.connection.execute("UPDATE facts SET value = value")

        result = run("suggestions", "explain", rows(run("suggestions", "list"))[0]["uid"])

        assert "Made again now: " in result.stdout

    def test_nothing_is_written_by_looking(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        before = (study / "fitcode.db").stat().st_mtime_ns

        run("suggestions", "explain", uid)

        assert (study / "fitcode.db").stat().st_mtime_ns == before


def test_the_three_suggesters_that_ship_say_the_same_wherever_they_work(study, run, tmp_path):
    suggest_with(study, "rules", "semantic", "learned")
    other = shutil.copytree(study, tmp_path / "other")

    run("suggest")
    run("-C", other, "suggest", "--jobs", 2, "--executor", "processes")

    found = rows(run("suggestions", "list"))
    assert [{**row, "run": ""} for row in found] == [
        {**row, "run": ""} for row in rows(run("-C", other, "suggestions", "list"))
    ]
    assert {row["suggester"] for row in found} == {"rules+semantic", "semantic"}
    page = run("suggestions", "explain", uid_of(run, "Spare parts")).stdout
    assert "score: rules 0.80, semantic " in page
    assert "Made again now: it stands, as it was.\n" in page
    assert "Nothing to do" in run("suggest").stderr


def test_the_words_that_carry_a_likeness_are_underlined(study, run):
    run("suggest", "-s", "rules", "-s", "semantic", "--min-score", "0.01", "--all")
    found = [
        row
        for row in rows(run("suggestions", "list", "--status", "pending"))
        if row["reason"].startswith("like the")
    ]

    told = run("suggestions", "explain", found[0]["uid"]).stdout

    assert "near in meaning to" in told
    assert "^^" in told
    assert "it stands, as it was" in told
