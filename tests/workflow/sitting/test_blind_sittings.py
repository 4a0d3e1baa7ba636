"""Screens in a blind round, without a screen: what a coder finds on the page and in the queue."""

import pytest

from fitcode.store.memos import list_memos
from fitcode.store.suggestions import list_suggestions
from fitcode.workflow.rounds.open_round import RoundPlan, open_round
from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.sitting.review_suggestions import ReviewSitting
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import (
    add_coder,
    add_transcript,
    code,
    codings_of,
    new_project,
    run_pass,
    suggestion,
)


@pytest.fixture
def folder(tmp_path):
    """A blind round for ines and tomas, in which ines has coded and decided."""
    with new_project(tmp_path / "study") as project:
        add_transcript(project, "ANA: They let me go. The fuel ran dry. We walked home.", name="ana")
        run_pass(
            project,
            {
                "ana": [
                    suggestion(project, "ana", "They let me go."),
                    suggestion(project, "ana", "The fuel ran dry.", "fit/fuel"),
                ]
            },
        )
        for name in ("tomas", "anna"):
            add_coder(project, name)
        code(project, "ana", "We walked home.", "layoff", memo="inesmemo")
        first, second = map(str, list_suggestions(project).column("uid"))
    with open_workspace(tmp_path / "study", coder="ines") as workspace:
        accept_suggestions(workspace, [first])
        reject_suggestions(workspace, [second], memo="inesmemo")
        open_round(workspace, RoundPlan(name="pilot", coders=("ines", "tomas")))
    return tmp_path / "study"


@pytest.fixture
def as_tomas(folder):
    with open_workspace(folder, coder="tomas") as workspace:
        yield workspace


def coding(workspace):
    sitting = CodingSitting(workspace)
    sitting.open("ana")
    return sitting


def test_the_coding_screen_shows_no_others_codings(as_tomas):
    sitting = coding(as_tomas)

    assert sitting.codings == []
    assert [one.codings for one in sitting.transcripts] == [0]


def test_what_another_decided_waits_in_the_queue_and_nothing_tells_how(as_tomas):
    sitting = ReviewSitting(as_tomas)

    assert [one.quote for one in sitting.queued()] == ["They let me go.", "The fuel ran dry."]
    assert sitting.codings == []
    assert sitting.progress.decided_in_all == 0


def test_decisions_at_the_screen_are_his_own_and_can_be_taken_back(folder, as_tomas):
    sitting = ReviewSitting(as_tomas)
    sitting.reject("tomasmemo")
    sitting.accept()
    assert sitting.queued() == []

    sitting.undo()

    assert [one.code for one in sitting.queued()] == ["fuel"]
    with open_workspace(folder, coder="anna") as outside:
        records = list(list_suggestions(outside.project).records())
        assert [(one["status"], one["decided_by"]) for one in records] == [
            ("accepted", "ines"),
            ("rejected", "ines"),
        ]
        assert len(list_memos(outside.project).rows) == 2


def test_what_others_do_meanwhile_is_not_told(folder, as_tomas):
    sitting = coding(as_tomas)

    with open_workspace(folder, coder="ines") as other:
        code(other.project, "ana", "The fuel ran dry.", "fuel")

    assert sitting.notice() in (None, [])
    assert sitting.codings == []


def test_a_coding_made_at_the_screen_appears_and_others_do_not(as_tomas):
    sitting = ReviewSitting(as_tomas)

    sitting.accept()

    assert codings_of(as_tomas.project) == ["layoff: They let me go."]
    assert [one.coder for one in sitting.codings] == ["tomas"]
