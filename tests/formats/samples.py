"""Small files of every format, made by hand or by a library other than the one that reads them."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from fitcode.domain.reading import Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def told(reading: Reading) -> list[tuple[str | None, str]]:
    """Label and text of each block."""
    return [(block.label, block.text) for block in reading.blocks]


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def write_zip(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def docx_of(path: Path, body: str, *, before: str = "", extra: dict[str, str] | None = None) -> Path:
    """A Word document of nothing but the body given as XML."""
    namespaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"{before}<w:document {namespaces}><w:body>{body}</w:body></w:document>",
        **(extra or {}),
    }
    return write_zip(path, members)


def odt_of(path: Path, body: str, *, before: str = "") -> Path:
    """An OpenDocument text of nothing but the body given as XML."""
    namespaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
    )
    content = (
        f"{before}<office:document-content {namespaces}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return write_zip(path, {"mimetype": mimetype, "content.xml": content})


def pdf_of(pages: list[list[tuple[float, float, str]]], *, password: str | None = None) -> bytes:
    """A PDF with strings at (x, y) on pages of 600 by 800 points, encrypted when there is a password."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for strings in pages:
        drawn = b"".join(
            f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n".encode("cp1252") for x, y, text in strings
        )
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    trailer = b""
    if password is not None:
        owner = hashlib.md5(password.encode()).hexdigest().encode() * 1
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (owner * 2, owner[::-1] * 2)
        )
        trailer = b"/Encrypt %d 0 R /ID [<00> <00>] " % len(objects)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    )
    return out.getvalue()


def page_of(lines: list[str], *, top: float = 700, step: float = 14) -> list[tuple[float, float, str]]:
    """Lines of a page, one below the other."""
    return [(72, top - step * index, line) for index, line in enumerate(lines)]
