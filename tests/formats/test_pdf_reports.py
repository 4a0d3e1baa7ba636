import pytest

from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_pdf import read_pdf
from tests.formats.samples import page_of, pdf_of


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["Coded Segments", "Document name Code Segment", "P4 Fuel Nobody came."], "coded segments"),
        (["Code System", "Code System Memo Frequency", "Fuel 12"], "list of codes"),
    ],
)
def test_what_a_coding_program_printed_is_refused(tmp_path, lines, reason):
    (tmp_path / "list.pdf").write_bytes(pdf_of([page_of(lines)]))
    with pytest.raises(UnreadableFile, match=reason):
        read_pdf(tmp_path / "list.pdf")


@pytest.mark.parametrize(
    "lines",
    [
        ["Coded Segments", "R01: We coded the segments of the report by hand."],
        ["Code System", "R01: Our code system had a memo."],
        ["R01: Coded Segments", "Document name Code Segment"],
    ],
)
def test_talk_about_coding_is_read(tmp_path, lines):
    (tmp_path / "talk.pdf").write_bytes(pdf_of([page_of(lines)]))
    assert "R01" in read_pdf(tmp_path / "talk.pdf").blocks[0].text
