"""The review screen, key by key: every decision ends in the project, and what cannot be done is said."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from fitcode.store.coding_reads import list_codings
from fitcode.store.memos import list_memos
from fitcode.store.project import open_project
from fitcode.store.screen_reads import QueueFilters
from fitcode.store.suggestions import list_suggestions
from fitcode.tui.app import FitcodeApp
from fitcode.tui.keys import REVIEW_KEYS
from fitcode.tui.review.passage_view import PassageView
from fitcode.tui.review.review_header import said_time
from fitcode.tui.review_screen import ReviewScreen
from fitcode.workflow.suggesting.decide_suggestions import reject_suggestions
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, apply_components, new_project, run_pass, suggestion
from tests.tui.screens import NARROW, WIDE, drive, press, shown

TALK = (
    "Q: How is the cooperation?\n"
    "ANA: We wait for fuel every week. The FORCE does not answer us. Then we borrow from ISR.\n"
    "Q: And the staff?\n"
    "ANA: They let me go. Six of us left.\n"
)
BEN = "BEN: The fuel came late. Nothing else to tell."


def by_rule(name: str, start: int, word: str) -> dict[str, object]:
    """Evidence of one rule that fired on one word."""
    span = [start, start + len(word)]
    hit = {"id": name, "form": "phrase", "weight": 0.5, "words": [word], "spans": [span], "valence": None}
    return {"rules": [hit], "parts": {"rules": 0.5}, "raw": 0.5}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Four suggestions in two interviews; one of them on what ines has coded already."""
    folder = tmp_path / "study"
    with new_project(folder, codes=("layoff", "redundancy", "fuel")) as project:
        apply_components(project, "force", "isr")
        add_transcript(project, TALK.replace("They let me go.", "[redundancy]They let me go.[/]"), name="ana")
        add_transcript(project, BEN, name="ben")
        fuel = by_rule("f1", TALK.index("fuel"), "fuel")
        also = by_rule("f1", BEN.index("fuel"), "fuel")
        waits = suggestion(
            project,
            *("ana", "We wait for fuel every week.", "fit/fuel"),
            score=0.6,
            valence="misfit",
            about="minusma/force",
            evidence=fuel,
        )
        made = [
            waits,
            suggestion(project, "ana", "They let me go.", score=0.9, evidence=by_rule("l1", 145, "go")),
            suggestion(
                project, "ana", "Six of us left.", "fit/redundancy", score=0.2, evidence={"parts": {}}
            ),
        ]
        ben = suggestion(project, "ben", "The fuel came late.", "fit/fuel", score=0.7, evidence=also)
        run_pass(project, {"ana": made, "ben": [ben]})
    return folder


def review(study: Path, *keys: str, size=NARROW, then=None, filters=None, coder="ines", **options) -> str:
    """Open the review, press keys, and give back what the screen shows at the end."""
    seen: list[str] = []

    async def journey(pilot):
        await press(pilot, *keys)
        if then is not None:
            await then(pilot)
        seen.append(shown(pilot.app))

    with open_workspace(study, coder=coder, **options) as workspace:
        drive(FitcodeApp(workspace, review=filters or QueueFilters()), journey, size=size)
    return seen[0]


def codings(study: Path) -> list[str]:
    """Every coding that came of a suggestion, in a line."""
    fields = ("code", "valence", "strength", "about", "counterpart", "memo")
    with open_project(study, read_only=True) as project:
        return [
            f"{one['quote']} = {' '.join(str(one[field]) for field in fields if one[field] is not None)}"
            for one in list_codings(project, origin="suggestion").records()
        ]


def statuses(study: Path) -> dict[str, str]:
    """The status of each suggestion by its passage."""
    with open_project(study, read_only=True) as project:
        return {str(one["quote"]): str(one["status"]) for one in list_suggestions(project).records()}


def test_every_key_of_the_table_does_something_on_the_screen():
    missing = [
        key.action
        for key in REVIEW_KEYS
        if not key.action.startswith("app.")
        and not hasattr(ReviewScreen, f"action_{key.action.partition('(')[0]}")
    ]

    assert missing == []


@pytest.mark.parametrize("size", [NARROW, WIDE])
class TestWhatIsShown:
    def test_the_passage_what_is_suggested_by_whom_and_why(self, study, size):
        page = review(study, size=size)

        assert "1 of 4" in page
        assert "We wait for fuel every week." in page
        assert "fuel  score 0.60  misfit · about force" in page
        assert "rule f1 “fuel”: none decided yet" in page
        assert "Why: a phrase" in page

    def test_what_is_coded_on_the_passage_already(self, study, size):
        assert "Coded here: redundancy (ines)" in review(study, "s", size=size)

    def test_the_evidence_when_asked_for(self, study, size):
        page = review(study, "w", size=size)

        assert "rule f1 (phrase, weight 0.5): 'fuel'" in page
        assert "score: rules 0.50" in page
        assert "Evidence" not in review(study, "w", "w", size=size)

    def test_what_the_code_means(self, study, size):
        heading_and_path = 2

        assert review(study, "D", size=size).count("Fuel") == heading_and_path

    def test_the_words_that_fired_stand_out(self, study, size):
        grounds: dict[str, object] = {}

        async def look(pilot):
            for strip in pilot.app.screen._compositor.render_strips():
                pieces = {piece.text: piece.style for piece in strip}
                if "We wait for " in pieces:
                    grounds.update({text: style.bgcolor for text, style in pieces.items()})

        review(study, size=size, then=look)

        assert grounds["fuel"] != grounds["We wait for "]

    def test_a_filter_is_always_visible(self, study, size):
        page = review(study, "slash", '"came"', "enter", size=size)

        assert "Only “came”; 3 others wait." in page
        assert "1 of 1" in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (20, "under a minute left"),
        (1_500, "about 25 min left"),
        (9_000, "about 2 hours left"),
    ],
)
def test_what_remains_is_told_as_roughly_as_it_is_known(seconds, said):
    assert said_time(seconds) == said


def test_a_narrow_line_above_keeps_the_place_and_the_order(study):
    page = review(study, "o", '"uncertain"', "enter", size=(44, 24))

    assert "1 of 4 · least certain first" in page.splitlines()[0]
    assert "decided" not in page.splitlines()[0]


def test_other_suggestions_on_the_passage_are_named(study):
    with open_project(study) as project:
        made = [suggestion(project, "ana", "fuel every week", "fit/layoff", score=0.3)]
        run_pass(project, {"ana": made}, only=["fit/layoff"], fingerprint="f2")

    assert "Also suggested: layoff 0.30" in review(study)


def test_the_card_is_read_on_with_capital_j(tmp_path):
    with new_project(tmp_path / "wordy") as project:
        add_transcript(project, TALK)
        made = [suggestion(project, "ana", "They let me go.", reason="so " * 300 + "there")]
        run_pass(project, {"ana": made})

    assert "lines more: J" in review(tmp_path / "wordy")
    assert "there" in review(tmp_path / "wordy", "J", "J", "J")
    assert "score 0.50" in review(tmp_path / "wordy", "J", "J", "K", "K")


class TestDecisions:
    def test_one_key_accepts_and_the_next_one_comes(self, study):
        page = review(study, "a")

        assert codings(study) == ["We wait for fuel every week. = fuel misfit force"]
        assert "Accepted: fuel. z takes it back." in page
        assert "layoff  score 0.90" in page
        assert "2 of 4 · 1 decided here" in page

    def test_precision_runs_along(self, study):
        assert "rule f1 “fuel”: 1 of 1 accepted" in review(study, "a", "s", "s")

    def test_one_key_rejects(self, study):
        page = review(study, "r")

        assert statuses(study)["We wait for fuel every week."] == "rejected"
        assert "Rejected: fuel. z takes it back." in page

    def test_a_reason_is_kept(self, study):
        review(study, "R", '"irony"', "enter")

        with open_project(study, read_only=True) as project:
            assert [memo["text"] for memo in list_memos(project).records()] == ["irony"]

    def test_leaving_the_reason_rejects_nothing(self, study):
        review(study, "R", '"iro"', "escape")

        assert "rejected" not in statuses(study).values()

    def test_amended_on_a_line_that_says_what_is_suggested(self, study):
        page = review(study, "e", '">isr "', "enter")

        assert codings(study) == ["We wait for fuel every week. = fuel misfit force isr"]
        assert "Amended and accepted: fuel." in page

    def test_a_longer_passage_is_told_and_accepted(self, study):
        page = review(study, "shift+down")
        assert "The passage is changed: accepting amends it, Esc puts it back." in page

        review(study, "shift+down", "a")

        assert codings(study) == [
            "We wait for fuel every week. The FORCE does not answer us. = fuel misfit force"
        ]

    def test_escape_puts_the_passage_back(self, study):
        review(study, "left", "left", "shift+right", "escape", "a")

        assert codings(study) == ["We wait for fuel every week. = fuel misfit force"]

    def test_skipped_ones_come_back_with_p_and_at_the_end_with_s(self, study):
        assert "layoff  score 0.90" in review(study, "s", "s", "p")
        page = review(study, "s", "s", "space", "s")
        assert "You are through the queue." in page
        assert "s  goes through the 4 that you skipped" in page

        assert "fuel  score 0.60" in review(study, "s", "s", "s", "s", "s")

    def test_undo_goes_back_to_it_and_redo_on(self, study):
        page = review(study, "a", "s", "z")
        assert "fuel  score 0.60" in page
        assert "Undone: suggestions accept" in page

        assert "layoff  score 0.90" in review(study, "a", "z", "Z")
        assert len(codings(study)) == 1


class TestRule:
    def test_all_of_a_rule_are_accepted_after_a_look(self, study):
        page = review(study, "A")
        assert "Accept all 2 suggestions of fuel by rule f1?" in page
        assert "0.70 ben: The fuel came late." in page
        assert codings(study) == []

        page = review(study, "A", "y")

        assert len(codings(study)) == 2
        assert "Accepted all 2. z takes all of them back." in page

    def test_all_are_taken_back_at_once(self, study):
        review(study, "A", "y", "z")

        assert codings(study) == []

    def test_all_are_rejected_after_a_look(self, study):
        page = review(study, "X", "y")

        assert list(statuses(study).values()).count("rejected") == 2
        assert "Rejected all 2." in page

    def test_without_a_rule_it_is_said(self, study):
        assert "No rule proposed this one" in review(study, "s", "s", "A")

    def test_a_filter_in_force_is_part_of_the_question(self, study):
        page = review(study, "A", filters=QueueFilters(transcript="ben"))

        assert "Accept the one suggestion of fuel by rule f1 under the filter" in page


class TestOrderAndFilter:
    def test_another_order_begins_anew_and_is_remembered(self, study):
        page = review(study, "o", '"cert"', "enter")
        assert "most certain first" in page
        assert "layoff  score 0.90" in page

        assert "layoff  score 0.90" in review(study)

    def test_one_code_at_a_time(self, study):
        page = review(study, "o", '"by-code"', "enter", "s")

        assert "in text order, by code" in page
        assert "fuel  score 0.70" in page

    def test_only_one_transcript_until_the_filter_is_lifted(self, study):
        page = review(study, "F", '"ben"', "enter")
        assert "Only transcript ben; 3 others wait. F lifts it." in page
        assert "The fuel came late." in page

        page = review(study, "F", '"ben"', "enter", "F", '"everything"', "enter")
        assert "Only transcript" not in page

    def test_only_likely_ones(self, study):
        assert "Only score from 0.7; 2 others wait." in review(study, "F", '"0.7"', "enter")


class TestEnds:
    def test_the_end_says_what_was_done_and_what_is_next(self, study):
        page = review(study, "a", "r", "a", "a")

        assert "No suggestion waits." in page
        assert "Decided here: 3 accepted, 1 rejected." in page
        assert "fitcode suggest " in page

    def test_an_empty_queue_says_how_to_get_suggestions(self, tmp_path):
        with new_project(tmp_path / "new") as project:
            add_transcript(project, TALK)

        page = review(tmp_path / "new")

        assert "No suggestion waits." in page
        assert "fitcode suggest            looks for passages" in page

    def test_deciding_at_the_end_is_refused_in_words(self, study):
        assert "No suggestion is left here" in review(study, "s", "s", "s", "s", "a")

    def test_nothing_under_a_filter_is_told_apart_from_nothing_at_all(self, study):
        page = review(study, "slash", '"xyz"', "enter")

        assert "Nothing is left under this filter." in page
        assert "4 others wait. F lifts" in page


class TestOthers:
    def test_one_decided_elsewhere_is_said_and_the_next_comes(self, study):
        async def decide_elsewhere(pilot):
            with open_workspace(study, coder="bo") as other:
                reject_suggestions(other, [pilot.app.screen.sitting.current.uid])
            await press(pilot, "a")

        page = review(study, then=decide_elsewhere)

        assert "was rejected meanwhile by bo" in page
        assert "layoff  score 0.90" in page
        assert codings(study) == []

    def test_new_ones_appear_at_the_end_by_themselves(self, study):
        async def suggest_elsewhere(pilot):
            with open_project(study) as project:
                made = [suggestion(project, "ben", "Nothing else to tell.", "fit/layoff", score=0.4)]
                run_pass(project, {"ben": made}, fingerprint="f2")
            pilot.app.screen._look()
            await pilot.pause()

        page = review(study, "a", "a", "a", "a", then=suggest_elsewhere)

        assert "layoff  score 0.40" in page

    def test_a_project_for_reading_only_is_seen_and_not_decided(self, study):
        page = review(study, "s", "r", read_only=True)

        assert "READ-ONLY" in page
        assert "layoff  score 0.90" in page
        assert "nothing can be changed here" in page
        assert statuses(study)["They let me go."] == "pending"


def test_codings_far_from_the_passage_are_there_for_who_reads_on(tmp_path):
    sentences = [f"This is sentence number {number} of a long talk." for number in range(800)]
    with new_project(tmp_path / "long") as project:
        add_transcript(project, f"ANA: {' '.join(sentences[:-1])} [layoff]{sentences[-1]}[/]")
        run_pass(project, {"ana": [suggestion(project, "ana", sentences[0], "fit/fuel")]})

    async def read_on(pilot):
        assert "layoff" not in shown(pilot.app)
        pilot.app.screen.query_one(PassageView).scroll_rows(10_000)
        await pilot.pause()

    assert "layoff" in review(tmp_path / "long", then=read_on)


class TestElsewhere:
    def test_the_passage_opens_on_the_coding_screen_and_back(self, study):
        page = review(study, "s", "c")
        assert "codings yours" in page

        assert "layoff  score 0.90" in review(study, "s", "c", "q")

    def test_what_was_coded_there_is_known_here(self, study):
        page = review(study, "c", "c", '"layoff"', "enter", "q")

        assert "Coded here: layoff (ines)" in page

    @pytest.mark.parametrize("size", [NARROW, WIDE])
    def test_steering_wide_and_foreign_text_keeps_the_layout(self, tmp_path, size):
        said = "They \x1b[31m let \u202e me go, \u6f22\u5b57 \u0645\u0631\u062d\u0628\u0627."
        long_code = "a-code-with-a-name-that-is-far-longer-than-any-margin-of-a-narrow-terminal-has"
        with new_project(tmp_path / "odd", codes=(long_code,)) as project:
            name = add_transcript(project, f"EVE: {said}", name="\u6f22\u5b57-" * 20)
            hit = by_rule("r1", 5, "\x1b[2J")
            made = [suggestion(project, name, said, f"fit/{long_code}", reason="\x1b]0;x", evidence=hit)]
            run_pass(project, {name: made})

        page = review(tmp_path / "odd", "w", size=size)

        assert "\x1b" not in page
        assert "\u202e" not in page
        assert all(cell_len(line) <= size[0] for line in page.splitlines())
        assert "? Keys" in page.splitlines()[-1]

    def test_the_card_follows_the_size_of_the_terminal(self, study):
        async def widen(pilot):
            await pilot.resize_terminal(*WIDE)
            await pilot.pause()

        page = review(study, then=widen)

        assert "│ fuel  score 0.60" in page


def test_the_filter_offers_the_rules_of_every_suggestion_that_waits(study):
    assert "Only rule l1" in review(study, "F", '"l1"', "enter")
