"""Published transcripts, looked at one by one: these speakers, these turns."""

import csv

import pytest

from fitcode.domain.reading import Block, Reading
from fitcode.text.compose import compose_transcript
from tests.text.composing import counts, kinds
from tests.text.test_compose_properties import check, check_ordinals

pytestmark = pytest.mark.real_data

PDPILOT = {
    "P1": (47, 47),
    "P2": (81, 84),
    "P3": (61, 60),
    "P4": (54, 55),
    "P5": (67, 67),
    "P6": (50, 49),
    "P7": (52, 52),
}

ORAL_HISTORIES = {
    "jsc-oral-history-00110": {"Jennifer Ross-Nazzal": 25, "Michael L. Coats": 25},
    "jsc-oral-history-00273": {"Rebecca Wright": 19, "Scott J. Horowitz": 19},
    "jsc-oral-history-00463": {"Sandra Johnson": 30, "Bryan O’Connor": 29},
    "jsc-oral-history-00649": {"Jennifer Ross-Nazzal": 28, "Julie A. Kramer-White": 28},
    "jsc-oral-history-00929": {"Rebecca Wright": 21, "Cathleen S. Lewis": 21},
    "jsc-oral-history-00935": {"Jennifer Ross-Nazzal": 27, "David Wilson": 30, "Rebecca Wright": 5},
    "nprc-oral-histories-00001": {"Stephanie Reynolds": 47, "Bill Seibert": 46},
    "nprc-oral-histories-00008": {"Alyssa Moore": 68, "Mickey McGuire": 68},
}

RESPONDENTS = {
    *("Michael L. Coats", "Scott J. Horowitz", "Bryan O’Connor", "Julie A. Kramer-White"),
    *("Cathleen S. Lewis", "David Wilson", "Bill Seibert", "Mickey McGuire"),
}


def compose_file(path):
    return compose_transcript(
        Reading(blocks=(Block(text=path.read_text(encoding="utf-8")),), format="txt", reader="test")
    )


@pytest.mark.parametrize("name", PDPILOT)
def test_wrapped_interviews_have_their_turns(shared_data, name):
    draft = compose_file(shared_data / "gold" / "pdpilot" / f"{name}.txt")

    dan, participant = PDPILOT[name]
    assert counts(draft) == {"Dan": dan, "Participant": participant}
    assert kinds(draft) == {"Dan": "interviewer", "Participant": "respondent"}
    check(draft)
    check_ordinals(draft)


def letters(text: str) -> str:
    """The letters alone: page and line numbers are not printed, blacked-out words have another length."""
    return "".join(filter(str.isalpha, text)).replace("X", "")


def test_positions_of_published_codings_hold_in_the_composed_text(shared_data):
    folder = shared_data / "gold" / "pdpilot"
    texts = {name: compose_file(folder / f"{name}.txt").text for name in PDPILOT}
    with (folder / "codings.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["start"]]

    misplaced = []
    for row in rows:
        quote = letters(texts[row["document"]][int(row["start"]) : int(row["end"])])
        printed = letters(row["segment"])
        # As printed, a segment may have a letter more at its end.
        if not (quote and printed.startswith(quote) and len(printed) - len(quote) < 2):
            misplaced.append((row["document"], quote, printed))

    assert texts == {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in PDPILOT}
    assert len(rows) == 259
    assert misplaced == []


@pytest.mark.parametrize("name", ORAL_HISTORIES)
def test_oral_histories_have_their_speakers_and_kinds(shared_data, name):
    draft = compose_file(shared_data / "transcripts" / "oral-history" / f"{name}.txt")

    assert counts(draft) == ORAL_HISTORIES[name]
    assert {label for label, kind in kinds(draft).items() if kind == "respondent"} <= RESPONDENTS
    assert "unknown" not in kinds(draft).values()
    check(draft)


def test_text_stays_as_delivered_where_an_export_left_literal_line_ends(shared_data):
    path = shared_data / "transcripts" / "oral-history" / "jsc-oral-history-00110.txt"

    draft = compose_file(path)

    assert draft.text == path.read_text(encoding="utf-8")
    assert "\\n\\n A 17,000-engineer company" in draft.text


def test_classes_without_an_interview_leave_kinds_open(shared_data):
    from fitcode.formats.transcript_subtitles import read_subtitles

    found = {}
    for path in sorted((shared_data / "transcripts" / "zoom").glob("*.vtt")):
        draft = compose_transcript(read_subtitles(path))
        check(draft)
        found[path.stem] = counts(draft)
        assert set(kinds(draft).values()) == {"unknown"}

    assert found == {
        "biology_lab_session": {
            "Dr. Chen": 34,
            "Student Q": 9,
            "Student R": 9,
            "Student S": 9,
            "Student T": 8,
        },
        "computer_science_101_week1": {"Dr. Johnson": 18, "Student X": 7, "Student Y": 7, "Student Z": 6},
        "english_literature_discussion": {
            "Professor Williams": 23,
            "Student M": 7,
            "Student N": 7,
            "Student O": 7,
            "Student P": 7,
        },
        "intro_statistics_week1": {"Professor Smith": 14, "Student A": 6, "Student B": 5, "Student C": 5},
        "intro_statistics_week2": {
            "Professor Smith": 19,
            "Student A": 6,
            "Student D": 5,
            "Student B": 5,
            "Student C": 5,
        },
    }


def test_speeches_open_no_turns_by_colons(shared_data):
    import tarfile

    with tarfile.open(shared_data / "load" / "un-general-debates-400.tar.gz") as archive:
        members = [member for member in archive.getmembers() if member.name.endswith("0.txt")][:60]
        streams = [stream for member in members if (stream := archive.extractfile(member))]
        texts = [stream.read().decode("utf-8-sig", "replace") for stream in streams]

    drafts = [
        compose_transcript(Reading(blocks=(Block(text=text),), format="txt", reader="test")) for text in texts
    ]

    assert [kinds(draft) for draft in drafts if draft.turns] == [{"Respondent": "respondent"}] * len(drafts)
    assert all(draft.metadata == {} for draft in drafts)
