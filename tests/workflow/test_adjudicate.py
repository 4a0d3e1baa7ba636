"""Adjudication: what is asked, what a ruling makes, and what a later change does to it."""

import shutil

import pytest

from fitcode.domain.adjudication import Question
from fitcode.domain.choices import AdjudicationRule, Boundaries, CoderKind, LinkKind, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.domain.table import Cell
from fitcode.errors import DuplicateCoding, FitcodeError, SeveralCoders
from fitcode.store.adjudications import list_adjudications
from fitcode.store.coding_reads import list_codings
from fitcode.store.counted import counted_coders
from fitcode.store.links import add_link, list_links
from fitcode.store.lives import life_of
from fitcode.workflow.adjudicating.adjudicate import adjudicate
from fitcode.workflow.adjudicating.adjudicate_by_rule import adjudicate_by_rule
from fitcode.workflow.adjudicating.finish_adjudication import finish_adjudication
from fitcode.workflow.adjudicating.list_questions import find_question, list_questions
from fitcode.workflow.coding.change_codings import change_coding, remove_codings
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.merging.merge_project import merge_project
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.projects import add_coder, add_transcript, code, finish
from tests.support.two_coders import AGREED, CHIEF, FUEL, LEFT, adjudicating, questions, two_coders


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The study, made once."""
    return two_coders(tmp_path_factory.mktemp("made") / "study")


@pytest.fixture
def workspace(once, tmp_path):
    with adjudicating(once, tmp_path / "study") as opened:
        yield opened


def question(workspace: Workspace, quote: str) -> Question:
    return next(one for one in list_questions(workspace) if quote in [own.quote for own in one.codings])


def coding_of(workspace: Workspace, quote: str, coder: str) -> str:
    return next(one.uid for one in question(workspace, quote).codings if one.coder == coder)


def take(workspace: Workspace, quote: str, *coders: str, reason: str = "") -> str:
    """Take what these coders made of a passage, as a gesture of its own."""
    asked = question(workspace, quote)
    uids = [one.uid for one in asked.codings if one.coder in coders]
    return adjudicate(workspace.gesture(), asked, take=uids, reason=reason)


def consensus(workspace: Workspace, *columns: str) -> list[tuple[object, ...]]:
    rows = list_codings(workspace.project).records()
    return [
        tuple(row[name] for name in ("code", "quote", *columns))
        for row in rows
        if row["coder"] == "consensus"
    ]


def settle(workspace: Workspace) -> None:
    """Decide everything, what is agreed included."""
    for quote in (LEFT, FUEL, CHIEF, AGREED):
        take(workspace, quote, "ines")


class TestQuestions:
    def test_each_passage_is_asked_once_with_how_the_coders_differ(self, workspace):
        assert questions(workspace) == {
            AGREED: "agreed: open",
            LEFT: "different-code: open",
            FUEL: "boundaries: open",
            CHIEF: "one-sided: open",
        }

    def test_who_coded_nothing_is_named(self, workspace):
        assert question(workspace, CHIEF).silent == ("tomas",)
        assert question(workspace, LEFT).silent == ()

    def test_a_question_shows_what_each_coder_states_with_the_memo(self, workspace):
        (_, theirs) = question(workspace, LEFT).codings

        assert (theirs.coder, theirs.code, theirs.memo, theirs.valence) == (
            *("tomas", "layoff"),
            *("It says left.", None),
        )

    def test_a_code_leaves_the_questions_in_which_it_stands(self, workspace):
        assert list(questions(workspace, code="layoff")) == [AGREED, LEFT]

    def test_who_has_not_finished_is_not_compared_and_that_is_told(self, workspace, monkeypatch):
        told = []
        monkeypatch.setattr(type(workspace.narrator), "note", lambda _self, text: told.append(text))
        code(workspace.project, "ana", CHIEF, "layoff", coder="omar")

        assert questions(workspace)[CHIEF] == "one-sided: open"
        assert told == ["Not compared, because not finished (ana: omar): fitcode finish ana --as omar"]

    def test_a_transcript_that_one_person_finished_asks_nothing(self, workspace):
        add_transcript(workspace.project, "BEN: [fuel]B.[/]", name="ben")
        finish(workspace.project, "ben", coder="ines")

        assert list_questions(workspace, transcript="ben") == []

    def test_a_question_is_found_by_its_codings(self, workspace):
        mine, theirs = (coding_of(workspace, LEFT, coder) for coder in ("ines", "tomas"))

        assert find_question(workspace, [theirs[-8:], mine]) == question(workspace, LEFT)
        with pytest.raises(FitcodeError, match="do not answer each other"):
            find_question(workspace, [mine, coding_of(workspace, FUEL, "ines")])

    def test_the_consensus_own_codings_are_no_question(self, workspace):
        take(workspace, LEFT, "ines")
        (row,) = list_codings(workspace.project, coder="consensus").records()

        with pytest.raises(FitcodeError, match="weighed against nothing"):
            find_question(workspace, [str(row["uid"])])


class TestRulings:
    def test_what_is_taken_is_the_consensus_with_everything_it_states(self, workspace):
        take(workspace, LEFT, "tomas")

        made = consensus(workspace, "valence", "memo", "origin")
        assert made == [("layoff", LEFT, None, "It says left.", "adjudication")]
        assert questions(workspace)[LEFT] == "different-code: took"

    def test_several_may_be_taken(self, workspace):
        take(workspace, LEFT, "ines", "tomas")

        assert consensus(workspace, "valence") == [
            ("layoff", LEFT, None),
            ("redundancy", LEFT, "misfit"),
        ]

    def test_neither_leaves_the_consensus_without_a_coding(self, workspace):
        adjudicate(workspace, question(workspace, CHIEF), neither=True, reason="only talk")

        assert consensus(workspace) == []
        assert questions(workspace)[CHIEF] == "one-sided: neither"

    def test_a_new_coding_takes_the_place_of_those_weighed(self, workspace):
        asked = question(workspace, LEFT)
        start, end = asked.start, asked.end
        new = NewCoding(transcript="ana", start=start, end=end, code="fit/fuel", valence=Valence.mixed)

        adjudicate(workspace, asked, new=new)

        assert consensus(workspace, "valence", "origin") == [("fuel", LEFT, "mixed", "adjudication")]

    def test_memos_of_all_who_used_the_code_are_kept_under_their_names(self, workspace):
        for coder, memo in (("ines", "The whole."), ("tomas", "The noun.")):
            change_coding(workspace, coding_of(workspace, FUEL, coder), CodingChange(memo=memo))

        take(workspace, FUEL, "ines")

        assert consensus(workspace, "memo") == [("fuel", FUEL, "ines: The whole.\ntomas: The noun.")]

    def test_who_decided_what_was_weighed_and_why_is_kept(self, workspace):
        uids = [coding_of(workspace, LEFT, coder) for coder in ("ines", "tomas")]

        take(workspace, LEFT, "tomas", reason="nobody was dismissed")

        (row,) = list_adjudications(workspace.project).records()
        assert (row["decided_by"], row["reason"], row["state"]) == ("ines", "nobody was dismissed", "stands")
        weighed, made = row["weighed"], row["made"]
        assert isinstance(weighed, list)
        assert isinstance(made, list)
        assert (sorted(weighed), len(made)) == (sorted(uids), 1)

    def test_what_is_decided_anew_takes_the_place_of_what_was(self, workspace):
        take(workspace, LEFT, "ines")
        take(workspace, LEFT, "tomas")

        assert consensus(workspace) == [("layoff", LEFT)]
        assert list_adjudications(workspace.project).column("state") == ["replaced", "stands"]

    def test_one_step_takes_all_of_a_ruling_back(self, workspace):
        take(workspace, LEFT, "ines")
        take(workspace, LEFT, "tomas")

        undo_acts(workspace)

        assert consensus(workspace) == [("redundancy", LEFT)]
        undo_acts(workspace)
        assert consensus(workspace) == []
        assert questions(workspace)[LEFT] == "different-code: open"

    def test_what_the_consensus_has_already_is_not_made_twice(self, workspace):
        add_coder(workspace.project, "agreed", CoderKind.consensus)
        there = code(workspace.project, "ana", CHIEF, "fuel", coder="agreed")

        take(workspace, CHIEF, "ines")

        (row,) = list_adjudications(workspace.project).records()
        assert (row["made"], row["consensus"]) == ([there], "agreed")

    def test_the_same_coding_with_another_valence_is_refused(self, workspace):
        add_coder(workspace.project, "consensus", CoderKind.consensus)
        code(workspace.project, "ana", CHIEF, "fuel", coder="consensus", valence="fit")

        with pytest.raises(DuplicateCoding, match="fuel twice"):
            take(workspace, CHIEF, "ines")
        assert questions(workspace)[CHIEF] == "one-sided: open"

    def test_a_person_who_is_called_consensus_is_not_taken_for_it(self, workspace):
        add_coder(workspace.project, "consensus")

        with pytest.raises(FitcodeError, match="somebody else's name") as raised:
            take(workspace, CHIEF, "ines")
        assert "--kind consensus" in raised.value.remedy

    def test_a_question_that_moved_on_meanwhile_is_refused(self, workspace):
        asked = question(workspace, CHIEF)
        change_coding(workspace, asked.codings[0].uid, CodingChange(valence=Valence.fit))

        with pytest.raises(FitcodeError, match="changed or removed meanwhile"):
            adjudicate(workspace, asked, neither=True)

    @pytest.mark.parametrize("ruling", [{}, {"take": ["x"], "neither": True}, {"take": ["not-there"]}])
    def test_a_ruling_is_one_and_of_this_question(self, workspace, ruling):
        with pytest.raises(FitcodeError):
            adjudicate(workspace, question(workspace, CHIEF), **ruling)

    def test_several_coders_of_kind_consensus_are_refused(self, workspace):
        for name in ("first", "second"):
            add_coder(workspace.project, name, CoderKind.consensus)

        with pytest.raises(FitcodeError, match="first, second"):
            take(workspace, CHIEF, "ines")


class TestWhatComesLater:
    def test_a_coding_that_was_changed_since_is_asked_about_again(self, workspace):
        take(workspace, LEFT, "tomas")

        change_coding(workspace, coding_of(workspace, LEFT, "ines"), CodingChange(valence=Valence.fit))

        assert questions(workspace)[LEFT] == "different-code: changed since"
        assert consensus(workspace) == [("layoff", LEFT)]
        assert list_adjudications(workspace.project).column("state") == ["changed since"]

    def test_a_memo_changes_nothing(self, workspace):
        take(workspace, LEFT, "tomas")

        change_coding(workspace, coding_of(workspace, LEFT, "ines"), CodingChange(memo="Hm."))

        assert questions(workspace)[LEFT] == "different-code: took"

    def test_a_coding_that_was_added_since_is_asked_about_with_what_it_answers(self, workspace):
        take(workspace, CHIEF, "ines")
        take(workspace, LEFT, "ines")

        code(workspace.project, "ana", "chief was away.", "fuel", coder="tomas")

        assert questions(workspace)[CHIEF] == "boundaries: changed since"
        assert questions(workspace)[LEFT] == "different-code: took"
        take(workspace, CHIEF, "tomas")
        assert consensus(workspace) == [("redundancy", LEFT), ("fuel", "chief was away.")]

    def test_what_was_taken_elsewhere_stays_when_its_question_falls_apart(self, workspace):
        uids = [coding_of(workspace, FUEL, coder) for coder in ("ines", "tomas")]
        take(workspace, FUEL, "ines")

        change_coding(workspace, uids[1], CodingChange(code="layoff", start=0, end=4))
        adjudicate(workspace, find_question(workspace, [uids[1]]), neither=True)

        assert consensus(workspace) == [("fuel", FUEL)]
        assert questions(workspace)[FUEL] == "one-sided: took"

    def test_what_stands_for_another_coders_coding_too_stays(self, workspace):
        moved = coding_of(workspace, FUEL, "tomas")
        adjudicate_by_rule(workspace, rule=AdjudicationRule.overlap)

        change_coding(workspace, moved, CodingChange(code="layoff", start=0, end=4))
        adjudicate(workspace, find_question(workspace, [moved]), neither=True)

        assert consensus(workspace) == [("layoff", AGREED), ("fuel", FUEL)]
        take(workspace, FUEL, "ines")
        assert consensus(workspace, "strength")[1:] == [("fuel", FUEL, 2)]

    def test_a_coding_that_was_removed_since_leaves_the_decision(self, workspace):
        take(workspace, LEFT, "tomas")

        remove_codings(workspace, [coding_of(workspace, LEFT, "ines")])

        assert questions(workspace)[LEFT] == "one-sided: took"


class TestRules:
    def test_identical_codings_are_taken_in_one_act(self, workspace):
        ruled = adjudicate_by_rule(workspace, rule=AdjudicationRule.identical, reason="agreed")

        assert ruled.table.column("quote") == [AGREED]
        assert consensus(workspace) == [("layoff", AGREED)]
        assert list_adjudications(workspace.project).column("rule") == ["identical"]
        undo_acts(workspace)
        assert consensus(workspace) == []

    def test_a_preview_shows_the_same_and_changes_nothing(self, workspace):
        ruled = adjudicate_by_rule(workspace, rule=AdjudicationRule.identical, preview=True)

        assert ruled.table.column("quote") == [AGREED]
        assert list_adjudications(workspace.project).rows == []

    @pytest.mark.parametrize(
        ("boundaries", "quote"),
        [
            (Boundaries.union, "No fuel came."),
            (Boundaries.shared, "fuel came."),
            (Boundaries.earliest, "No fuel came."),
        ],
    )
    def test_overlap_takes_what_shares_enough_and_says_whose_boundaries(self, workspace, boundaries, quote):
        # 9 of 11 characters that are no white space.
        asked = {"rule": AdjudicationRule.overlap, "boundaries": boundaries}
        assert adjudicate_by_rule(workspace, share=0.9, preview=True, **asked).table.column("quote") == [
            AGREED
        ]

        adjudicate_by_rule(workspace, share=0.8, **asked)

        assert consensus(workspace) == [("layoff", AGREED), ("fuel", quote)]

    def test_strength_is_taken_where_those_who_state_one_state_the_same(self, workspace):
        adjudicate_by_rule(workspace, rule=AdjudicationRule.overlap)

        assert consensus(workspace, "strength")[1] == ("fuel", FUEL, 2)

    def test_strength_is_left_open_where_they_do_not_and_that_is_told(self, workspace):
        change_coding(workspace, coding_of(workspace, FUEL, "tomas"), CodingChange(strength=3))

        ruled = adjudicate_by_rule(workspace, rule=AdjudicationRule.overlap)

        assert consensus(workspace, "strength")[1] == ("fuel", FUEL, None)
        assert ruled.table.notes == ("1 of them state no strength, because the coders state different ones.",)

    def test_the_consensus_is_not_weighed_itself(self, workspace):
        take(workspace, AGREED, "ines")
        finish(workspace.project, "ana", coder="consensus")

        with pytest.raises(FitcodeError, match="is not weighed itself"):
            adjudicate_by_rule(workspace, rule=AdjudicationRule.identical, coders=["ines", "consensus"])

    def test_a_third_coder_who_coded_nothing_there_is_no_agreement(self, workspace):
        add_coder(workspace.project, "omar")
        finish(workspace.project, "ana", coder="omar")

        def quotes_taken(*coders: str) -> list[Cell]:
            rule = AdjudicationRule.overlap
            return adjudicate_by_rule(workspace, rule=rule, coders=coders, preview=True).table.column("quote")

        assert quotes_taken() == []
        assert quotes_taken("ines", "tomas") == [AGREED, FUEL]

    def test_what_was_decided_is_left_alone(self, workspace):
        adjudicate(workspace.gesture(), question(workspace, AGREED), neither=True)

        assert adjudicate_by_rule(workspace, rule=AdjudicationRule.identical).table.rows == []


class TestFinishing:
    def test_open_questions_are_refused(self, workspace):
        with pytest.raises(FitcodeError, match="ana has 3 open questions"):
            finish_adjudication(workspace, "ana")
        assert consensus(workspace) == []

    def test_what_all_agree_on_comes_with_it(self, workspace):
        for quote in (LEFT, FUEL, CHIEF):
            take(workspace, quote, "ines")

        assert finish_adjudication(workspace, "ana") == 1
        assert len(consensus(workspace)) == 4
        assert counted_coders(workspace.project)[0] == {"ana": {"consensus"}}

    def test_where_fewer_than_two_finished_there_is_nothing_to_finish(self, workspace):
        add_transcript(workspace.project, "BEN: [fuel]B.[/]", name="ben")

        with pytest.raises(FitcodeError, match="Fewer than two coders finished ben"):
            finish_adjudication(workspace, "ben")


class TestWhatCounts:
    def test_a_transcript_that_is_adjudicated_in_part_counts_for_nobody(self, workspace):
        take(workspace, LEFT, "ines")

        with pytest.raises(SeveralCoders, match="not finished") as raised:
            counted_coders(workspace.project)
        assert "ana: ines, tomas (adjudicated in part)" in raised.value.problem
        assert "fitcode adjudicate --finish ana" in raised.value.remedy

    def test_the_consensus_counts_as_soon_as_everything_is_decided(self, workspace):
        settle(workspace)

        assert counted_coders(workspace.project)[0] == {"ana": {"consensus"}}

    def test_it_counts_where_everything_was_found_to_be_nothing(self, workspace):
        for one in list_questions(workspace):
            adjudicate(workspace, one, neither=True)

        assert counted_coders(workspace.project)[0] == {"ana": {"consensus"}}

    def test_what_is_added_later_opens_it_again_until_the_consensus_has_finished(self, workspace):
        settle(workspace)
        code(workspace.project, "ana", "chief", "layoff", coder="tomas")

        with pytest.raises(SeveralCoders):
            counted_coders(workspace.project)
        take(workspace, "chief", "tomas")
        finish_adjudication(workspace, "ana")
        code(workspace.project, "ana", "away", "layoff", coder="tomas")
        assert counted_coders(workspace.project)[0] == {"ana": {"consensus"}}

    def test_what_the_consensus_began_beside_one_person_counts_for_nobody(self, workspace):
        add_transcript(workspace.project, "BEN: [fuel]B.[/]", name="ben")
        take(workspace, LEFT, "ines")
        settle(workspace)
        code(workspace.project, "ben", "B.", "layoff", coder="consensus")

        with pytest.raises(SeveralCoders, match=r"ben: ines \(adjudicated in part\)"):
            counted_coders(workspace.project)


class TestLinks:
    def test_a_link_between_two_codings_that_are_taken_is_the_consensus_too(self, workspace):
        ends = [coding_of(workspace, quote, "ines") for quote in (LEFT, FUEL)]
        with workspace.gesture().writing("links add"):
            add_link(workspace.project, *ends, kind=LinkKind.leads_to, coder="ines", memo="so it began")

        take(workspace, LEFT, "ines")
        assert len(list_links(workspace.project).rows) == 1
        take(workspace, FUEL, "ines")

        linked = list_links(workspace.project).records()
        (own,) = [row for row in linked if row["coder"] == "consensus"]
        assert (own["source_code"], own["target_code"], own["memo"]) == (
            *("redundancy", "fuel"),
            "ines: so it began",
        )
        undo_acts(workspace)
        assert len(list_links(workspace.project).rows) == 1


class TestHistory:
    def test_the_life_of_a_coding_tells_what_was_ruled_on_it(self, workspace):
        uid = coding_of(workspace, LEFT, "ines")
        take(workspace, LEFT, "tomas", reason="nobody was dismissed")
        undo_acts(workspace)

        told = [str(row["what"]) for row in life_of(workspace.project, uid).records()]

        ruled = 'adjudicated by ines: took, of 2 weighed ("nobody was dismissed")'
        assert told[-2:] == [ruled, f"taken back by undo: {ruled}"]


class TestMergingOnceMore:
    @pytest.fixture
    def other(self, workspace, tmp_path):
        """A copy made by hand before anybody decided."""
        shutil.copytree(workspace.project.folder, tmp_path / "other")
        return tmp_path / "other"

    def test_what_was_decided_stays_and_what_was_changed_there_is_asked_again(self, workspace, other):
        for quote in (LEFT, FUEL, CHIEF):
            take(workspace, quote, "ines")
        ours = consensus(workspace)
        with open_workspace(other, coder="tomas") as theirs:
            change_coding(theirs, coding_of(theirs, LEFT, "tomas"), CodingChange(valence=Valence.mixed))
            code(theirs.project, "ana", "chief", "layoff", coder="tomas")

        merge_project(workspace.gesture(), other)
        merge_project(workspace.gesture(), other)

        assert consensus(workspace) == ours
        assert questions(workspace) == {
            AGREED: "agreed: open",
            LEFT: "different-code: changed since",
            FUEL: "boundaries: took",
            CHIEF: "different-code: changed since",
        }

    def test_two_who_decided_alike_in_two_copies_made_one_consensus(self, workspace, other):
        take(workspace, CHIEF, "ines", reason="here")
        with open_workspace(other, coder="tomas") as theirs:
            take(theirs, CHIEF, "ines", reason="there")
            take(theirs, FUEL, "tomas")

        merge_project(workspace.gesture(), other)

        assert consensus(workspace) == [("fuel", "fuel came."), ("fuel", CHIEF)]
        assert questions(workspace)[CHIEF] == "one-sided: took"
        adjudicate(workspace, question(workspace, CHIEF), neither=True)
        assert consensus(workspace) == [("fuel", "fuel came.")]
