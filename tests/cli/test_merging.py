"""copy, merge and conflicts as commands."""

import json
import shutil

import pytest


@pytest.fixture
def copy(run, study):
    """A copy for another coder in which something was coded."""
    run("copy", "--for", "zoe", "--out", study / "zoe")
    run("-C", study / "zoe", "--as", "zoe", "codings", "add", "ana", "40:60", "--code", "trust")
    return study / "zoe"


def rows(run, *words):
    return json.loads(run(*words, "--format", "json").stdout)


def test_a_copy_says_what_it_holds_and_who_codes_in_it(run, study):
    made = run("copy", "--for", "zoe", "--out", study / "zoe")

    assert made.stdout == ""
    assert "for zoe: 2 transcripts, 2 cases, 4 codes" in made.stderr
    assert rows(run, "-C", study / "zoe", "codings", "list") == []


def test_a_dry_run_and_the_merge_show_the_same_table(run, study, copy):
    tried = run("merge", copy, "--dry-run", "--format", "csv")
    merged = run("merge", copy, "--format", "csv")

    assert tried.stdout == merged.stdout
    assert "codings,zoe,1,0,0,0" in merged.stdout
    assert "leave --dry-run out" in tried.stderr
    assert [row["coder"] for row in rows(run, "codings", "list")].count("zoe") == 1


def test_merging_again_is_an_empty_table_with_a_note(run, study, copy):
    run("merge", copy)

    again = run("merge", copy, "--format", "csv")

    assert again.stdout == "noun,coder,added,changed,removed,conflicting\n"
    assert "Nothing new in it." in again.stderr


def test_undo_takes_a_merge_back(run, study, copy):
    before = rows(run, "codings", "list")
    run("merge", copy)

    run("undo")

    assert rows(run, "codings", "list") == before


@pytest.fixture
def conflict(run, study):
    """A conflict: one coding changed in two projects."""
    uid = run("codings", "add", "ana", "40:60", "--code", "trust").stdout.strip()
    shutil.copytree(study, study.parent / "other")
    run("codings", "change", uid, "--valence", "fit")
    run("-C", study.parent / "other", "codings", "change", uid, "--valence", "misfit")
    merged = run("merge", study.parent / "other")
    assert "see them with fitcode conflicts list" in merged.stderr
    return uid


def test_a_conflict_is_listed_an_option_a_row_and_decided(run, conflict):
    listed = rows(run, "conflicts", "list")
    assert [(row["option"], row["says"]) for row in listed] == [(1, "valence: misfit"), (2, "valence: fit")]
    assert rows(run, "codings", "list")[0]["valence"] == "misfit"

    told = run("conflicts", "decide", listed[0]["conflict"][:8], "--take", "2")

    assert "Decided: 1 conflict." in told.stderr
    assert rows(run, "codings", "list")[0]["valence"] == "fit"
    assert rows(run, "conflicts", "list") == []


def test_an_unknown_conflict_is_refused(run, study):
    refused = run("conflicts", "decide", "deadbeef", "--take", "1", code=1)

    assert "fitcode conflicts" in refused.stderr


def test_the_very_project_is_refused_with_the_way_out(run, study):
    refused = run("merge", study, code=1)

    assert "this very project" in refused.stderr
    assert "Name the folder of the copy" in refused.stderr
