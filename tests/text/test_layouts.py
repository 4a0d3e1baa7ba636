"""Transcripts laid out as services, programs and typists lay them out: turns, speakers, times.

Every layout holds the same four turns, so that a line of the tables below is a layout and no more.
What cannot be told from headings or prose stands at the end: it stays one respondent's, with a note.
"""

import datetime as dt
from pathlib import Path

import docx
import openpyxl
import pytest

from fitcode.domain.transcript import TranscriptDraft
from fitcode.formats.registry import read_transcript
from fitcode.text.compose import compose_transcript
from tests.text.composing import compose, kinds, told

TALK = ("How do you work together?", "Well enough. We meet on Mondays.", "And the police?", "Rarely.")
SHORT = ("00:01", "00:05", "01:02", "01:09")
LONG = tuple(f"00:{time}" for time in SHORT)
MS = [1_000, 5_000, 62_000, 69_000]


def laid_out(turn: str, *, who: tuple[str, str] = ("Dan Mora", "Ana Silva"), before: str = "") -> str:
    """Four turns, each written by the template."""
    return before + "".join(
        turn.format(who=who[i % 2], talk=talk, n=i + 1, short=SHORT[i], long=LONG[i])
        for i, talk in enumerate(TALK)
    )


def read(path: Path) -> TranscriptDraft:
    return compose_transcript(read_transcript(path))


def starts(draft: TranscriptDraft) -> list[int | None]:
    return [turn.start_ms for turn in draft.turns]


def expected(who: tuple[str, str]) -> list[tuple[str, str]]:
    return [(who[i % 2], talk) for i, talk in enumerate(TALK)]


TIMED = {
    "otter": "{who}  {short}\n{talk}\n\n",
    "teams": "{who}   {short}\n{talk}\n",
    "rev": "{who} ({short}):\n{talk}\n\n",
    "rev, tabs": "{who}:\t\t[{short}]\t{talk}\n",
    "trint": "{who} [{long}] {talk}\n\n",
    "descript": "[{long}] **{who}:** {talk}\n\n",
    "descript, time after": "**{who}:** [{long}] {talk}\n\n",
    "sonix": "{who}: [{long}] {talk}\n\n",
    "happy scribe": "[{long}.00] - {who}\n{talk}\n\n",
    "riverside": "{who} ({short}.000)\n{talk}\n\n",
    "dash": "{who} - {short}\n{talk}\n\n",
    "bar": "{who} | {short}\n{talk}\n\n",
    "range": "{who} ({long} - 01:00:00)\n{talk}\n\n",
    "bold": "**{who}** ({short})\n{talk}\n\n",
    "whisperx": "[{long}.000 --> 01:00:00.000] {who}: {talk}\n",
    "maxqda, time before": "#{long}-0# {who}: {talk}\n",
    "saved chat": "{long}\t From  {who} : {talk}\n",
    "saved chat to all": "{long} From {who} to Everyone:\n\t{talk}\n",
    "transana": "({long}.0)  {who}:  {talk}\n",
    "time in a paragraph of its own": "{long}\n\n{who}: {talk}\n\n",
    "old teams": "{long}.0 --> 01:00:00.0\n{who}\n{talk}\n",
}


@pytest.mark.parametrize("turn", TIMED.values(), ids=TIMED)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_layout_with_times_gives_turns_speakers_and_starts(turn, end):
    draft = compose(laid_out(turn).replace("\n", end))
    assert told(draft) == expected(("Dan Mora", "Ana Silva"))
    assert starts(draft) == MS


def test_a_table_exported_as_text_gives_its_labels_and_first_times():
    draft = compose(laid_out("{who}\t{long}.000\t01:00:00.000\t{talk}\n", who=("INT", "ANA")))
    assert told(draft) == expected(("INT", "ANA"))
    assert starts(draft) == MS


UNTIMED = {
    "numbered paragraphs": ("{n}. {who}: {talk}\n", "Interviewer", "Ana"),
    "numbers in brackets": ("[{n}] {who}: {talk}\n", "Interviewer", "Ana"),
    "numbers and tabs": ("{n}\t{who}: {talk}\n", "Interviewer", "Ana"),
    "numbered lines of a deposition": (" {n}          {who}.   {talk}\n", "Q", "A"),
    "deposition without dots": ("{who}\t{talk}\n", "Q", "A"),
    "label on its own line": ("{who}\n{talk}\n\n", "Interviewer", "Participant"),
    "label with a colon on its own line": ("{who}:\n{talk}\n\n", "INTERVIEWER", "ANA"),
    "bold label without a colon": ("**{who}** {talk}\n\n", "Moderator", "Ana"),
    "tab after the colon": ("{who}:\t{talk}\n", "INT", "ANA"),
    "french": ("{who}\u00a0: {talk}\n", "Enquêtrice", "Enquêté"),
    "french, narrow": ("{who}\u202f: {talk}\n", "E", "R"),
    "german": ("{who}: {talk}\n\n", "I", "B1"),
    "german participants": ("{who}: {talk}\n\n", "Moderatorin", "TN2"),
    "dutch, accent apart": ("{who}: {talk}\n", "Interviewer", "Gei\u0308nterviewde"),
    "spanish": ("{who}: {talk}\n", "Entrevistador", "Entrevistada"),
    "arabic": ("{who}: {talk}\n", "المحاور", "المشارك"),
    "russian letters": ("{who}: {talk}\n", "И", "Р"),
    "russian question and answer": ("{who}: {talk}\n", "В", "О"),
    "russian, shortened": ("{who}: {talk}\n", "Инт.", "Респ."),
    "shortened": ("{who}: {talk}\n", "Int.", "Resp."),
    "particulars": ("{who}: {talk}\n", "Moderator", "P1 (female, 34)"),
}


@pytest.mark.parametrize(("turn", "asking", "answering"), UNTIMED.values(), ids=UNTIMED)
def test_a_layout_without_times_gives_turns_and_kinds(turn, asking, answering):
    draft = compose(laid_out(turn, who=(asking, answering)))
    assert told(draft) == expected((asking, answering))
    assert kinds(draft)[asking] in ("interviewer", "moderator")
    assert kinds(draft)[answering] == "respondent"


@pytest.mark.parametrize(
    "turn", ["[{who}]\n{talk}\n\n", "[{who}] {talk}\n", "[{who}]: {talk}\n", "{who}: {talk}\n"]
)
@pytest.mark.parametrize("who", [("Speaker 1", "Speaker 2"), ("SPEAKER 00", "SPEAKER 01")])
def test_voices_numbered_by_a_machine_are_speakers(turn, who):
    assert told(compose(laid_out(turn, who=who))) == expected(who)


def test_two_spellings_of_an_accent_are_one_speaker():
    draft = compose("Interviewer: Ja?\nGei\u0308nterviewde: Goed.\nInterviewer: En?\nGeïnterviewde: Nee.")
    assert len(draft.speakers) == 2


@pytest.mark.parametrize("name", ["Dan Mora", "Will Smith", "Ben van der Berg", "DAN MORA"])
def test_a_forename_that_is_a_word_of_prose_begins_a_name(name):
    assert told(compose(laid_out("{who}: {talk}\n", who=(name, "Ana")))) == expected((name, "Ana"))


def test_a_court_has_speakers_beside_questions_and_answers():
    draft = compose(
        "Q.  How?\n\nA.  Well.\n\nMS. REED: Objection.\n\nTHE COURT: Go on.\n\nTHE WITNESS: We met.\n\n"
        "Q.  And?\n\nA.  No.\n\nTHE COURT: Thank you."
    )
    assert [label for label, _ in told(draft)] == [
        *("Q", "A", "MS. REED", "THE COURT", "THE WITNESS", "Q", "A", "THE COURT")
    ]


@pytest.mark.parametrize(
    "within",
    [
        "(00:14) We meet.",
        "#00:01:23-4#",
        "\n[00:01:00]\nWe meet.",
        "\n\nPage 3 of 12\n\nWe meet.",
        "dit : « oui ».",
    ],
)
def test_times_and_page_numbers_inside_a_turn_stay_in_it(within):
    draft = compose(f"Interviewer: How?\nAna: Well. {within}\nInterviewer: And?\nAna: No.")
    assert [text for _, text in told(draft)] == ["How?", f"Well. {within}", "And?", "No."]
    assert starts(draft) == [None] * 4


@pytest.mark.parametrize(
    "text",
    [
        "Security was bad.\n1. Security: bad.\n2. Governance: worse.\n3. Security: again.\n4. Aid: none.",
        "[Laughter]\nWell said.\n[Applause]\nGo on.\n[Laughter]\nYes.",
        "Participants\nTwelve came.\n\nRespondents\nThey answered.\n\nParticipants\nAgain twelve.",
        "Bamako (12:30) we landed.\nGao (14:30) we flew on.\nBamako (18:00) we were back.",
        "**Mandate** means the text.\n\n**Force** means the soldiers.\n\n**Police** means the police.",
        "Female\n12\nMale\n13\nFemale\n14\nMale\n15",
    ],
)
def test_lists_stage_directions_and_tables_open_no_turns(text):
    assert set(kinds(compose(text))) == {"Respondent"}


def test_stage_directions_that_name_a_role_part_no_turn():
    text = (
        "Dan: Hi.\n[Interviewer laughs]\nAna: Yes.\n[Respondent 1]\nDan: So.\n[Interviewer laughs]\nAna: No."
    )
    assert [label for label, _ in told(compose(text))] == ["Dan", "Ana", "Dan", "Ana"]


@pytest.mark.parametrize("turn", ["{who}\n{talk}\n\n", "{who} – {talk}\n", "{who}  {talk}\n"])
def test_names_without_a_mark_are_not_told_from_headings_and_a_note_says_so(turn):
    draft = compose(laid_out(turn))
    assert set(kinds(draft)) == {"Respondent"}
    assert any("No speaker was recognised" in note for note in draft.notes)


@pytest.mark.parametrize("mark", ["", "**"])
def test_questions_and_answers_in_turn_without_labels_are_owned_up_to(mark):
    draft = compose(*(f"{mark}{talk}{mark}" if talk.endswith("?") else talk for talk in TALK))
    assert [turn for _, turn in told(draft)][1::2] == list(TALK[1::2])
    assert any("2 of these 4 turns end with a question" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("name", "turn"),
    [
        ("a.vtt", "{long}.000 --> {long}.900\n{who}: {talk}\n\n"),
        ("a.vtt", "{long}.000 --> {long}.900\n<v {who}>{talk}</v>\n\n"),
        ("a.srt", "{n}\n{long},000 --> {long},900\n[{who}]: {talk}\n\n"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_captions_give_voices_as_people_call_themselves(tmp_path, name, turn, encoding):
    who = ("Jürgen (he/him)", "ana_s - UNPOL")
    before = "WEBVTT\n\n" if name.endswith("vtt") else ""
    (tmp_path / name).write_bytes(laid_out(turn, who=who, before=before).encode(encoding))
    draft = read(tmp_path / name)
    assert told(draft) == expected(who)
    assert starts(draft) == MS


@pytest.mark.parametrize(
    ("name", "header", "turn"),
    [
        ("a.csv", "speaker_name;utterance;start", "{who};{talk};{short}"),
        ("a.tsv", "Tier\tBegin Time - hh:mm:ss.ms\tAnnotation", "{who}\t{long}.000\t{talk}"),
        ("a.tsv", "Speaker\tStart (ss.msec)\tText", "{who}\t{long}\t{talk}"),
    ],
)
def test_tables_are_read_by_the_headers_that_programs_write(tmp_path, name, header, turn):
    (tmp_path / name).write_text(laid_out(f"{turn}\n", before=f"{header}\n"), encoding="utf-8")
    draft = read(tmp_path / name)
    assert told(draft) == expected(("Dan Mora", "Ana Silva"))
    assert starts(draft) == MS


def test_time_cells_of_a_workbook_are_times(tmp_path):
    workbook = openpyxl.Workbook()
    rows = [(dt.time(0, ms // 60_000, ms // 1000 % 60), i) for i, ms in enumerate(MS)]
    workbook.active.append(["Start", "Speaker", "Text"])
    for time, i in rows:
        workbook.active.append([time, ("Dan", "Ana")[i % 2], TALK[i]])
    workbook.save(tmp_path / "a.xlsx")
    draft = read(tmp_path / "a.xlsx")
    assert (told(draft), starts(draft)) == (expected(("Dan", "Ana")), MS)


@pytest.mark.parametrize(
    ("who", "mark"), [(("MORA", "SILVA"), "\t"), (("Dan:", "Ana:"), " "), (("I:", "B:"), "\t")]
)
def test_bold_names_in_a_word_document_are_labels(tmp_path, who, mark):
    document = docx.Document()
    for i, talk in enumerate((*TALK, *TALK)):
        paragraph = document.add_paragraph()
        paragraph.add_run(who[i % 2]).bold = True
        paragraph.add_run(f"{mark}{talk}")
    document.save(tmp_path / "a.docx")
    bare = (who[0].rstrip(":"), who[1].rstrip(":"))
    assert told(read(tmp_path / "a.docx")) == expected(bare) * 2
