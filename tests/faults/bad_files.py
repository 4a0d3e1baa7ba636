"""The malformed corpus: every way in which a file can be no transcript, with words of the reason expected."""

import codecs
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.formats.samples import OLE, docx_of, odt_of, page_of, pdf_of, write_zip

TALK = "Interviewer: How was the liaison?\nRespondent: Nobody came. We had no fuel.\n"
PARAGRAPHS = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in TALK.splitlines())
PAGE = page_of(TALK.splitlines())

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
"""The billion laughs: ten entities, each ten times the one before."""

OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def permissions_bind() -> bool:
    """Whether a file without permissions is closed to us: it is not to root."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).chmod(0)
        return not os.access(file.name, os.R_OK)


def write_bad_files(folder: Path) -> dict[str, str]:
    """Make the files; name to words of the reason that the refusal should give."""
    folder.mkdir()
    return dict(item for make in (_text, _office, _pdf) for item in make(folder))


def _text(folder: Path) -> Iterator[tuple[str, str]]:
    for name, content, reason in (
        ("empty.txt", b"", "is empty"),
        ("empty.docx", b"", "is empty"),
        ("empty.pdf", b"", "is empty"),
        ("spaces.txt", b" \n\t\r\n \n", "no text"),
        ("only-a-bom.txt", codecs.BOM_UTF8, "is empty"),
        ("zeros.txt", bytes(4096), "NUL"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
        ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(500), "a program"),
        ("noise.txt", bytes(range(256)) * 40, "not text"),
        ("no-cues.vtt", b"WEBVTT\n\n", "no captions"),
        ("truncated.json", b'{"turns": [{"speaker": "Q", "text": "How', "JSON"),
        ("other.json", b'{"a": 1}', "no list of turns"),
        ("header-only.csv", b"speaker,text\n", "no column of speech"),
        ("unknown.xyz", b"\x00\x01\x02", "not known"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(100), "a film or sound recording"),
    ):
        (folder / name).write_bytes(content)
        yield name, reason


def _office(folder: Path) -> Iterator[tuple[str, str]]:
    whole = docx_of(folder / "whole.tmp", PARAGRAPHS).read_bytes()
    (folder / "whole.tmp").unlink()
    for name, content, reason in (
        ("cut.docx", whole[: len(whole) // 2], "damaged"),
        ("locked.docx", _compound_file("EncryptedPackage"), "password"),
        ("locked.xlsx", _compound_file("EncryptedPackage"), "password"),
        ("word97.doc", _compound_file("WordDocument"), "an old Word document"),
        ("word97-named.docx", _compound_file("WordDocument"), "an old Word document"),
        ("cut.odt", b"PK\x03\x04" + bytes(60), "damaged"),
        ("cut.rtf", b"{\\rtf1\\ansi Respondent: Nobody", "damaged"),
    ):
        (folder / name).write_bytes(content)
        yield name, reason
    docx_of(folder / "no-talk.docx", "")
    yield "no-talk.docx", "holds no text"
    docx_of(folder / "broken-xml.docx", "<w:p>")
    yield "broken-xml.docx", "damaged"
    docx_of(folder / "laughs.docx", "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", before=LAUGHS)
    yield "laughs.docx", "document type"
    odt_of(folder / "outside.odt", "<text:p>&secret;</text:p>", before=OUTSIDE)
    yield "outside.odt", "document type"
    bomb: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>", "word/document.xml": b" " * 60_000_000}
    write_zip(folder / "bomb.docx", bomb)
    yield "bomb.docx", "zip bomb"
    _write_encrypted_zip(folder / "encrypted-part.docx")
    yield "encrypted-part.docx", "password"
    write_zip(folder / "photos.zip", {"a.jpg": b"\xff\xd8\xff"})
    yield "photos.zip", "a zip archive"
    write_zip(folder / "zip-named.docx", {"a.jpg": b"\xff\xd8\xff"})
    yield "zip-named.docx", "a zip archive"
    _write_liar(folder / "liar.docx")
    yield "liar.docx", "damaged"


def _pdf(folder: Path) -> Iterator[tuple[str, str]]:
    whole = pdf_of([PAGE])
    for name, content, reason in (
        ("cut.pdf", whole[: len(whole) // 3], "damaged"),
        ("locked.pdf", pdf_of([PAGE], password="secret"), "password"),
        ("scan.pdf", pdf_of([[]]), "text layer"),
    ):
        (folder / name).write_bytes(content)
        yield name, reason


def _compound_file(stream: str) -> bytes:
    """The container of old Office files and of new ones with a password, as far as anybody looks into it."""
    return OLE + bytes(1016) + stream.encode("utf-16-le").ljust(64, b"\0") + bytes(960)


def _write_encrypted_zip(path: Path) -> None:
    """A document whose main part carries the mark of encryption."""
    docx_of(path, PARAGRAPHS)
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(signature, place + 4)
    path.write_bytes(data)


def _write_liar(path: Path) -> None:
    """An archive that says a part unpacks to ten bytes; it unpacks to far more."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w>" + b" " * 4_000_000 + b"</w>")
    data = path.read_bytes()
    path.write_bytes(data.replace((4_000_007).to_bytes(4, "little"), (10).to_bytes(4, "little")))
