"""What a methods section and a report say of agreement."""

from pathlib import Path

import pytest

from fitcode.agreement.estimates import FEW_CLUSTERS
from fitcode.domain.choices import RoundUnit
from fitcode.workflow.comparing.summarise_agreement import Agreement, summarise_agreement
from fitcode.workflow.rounds.open_round import RoundPlan, open_round
from fitcode.workflow.sharing.describe_methods import describe_methods
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_coder, add_transcript, code, finish, new_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = new_project(tmp_path)
    add_transcript(project, "ANA: [fuel]None.[/] They let me go. Twice.")
    code(project, "ana", "let me go", "layoff", coder="tomas")
    code(project, "ana", "None.", "fuel", coder="tomas")
    project.close()
    return tmp_path


def methods(folder: Path) -> str:
    with open_workspace(folder, coder="ines", read_only=True) as workspace:
        return describe_methods(workspace)


def finish_by(folder: Path, *coders: str) -> None:
    with open_workspace(folder, coder="ines") as workspace:
        for coder in coders:
            finish(workspace.project, "ana", coder=coder)


def test_methods_tell_the_agreement_of_those_who_finished_the_same(project: Path) -> None:
    finish_by(project, "ines", "tomas")

    told = methods(project)

    assert (
        "Agreement of coder 1 and coder 2 on 3 segments of what respondents say, in 1 transcript that both"
        " finished. Whether a segment has a code, all codes pooled (25.0% of what could be coded is):"
        " percent agreement 0.83," in told
    )
    assert "ines" not in told


def test_where_few_transcripts_give_no_interval_none_is_said_to_stand_in_brackets(project: Path) -> None:
    finish_by(project, "ines", "tomas")

    told = methods(project)

    assert "In brackets" not in told
    assert "No intervals: fewer than 5 transcripts to resample (those that share a case are one)" in told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((1.0, None, None), "1.00"),
        ((-0.204, None, None), "-0.20"),
        ((0.9947, 0.9943, 0.9951), "0.995 (0.994 to 0.995)"),
        ((0.99996, None, None), "0.99996"),
    ],
)
def test_agreement_that_is_not_perfect_is_not_rounded_to_perfect(
    values: tuple[float, float | None, float | None], told: str
) -> None:
    record = {"of": "code", "label": "fuel", "coefficient": "percent"}
    figures = dict(zip(("value", "low", "high"), values, strict=True))
    agreement = Agreement(coders=("ines", "tomas"), records=[{**record, **figures}])

    assert agreement.said("code", "fuel", "percent") == told


def test_a_table_has_the_four_counts_of_two_coders_and_why_something_is_missing(project: Path) -> None:
    finish_by(project, "ines", "tomas")
    with open_workspace(project, coder="ines", read_only=True) as workspace:
        (of_two,) = summarise_agreement(workspace)
    with open_workspace(project, coder="kim") as workspace:
        add_coder(workspace.project, "kim")
    finish_by(project, "kim")
    with open_workspace(project, coder="ines", read_only=True) as workspace:
        (of_three,) = summarise_agreement(workspace)

    told = [record["reason"] for record in of_two.table("code").records()]

    assert told == [FEW_CLUSTERS] * 3
    assert "only_first" in of_two.table("code").columns
    assert "only_first" not in of_three.table("code").columns


@pytest.mark.parametrize("coders", [(), ("ines",)])
def test_methods_say_nothing_of_agreement_where_no_two_finished_the_same(project, coders):
    finish_by(project, *coders)

    assert "Agreement of" not in methods(project)


def test_who_have_nothing_all_finished_are_told_two_by_two(project: Path) -> None:
    finish_by(project, "ines", "tomas")
    with open_workspace(project, coder="kim") as workspace:
        add_coder(workspace.project, "kim")
        add_transcript(workspace.project, "BEN: Nothing.", name="ben", coder="kim")
        finish(workspace.project, "ben", coder="kim")

    told = methods(project)

    assert "Agreement of coder 1 and coder 3 on" in told
    assert told.count("Agreement of") == 1


@pytest.mark.parametrize(
    ("unit", "is_blind", "told"),
    [
        (
            RoundUnit.transcript,
            True,
            "two people coded 1 transcript, without sight of each other's work, under",
        ),
        (RoundUnit.segment, False, "two people coded 3 segments of 1 transcript, in sight of each other's"),
    ],
)
def test_methods_tell_of_rounds(project: Path, unit: RoundUnit, is_blind: bool, told: str) -> None:
    plan = RoundPlan(name="first", coders=("ines", "tomas"), unit=unit, is_blind=is_blind)
    with open_workspace(project, coder="lead") as workspace:
        open_round(workspace, plan)

    assert f"In round first {told}" in methods(project)
    assert "(seed 0); it is open." in methods(project)
