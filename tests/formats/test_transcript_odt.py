from pathlib import Path

import pytest
from odfdo import Document, Header, List, ListItem, Paragraph, Table

from fitcode.domain.reading import BlockKind
from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_odt import read_odt
from tests.formats.samples import odt_of, texts, told, write_zip


def saved(*elements, tmp_path: Path) -> Path:
    document = Document("text")
    document.body.clear()
    for element in elements:
        document.body.append(element)
    path = tmp_path / "interview.odt"
    document.save(str(path))
    return path


def test_headings_paragraphs_and_nested_lists_come_in_order(tmp_path):
    inner = ListItem("R01: inner")
    outer = ListItem("INT: outer")
    outer.append(List([inner]))
    path = saved(Header(1, "Interview"), Paragraph("R01: We waited."), List([outer]), tmp_path=tmp_path)

    reading = read_odt(path)

    assert texts(reading) == ["Interview", "R01: We waited.", "INT: outer", "R01: inner"]
    assert reading.blocks[0].kind is BlockKind.heading


def test_a_table_made_by_another_library_gives_turns(tmp_path):
    table = Table("talk", width=2, height=3)
    for y, cells in enumerate((("Speaker", "Text"), ("INT", "How was it?"), ("R01", "It was slow."))):
        for x, value in enumerate(cells):
            table.set_value((x, y), value)

    assert told(read_odt(saved(table, tmp_path=tmp_path))) == [
        ("INT", "How was it?"),
        ("R01", "It was slow."),
    ]


def test_white_space_is_collapsed_but_for_spaces_and_tabs_that_are_stated(tmp_path):
    body = "<text:p> One\n   two<text:s text:c='3'/>three<text:tab/>four<text:line-break/>five </text:p>"
    assert texts(read_odt(odt_of(tmp_path / "x.odt", body))) == ["One two   three\tfour\nfive"]


def test_deletions_notes_and_annotations_are_left_out_with_a_note(tmp_path):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>We shared<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>a footnote</text:p></text:note-body></text:note> fuel"
        "<office:annotation><text:p>really?</text:p></office:annotation>.</text:p>"
    )
    reading = read_odt(odt_of(tmp_path / "x.odt", body))
    assert texts(reading) == ["We shared fuel."]
    assert reading.notes == ("Left out: 1 note, 1 annotation.",)


def test_a_text_box_comes_after_its_paragraph(tmp_path):
    body = (
        "<text:p>Anchor<draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box></draw:frame></text:p>"
        "<text:section><text:p>Last</text:p></text:section>"
    )
    assert texts(read_odt(odt_of(tmp_path / "x.odt", body))) == ["Anchor", "Boxed", "Last"]


def test_repeated_cells_do_not_fill_the_memory(tmp_path):
    body = (
        "<table:table><table:table-row table:number-rows-repeated='1000000'>"
        "<table:table-cell table:number-columns-repeated='1000000'><text:p>x</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    assert texts(read_odt(odt_of(tmp_path / "x.odt", body))) == ["x"]


def test_a_document_type_is_refused_and_its_file_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me")
    before = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    with pytest.raises(UnreadableFile, match="document type"):
        read_odt(odt_of(tmp_path / "x.odt", "<text:p>&e;</text:p>", before=before))


def test_an_encrypted_document_is_password_protected(tmp_path):
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": b"\x8f\x01garbage",
    }
    path = write_zip(tmp_path / "x.odt", {**members, "META-INF/manifest.xml": manifest})
    with pytest.raises(UnreadableFile, match="password-protected"):
        read_odt(path)


@pytest.mark.real_data
class TestDocumentsOfOdfpy:
    def test_lists_nest_and_spaces_and_tabs_stand_as_written(self, shared_data):
        folder = shared_data / "formats" / "odt"
        listed = texts(read_odt(folder / "twolevellist.odt"))
        assert listed == [
            "Line 1",
            "Item A",
            "Item B",
            "Subitem B.1",
            "Subitem B.2 (bold)",
            "Item C",
            "Line 4",
        ]
        poem = texts(read_odt(folder / "serious_poem.odt"))[0]
        assert poem.startswith("The boy stood    on the burning deck,\n\tWhence all\tbut\t\thim had fled.")

    def test_every_word_that_odfdo_sees_is_read(self, shared_data):
        for name in ("definitionlists", "images", "twolevellist"):
            path = shared_data / "formats" / "odt" / f"{name}.odt"
            paragraphs = Document(str(path)).body.get_elements("//text:p|//text:h")
            expected = " ".join("".join(map(str, p.xpath(".//text()"))) for p in paragraphs).split()
            assert " ".join(texts(read_odt(path))).split() == expected, name

    def test_the_nasty_one_is_refused(self, shared_data):
        with pytest.raises(UnreadableFile, match="document type"):
            read_odt(shared_data / "formats" / "odt" / "nasty.odt")
