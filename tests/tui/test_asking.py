"""What the screens ask for, and what becomes of an answer when the project has moved on meanwhile."""

from pathlib import Path
from typing import NamedTuple

import pytest

from fitcode.domain.choices import MemoTarget
from fitcode.store import coders, memos, transcripts
from fitcode.store import codings as stored_codings
from fitcode.store.coding_reads import list_codings
from fitcode.store.memos import list_memos
from fitcode.store.project import Project, open_project
from fitcode.store.screen_reads import QueueFilters
from fitcode.tui.app import FitcodeApp
from fitcode.tui.dialogs.coding_dialog import CodingDialog
from fitcode.tui.dialogs.memo_dialog import MemoDialog
from fitcode.tui.dialogs.new_code_dialog import NewCodeDialog
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, apply_components, code, new_project, run_pass, suggestion
from tests.tui.screens import WIDE, drive, press, shown

TALK = "Q: Who sent you home?\nANA: They let me go. The FORCE said so. Fuel came late.\n"
BEN = "BEN: They let us wait. Nothing else."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two interviews; a sentence of the first is coded by ines, and two suggestions wait."""
    folder = tmp_path / "study"
    with new_project(folder, codes=("layoff", "redundancy", "fuel")) as project:
        apply_components(project, "force", "isr")
        add_transcript(project, TALK.replace("They let me go.", "[layoff]They let me go.[/]"), name="ana")
        add_transcript(project, BEN, name="ben")
        fuel = suggestion(project, "ana", "Fuel came late.", "fit/fuel")
        run_pass(project, {"ana": [fuel, suggestion(project, "ana", "The FORCE said so.", "fit/redundancy")]})
    return folder


class Seen(NamedTuple):
    """What stands on the terminal at the end."""

    text: str
    on_top: type
    """The class of the screen or dialog on top."""


def sit(study: Path, *steps, size=WIDE, review=False, **options) -> Seen:
    """Press keys, and do what is done elsewhere in between (a callable that gets the project)."""
    seen: list[Seen] = []

    async def journey(pilot):
        for step in steps:
            if callable(step):
                with open_project(study) as project:
                    step(project)
                pilot.app.screen_stack[1]._look()
                await pilot.pause()
            else:
                await press(pilot, step)
        seen.append(Seen(shown(pilot.app), type(pilot.app.screen)))

    with open_workspace(study, coder="ines", **options) as workspace:
        start = {"review": QueueFilters()} if review else {"transcript": "ana"}
        drive(FitcodeApp(workspace, **start), journey, size=size)
    return seen[0]


def stated(study: Path) -> list[str]:
    """Every coding in a line."""
    fields = ("code", "valence", "strength", "about", "memo")
    with open_project(study, read_only=True) as project:
        return [
            f"{one['quote']} = {' '.join(str(one[field]) for field in fields if one[field] is not None)}"
            for one in list_codings(project).records()
        ]


def texts(study: Path) -> list[str]:
    with open_project(study, read_only=True) as project:
        return [str(one["text"]) for one in list_memos(project).records()]


def layoff(project: Project) -> str:
    """The uid of the coding that is there from the start."""
    return next(str(one["uid"]) for one in list_codings(project).records() if one["code"] == "layoff")


def remove_transcript(project) -> None:
    with project.writing("transcripts remove", coder="ines"):
        transcripts.remove_transcript(project, "ana")


def remove_coding(project) -> None:
    with project.writing("codings remove", coder="ines"):
        stored_codings.remove_codings(project, [layoff(project)])


def also_redundancy(project) -> None:
    code(project, "ana", "They let me go.", "redundancy", memo="keep me")


def change_memo(project) -> None:
    with project.writing("memos change", coder="ines"):
        memos.change_memo(
            project, next(str(one["uid"]) for one in list_memos(project).records()), text="another text"
        )


def test_a_coding_line_that_is_refused_stays_with_what_was_typed(study):
    screen = sit(study, "j", "j", "c", '"fuel -2"', remove_transcript, "enter")

    assert screen.on_top is CodingDialog
    assert "fuel -2" in screen.text
    assert "removed elsewhere meanwhile" in screen.text
    assert stated(study) == []


def test_a_line_asks_about_the_passage_that_it_was_opened_on(study):
    sit(study, "j", "c", '"redund"', remove_coding, "enter")

    assert stated(study) == ["They let me go. = redundancy"]


def test_a_coding_that_was_removed_meanwhile_is_not_changed_and_no_other_one_is(study):
    screen = sit(study, "j", "e", also_redundancy, remove_coding, "enter")

    assert screen.on_top is CodingDialog
    assert "This coding was removed elsewhere meanwhile." in screen.text
    assert stated(study) == ["They let me go. = redundancy keep me"]


def test_a_memo_is_not_hung_on_another_coding_than_it_was_written_for(study):
    screen = sit(study, "j", "o", '"text"', also_redundancy, remove_coding, "ctrl+s")

    assert screen.on_top is MemoDialog
    assert "This coding was removed elsewhere meanwhile." in screen.text
    assert "text" in screen.text
    assert texts(study) == []


def test_the_memo_of_a_coding_is_opened_again_and_changed(study):
    sit(study, "j", "o", '"first"', "ctrl+s", "o", '" more"', "ctrl+s")

    assert texts(study) == ["first more"]


def test_another_memo_can_be_written_beside_the_first(study):
    sit(study, "j", "o", '"first"', "ctrl+s", "o", "ctrl+n", '"second"', "ctrl+s")

    assert texts(study) == ["first", "second"]


def test_of_several_memos_it_is_asked_which(study):
    two = ["O", '"first"', "ctrl+s", "O", "ctrl+n", '"second"', "ctrl+s"]

    sit(study, *two, "O", "down", "enter", '" too"', "ctrl+s", "O", '"new"', "enter", '"third"', "ctrl+s")

    assert texts(study) == ["first", "second too", "third"]


def test_a_memo_that_was_changed_elsewhere_meanwhile_is_not_overwritten(study):
    screen = sit(study, "j", "o", '"first"', "ctrl+s", "o", '" more"', change_memo, "ctrl+s")

    assert texts(study) == ["another text"]
    assert "changed elsewhere meanwhile" in screen.text
    assert "first more" in screen.text


def test_a_memo_of_somebody_else_is_left_alone(study):
    with open_project(study) as project, project.writing("memos add", coder="ben"):
        uid = layoff(project)
        coders.ensure_coder(project, "ben")
        memos.add_memo(project, target=MemoTarget.coding, target_name=uid, text="of ben", coder="ben")

    sit(study, "j", "o", '"mine"', "ctrl+s")

    assert texts(study) == ["of ben", "mine"]


@pytest.mark.parametrize("key", ["ctrl+q", "escape"])
def test_no_single_key_drops_what_was_written_in_a_memo(study, key):
    screen = sit(study, "j", "o", '"text"', key)

    assert screen.on_top is MemoDialog
    assert "not saved" in screen.text


def test_a_code_that_is_here_already_is_told_in_words_and_comes_into_focus(study):
    sit(study, "f", '"layoff"', "enter", '"1"', "enter")

    screen = sit(study, "j", "1")
    assert "You have layoff here already. e changes it." in screen.text


def test_a_line_that_says_other_facts_of_a_code_that_is_here_changes_it_when_asked_again(study):
    asked = sit(study, "j", "c", '"layoff -2"', "enter")
    assert "You have layoff" in asked.text
    assert stated(study) == ["They let me go. = layoff"]

    sit(study, "c", '"layoff -2"', "enter", "enter")
    assert stated(study) == ["They let me go. = layoff misfit 2"]


def test_a_line_that_says_nothing_new_of_a_code_that_is_here_changes_nothing(study):
    screen = sit(study, "j", "c", '"layoff"', "enter", "enter")

    assert "e changes it" in screen.text
    assert stated(study) == ["They let me go. = layoff"]


def test_a_code_in_vivo_is_proposed_in_a_few_words_with_the_id_that_it_would_get(study):
    screen = sit(study, "shift+down", "shift+down", "i")

    assert screen.on_top is NewCodeDialog
    assert "Who sent you home" in screen.text
    assert "who-sent-you-home" in screen.text


@pytest.mark.parametrize("keys", ["c", "i", "O", "o", "e", "f", "1", "x", "plus"])
def test_in_a_project_for_reading_only_nothing_that_changes_it_is_asked_for(study, keys):
    screen = sit(study, "j", keys, read_only=True)

    assert "nothing can be changed here" in screen.text
    assert screen.on_top.__name__ == "CodeScreen"


def test_a_rejection_with_a_reason_needs_one(study):
    screen = sit(study, "R", "enter", review=True)

    assert "No reason is written" in screen.text
    with open_project(study, read_only=True) as project:
        assert {one for (one,) in project.connection.execute("SELECT status FROM suggestions")} == {"pending"}


def test_a_new_code_wanted_in_the_review_keeps_the_line(study):
    screen = sit(study, "e", "ctrl+n", review=True)

    assert screen.on_top is CodingDialog
    assert "A new code is made on the coding screen" in screen.text


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (140, 45)])
def test_the_orders_of_a_review_are_told_whole_where_there_is_room(study, size):
    screen = sit(study, "o", review=True, size=size)

    if size[0] >= 100:
        assert "One in ten at random, the others certain and uncertain in turn" in screen.text
    assert "Esc" in screen.text
