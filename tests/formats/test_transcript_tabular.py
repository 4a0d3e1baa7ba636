import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from fitcode.domain.reading import BlockKind, Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_tabular import looks_like_cases, read_tabular
from tests.formats.samples import told, write_zip


def read(tmp_path: Path, content: str | bytes, *, name: str = "talk.csv") -> Reading:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_tabular(path)


def read_workbook(tmp_path: Path, **sheets: list[tuple[object, ...]]) -> Reading:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
    path = tmp_path / "talk.xlsx"
    workbook.save(path)
    return read_tabular(path)


def test_each_row_is_a_turn_with_its_times(tmp_path):
    reading = read(
        tmp_path,
        "id,start,end,Speaker,Text\n1,00:00:01.500,00:00:04,INT,How was it?\n"
        '2,4,9.25,R01:,"It was slow,\nvery ""slow""."\n3,01:02,,R01,Still.\n',
    )
    assert told(reading) == [("INT", "How was it?"), ("R01", 'It was slow,\nvery "slow".'), ("R01", "Still.")]
    assert [(b.start_ms, b.end_ms) for b in reading.blocks] == [(1500, 4000), (4000, 9250), (62000, None)]
    assert {block.kind for block in reading.blocks} == {BlockKind.turn}
    assert reading.format == "csv"
    assert reading.notes == ("Columns not read: id.",)


@pytest.mark.parametrize(("delimiter", "kind"), [(";", "csv"), ("\t", "tsv"), ("|", "csv")])
def test_delimiters_are_recognised_with_a_byte_order_mark_before_them(tmp_path, delimiter, kind):
    rows = [("speaker", "utterance"), ("INT", "Well, how was it?"), ("R01", "Slow, I would say, slow.")]
    content = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    reading = read(tmp_path, content)
    assert told(reading) == list(rows[1:])
    assert reading.format == kind


def test_lines_may_end_as_they_did_on_old_macs(tmp_path):
    assert told(read(tmp_path, "speaker,text\rINT,How was it?\rR01,Slow.\r")) == [
        ("INT", "How was it?"),
        ("R01", "Slow."),
    ]


def test_a_header_may_be_absent_when_the_columns_speak_for_themselves(tmp_path):
    lines = [f"{'Ana' if i % 2 else 'Berg'},Said at some length in turn {i}" for i in range(6)]
    assert told(read(tmp_path, "\n".join(lines)))[:2] == [
        ("Berg", "Said at some length in turn 0"),
        ("Ana", "Said at some length in turn 1"),
    ]


def test_milliseconds_in_the_header_are_milliseconds(tmp_path):
    reading = read(tmp_path, "start_ms,end_ms,who,content\n1500,2500,INT,How was it?\n")
    assert (reading.blocks[0].start_ms, reading.blocks[0].end_ms) == (1500, 2500)


def test_a_row_without_a_speaker_goes_on_and_is_noted(tmp_path):
    reading = read(tmp_path, "speaker,text\nR01,We waited.\n,And waited.\n,\n")
    assert told(reading) == [("R01", "We waited."), ("R01", "And waited.")]
    assert reading.notes == ("1 row without a speaker went to the speaker of the row above.",)


def test_times_of_day_are_no_place_in_a_recording(tmp_path):
    reading = read(tmp_path, "time,speaker,text\n2019-05-02 10:00:00,R01,We waited.\n")
    assert reading.blocks[0].start_ms is None
    assert "1 time left out" in reading.notes[0]


def test_a_table_without_speech_is_refused_with_the_columns_found(tmp_path):
    with pytest.raises(UnreadableFile, match="'id', 'score'") as refused:
        read(tmp_path, "id,score\n1,2\n2,3\n")
    assert "'text'" in refused.value.remedy


def test_a_column_named_text_that_holds_numbers_is_not_speech(tmp_path):
    assert (
        told(read(tmp_path, "line,speaker,message\n1,INT,Hello there\n2,R01,Hello\n"))[0][1] == "Hello there"
    )
    with pytest.raises(UnreadableFile, match="no column of speech"):
        read(tmp_path, "line,speaker\n1,INT\n2,R01\n")


def test_an_unclosed_quotation_mark_is_named_with_its_line(tmp_path):
    with pytest.raises(UnreadableFile, match="begins on line 3"):
        read(tmp_path, 'speaker,text\nINT,Hello\nR01,"never closed\nINT,lost\nR01,lost\n')


def test_stray_quotation_marks_are_read_as_well_as_they_go(tmp_path):
    reading = read(tmp_path, 'speaker,text\nINT,"He said" so\nR01,yes it is\n')
    assert told(reading) == [("INT", "He said so"), ("R01", "yes it is")]
    assert "quotation marks" in reading.notes[0]


def test_titles_above_the_header_are_text_and_facts_are_front_matter(tmp_path):
    reading = read(tmp_path, "Interview R01,,\n\nDate:,2 May 2019,\nTime,Speaker,Text\n0:05,R01,We waited.\n")
    assert told(reading) == [(None, "Interview R01"), (None, "Date: 2 May 2019"), ("R01", "We waited.")]
    assert [block.kind for block in reading.blocks] == [BlockKind.text, BlockKind.text, BlockKind.turn]


def test_a_header_alone_is_refused(tmp_path):
    with pytest.raises(UnreadableFile):
        read(tmp_path, "speaker,text\n")


def test_a_field_may_be_as_long_as_an_interview(tmp_path):
    text = "word " * 60_000
    assert told(read(tmp_path, f'speaker,text\nR01,"{text}"\n')) == [("R01", text)]


def test_a_workbook_is_read_from_its_first_visible_sheet_of_speech(tmp_path):
    reading = read_workbook(
        tmp_path,
        hidden=[("speaker", "text"), ("X", "secret words")],
        about=[("project", "MINUSMA"), ("year", 2019)],
        talk=[
            ("Speaker", "Start", "End", "Transcript"),
            (None, None, None, None),
            ("INT", dt.time(0, 0, 1, 500000), dt.timedelta(seconds=3), "How was it?"),
            ("R01", 3, 4.5, 1999),
            ("R01", "00:10", None, "Slow and slower."),
        ],
    )
    assert told(reading) == [("INT", "How was it?"), ("R01", "1999"), ("R01", "Slow and slower.")]
    assert [b.start_ms for b in reading.blocks] == [1500, 3000, 10000]
    assert reading.blocks[0].end_ms == 3000
    assert reading.format == "xlsx"
    assert reading.notes[0] == "Hidden sheets were not read: 'hidden'."
    assert "Read from sheet 'talk'; not read: 'about'." in reading.notes


def test_a_workbook_without_speech_or_without_anything_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="'project'"):
        read_workbook(tmp_path, about=[("project", "year"), ("x", 2019)])
    with pytest.raises(UnreadableFile, match="no cell"):
        read_workbook(tmp_path, empty=[])


def test_a_sheet_that_claims_to_be_endless_costs_nothing(tmp_path):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(
        f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{a}</t></is></c>'
        f'<c r="B{r}" t="inlineStr"><is><t>{b}</t></is></c></row>'
        for r, a, b in ((1, "speaker", "text"), (2, "R01", "We waited."), (900_000, "R02", "We did not."))
    )
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    path = write_zip(
        tmp_path / "endless.xlsx",
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            '<sheet name="s" sheetId="1" r:id="b"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            '<Relationship Id="b" '
            f'Type="{relation}/worksheet" Target="worksheets/s.xml"/></Relationships>',
            "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{cells}</sheetData></worksheet>",
        },
    )
    assert told(read_tabular(path)) == [("R01", "We waited."), ("R02", "We did not.")]


def test_a_cases_file_is_told_by_its_header(tmp_path):
    cases, talk = tmp_path / "cases.csv", tmp_path / "talk.csv"
    cases.write_text("\ufeffCase;Transcript;component\nR01;a;asifu\n")
    talk.write_text("speaker,transcript\nR01,We waited.\n")
    assert looks_like_cases(cases)
    assert not looks_like_cases(talk)
