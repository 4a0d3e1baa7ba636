"""A page: where one is, what is selected and shown, and what is left when the transcript goes."""

from pathlib import Path

import pytest

from fitcode.domain.choices import Dimension
from fitcode.domain.transcript import TranscriptDraft
from fitcode.errors import FitcodeError, UnknownTranscript
from fitcode.store.codebooks import apply_codebook
from fitcode.store.transcripts import remove_transcript
from fitcode.workflow.coding.change_codings import remove_codings
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.sitting.code_transcript import CodingSitting, Statement
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.show_on_page import Shown
from fitcode.workflow.workspace import Workspace
from tests.support.projects import (
    add_draft,
    add_transcript,
    apply_components,
    code,
    codebook_of,
    draft_of,
    new_project,
    run_pass,
    suggestion,
)
from tests.workflow.sitting.conftest import Open, Sit


def selected(sitting: CodingSitting) -> str:
    return sitting.selected_text


def open_in(sitting: CodingSitting) -> str | None:
    return sitting.transcript.name if sitting.transcript else None


def go(sitting: CodingSitting, quote: str) -> None:
    start = sitting.map.text.index(quote)
    sitting.select(Selection(start, start + len(quote)))


def focus(sitting: CodingSitting) -> str | None:
    found = sitting.focused_coding or sitting.focused_suggestion
    return found and found.code


def remove(workspace: Workspace, name: str) -> None:
    with workspace.writing("transcripts remove"):
        remove_transcript(workspace.project, name)


class TestPlace:
    def test_a_transcript_opens_at_its_first_segment(self, sit: Sit):
        assert selected(sit()) == "Who sent you home?"

    def test_the_place_is_found_again_in_the_next_sitting(self, sit: Sit):
        sitting = sit()
        go(sitting, "Nobody asked.")
        sitting.keep_place()
        assert selected(sit()) == "Nobody asked."

    def test_it_is_kept_by_every_deed(self, sit: Sit):
        sitting = sit()
        go(sitting, "Nobody asked.")
        sitting.apply("fuel")
        assert selected(sit()) == "Nobody asked."

    def test_it_is_kept_when_another_transcript_is_opened(self, sit: Sit):
        sitting = sit()
        go(sitting, "Nobody asked.")
        sitting.open("ben")
        assert selected(sitting) == "No fuel."
        sitting.open("ana")
        assert selected(sitting) == "Nobody asked."

    def test_everybody_has_a_place_of_their_own(self, sit: Sit):
        sitting = sit()
        go(sitting, "Nobody asked.")
        sitting.keep_place()
        assert selected(sit(coder="ben")) == "Who sent you home?"

    def test_a_transcript_opens_at_a_position_that_is_named(self, sit: Sit):
        sitting = sit()
        sitting.open("ana", sitting.map.text.index("asked"))
        assert selected(sitting) == "Nobody asked."

    @pytest.mark.parametrize("kept", ["", "-3", "x", "9999999"])
    def test_a_place_that_is_none_does_no_harm(self, sit: Sit, kept: str):
        sitting = sit()
        sitting.remember({f"place {sitting.transcript.uid}": kept})  # type: ignore[union-attr]
        assert selected(sit()) in ("Who sent you home?", "We waited.")

    def test_the_transcript_open_last_is_opened_again_and_else_the_first(self, sit: Sit, elsewhere):
        first = sit(None)
        assert first.open_last()
        assert open_in(first) == "ana"
        first.open("ben")
        second = sit(None)
        second.open_last()
        assert open_in(second) == "ben"
        remove(elsewhere, "ben")
        third = sit(None)
        third.open_last()
        assert open_in(third) == "ana"

    def test_a_transcript_that_is_not_there_leaves_the_open_one_as_it_is(self, sit: Sit):
        sitting = sit()
        go(sitting, "Nobody asked.")
        with pytest.raises(UnknownTranscript):
            sitting.open("carl")
        assert selected(sitting) == "Nobody asked."

    def test_one_that_came_a_moment_ago_can_be_opened(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        add_transcript(elsewhere.project, "C: Yes.", name="carl")
        sitting.open("carl")
        assert selected(sitting) == "Yes."

    def test_the_first_coding_is_in_focus_even_where_two_pages_begin_alike(self, sit: Sit, elsewhere):
        add_transcript(elsewhere.project, "BEN: No rest. None at all.", name="other")
        code(elsewhere.project, "other", "No rest.", "fuel", coder="ben")
        sitting = sit("ben")
        sitting.open("other")
        assert focus(sitting) == "fuel"

    def test_progress_goes_from_nothing_on(self, sit: Sit):
        sitting = sit()
        assert sitting.how_far < 0.1
        go(sitting, "We waited.")
        sitting.keep_place()
        assert sitting.how_far > 0.8
        (ana, _) = sit(None).transcripts
        assert sit(None).furthest_in(ana.uid) == pytest.approx(sitting.how_far, abs=0.001)

    def test_the_furthest_place_counts_for_the_list(self, sit: Sit):
        sitting = sit()
        go(sitting, "We waited.")
        sitting.keep_place()
        furthest = sitting.how_far
        sitting.go_to(0)
        sitting.keep_place()
        assert sitting.how_far < 0.1
        assert sitting.furthest_in(sitting.transcripts[0].uid) == pytest.approx(furthest, abs=0.001)


class TestMoves:
    def test_by_segment_and_by_turn_there_and_back(self, sit: Sit):
        sitting = sit()
        sitting.move(2, by="segment")
        assert selected(sitting) == "They let me go."
        sitting.move(1, by="turn")
        assert selected(sitting) == "And then?"
        sitting.move(-1, by="segment")
        assert selected(sitting) == "Fuel came late."

    def test_at_the_ends_of_the_text_one_stays(self, sit: Sit):
        sitting = sit()
        sitting.move(-1, by="segment")
        assert selected(sitting) == "Who sent you home?"
        sitting.move(99, by="segment")
        assert selected(sitting) == "We waited."

    def test_the_selection_grows_and_collapses(self, sit: Sit):
        sitting = sit()
        go(sitting, "They let me go.")
        sitting.extend(1, by="segment")
        sitting.extend(1, by="word")
        sitting.extend(1, by="first word")
        assert selected(sitting) == "let me go. The FORCE said so. Fuel"
        assert sitting.n_words == 8
        sitting.collapse()
        assert selected(sitting) == "They let me go."

    def test_uncoded_segments_are_respondents_that_this_coder_has_not_coded(self, sit: Sit, elsewhere):
        code(elsewhere.project, "ana", "The FORCE said so.", "fuel", coder="ben")
        code(elsewhere.project, "ana", "me go", "fuel", coder="ines")
        sitting = sit()
        found = []
        while sitting.go_to_uncoded(1):
            found.append(selected(sitting))
        assert found == ["The FORCE said so.", "Fuel came late.", "Nobody asked.", "We waited."]
        assert not sitting.go_to_uncoded(1)
        back = []
        while sitting.go_to_uncoded(-1):
            back.append(selected(sitting))
        assert back == found[-2::-1]

    def test_what_a_filter_hides_is_not_uncoded(self, sit: Sit, elsewhere: Workspace):
        code(elsewhere.project, "ana", "They let me go.", "fuel", coder="ines")
        sitting = sit()
        sitting.show_only(Shown(code="layoff"))
        sitting.go_to_uncoded(1)
        assert selected(sitting) == "The FORCE said so."

    def test_the_next_uncoded_segment_is_beyond_the_selection(self, sit: Sit):
        sitting = sit()
        go(sitting, "They let me go. The FORCE said so.")
        sitting.go_to_uncoded(1)
        assert selected(sitting) == "Fuel came late."

    def test_suggestions_are_visited_in_both_directions(self, sit: Sit):
        sitting = sit()
        assert sitting.go_to_suggestion(1)
        assert (selected(sitting), focus(sitting)) == ("They let me go.", "layoff")
        assert sitting.go_to_suggestion(1)
        assert not sitting.go_to_suggestion(1)
        assert (selected(sitting), focus(sitting)) == ("Fuel came late.", "fuel")
        assert sitting.go_to_suggestion(-1)
        assert not sitting.go_to_suggestion(-1)
        assert selected(sitting) == "They let me go."

    def test_a_suggestion_at_the_selection_is_visited_even_where_a_coding_is_in_focus(
        self, sit: Sit, elsewhere
    ):
        code(elsewhere.project, "ana", "They let me go.", "fuel", coder="ben")
        sitting = sit()
        go(sitting, "They let me go.")
        assert focus(sitting) == "fuel"
        sitting.go_to_suggestion(1)
        assert focus(sitting) == "layoff"

    def test_hits_go_round(self, sit: Sit):
        sitting = sit()
        assert not sitting.go_to_hit(1)
        text = sitting.map.text
        sitting.hits = [(at, at + 2) for at in (text.index("fuel"), text.index("Fuel"), text.index("asked"))]
        visited = []
        for direction in (1, 1, 1, 1, -1, -1):
            assert sitting.go_to_hit(direction)
            visited.append(selected(sitting))
        assert visited == ["fu", "Fu", "as", "fu", "as", "Fu"]

    def test_focus_goes_round_what_the_selection_touches(self, sit: Sit, elsewhere: Workspace):
        code(elsewhere.project, "ana", "They let me go. The FORCE said so.", "redundancy", coder="ben")
        code(elsewhere.project, "ana", "let", "fuel", coder="ben")
        sitting = sit()
        go(sitting, "They let me go.")
        seen = [focus(sitting)]
        for _ in range(3):
            sitting.focus_next(1)
            seen.append(focus(sitting))
        assert seen == ["fuel", "redundancy", "layoff", "fuel"]
        sitting.focus_next(-1)
        assert focus(sitting) == "layoff"

    def test_what_is_in_focus_stays_so_as_long_as_the_selection_touches_it(self, sit: Sit, elsewhere):
        code(elsewhere.project, "ana", "They let me go. The FORCE said so.", "redundancy", coder="ben")
        code(elsewhere.project, "ana", "FORCE", "fuel", coder="ben")
        sitting = sit()
        go(sitting, "They let me go.")
        sitting.move(1, by="segment")
        assert focus(sitting) == "redundancy"
        sitting.move(1, by="segment")
        assert focus(sitting) == "fuel"
        sitting.move(1, by="segment")
        assert focus(sitting) is None

    def test_components_named_nearby_come_nearest_first(self, sit: Sit):
        sitting = sit()
        assert sitting.components_nearby() == ["force"]


class TestShown:
    @pytest.fixture
    def coded(self, sit: Sit, elsewhere: Workspace) -> CodingSitting:
        with elsewhere.writing("codebook apply"):
            book = codebook_of("layoff", "layoff>redundancy", "fuel")
            codes = [
                one.model_copy(update={"dimension": Dimension.cultural if one.id == "fuel" else None})
                for one in book.codes
            ]
            apply_codebook(elsewhere.project, book.model_copy(update={"codes": tuple(codes)}), file_text="")
        code(elsewhere.project, "ana", "Nobody", "redundancy", coder="ben", counterpart="recce")
        code(elsewhere.project, "ana", "Nobody", "fuel", coder="ines", about="force")
        return sit()

    @pytest.mark.parametrize(
        ("shown", "codings", "suggestions", "hidden"),
        [
            (Shown(), ["fuel", "redundancy"], ["layoff", "fuel"], 0),
            (Shown(coder="ben"), ["redundancy"], ["layoff", "fuel"], 1),
            (Shown(code="layoff"), ["redundancy"], ["layoff"], 2),
            (Shown(code="redundancy"), ["redundancy"], [], 3),
            (Shown(dimension="cultural"), ["fuel"], ["fuel"], 2),
            (Shown(component="force"), ["fuel"], ["layoff"], 2),
            (Shown(component="recce"), ["redundancy"], [], 3),
            (Shown(coder="ines", code="layoff"), [], ["layoff"], 3),
            (Shown(coder="ben", code="layoff", component="recce"), ["redundancy"], [], 3),
            (Shown(code="no-such-code"), [], [], 4),
        ],
    )
    def test_a_filter_shows_what_fits_and_counts_the_rest(
        self, coded: CodingSitting, shown: Shown, codings: list[str], suggestions: list[str], hidden: int
    ):
        coded.show_only(shown)
        assert sorted(one.code for one in coded.codings) == codings
        assert [one.code for one in coded.suggestions] == suggestions
        assert coded.n_hidden == hidden
        coded.show_only(Shown())
        assert (len(coded.codings), coded.n_hidden) == (2, 0)

    def test_a_filter_is_told_in_words(self):
        assert str(Shown(coder="ben", component="recce")) == "coder ben, component recce"
        assert (bool(Shown(code="fuel")), bool(Shown())) == (True, False)

    def test_it_stays_in_force_after_deeds_and_news(self, coded: CodingSitting, elsewhere: Workspace):
        coded.show_only(Shown(coder="ines"))
        coded.apply("layoff")
        code(elsewhere.project, "ana", "We waited.", "fuel", coder="ben")
        coded.notice()
        assert {one.coder for one in coded.codings} == {"ines"}
        assert coded.n_hidden == 2

    def test_what_it_hides_is_not_in_focus(self, coded: CodingSitting):
        go(coded, "Nobody asked.")
        coded.focused = next(one.uid for one in coded.codings if one.code == "fuel")
        coded.show_only(Shown(code="redundancy"))
        assert focus(coded) == "redundancy"
        assert [one.code for one in coded.here()] == ["redundancy"]

    def test_unlikely_suggestions_are_left_out_and_counted(self, coded: CodingSitting):
        coded.show_suggestions(0.9)
        assert (coded.suggestions, coded.n_unlikely, coded.n_hidden) == ([], 2, 0)

    def test_a_code_that_left_the_codebook_is_shown_and_filtered_by(
        self, sit: Sit, elsewhere, opened: Open, folder: Path
    ):
        uid = code(elsewhere.project, "ana", "Nobody", "redundancy", coder="nora")
        nora = opened(folder, coder="nora")
        remove_codings(nora, [uid])
        with elsewhere.writing("codebook apply"):
            apply_codebook(elsewhere.project, codebook_of("layoff", "fuel"), file_text="")
        undo_acts(nora)
        sitting = sit()
        assert [one.code for one in sitting.codings] == ["redundancy"]
        sitting.show_only(Shown(code="redundancy"))
        assert len(sitting.codings) == 1
        sitting.show_only(Shown(code="layoff"))
        assert (sitting.codings, [one.code for one in sitting.suggestions]) == ([], ["layoff"])


class TestRemoved:
    def everything(self, sitting: CodingSitting) -> None:
        """Every move and look: none may fail."""
        for by in ("segment", "turn"):
            sitting.move(1, by=by)
        for by in ("word", "first word", "segment"):
            sitting.extend(1, by=by)
        sitting.collapse()
        sitting.go_to(5)
        sitting.focus_next(1)
        sitting.keep_place()
        sitting.take_in()
        sitting.show_only(Shown(code="fuel"))
        assert not any(
            seek(1) for seek in (sitting.go_to_uncoded, sitting.go_to_suggestion, sitting.go_to_hit)
        )
        assert (sitting.here(), sitting.components_nearby(), selected(sitting)) == ([], [], "")
        assert (sitting.how_far, sitting.n_words, sitting.search("fuel")) == (0.0, 0, 0)
        assert (sitting.focused_coding, sitting.focused_suggestion) == (None, None)

    def test_it_is_told_and_the_page_is_empty(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        remove(elsewhere, "ana")
        assert sitting.notice() == [
            "Transcript ana, open here, was removed elsewhere.",
            "1 transcript was removed elsewhere.",
            "2 fewer suggestions wait than before.",
        ]
        assert (sitting.transcript, sitting.codings, sitting.suggestions) == (None, [], [])
        self.everything(sitting)

    def test_before_it_is_noticed_nothing_fails_either(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        remove(elsewhere, "ana")
        sitting.move(1, by="segment")
        sitting.keep_place()
        sitting.take_in()
        self.everything(sitting)
        assert sitting.notice()

    def test_another_one_of_the_same_name_is_not_taken_for_it(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        remove(elsewhere, "ana")
        add_transcript(elsewhere.project, "ANA: [fuel]Another text.[/]", coder="ben")
        sitting.notice()
        assert (sitting.transcript, sitting.codings) == (None, [])

    def test_another_transcript_can_be_opened(self, sit: Sit, elsewhere: Workspace):
        sitting = sit()
        remove(elsewhere, "ana")
        sitting.notice()
        assert sitting.open_last()
        assert selected(sitting) == "No fuel."

    def test_before_any_is_opened_nothing_fails(self, sit: Sit):
        self.everything(sit(None))


def text_outside_turns(text: str) -> TranscriptDraft:
    draft = draft_of("ANA: " + text)
    segments = tuple(one._replace(turn=-1) for one in draft.segments)
    return draft.model_copy(update={"turns": (), "speakers": (), "segments": segments})


def test_a_text_in_which_nobody_talks_is_coded_segment_by_segment(sit: Sit, elsewhere: Workspace):
    with elsewhere.writing("ingest"):
        add_draft(elsewhere.project, text_outside_turns("One. Two. Three."), name="note")
    sitting = sit("note")
    assert sitting.go_to_uncoded(1)
    assert selected(sitting) == "Two."


def test_an_empty_transcript_can_be_read_and_not_coded(sit: Sit, elsewhere: Workspace):
    add_transcript(elsewhere.project, "", name="empty")
    sitting = sit("empty")
    sitting.move(1, by="segment")
    assert selected(sitting) == ""
    with pytest.raises(FitcodeError, match="Nothing is selected"):
        sitting.apply("fuel")


def test_without_components_none_is_nearby(tmp_path: Path, opened: Open):
    with new_project(tmp_path / "bare") as project:
        add_transcript(project, "ANA: The FORCE.")
    sitting = CodingSitting(opened(tmp_path / "bare", coder="ines"))
    sitting.open("ana")
    assert sitting.components_nearby() == []


def test_a_page_read_bit_by_bit_is_the_page_read_at_once(sit: Sit, elsewhere: Workspace):
    sitting = sit()
    for quote, applied in [("They", "fuel"), ("They let me go.", "fuel"), ("They", "layoff"), ("me", "fuel")]:
        go(sitting, quote)
        sitting.apply(applied, Statement(about="force"))
        sitting.change(strength=2)
    go(sitting, "me")
    sitting.remove()
    sitting.go_to_suggestion(1)
    sitting.reject("no")
    fresh = sit()
    assert sitting.all_codings == fresh.all_codings
    assert sitting.all_suggestions == fresh.all_suggestions
    assert sitting.transcripts == fresh.transcripts


def test_a_suggestion_that_a_later_pass_changed_is_read_again(sit: Sit, elsewhere: Workspace):
    sitting = sit()
    text = "They let me go."
    changed = suggestion(elsewhere.project, "ana", text, about="minusma/force", valence="misfit", score=0.8)
    run_pass(elsewhere.project, {"ana": [changed]}, fingerprint="f2")
    sitting.notice()
    assert [(one.quote, one.score) for one in sitting.suggestions] == [(text, 0.8)]


def test_a_component_renamed_elsewhere_has_its_new_name_on_the_page(sit: Sit, elsewhere: Workspace):
    sitting = sit()
    apply_components(elsewhere.project, "force", mission="other")
    sitting.notice()
    assert [one.about for one in sitting.suggestions] == ["minusma/force", None]
