"""A sitting: what it remembers, and what it tells of others."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fitcode.domain.coding import CodingChange
from fitcode.errors import FitcodeError, ProjectBusy, UnknownCode
from fitcode.store import habits
from fitcode.store.codebooks import apply_codebook
from fitcode.store.transcripts import remove_transcript
from fitcode.workflow.coding.change_codings import change_coding, remove_coding
from fitcode.workflow.coding.keep_coders import rename_coder
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.sitting.open_sitting import MOST_RECENT
from fitcode.workflow.workspace import Workspace
from tests.support.projects import (
    add_transcript,
    apply_components,
    code,
    codebook_of,
    new_project,
    run_pass,
    suggestion,
)
from tests.workflow.sitting.conftest import Open, Sit

_ADDED = 'codings add, "Who sent you home?" (1 coding added)'
"""What coding the first sentence is told as."""


def apply(workspace: Workspace, *codes: str, id: str = "fit") -> None:
    with workspace.writing("codebook apply"):
        apply_codebook(workspace.project, codebook_of(*codes, id=id), file_text="")


def remove(workspace: Workspace, name: str) -> None:
    with workspace.writing("transcripts remove"):
        remove_transcript(workspace.project, name)


def passed(workspace: Workspace, quote: str) -> None:
    found = {"ben": [suggestion(workspace.project, "ben", quote, "fit/fuel")]}
    run_pass(workspace.project, found, fingerprint=quote)


class TestRemembered:
    def test_a_favourite_is_there_in_the_next_sitting(self, sit: Sit):
        sit().set_favourite("3", "fuel")
        assert sit().favourites == {"3": "fuel"}

    def test_a_code_has_one_digit_and_a_digit_one_code(self, sit: Sit):
        sitting = sit()
        sitting.set_favourite("1", "fuel")
        sitting.set_favourite("2", "fuel")
        sitting.set_favourite("2", "layoff")
        sitting.set_favourite("5", "fit/fuel")
        assert sitting.favourites == {"2": "layoff", "5": "fuel"}

    def test_a_favourite_that_is_no_code_or_on_no_digit_is_refused(self, sit: Sit):
        sitting = sit()
        with pytest.raises(UnknownCode):
            sitting.set_favourite("1", "fool")
        with pytest.raises(FitcodeError):
            sitting.set_favourite("0", "fuel")
        assert sit().favourites == {}

    def test_a_favourite_follows_its_code_to_another_name_and_goes_with_it(self, sit: Sit, elsewhere):
        sitting = sit()
        sitting.set_favourite("1", "fuel")
        apply(elsewhere, "fuel", id="supply")
        sitting.notice()
        assert sitting.favourites == {"1": "fit/fuel"}
        apply(elsewhere, "layoff")
        sitting.notice()
        assert sitting.favourites == {}

    def test_the_codes_used_last_come_first_and_once(self, sit: Sit):
        sitting = sit()
        for used in ("fuel", "layoff", "fuel"):
            sitting.remember(sitting.use_of(used))
        assert sit().recent_codes == ["fuel", "layoff"]

    def test_not_more_than_a_few_recent_codes_are_kept(self, sit: Sit, elsewhere: Workspace):
        codes = [f"code-{number}" for number in range(MOST_RECENT + 3)]
        apply(elsewhere, *codes)
        sitting = sit()
        for used in codes:
            sitting.remember(sitting.use_of(used))
        assert sitting.recent_codes == codes[: -MOST_RECENT - 1 : -1]

    def test_everybody_has_their_own_in_any_script(self, sit: Sit):
        sit(coder="إيناس").set_favourite("1", "fuel")
        assert sit(coder="إيناس").favourites == {"1": "fuel"}
        assert sit(coder="ines").favourites == {}

    def test_a_renamed_coder_keeps_it(self, sit: Sit, elsewhere: Workspace):
        sit().set_favourite("1", "fuel")
        rename_coder(elsewhere, "ines", "إيناس")
        assert sit(coder="إيناس").favourites == {"1": "fuel"}

    def test_where_nothing_can_be_written_it_lasts_for_the_sitting(self, sit: Sit):
        sitting = sit(read_only=True)
        sitting.set_favourite("1", "fuel")
        assert sitting.favourites == {"1": "fuel"}
        assert sit().favourites == {}

    def test_what_could_not_be_kept_is_kept_with_the_next(self, sit: Sit, monkeypatch):
        sitting, keep = sit(), habits.keep_habits

        def busy(*_: object) -> None:
            raise ProjectBusy("Another program held the project.")

        monkeypatch.setattr(habits, "keep_habits", busy)
        sitting.remember({"one": "1"})
        assert sitting.habit("one") == "1"
        monkeypatch.setattr(habits, "keep_habits", keep)
        sitting.remember({"two": "2"})
        again = sit()
        assert (again.habit("one"), again.habit("two")) == ("1", "2")


def test_a_deed_does_not_wait_long_for_another_program(sit: Sit, elsewhere: Workspace):
    sitting, began = sit(), time.monotonic()
    sitting.set_favourite("1", "fuel")

    with elsewhere.project.writing("a long pass", coder="ben"), pytest.raises(ProjectBusy, match="holds"):
        sitting.apply("fuel")

    assert time.monotonic() - began < 10
    sitting.apply("fuel")
    assert [one.code for one in sitting.codings] == ["fuel"]


class TestNews:
    def test_where_nothing_happened_there_is_none(self, sit: Sit):
        sitting = sit()
        assert sitting.notice() is None
        sitting.apply("fuel")
        sitting.set_favourite("1", "fuel")
        assert sitting.notice() is None

    @pytest.mark.parametrize(
        ("deed", "told"),
        [
            (
                lambda workspace: apply(workspace, "fuel", "layoff", "trust"),
                ["Codebook fit is now version 2: somebody applied it elsewhere."],
            ),
            (
                lambda workspace: apply(workspace, "mandate", id="law"),
                ["Codebook law is now version 1: somebody applied it elsewhere."],
            ),
            (
                lambda workspace: apply_components(workspace.project, "force"),
                ["The components were changed elsewhere."],
            ),
            (
                lambda workspace: add_transcript(workspace.project, "C: No.", name="carl"),
                ["1 transcript was added elsewhere."],
            ),
            (lambda workspace: remove(workspace, "ben"), ["1 transcript was removed elsewhere."]),
            (lambda workspace: passed(workspace, "No fuel."), ["1 more suggestion waits than before."]),
            (lambda workspace: code(workspace.project, "ben", "fuel", "fuel", coder="ben"), []),
        ],
    )
    def test_what_others_did_is_told_once_in_words(
        self, sit: Sit, elsewhere: Workspace, deed: Callable[[Workspace], object], told: list[str]
    ):
        sitting = sit()
        deed(elsewhere)
        assert sitting.notice() == told
        assert sitting.notice() is None

    def test_what_anothers_screen_remembers_is_no_news(self, sit: Sit, elsewhere: Workspace, monkeypatch):
        sitting = sit()
        sitting.apply("fuel")
        monkeypatch.setattr(sitting, "take_in", lambda: pytest.fail("everything was read again"))
        habits.keep_habits(elsewhere.project, "ben", {"place": "7"})
        assert sitting.notice() is None

    def test_what_came_with_anothers_habits_is_news(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        code(elsewhere.project, "ana", "fuel", "fuel", coder="ben")
        habits.keep_habits(elsewhere.project, "ben", {"place": "7"})
        assert sitting.notice() == ["1 coding was added here by ben."]

    @pytest.mark.parametrize("name", ["ben", "ines"])
    def test_what_became_of_the_page_is_told_in_few_words(self, sit: Sit, folder: Path, opened: Open, name):
        first = code(opened(folder, coder=name).project, "ana", "Who", "fuel", coder=name)
        gone = code(opened(folder, coder=name).project, "ana", "home", "fuel", coder=name)
        sitting, other = sit(), opened(folder, coder=name)
        for quote in ("Fuel", "late"):
            code(other.project, "ana", quote, "layoff", coder=name)
        time.sleep(0.002)  # a change is known by its time, in milliseconds
        change_coding(other, first, CodingChange(strength=2))
        remove_coding(other, gone)
        by, whose = ("by ben", "of ben") if name == "ben" else ("in your name, elsewhere", "of yours")
        assert sitting.notice() == [
            f"2 codings were added here {by}.",
            f"1 coding {whose} was changed elsewhere.",
            f"1 coding {whose} was removed elsewhere.",
        ]
        assert sitting.notice() is None

    def test_an_own_coding_that_was_undone_in_a_shell_is_told(self, sit: Sit, folder: Path, opened: Open):
        sitting = sit()
        sitting.apply("fuel")
        undo_acts(opened(folder, coder="ines"))
        assert sitting.notice() == ["1 coding of yours was removed elsewhere."]

    def test_what_came_to_the_page_before_a_deed_is_told_after_it(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        code(elsewhere.project, "ana", "fuel", "fuel", coder="ben")
        sitting.apply("layoff")
        sitting.undo()
        assert sitting.notice() == ["1 coding was added here by ben."]

    def test_what_is_on_another_page_is_not_told(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        code(elsewhere.project, "ben", "fuel", "fuel", coder="ben")
        sitting.open("ben")
        assert sitting.notice() == []

    def test_it_is_told_even_if_a_deed_or_an_undo_reads_the_project_first(self, sit: Sit, elsewhere):
        sitting = sit()
        apply(elsewhere, "fuel", "layoff", "trust")
        sitting.apply("fuel")
        passed(elsewhere, "No fuel.")
        sitting.undo()
        assert sitting.notice() == [
            "Codebook fit is now version 2: somebody applied it elsewhere.",
            "1 more suggestion waits than before.",
        ]

    def test_own_decisions_are_no_news(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        assert sitting.go_to_suggestion(1)
        code(elsewhere.project, "ben", "fuel", "fuel", coder="ben")
        sitting.accept()
        assert sitting.notice() in ([], None)

    def test_what_others_took_back_is_told(self, sit: Sit, elsewhere: Workspace):
        apply(elsewhere, "mandate", id="law")
        sitting = sit()
        undo_acts(elsewhere)
        assert sitting.notice() == ["Codebook law was taken back elsewhere."]
        assert "mandate" not in sitting.codes

    def test_a_coder_who_is_renamed_goes_on_under_the_new_name(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        rename_coder(elsewhere, "ines", "inés")
        assert sitting.notice() == ["Coder ines is called inés now; you act under that name."]
        sitting.apply("fuel")
        assert [one.coder for one in sitting.codings] == [sitting.coder] == ["inés"]

    def test_codes_and_components_are_those_in_force(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        apply(elsewhere, "layoff", "layoff>late")
        apply_components(elsewhere.project, "force", "police")
        sitting.notice()
        assert [(card.name, card.depth, card.path) for card in sitting.codes.values()] == [
            ("layoff", 0, "Layoff"),
            ("late", 1, "Layoff / Late"),
        ]
        assert list(sitting.components) == ["force", "police"]

    def test_a_coding_with_a_code_of_a_moment_ago_is_read_under_its_name(self, sit: Sit, elsewhere):
        sitting = sit()
        apply(elsewhere, "fuel", "layoff", "trust")
        code(elsewhere.project, "ana", "Nobody asked.", "trust", coder="ben")
        sitting.take_in()
        assert [one.code for one in sitting.codings] == ["trust"]


class TestUndo:
    def test_what_was_done_here_is_told_from_what_was_not(self, sit: Sit):
        first = sit()
        first.apply("fuel")
        assert (first.next_undo().said, first.next_undo().is_own_gesture) == (
            _ADDED,
            True,
        )
        assert not sit().next_undo().is_own_gesture

    def test_what_was_undone_here_is_told_from_what_was_not(self, sit: Sit, folder: Path, opened: Open):
        sitting = sit()
        sitting.apply("fuel")
        sitting.undo()
        found = sitting.next_redo()
        assert (found.said, found.is_own_gesture) == (_ADDED, True)
        sitting.redo()
        undo_acts(opened(folder, coder="ines"))
        assert not sitting.next_redo().is_own_gesture

    def test_where_there_is_nothing_to_undo_or_redo_that_is_said(self, sit: Sit):
        sitting = sit(coder="nora")
        for deed in (sitting.next_undo, sitting.undo, sitting.next_redo, sitting.redo):
            with pytest.raises(FitcodeError):
                deed()

    def test_it_says_what_it_took_back_and_what_it_brought_back(self, sit: Sit):
        sitting = sit()
        sitting.apply("fuel")
        assert sitting.undo() == _ADDED
        assert sitting.codings == []
        assert sitting.redo() == _ADDED
        assert [one.code for one in sitting.codings] == ["fuel"]

    def test_what_others_did_is_not_taken_back(self, sit: Sit, elsewhere: Workspace):
        sitting = sit(coder="nora")
        sitting.apply("fuel")
        code(elsewhere.project, "ana", "Nobody asked.", "layoff", coder="ben")
        sitting.undo()
        assert [one.coder for one in sitting.codings] == ["ben"]

    def test_the_counts_of_a_transcript_that_was_left_go_back_with_it(self, sit: Sit):
        sitting = sit()
        sitting.apply("fuel")
        sitting.open("ben")
        sitting.undo()
        assert [one.own_codings for one in sitting.transcripts] == [0, 0]

    def test_a_codebook_taken_back_is_gone_from_the_screen(self, sit: Sit, elsewhere: Workspace):
        apply(elsewhere, "fuel", "layoff", "redundancy", "trust")
        sitting = sit(coder="ben")
        sitting.undo()
        assert "trust" not in sitting.codes
        assert sitting.notice() is None


def test_an_empty_project_can_be_sat_at(tmp_path: Path, opened: Open):
    new_project(tmp_path / "empty", codes=()).close()
    sitting = CodingSitting(opened(tmp_path / "empty", coder="ines"))
    assert (sitting.transcripts, sitting.codes, sitting.components) == ([], {}, {})
    assert not sitting.open_last()
    assert sitting.favourites == {}
