"""Archive: docx, odt and xlsx are zip files of XML, and a zip file can be a bomb.

Sizes, ratios and counts are bounded before anything is unpacked, names inside an archive are never
used as paths, and XML with a document type (the door of entities and external references) is refused.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fitcode.errors import UnreadableFile
from fitcode.formats.refusals import DAMAGED, PASSWORD, refusal

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of old .doc and .xls files, and of any Office file with a password."""

MAX_TOTAL = 300_000_000
"""Bytes that all members of an archive may unpack to; a document of a million words has about a tenth."""

MAX_MEMBERS = 10_000
MAX_RATIO = 200
"""How much smaller than its content a large member may be; XML packs 5 to 50 times, a bomb 1,000 times."""

_RATIO_FROM = 5_000_000
"""A member smaller than this may pack as well as it likes."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)

_DOCTYPE = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))


@contextmanager
def open_archive(path: Path) -> Iterator["Archive"]:
    """A zip file whose bounds were checked; refused with the reason otherwise."""
    with path.open("rb") as file:
        start = file.read(8)
    if start == OLE_MAGIC:
        raise refusal(path, PASSWORD)
    if not start.startswith(ZIP_MAGIC):
        raise refusal(path, DAMAGED, detail="it is not the zip file that this format is made of")
    try:
        opened = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise refusal(path, DAMAGED, detail=str(error)) from error
    with opened:
        _check_bounds(path, opened.infolist())
        yield Archive(path, opened)


def _check_bounds(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise refusal(path, f"holds {len(members):,} parts, more than a document has")
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL:
        raise refusal(
            path, f"would unpack to {total // 1_000_000:,} MB, more than a document has (a zip bomb?)"
        )
    for member in members:
        if member.file_size > _RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            ratio = member.file_size // max(member.compress_size, 1)
            raise refusal(path, f"holds a part that unpacks to {ratio:,} times its size (a zip bomb?)")
        if member.flag_bits & 1:
            raise refusal(path, PASSWORD)


class Archive:
    """The members of a bounded zip file, read by name and never written anywhere."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self.path = path
        self._opened = opened
        self._names = set(opened.namelist())

    def has(self, member: str) -> bool:
        return member in self._names

    def names(self) -> list[str]:
        return self._opened.namelist()

    def read(self, member: str) -> bytes:
        """The bytes of a member; at most its declared size, which was bounded."""
        try:
            return self._opened.read(member)
        except (KeyError, RuntimeError, *_BROKEN) as error:
            raise refusal(self.path, DAMAGED, detail=f"part {member!r}: {error}") from error

    def xml(self, member: str) -> Any:
        """The root element of an XML member, without entities, comments or network."""
        return safe_xml(self.read(member), path=self.path, part=member)

    def refuse_document_types(self) -> None:
        """Looks into every XML member, for libraries that parse them out of our sight."""
        for name in self.names():
            if name.lower().endswith((".xml", ".rels", ".vml")):
                content = self.read(name)
                if any(mark in content for mark in _DOCTYPE):
                    raise _document_type(self.path)


def safe_xml(data: bytes, *, path: Path, part: str) -> Any:
    """The root element of bounded XML; entities stay unresolved, a document type is refused."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if any(mark in data for mark in _DOCTYPE):  # entities that would grow without end
            raise _document_type(path) from error
        raise refusal(path, DAMAGED, detail=f"part {part!r}: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _document_type(path)
    return root


def _document_type(path: Path) -> UnreadableFile:
    return refusal(
        path,
        "declares a document type (the door of outside entities), which fitcode refuses",
        remedy="Open it in an office program and save it again.",
    )


def local(element: Any) -> str:
    """An element's name without its namespace, so that strict and transitional files read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None
