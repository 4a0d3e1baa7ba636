"""The counting frame: every column against what was written, and no table touched in vain."""

from dataclasses import replace

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import SpeakerKind
from fitcode.domain.frame import ORIGINS
from fitcode.store.cases import apply_cases
from fitcode.store.coding_reads import list_codings
from fitcode.store.counted import WHO_WORKED_WHERE
from fitcode.store.detail import CODINGS, TURNS, counting_frame
from fitcode.store.transcripts import remove_transcript, set_speaker_kind
from tests.support.projects import add_transcript, apply_components, code


@pytest.fixture
def study(project):
    """Two transcripts, two missions, a focus group, and codings with and without everything."""
    apply_components(project, "force", "force>asifu")
    apply_components(project, "asifu", mission="mistral")
    add_transcript(
        project,
        "Q: How is it?\nANA: [fuel about=force to=minusma/asifu misfit 2]No fuel.[/] None at all.\n"
        "BEN: We [layoff]have some. And more.[/]",
        name="group",
    )
    add_transcript(project, "CEM: [fuel]Nothing.[/]", name="cem")
    rows = [
        CaseRow(
            case="R1",
            transcript="group",
            speaker="ANA",
            component="force",
            role="pilot",
            attributes={"rank": "3"},
        ),
        CaseRow(case="R2", transcript="group", speaker="BEN", component="asifu", mission="mistral"),
        CaseRow(case="R3", transcript="cem"),
    ]
    with project.writing("cases import", coder="ines"):
        apply_cases(project, rows, types={})
    return project


def test_origins_are_read_where_they_are_asked_for(study):
    with study.writing("adjudicate", coder="ines"):
        study.connection.execute("UPDATE codings SET origin = 'adjudication' WHERE quote = 'No fuel.'")

    frame, _ = counting_frame(study, with_origin=True)
    without, _ = counting_frame(study)

    assert [ORIGINS[place] for place in frame.codings.origin or ()] == ["manual", "adjudication", "manual"]
    assert replace(frame.codings, origin=None) == without.codings


def test_of_identical_codings_the_first_coders_origin_is_told(study):
    code(study, "cem", "Nothing.", "fuel", coder="tomas", origin="search")

    frame, _ = counting_frame(study, coders=["tomas", "ines"], with_origin=True)

    assert [ORIGINS[place] for place in frame.codings.origin or ()] == ["search", "manual", "manual"]


def test_codings_carry_places_and_ordinals(study):
    frame, _ = counting_frame(study)
    codings = frame.codings

    assert [frame.transcripts.name[place] for place in codings.transcript] == ["cem", "group", "group"]
    assert [frame.codes.name[place] for place in codings.code] == ["fuel", "fuel", "layoff"]
    about = [frame.components.name[place] if place >= 0 else None for place in codings.about]
    assert about == [None, "force", None]
    assert [frame.components.name[place] for place in codings.counterpart if place >= 0] == ["minusma/asifu"]
    assert list(codings.valence) == [-1, 1, -1]
    assert list(codings.strength) == [-1, 2, -1]
    assert list(zip(codings.first_turn, codings.end_turn, strict=True)) == [(0, 1), (1, 2), (2, 3)]
    assert list(zip(codings.first_segment, codings.end_segment, strict=True)) == [(0, 1), (1, 2), (3, 5)]
    # Words: Q How is it | ANA No fuel None at all | BEN We have some And more
    assert list(zip(codings.first_word, codings.end_word, strict=True)) == [(1, 2), (5, 7), (12, 16)]


def test_turns_speakers_and_cases_point_at_each_other(study):
    frame, _ = counting_frame(study)

    def whose(turn):
        case = frame.speakers.case[frame.turns.speaker[turn]]
        return frame.cases.name[case] if case >= 0 else None

    assert [whose(turn) for turn in range(len(frame.turns.start))] == ["R3", None, "R1", "R2"]
    assert list(frame.turns.transcript) == [0, 1, 1, 1]
    assert list(frame.speakers.kind) == [0, 1, 0, 0]
    assert frame.cases.in_transcripts == [(0, 1), (1, 1), (2, 0)]
    assert [frame.components.name[place] if place >= 0 else None for place in frame.cases.component] == [
        *("force", "mistral/asifu", None)
    ]
    assert frame.cases.mission == ["minusma", "mistral", None]
    assert frame.cases.role == ["pilot", None, None]
    assert frame.cases.attributes == {"rank": [3, None, None]}


def test_components_and_codes_keep_their_trees(study):
    frame, _ = counting_frame(study)

    assert frame.components.name == ["force", "minusma/asifu", "mistral/asifu"]
    assert list(frame.components.parent) == [-1, 0, -1]
    assert list(frame.codes.parent) == [-1, -1, -1]


def test_a_removed_transcript_is_in_no_column(study):
    with study.writing("transcripts remove", coder="ines"):
        remove_transcript(study, "group")

    frame, _ = counting_frame(study)

    assert (frame.transcripts.name, list(frame.turns.transcript)) == (["cem"], [0])
    assert list(frame.codings.transcript) == [0]
    assert list(frame.speakers.transcript) == [0]
    assert frame.cases.in_transcripts == [(2, 0)]


def test_an_empty_project_has_an_empty_frame(project):
    frame, notes = counting_frame(project)

    assert (len(frame.codings.code), frame.transcripts.name, notes) == (0, [], ())


def test_a_coding_belongs_to_the_case_of_the_speaker_who_has_most_of_it(study):
    text = "ANA: Abc.\nBEN: Defghi.\nANA: Jklm."
    add_transcript(study, f"[layoff]{text}[/]", name="mixed")
    with study.writing("cases import", coder="ines"):
        rows = [
            CaseRow(case=case, transcript="mixed", speaker=label)
            for case, label in (("R1", "ANA"), ("R2", "BEN"))
        ]
        apply_cases(study, rows, types={})

    # Ana has 4 + 5 characters in two turns, Ben has 7 in one.
    assert list_codings(study, transcript="mixed").column("case") == ["R1"]


def test_the_case_and_its_facts_stand_beside_each_coding(study):
    table = list_codings(study)

    assert table.columns[-5:] == ("case", "case.component", "case.mission", "case.role", "case.rank")
    assert [row[-5:] for row in table.rows] == [
        ("R3", None, None, None, None),
        ("R1", "force", "minusma", "pilot", 3),
        ("R2", "mistral/asifu", "mistral", None, None),
    ]


def test_a_speakers_kind_is_seen_at_once(study):
    with study.writing("transcripts speaker", coder="ines"):
        set_speaker_kind(study, "group", "BEN", SpeakerKind.moderator)

    assert list(counting_frame(study)[0].speakers.kind) == [0, 1, 0, 2]


@pytest.mark.parametrize(
    ("query", "parameters", "index"),
    [
        ("SELECT count(*) FROM codings WHERE version_id = ?", (1,), "COVERING INDEX codings_"),
        ("SELECT uid FROM codings WHERE version_id = ? AND start < ?", (1, 1), "INDEX codings_once"),
    ],
)
def test_counting_stays_inside_its_indices(study, query, parameters, index):
    plan = study.connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters).fetchall()

    assert [row[3] for row in plan if index not in row[3]] == []


@pytest.mark.parametrize(
    ("query", "parameters", "steps"),
    [
        (
            CODINGS.query,
            (1, 1),
            ["SEARCH codings USING COVERING INDEX codings_counted (version_id=? AND coder_id=?)"],
        ),
        (TURNS.query, (1,), ["SEARCH turns USING PRIMARY KEY (version_id=?)"]),
        (
            WHO_WORKED_WHERE,
            (),
            ["SEARCH codings USING COVERING INDEX codings_counted (version_id=? AND coder_id=?)"],
        ),
    ],
)
def test_what_counting_reads_is_found_and_ordered_by_an_index(study, query, parameters, steps):
    plan = study.connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters).fetchall()

    told = [row[3] for row in plan]
    assert [one for one in told if " codings " in one or " turns " in one] == steps
    assert "USE TEMP B-TREE FOR ORDER BY" not in told
