import os
import zipfile
from pathlib import Path

import pytest

from fitcode.errors import UnreadableFile, UsageError
from fitcode.formats.registry import READERS, knows_extension, read_transcript, reader_names
from tests.formats.samples import OLE, docx_of, odt_of, page_of, pdf_of, texts, write_zip

PARAGRAPH = "<w:p><w:r><w:t>R01: We waited.</w:t></w:r></w:p>"


def outcome(path: Path) -> str:
    """The format read, or why there is none."""
    try:
        return read_transcript(path).format
    except UnreadableFile as error:
        return f"refused: {error.problem}"


def refused(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_transcript(path)
    return caught.value


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "note"),
    [("a.docx", None), ("a.docm", None), ("a.DOCX", None),
     ("a.odt", "Named .odt but is a Word document."),
     ("a.txt", "Named .txt but is a Word document."),
     ("a", "Named without an extension but is a Word document."),
     ("a.eaf", "Named .eaf but is a Word document.")],
)  # fmt: skip
def test_content_is_believed_before_the_name(tmp_path, name, note):
    reading = read_transcript(docx_of(tmp_path / name, PARAGRAPH))
    assert texts(reading) == ["R01: We waited."]
    assert reading.notes == ((note,) if note else ())


def test_every_binary_format_is_recognised_under_any_name(tmp_path):
    odt = odt_of(tmp_path / "one.bin", "<text:p>R01: We waited.</text:p>")
    pdf = written(tmp_path / "two.bin", pdf_of([page_of(["R01: We waited."])]))
    rtf = written(tmp_path / "three.bin", r"{\rtf1 R01: We waited.\par}")
    assert [read_transcript(path).format for path in (odt, pdf, rtf)] == ["odt", "pdf", "rtf"]


def test_a_plain_text_named_docx_is_read_and_noted(tmp_path):
    reading = read_transcript(written(tmp_path / "interview.docx", "R01: We waited.\n"))
    assert texts(reading) == ["R01: We waited.\n"]
    assert reading.notes[0] == "Named .docx but is plain text."


def test_captions_are_recognised_in_a_text_file(tmp_path):
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>We waited.\n"
    assert read_transcript(written(tmp_path / "talk.txt", content)).format == "vtt"
    content = "1\n00:00:01,000 --> 00:00:02,000\nAna: We waited.\n"
    assert read_transcript(written(tmp_path / "more.txt", content)).format == "srt"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.docx", b"PK\x03\x04 cut off", "is damaged or incomplete"),
        ("a.docx", b"\x00\x01\x02\x03" * 500, "is not text|control characters"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "is password-protected"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), r"is an old Word document \(.doc\)"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "is an old Excel workbook"),
        ("a.pdf", b"%PDF-1.7\nnothing more", "is damaged or incomplete"),
        ("a.rtf", b"{\\rtf1 cut off", "is damaged or incomplete"),
        ("a.eaf", b"<?xml version='1.0'?><ANNOTATION_DOCUMENT/>", "ELAN .eaf files are not read"),
        ("a.txt", b"<!DOCTYPE html><p>R01: x", "is a web page"),
        ("a.xml", b"<?xml version='1.0'?><x/>", "is an XML file"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.mp3", b"ID3\x03", "recording"),
        ("a.mp3", b"\xff\xfb\x90\x00" * 50, "recording"),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", "recording"),
        ("a.m4a", b"junk", "recording"),
        ("a.pages", b"junk", "document of a kind that is not read"),
        ("a.qdpx", b"junk", "project file"),
        ("a.yaml", b"id: fit", "YAML"),
        ("a.xyz", b"R01: We waited.", "extension .xyz, which is not known"),
        ("README", b"R01: We waited.", "no extension"),
    ],
)
def test_what_cannot_be_read_is_refused_by_what_it_is(tmp_path, name, content, reason):
    with pytest.raises(UnreadableFile, match=reason) as caught:
        read_transcript(written(tmp_path / name, content))
    assert caught.value.problem.startswith(name)
    assert "\n" not in caught.value.problem


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"a.txt": "x"}, "is a zip archive"),
        ({"project.qde": "<Project/>"}, "is a REFI-QDA project"),
        ({"Index/Document.iwa": "x"}, "is an iWork document"),
        ({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}, "document of a kind"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            "spreadsheet",
        ),
        ({"mimetype": "application/epub+zip"}, "document of a kind"),
    ],
)
def test_other_zip_files_are_refused_by_what_is_in_them(tmp_path, members, reason):
    with pytest.raises(UnreadableFile, match=reason):
        read_transcript(write_zip(tmp_path / "a.zip", members))


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b" " * 20_000_000)
    assert "zip bomb" in refused(path).problem


def test_an_entity_is_never_followed(tmp_path):
    secret = written(tmp_path / "secret.txt", "do not read me")
    before = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"
    assert "document type" in refused(docx_of(tmp_path / "a.docx", body, before=before)).problem
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    sheet = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": f"{laughs}<x>&b;</x>"}
    assert "document type" in refused(write_zip(tmp_path / "a.xlsx", sheet)).problem


def test_an_archive_cut_off_anywhere_is_damaged(tmp_path):
    data = docx_of(tmp_path / "whole.docx", PARAGRAPH * 50).read_bytes()
    for cut in (30, len(data) // 2, len(data) - 10):
        assert "damaged or incomplete" in refused(written(tmp_path / "cut.docx", data[:cut])).problem


def test_what_a_library_raises_becomes_a_reason(tmp_path):
    path = write_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    assert "could not be read as an Excel workbook" in refused(path).problem


def test_a_file_that_is_gone_or_locked_away_or_no_file_is_said_to_be(tmp_path):
    assert "does not exist" in refused(tmp_path / "gone.txt").problem
    assert "not a regular file" in refused(tmp_path).problem
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in refused(tmp_path / "pipe.txt").problem


def test_an_error_of_the_disk_is_a_reason(tmp_path, monkeypatch):
    path = written(tmp_path / "a.txt", "R01: We waited.")

    def fail(*_arguments, **_named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    assert "a.txt cannot be opened: Permission denied" in refused(path).problem


def test_a_reader_may_be_named_by_its_name_or_by_an_extension(tmp_path):
    path = written(tmp_path / "interview.xyz", "R01: We waited.\n")
    for reader in ("plain", "txt", ".TXT"):
        assert texts(read_transcript(path, reader=reader)) == ["R01: We waited.\n"]
    with pytest.raises(UsageError, match="no reader named 'plian'") as caught:
        read_transcript(path, reader="plian")
    assert "'plain'" in caught.value.remedy


def test_every_reader_exists_and_no_extension_has_two(tmp_path):
    extensions = [extension for reader in READERS for extension in reader.extensions]
    assert len(extensions) == len(set(extensions))
    assert reader_names() == [reader.name for reader in READERS]
    assert knows_extension(Path("a.DOCX"))
    assert not knows_extension(Path("a.png"))


@pytest.mark.real_data
def test_every_real_document_is_read_or_refused_with_a_reason(shared_data):
    files = [path for folder in ("formats", "transcripts") for path in (shared_data / folder).rglob("*")]
    outcomes = {path.name: outcome(path) for path in files if path.is_file() and path.name[:2] != "._"}
    refusals = {name: result for name, result in outcomes.items() if result.startswith("refused")}
    assert all(result.startswith(f"refused: {name}") for name, result in refusals.items())
    assert refusals.keys() >= {"griots_r12_1.eaf", "nasty.odt", "having-images.docx"}
    interviews = {name for name in outcomes if name.endswith(".pdf")} - refusals.keys()
    assert interviews == {f"P{number}.pdf" for number in range(1, 8)}
