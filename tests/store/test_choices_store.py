"""Choices: a parent that asks for one child per segment is heard, and nothing is refused for it."""

import pytest

from fitcode.domain.codebook import Code, Codebook
from fitcode.store.choices import several_chosen
from fitcode.store.codebooks import apply_codebook
from tests.support.projects import add_transcript, code

MATRIX = Codebook(
    id="matrix",
    name="Coherence matrix",
    codes=(
        Code(id="level", name="Level", choose_one=True),
        Code(id="unity", name="Unity", parent="level"),
        Code(id="full-unity", name="Full unity", parent="unity"),
        Code(id="rivalry", name="Rivalry", parent="level"),
        Code(id="topic", name="Topic"),
        Code(id="fuel-topic", name="Fuel", parent="topic"),
        Code(id="food-topic", name="Food", parent="topic"),
    ),
)


@pytest.fixture
def study(project):
    with project.writing("codebook apply", coder="ines"):
        apply_codebook(project, MATRIX, file_text="")
    add_transcript(project, "ANA: We are as one. We fight.", name="ana")
    return project


def told(project, *uids):
    return [str(one) for one in several_chosen(project, uids)]


def test_a_second_choice_on_a_segment_is_told(study):
    first = code(study, "ana", "as one", "rivalry")
    second = code(study, "ana", "We are", "unity")

    assert told(study, second) == [
        "ana, segment 0: ines chose unity and rivalry; 'level' asks for one of its codes per segment."
    ]
    assert told(study, first, second) == told(study, second)


def test_a_coding_that_reaches_into_a_coded_segment_is_told_for_that_segment(study):
    code(study, "ana", "fight", "rivalry")

    assert [one.segment for one in several_chosen(study, [code(study, "ana", "one. We", "unity")])] == [1]


@pytest.mark.parametrize(
    ("quote", "one", "coder"),
    [
        ("fight", "unity", "ines"),
        ("as one", "full-unity", "ines"),
        ("as one", "level", "ines"),
        ("as one", "fuel-topic", "ines"),
        ("as one", "rivalry", "omar"),
    ],
    ids=["another segment", "below the same child", "the parent itself", "another parent", "another coder"],
)
def test_what_is_no_second_choice_is_not_told(study, quote, one, coder):
    code(study, "ana", "as one", "unity")
    code(study, "ana", "as one", "food-topic")

    assert told(study, code(study, "ana", quote, one, coder=coder)) == []


def test_what_was_there_before_is_not_told_again(study):
    code(study, "ana", "as one", "unity")
    code(study, "ana", "as one", "rivalry")

    assert told(study, code(study, "ana", "fight", "unity")) == []
