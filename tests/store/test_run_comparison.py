"""Two runs compared: what stood after one of them and not after the other."""

import pytest

from fitcode.errors import UnknownRun
from fitcode.store.run_comparison import COLUMNS, compare_runs
from fitcode.store.runs import get_run, list_runs, start_run
from tests.support.projects import add_transcript, run_pass, run_start, suggestion


@pytest.fixture
def ana(project):
    return add_transcript(project, "ANA: They let me go. No fuel left.")


def test_runs_are_compared_by_what_they_left_behind(project, ana):
    layoff, fuel = suggestion(project, ana, "let me go"), suggestion(project, ana, "No fuel", "fit/fuel")
    run_pass(project, {ana: [layoff]}, fingerprint="f1")
    run_pass(project, {ana: [fuel]}, fingerprint="f2")
    second, first = [str(run) for run in list_runs(project).column("run")]

    table = compare_runs(project, first, second)

    assert table.columns == COLUMNS
    assert [(row["only_in"], row["code"], row["quote"], row["status"]) for row in table.records()] == [
        (first, "layoff", "let me go", "withdrawn"),
        (second, "fuel", "No fuel", "pending"),
    ]
    assert [row["code"] for row in compare_runs(project, second, first).records()] == ["layoff", "fuel"]
    assert compare_runs(project, first, first).rows == []


def test_a_run_that_read_some_transcripts_is_compared_as_the_whole_project(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "let me go")]}, fingerprint="f1")
    ben = add_transcript(project, "BEN: Six of us.", name="ben")
    run_pass(project, {ben: [suggestion(project, ben, "Six of us")]}, fingerprint="f2")
    second, first = [str(run) for run in list_runs(project).column("run")]

    (row,) = compare_runs(project, first, second).records()

    assert (row["only_in"], row["transcript"], row["quote"]) == (second, "ben", "Six of us")


def test_what_comes_and_goes_and_comes_back_is_in_both(project, ana):
    layoff = suggestion(project, ana, "let me go")
    for made in ([layoff], [], [layoff]):
        run_pass(project, {ana: made})
    third, second, first = [str(run) for run in list_runs(project).column("run")]

    assert compare_runs(project, first, third).rows == []
    assert [row[0] for row in compare_runs(project, second, third).rows] == [third]


def test_a_run_keeps_what_it_left_whatever_later_runs_do(project, ana):
    layoff, fuel = suggestion(project, ana, "let me go"), suggestion(project, ana, "No fuel", "fit/fuel")
    run_pass(project, {ana: [layoff, fuel]}, fingerprint="f1")
    before = list_runs(project).narrowed(("suggestions", "new", "withdrawn")).rows
    ben = add_transcript(project, "BEN: Six of us.", name="ben")
    run_pass(project, {ben: [suggestion(project, ben, "Six of us")]}, fingerprint="f1")
    run_pass(project, {ana: [layoff]}, fingerprint="f1")

    counts = list_runs(project).narrowed(("suggestions", "new", "withdrawn")).rows

    assert before == [(2, 2, 0)]
    assert counts == [(2, 0, 1), (3, 1, 0), (2, 2, 0)]
    first = get_run(project, str(list_runs(project).column("run")[-1]))
    assert (first.suggestions, first.new, first.withdrawn) == (2, 2, 0)


def test_a_run_began_when_it_is_told_that_it_began(project):
    with project.writing("suggest", coder="ines"):
        start_run(project, run_start(project)._replace(started_at="2026-01-01T00:00:00Z"))

    assert list_runs(project).column("started_at") == ["2026-01-01T00:00:00Z"]


def test_runs_may_be_called_by_the_end_of_their_uid(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "let me go")]})
    (uid,) = list_runs(project).column("run")

    assert compare_runs(project, str(uid)[-8:], str(uid)).rows == []


def test_a_run_that_is_none_is_named(project, ana):
    run_pass(project, {ana: []})
    (uid,) = list_runs(project).column("run")

    with pytest.raises(UnknownRun, match="ffffffff"):
        compare_runs(project, str(uid), "ffffffff")
