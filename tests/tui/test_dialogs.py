"""Dialogs, key by key, on a small and a large terminal."""

import asyncio
from functools import partial

import pytest

from fitcode.domain.choices import Valence
from fitcode.tui.dialogs.candidates import Candidates
from fitcode.tui.dialogs.choice_dialog import ChoiceDialog
from fitcode.tui.dialogs.coding_dialog import CodingAnswer, CodingDialog
from fitcode.tui.dialogs.confirm_dialog import ConfirmDialog
from fitcode.tui.dialogs.help_screen import HelpScreen, grouped
from fitcode.tui.dialogs.line_dialog import LineDialog
from fitcode.tui.dialogs.memo_dialog import MemoDialog, Written
from fitcode.tui.dialogs.new_code_dialog import NewCodeDialog
from fitcode.tui.keys import CODE_KEYS, REVIEW_KEYS
from fitcode.workflow.coding.create_code import CodeDraft
from fitcode.workflow.sitting.match_names import Choice
from tests.tui.dialog_app import LARGE, PENDING, SMALL, DialogApp, press

SIZES = [SMALL, LARGE]
CODES = [
    Choice("role-clarity", "Role clarity and overlap", "Strategic fit / Role clarity and overlap"),
    Choice("trust", "Trust and mistrust", "Cultural fit / Trust and mistrust"),
    Choice("staffing", "Staffing and rotation", "Strategic fit / Staffing and rotation"),
    Choice("stovepipes", "Separate hierarchies", "Strategic fit / Separate hierarchies"),
]
COMPONENTS = [
    Choice("recce-company", "Reconnaissance Company", "Reconnaissance Company", "ISR company"),
    Choice("force", "Force Headquarters", "Force Headquarters"),
]
HOSTILE = "Nobody[bold]\x1b]0;owned\x07\x1b[31m knew\u202e who\r\nled[/]"


def coding_dialog(quote: str = "Nobody knew who led.", line: str = "") -> CodingDialog:
    return CodingDialog(
        quote,
        CODES,
        COMPONENTS,
        recent=["stovepipes"],
        nearby=["force"],
        line=line,
        describe=lambda code: f"The definition of {code}.",
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_coding_is_one_typed_line(size):
    shown = press(coding_dialog, *'role cl -2 @isr >force "unsure about this', "enter", size=size)

    assert shown.answer == CodingAnswer(
        "role-clarity", Valence.misfit, 2, "recce-company", "force", "unsure about this"
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_line_is_shown_as_it_will_be_understood(size):
    shown = press(coding_dialog, *'role cl -2 @isr >f "ask him', size=size)

    said = "Role clarity and overlap · misfit 2 · about recce-company → force · memo “ask him”"
    assert said in " ".join(shown.screen.replace("│", "").split())
    assert "The definition of role-clarity." in shown.screen


@pytest.mark.parametrize("size", SIZES)
def test_quote_candidates_signs_and_keys_fit_on_the_terminal(size):
    shown = press(coding_dialog, *"st", size=size)

    for part in ["Nobody knew who led.", "staffing", "stovepipes", "> counterpart", "Ctrl+n new code"]:
        assert part in shown.screen.replace("\N{NO-BREAK SPACE}", " ")


def test_tab_takes_the_highlighted_candidate_and_goes_on():
    shown = press(coding_dialog, *"st", "down", "tab", *"+ @i", "tab")

    assert "stovepipes + @recce-company" in shown.screen or "staffing + @recce-company" in shown.screen
    assert shown.answer is PENDING


def test_enter_takes_what_is_highlighted():
    first = press(coding_dialog, *"st", "enter").answer.code
    second = press(coding_dialog, *"st", "down", "enter").answer.code

    assert [first, second] == ["stovepipes", "staffing"]


def test_enter_on_an_empty_line_codes_nothing_until_a_candidate_is_chosen():
    assert press(coding_dialog, "enter").answer is PENDING
    assert press(coding_dialog, "down", "enter").answer.code == "stovepipes"


def test_components_named_nearby_come_first_and_have_a_dot():
    shown = press(coding_dialog, *"trust @")

    force, recce = shown.screen.index("• force"), shown.screen.index("recce-company")
    assert force < recce


@pytest.mark.parametrize("typed", ["zzz", "role @zzz", "role -7", "role-"])
def test_a_line_that_means_nothing_is_not_answered_and_says_why(typed):
    shown = press(coding_dialog, *typed, "enter")

    assert shown.answer is PENDING
    assert "! " in shown.screen


def test_keys_set_the_valence_and_the_same_key_takes_it_away():
    assert press(coding_dialog, *"trust", "alt+m", "enter").answer.valence is Valence.misfit
    assert press(coding_dialog, *"trust", "alt+m", "alt+f", "enter").answer.valence is Valence.fit
    assert press(coding_dialog, *"trust", "alt+x", "alt+x", "enter").answer.valence is None


def test_what_was_typed_can_become_a_new_code():
    shown = press(coding_dialog, *"between chairs -2", "ctrl+n")

    assert shown.answer == CodingAnswer("", Valence.misfit, 2, new_code="between chairs")


def test_escape_leaves_without_an_answer():
    assert press(coding_dialog, *"trust", "escape").answer is None


def test_a_coding_that_is_amended_stands_on_the_line():
    make = partial(coding_dialog, line='trust -2 @force "a memo')

    assert press(make, "enter").answer == CodingAnswer(
        "trust", Valence.misfit, 2, about="force", memo="a memo"
    )
    assert press(make, "alt+f", "enter").answer.valence is Valence.fit


def test_a_memo_that_is_not_touched_keeps_what_the_screen_cannot_show():
    make = partial(coding_dialog, line='trust "bell \x07 rings')

    assert press(make, "alt+f", "enter").answer.memo == "bell \x07 rings"


def test_a_picker_gives_back_the_id_of_what_was_chosen():
    make = partial(ChoiceDialog, "Transcript", CODES, first=["trust"])

    assert press(make, "enter").answer == "trust"
    assert press(make, *"stov", "enter").answer == "stovepipes"
    assert press(make, *"zzz", "enter").answer is PENDING
    assert press(make, "escape").answer is None


@pytest.mark.parametrize("size", SIZES)
def test_a_picker_of_very_many_stays_on_the_terminal(size):
    many = [Choice(f"interview-{number}", "", "") for number in range(3000)]

    shown = press(partial(ChoiceDialog, "Transcript", many), size=size)

    assert "3,000 of 3,000" in shown.screen
    assert "Esc" in shown.screen


def test_a_candidate_far_down_is_scrolled_into_sight_and_up_from_the_first_is_the_last():
    many = [Choice(f"interview-{number:03}", "", "") for number in range(300)]
    make = partial(ChoiceDialog, "Transcript", many)

    down = press(make, *(["pagedown"] * 4))
    assert "interview-040" in down.screen
    assert "interview-000" not in down.screen
    assert press(make, "up", "enter").answer == "interview-299"


def test_a_click_takes_a_candidate():
    async def run() -> object:
        app = DialogApp(ChoiceDialog("Code", CODES))
        async with app.run_test(size=SMALL) as pilot:
            await pilot.click(Candidates, offset=(5, 2))
            await pilot.pause()
            return app.answer

    assert asyncio.run(run()) == "staffing"


def test_a_line_is_given_back_without_space_around_it():
    assert press(partial(LineDialog, "Why?"), *" not about trust ", "enter").answer == "not about trust"
    assert press(partial(LineDialog, "Why?"), "enter").answer == ""
    assert press(partial(LineDialog, "Why?"), "escape").answer is None


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("enter", True), ("n", False), ("escape", None)])
def test_a_question_is_answered_by_one_key(key, answer):
    assert press(partial(ConfirmDialog, "Accept all?", ["one", "two"]), key).answer is answer


@pytest.mark.parametrize("size", SIZES)
def test_a_long_preview_scrolls_and_says_what_it_leaves_out(size):
    make = partial(ConfirmDialog, "Accept all?", [f"line {number}." for number in range(600)])

    assert "line 0." in press(make, size=size).screen
    assert "line 0." not in press(make, "space", "space", size=size).screen
    assert "... and 100 more" in press(make, "G", size=size).screen


@pytest.mark.parametrize("save", [["ctrl+s"], ["tab", "enter"]])
def test_a_memo_is_saved_with_or_without_the_control_key(save):
    shown = press(partial(MemoDialog, "Memo"), *"First.", "enter", *"Second.", *save)

    assert shown.answer == Written("First.\nSecond.")


def test_a_memo_that_is_not_saved_is_dropped_by_the_second_escape_only():
    make = partial(MemoDialog, "Memo", "Before.")

    first = press(make, *" More", "escape")
    assert first.answer is PENDING
    assert "not saved" in first.screen
    assert press(make, *" More", "escape", "escape").answer is None
    assert press(make, "escape").answer is None


def test_an_empty_memo_is_not_saved():
    assert press(partial(MemoDialog, "Memo"), *"  ", "ctrl+s").answer is PENDING


def test_a_memo_that_is_not_touched_stays_as_it_was_written():
    assert press(partial(MemoDialog, "Memo", "bell \x07"), "ctrl+s").answer.text == "bell \x07"


@pytest.mark.parametrize("size", SIZES)
def test_a_new_code_has_a_name_a_place_and_a_definition(size):
    make = partial(
        NewCodeDialog, "between chairs", CODES, codebooks=["fit"], example="We sat between chairs."
    )

    shown = press(make, *"!", "enter", "enter", *"role", "enter", *"Belongs to none.", "enter", size=size)

    assert shown.answer == CodeDraft(
        name="between chairs!",
        parent="role-clarity",
        definition="Belongs to none.",
        example="We sat between chairs.",
    )


def test_a_new_code_may_stand_at_the_top_of_a_codebook():
    make = partial(NewCodeDialog, "chairs", CODES, codebooks=["fit", "other"])

    assert press(make, "ctrl+s").answer == CodeDraft(name="chairs", codebook="fit")
    assert press(make, "enter", "enter", "down", "ctrl+s").answer == CodeDraft(
        name="chairs", codebook="other"
    )


def test_a_new_code_without_a_name_or_a_place_is_not_made():
    assert press(partial(NewCodeDialog, "", CODES, codebooks=["fit"]), "ctrl+s").answer is PENDING
    make = partial(NewCodeDialog, "chairs", CODES, codebooks=["fit"])
    assert press(make, "enter", "enter", *"zzz", "ctrl+s").answer is PENDING


def test_a_new_code_may_have_an_id_of_its_own():
    make = partial(NewCodeDialog, "chairs", CODES, codebooks=["fit"])

    assert press(make, *" two", "enter", *"-2", "ctrl+s").answer.id == "chairs-two-2"
    assert press(make, *" two", "ctrl+s").answer.id == ""


def test_a_long_passage_proposes_a_short_name():
    shown = press(partial(NewCodeDialog, "We sat between chairs, both of us. Nobody asked.", CODES))

    assert "We sat between chairs, both " in shown.screen
    assert "we-sat-between-chairs-both" in shown.screen


REFUSING = [
    (lambda commit: CodingDialog("q", CODES, commit=commit), [*"trust", "enter"], "trust"),
    (lambda commit: MemoDialog("Memo", commit=commit), [*"a memo", "ctrl+s"], "a memo"),
    (lambda commit: NewCodeDialog("chairs", CODES, commit=commit), ["ctrl+s"], "chairs"),
    (lambda commit: LineDialog("Why?", commit=commit), [*"because", "enter"], "because"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("make", "keys", "typed"), REFUSING, ids=["coding", "memo", "new-code", "line"])
def test_an_answer_that_is_refused_stays_with_the_reason_until_it_can_be_done(make, keys, typed, size):
    troubles = ["The code has gone.", None]
    once = press(lambda: make(lambda answer: "The code has gone."), *keys, size=size)
    again = press(lambda: make(lambda answer: troubles.pop(0)), *keys, keys[-1], size=size)

    assert once.answer is PENDING
    assert "! The code has gone." in once.screen
    assert typed in once.screen
    assert again.answer not in (PENDING, None)


def test_where_no_component_matches_the_nearest_are_offered_and_can_be_taken():
    shown = press(coding_dialog, *"role @fqzzx")

    assert "No component goes by 'fqzzx'." in shown.screen
    assert "Force Headquarters" in shown.screen
    assert "Reconnaissance" not in shown.screen
    assert press(coding_dialog, *"role @fqzzx", "tab", "enter").answer.about == "force"
    assert press(coding_dialog, *"role @fqzzx", "down", "enter").answer.about == "force"


@pytest.mark.parametrize("key", ["alt+d", "f1"])
def test_the_whole_definition_is_read_on_a_key(key):
    def make() -> CodingDialog:
        return CodingDialog("q", CODES, describe=lambda code: "word " * 150 + "the end of it")

    assert "the end of it" not in press(make, *"role").screen
    assert "the end of it" in press(make, *"role", key, "pagedown").screen
    assert "staffing" in press(make, *"st", key, key).screen


@pytest.mark.parametrize("key", ["ctrl+c", "escape"])
def test_no_one_key_drops_a_memo(key):
    shown = press(partial(MemoDialog, "Memo"), *"text", key)

    assert shown.answer is PENDING
    assert "text" in shown.screen


def test_a_line_that_is_needed_is_not_left_empty():
    make = partial(LineDialog, "Why?", needed="Write why.")

    assert "Write why." in press(make, "enter").screen
    assert press(make, *"so", "enter").answer == "so"


@pytest.mark.parametrize("keys", [CODE_KEYS, REVIEW_KEYS], ids=["code", "review"])
@pytest.mark.parametrize("size", SIZES)
def test_the_help_screen_shows_the_table_and_scrolls_to_its_end(keys, size):
    make = partial(HelpScreen, keys)

    ordered = [row for _, rows in grouped(keys) for row in rows]
    assert ordered[0].help in press(make, size=size).screen
    assert ordered[-1].help in press(make, "G", size=size).screen
    assert press(make, "question_mark").answer is None
    assert press(make, "escape").answer is None


@pytest.mark.parametrize(
    "make",
    [
        partial(coding_dialog, HOSTILE, HOSTILE),
        lambda: CodingDialog("q", [Choice("c", HOSTILE, HOSTILE)], line="c", describe=lambda code: HOSTILE),
        partial(ChoiceDialog, HOSTILE, [Choice(HOSTILE, HOSTILE, f"{HOSTILE} / x")]),
        partial(LineDialog, HOSTILE, HOSTILE),
        partial(ConfirmDialog, HOSTILE, [HOSTILE]),
        partial(MemoDialog, HOSTILE, HOSTILE),
        partial(NewCodeDialog, HOSTILE, [Choice("c", HOSTILE, HOSTILE)], codebooks=["b"], example=HOSTILE),
    ],
    ids=["coding", "coding-names", "choice", "line", "confirm", "memo", "new-code"],
)
def test_nothing_of_a_project_steers_the_terminal_or_is_read_as_markup(make):
    shown = press(make, size=LARGE)

    assert "Nobody[bold]\ufffd]0;owned" in shown.screen
    assert not set(shown.screen) & set("\x1b\x07\r\u202e")


@pytest.mark.parametrize("make", [coding_dialog, partial(LineDialog, "Why?"), partial(MemoDialog, "Memo")])
def test_what_is_pasted_does_not_steer_the_terminal(make):
    shown = press(make, paste="pasted \x1b[31m red")

    assert "pasted \ufffd[31m red" in shown.screen
    assert "\x1b" not in shown.screen


@pytest.mark.parametrize("size", SIZES)
def test_wide_and_right_to_left_names_keep_the_columns(size):
    names = [Choice("wide", "信頼と不信", "文化 / 信頼と不信"), Choice("rtl", "الثقة", "الثقافة / الثقة")]

    shown = press(partial(ChoiceDialog, "Code", names), size=size)

    assert "信頼と不信" in shown.screen
    assert "الثقة" in shown.screen
