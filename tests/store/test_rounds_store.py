"""Rounds in the store: what may be drawn, in which strata, and what a round keeps of its opening."""

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import CoderKind, RoundUnit
from fitcode.errors import FitcodeError, UnknownCoder
from fitcode.store import cases, rounds, transcripts
from fitcode.store.round_frame import round_frame
from fitcode.workflow.rounds.open_round import RoundPlan, open_round
from fitcode.workflow.rounds.sample_passages import sample_passages
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import (
    add_coder,
    add_transcript,
    apply_components,
    finish,
    new_project,
)


@pytest.fixture
def project(tmp_path):
    """A focus group of a captain and a major, an interview with a captain, and a note of nobody."""
    with new_project(tmp_path / "study") as made:
        apply_components(made, "force", "police")
        add_transcript(
            made, "Q: And you?\nANA: They let me go. The fuel ran dry.\nBO: It came late.", name="group"
        )
        add_transcript(made, "CY: We walked home.", name="cy")
        add_transcript(made, "DI: Nobody asked us.", name="di")
        with made.writing("cases import", coder="ines"):
            cases.apply_cases(made, [row(*one) for one in CASES], types={})
        add_coder(made, "tomas")
        yield made


CASES = [
    ("R1", "group", "ANA", "force", "captain"),
    ("R2", "group", "BO", "police", "major"),
    ("R3", "cy", "CY", "force", "captain"),
]


def row(case, transcript, speaker, component, rank):
    return CaseRow(
        case=case, transcript=transcript, speaker=speaker, component=component, attributes={"rank": rank}
    )


def strata(project, by, unit=RoundUnit.transcript):
    return {one.name: one.stratum for one, _ in round_frame(project, unit=unit, stratify_by=by)}


class TestFrame:
    @pytest.mark.parametrize("by", ["rank", "case.rank"])
    def test_a_transcript_of_several_cases_is_of_the_stratum_of_all_their_values(self, project, by):
        assert strata(project, by) == {"cy": "captain", "di": "(none)", "group": "captain + major"}

    def test_strata_may_be_components_roles_missions_and_kinds(self, project):
        assert strata(project, "component") == {"cy": "force", "di": "(none)", "group": "force + police"}
        assert strata(project, "mission")["cy"] == "minusma"
        assert strata(project, "role")["cy"] == "(none)"
        assert set(strata(project, "kind").values()) == {"interview"}

    def test_segments_are_those_of_respondents_and_of_the_stratum_of_who_speaks(self, project):
        found = round_frame(project, unit=RoundUnit.segment, transcripts=["group"], stratify_by="rank")

        text = transcripts.read_text(project, "group")
        assert [(one.stratum, text[place.start : place.end]) for one, place in found] == [
            ("captain", "They let me go."),
            ("captain", "The fuel ran dry."),
            ("major", "It came late."),
        ]

    def test_a_project_without_anything_to_code_is_told_so(self, tmp_path):
        with (
            new_project(tmp_path / "empty") as empty,
            pytest.raises(FitcodeError, match="nothing to code"),
        ):
            sample_passages(empty, unit=RoundUnit.segment)


class TestRounds:
    def opened(self, project, **plan):
        with open_workspace(project.folder, coder="ines") as workspace:
            return open_round(workspace, RoundPlan(**{"name": "pilot", "coders": ("ines",), **plan}))

    def test_the_same_seed_samples_the_same_passages_again(self, project):
        first = self.opened(project, unit=RoundUnit.segment, sample="2", seed=4)
        second = self.opened(project, name="again", unit=RoundUnit.segment, sample="2", seed=4)

        assert first == second
        assert len(first.passages) == 2

    def test_a_round_shows_its_segments_with_their_text_and_who_has_finished(self, project):
        self.opened(project, coders=("ines", "tomas"), unit=RoundUnit.segment, transcripts=("cy",))
        finish(project, "cy", coder="tomas")

        table = rounds.show_round(project, "pilot")

        assert table.rows == [("cy", 4, 19, "We walked home.", ["tomas"], ["ines"])]

    def test_a_transcript_that_was_removed_since_is_told_of(self, project):
        self.opened(project)
        with project.writing("transcripts remove", coder="ines"):
            transcripts.remove_transcript(project, "cy")

        assert "pilot: 1 transcript has been removed or corrected since it was opened." in (
            rounds.list_rounds(project).notes
        )

    @pytest.mark.parametrize("name", ["", " a", "a,b", "a\nb"])
    def test_a_name_that_cannot_be_written_elsewhere_is_refused(self, project, name):
        with pytest.raises(FitcodeError, match="cannot be a round's name"):
            self.opened(project, name=name)

    def test_a_name_is_given_once(self, project):
        self.opened(project)

        with pytest.raises(FitcodeError, match="There is a round named 'pilot' already"):
            self.opened(project)

    def test_rounds_are_coded_by_people_who_are_there(self, project):
        add_coder(project, "rules", CoderKind.machine)

        with pytest.raises(FitcodeError, match="rounds are coded by people"):
            self.opened(project, coders=("ines", "rules"))
        with pytest.raises(UnknownCoder, match="berta"):
            self.opened(project, coders=("berta",))

    def test_a_round_that_nobody_opened_is_not_known(self, project):
        self.opened(project)

        with pytest.raises(rounds.UnknownRound) as refused:
            rounds.show_round(project, "pilt")
        assert refused.value.remedy == "Did you mean 'pilot'?"

    def test_a_coder_named_twice_is_one(self, project):
        self.opened(project, coders=("ines", "ines"))

        assert rounds.list_rounds(project).column("coders") == [["ines"]]
