"""What ``suggest`` tells beside its counts: edits not applied, suggesters left out, languages, schedulers."""

import csv
import io
import json
import socket

import pytest

from fitcode.errors import FitcodeError
from fitcode.workflow.suggesting import suggest_codes as suggesting
from tests.support.studies import suggest_with


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def edit(study, old, new):
    path = study / "codebooks" / "mini.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


class TestUnappliedEdits:
    def test_are_told_with_the_command_that_applies_them(self, study, run):
        run("suggest")
        edit(study, "weight: 0.8", "weight: 0.7")

        told = run("suggest").stderr

        assert "codebooks/mini.yaml has edits that are not in force yet: fitcode codebook apply mini" in told
        run("codebook", "apply", "mini")
        assert "mini.yaml" not in run("suggest").stderr

    def test_a_comment_is_no_edit_and_a_mistake_is_told(self, study, run):
        edit(study, "id: mini", "# a remark\nid: mini")
        assert "mini.yaml" not in run("suggest").stderr

        edit(study, "id: mini", "idd: mini")
        assert "codebooks/mini.yaml has mistakes" in run("suggest").stderr


class TestFewerSuggesters:
    def test_what_was_withdrawn_is_explained_and_how_to_have_it_again(self, study, run):
        suggest_with(study, "rules", "semantic")
        run("suggest", "--min-score", "0.01")

        told = run("suggest", "-s", "rules").stderr

        assert "semantic took no part" in told
        assert "scores below" in told
        assert "To have the others again: fitcode suggest --min-score 0.01" in told
        before = len(rows(run("suggestions", "list")))
        assert "took no part" not in run("suggest", "--min-score", "0.01").stderr
        assert len(rows(run("suggestions", "list"))) > before

    def test_a_pass_that_withdraws_for_other_reasons_says_nothing_of_it(self, study, run):
        run("suggest")
        edit(study, "phrase: spare part,", "phrase: spare wheel,")
        run("codebook", "apply")

        told = run("suggest").stderr

        assert "2 withdrawn" in told
        assert "again:" not in told


class TestLanguages:
    def test_one_without_patterns_is_named_once_with_its_transcripts(self, study, run):
        for name in ("ana", "ben"):
            run("transcripts", "language", name, "ar")

        told = run("suggest").stderr

        assert told.count("No patterns for ar: ana, ben; nothing was looked for.") == 1
        assert "No patterns" not in run("suggest").stderr

    def test_with_other_suggesters_meaning_alone_was_used(self, study, run):
        suggest_with(study, "rules", "semantic")
        run("transcripts", "language", "ben", "ar")

        assert "No patterns for ar: ben; only meaning was used." in run("suggest").stderr

    def test_one_that_spacy_does_not_know_is_doubted_and_stored(self, study, run):
        assert "spaCy knows no language 'qq'" in run("transcripts", "language", "ana", "qq").stderr
        assert "spaCy" not in run("transcripts", "language", "ana", "fr").stderr


class TestScheduler:
    def test_one_that_does_not_answer_is_told_before_anything_is_read_and_leaves_no_run(
        self, study, run, monkeypatch
    ):
        monkeypatch.setattr("fitcode.batch.dask_connection.ANSWER_WITHIN", 0.2)
        monkeypatch.setattr(suggesting, "keep_readings", lambda *_args, **_how: pytest.fail("it read"))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]

        told = run("suggest", "--scheduler", f"tcp://127.0.0.1:{port}", code=1).stderr

        assert "No Dask scheduler answers" in told
        assert rows(run("runs", "list")) == []

    def test_an_address_that_is_none_is_refused(self):
        from fitcode.batch.dask_connection import require_scheduler

        with pytest.raises(FitcodeError, match="No Dask scheduler answers"):
            require_scheduler("ftp://here")


def test_a_run_began_when_the_command_did(study, run, monkeypatch):
    times = iter([f"2026-01-01T00:00:{second:02}Z" for second in range(60)])
    monkeypatch.setattr(suggesting, "now", lambda: next(times))

    run("suggest")

    (row,) = rows(run("runs", "list"))
    assert row["started_at"] == "2026-01-01T00:00:00Z"
    assert json.loads(run("runs", "show", row["run"]).stdout)["started_at"] == row["started_at"]


@pytest.mark.parametrize("name", ["out.xlsx", "out.SAV", "out.dta", "out.parquet", "out.ods"])
def test_out_is_refused_where_its_name_promises_another_format(study, run, name):
    for command in (("suggestions", "list"), ("tally",), ("codebook", "show")):
        told = run(*command, "--out", name, code=2).stderr

        assert ".csv, .tsv, .json, .jsonl, .md" in told
    assert not (study / name).exists()
