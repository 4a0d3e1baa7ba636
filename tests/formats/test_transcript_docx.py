from pathlib import Path

import docx
import pytest

from fitcode.domain.reading import BlockKind
from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_docx import read_docx
from tests.formats.samples import docx_of, texts, told, write_zip


def saved(document, tmp_path: Path) -> Path:
    path = tmp_path / "interview.docx"
    document.save(str(path))
    return path


def test_paragraphs_and_headings_come_in_order_and_the_title_is_kept(tmp_path):
    document = docx.Document()
    document.core_properties.title = "Interview R01"
    document.add_heading("Interview with R01", level=1)
    document.add_paragraph("INT: What was it like?")
    document.add_paragraph("R01: The first rotation\tdid\nwell.")

    reading = read_docx(saved(document, tmp_path))

    assert reading.title == "Interview R01"
    assert reading.blocks[0].kind is BlockKind.heading
    assert texts(reading) == [
        "Interview with R01",
        "INT: What was it like?",
        "R01: The first rotation\tdid\nwell.",
    ]


def test_a_table_with_a_turn_per_row_gives_turns_with_times(tmp_path):
    document = docx.Document()
    document.add_paragraph("Before")
    rows = [
        ("Time", "Speaker", "Text"),
        ("00:00:01", "Interviewer:", "Who ran the workshop?"),
        ("00:00:05", "R01", "We did.\nAll of us."),
        ("00:01:02", "", "And later nobody."),
    ]
    table = document.add_table(rows=len(rows), cols=3)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("After")

    reading = read_docx(saved(document, tmp_path))

    assert told(reading) == [
        (None, "Before"),
        ("Interviewer", "Who ran the workshop?"),
        ("R01", "We did.\nAll of us."),
        ("R01", "And later nobody."),
        (None, "After"),
    ]
    assert [block.start_ms for block in reading.blocks] == [None, 1000, 5000, 62000, None]
    assert reading.blocks[1].kind is BlockKind.turn


def test_a_table_without_a_header_is_told_by_few_short_labels(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=4, cols=2)
    for index, row in enumerate(table.rows):
        row.cells[0].text = "Ana" if index % 2 else "Col. Berg"
        row.cells[1].text = f"This is what was said at turn {index}, at some length."

    assert [label for label, _ in told(read_docx(saved(document, tmp_path)))] == ["Col. Berg", "Ana"] * 2


def test_a_table_of_facts_is_text_and_a_colon_keeps_its_value_beside_it(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    facts = [("Date:", "2 May 2019"), ("Place", "Gao"), ("Rank", "Major")]
    for row, (name, value) in zip(table.rows, facts, strict=True):
        row.cells[0].text, row.cells[1].text = name, value

    reading = read_docx(saved(document, tmp_path))

    assert told(reading) == [(None, t) for t in ("Date: 2 May 2019", "Place", "Gao", "Rank", "Major")]
    assert {block.kind for block in reading.blocks} == {BlockKind.text}


def test_a_layout_table_and_a_table_in_a_cell_read_as_their_paragraphs(tmp_path):
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "INT: One?"
    inner = cell.add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "left", "right"
    cell.add_paragraph("R01: Two.")

    assert texts(read_docx(saved(document, tmp_path))) == ["INT: One?", "left", "right", "R01: Two."]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path):
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p><w:p><w:r><w:t>Next</w:t></w:r></w:p>"
    )

    assert texts(read_docx(docx_of(tmp_path / "box.docx", body))) == ["Anchor", "In the box", "Next"]


def test_deletions_field_codes_and_hidden_text_are_not_shown_insertions_are(tmp_path):
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>We </w:t></w:r>"
        "<w:del><w:r><w:delText>never</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>often</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> shared</w:t></w:r></w:hyperlink>"
        "<w:r><w:br w:type='page'/><w:br/><w:t>fuel</w:t><w:noBreakHyphen/><w:t>oil</w:t></w:r></w:p>"
    )

    reading = read_docx(docx_of(tmp_path / "edited.docx", body))

    assert texts(reading) == ["We often shared\nfuel-oil"]
    assert reading.notes == ("Left out: 1 hidden passage.",)


def test_rows_deleted_and_cells_merged_downwards_are_handled(tmp_path):
    def row(label: str, text: str, *, marks: str = "", merge: str = "") -> str:
        cells = (
            f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p><w:r><w:t>{label}</w:t></w:r></w:p></w:tc>"
            f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )
        return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"

    banner = (
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>"
        "<w:p><w:r><w:t>Part two</w:t></w:r></w:p></w:tc></w:tr>"
    )
    body = (
        "<w:tbl>"
        + row("Speaker", "Text")
        + row("R01", "We waited long.", merge="<w:vMerge w:val='restart'/>")
        + row("", "Very long.", merge="<w:vMerge/>")
        + row("R02", "A row that was deleted.", marks="<w:del/>")
        + banner
        + row("R03", "We did not.")
        + "</w:tbl>"
    )

    reading = read_docx(docx_of(tmp_path / "merged.docx", body))

    assert told(reading) == [
        ("R01", "We waited long."),
        ("R01", "Very long."),
        (None, "Part two"),
        ("R03", "We did not."),
    ]
    assert reading.blocks[2].kind is BlockKind.heading


def test_a_style_based_on_a_heading_is_a_heading(tmp_path):
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="Kop1"/></w:style>'
        '<w:style w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/styles" '
        'Target="styles.xml"/></Relationships>'
    )
    body = "".join(
        f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>"
        for style in ("Mine", "A", "Unheard")
    )
    extra = {"word/styles.xml": styles, "word/_rels/document.xml.rels": relations}

    reading = read_docx(docx_of(tmp_path / "styles.docx", body, extra=extra))

    assert [block.kind.value for block in reading.blocks] == ["heading", "text", "text"]


def test_headers_and_comments_are_left_out_with_a_note(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "CONFIDENTIAL"
    paragraph = document.add_paragraph("R01: We shared fuel.")
    document.add_comment(paragraph.runs, text="check this", author="x", initials="x")

    reading = read_docx(saved(document, tmp_path))

    assert texts(reading) == ["R01: We shared fuel."]
    assert reading.notes == ("Left out: 1 comment, 1 header.",)


def test_a_document_without_text_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="holds no text"):
        read_docx(saved(docx.Document(), tmp_path))


def test_a_zip_without_a_document_is_damaged(tmp_path):
    path = write_zip(tmp_path / "x.docx", {"[Content_Types].xml": "<Types/>"})
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(path)


@pytest.mark.real_data
class TestDocumentsOfPythonDocx:
    """The word processor's own files that python-docx tests with."""

    def test_paragraphs_agree_with_python_docx_where_it_sees_everything(self, shared_data):
        for name in (
            "comments-rich-para",
            "par-hyperlinks",
            "par-rendered-page-breaks",
            "num-having-numbering-part",
        ):
            path = shared_data / "formats" / "docx" / f"{name}.docx"
            expected = [p.text for p in docx.Document(str(path)).paragraphs if p.text.strip()]
            assert texts(read_docx(path)) == expected, name

    def test_tables_stand_between_their_paragraphs(self, shared_data):
        reading = read_docx(shared_data / "formats" / "docx" / "blk-paras-and-tables.docx")
        assert texts(reading)[1:5] == ["Text before", "Table", "Between", "Text after"]
        assert reading.notes == ("Left out: 1 header, 1 footer.",)

    def test_documents_without_a_word_are_refused_by_what_they_hold(self, shared_data):
        for name, reason in (("having-images", "only 5 pictures"), ("tbl-having-tables", "holds no text")):
            with pytest.raises(UnreadableFile, match=reason):
                read_docx(shared_data / "formats" / "docx" / f"{name}.docx")
