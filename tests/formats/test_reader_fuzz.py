"""Whatever bytes arrive, a reader reads or refuses: nothing else ever comes out of it."""

import functools
import io
import tempfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document, Paragraph
from openpyxl import Workbook

from fitcode.domain.reading import Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.registry import read_transcript
from tests.formats.samples import page_of, pdf_of

LINES = ["Speaker,Text", "INT,How was it?", 'R01,"Slow, \u00e9t\u00e9."']


@functools.cache
def sample(extension: str) -> bytes:
    """A valid file of this kind."""
    stream = io.BytesIO()
    if extension == "docx":
        document = docx.Document()
        document.add_heading("Interview", 1)
        document.add_paragraph("R01: We waited.")
        document.add_table(rows=2, cols=2).cell(1, 1).text = "INT"
        document.save(stream)
    elif extension == "odt":
        text = Document("text")
        text.body.append(Paragraph("R01: We waited."))
        text.save(stream)
    elif extension == "xlsx":
        workbook = Workbook()
        for line in LINES:
            workbook.active.append(line.split(",", 1))
        workbook.save(stream)
    elif extension == "pdf":
        return pdf_of([page_of(["R01: We waited."] * 3), page_of(["INT: Why?"])])
    elif extension == "rtf":
        table = rb"\trowd\pard\intbl \u1055?\'83\'41\cell x\cell\row}"
        return rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset128 A;}}" + table
    elif extension == "json":
        turns = b'[{"speaker": "R01", "text": "We waited.", "start_ms": 1}]'
        return b'{"title": "x", "turns": ' + turns + b', "metadata": {"a": 1}}'
    else:
        return "\n".join(LINES).encode()
    return stream.getvalue()


def outcome(data: bytes, *, name: str, reader: str | None = None) -> Reading | UnreadableFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_transcript(path, reader=reader)
        except UnreadableFile as error:
            refused = error
    assert refused.problem
    assert "\n" not in refused.problem
    return refused


EXTENSIONS = ("docx", "odt", "xlsx", "pdf", "rtf", "json", "csv")


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_sample_itself_is_read(extension):
    assert isinstance(outcome(sample(extension), name=f"a.{extension}"), Reading)


@pytest.mark.parametrize("extension", EXTENSIONS)
@settings(max_examples=25)
@given(data=st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(extension, data):
    outcome(data, name=f"a.{extension}")
    outcome(data, name=f"a.{extension}", reader=extension)


@pytest.mark.parametrize("extension", EXTENSIONS)
@settings(max_examples=50)
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 8)), min_size=1, max_size=6
    ),
    cut=st.none() | st.floats(0, 1),
)
def test_a_damaged_file_is_read_or_refused(extension, edits, cut):
    data = bytearray(sample(extension))
    for place, inserted, removed in edits:
        start = int(place * len(data))
        data[start : start + removed] = inserted
    if cut is not None:
        del data[int(cut * len(data)) :]
    outcome(bytes(data), name=f"a.{extension}")
    outcome(bytes(data), name=f"a.{extension}", reader=extension)


@pytest.mark.parametrize("extension", ["docx", "odt", "xlsx"])
@settings(max_examples=40)
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 8)), min_size=1, max_size=4
    )
)
def test_a_whole_zip_with_damaged_xml_is_read_or_refused(extension, edits):
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample(extension))) as whole, zipfile.ZipFile(stream, "w") as damaged:
        for name in whole.namelist():
            content = bytearray(whole.read(name))
            if name.endswith(
                ("document.xml", "content.xml", "sheet1.xml", "workbook.xml", ".rels", "sharedStrings.xml")
            ):
                for place, inserted, removed in edits:
                    start = int(place * len(content))
                    content[start : start + removed] = inserted
            damaged.writestr(name, bytes(content))
    outcome(stream.getvalue(), name=f"a.{extension}")


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                "\\",
                "'",
                "*",
                ";",
                "u",
                "-",
                "0",
                "1",
                "9",
                "e9",
                "f",
                "par",
                " ",
                "\n",
                "\\u",
                "\\'",
            ]
        )
        | st.sampled_from(
            ["\\cell", "\\row", "\\bin", "\\intbl", "\\fcharset128", "\\uc", "\\*", "\\fonttbl", "\\s1"]
        )
    )
)
def test_any_rtf_is_read_or_refused(pieces):
    result = outcome(("{\\rtf1 " + "".join(pieces) + "}").encode(), name="a.rtf", reader="rtf")
    if isinstance(result, Reading):
        "".join(block.text for block in result.blocks).encode("utf-8")
