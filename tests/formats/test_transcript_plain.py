import pytest

from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_plain import read_plain


def test_a_file_is_one_block_verbatim(tmp_path):
    path = tmp_path / "P1.txt"
    path.write_bytes(b"Dan:  Hi.\r\n\r\n  Eva: Hello. \r\n")

    reading = read_plain(path)

    assert [block.text for block in reading.blocks] == ["Dan:  Hi.\r\n\r\n  Eva: Hello. \r\n"]
    assert (reading.format, reading.reader, reading.encoding, reading.notes) == ("txt", "plain", "utf-8", ())


def test_markdown_is_named_so(tmp_path):
    path = tmp_path / "P1.MD"
    path.write_text("# Interview\n", encoding="utf-8")

    assert read_plain(path).format == "md"


def test_a_guessed_encoding_is_noted(tmp_path):
    path = tmp_path / "P1.txt"
    path.write_bytes("Q: Où étiez-vous déployé ?".encode("cp1252"))

    reading = read_plain(path)

    assert reading.blocks[0].text == "Q: Où étiez-vous déployé ?"
    assert reading.encoding == "cp1252"
    assert "windows-1252" in reading.notes[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "holds no text"),
        (b"\xef\xbb\xbf \n", "holds no text"),
        (b"{\\rtf1\\ansi hello}", "is an RTF document"),
        (b"PK\x03\x04", "zip archive"),
    ],
)
def test_what_cannot_be_a_transcript_is_refused_by_name(tmp_path, content, reason):
    path = tmp_path / "odd.txt"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=rf"odd\.txt {reason}|odd\.txt .*{reason}"):
        read_plain(path)


@pytest.mark.real_data
def test_a_macos_shadow_file_is_refused_for_what_it_is(shared_data):
    with pytest.raises(UnreadableFile, match="macOS resource file"):
        read_plain(shared_data / "formats" / "._GHA_63_2008.txt")
