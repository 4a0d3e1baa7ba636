"""Blindness in the store: what names of tables mean to a blind coder, and that deeds see everything."""

import json

import pytest

from fitcode.domain.choices import LinkKind, MemoTarget, RoundUnit, SuggestionStatus
from fitcode.errors import FitcodeError, UnknownCoding
from fitcode.store import blindness, codings, decisions, links, memos, rounds
from fitcode.store.coding_reads import get_coding, list_codings
from fitcode.store.conflicts import UnknownConflict, decide_conflict
from fitcode.store.history import list_history
from fitcode.store.project import open_project
from fitcode.store.suggestions import count_statuses, get_suggestion, list_suggestions
from fitcode.store.transcripts import remove_transcript
from fitcode.workflow.adjudicating.finish_adjudication import finish_adjudication
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.rounds.close_round import close_round
from fitcode.workflow.rounds.open_round import RoundPlan, open_round
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_coder, add_transcript, code, finish, new_project, run_pass, suggestion

ANA = "ANA: They let me go. The fuel ran dry."


@pytest.fixture
def project(tmp_path):
    """Two transcripts; ines has coded both, and a blind round covers ana."""
    with new_project(tmp_path / "study") as made:
        add_transcript(made, ANA)
        add_transcript(made, ANA.replace("ANA", "BO"), name="bo")
        run_pass(
            made,
            {
                name: [
                    suggestion(made, name, "They let me go."),
                    suggestion(made, name, "The fuel ran dry.", "fit/fuel"),
                ]
                for name in ("ana", "bo")
            },
        )
        add_coder(made, "tomas")
        add_coder(made, "anna")
        yield made


def opened(project, *, name="pilot", coders=("ines", "tomas"), transcripts=("ana",), **plan):
    with open_workspace(project.folder, coder="anna") as workspace:
        open_round(workspace, RoundPlan(name=name, coders=coders, transcripts=transcripts, **plan))


@pytest.fixture
def seen_by(project):
    """The project as a coder has it."""
    made = []

    def open_(coder):
        other = open_project(project.folder)
        made.append(other)
        blindness.blind(other, coder)
        return other

    yield open_
    for one in made:
        one.close()


def quotes(project):
    return [(row["transcript"], row["coder"], row["code"]) for row in list_codings(project).records()]


class TestWhoIsBlind:
    def test_a_coder_of_an_open_round_is_shown_other_transcripts_and_his_own_codings(self, project, seen_by):
        for name in ("ana", "bo"):
            code(project, name, "They let me go.", "layoff")
        code(project, "ana", "They let me go.", "fuel", coder="tomas")
        opened(project)

        assert quotes(seen_by("tomas")) == [("ana", "tomas", "fuel"), ("bo", "ines", "layoff")]
        assert quotes(seen_by("ines")) == [("ana", "ines", "layoff"), ("bo", "ines", "layoff")]

    def test_whoever_is_outside_the_round_sees_everything(self, project, seen_by):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)

        assert quotes(seen_by("anna")) == [("ana", "ines", "layoff")]

    def test_a_closed_round_and_an_open_one_hide_nothing(self, project, seen_by):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)
        opened(project, name="talk", is_blind=False)
        with open_workspace(project.folder, coder="anna") as workspace:
            close_round(workspace, "pilot")

        assert quotes(seen_by("tomas")) == [("ana", "ines", "layoff")]

    def test_what_several_rounds_cover_is_hidden_together(self, project, seen_by):
        for name in ("ana", "bo"):
            code(project, name, "They let me go.", "layoff")
        opened(project)
        opened(project, name="second", transcripts=("bo",))

        assert quotes(seen_by("tomas")) == []
        with open_workspace(project.folder, coder="tomas") as workspace:
            blindness = workspace.blindness
            assert blindness is not None
            assert tuple(blindness) == ("tomas", ("pilot", "second"), {"ana", "bo"})

    def test_a_sampled_segment_hides_its_whole_transcript(self, project, seen_by):
        code(project, "ana", "The fuel ran dry.", "fuel")
        opened(project, unit=RoundUnit.segment, sample="1")

        assert quotes(seen_by("tomas")) == []

    def test_a_coder_who_was_renamed_is_as_blind_as_before(self, project, seen_by):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)
        with project.writing("coders rename", coder="anna"):
            project.connection.execute("UPDATE coders SET name = 'tom' WHERE name = 'tomas'")

        assert quotes(seen_by("tom")) == []


class TestDeeds:
    def test_a_deed_sees_everything_so_that_it_can_keep_it_whole(self, project, seen_by):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)
        blind = seen_by("tomas")

        with blind.writing("test", coder="tomas"):
            assert quotes(blind) == [("ana", "ines", "layoff")]
            blind.connection.execute("UPDATE codings SET strength = 2")

        assert quotes(blind) == []
        assert get_coding(project, str(list_codings(project).column("uid")[0])).strength == 2

    @pytest.mark.parametrize("is_refused", [True, False])
    def test_others_are_hidden_again_after_a_deed_that_failed_or_changed_nothing(
        self, project, seen_by, is_refused
    ):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)
        blind = seen_by("tomas")

        with (
            pytest.raises(FitcodeError) if is_refused else open_project(project.folder),
            blind.writing("test", coder="tomas"),
        ):
            if is_refused:
                raise FitcodeError("no")

        assert quotes(blind) == []

    def test_a_hidden_coding_cannot_be_named_inside_a_deed_either(self, project, seen_by):
        uid = code(project, "ana", "They let me go.", "layoff")
        opened(project)
        blind = seen_by("tomas")

        with pytest.raises(UnknownCoding), blind.writing("test", coder="tomas"):
            codings.remove_codings(blind, [uid])

    def test_what_is_shown_whole_is_hidden_again_after_it_and_after_a_deed_in_it(self, project, seen_by):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)
        blind = seen_by("tomas")

        with blind.shown_whole():
            with blind.writing("test", coder="tomas"):
                blind.connection.execute("UPDATE codings SET strength = 2")
            assert quotes(blind) == [("ana", "ines", "layoff")]

        assert quotes(blind) == []

    def test_a_project_that_can_only_be_read_is_blind_all_the_same(self, project):
        code(project, "ana", "They let me go.", "layoff")
        opened(project)

        with open_workspace(project.folder, coder="tomas", read_only=True) as workspace:
            assert quotes(workspace.project) == []


class TestWhatHangsOnCodings:
    def test_memos_in_the_round_are_hidden_and_those_on_codes_and_elsewhere_are_not(self, project, seen_by):
        here, there = (code(project, name, "They let me go.", "layoff") for name in ("ana", "bo"))
        on: list[tuple[str, str | None]] = [
            ("coding", here),
            ("coding", there),
            ("transcript", "ana"),
            ("transcript", "bo"),
        ]
        on += [("code", "layoff"), ("project", None)]
        on += [("suggestion", str(uid)) for uid in list_suggestions(project).column("uid")]
        with project.writing("memos add", coder="ines"):
            for kind, name in on:
                memos.add_memo(
                    project, target=MemoTarget(kind), target_name=name, text="a memo", coder="ines"
                )
        opened(project)

        shown = [(row["target"], row["target_name"]) for row in memos.list_memos(seen_by("tomas")).records()]

        suggested = list_suggestions(project, transcript="bo").column("uid")
        assert shown == [
            *(("coding", there), ("transcript", "bo"), ("code", "layoff"), ("project", None)),
            *(("suggestion", uid) for uid in suggested),
        ]

    def test_a_link_is_hidden_where_one_of_its_codings_is(self, project, seen_by):
        here, there, again = (
            code(project, *coded)
            for coded in (
                ("ana", "They let me go.", "layoff"),
                ("bo", "They let me go.", "layoff"),
                ("bo", "The fuel ran dry.", "fuel"),
            )
        )
        with project.writing("links add", coder="ines"):
            for ends in ((here, there), (there, again)):
                links.add_link(project, *ends, kind=LinkKind.leads_to, coder="ines")
        opened(project)

        assert seen_by("tomas").connection.execute("SELECT count(*) FROM links").fetchone() == (1,)

    def test_the_history_of_a_coding_that_is_gone_stays_hidden(self, project, seen_by):
        uid = code(project, "ana", "They let me go.", "layoff", memo="a memo")
        with project.writing("codings remove", coder="ines"):
            codings.remove_codings(project, [uid])
        opened(project)

        assert uid not in list_history(seen_by("tomas")).column("uid")
        assert uid in list_history(seen_by("ines")).column("uid")

    def test_of_conflicts_those_over_others_work_wait_until_the_round_is_closed(self, project, seen_by):
        add_conflict(project, "codings", of="ines")
        add_conflict(project, "codings", of="tomas")
        add_conflict(project, "cases", of="ines")
        opened(project)
        blind = seen_by("tomas")

        assert blind.connection.execute("SELECT uid FROM conflicts ORDER BY id").fetchall() == [
            ("codings-tomas",),
            ("cases-ines",),
        ]
        with pytest.raises(UnknownConflict), blind.writing("conflicts decide", coder="tomas"):
            decide_conflict(blind, "codings-ines", 1)

    def test_a_suggestion_that_was_learned_from_a_hidden_coding_does_not_quote_it(self, project, seen_by):
        uid = code(project, "ana", "They let me go.", "layoff")
        learned = {"learned": {"features": [], "nearest": {"text": "SECRET", "similarity": 1, "uid": uid}}}
        run_pass(
            project,
            {
                "bo": [
                    suggestion(project, "bo", "BO: They", reason='like the coded "SECRET"', evidence=learned)
                ]
            },
        )
        opened(project)

        for coder, is_quoted in (("tomas", False), ("ines", True)):
            seen = seen_by(coder)
            made = get_suggestion(seen, str(list_suggestions(seen, transcript="bo").column("uid")[0]))
            told = json.dumps([made, list_history(seen).rows, _states(seen)])
            assert ("SECRET" in told) is is_quoted

    def test_what_was_learned_from_an_own_coding_quotes_it(self, project, seen_by):
        uid = code(project, "ana", "They let me go.", "layoff", coder="tomas")
        learned = {"learned": {"nearest": {"text": "MINE", "uid": uid}}}
        run_pass(project, {"bo": [suggestion(project, "bo", "BO: They", evidence=learned)]})
        opened(project)

        assert any("MINE" in state for state in _states(seen_by("tomas")))


def add_conflict(project, noun, *, of):
    """A row with two states, as a merge keeps it."""
    (coder,) = project.connection.execute("SELECT uid FROM coders WHERE name = ?", (of,)).fetchone()
    states = [{"deed": f"2026 x {of}", "says": {"coder_id": coder, "quote": quote}} for quote in ("a", "b")]
    with project.writing("merge", coder="anna"):
        project.connection.execute(
            """INSERT INTO conflicts (uid, noun, "row", kind, states) VALUES (?, ?, 'x', 'changed', ?)""",
            (f"{noun}-{of}", noun, json.dumps(states)),
        )


def _states(project):
    return [after for (after,) in project.connection.execute("SELECT after FROM history") if after]


class TestSuggestions:
    def first(self, project):
        return list_suggestions(project, transcript="ana").column("uid")[0]

    def decide(self, project, coder, *, reject=False, uid=None):
        with project.writing("decide", coder=coder):
            act = decisions.reject_suggestion if reject else decisions.accept_suggestion
            return act(project, uid or self.first(project), coder=coder)

    def test_a_suggestion_waits_for_a_blind_coder_until_he_has_decided_it(self, project, seen_by):
        uid = self.first(project)
        self.decide(project, "ines")
        opened(project)
        blind = seen_by("tomas")
        assert count_statuses(blind)["pending"] == 4

        self.decide(blind, "tomas", reject=True, uid=uid)

        assert count_statuses(blind) == {
            "pending": 3,
            "accepted": 0,
            "amended": 0,
            "rejected": 1,
            "withdrawn": 0,
        }
        assert get_suggestion(blind, uid)["decided_by"] == "tomas"
        assert get_suggestion(project, uid)["status"] == SuggestionStatus.accepted
        assert get_suggestion(project, uid)["decided_by"] == "ines"

    def test_a_further_acceptance_makes_a_coding_of_his_own(self, project, seen_by):
        uid = self.first(project)
        first = self.decide(project, "ines")
        opened(project)
        blind = seen_by("tomas")

        second = self.decide(blind, "tomas", uid=uid)

        assert second != first
        assert get_coding(project, second).suggestion_uid == uid
        assert get_suggestion(blind, uid)["coding_uid"] == second
        assert get_suggestion(project, uid)["coding_uid"] == first

    @pytest.mark.parametrize("is_blind", [True, False])
    def test_nobody_decides_twice(self, project, seen_by, is_blind):
        uid = self.first(project)
        self.decide(project, "ines")
        opened(project, is_blind=is_blind)
        seen = seen_by("tomas")
        self.decide(seen, "tomas", reject=True, uid=uid)

        with pytest.raises(FitcodeError, match="was rejected already by tomas"):
            self.decide(seen, "tomas", uid=uid)
        with pytest.raises(FitcodeError, match="was accepted already by ines"):
            self.decide(project, "ines", uid=uid)

    def test_outside_rounds_a_second_coder_may_decide_and_the_first_decision_stands(self, project):
        uid = self.first(project)
        self.decide(project, "ines", reject=True)

        made = self.decide(project, "tomas", uid=uid)

        assert get_coding(project, made).coder == "tomas"
        assert get_suggestion(project, uid)["status"] == SuggestionStatus.rejected

    def test_what_is_withdrawn_is_decided_by_nobody(self, project):
        uid = self.first(project)
        run_pass(project, {"ana": []}, fingerprint="f2")

        with pytest.raises(FitcodeError, match="was withdrawn already"):
            self.decide(project, "tomas", uid=uid)

    def test_a_transcript_with_further_decisions_can_be_removed(self, project):
        self.decide(project, "ines")
        self.decide(project, "tomas", uid=list_suggestions(project, status="accepted").column("uid")[0])

        with project.writing("transcripts remove", coder="ines"):
            remove_transcript(project, "ana")

        assert project.connection.execute("SELECT count(*) FROM further_decisions").fetchone() == (0,)


def test_a_round_that_is_taken_back_leaves_nobody_blind(project, seen_by):
    code(project, "ana", "They let me go.", "layoff")
    opened(project)
    with open_workspace(project.folder, coder="anna") as workspace:
        undo_acts(workspace)

    assert rounds.list_rounds(project).rows == []
    assert quotes(seen_by("tomas")) == [("ana", "ines", "layoff")]


def test_nobody_finishes_the_adjudication_of_what_is_hidden_from_him(project):
    for coder in ("ines", "tomas"):
        for name in ("ana", "bo"):
            code(project, name, "They let me go.", "layoff", coder=coder)
            finish(project, name, coder=coder)
    opened(project)

    with open_workspace(project.folder, coder="tomas") as workspace:
        assert finish_adjudication(workspace, "bo") == 1
        with pytest.raises(FitcodeError, match="Adjudication uses every coder's work, and tomas works blind"):
            finish_adjudication(workspace, "ana")


def test_a_damaged_table_of_rounds_does_not_keep_a_project_from_being_opened(project, seen_by):
    project.connection.execute("DROP TABLE round_coders")

    assert quotes(seen_by("tomas")) == []
