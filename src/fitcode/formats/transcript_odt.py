"""OpenDocument texts: paragraphs, headings, lists, tables and text boxes in document order.

White space is collapsed as OpenDocument says (1.3, part 3, 6.1.2), so that the text is what a word
processor shows; deletions, notes and annotations are left out and counted in a note.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.formats.archive import Archive, attribute, local, open_archive
from fitcode.formats.document_blocks import MAX_CELLS, Cell, left_out, table_blocks
from fitcode.formats.refusals import DAMAGED, PASSWORD, no_text, refusal

_UNSHOWN = {
    "note": "note",
    "annotation": "annotation",
    "image": "picture",
    "tracked-changes": "",
    "ruby-text": "",
    "hidden-text": "",
    "hidden-paragraph": "",
    "forms": "",
    "sequence-decls": "",
    "variable-decls": "",
    "user-field-decls": "",
    "title": "",
    "desc": "",
}
"""Elements whose text is not part of the page, and the word under which a note counts them."""

# XML cannot hold these three characters, so they can stand for spaces that must not be collapsed.
_SPACE, _TAB, _BREAK = "\x01", "\x02", "\x03"
_SHOWN = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})
_WHITE = re.compile(r"[ \t\r\n]+")
_MAX_SPACES = 1_000


def read_odt(path: Path) -> Reading:
    """The paragraphs, headings, lists and tables of an .odt (also .ott) in document order."""
    with open_archive(path) as archive:
        _refuse_encrypted(archive, path)
        root = archive.xml("content.xml")
        title = _title(archive)
        marginalia = _header_texts(archive)
    text = next((element for element in root.iter() if local(element) == "text"), None)
    if text is None:
        raise refusal(path, DAMAGED, detail="it has no office:text")
    body = _Body(path)
    body.passed_over.update(marginalia)
    blocks = list(body.blocks(text))
    if not blocks:
        raise no_text(path, pictures=body.passed_over["picture"])
    note = left_out(body.passed_over)
    return Reading(
        blocks=tuple(blocks), format="odt", reader="odt", title=title, notes=(note,) if note else ()
    )


class _Body:
    """Walks a document's body; what is left out is counted on the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cells = 0
        self.passed_over: Counter[str] = Counter()

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Blocks of the body, a section, a list item, a cell or a text box, in document order."""
        for child in parent:
            name = local(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, kind=BlockKind.heading if name == "h" else BlockKind.text)
            elif name == "table":
                yield from table_blocks(self._rows(child))
            elif self._is_shown(name):
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any, *, kind: BlockKind) -> Iterator[Block]:
        pieces: list[str] = []
        boxes: list[Any] = []
        self._gather(paragraph, pieces, boxes)
        text = _WHITE.sub(" ", "".join(pieces)).strip(" ").translate(_SHOWN)
        if text.strip():
            yield Block(text=text, kind=kind)
        for box in boxes:
            yield from self.blocks(box)

    def _gather(self, element: Any, pieces: list[str], boxes: list[Any]) -> None:
        """The text of a paragraph and its spans; text boxes are set aside for after the paragraph."""
        pieces.append(element.text or "")
        for child in element:
            name = local(child)
            if name == "s":
                count = attribute(child, "c") or "1"
                pieces.append(_SPACE * (min(int(count), _MAX_SPACES) if count.isdecimal() else 1))
            elif name == "tab":
                pieces.append(_TAB)
            elif name == "line-break":
                pieces.append(_BREAK)
            elif name == "text-box":
                boxes.append(child)
            elif self._is_shown(name):
                self._gather(child, pieces, boxes)
            pieces.append(child.tail or "")

    def _is_shown(self, name: str) -> bool:
        noun = _UNSHOWN.get(name)
        if noun:
            self.passed_over[noun] += 1
        return noun is None

    def _rows(self, table: Any) -> list[list[Cell]]:
        return [self._row(row) for row in _looked_through(table, "table-row")]

    def _row(self, row: Any) -> list[Cell]:
        """The cells of a row; a covered cell is empty, a repeated one stands once (repeats pad a page)."""
        cells: list[Cell] = []
        for element in row:
            name = local(element)
            if name == "table-cell":
                cells.append(Cell(list(self.blocks(element)), _span(element)))
            elif name == "covered-table-cell" and (not cells or cells[-1].span == 1):
                cells.append(Cell())
        self._cells += len(cells)
        if self._cells > MAX_CELLS:
            raise refusal(self._path, f"has more than {MAX_CELLS:,} cells in its tables")
        return cells


def _looked_through(table: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table, also inside header rows and row groups."""
    for child in table:
        name = local(child)
        if name == wanted:
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _looked_through(child, wanted)


def _span(cell: Any) -> int:
    span = attribute(cell, "number-columns-spanned")
    return min(int(span), 100) if span is not None and span.isdecimal() and int(span) > 0 else 1


def _refuse_encrypted(archive: Archive, path: Path) -> None:
    if not archive.has("META-INF/manifest.xml"):
        return
    if any(local(element) == "encryption-data" for element in archive.xml("META-INF/manifest.xml").iter()):
        raise refusal(path, PASSWORD)


def _title(archive: Archive) -> str | None:
    if not archive.has("meta.xml"):
        return None
    for element in archive.xml("meta.xml").iter():
        if local(element) == "title":
            return (element.text or "").strip() or None
    return None


def _header_texts(archive: Archive) -> Counter[str]:
    """How many headers and footers of the page styles hold any text."""
    found: Counter[str] = Counter()
    if archive.has("styles.xml"):
        for element in archive.xml("styles.xml").iter():
            name = local(element).removesuffix("-left").removesuffix("-first")
            if name in ("header", "footer") and "".join(element.itertext()).strip():
                found[name] += 1
    return found
