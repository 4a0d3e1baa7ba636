"""What training reads of a project: which suggestions were right, and what of it all has changed."""

import pytest

from fitcode.domain.coding import CodingChange
from fitcode.store.codebooks import apply_codebook
from fitcode.store.codings import change_coding, remove_codings
from fitcode.store.decisions import accept_suggestion, reject_suggestion
from fitcode.store.suggestions import list_suggestions
from fitcode.store.training import (
    coding_digest,
    decided_evidence,
    decision_digest,
    text_digest,
)
from tests.support.projects import add_transcript, code, codebook_of, run_pass, suggestion


@pytest.fixture
def project(project):
    """The codes layoff, redundancy below it, and fuel; one suggestion of layoff."""
    apply(project, "layoff", "layoff>redundancy", "fuel")
    add_transcript(project, "ANA: They let me go. No fuel left. Six of us.")
    run_pass(project, {"ana": [suggestion(project, "ana", "let me go", "fit/layoff")]})
    return project


def apply(project, *codes):
    with project.writing("codebook apply", coder="ines"):
        apply_codebook(project, codebook_of(*codes), file_text="")


def accept(project, **changes):
    (uid,) = list_suggestions(project).column("uid")
    change = CodingChange.model_validate(changes) if changes else None
    with project.writing("suggestions accept", coder="ines"):
        return accept_suggestion(project, str(uid), coder="ines", changes=change)


def judged(project):
    return [one.is_right for one in decided_evidence(project)]


@pytest.mark.parametrize(
    ("changes", "is_right"),
    [
        ({}, True),
        ({"valence": "misfit"}, True),
        ({"code": "redundancy"}, True),
        ({"code": "fuel"}, False),
    ],
    ids=["accepted", "another field", "a code below it", "another code"],
)
def test_a_suggestion_was_right_where_its_coding_has_its_code_or_one_below(project, changes, is_right):
    accept(project, **changes)

    assert judged(project) == [is_right]


def test_what_was_suggested_below_and_coded_above_was_not_right(project):
    run_pass(project, {"ana": [suggestion(project, "ana", "Six of us", "fit/redundancy")]})
    uid = next(str(row["uid"]) for row in list_suggestions(project).records() if row["code"] == "redundancy")

    with project.writing("suggestions accept", coder="ines"):
        accept_suggestion(project, uid, coder="ines", changes=CodingChange(code="layoff"))

    assert judged(project) == [False]


def test_a_rejected_suggestion_was_not_right(project):
    (uid,) = list_suggestions(project).column("uid")
    with project.writing("suggestions reject", coder="ines"):
        reject_suggestion(project, str(uid), coder="ines")

    assert judged(project) == [False]


def test_the_coding_is_asked_as_it_is_now(project):
    uid = accept(project)

    with project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange(code="fuel"))
    assert judged(project) == [False]

    with project.writing("codings remove", coder="ines"):
        remove_codings(project, [uid])
    assert judged(project) == []


def test_a_code_that_left_the_codebook_was_neither_right_nor_wrong(project):
    uid = accept(project)
    with project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange(code="fuel"))

    apply(project, "fuel")

    assert judged(project) == []


@pytest.mark.parametrize(
    "changes", [{"valence": "misfit"}, {"code": "layoff"}, {"end": 27}], ids=["valence", "code", "end"]
)
def test_a_changed_coding_is_the_same_thing_that_says_another(project, changes):
    uid = code(project, "ana", "No fuel", "fuel")
    before = coding_digest(project)

    with project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange.model_validate(changes))

    after = coding_digest(project)
    assert before.keys() == after.keys()
    assert before != after


def test_a_decision_says_another_thing_when_its_coding_changes_or_goes(project):
    uid = accept(project)
    said = [decision_digest(project)]

    with project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange(code="fuel"))
    said.append(decision_digest(project))
    with project.writing("codings remove", coder="ines"):
        remove_codings(project, [uid])
    said.append(decision_digest(project))

    assert {tuple(one) for one in said} == {tuple(said[0])}
    assert len({tuple(one.values()) for one in said}) == 3


def test_every_transcript_is_one_text(project):
    add_transcript(project, "BEN: Nothing.", name="ben")

    assert len(text_digest(project)) == 2
