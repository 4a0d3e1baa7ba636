"""Coding a transcript: every deed, what it leaves on the page, and what is refused with nothing changed."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fitcode.domain.choices import MemoTarget, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import DuplicateCoding, FitcodeError, UnknownCode, UnknownComponent
from fitcode.store import codebooks
from fitcode.store.coding_reads import list_codings
from fitcode.store.memos import list_memos
from fitcode.store.project import open_project
from fitcode.store.transcripts import remove_transcript
from fitcode.workflow.coding.add_codings import add_coding
from fitcode.workflow.coding.apply_codebook import apply_codebook, read_codebook
from fitcode.workflow.coding.change_codings import change_coding, remove_codings
from fitcode.workflow.coding.create_code import CodeDraft
from fitcode.workflow.sitting import code_transcript
from fitcode.workflow.sitting.code_transcript import CodingSitting, Statement
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.show_on_page import Shown
from fitcode.workflow.suggesting.decide_suggestions import reject_suggestions
from fitcode.workflow.workspace import Workspace
from tests.support.projects import (
    add_codings,
    add_transcript,
    code,
    codebook_of,
    run_pass,
    suggestion,
)
from tests.workflow.sitting.conftest import Open, Sit

Deed = Callable[[CodingSitting], object]

_ADDED = 'codings add, "Who sent you home?" (1 coding added)'
"""What coding the first sentence is told as."""


def go(sitting: CodingSitting, quote: str) -> CodingSitting:
    start = sitting.map.text.index(quote)
    sitting.select(Selection(start, start + len(quote)))
    return sitting


def on_page(sitting: CodingSitting) -> list[str]:
    return [f"{one.code}: {sitting.map.text[one.start : one.end]}" for one in sitting.codings]


def stored(folder: Path) -> list[dict[str, object]]:
    with open_project(folder, read_only=True) as project:
        return [dict(one) for one in list_codings(project).records()]


class TestApply:
    def test_a_coding_is_stored_shown_and_in_focus(self, sit: Sit, folder: Path):
        sitting = go(sit(), "They let me go.")
        uid = sitting.apply("layoff", Statement(about="force", counterpart="recce", strength=2, memo="why"))
        (one,) = stored(folder)
        assert (one["uid"], one["coder"], one["quote"]) == (uid, "ines", "They let me go.")
        assert (one["about"], one["counterpart"], one["strength"], one["memo"]) == (
            "force",
            "recce",
            2,
            "why",
        )
        assert sitting.focused_coding == sitting.codings[0]
        assert (sitting.codings[0].uid, sitting.codings[0].about) == (uid, "force")

    def test_the_list_of_transcripts_counts_it(self, sit: Sit):
        sitting = sit()
        sitting.apply("fuel")
        assert [(one.name, one.codings, one.own_codings) for one in sitting.transcripts] == [
            ("ana", 1, 1),
            ("ben", 0, 0),
        ]

    def test_a_new_coder_of_any_script_can_code(self, sit: Sit, folder: Path):
        sitting = sit(coder="إيناس")
        sitting.apply("fuel")
        sitting.change(valence="fit")
        assert [(one["coder"], one["valence"]) for one in stored(folder)] == [("إيناس", "fit")]

    def test_the_same_again_is_refused(self, sit: Sit):
        sitting = sit()
        sitting.apply("fuel")
        with pytest.raises(FitcodeError, match="already"):
            sitting.apply("fuel")
        assert len(sitting.codings) == 1

    @pytest.mark.parametrize(
        ("applied", "statement", "said"),
        [
            ("fool", Statement(), "fool"),
            ("fuel", Statement(about="nobody"), "nobody"),
            ("fuel", Statement(strength=9), "strength"),
        ],
    )
    def test_what_cannot_be_stated_is_refused_in_words(
        self, sit: Sit, folder: Path, applied: str, statement: Statement, said: str
    ):
        sitting = sit()
        with pytest.raises(FitcodeError, match=said):
            sitting.apply(applied, statement)
        assert (stored(folder), sitting.recent_codes, sitting.codings) == ([], [], [])
        assert sitting.notice() is None

    def test_a_full_name_does_as_well_as_a_short_one(self, sit: Sit):
        sitting = sit()
        sitting.apply("fit/fuel")
        assert (sitting.codings[0].code, sitting.recent_codes) == ("fuel", ["fuel"])

    def test_a_favourite_codes_and_a_digit_without_one_does_not(self, sit: Sit):
        sitting = sit()
        sitting.set_favourite("1", "fuel")
        sitting.apply_favourite("1")
        with pytest.raises(FitcodeError, match="No code is on 2"):
            sitting.apply_favourite("2")
        assert [one.code for one in sitting.codings] == ["fuel"]

    def test_repeating_states_all_but_the_memo(self, sit: Sit):
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel", Statement(about="force", valence=Valence.misfit, strength=3, memo="here"))
        go(sitting, "Nobody asked.").repeat()
        one = sitting.focused_coding
        assert one
        assert (one.code, one.about, one.valence, one.strength, one.memo) == (
            "fuel",
            "force",
            "misfit",
            3,
            None,
        )

    def test_there_is_nothing_to_repeat_at_first(self, sit: Sit):
        with pytest.raises(FitcodeError, match="Nothing was coded"):
            sit().repeat()

    def test_what_was_taken_back_is_not_repeated(self, sit: Sit):
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel")
        sitting.apply("layoff")
        sitting.undo()
        go(sitting, "Nobody asked.").repeat()
        assert on_page(sitting) == ["fuel: They let me go.", "fuel: Nobody asked."]
        for _ in range(2):
            sitting.undo()
        with pytest.raises(FitcodeError, match="Nothing was coded"):
            sitting.repeat()

    def test_what_went_into_another_by_merging_is_repeated(self, sit: Sit):
        go(sit(), "They let me go.").apply("fuel")
        sitting = go(sit(), "Who")
        sitting.apply("layoff")
        go(sitting, "The FORCE said so.").apply("fuel")
        go(sitting, "They let me go. The FORCE said so.").merge()
        go(sitting, "Nobody asked.").repeat()
        assert sitting.focused_coding
        assert sitting.focused_coding.code == "fuel"

    def test_a_coding_is_one_deed_and_one_note_for_the_next_sitting(self, sit: Sit):
        sitting = go(sit(), "They let me go.")
        begun: list[str] = []
        sitting.workspace.project.connection.set_trace_callback(begun.append)
        sitting.apply("fuel")
        assert begun.count("BEGIN IMMEDIATE") == 2
        assert sit().recent_codes == ["fuel"]
        assert sit().habit(f"place {sitting.transcripts[0].uid}") == str(sitting.selection.start)

    def test_what_a_filter_hides_is_coded_all_the_same_and_counted(self, sit: Sit):
        sitting = sit()
        sitting.show_only(Shown(code="layoff"))
        hidden = sitting.n_hidden
        sitting.apply("fuel")
        assert (on_page(sitting), sitting.n_hidden, sitting.focused) == ([], hidden + 1, None)

    def test_what_a_filter_hides_is_described_and_nothing_else_is_in_focus(self, sit: Sit, elsewhere):
        code(elsewhere.project, "ana", "They let me go.", "layoff", coder="ben")
        sitting = go(sit(), "They let me go.")
        sitting.show_only(Shown(coder="ben"))
        uid = sitting.apply("fuel")
        described = sitting.describe(uid)
        assert described
        assert (described.code, described.coder, sitting.focused) == ("fuel", "ines", None)
        assert sitting.describe("nothing") is None


class TestChange:
    @pytest.mark.parametrize(
        ("values", "shown"),
        [
            ({"code": "layoff"}, ("layoff", None, None, None)),
            ({"valence": "mixed"}, ("fuel", None, "mixed", None)),
            ({"strength": 3}, ("fuel", None, None, 3)),
            ({"about": "recce"}, ("fuel", "recce", None, None)),
        ],
    )
    def test_what_is_changed_is_shown_and_stays_in_focus(self, sit: Sit, values, shown):
        sitting = sit()
        uid = sitting.apply("fuel")
        sitting.change(**values)
        one = sitting.focused_coding
        assert one
        assert (one.uid, (one.code, one.about, one.valence, one.strength)) == (uid, shown)
        assert sit().codings == sitting.codings

    def test_a_fact_is_taken_back_by_none(self, sit: Sit):
        sitting = sit()
        sitting.apply("fuel", Statement(valence=Valence.fit))
        sitting.change(valence=None)
        assert sitting.codings[0].valence is None

    def test_its_span_is_changed(self, sit: Sit):
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel")
        go(sitting, "They let me go. The FORCE said so.")
        sitting.change(start=sitting.selection.start, end=sitting.selection.end)
        assert on_page(sitting) == ["fuel: They let me go. The FORCE said so."]

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"strength": 0}, FitcodeError),
            ({"valence": "bad"}, FitcodeError),
            ({"colour": "red"}, FitcodeError),
            ({"code": "fool"}, UnknownCode),
            ({"counterpart": "x"}, UnknownComponent),
            ({"start": 50, "end": 40}, FitcodeError),
            ({"end": 100_000}, FitcodeError),
        ],
    )
    def test_what_cannot_be_is_refused(self, sit: Sit, folder: Path, values, error):
        sitting = sit()
        sitting.apply("fuel")
        before = stored(folder)
        with pytest.raises(error):
            sitting.change(**values)
        assert stored(folder) == before

    def test_one_cannot_become_another(self, sit: Sit):
        sitting = sit()
        sitting.apply("layoff")
        sitting.apply("fuel")
        with pytest.raises(DuplicateCoding):
            sitting.change(code="layoff")


class TestRemove:
    def test_it_is_gone_and_what_is_left_here_comes_into_focus(self, sit: Sit, folder: Path):
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel")
        sitting.apply("redundancy")
        sitting.remove()
        assert [one["code"] for one in stored(folder)] == ["fuel"]
        assert on_page(sitting) == ["fuel: They let me go."]

    def test_no_backup_is_made_of_a_key_press(self, sit: Sit, folder: Path):
        sitting = sit()
        sitting.apply("fuel")
        sitting.remove()
        assert not (folder / "backups").exists()


class TestMergeAndSplit:
    def test_codings_of_one_code_become_one(self, sit: Sit, folder: Path):
        sitting = go(sit(), "They let me go.")
        first = sitting.apply("fuel")
        go(sitting, "The FORCE said so.").apply("fuel")
        go(sitting, "They let me go. The FORCE said so.").merge()
        assert on_page(sitting) == ["fuel: They let me go. The FORCE said so."]
        assert sitting.focused == first
        assert len(stored(folder)) == 1

    def test_one_alone_cannot_be_merged_nor_with_another_coders(self, sit: Sit, elsewhere: Workspace):
        code(elsewhere.project, "ana", "The FORCE said so.", "fuel", coder="ben")
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel")
        go(sitting, "They let me go. The FORCE said so.")
        with pytest.raises(FitcodeError, match="Only one of your codings"):
            sitting.merge()

    def test_what_a_filter_hides_is_not_merged(self, sit: Sit):
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel", Statement(about="force"))
        go(sitting, "The FORCE said so.").apply("fuel", Statement(about="recce"))
        sitting.show_only(Shown(component="force"))
        go(sitting, "They let me go. The FORCE said so.")
        with pytest.raises(FitcodeError, match="Only one of your codings"):
            sitting.merge()

    def test_one_is_cut_where_the_selection_begins(self, sit: Sit):
        sitting = go(sit(), "They let me go. The FORCE said so.")
        uid = sitting.apply("fuel")
        go(sitting, "The FORCE").split()
        assert on_page(sitting) == ["fuel: They let me go.", "fuel: The FORCE said so."]
        assert sitting.all_codings == sit().all_codings
        assert uid in {one.uid for one in sitting.codings}

    def test_it_is_not_cut_at_its_own_beginning(self, sit: Sit):
        sitting = go(sit(), "They let me go.")
        sitting.apply("fuel")
        with pytest.raises(FitcodeError):
            sitting.split()


class TestSuggestions:
    def test_accepted_it_is_a_coding_and_waits_no_more(self, sit: Sit, folder: Path):
        sitting = sit()
        sitting.go_to_suggestion(1)
        uid = sitting.accept()
        (one,) = stored(folder)
        assert (one["uid"], one["code"], one["origin"]) == (uid, "layoff", "suggestion")
        assert (one["about"], one["valence"]) == ("force", "misfit")
        assert sitting.focused == uid
        assert (len(sitting.suggestions), sitting.transcripts[0].pending) == (1, 1)

    def test_rejected_it_waits_no_more(self, sit: Sit, folder: Path, elsewhere: Workspace):
        sitting = sit()
        sitting.go_to_suggestion(1)
        sitting.reject("they left")
        assert (stored(folder), [one.code for one in sitting.suggestions]) == ([], ["fuel"])
        assert [one["text"] for one in list_memos(elsewhere.project).records()] == ["they left"]
        assert sitting.go_to_suggestion(1)
        assert sitting.focused_suggestion == sitting.suggestions[0]


class TestMemos:
    @pytest.mark.parametrize("target", ["project", "transcript", "code", "coding"])
    def test_a_memo_hangs_on_what_it_is_written_on(self, sit: Sit, elsewhere: Workspace, target: str):
        sitting = sit()
        uid = sitting.apply("fuel")
        sitting.write_memo(MemoTarget(target), "mind this")
        (memo,) = list_memos(elsewhere.project).records()
        named = {"project": None, "transcript": "ana", "code": "fuel", "coding": uid}
        assert (memo["target"], memo["target_name"], memo["text"]) == (target, named[target], "mind this")
        assert sitting.codings[0].n_memos == (target == "coding")

    def test_a_memo_hangs_on_a_suggestion(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        sitting.go_to_suggestion(1)
        sitting.write_memo(MemoTarget.suggestion, "mind this")
        assert [one["target"] for one in list_memos(elsewhere.project).records()] == ["suggestion"]
        assert len(sitting.suggestions) == 2

    @pytest.mark.parametrize("target", ["coding", "suggestion", "code", "case", "component"])
    def test_a_memo_on_what_is_not_in_focus_is_refused(self, sit: Sit, target: str):
        with pytest.raises(FitcodeError, match=f"No {target} is in focus"):
            sit().write_memo(MemoTarget(target), "mind this")

    def test_a_memo_on_a_coding_is_not_hung_on_a_suggestion(self, sit: Sit):
        sitting = sit()
        sitting.go_to_suggestion(1)
        with pytest.raises(FitcodeError, match="No coding is in focus"):
            sitting.write_memo(MemoTarget.coding, "mind this")

    def test_an_empty_memo_is_refused(self, sit: Sit):
        with pytest.raises(FitcodeError, match="text"):
            sit().write_memo(MemoTarget.project, "  ")


class TestFinished:
    def test_the_mark_is_set_and_taken_back(self, sit: Sit):
        sitting = sit()
        assert sitting.toggle_finished()
        assert [one.is_finished for one in sit().transcripts] == [True, False]
        assert not sitting.toggle_finished()
        assert [one.is_finished for one in sitting.transcripts] == [False, False]

    def test_it_is_each_coders_own(self, sit: Sit):
        sit().toggle_finished()
        assert sit(coder="ben").toggle_finished()


class TestUndo:
    def test_it_goes_to_what_it_took_back_and_what_it_brought_back(self, sit: Sit):
        sitting = go(sit(), "Nobody asked.")
        uid = sitting.apply("fuel")
        sitting.go_to(0)
        sitting.undo()
        assert sitting.selected_text == "Nobody asked."
        sitting.go_to(0)
        sitting.redo()
        assert (sitting.selected_text, sitting.focused) == ("Nobody asked.", uid)

    def test_a_decision_taken_back_waits_again_in_focus(self, sit: Sit):
        sitting = sit()
        sitting.go_to_suggestion(1)
        waiting = sitting.focused
        sitting.accept()
        sitting.go_to(0)
        sitting.undo()
        assert (sitting.codings, sitting.selected_text) == ([], "They let me go.")
        assert waiting in {one.uid for one in sitting.here()}

    def test_what_others_did_meanwhile_is_not_where_it_goes(self, sit: Sit, elsewhere: Workspace):
        sitting = go(sit(), "Nobody asked.")
        sitting.apply("fuel")
        sitting.undo()
        code(elsewhere.project, "ana", "Who", "layoff", coder="ben")
        sitting.go_to(0)
        sitting.redo()
        assert sitting.selected_text == "Nobody asked."

    def test_every_deed_is_taken_back_by_itself(self, sit: Sit, folder: Path):
        sitting = go(sit(), "They let me go. The FORCE said so.")
        sitting.apply("fuel")
        go(sitting, "The FORCE").split()
        sitting.change(strength=2)
        go(sitting, "They let me go. The FORCE said so.").merge()
        sitting.write_memo(MemoTarget.coding, "mind")
        sitting.remove()
        for left in (1, 1, 2, 2, 1, 0):
            sitting.undo()
            assert len(sitting.codings) == len(stored(folder)) == left

    def test_an_act_on_another_transcript_is_gone_to(self, sit: Sit):
        sitting = sit("ben")
        sitting.apply("fuel")
        sitting.open("ana")
        go(sitting, "We waited.")
        sitting.undo()
        assert (sitting.transcript and sitting.transcript.name, sitting.codings) == ("ben", [])

    def test_only_the_act_that_was_asked_about_is_taken_back(self, sit: Sit, folder: Path):
        sitting = sit()
        go(sitting, "We waited.").apply("fuel")
        asked = sitting.next_undo().act
        go(sitting, "They let me go.").apply("fuel")
        before = stored(folder)
        with pytest.raises(FitcodeError, match="Something else was done meanwhile"):
            sitting.undo(asked)
        assert stored(folder) == before

    def test_only_the_act_that_was_asked_about_is_brought_back(self, sit: Sit, folder: Path):
        sitting = sit()
        go(sitting, "We waited.").apply("fuel")
        go(sitting, "They let me go.").apply("fuel")
        sitting.undo()
        asked = sitting.next_redo().act
        sitting.undo()
        with pytest.raises(FitcodeError, match="Something else was undone meanwhile"):
            sitting.redo(asked)
        assert stored(folder) == []
        sitting.redo(sitting.next_redo().act)
        assert on_page(sitting) == ["fuel: We waited."]


@pytest.fixture
def file(folder: Path, elsewhere: Workspace) -> Path:
    """A codebook in force that has its file."""
    file = folder / "codebooks" / "fit.yaml"
    file.parent.mkdir()
    file.write_text("id: fit\nname: Fit\ncodes:\n  - {id: layoff, name: Layoff}\n", encoding="utf-8")
    apply_codebook(elsewhere, read_codebook(file))
    return file


class TestInVivo:
    def test_the_new_code_is_on_the_passage_at_once(self, sit: Sit, file: Path):
        sitting = sit()
        uid = sitting.code_in_vivo(CodeDraft("Sent home", example="Who sent you home?"))
        assert on_page(sitting) == ["sent-home: Who sent you home?"]
        assert (sitting.focused, sitting.recent_codes) == (uid, ["sent-home"])
        assert "Sent home" in file.read_text(encoding="utf-8")
        assert sitting.notice() is None

    def test_the_code_and_the_coding_are_taken_back_together(self, sit: Sit, file: Path, folder: Path):
        before, sitting = file.read_text(encoding="utf-8"), sit()
        sitting.code_in_vivo(CodeDraft("Sent home"))
        sitting.undo()
        assert (stored(folder), file.read_text(encoding="utf-8")) == ([], before)
        assert "sent-home" not in sitting.codes
        sitting.redo()
        assert on_page(sitting) == ["sent-home: Who sent you home?"]

    def test_where_only_the_coding_cannot_be_made_the_code_is_told_of(self, sit: Sit, file, monkeypatch):
        def refuse(*_: object) -> str:
            raise FitcodeError("The passage is no longer there.")

        monkeypatch.setattr(code_transcript, "add_coding", refuse)
        sitting = sit()
        with pytest.raises(FitcodeError, match="Code sent-home is in the codebook now; the passage was not"):
            sitting.code_in_vivo(CodeDraft("Sent home"))
        assert "sent-home" in sitting.codes

    def test_without_a_selection_no_code_is_made(self, sit: Sit, file: Path):
        sitting = sit()
        sitting.selection = Selection(3, 3)
        with pytest.raises(FitcodeError, match="Nothing is selected"):
            sitting.code_in_vivo(CodeDraft("Sent home"))
        assert "Sent home" not in file.read_text(encoding="utf-8")


ON_A_CODING: dict[str, Deed] = {
    "change": lambda sitting: sitting.change(strength=2),
    "remove": lambda sitting: sitting.remove(),
    "split": lambda sitting: sitting.split(),
    "merge": lambda sitting: sitting.merge(),
}
EVERY_DEED: dict[str, Deed] = {
    **ON_A_CODING,
    "apply": lambda sitting: sitting.apply("layoff"),
    "apply_favourite": lambda sitting: sitting.apply_favourite("1"),
    "repeat": lambda sitting: sitting.repeat(),
    "accept": lambda sitting: sitting.accept(),
    "reject": lambda sitting: sitting.reject(),
    "code_in_vivo": lambda sitting: sitting.code_in_vivo(CodeDraft("New")),
    "memo": lambda sitting: sitting.write_memo(MemoTarget.transcript, "mind"),
    "finish": lambda sitting: sitting.toggle_finished(),
    "undo": lambda sitting: sitting.undo(),
    "redo": lambda sitting: sitting.redo(),
}
OF_THE_PROJECT = ("undo", "redo")


@pytest.mark.parametrize("name", ON_A_CODING)
def test_another_coders_coding_is_not_changed(sit: Sit, elsewhere: Workspace, folder: Path, name: str):
    code(elsewhere.project, "ana", "They let me go.", "fuel", coder="ben")
    sitting = go(sit(), "They let me go.")
    before = stored(folder)
    with pytest.raises(FitcodeError, match="ben's"):
        ON_A_CODING[name](sitting)
    assert stored(folder) == before


@pytest.mark.parametrize("name", [*ON_A_CODING, "accept", "reject"])
def test_without_anything_in_focus_that_is_said(sit: Sit, name: str):
    with pytest.raises(FitcodeError, match="in focus"):
        EVERY_DEED[name](sit())


@pytest.mark.parametrize("name", EVERY_DEED)
def test_where_nothing_can_be_written_every_deed_is_refused(sit: Sit, folder: Path, name: str):
    first = go(sit(), "They let me go. The FORCE said so.")
    first.set_favourite("1", "layoff")
    first.apply("fuel")
    go(first, "They let me go.").apply("fuel")
    sitting = go(sit(read_only=True), "They let me go.")
    assert len(sitting.codings) == 2
    sitting.focused = sitting.suggestions[0].uid if name in ("accept", "reject") else sitting.focused
    before = stored(folder)
    with pytest.raises(FitcodeError):
        EVERY_DEED[name](sitting)
    assert stored(folder) == before


def test_a_project_that_can_only_be_read_says_so_and_can_be_looked_through(sit: Sit):
    sit().apply("fuel")
    sitting = sit(read_only=True)
    assert sitting.go_to_suggestion(1)
    assert sitting.go_to_uncoded(1)
    assert sitting.next_undo().said == _ADDED
    with pytest.raises(FitcodeError, match="reading only"):
        sitting.apply("fuel")
    assert sitting.notice() is None


@pytest.mark.parametrize("name", [name for name in EVERY_DEED if name not in OF_THE_PROJECT])
@pytest.mark.parametrize("is_noticed", [True, False])
def test_on_a_transcript_that_was_removed_every_deed_is_refused(
    sit: Sit, elsewhere: Workspace, folder: Path, name: str, is_noticed: bool
):
    sitting = go(sit(), "They let me go.")
    sitting.set_favourite("1", "layoff")
    sitting.apply("fuel")
    if name in ("accept", "reject"):
        sitting.go_to_suggestion(1)
    with elsewhere.writing("transcripts remove"):
        remove_transcript(elsewhere.project, "ana")
    if is_noticed:
        sitting.notice()
    with pytest.raises(FitcodeError):
        EVERY_DEED[name](sitting)
    assert stored(folder) == []


@pytest.mark.parametrize("name", [name for name in EVERY_DEED if name not in OF_THE_PROJECT])
@pytest.mark.parametrize("is_noticed", [True, False])
def test_another_transcript_that_took_the_name_is_left_alone(
    sit: Sit, elsewhere: Workspace, folder: Path, name: str, is_noticed: bool
):
    sitting = go(sit(), "They let me go.")
    sitting.set_favourite("1", "layoff")
    sitting.apply("fuel")
    if name in ("accept", "reject"):
        sitting.go_to_suggestion(1)
    with elsewhere.writing("transcripts remove"):
        remove_transcript(elsewhere.project, "ana")
    add_transcript(elsewhere.project, "ANA: Quite another text, long enough for all of it. " * 3, coder="ben")
    if is_noticed:
        sitting.notice()
    with pytest.raises(FitcodeError):
        EVERY_DEED[name](sitting)
    assert stored(folder) == [] == list(list_memos(elsewhere.project).rows)
    assert not any(one.is_finished for one in sit(None).transcripts)


def test_that_the_transcript_was_removed_elsewhere_is_said(sit: Sit, elsewhere: Workspace):
    sitting = sit()
    with elsewhere.writing("transcripts remove"):
        remove_transcript(elsewhere.project, "ana")
    with pytest.raises(FitcodeError, match="ana was removed elsewhere meanwhile; nothing was coded"):
        sitting.apply("fuel")


def test_a_transcript_that_was_renamed_elsewhere_is_coded_on(sit: Sit, elsewhere: Workspace, folder: Path):
    sitting = sit()
    with elsewhere.writing("transcripts rename"):
        elsewhere.project.connection.execute("UPDATE transcripts SET name = 'anna' WHERE name = 'ana'")
    sitting.write_memo(MemoTarget.transcript, "mind")
    sitting.apply("fuel")
    sitting.toggle_finished()
    assert [one["transcript"] for one in stored(folder)] == ["anna"]


def test_a_transcript_that_goes_right_after_a_deed_leaves_the_page_empty(
    sit: Sit, elsewhere: Workspace, monkeypatch
):
    sitting = sit()

    def add_and_lose(*given: Any) -> str:
        uid = add_coding(*given)
        with elsewhere.writing("transcripts remove"):
            remove_transcript(elsewhere.project, "ana")
        return uid

    monkeypatch.setattr(code_transcript, "add_coding", add_and_lose)
    sitting.apply("fuel")
    assert (sitting.transcript, sitting.codings) == (None, [])


def test_a_deed_that_meets_a_code_of_others_shows_their_coding(sit: Sit, elsewhere: Workspace, monkeypatch):
    sitting = sit()

    def add_beside(*given: Any) -> str:
        uid = add_coding(*given)
        with elsewhere.writing("codebook apply"):
            book = codebook_of("layoff", "redundancy", "fuel", "trust")
            codebooks.apply_codebook(elsewhere.project, book, file_text="")
        code(elsewhere.project, "ana", "Nobody asked.", "trust", coder="ben")
        return uid

    monkeypatch.setattr(code_transcript, "add_coding", add_beside)
    sitting.apply("fuel")
    assert [one.code for one in sitting.codings] == ["fuel", "trust"]
    assert "1 coding was added here by ben." in (sitting.notice() or [])


@pytest.mark.parametrize("name", ["accept", "reject"])
def test_a_suggestion_that_a_later_pass_changed_is_looked_at_again(
    sit: Sit, elsewhere: Workspace, folder: Path, name: str
):
    sitting = sit()
    sitting.go_to_suggestion(1)
    project = elsewhere.project
    found = [suggestion(project, "ana", "They let me go.", about="minusma/force", valence="fit")]
    run_pass(project, {"ana": found}, fingerprint="later")
    with pytest.raises(FitcodeError, match="changed meanwhile"):
        EVERY_DEED[name](sitting)
    assert stored(folder) == []
    EVERY_DEED[name](sitting)
    assert [one["valence"] for one in stored(folder)] == (["fit"] if name == "accept" else [])


@pytest.mark.parametrize("name", ["change", "remove"])
def test_what_was_changed_elsewhere_is_not_overwritten(sit: Sit, opened: Open, folder: Path, name: str):
    sitting = sit()
    uid = sitting.apply("fuel")
    time.sleep(0.002)  # a change is known by its time, in milliseconds
    change_coding(opened(folder, coder="ines"), uid, CodingChange(valence=Valence.fit))
    before = stored(folder)
    with pytest.raises(FitcodeError, match="changed elsewhere"):
        ON_A_CODING[name](sitting)
    assert stored(folder) == before
    sitting.take_in()
    ON_A_CODING[name](sitting)


@pytest.mark.parametrize("name", ["change", "remove"])
def test_what_was_removed_elsewhere_is_said(sit: Sit, opened: Open, folder: Path, name: str):
    sitting = sit()
    remove_codings(opened(folder, coder="ines"), [sitting.apply("fuel")])
    with pytest.raises(FitcodeError, match="removed elsewhere"):
        ON_A_CODING[name](sitting)
    sitting.notice()
    assert sitting.codings == []


@pytest.mark.parametrize("name", ["accept", "reject"])
def test_what_was_decided_elsewhere_is_not_decided_again(
    sit: Sit, elsewhere: Workspace, folder: Path, name: str
):
    sitting = sit()
    sitting.go_to_suggestion(1)
    reject_suggestions(elsewhere, [str(sitting.focused)])
    with pytest.raises(FitcodeError):
        EVERY_DEED[name](sitting)
    assert stored(folder) == []


def test_a_code_that_left_the_codebook_elsewhere_is_not_applied(sit: Sit, elsewhere: Workspace, folder: Path):
    sitting = sit()
    with elsewhere.writing("codebook apply"):
        codebooks.apply_codebook(elsewhere.project, codebook_of("layoff"), file_text="")
    with pytest.raises(FitcodeError, match="fuel"):
        sitting.apply("fuel")
    assert stored(folder) == []
    assert sitting.notice() == [
        "Codebook fit is now version 2: somebody applied it elsewhere.",
        "1 fewer suggestion waits than before.",
    ]


def test_a_long_transcript_with_thousands_of_codings_waits_for_nobody(sit: Sit, elsewhere: Workspace):
    add_transcript(
        elsewhere.project, "CARL: " + ("No fuel came to the camp, and so on " * 80 + ". ") * 104, name="carl"
    )
    made = [
        NewCoding(transcript="carl", start=6 + 50 * number, end=60 + 50 * number, code="fuel")
        for number in range(5_000)
    ]
    add_codings(elsewhere.project, *made)
    sitting = sit("carl")
    sitting.apply("layoff")  # places words once
    slowest = 0.0
    for deed in (
        lambda: sitting.apply("redundancy"),
        lambda: sitting.change(strength=2),
        lambda: sitting.move(1, by="segment"),
        lambda: sitting.extend(1, by="word"),
        lambda: sitting.go_to_uncoded(1),
        sitting.components_nearby,
    ):
        began = time.perf_counter()
        deed()
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.1
