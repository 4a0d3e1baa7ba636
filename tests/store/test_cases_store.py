"""Cases: a file is applied whole, or refused with every mistake in it."""

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import AttributeType
from fitcode.errors import AmbiguousName, FitcodeError, InvalidFile
from fitcode.store.case_facts import inferred_type, typed
from fitcode.store.cases import add_cases, apply_cases, attribute_types, case_names, list_cases, set_case
from fitcode.store.history import list_history
from fitcode.store.transcripts import list_transcripts
from tests.support.projects import add_transcript, apply_components


@pytest.fixture
def study(project):
    apply_components(project, "force", "asifu")
    add_transcript(project, "Q: How?\nANA: Well.", name="ana")
    add_transcript(project, "BEN: So.\nCEM: So, so.", name="group")
    return project


def apply(project, *rows, types=None):
    with project.writing("cases import", coder="ines"):
        apply_cases(project, rows, types=types or {}, file="cases.csv")


def faults(project, *rows, types=None):
    with pytest.raises(InvalidFile) as raised:
        apply(project, *rows, types=types)
    return [str(fault) for fault in raised.value.faults]


def test_the_only_respondent_needs_no_naming(study):
    apply(study, CaseRow(case="R1", transcript="ana", component="asifu", role="analyst"))

    assert list_cases(study).rows == [("R1", "ana", "ANA", "asifu", "minusma", "analyst")]
    assert list_transcripts(study).column("cases") == [1, 0]


def test_every_mistake_of_the_file_is_named_with_its_line(study):
    found = faults(
        study,
        CaseRow(case="R1", transcript="anna", component="asif", line=2),
        CaseRow(case="R2", transcript="group", line=3),
        CaseRow(case="R3", transcript="group", speaker="BENN", line=4),
        CaseRow(case="R4", transcript="group", speaker="BEN", role="a", line=5),
        CaseRow(case="R5", transcript="group", speaker="BEN", line=6),
        CaseRow(case="R4", transcript="ana", role="b", attributes={"age": "x"}, line=7),
        types={"age": AttributeType.number},
    )

    assert [one.split(": ")[0] for one in found] == [*(f"cases.csv:{line}" for line in (2, 2, 3, 4, 6, 7, 7))]
    assert "'asifu'" in found[0]
    assert "'ana'" in found[1]
    assert "several respondents ('BEN', 'CEM')" in found[2]
    assert "'BEN'" in found[3]
    assert "case 'R4' already" in found[4]
    assert "another role" in found[5]
    assert "no number" in found[6]
    assert case_names(study) == []


def test_a_case_may_speak_in_several_transcripts_and_a_transcript_hold_several_cases(study):
    apply(
        study,
        CaseRow(case="R1", transcript="ana"),
        CaseRow(case="R1", transcript="group", speaker="BEN"),
        CaseRow(case="R2", transcript="group", speaker="CEM"),
    )

    assert [row[:3] for row in list_cases(study).rows] == [
        ("R1", "ana", "ANA"),
        ("R1", "group", "BEN"),
        ("R2", "group", "CEM"),
    ]


def test_applying_a_file_again_changes_nothing_and_a_new_file_corrects(study):
    row = CaseRow(case="R1", transcript="group", speaker="BEN", attributes={"rank": "major"})
    apply(study, row)
    events = len(list_history(study).rows)

    apply(study, row)
    assert len(list_history(study).rows) == events

    apply(study, row.model_copy(update={"speaker": "CEM", "attributes": {"rank": "colonel"}}))
    assert list_cases(study).rows == [("R1", "group", "CEM", None, None, None, "colonel")]


def test_types_are_inferred_over_the_whole_column_unless_fixed(study):
    values = {
        "age": ("31", "4.5"),
        "id": ("007", "008"),
        "met": ("2024-05-01", "2024-05-02"),
        "old": ("yes", "no"),
    }
    rows = [
        CaseRow(
            case=f"R{place}",
            transcript="group",
            speaker=label,
            attributes={name: pair[place] for name, pair in values.items()},
        )
        for place, label in enumerate(("BEN", "CEM"))
    ]

    apply(study, *rows, types={"id": AttributeType.category})

    assert attribute_types(study) == {
        "age": AttributeType.number,
        "id": AttributeType.category,
        "met": AttributeType.date,
        "old": AttributeType.boolean,
    }
    assert [row[6:] for row in list_cases(study).rows] == [
        (31, "007", "2024-05-01", True),
        (4.5, "008", "2024-05-02", False),
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-2", "3.5"], AttributeType.number),
        (["1", "x"], AttributeType.text),
        (["01", "02"], AttributeType.text),
        (["٣", "٤"], AttributeType.text),
        (["2024-02-30", "2024-02-28"], AttributeType.text),
        (["TRUE", "false"], AttributeType.boolean),
        (["major", "major", "captain"], AttributeType.category),
        ([], AttributeType.text),
    ],
)
def test_a_columns_type_is_what_all_its_values_share(values, kind):
    assert inferred_type(values) is kind


def test_a_value_that_does_not_fit_its_type_stays_as_written():
    assert typed("unknown", AttributeType.number) == "unknown"


def test_one_case_is_changed_by_hand(study):
    apply(study, CaseRow(case="R1", transcript="ana", component="force", role="x", attributes={"age": "31"}))

    with study.writing("cases set", coder="ines"):
        set_case(study, "R1", component="asifu", role="", attributes={"age": "32", "rank": "major"})

    assert list_cases(study).rows == [("R1", "ana", "ANA", "asifu", "minusma", None, 32, "major")]
    with pytest.raises(FitcodeError, match="no number"), study.writing("cases set", coder="ines"):
        set_case(study, "R1", attributes={"age": "old"})


def test_the_mission_says_which_of_two_components_is_meant(study):
    apply_components(study, "asifu", mission="mistral")

    apply(study, CaseRow(case="R1", transcript="ana", component="asifu", mission="mistral"))

    assert list_cases(study).column("component") == ["mistral/asifu"]
    assert (
        "minusma/asifu or mistral/asifu"
        in faults(study, CaseRow(case="R2", transcript="ana", component="asifu"))[0]
    )


def test_a_component_of_another_mission_than_the_cases_is_a_mistake(study):
    apply_components(study, "licorne", "asifu", mission="mistral")
    apply_components(study, "licorne", mission="barkhane")

    found = faults(
        study,
        CaseRow(case="R1", transcript="ana", component="force", mission="mistral", line=2),
        CaseRow(case="R2", transcript="group", speaker="BEN", component="mistral/asifu", line=3),
        CaseRow(case="R3", transcript="group", speaker="CEM", component="licorne", mission="minusma", line=4),
        CaseRow(case="R2", transcript="group", speaker="BEN", mission="minusma", line=5),
    )

    assert [one.removesuffix(" Mend the one or the other.") for one in found] == [
        "cases.csv:2: component 'force' is not in mission 'mistral' but in 'minusma'.",
        "cases.csv:3: component 'mistral/asifu' is not in mission 'minusma' but in 'mistral'.",
        "cases.csv:4: component 'licorne' is not in mission 'minusma' but in 'mistral' and 'barkhane'.",
    ]
    assert case_names(study) == []


def test_a_mission_without_a_registry_leaves_the_component_to_its_name(study):
    apply(study, CaseRow(case="R1", transcript="ana", component="force", mission="unmiss"))

    assert list_cases(study).rows == [("R1", "ana", "ANA", "force", "unmiss", None)]


def test_the_stored_mission_says_which_component_is_set_by_hand(study):
    apply_components(study, "asifu", mission="mistral")
    apply(study, CaseRow(case="R1", transcript="ana", mission="mistral"))

    with study.writing("cases set", coder="ines"):
        set_case(study, "R1", component="asifu")

    assert list_cases(study).column("component") == ["mistral/asifu"]
    with pytest.raises(AmbiguousName), study.writing("cases set", coder="ines"):
        set_case(study, "R1", component="asifu", mission="")


def test_one_more_case_costs_the_same_however_many_there_are(study):
    def steps(number):
        """How much SQLite works for one more transcript with a case, in hundreds of its instructions."""
        name = add_transcript(study, f"DAN: Number {number}.", name=f"dan{number}")
        row = CaseRow(case=f"D{number}", transcript=name, role="pilot", attributes={"rank": "major"})
        counted: list[int] = []
        study.connection.set_progress_handler(lambda: counted.append(1), 100)
        with study.writing("ingest", coder="ines"):
            add_cases(study, [row], types={})
        study.connection.set_progress_handler(None, 0)
        return len(counted)

    first = [steps(number) for number in range(5)]
    for number in range(5, 200):
        steps(number)

    assert steps(200) <= max(first) + 2
