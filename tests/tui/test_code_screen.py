"""The coding screen, key by key: every deed ends in the project, and what cannot be done is said."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from fitcode.errors import FitcodeError, UsageError
from fitcode.store.coding_reads import list_codings
from fitcode.store.memos import list_memos
from fitcode.store.project import open_project
from fitcode.tui.app import FitcodeApp, run_screens
from fitcode.tui.code_screen import CodeScreen
from fitcode.tui.keys import CODE_KEYS
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.ingesting.change_transcripts import remove_transcript
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, apply_components, new_project, run_pass, suggestion
from tests.tui.screens import WIDE, drive, press, shown

TALK = (
    "Q: How is the cooperation?\n"
    "ANA: We wait for fuel every week. The FORCE does not answer us. Then we borrow from ISR.\n"
    "Q: And the staff?\n"
    "ANA: They let me go. Six of us left.\n"
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """One interview with a sentence coded by ines."""
    folder = tmp_path / "study"
    with new_project(folder, codes=("layoff", "redundancy", "fuel")) as project:
        apply_components(project, "force", "isr")
        add_transcript(project, TALK.replace("They let me go.", "[layoff]They let me go.[/]"), name="ana")
        add_transcript(project, "BEN: Nothing to tell. Nothing at all.", name="ben")
    return folder


def sit(study: Path, *keys: str, coder: str = "ines", size=(80, 24), then=None, **options) -> str:
    """Open the coding screen on ana, press keys, and give back what the screen shows at the end."""
    seen: list[str] = []

    async def journey(pilot):
        await press(pilot, *keys)
        if then is not None:
            await then(pilot)
        seen.append(shown(pilot.app))

    with open_workspace(study, coder=coder, **options) as workspace:
        drive(FitcodeApp(workspace, transcript="ana"), journey, size=size)
    return seen[0]


def codings(study: Path) -> list[str]:
    """Every coding in a line."""
    fields = ("code", "valence", "strength", "about", "counterpart", "memo")
    with open_project(study, read_only=True) as project:
        return [
            f"{one['quote']} = {' '.join(str(one[field]) for field in fields if one[field] is not None)}"
            for one in list_codings(project).records()
        ]


def test_every_key_of_the_table_does_something_on_the_screen():
    missing = [
        key.action
        for key in CODE_KEYS
        if not key.action.startswith("app.")
        and not hasattr(CodeScreen, f"action_{key.action.partition('(')[0]}")
    ]

    assert missing == []


def test_a_sentence_is_coded_with_what_it_states_in_one_gesture(study):
    sit(study, "j", "c", '"fue -2 @isr >forc"', "enter")

    assert "We wait for fuel every week. = fuel misfit 2 isr force" in codings(study)


def test_the_screen_says_what_was_done(study):
    screen = sit(study, "j", "c", '"fuel -"', "enter")

    assert "Coded: fuel" in screen


def test_leaving_the_dialog_codes_nothing(study):
    sit(study, "j", "c", '"fuel"', "escape")

    assert codings(study) == ["They let me go. = layoff"]


def test_words_are_taken_into_the_selection_one_by_one(study):
    sit(study, "j", *["left"] * 4, "c", '"fuel"', "enter")

    assert "We wait for = fuel" in codings(study)


def test_a_favourite_codes_with_one_key(study):
    sit(study, "f", '"fuel"', "enter", '"3"', "enter", "j", "3")

    assert "We wait for fuel every week. = fuel" in codings(study)


def test_the_last_coding_is_repeated_on_another_sentence(study):
    sit(study, "j", "c", '"fuel -1 @isr"', "enter", "j", "full_stop")

    assert "The FORCE does not answer us. = fuel misfit 1 isr" in codings(study)


def test_a_coding_gets_a_valence_with_one_key_and_loses_it_with_the_same(study):
    sit(study, "j", "c", '"fuel"', "enter", "minus")
    assert "We wait for fuel every week. = fuel misfit" in codings(study)

    sit(study, "minus")

    assert "We wait for fuel every week. = fuel" in codings(study)


def test_a_coding_is_changed_on_a_line_that_says_what_it_says(study):
    sit(study, "j", "c", '"fuel -2 @isr"', "enter", "e", *["backspace"] * 40, '"redund +"', "enter")

    assert "We wait for fuel every week. = redundancy fit" in codings(study)


def test_a_coding_is_put_on_other_words(study):
    sit(study, "j", "c", '"fuel"', "enter", "shift+down", "p")

    assert "We wait for fuel every week. The FORCE does not answer us. = fuel" in codings(study)


def test_two_codings_become_one_and_one_becomes_two(study):
    sit(study, "j", "c", '"fuel"', "enter", "j", "full_stop", "k", "shift+down", "m")
    assert "We wait for fuel every week. The FORCE does not answer us. = fuel" in codings(study)

    sit(study, "j", "M")

    assert "The FORCE does not answer us. = fuel" in codings(study)


def test_undo_and_redo_go_to_what_they_change(study):
    screen = sit(study, "j", "c", '"fuel"', "enter", "x", "z", "z")
    assert codings(study) == ["They let me go. = layoff"]
    assert "Undone" in screen

    sit(study, "Z", "y")  # asked, for it was undone in another sitting

    assert "We wait for fuel every week. = fuel" in codings(study)


def test_what_was_done_elsewhere_is_asked_about_before_it_is_undone(study):
    screen = sit(study, "z")
    assert "not done at this screen" in screen

    sit(study, "z", "n")

    assert codings(study) == ["They let me go. = layoff"]


def test_a_code_in_vivo_goes_into_the_codebook_and_on_the_words(study):
    file = study / "codebooks" / "fit.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(_YAML, encoding="utf-8")
    with open_workspace(study, coder="ines") as workspace:
        from fitcode.workflow.coding.apply_codebook import apply_codebook, read_codebook

        apply_codebook(workspace, read_codebook(file))

    sit(study, "j", *["left"] * 3, "i", "ctrl+s")

    assert any(line.startswith("We wait for fuel = ") for line in codings(study))
    assert "We wait for fuel" in file.read_text(encoding="utf-8")


_YAML = """id: fit
name: Fit
codes:
  - id: layoff
    name: Layoff
  - id: redundancy
    name: Redundancy
  - id: fuel
    name: Fuel
"""


def test_a_memo_hangs_on_the_coding_in_focus(study):
    sit(study, "G", "k", "o", '"ask her again"', "ctrl+s")

    with open_project(study, read_only=True) as project:
        (memo,) = list_memos(project).records()
    assert (memo["target"], memo["text"]) == ("coding", "ask her again")


def test_a_search_goes_from_hit_to_hit(study):
    screen = sit(study, "slash", '"we"', "enter", "n", "c", '"fuel"', "enter")

    assert "we = fuel" in codings(study)
    assert "Coded" in screen


def test_a_filter_hides_and_says_so(study):
    screen = sit(study, "F", '"code fuel"', "enter")

    assert "Only code fuel: 1 hidden" in screen


def test_a_suggestion_is_accepted_or_rejected_where_it_stands(study):
    with open_project(study) as project:
        run_pass(
            project,
            {
                "ana": [
                    suggestion(project, "ana", "We wait for fuel every week.", "fit/fuel"),
                    suggestion(project, "ana", "Six of us left.", "fit/layoff"),
                ]
            },
        )

    screen = sit(study, "s", "a", "s", "r")

    assert codings(study) == ["We wait for fuel every week. = fuel", "They let me go. = layoff"]
    assert "Rejected: layoff" in screen


def test_another_coders_coding_is_left_alone(study):
    screen = sit(study, "G", "k", "x", coder="tomas")

    assert codings(study) == ["They let me go. = layoff"]
    assert "This coding is ines's" in " ".join(screen.split())


def test_the_place_is_kept_for_the_next_time(study):
    sit(study, "G", "q")

    seen = []

    async def look(pilot):
        await pilot.pause()
        seen.append(shown(pilot.app))

    with open_workspace(study, coder="ines") as workspace:
        drive(FitcodeApp(workspace), look)
    assert "Six of us left." in seen[0]
    assert "100%" not in seen[0].splitlines()[0]


def test_what_another_process_did_is_shown_without_a_key(study):
    async def meanwhile(pilot):
        with open_workspace(study, coder="tomas") as other:
            remove_transcript(other, "ana")
        await pilot.pause(1.3)

    screen = sit(study, "j", then=meanwhile)

    assert "No transcript is open" in screen
    assert "removed elsewhere" in " ".join(screen.split())


def test_a_project_that_can_only_be_read_says_so_and_changes_nothing(study):
    screen = sit(study, "j", "c", '"fuel"', "enter", read_only=True)

    assert "read-only" in screen
    assert "nothing can be changed here" in screen
    assert codings(study) == ["They let me go. = layoff"]


@pytest.mark.parametrize("size", [(80, 24), WIDE, (40, 10)])
def test_the_screen_holds_its_lines_at_every_size(study, size):
    screen = sit(study, "j", "c", '"fuel"', "enter", size=size)

    assert max(map(len, screen.splitlines())) <= size[0]
    assert "We wait for fuel" in screen


def test_no_text_reaches_the_terminal_as_an_escape_sequence(study):
    with open_project(study) as project:
        add_transcript(project, "EVE: \x1b]0;owned\x07Hello \x1b[31mred\u202etfel\x9b5m.", name="hostile")

    seen = []

    async def look(pilot):
        await pilot.pause()
        seen.append(shown(pilot.app))

    with open_workspace(study, coder="ines") as workspace:
        drive(FitcodeApp(workspace, transcript="hostile"), look)
    assert not set(seen[0]) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_paging_on_comes_to_the_last_sentence(study):
    screen = sit(study, *["space"] * 3, "c", '"fuel"', "enter")

    assert "Six of us left. = fuel" in codings(study)
    assert "Coded" in screen


def test_undoing_what_was_done_in_another_transcript_goes_there(study):
    async def look(pilot):
        await press(pilot, "j", "c", '"fuel"', "enter")
        pilot.app.screen.open("ben")
        await press(pilot, "z")

    screen = sit(study, then=look)

    assert screen.splitlines()[0].strip().startswith("ana")
    assert codings(study) == ["They let me go. = layoff"]


def test_a_new_coder_is_told_on_the_screen(study):
    screen = sit(study, "j", "c", '"fuel"', "enter", coder="maria")

    assert "New coder: maria." in screen


def test_a_mistake_of_the_program_ends_in_a_plain_line_that_tells_no_text(study, monkeypatch, capsys):
    def fail(*_):
        raise ValueError("We wait for fuel every week.")

    monkeypatch.setattr(CodeScreen, "action_detail", fail)

    def run(app):
        async def press_d():
            async with app.run_test() as pilot:
                await pilot.press("d")

        with suppress(ValueError):
            asyncio.run(press_d())

    monkeypatch.setattr(FitcodeApp, "run", run)
    with open_workspace(study, coder="ines") as workspace, pytest.raises(FitcodeError) as told:
        run_screens(workspace, transcript="ana")

    assert "ValueError in test_code_screen.py" in told.value.problem
    assert "fuel" not in f"{told.value.problem}{capsys.readouterr()}"


def test_a_memo_stands_in_the_panel_of_its_coding(study):
    screen = sit(study, "G", "k", "o", '"ask her again"', "ctrl+s")

    assert "Memo of ines: ask her again" in screen


def test_a_search_finds_any_form_of_a_word_and_no_label(study):
    screen = sit(study, "slash", '"~wait"', "enter")
    assert "1 hit" in screen

    screen = sit(study, "slash", '"ana"', "enter")

    assert "Nothing here holds" in screen


def test_what_others_do_is_told_beside_what_was_just_done(study):
    async def meanwhile(pilot):
        with open_workspace(study, coder="tomas") as other:
            remove_transcript(other, "ben")
        await pilot.pause(1.3)

    screen = " ".join(sit(study, "j", "c", '"fuel"', "enter", then=meanwhile).split())

    assert "Coded: fuel" in screen
    assert "1 transcript was removed elsewhere" in screen


def test_the_header_keeps_its_coder_and_the_filter_on_a_narrow_screen(study):
    name = "a-name-that-takes-the-whole-of-a-line" * 2
    with open_project(study) as project:
        add_transcript(project, TALK.replace("fuel", "diesel"), name=name)

    seen = []

    async def look(pilot):
        await press(pilot, "F", '"code fuel"', "enter")
        seen.append(shown(pilot.app))

    with open_workspace(study, coder="ines") as workspace:
        drive(FitcodeApp(workspace, transcript=name), look)
    assert "Only code fuel" in seen[0].splitlines()[1]


def test_a_code_of_the_tree_begins_a_coding_line(study):
    sit(study, "g", "j", "B", "down", "enter", size=WIDE)
    assert codings(study) == ["They let me go. = layoff"]

    sit(study, "g", "j", "B", "down", "enter", "enter", size=WIDE)

    assert "We wait for fuel every week. = layoff" in codings(study)


def test_the_review_is_come_back_to_rather_than_opened_again(study):
    async def visit(pilot):
        await press(pilot, "v", "c", "v", "c", "v")
        seen.append(len(pilot.app.screen_stack))

    seen: list[int] = []
    with open_project(study) as project:
        run_pass(project, {"ana": [suggestion(project, "ana", "Six of us left.", "fit/layoff")]})

    sit(study, then=visit)

    assert seen == [3]


def test_an_unknown_theme_is_refused_before_the_screen_opens(study):
    with open_workspace(study, coder="ines") as workspace, pytest.raises(UsageError, match="No theme"):
        FitcodeApp(workspace, transcript="ana", theme="nosuch")


def test_a_coding_that_the_filter_hides_is_told_by_its_own_name(study):
    screen = sit(study, "F", '"code layoff"', "enter", "j", "c", '"fuel -"', "enter")

    assert "Coded: fuel, misfit" in screen
    assert "The filter hides it." in screen


def test_what_was_undone_elsewhere_is_asked_about_before_it_is_done_again(study):
    with open_workspace(study, coder="ines") as workspace:
        undo_acts(workspace)

    screen = sit(study, "Z")
    assert "not undone at this screen" in screen

    sit(study, "Z", "y")

    assert codings(study) == ["They let me go. = layoff"]
