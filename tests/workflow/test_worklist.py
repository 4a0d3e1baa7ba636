"""The worklist: what was coded under another definition than that in force, and what confirming it does."""

from typing import Any

import pytest

from fitcode.domain.codebook import Pattern
from fitcode.errors import FitcodeError, UnknownCoder, UnknownCoding
from fitcode.store.coding_reads import get_coding, list_codings
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.worklist.confirm_codings import confirm_codings, confirm_worklist
from fitcode.workflow.worklist.list_worklist import list_worklist
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.redefined import CHIEFS, FUEL, STAFF, apply_codes, redefined_study


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(redefined_study(tmp_path / "study"), coder="ines") as opened:
        yield opened


def listed(workspace: Workspace, **asked: Any) -> list[str]:
    """What is on the worklist, as ``code: quote``."""
    table = list_worklist(workspace, **asked)
    return [f"{row['code']}: {row['quote']}" for row in table.records()]


def version_of(workspace: Workspace, quote: str) -> int:
    """The codebook version that a passage of ines's is coded under."""
    rows = list_codings(workspace.project, coder="ines").records()
    return next(int(str(row["codebook_version"])) for row in rows if row["quote"] == quote)


def uid_of(workspace: Workspace, quote: str) -> str:
    rows = list_codings(workspace.project).records()
    return next(str(row["uid"]) for row in rows if row["quote"] == quote)


class TestWhatIsListed:
    def test_ones_own_codings_of_a_code_that_says_something_else_now(self, workspace):
        assert listed(workspace) == ["fuel: The fuel came late.", "fuel: No fuel."]

    def test_what_the_code_said_and_what_it_says_now(self, workspace):
        (row, _) = list_worklist(workspace).records()

        assert (row["made_under"], row["in_force"], row["changed"]) == (1, 2, ["use_when"])
        assert row["said_before"] == "use when: It is late."
        assert row["says_now"] == "use when: It is late or lost."

    def test_another_coders_where_they_are_named(self, workspace):
        assert listed(workspace, coders=["tomas"]) == ["fuel: fuel"]
        assert len(listed(workspace, coders=["tomas", "ines"])) == 3
        with pytest.raises(UnknownCoder):
            listed(workspace, coders=["thomas"])

    def test_one_transcript_or_a_code_with_those_below_it(self, workspace):
        apply_codes(workspace.project, FUEL, STAFF.model_copy(update={"name": "People"}), CHIEFS)
        renamed = CHIEFS.model_copy(update={"definition": "Who leads."})
        apply_codes(workspace.project, FUEL, STAFF.model_copy(update={"name": "People"}), renamed)

        assert listed(workspace, code="staff") == ["staff: Six of us left.", "chiefs: The chief."]
        assert listed(workspace, transcript="ben") == ["chiefs: The chief."]

    def test_a_definition_that_came_back_leaves_nothing_to_look_at(self, workspace):
        apply_codes(workspace.project, FUEL, STAFF, CHIEFS)

        assert listed(workspace) == []
        assert "under an earlier definition" in list_worklist(workspace).notes[0]

    def test_no_coding_whose_code_only_got_patterns_a_colour_or_examples_for_machines(self, workspace):
        said = {
            "patterns": (Pattern(id="p", phrase="staff"),),
            "colour": "red",
            "more_examples": ("We left.",),
        }
        apply_codes(workspace.project, FUEL, STAFF.model_copy(update=said), CHIEFS)

        assert listed(workspace) == []

    def test_a_code_that_moved_to_another_parent(self, workspace):
        apply_codes(workspace.project, FUEL, STAFF, CHIEFS.model_copy(update={"parent": "fuel"}))

        assert listed(workspace) == ["chiefs: The chief."]

    def test_nobody_who_has_never_coded(self, workspace, tmp_path):
        with open_workspace(tmp_path / "study", coder="new", read_only=True) as other:
            assert listed(other) == []


class TestConfirming:
    def test_what_is_confirmed_stands_under_the_version_in_force_and_leaves_the_list(self, workspace):
        before = get_coding(workspace.project, uid_of(workspace, "No fuel."))

        confirmed = confirm_codings(workspace, [before.uid[:18]])

        after = get_coding(workspace.project, before.uid)
        assert [one.uid for one in confirmed] == [before.uid]
        assert (before.codebook_version, after.codebook_version) == (1, 2)
        assert after.model_copy(update={"codebook_version": 1, "updated_at": before.updated_at}) == before
        assert listed(workspace) == ["fuel: The fuel came late."]

    def test_undo_puts_it_back_under_the_version_it_was_made_under(self, workspace):
        confirm_worklist(workspace)

        undo_acts(workspace.gesture())

        assert len(listed(workspace)) == 2

    def test_all_that_is_asked_for(self, workspace):
        assert [one.quote for one in confirm_worklist(workspace, transcript="ben")] == ["No fuel."]
        assert [one.quote for one in confirm_worklist(workspace)] == ["The fuel came late."]
        assert confirm_worklist(workspace) == []

    def test_what_needs_none_is_left_under_its_version(self, workspace):
        assert confirm_codings(workspace, [uid_of(workspace, "Six of us left.")]) == []
        assert version_of(workspace, "Six of us left.") == 1

    def test_nobody_confirms_for_another_and_then_nothing_is_confirmed(self, workspace):
        both = [uid_of(workspace, "No fuel."), uid_of(workspace, "fuel")]

        with pytest.raises(FitcodeError, match="is tomas's, and you act as ines"):
            confirm_codings(workspace, both)

        assert version_of(workspace, "No fuel.") == 1

    def test_a_coding_that_is_not_there_is_refused(self, workspace):
        with pytest.raises(UnknownCoding):
            confirm_codings(workspace, ["00000000"])

    def test_what_was_changed_since_it_was_seen_is_refused(self, workspace):
        with pytest.raises(FitcodeError, match="changed elsewhere"):
            confirm_codings(workspace, [uid_of(workspace, "No fuel.")], seen="2020-01-01T00:00:00.000Z")
