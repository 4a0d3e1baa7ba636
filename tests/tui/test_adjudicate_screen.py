"""The adjudication screen, key by key: every ruling ends in the project, and what cannot be done is said."""

import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from fitcode.domain.choices import Valence
from fitcode.domain.coding import CodingChange
from fitcode.errors import FitcodeError
from fitcode.store.adjudications import list_adjudications
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import open_project
from fitcode.tui.adjudicate_screen import AdjudicateScreen
from fitcode.tui.adjudication.columns import side_by_side
from fitcode.tui.app import FitcodeApp
from fitcode.tui.keys import ADJUDICATION_KEYS
from fitcode.tui.review.passage_view import PassageView
from fitcode.workflow.coding.change_codings import change_coding, remove_codings
from fitcode.workflow.rounds.open_round import RoundPlan, open_round
from fitcode.workflow.sitting.read_questions import AdjudicationFilters
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, code, finish, new_project
from tests.support.two_coders import two_coders
from tests.tui.screens import NARROW, WIDE, drive, press, shown

DECIDED = ("1", "2", "n")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    folder = two_coders(tmp_path_factory.mktemp("made") / "study")
    with open_project(folder) as project:
        for name in ("ben", "cleo"):
            add_transcript(project, f"{name.upper()}: [fuel]No fuel.[/] [layoff]Gone.[/]", name=name)
            code(project, name, "No fuel.", "fuel", coder="tomas")
            finish(project, name, coder="ines")
        finish(project, "ben", coder="tomas")
    return folder


@pytest.fixture
def study(made_once: Path, tmp_path: Path) -> Path:
    """Three questions and an agreement in ana, one question in ben; cleo is not finished by tomas."""
    return Path(shutil.copytree(made_once, tmp_path / "study"))


def decide(study: Path, *keys: str, size=NARROW, then=None, coder="maria", filters=None, **options) -> str:
    """Open the adjudication, press keys, and give back what the screen shows at the end."""
    seen: list[str] = []

    async def journey(pilot):
        await press(pilot, *keys)
        if then is not None:
            await then(pilot)
        seen.append(shown(pilot.app))

    with open_workspace(study, coder=coder, **options) as workspace:
        drive(FitcodeApp(workspace, adjudicate=filters or AdjudicationFilters()), journey, size=size)
    return seen[0]


def consensus(study: Path) -> list[str]:
    """What the consensus holds, in lines."""
    with open_project(study, read_only=True) as project:
        rows = [one for one in list_codings(project).records() if one["coder"] == "consensus"]
    fields = ("code", "quote", "valence", "strength")
    return [" ".join(str(one[name]) for name in fields if one[name] is not None) for one in rows]


def ruled(study: Path) -> list[str]:
    """What was ruled, in lines."""
    with open_project(study, read_only=True) as project:
        rows = list(list_adjudications(project).records())
    fields = ("transcript", "ruling", "decided_by", "reason", "state")
    return [" ".join(str(one[name]) for name in fields if one[name]) for one in rows]


def finished(study: Path, coder: str = "consensus") -> list[str]:
    with open_project(study, read_only=True) as project:
        rows = project.connection.execute(
            """SELECT t.name FROM finished f JOIN coders c ON c.id = f.coder_id
               JOIN transcript_versions v ON v.id = f.version_id JOIN transcripts t ON t.id = v.transcript_id
               WHERE c.name = ? ORDER BY t.name""",
            (coder,),
        )
        return [name for (name,) in rows]


def test_every_key_of_the_table_does_something_on_the_screen():
    missing = [
        key.action
        for key in ADJUDICATION_KEYS
        if not key.action.startswith("app.")
        and not hasattr(AdjudicateScreen, f"action_{key.action.partition('(')[0]}")
    ]

    assert missing == []


class TestWhatIsShown:
    @pytest.mark.parametrize("size", [NARROW, WIDE])
    def test_the_passage_and_what_each_coder_made_of_it_side_by_side(self, study, size):
        page = decide(study, size=size)

        assert "1 of 3 · 3 open · ana" in page
        assert "Different codes" in page
        (names,) = [line for line in page.splitlines() if " 1  ines" in line]
        assert " 2  tomas" in names
        (codes,) = [line for line in page.splitlines() if "redundancy " in line and "│ layoff" in line]
        assert codes.index("│ layoff") == names.index("│  2")
        assert "Memo: It says left." in page

    def test_that_a_coder_coded_nothing(self, study):
        page = decide(study, "tab", "tab")

        assert "Not coded by all" in page
        assert "nothing" in page

    def test_what_each_marked_where_the_boundaries_differ(self, study):
        page = decide(study, "tab")

        assert "Other boundaries" in page
        assert "“fuel came.”" in page

    def test_what_the_codes_mean_when_asked_for(self, study):
        assert "Redundancy\n" in decide(study, "D", "J", "K")

    def test_other_codings_around_when_asked_for(self, study):
        assert "layoff (ines)" in decide(study, "h")
        assert "layoff (ines)" not in decide(study, "h", "h")

    def test_one_code_only_where_it_is_asked_for(self, study):
        page = decide(study, filters=AdjudicationFilters(code="fuel"))

        assert "1 of 2 · 2 open · ana" in page
        assert "only fuel" in page

    def test_coders_of_any_script_stand_side_by_side(self, tmp_path):
        names = ("فاطمة الزهراء", "李明")
        with new_project(tmp_path / "names") as project:
            add_transcript(project, "ANA: They let me go.", name="مقابلة")
            for name, given in zip(names, ("layoff", "fuel"), strict=True):
                code(project, "مقابلة", "They let me go.", given, coder=name, memo=name)
                finish(project, "مقابلة", coder=name)

        page = decide(tmp_path / "names", "2")

        assert f"Took {names[1]}'s: fuel." in page
        assert max(map(cell_len, page.splitlines())) <= 80
        assert consensus(tmp_path / "names") == ["fuel They let me go."]


class TestRulings:
    @pytest.mark.parametrize(
        ("key", "made", "told"),
        [
            ("1", ["redundancy Six of us left. misfit"], "Took ines's: redundancy. z takes it back."),
            ("2", ["layoff Six of us left."], "Took tomas's: layoff. z takes it back."),
            (
                "b",
                ["layoff Six of us left.", "redundancy Six of us left. misfit"],
                "Took all: redundancy, layoff. z takes it back.",
            ),
            ("n", [], "Took none of them. z takes it back."),
        ],
    )
    def test_one_key_decides_and_the_next_question_comes(self, study, key, made, told):
        page = decide(study, key)

        assert consensus(study) == made
        assert [line.split()[2] for line in ruled(study)] == ["maria"]
        assert told in page
        assert "2 of 3 · 2 open" in page

    def test_e_codes_anew_with_what_all_of_them_said_on_the_line(self, study):
        assert " fuel ?2 " in decide(study, "tab", "e")

        page = decide(study, "e", '"redun ~"', "enter")

        assert consensus(study) == ["redundancy Six of us left. mixed"]
        assert "Coded anew: redundancy." in page

    def test_a_new_coding_has_the_passage_as_it_was_changed(self, study):
        assert "The passage is changed" in decide(study, "shift+right")
        assert "The passage is changed" not in decide(study, "shift+right", "escape")

        decide(study, "shift+right", "left", "e", '"fuel"', "enter")

        assert consensus(study) == ["fuel of us left"]

    def test_a_new_code_is_made_on_the_other_screen(self, study):
        assert "A new code is made on the coding screen." in decide(study, "e", "ctrl+n")
        assert ruled(study) == []

    def test_a_reason_is_kept_with_the_ruling_that_follows(self, study):
        decide(study, "r", '"they say left"', "enter", "2", "n")

        assert ruled(study) == ["ana took maria they say left stands", "ana neither maria stands"]

    def test_a_reason_left_with_escape_is_none(self, study):
        assert "Reason:" not in decide(study, "r", '"x"', "escape")

    def test_what_was_decided_is_shown_and_may_be_decided_anew(self, study):
        page = decide(study, "r", '"clear"', "enter", "1", "p")

        assert "1 of 3 · decided · 2 open" in page
        assert "Decided: redundancy, misfit (by maria: clear)" in page

        decide(study, "p", "2")

        assert consensus(study) == ["layoff Six of us left."]

    @pytest.mark.parametrize(
        ("keys", "told"),
        [
            (("3",), "! 3 is nobody here. Take 1 ines, 2 tomas."),
            (("tab", "tab", "2"), "! tomas coded nothing here."),
        ],
    )
    def test_what_nobody_coded_cannot_be_taken(self, study, keys, told):
        assert told in decide(study, *keys)
        assert ruled(study) == []


class TestGoingOn:
    def test_s_leaves_it_open_and_comes_back_at_the_end(self, study):
        page = decide(study, "s", "1", "space")

        assert "2 questions are left open in ana." in page
        assert "1 of 3 · 2 open" in decide(study, "s", "s", "s")

    def test_keys_find_the_page_again_after_the_end_of_a_transcript(self, study):
        focused = []

        async def look(pilot):
            focused.append(type(pilot.app.screen.focused))

        decide(study, "s", "s", "s", "s", then=look)

        assert focused == [PassageView]

    def test_tab_and_p_go_to_any_question(self, study):
        assert "2 of 3 · decided" in decide(study, "tab", "1", "shift+tab")
        assert "This is the last question" in decide(study, "tab", "tab", "tab")
        assert "This is the first question" in decide(study, "p")

    def test_t_goes_to_another_transcript_of_those_that_both_finished(self, study):
        assert "1 of 1 · 1 open · ben" in decide(study, "t", '"ben"', "enter")
        assert "Nothing holds these letters." in decide(study, "t", '"cleo"')

    def test_c_goes_to_the_passage_on_the_coding_screen_and_back(self, study):
        assert "codings yours" in decide(study, "c")
        assert "1 of 3" in decide(study, "c", "q")


class TestFinishing:
    def test_f_finishes_what_has_no_open_question_and_goes_on(self, study):
        page = decide(study, *DECIDED, "f")

        assert finished(study) == ["ana"]
        assert "ana is adjudicated, with 1 passage on which all agree." in page
        assert "1 of 1 · 1 open · ben" in page

    def test_what_is_to_do_when_nothing_is_open_is_told(self, study):
        page = decide(study, *DECIDED)

        assert "Nothing is left open in ana." in page
        assert "f  finishes it" in page
        assert "With it come 1 passage on which all agree." in page

    def test_f_is_refused_where_questions_are_open(self, study):
        page = decide(study, "1", "f")

        assert "! 2 questions are open in ana. s goes to the next one." in page
        assert finished(study) == []

    def test_undo_opens_it_again_and_goes_there(self, study):
        page = decide(study, *DECIDED, "f", "z")

        assert finished(study) == []
        assert "Nothing is left open in ana." in page

    def test_the_whole_study(self, study):
        page = decide(study, *DECIDED, "f", "1", "f")

        assert finished(study) == ["ana", "ben"]
        assert "ben is adjudicated." in page
        assert "Nothing is left open." in decide(study, "s")
        assert "No question is asked here" in decide(study, "1")


class TestUndo:
    @pytest.mark.parametrize("keys", [("b",), ("n",), ("e", '"redun"', "enter")])
    def test_z_takes_a_ruling_back_and_goes_there(self, study, keys):
        page = decide(study, *keys, "z")

        assert (consensus(study), ruled(study)) == ([], [])
        assert "1 of 3 · 3 open" in page

    def test_the_reason_that_was_typed_comes_back_with_it(self, study):
        assert "Reason: clear" in decide(study, "r", '"clear"', "enter", "n", "z")

    def test_capital_z_brings_it_back_and_goes_on(self, study):
        page = decide(study, "1", "z", "Z")

        assert consensus(study) == ["redundancy Six of us left. misfit"]
        assert "2 of 3 · 2 open" in page

    def test_a_ruling_in_another_transcript_is_gone_back_to(self, study):
        page = decide(study, "n", "t", '"ben"', "enter", "z")

        assert ruled(study) == []
        assert "1 of 3 · 3 open · ana" in page


class TestOthers:
    def test_what_was_changed_elsewhere_is_not_decided(self, study):
        async def change(pilot):
            uid = pilot.app.screen.sitting.current.codings[0].uid
            with open_workspace(study, coder="ines") as other:
                change_coding(other, uid, CodingChange(valence=Valence.fit))
            await press(pilot, "1")

        page = decide(study, then=change)

        assert "changed or removed meanwhile" in page
        assert ruled(study) == []

    def test_what_is_typed_for_a_question_is_not_coded_on_another_one(self, study):
        async def remove(pilot):
            uids = [one.uid for one in pilot.app.screen.sitting.current.codings]
            await press(pilot, "e", '"redun"')
            for coder, uid in zip(("ines", "tomas"), uids, strict=True):
                with open_workspace(study, coder=coder) as other:
                    remove_codings(other, [uid])
            await pilot.pause(1.2)
            await press(pilot, "enter", "escape")

        page = decide(study, then=remove)

        assert ruled(study) == []
        assert "1 of 2 · 2 open" in page

    def test_a_question_that_a_coder_changed_after_it_was_decided_is_open_again(self, study):
        decide(study, "2")
        with open_project(study) as project:
            (uid,) = [row["uid"] for row in list_codings(project, coder="ines", code="redundancy").records()]
        with open_workspace(study, coder="ines") as other:
            change_coding(other, str(uid), CodingChange(valence=Valence.fit))

        page = decide(study)

        assert "1 of 3 · 3 open" in page
        assert "Open again, decided before as: layoff" in page

    def test_a_project_open_for_reading_only_shows_everything_and_changes_nothing(self, study):
        page = decide(study, "1", "f", read_only=True)

        assert "reading only" in page
        assert " 1  ines" in page
        assert ruled(study) == []

    def test_who_works_blind_cannot_decide(self, study):
        with open_workspace(study, coder="maria") as workspace:
            open_round(workspace, RoundPlan(name="pilot", coders=["ines", "tomas"]))

        with pytest.raises(FitcodeError, match="ines works blind"):
            decide(study, coder="ines")

        assert "1 of 3 · 3 open" in decide(study, coder="maria")

    def test_where_nobody_can_be_compared_the_way_there_is_told(self, tmp_path):
        with new_project(tmp_path / "alone") as project:
            add_transcript(project, "ANA: [layoff]They let me go.[/]")

        page = decide(tmp_path / "alone", "f")

        assert "No transcript was finished by two coders." in page
        assert "fitcode finish TRANSCRIPT --as CODER" in page


class TestColumns:
    def test_every_line_is_as_wide_as_the_card_and_no_wider(self):
        texts = [Text("ines\nthey let me go and six of us left"), Text("李明\n被解雇"), Text("فاطمة")]

        lines = side_by_side(texts, width=70, console=Console())

        assert [line.plain.count("│") for line in lines] == [2] * len(lines)
        assert len({cell_len(line.plain[: line.plain.index("│")]) for line in lines}) == 1
        assert max(line.cell_len for line in lines) <= 70

    def test_without_room_they_stand_one_below_the_other(self):
        lines = side_by_side([Text("ines"), Text("tomas")], width=30, console=Console())

        assert [line.plain for line in lines] == ["ines", "", "tomas"]
