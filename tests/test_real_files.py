"""Every published file is read with the right speakers and turns, or refused by name for a true reason.

What is right was decided by looking at each file: labels counted in the text, captions read aloud, office
documents unpacked. A file that is in the folders and not in the table fails the test.
"""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from fitcode.workflow.ingesting.ingest_files import FileOutcome
from tools.marked_sections import QUALITY_PAGE, is_current
from tools.real_files_table import NAME, read_each, real_files, result_of, section

pytestmark = pytest.mark.real_data

# file | result | format and encoding | speakers (kind, turns), or words of the reason.
# "talk 3" is three turns of a respondent in a text that names nobody.
TABLE = """
formats/._GHA_63_2008.txt | skipped | | resource file of macOS
formats/charset_samples/NOTICE.md | read | md utf-8 | talk 3
formats/charset_samples/sample-arabic-1.txt | read | txt cp1256 | talk 3
formats/charset_samples/sample-arabic.txt | read | txt utf-8 | talk 3
formats/charset_samples/sample-bulgarian.txt | read | txt utf-8 | talk 1
formats/charset_samples/sample-chinese.txt | read | txt big5 | talk 7
formats/charset_samples/sample-english.bom.txt | read | srt utf-8-sig | talk 3
formats/charset_samples/sample-french-1.txt | read | txt cp1252 | talk 8
formats/charset_samples/sample-french.txt | read | txt utf-8 | talk 8
formats/charset_samples/sample-greek-2.txt | read | txt cp1253 | talk 1
formats/charset_samples/sample-greek.txt | read | txt cp1253 | talk 1
formats/charset_samples/sample-hebrew-2.txt | read | txt cp1255 | talk 1
formats/charset_samples/sample-hebrew-3.txt | read | txt cp1255 | talk 1
formats/charset_samples/sample-korean.txt | read | txt cp949 | talk 1
formats/charset_samples/sample-polish.txt | read | txt utf-8 | talk 1
formats/charset_samples/sample-russian-2.txt | read | txt utf-8 | talk 3
formats/charset_samples/sample-russian-3.txt | read | txt utf-8 | talk 4
formats/charset_samples/sample-russian.txt | read | txt mac_cyrillic | talk 3
formats/charset_samples/sample-spanish.txt | read | txt utf-8 | talk 14
formats/charset_samples/sample-turkish.txt | read | txt cp1254 | talk 4
formats/docx/blk-paras-and-tables.docx | read | docx | talk 6
formats/docx/comments-rich-para.docx | read | docx | talk 7
formats/docx/doc-no-coreprops.docx | refused | | holds no text
formats/docx/having-images.docx | refused | | holds no text, only 5 pictures
formats/docx/hdr-header-footer.docx | read | docx | talk 2
formats/docx/num-having-numbering-part.docx | read | docx | talk 1
formats/docx/par-hyperlinks.docx | read | docx | talk 3
formats/docx/par-rendered-page-breaks.docx | read | docx | talk 4
formats/docx/tbl-having-tables.docx | refused | | holds no text
formats/docx/test.docx | read | docx | talk 1
formats/odt/definitionlists.odt | read | odt | talk 12
formats/odt/images.odt | read | odt | talk 7
formats/odt/nasty.odt | refused | | declares a document type
formats/odt/serious_poem.odt | read | odt | talk 1
formats/odt/twolevellist.odt | read | odt | talk 7
formats/vtt_srt_edge/captions_with_bom.vtt | read | vtt utf-8-sig | talk 1
formats/vtt_srt_edge/comments.vtt | read | vtt utf-8 | talk 5
formats/vtt_srt_edge/cue_tags.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/empty.vtt | refused | | is empty
formats/vtt_srt_edge/invalid.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/invalid_format.sbv | refused | | no line states times
formats/vtt_srt_edge/invalid_format1.srt | refused | | no line states times
formats/vtt_srt_edge/invalid_format2.srt | refused | | no line states times
formats/vtt_srt_edge/invalid_format3.srt | refused | | no line states times
formats/vtt_srt_edge/invalid_format4.srt | refused | | no caption in it has text
formats/vtt_srt_edge/invalid_timeframe.sbv | read | sbv utf-8 | talk 1
formats/vtt_srt_edge/invalid_timeframe.srt | read | srt utf-8 | talk 1
formats/vtt_srt_edge/invalid_timeframe.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/invalid_timeframe_in_cue_text.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/metadata_headers.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/metadata_headers_multiline.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/missing_caption_text.sbv | read | sbv utf-8 | talk 2
formats/vtt_srt_edge/missing_caption_text.srt | read | srt utf-8 | talk 2
formats/vtt_srt_edge/missing_caption_text.vtt | read | vtt utf-8 | talk 2
formats/vtt_srt_edge/missing_timeframe.sbv | read | sbv utf-8 | talk 1
formats/vtt_srt_edge/missing_timeframe.srt | read | srt utf-8 | talk 1
formats/vtt_srt_edge/missing_timeframe.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/netflix_chicas_del_cable.vtt | read | vtt utf-8 | talk 274
formats/vtt_srt_edge/no_captions.vtt | refused | | no line states times
formats/vtt_srt_edge/non_padded_timestamps.vtt | read | vtt utf-8 | \
Jane Doe (unknown, 2), John Smith (unknown, 1)
formats/vtt_srt_edge/one_caption.srt | read | srt utf-8 | talk 1
formats/vtt_srt_edge/one_caption.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/regions.vtt | read | vtt utf-8 | Fred (unknown, 1), Bill (unknown, 1)
formats/vtt_srt_edge/sample.sbv | read | sbv utf-8 | talk 1
formats/vtt_srt_edge/sample.srt | read | srt utf-8 | talk 1
formats/vtt_srt_edge/sample.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/styles.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/styles_colours.srt | read | srt utf-8 | talk 4
formats/vtt_srt_edge/styles_colours.vtt | read | vtt utf-8 | talk 4
formats/vtt_srt_edge/styles_with_comments.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/two_captions.sbv | read | sbv utf-8 | talk 1
formats/vtt_srt_edge/using_identifiers.vtt | read | vtt utf-8 | talk 1
formats/vtt_srt_edge/youtube_dl.vtt | read | vtt utf-8 | talk 1
transcripts/bambara/SOURCE.md | read | md utf-8 | talk 16
transcripts/bambara/griots_r1.srt | read | srt utf-8 | talk 156
transcripts/bambara/griots_r12_1.eaf | refused | | is an ELAN file
transcripts/bambara/griots_r13.srt | read | srt utf-8 | talk 119
transcripts/bambara/griots_r4.srt | read | srt utf-8 | talk 109
transcripts/oral-history/jsc-oral-history-00110.txt | read | txt utf-8 | \
Jennifer Ross-Nazzal (interviewer, 25), Michael L. Coats (respondent, 25)
transcripts/oral-history/jsc-oral-history-00273.txt | read | txt utf-8 | \
Rebecca Wright (interviewer, 19), Scott J. Horowitz (respondent, 19)
transcripts/oral-history/jsc-oral-history-00463.txt | read | txt utf-8 | \
Sandra Johnson (interviewer, 30), Bryan O’Connor (respondent, 29)
transcripts/oral-history/jsc-oral-history-00649.txt | read | txt utf-8 | \
Jennifer Ross-Nazzal (interviewer, 28), Julie A. Kramer-White (respondent, 28)
transcripts/oral-history/jsc-oral-history-00929.txt | read | txt utf-8 | \
Rebecca Wright (interviewer, 21), Cathleen S. Lewis (respondent, 21)
transcripts/oral-history/jsc-oral-history-00935.txt | read | txt utf-8 | \
Jennifer Ross-Nazzal (interviewer, 27), David Wilson (respondent, 30), Rebecca Wright (interviewer, 5)
transcripts/oral-history/nprc-oral-histories-00001.txt | read | txt utf-8 | \
Stephanie Reynolds (interviewer, 47), Bill Seibert (respondent, 46)
transcripts/oral-history/nprc-oral-histories-00008.txt | read | txt utf-8 | \
Alyssa Moore (interviewer, 68), Mickey McGuire (respondent, 68)
transcripts/pdpilot-pdf/code-system.pdf | refused | | a printed list of codes
transcripts/pdpilot-pdf/coded-segments.pdf | refused | | a printed list of coded segments
transcripts/pdpilot-pdf/transcripts/P1.pdf | read | pdf | Dan (interviewer, 47), Participant (respondent, 47)
transcripts/pdpilot-pdf/transcripts/P2.pdf | read | pdf | Dan (interviewer, 81), Participant (respondent, 84)
transcripts/pdpilot-pdf/transcripts/P3.pdf | read | pdf | Dan (interviewer, 61), Participant (respondent, 60)
transcripts/pdpilot-pdf/transcripts/P4.pdf | read | pdf | Dan (interviewer, 54), Participant (respondent, 55)
transcripts/pdpilot-pdf/transcripts/P5.pdf | read | pdf | Dan (interviewer, 67), Participant (respondent, 67)
transcripts/pdpilot-pdf/transcripts/P6.pdf | read | pdf | Dan (interviewer, 50), Participant (respondent, 49)
transcripts/pdpilot-pdf/transcripts/P7.pdf | read | pdf | Dan (interviewer, 52), Participant (respondent, 52)
transcripts/zoom/biology_lab_session.vtt | read | vtt utf-8 | Dr. Chen (unknown, 34), \
Student Q (unknown, 9), Student R (unknown, 9), Student S (unknown, 9), Student T (unknown, 8)
transcripts/zoom/computer_science_101_week1.vtt | read | vtt utf-8 | Dr. Johnson (unknown, 18), \
Student X (unknown, 7), Student Y (unknown, 7), Student Z (unknown, 6)
transcripts/zoom/english_literature_discussion.vtt | read | vtt utf-8 | Professor Williams (unknown, 23), \
Student M (unknown, 7), Student N (unknown, 7), Student O (unknown, 7), Student P (unknown, 7)
transcripts/zoom/intro_statistics_week1.vtt | read | vtt utf-8 | Professor Smith (unknown, 14), \
Student A (unknown, 6), Student B (unknown, 5), Student C (unknown, 5)
transcripts/zoom/intro_statistics_week2.vtt | read | vtt utf-8 | Professor Smith (unknown, 19), \
Student A (unknown, 6), Student D (unknown, 5), Student B (unknown, 5), Student C (unknown, 5)
"""

SAME_TEXT = (
    ("charset_samples/sample-arabic-1.txt", "charset_samples/sample-arabic.txt"),
    ("charset_samples/sample-french-1.txt", "charset_samples/sample-french.txt"),
    ("charset_samples/sample-russian.txt", "charset_samples/sample-russian-2.txt"),
)
"""A text in a code page and in UTF-8: a wrong guess of the code page would part them."""


def expectations() -> dict[str, tuple[str, str, str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    return {name: (result, recognised, told) for name, result, recognised, told in rows}


@pytest.fixture(scope="module")
def outcomes(shared_data) -> dict[str, FileOutcome]:
    return {
        outcome.path.relative_to(shared_data).as_posix(): outcome
        for outcome in read_each(real_files(shared_data))
    }


def test_every_file_is_read_rightly_or_refused_with_its_reason(outcomes):
    expected = expectations()

    assert sorted(outcomes) == sorted(expected)
    wrong = [
        f"{name}: {seen}, not {expected[name]}"
        for name, outcome in outcomes.items()
        if (seen := told_of(outcome, expected[name])) != expected[name]
    ]
    assert not wrong, "\n".join(wrong)


def told_of(outcome: FileOutcome, expected: tuple[str, str, str]) -> tuple[str, str, str]:
    """The outcome in the table's words; a reason that holds the expected words counts as those words."""
    result = result_of(outcome)
    recognised = " ".join(part for part in (outcome.format, outcome.encoding) if part)
    if outcome.reason:
        return result, recognised, expected[2] if expected[2] in outcome.reason else outcome.reason
    told = ", ".join(outcome.speakers)
    return result, recognised, re.sub(r"^Respondent \(respondent, (\d+)\)$", r"talk \1", told)


def test_refused_files_are_named_and_the_rest_is_stored(outcomes, shared_data, run, tmp_path):
    run("init", tmp_path / "study")
    ingest = ("-C", tmp_path / "study", "ingest", shared_data / "transcripts", shared_data / "formats")
    result = run(*ingest, code=3)

    lines = result.stderr.splitlines()
    for name, outcome in outcomes.items():
        if outcome.reason:
            assert any(name in line and outcome.reason in line for line in lines), name
    # Files with the same text are one transcript: captions in three formats, a text in two code pages.
    assert "14 failed, 17 known, 1 skipped, 68 stored" in result.stderr
    run("-C", tmp_path / "study", "check")

    again = run(
        "-C", tmp_path / "study", "ingest", shared_data / "transcripts", shared_data / "formats", code=3
    )
    assert "14 failed, 85 known, 1 skipped" in again.stderr
    assert "stored" not in again.stderr


def test_a_code_page_gives_the_text_that_utf_8_gives(shared_data):
    from fitcode.formats.registry import read_transcript

    for one, other in SAME_TEXT:
        assert text_of(read_transcript(shared_data / "formats" / one)) == text_of(
            read_transcript(shared_data / "formats" / other)
        ), one


def test_every_guessed_code_page_is_told(outcomes):
    guessed = [
        outcome
        for outcome in outcomes.values()
        if outcome.encoding and outcome.encoding not in ("utf-8", "utf-8-sig")
    ]
    assert len(guessed) == 10
    assert all(any("encoding was guessed" in note for note in outcome.notes) for outcome in guessed)


def test_no_line_of_the_griots_captions_is_lost_or_changed(shared_data):
    from fitcode.formats.registry import read_transcript

    for path in sorted((shared_data / "transcripts/bambara").glob("*.srt")):
        source = path.read_text(encoding="utf-8-sig")
        spoken = [
            line.strip()
            for line in source.splitlines()
            if line.strip() and not line.strip().isdigit() and "-->" not in line
        ]
        text = text_of(read_transcript(path))
        assert text.split() == " ".join(spoken).split(), path.name
        # Letters with combining tone marks stay as they were delivered.
        assert unicodedata.is_normalized("NFC", source) == unicodedata.is_normalized("NFC", text)


def test_turns_change_where_the_voice_of_the_captions_does(outcomes, shared_data):
    for path in sorted((shared_data / "transcripts/zoom").glob("*.vtt")):
        voices = re.findall(r"<v ([^>]+)>", path.read_text(encoding="utf-8"))
        changes = 1 + sum(one != other for one, other in pairwise(voices))
        assert outcomes[path.relative_to(shared_data).as_posix()].turns == changes, path.name


def test_the_table_in_the_docs_is_current(shared_data):
    assert is_current(QUALITY_PAGE, NAME, section(shared_data)), "run: python -m tools.real_files_table"


def text_of(reading) -> str:
    return "\n".join(block.text for block in reading.blocks)


def test_the_folders_are_walked_whole(shared_data):
    files = real_files(shared_data)

    assert {path.relative_to(shared_data).parts[0] for path in files} == {"formats", "transcripts"}
    assert Path(shared_data / "formats/._GHA_63_2008.txt") in files
