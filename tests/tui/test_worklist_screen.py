"""The worklist screen, key by key: what is decided ends in the project, and what cannot be done is said."""

import shutil
from pathlib import Path

import pytest

from fitcode.domain.coding import CodingChange
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import open_project
from fitcode.tui.app import FitcodeApp
from fitcode.tui.keys import WORKLIST_KEYS
from fitcode.tui.worklist_screen import WorklistScreen
from fitcode.workflow.coding.change_codings import change_coding
from fitcode.workflow.sitting.work_through_list import WorklistFilters
from fitcode.workflow.workspace import open_workspace
from tests.support.redefined import CHIEFS, FUEL_NOW, STAFF, apply_codes, redefined_study
from tests.tui.screens import NARROW, WIDE, drive, press, shown


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    return redefined_study(tmp_path_factory.mktemp("made") / "study")


@pytest.fixture
def study(made_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_once, tmp_path / "study"))


def go_through(study: Path, *keys: str, size=NARROW, then=None, filters=None, **options) -> str:
    """Open the worklist of ines, press keys, and give back what the screen shows at the end."""
    seen: list[str] = []

    async def journey(pilot):
        await press(pilot, *keys)
        if then is not None:
            await then(pilot)
        seen.append(shown(pilot.app))

    with open_workspace(study, coder="ines", **options) as workspace:
        drive(FitcodeApp(workspace, worklist=filters or WorklistFilters()), journey, size=size)
    return seen[0]


def codings(study: Path) -> list[str]:
    """Every coding of ines in a line, with the codebook version that it stands under."""
    with open_project(study, read_only=True) as project:
        return [
            " ".join(str(one[name]) for name in ("code", "quote", "valence", "about", "codebook_version"))
            for one in list_codings(project, coder="ines").records()
            if one["code"] in ("fuel", "chiefs")
        ]


BEFORE = [
    "fuel The fuel came late. None None 1",
    "fuel No fuel. misfit None 1",
    "chiefs The chief. None None 1",
]


def test_every_key_of_the_table_does_something_on_the_screen():
    missing = [
        key.action
        for key in WORKLIST_KEYS
        if not key.action.startswith("app.")
        and not hasattr(WorklistScreen, f"action_{key.action.partition('(')[0]}")
    ]

    assert missing == []


class TestWhatIsShown:
    @pytest.mark.parametrize("size", [NARROW, WIDE])
    def test_the_coding_in_its_text_and_what_its_code_said_and_says(self, study, size):
        page = go_through(study, size=size)

        assert "1 of 2 · ana" in page
        assert "The fuel came late." in page
        assert "fuel  no valence" in page
        assert "Use when was: It is late." in page
        assert "Use when now: It is late or lost." in page

    def test_the_whole_definition_when_asked_for(self, study):
        assert "What is said of fuel." in go_through(study, "D")
        assert "What is said of fuel." not in go_through(study, "D", "D")

    def test_a_filter_is_visible(self, study):
        page = go_through(study, filters=WorklistFilters(transcript="ben"))

        assert "only transcript ben" in page
        assert "1 of 1" in page


class TestDecisions:
    def test_a_confirms_and_the_next_one_comes(self, study):
        page = go_through(study, "a")

        assert codings(study) == ["fuel The fuel came late. None None 2", *BEFORE[1:]]
        assert "2 of 2 · ben" in page
        assert "Confirmed: fuel. z takes it back." in page

    def test_e_recodes_with_another_code(self, study):
        page = go_through(study, "e", "ctrl+u", '"chie -2 @force"', "enter")

        assert "chiefs The fuel came late. misfit force 2" in codings(study)
        assert "Recoded: chiefs." in page

    def test_a_code_that_is_kept_while_the_rest_is_changed_is_confirmed(self, study):
        page = go_through(study, "e", '"-3"', "enter")

        assert codings(study)[0] == "fuel The fuel came late. misfit None 2"
        assert "It keeps its code and is confirmed." in page

    def test_a_new_code_is_made_on_the_other_screen(self, study):
        page = go_through(study, "e", "ctrl+n")

        assert "A new code is made on the coding screen." in page
        assert codings(study) == BEFORE

    def test_x_removes(self, study):
        page = go_through(study, "x")

        assert codings(study) == BEFORE[1:]
        assert "Removed: fuel. z takes it back." in page

    def test_s_leaves_it_for_later_and_p_goes_back(self, study):
        assert "2 of 2 · ben" in go_through(study, "s")
        assert "1 of 2 · ana" in go_through(study, "space", "p")
        assert "Nothing was skipped before" in go_through(study, "p")
        assert codings(study) == BEFORE

    @pytest.mark.parametrize("decision", [("a",), ("x",), ("e", '"-3"', "enter")])
    def test_z_takes_back_what_was_decided_and_goes_there(self, study, decision):
        page = go_through(study, *decision, "z")

        assert codings(study) == BEFORE
        assert "1 of 2 · ana" in page

    def test_capital_z_brings_it_back(self, study):
        page = go_through(study, "a", "z", "Z")

        assert codings(study)[0].endswith("2")
        assert "2 of 2 · ben" in page


class TestTheEnd:
    def test_what_was_done_is_told_and_what_was_skipped_comes_again(self, study):
        page = go_through(study, "a", "s")

        assert "You are through the worklist." in page
        assert "Done here: 1 confirmed." in page
        assert "1 of 1 · ben" in go_through(study, "s", "s")

    def test_nothing_is_decided_where_nothing_is_left(self, study):
        page = go_through(study, "a", "a", "a")

        assert "Nothing is left on your worklist." in page
        assert "! No coding is left here" in page

    def test_undo_at_the_end_brings_the_last_one_back(self, study):
        assert "No fuel." in go_through(study, "a", "a", "z")


class TestOthers:
    def test_what_was_changed_elsewhere_is_not_overwritten(self, study):
        async def change(pilot):
            sitting = pilot.app.screen.sitting
            with open_workspace(study, coder="ines") as other:
                change_coding(other, sitting.key, CodingChange(memo="unsure"))
            await press(pilot, "a")

        page = go_through(study, then=change)

        assert "changed elsewhere meanwhile" in page
        assert codings(study) == BEFORE

    def test_a_definition_changed_meanwhile_brings_its_codings_on_the_list(self, study):
        async def redefine(pilot):
            with open_project(study) as project:
                apply_codes(project, FUEL_NOW, STAFF, CHIEFS.model_copy(update={"definition": "Who leads."}))
            await pilot.pause(1.2)

        page = go_through(study, then=redefine)

        assert "1 of 3" in page
        assert "is now version 3" in page

    def test_a_project_open_for_reading_only_shows_everything_and_changes_nothing(self, study):
        page = go_through(study, "a", read_only=True)

        assert "reading only" in page
        assert "Use when now" in page
        assert codings(study) == BEFORE


class TestLooking:
    def test_the_card_is_read_on_with_capital_j(self, tmp_path):
        study = redefined_study(tmp_path / "wordy")
        with open_project(study) as project:
            wordy = FUEL_NOW.model_copy(update={"definition": "so " * 300 + "there"})
            apply_codes(project, wordy, STAFF, CHIEFS)

        assert "lines more: J" in go_through(study)
        assert "there" in go_through(study, "J", "J", "J")
        assert "fuel  no valence" in go_through(study, "J", "K")

    def test_c_goes_to_the_passage_on_the_coding_screen_and_back(self, study):
        assert "codings yours" in go_through(study, "c")
        assert "1 of 2 · ana" in go_through(study, "c", "q")

    def test_reading_on_in_the_transcript_leaves_the_coding_in_question(self, study):
        assert "1 of 2 · ana" in go_through(study, "j", "k", "pagedown", "pageup")

    def test_the_keys_are_listed(self, study):
        assert "The coding holds under what its code says now." in go_through(study, "question_mark")
