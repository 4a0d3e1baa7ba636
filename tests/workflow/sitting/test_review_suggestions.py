"""The review without a screen: the queue, every decision, and others at work on the same project."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest

from fitcode.domain.choices import ReviewBy, ReviewOrder, Valence
from fitcode.domain.settings import Settings
from fitcode.errors import FitcodeError, UnknownCode, UnknownTranscript
from fitcode.store import codebooks, transcripts
from fitcode.store.coding_reads import list_codings
from fitcode.store.memos import list_memos
from fitcode.store.project import open_project
from fitcode.store.screen_reads import QueueFilters
from fitcode.store.suggestions import count_statuses, get_suggestion
from fitcode.workflow.coding.undo_acts import list_acts, undo_acts
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.sitting.review_suggestions import ReviewSitting
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.workspace import Workspace
from tests.support.projects import (
    add_transcript,
    apply_components,
    code,
    codebook_of,
    codings_of,
    new_project,
    run_pass,
    suggestion,
)

ANA = "ANA: They let me go. The fuel ran dry. Nobody asked us why. We walked home."
BO = "BO: Our fuel came late. They let us wait."


class Clock:
    """A clock that is set forward by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def rule(name, start, *words):
    """Evidence of one rule."""
    return {
        "rules": [
            {"id": name, "form": "phrase", "weight": 0.5, "words": list(words), "spans": [[start, start + 4]]}
        ],
        "parts": {"rules": 0.5},
    }


def proposed(project):
    """Three suggestions on ana and one on bo."""
    ana, bo = (transcripts.read_text(project, name) for name in ("ana", "bo"))
    return {
        "ana": [
            suggestion(project, "ana", "They let me go.", score=0.9, evidence=rule("let", 5, "let me go")),
            suggestion(
                project,
                *("ana", "The fuel ran dry.", "fit/fuel"),
                score=0.5,
                about="minusma/force",
                valence="misfit",
                evidence=rule("fuel", ana.index("fuel"), "fuel"),
            ),
            suggestion(
                project, "ana", "Nobody asked us why.", "fit/redundancy", score=0.2, evidence={"parts": {}}
            ),
        ],
        "bo": [
            suggestion(
                project,
                *("bo", "Our fuel came late.", "fit/fuel"),
                score=0.7,
                evidence=rule("fuel", bo.index("fuel"), "fuel"),
            )
        ],
    }


@pytest.fixture
def project(tmp_path):
    made = new_project(tmp_path / "study")
    apply_components(made, "force", "police")
    add_transcript(made, ANA)
    add_transcript(made, BO, name="bo")
    run_pass(made, proposed(made))
    yield made
    made.close()


def workspace_on(project, coder="ines"):
    return Workspace(project, Settings(), coder, SilentNarrator())


def opened(project, *filters):
    return ReviewSitting(workspace_on(project), *filters)


@pytest.fixture
def sitting(project):
    return opened(project)


@pytest.fixture
def elsewhere(project):
    """Another process on the same project."""
    with open_project(project.folder) as other:
        yield workspace_on(other, "bo")


def anew(sitting):
    """Another sitting that picks the same."""
    other = ReviewSitting(sitting.workspace)
    other.show_only(sitting.filters, words=sitting.words)
    return other


def everything_known(sitting):
    """What waits, what was decided, how often rules were right, and the codings, of any sitting."""
    queued = sitting.queued()
    records = [str(record) for one in queued for record in sitting._records.of(one)]
    codings = {name: sitting._codings_of(name) for name in ("ana", "bo")}
    return queued, sitting.n_pending, sitting.progress.decided_in_all, records, codings, sitting.transcripts


def walked(sitting):
    """The codes and transcripts that come, one after the other."""
    seen = []
    while sitting.current is not None:
        seen.append(f"{sitting.current.code} {sitting.current.transcript}")
        sitting.skip()
    return seen


class TestQueue:
    def test_goes_by_place_at_first(self, sitting):
        assert walked(sitting) == ["layoff ana", "fuel ana", "redundancy ana", "fuel bo"]

    def test_goes_from_the_most_certain(self, sitting):
        sitting.set_order(ReviewOrder.certain)

        assert walked(sitting) == ["layoff ana", "fuel bo", "fuel ana", "redundancy ana"]

    def test_goes_from_the_most_uncertain(self, sitting):
        sitting.set_order(ReviewOrder.uncertain)

        assert walked(sitting)[0] == "fuel ana"

    def test_the_order_is_remembered_and_nothing_else(self, project, sitting):
        sitting.set_by(ReviewBy.code)
        sitting.show_only(QueueFilters(min_score=0.6))
        sitting.set_order(ReviewOrder.certain)

        again = ReviewSitting(workspace_on(project))

        assert (again.order, again.by, again.filters) == (
            *(ReviewOrder.certain, ReviewBy.all),
            QueueFilters(),
        )

    def test_random_order_is_that_of_the_seed(self, sitting):
        sitting.set_order(ReviewOrder.random)
        first = walked(sitting)
        settings = Settings.model_validate({"suggest": {"seed": 5}})
        other = ReviewSitting(replace(sitting.workspace, settings=settings))

        assert (first, walked(other)) == (walked(ReviewSitting(sitting.workspace)), sorted_as(other))

    def test_one_code_at_a_time_in_the_order_of_the_codebook(self, sitting):
        sitting.set_order(ReviewOrder.certain)
        sitting.set_by(ReviewBy.code)

        assert walked(sitting) == ["layoff ana", "redundancy ana", "fuel bo", "fuel ana"]

    def test_one_transcript_at_a_time_each_from_the_most_certain(self, sitting):
        sitting.set_order(ReviewOrder.certain)
        sitting.set_by(ReviewBy.transcript)

        assert walked(sitting) == ["layoff ana", "fuel ana", "redundancy ana", "fuel bo"]

    @pytest.mark.parametrize(
        ("filters", "left"),
        [
            (QueueFilters(transcript="bo"), ["fuel bo"]),
            (QueueFilters(code="fuel"), ["fuel ana", "fuel bo"]),
            (QueueFilters(min_score=0.6), ["layoff ana", "fuel bo"]),
            (QueueFilters(rule="let"), ["layoff ana"]),
        ],
    )
    def test_filters_keep_the_rest_away(self, project, filters, left):
        assert walked(ReviewSitting(workspace_on(project), filters)) == left

    def test_words_keep_other_passages_away(self, sitting):
        sitting.show_only(QueueFilters(), words="FUEL  came")

        assert walked(sitting) == ["fuel bo"]

    def test_a_filter_that_lets_the_current_one_through_stays_there(self, sitting):
        sitting.skip()

        sitting.show_only(QueueFilters(code="fuel"))

        assert (sitting.current.transcript, sitting.progress.total) == ("ana", 2)

    def test_a_filter_on_what_is_not_there_is_refused(self, project, sitting):
        with pytest.raises(UnknownTranscript):
            ReviewSitting(workspace_on(project), QueueFilters(transcript="eve"))
        with pytest.raises(UnknownCode):
            sitting.show_only(QueueFilters(code="sun"))

        assert sitting.filters == QueueFilters()

    def test_what_was_skipped_comes_back_one_by_one(self, sitting):
        sitting.skip()
        sitting.skip()

        sitting.back()

        assert (sitting.current.code, sitting.progress.skipped) == ("fuel", 1)

    def test_at_the_end_one_begins_again_with_what_was_skipped(self, sitting):
        sitting.accept()
        walked(sitting)
        assert sitting.current is None

        assert sitting.start_again()

        assert walked(sitting) == ["fuel ana", "redundancy ana", "fuel bo"]

    def test_the_page_is_the_current_ones_transcript(self, sitting):
        walked_pages = []
        while sitting.current is not None:
            walked_pages.append(sitting.page.transcript.name)
            sitting.prefetch()
            sitting.skip()

        assert walked_pages == ["ana", "ana", "ana", "bo"]
        assert sitting.page is None


def sorted_as(sitting):
    sitting.start_again()
    return walked(sitting)


class TestDecisions:
    def test_accepting_makes_a_coding_and_goes_on(self, project, sitting):
        said = sitting.accept()

        assert said == "Accepted: layoff."
        assert codings_of(project) == ["layoff: They let me go."]
        assert sitting.current.code == "fuel"

    def test_what_was_coded_is_on_the_page_at_once(self, sitting):
        assert sitting.codings == []

        sitting.accept()

        assert [one.code for one in sitting.codings] == ["layoff"]

    def test_amending_changes_what_is_named(self, project, sitting):
        sitting.skip()

        sitting.amend(code="redundancy", counterpart="police", valence=Valence.mixed, strength=2, memo="hm")

        (made,) = list_codings(project).records()
        assert [made[name] for name in ("code", "about", "counterpart", "valence", "strength", "memo")] == [
            *("redundancy", "force", "police", "mixed", 2, "hm")
        ]

    def test_a_passage_made_longer_is_accepted_as_amended(self, project, sitting):
        uid = sitting.current.uid
        sitting.extend(1, by="segment")

        sitting.accept()

        assert codings_of(project) == ["layoff: They let me go. The fuel ran dry."]
        assert get_suggestion(project, uid)["status"] == "amended"

    def test_a_passage_changed_stays_so_until_it_is_put_back(self, sitting):
        sitting.extend(-2, by="word")
        sitting.extend(1, by="first word")
        sitting.skip()
        sitting.back()
        start, end = sitting.span
        assert (sitting.page.transcript.text[start:end], sitting.is_span_changed) == ("let me", True)

        sitting.reset_span()

        assert not sitting.is_span_changed

    def test_a_changed_passage_goes_with_an_amended_code(self, project, sitting):
        sitting.extend(-2, by="word")

        sitting.amend(code="redundancy")

        assert codings_of(project) == ["redundancy: They let me"]

    @pytest.mark.parametrize("changes", [{"strength": 7}, {"valence": "bad"}, {"colour": "red"}])
    def test_what_cannot_be_amended_is_refused_in_words(self, project, sitting, changes):
        with pytest.raises(FitcodeError, match=next(iter(changes))):
            sitting.amend(**changes)

        assert codings_of(project) == []

    def test_a_rejection_keeps_its_reason(self, project, sitting):
        uid = sitting.current.uid

        assert sitting.reject("irony") == "Rejected: layoff, with your reason."

        assert get_suggestion(project, uid)["status"] == "rejected"
        assert [memo["text"] for memo in list_memos(project).records()] == ["irony"]

    def test_each_decision_is_an_act_of_its_own(self, project, sitting):
        sitting.accept()
        sitting.reject()

        deeds = [act["deed"] for act in list_acts(sitting.workspace).records()]
        assert deeds[:2] == ["suggestions reject", "suggestions accept"]

    def test_those_of_a_rule_are_decided_in_one_act(self, project, sitting):
        sitting.skip()
        uids = [one.uid for one in sitting.of_rule("fuel")]

        assert sitting.accept_all(uids) == "Accepted all 2."

        assert codings_of(project) == ["fuel: The fuel ran dry.", "fuel: Our fuel came late."]
        sitting.undo()
        assert codings_of(project) == []

    def test_those_of_a_rule_are_of_the_current_code_and_under_the_filter(self, sitting):
        assert [one.code for one in sitting.of_rule("fuel")] == []
        sitting.show_only(QueueFilters(transcript="bo"))

        assert [one.transcript for one in sitting.of_rule("fuel")] == ["bo"]

    def test_all_are_rejected_with_one_reason(self, project, sitting):
        sitting.skip()

        sitting.reject_all([one.uid for one in sitting.of_rule("fuel")], "too wide")

        assert count_statuses(project)["rejected"] == 2
        assert len(list_memos(project).rows) == 2

    def test_at_the_end_there_is_nothing_to_decide(self, sitting):
        walked(sitting)

        with pytest.raises(FitcodeError, match="No suggestion is left"):
            sitting.accept()

    def test_a_project_for_reading_only_is_looked_at(self, project):
        with open_project(project.folder, read_only=True) as locked:
            sitting = ReviewSitting(workspace_on(locked))

            with pytest.raises(FitcodeError, match="reading only"):
                sitting.accept()

            assert len(walked(sitting)) == 4

    def test_others_on_the_passage_are_shown_whatever_the_filter(self, project, sitting):
        code(project, "ana", "fuel ran", "redundancy")
        sitting.take_in()
        sitting.show_only(QueueFilters(code="layoff"))
        sitting.extend(1, by="segment")

        others = sitting.others_here()

        assert [one.code for one in others.codings] == ["redundancy"]
        assert [one.code for one in others.suggestions] == ["fuel"]


class TestUndo:
    def test_goes_back_to_what_was_undone(self, sitting):
        sitting.accept()
        sitting.skip()

        sitting.undo()

        assert sitting.current.code == "layoff"
        assert walked(sitting) == ["layoff ana", "redundancy ana", "fuel bo"]

    def test_of_several_goes_to_the_first(self, sitting):
        sitting.skip()
        sitting.accept_all([one.uid for one in sitting.of_rule("fuel")])

        sitting.undo()

        assert (sitting.current.code, sitting.current.transcript) == ("fuel", "ana")

    def test_redo_decides_again_and_goes_on(self, project, sitting):
        sitting.accept()
        sitting.undo()

        sitting.redo()

        assert codings_of(project) == ["layoff: They let me go."]
        assert (sitting.current.code, sitting.progress.decided_here) == ("fuel", 1)

    def test_somebody_elses_new_suggestion_is_not_where_it_goes(self, project, elsewhere):
        sitting = ReviewSitting(workspace_on(project, "nora"))
        sitting.skip()
        sitting.skip()
        sitting.reject()
        found = proposed(elsewhere.project)
        found["ana"].insert(0, suggestion(elsewhere.project, "ana", "let me", "fit/fuel", score=0.6))
        run_pass(elsewhere.project, {"ana": found["ana"]}, fingerprint="f2")

        sitting.undo()

        assert sitting.current
        assert sitting.current.quote == "Nobody asked us why."

    def test_what_was_decided_here_and_undone_elsewhere_counts_no_more(self, project, sitting):
        sitting.accept()
        sitting.reject()
        with open_project(project.folder) as other:
            undo_acts(workspace_on(other))

        sitting.notice()

        assert (sitting.decided_here, sitting.progress.total) == ({"accepted": 1}, 4)
        sitting.redo()
        assert (sitting.decided_here, sitting.progress.number) == ({"accepted": 1, "rejected": 1}, 3)

    def test_as_many_redos_as_undos_count_back_to_where_it_was(self, sitting):
        for _ in range(3):
            sitting.accept()
        before = sitting.progress

        for deed in (sitting.undo, sitting.redo):
            for _ in range(3):
                deed()

        assert sitting.progress == before

    @pytest.mark.parametrize("seed", range(6))
    def test_what_is_known_after_any_deeds_is_what_a_new_sitting_reads(self, project, seed):
        draw, sitting = random.Random(seed), ReviewSitting(workspace_on(project))

        def undo():
            if sitting.next_undo().is_own_gesture:  # the texts are to stay
                sitting.undo()

        deeds: list[Callable[[], object]] = [
            *(sitting.accept, sitting.reject, partial(sitting.amend, valence=Valence.misfit), sitting.skip),
            *(undo, undo, undo, sitting.redo, sitting.redo, sitting.start_again),
            partial(sitting.show_only, QueueFilters(min_score=0.65)),
            partial(sitting.show_only, QueueFilters(), words="us"),
            partial(sitting.show_only, QueueFilters()),
        ]
        for _ in range(30):
            with suppress(FitcodeError):  # nothing is left to decide or to undo
                draw.choice(deeds)()

            assert everything_known(sitting) == everything_known(anew(sitting))

    def test_only_the_act_that_was_asked_about_is_taken_back(self, project, sitting):
        sitting.accept()
        asked = sitting.next_undo().act
        sitting.accept()

        with pytest.raises(FitcodeError, match="Something else was done meanwhile"):
            sitting.undo(asked)

        assert len(codings_of(project)) == 2

    def test_only_the_act_that_was_asked_about_is_brought_back(self, project, sitting):
        sitting.accept()
        sitting.accept()
        sitting.undo()
        asked = sitting.next_redo().act
        sitting.undo()

        with pytest.raises(FitcodeError, match="Something else was undone meanwhile"):
            sitting.redo(asked)

        assert codings_of(project) == []

    def test_what_was_decided_here_is_told_by_kind(self, sitting):
        sitting.amend(code="fuel")
        sitting.undo()
        sitting.redo()
        sitting.accept()
        sitting.reject()
        sitting.undo()

        assert sitting.decided_here == {"amended": 1, "accepted": 1}

    def test_counts_go_back_with_it(self, sitting):
        before, records = sitting.progress, sitting.track_records()
        sitting.reject()

        sitting.undo()

        assert sitting.progress == before
        assert sitting.track_records() == records

    def test_of_a_whole_sitting_leaves_everything_as_it_was(self, project, sitting):
        sitting.accept()
        sitting.reject("no")
        sitting.amend(code="layoff")
        sitting.accept()

        for _ in range(4):
            sitting.undo()

        assert count_statuses(project)["pending"] == 4
        assert codings_of(project) == [] == list(list_memos(project).rows)


class TestProgress:
    def test_counts_what_was_decided_and_what_is_left(self, sitting):
        sitting.accept()
        sitting.skip()

        found = sitting.progress

        assert (found.number, found.total, found.left, found.skipped) == (3, 4, 2, 1)
        assert (found.decided_here, found.decided_in_all) == (1, 1)

    def test_the_rest_is_told_from_the_median_without_pauses(self, project):
        clock = Clock()
        sitting = ReviewSitting(workspace_on(project), clock=clock)
        for seconds in (4, 600, 10):
            clock.now += seconds
            sitting.accept()
        assert sitting.progress.seconds_left is None
        sitting.undo()

        clock.now += 6
        sitting.accept()

        sitting.undo()
        assert sitting.progress.seconds_left == 6 * 2

    def test_precision_of_what_proposed_goes_with_the_decisions(self, sitting):
        sitting.skip()
        (before,) = sitting.track_records()
        sitting.accept()
        sitting.skip()

        (after,) = sitting.track_records()

        assert str(before) == "rule fuel “fuel”: none decided yet"
        assert str(after) == "rule fuel “fuel”: 1 of 1 accepted"

    def test_precision_is_the_same_read_again(self, project, sitting):
        sitting.skip()
        sitting.reject()
        sitting.skip()

        assert sitting.track_records() == at_bo(ReviewSitting(workspace_on(project))).track_records()

    def test_who_proposes_without_a_rule_has_a_record_too(self, sitting):
        sitting.show_only(QueueFilters(code="redundancy"))

        assert [record.proposer for record in sitting.track_records()] == ["rules"]


def at_bo(sitting):
    sitting.show_only(QueueFilters(transcript="bo"))
    return sitting


class TestOthers:
    def test_one_that_was_decided_elsewhere_is_told_and_left(self, project, sitting, elsewhere):
        reject_suggestions(elsewhere, [sitting.current.uid])

        with pytest.raises(FitcodeError, match=r"layoff\) was rejected meanwhile by bo"):
            sitting.accept()

        assert codings_of(project) == []
        sitting.take_in()
        assert sitting.current.code == "fuel"

    def test_is_noticed_before_one_decides(self, sitting, elsewhere):
        accept_suggestions(elsewhere, [sitting.current.uid])

        lines = sitting.notice()

        assert lines[0] == "This suggestion (layoff) was accepted meanwhile by bo."
        assert sitting.current.code == "fuel"

    def test_one_that_a_later_pass_withdrew_is_told(self, sitting, elsewhere):
        run_pass(elsewhere.project, {"ana": []}, fingerprint="f2")

        with pytest.raises(FitcodeError, match="withdrawn meanwhile"):
            sitting.reject()

    def test_one_that_a_later_pass_says_otherwise_is_looked_at_again(self, project, sitting, elsewhere):
        found = proposed(elsewhere.project)
        found["ana"][0] = found["ana"][0]._replace(valence="fit")
        run_pass(elsewhere.project, found, fingerprint="f2")

        with pytest.raises(FitcodeError, match="changed meanwhile"):
            sitting.accept()

        sitting.take_in()
        assert sitting.current.valence == "fit"
        sitting.accept()
        assert list_codings(project).records().__next__()["valence"] == "fit"

    def test_a_filter_picks_from_what_others_have_proposed_by_now(self, sitting, elsewhere):
        found = proposed(elsewhere.project)
        found["bo"].append(suggestion(elsewhere.project, "bo", "They let us wait.", "fit/fuel"))
        run_pass(elsewhere.project, found, fingerprint="f2")

        sitting.show_only(QueueFilters(transcript="bo"))

        assert walked(sitting) == ["fuel bo", "fuel bo"]

    @pytest.mark.parametrize("is_fetched", [True, False])
    def test_codings_with_a_code_of_a_moment_ago_are_shown(self, sitting, elsewhere, is_fetched):
        sitting.show_only(QueueFilters(code="fuel"))
        with elsewhere.writing("codebook"):
            book = codebook_of("layoff", "redundancy", "fuel", "novel")
            codebooks.apply_codebook(elsewhere.project, book, file_text="")
        code(elsewhere.project, "bo", "They let us wait.", "novel", coder="bo")
        if is_fetched:
            sitting.prefetch()

        sitting.skip()

        assert [one.code for one in sitting.codings] == ["novel"]
        assert sitting.notice()[0].startswith("Codebook fit is now version 2")

    def test_codings_of_a_page_that_has_gone_are_those_of_the_next(self, sitting, elsewhere):
        assert sitting.page.transcript.name == "ana"
        code(elsewhere.project, "bo", "They let us wait.", "fuel", coder="bo")
        with elsewhere.writing("remove"):
            transcripts.remove_transcript(elsewhere.project, "ana")

        assert [one.coder for one in sitting.codings] == ["bo"]

    def test_a_removed_transcript_takes_its_suggestions_along(self, sitting, elsewhere):
        with elsewhere.writing("remove"):
            transcripts.remove_transcript(elsewhere.project, "ana")

        with pytest.raises(FitcodeError, match="transcript ana was removed"):
            sitting.accept()

        sitting.notice()
        assert walked(sitting) == ["fuel bo"]

    def test_a_page_that_has_gone_meanwhile_leads_to_the_next(self, sitting, elsewhere):
        with elsewhere.writing("remove"):
            transcripts.remove_transcript(elsewhere.project, "ana")

        assert sitting.page.transcript.name == "bo"

    def test_new_ones_join_and_the_current_one_stays(self, sitting, elsewhere):
        sitting.skip()
        found = proposed(elsewhere.project)
        found["ana"].insert(0, suggestion(elsewhere.project, "ana", "let me", "fit/fuel", score=0.6))
        run_pass(elsewhere.project, found, fingerprint="f2")

        lines = sitting.notice()

        assert lines[0].startswith("1 more suggestion")
        assert (sitting.current.quote, sitting.progress.total) == ("The fuel ran dry.", 5)
        assert "fuel ana" in walked(sitting)[1:]

    def test_new_ones_of_the_transcript_that_is_begun_come_before_the_next(self, sitting, elsewhere):
        sitting.set_by(ReviewBy.transcript)
        sitting.show_only(QueueFilters(transcript="bo"))
        sitting.show_only(QueueFilters())
        found = proposed(elsewhere.project)
        found["bo"].append(suggestion(elsewhere.project, "bo", "They let us wait.", "fit/layoff"))
        run_pass(elsewhere.project, found, fingerprint="f2")

        sitting.notice()

        assert walked(sitting)[:3] == ["fuel bo", "layoff bo", "layoff ana"]

    def test_another_transcript_of_the_same_name_is_another_page(self, project, sitting, elsewhere):
        assert sitting.page.transcript.text == ANA
        with elsewhere.writing("remove"):
            transcripts.remove_transcript(elsewhere.project, "ana")
        add_transcript(elsewhere.project, BO.replace("BO", "EVE") + " They let me go.")
        made = [suggestion(elsewhere.project, "ana", "They let me go.")]
        run_pass(elsewhere.project, {"ana": made}, fingerprint="f2")

        sitting.notice()

        assert sitting.page.transcript.text.startswith("EVE")

    def test_a_renamed_transcript_is_gone_on_with(self, project, sitting, elsewhere):
        with elsewhere.writing("rename"):
            elsewhere.project.connection.execute("UPDATE transcripts SET name = 'anna' WHERE name = 'ana'")

        sitting.notice()
        sitting.accept()

        assert list_codings(project).records().__next__()["transcript"] == "anna"

    def test_own_decisions_are_no_news(self, sitting, elsewhere):
        sitting.accept()
        sitting.reject()
        code(elsewhere.project, "bo", "They let us wait.", "layoff", coder="bo")

        assert sitting.notice() == []

    def test_decisions_of_others_count_for_the_precision(self, sitting, elsewhere):
        reject_suggestions(elsewhere, [at_bo(ReviewSitting(elsewhere)).current.uid])
        sitting.skip()

        sitting.notice()

        assert str(sitting.track_records()[0]) == "rule fuel “fuel”: 0 of 1 accepted"
        assert sitting.progress.decided_in_all == 1

    def test_one_whose_code_left_the_codebook_is_told_and_left(self, sitting, elsewhere):
        with elsewhere.writing("codebook"):
            codebooks.apply_codebook(elsewhere.project, codebook_of("redundancy", "fuel"), file_text="")

        lines = sitting.notice()

        assert "(layoff) was withdrawn meanwhile: its code or component has gone" in lines[0]
        assert walked(sitting) == ["fuel ana", "redundancy ana", "fuel bo"]

    def test_a_filter_whose_code_left_is_lifted(self, sitting, elsewhere):
        sitting.show_only(QueueFilters(code="layoff"))
        with elsewhere.writing("codebook"):
            codebooks.apply_codebook(elsewhere.project, codebook_of("redundancy", "fuel"), file_text="")

        assert "The filter on code layoff was lifted" in sitting.notice()[-1]
        assert sitting.progress.total == 3

    def test_a_filter_whose_transcript_has_gone_is_lifted(self, project, elsewhere):
        sitting = opened(project, QueueFilters(transcript="ana", min_score=0.1))
        with elsewhere.writing("remove"):
            transcripts.remove_transcript(elsewhere.project, "ana")

        lines = sitting.notice()

        assert sitting.filters == QueueFilters(min_score=0.1)
        assert "The filter on transcript ana was lifted" in lines[-1]
        assert sitting.current.transcript == "bo"

    def test_one_of_many_decided_elsewhere_leaves_the_others_alone(self, project, sitting, elsewhere):
        sitting.skip()
        uids = [one.uid for one in sitting.of_rule("fuel")]
        reject_suggestions(elsewhere, uids[:1])

        with pytest.raises(FitcodeError, match="1 of these 2 were decided"):
            sitting.accept_all(uids)

        assert codings_of(project) == []
