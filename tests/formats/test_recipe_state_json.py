"""What a run has made: it comes back as it was noted, and what is not ours is nothing."""

import pytest

from fitcode.domain.recipe import RecipeState, StepRecord, StepStatus
from fitcode.formats.recipe_state_json import parse_state, state_text


def test_a_state_comes_back_as_it_was():
    state = RecipeState(
        latest_deed=7,
        steps={"tally": StepRecord(status=StepStatus.partly, basis={"codings": "ab"})},
        outputs={"tables/é.csv": "cd", "fit.svg": ""},
    )

    assert parse_state(state_text(state)) == state


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"form": 2}', "null", "[" * 100_000),
        '{"form": 1, "latest_deed": "x", "steps": {}, "outputs": {}}',
        '{"form": 1, "latest_deed": 1, "steps": {"a": 3}, "outputs": {}}',
        '{"form": 1, "latest_deed": 1, "steps": {"a": {"status": "lost", "basis": {}}}, "outputs": {}}',
        '{"form": 1, "latest_deed": 1, "steps": {}, "outputs": []}',
    ],
)
def test_what_cannot_be_read_is_nothing(text):
    assert parse_state(text) is None
