"""Word documents: the body in reading order, tables and text boxes included, as Word shows it.

What is not talk (comments, notes, headers, footers, pictures, deletions) is left out and counted in a
note. The XML is read directly: half the work of a document library here would be undoing what it leaves out.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.formats.archive import Archive, attribute, local, open_archive
from fitcode.formats.document_blocks import Cell, left_out, table_blocks
from fitcode.formats.refusals import no_text

_UNSHOWN = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "rt", "sdtPr"})
"""Elements whose text Word does not show: deletions, field codes, the small reading beside a character."""

_REFERENCES = {"commentReference": "comment", "footnoteReference": "footnote", "endnoteReference": "endnote"}
_BREAKS = {"cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}


def read_docx(path: Path) -> Reading:
    """The paragraphs, headings and tables of a .docx (also .docm, .dotx) in document order."""
    with open_archive(path) as archive:
        main = _main_part(archive)
        relations = _relations(archive, main)
        body = _Body(_heading_styles(archive, relations))
        root = archive.xml(main)
        blocks = list(body.blocks(_child(root, "body")))
        for kind in ("header", "footer"):
            body.passed_over[kind] += _written_parts(archive, relations, kind)
        title = _title(archive)
    if not any(block.text.strip() for block in blocks):
        raise no_text(path, pictures=body.passed_over["picture"])
    note = left_out(body.passed_over)
    return Reading(
        blocks=tuple(blocks), format="docx", reader="docx", title=title, notes=(note,) if note else ()
    )


class _Body:
    """Walks a document's body; what is left out is counted on the way."""

    def __init__(self, heading_styles: frozenset[str]) -> None:
        self._headings = heading_styles
        self.passed_over: Counter[str] = Counter()

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Blocks of a body, a cell or a text box, in document order."""
        if parent is None:
            return
        for child in parent:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from table_blocks(list(self._rows(child)))
            elif name == "altChunk":
                self.passed_over["embedded document"] += 1
            elif name == "AlternateContent":
                yield from self.blocks(_chosen(child))
            elif name not in _UNSHOWN:  # content controls, custom XML, insertions: looked through
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        pieces: list[str] = []
        boxes: list[Any] = []
        self._gather(paragraph, pieces, boxes)
        text = "".join(pieces)
        if text.strip():
            kind = BlockKind.heading if self._is_heading(paragraph) else BlockKind.text
            yield Block(text=text, kind=kind)
        for box in boxes:
            yield from self.blocks(box)

    def _gather(self, element: Any, pieces: list[str], boxes: list[Any]) -> None:
        """The text of a paragraph's runs; text boxes are set aside for after the paragraph."""
        for child in element:
            name = local(child)
            if name == "t":
                pieces.append(child.text or "")
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name == "br":
                pieces.append("" if attribute(child, "type") in ("page", "column") else "\n")
            elif name == "txbxContent":
                boxes.append(child)
            elif name == "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._gather(chosen, pieces, boxes)
            elif name == "r" and _is_hidden(child):
                self.passed_over["hidden passage"] += 1
            elif name not in _UNSHOWN:
                self._count(name)
                self._gather(child, pieces, boxes)

    def _count(self, name: str) -> None:
        if name in _REFERENCES:
            self.passed_over[_REFERENCES[name]] += 1
        elif name in ("blip", "imagedata"):
            self.passed_over["picture"] += 1

    def _rows(self, table: Any) -> Iterator[list[Cell]]:
        """Rows of cells; deleted rows are gone, a cell merged with the one above is empty."""
        for row in _looked_through(table, "tr"):
            properties = _child(row, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                continue
            cells = []
            for element in _looked_through(row, "tc"):
                properties = _child(element, "tcPr")
                merged = _child(properties, "vMerge")
                goes_on = merged is not None and attribute(merged, "val") in (None, "continue")
                blocks = [] if goes_on else [block for block in self.blocks(element) if block.text.strip()]
                cells.append(Cell(blocks, _span(properties)))
            yield cells

    def _is_heading(self, paragraph: Any) -> bool:
        properties = _child(paragraph, "pPr")
        level = _value(properties, "outlineLvl")
        return level in _OUTLINE if level is not None else _value(properties, "pStyle") in self._headings


_OUTLINE = frozenset("012345678")
"""Outline levels of headings; 9 is running text."""


def _main_part(archive: Archive) -> str:
    """The document's main part, which the package's relations name."""
    if archive.has("_rels/.rels"):
        for relation in archive.xml("_rels/.rels"):
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                target = (attribute(relation, "Target") or "").lstrip("/")
                if archive.has(target):
                    return target
    return "word/document.xml"


def _relations(archive: Archive, part: str) -> list[tuple[str, str]]:
    """Kind and member name of everything the main part points to inside the package."""
    folder, name = posixpath.split(part)
    member = posixpath.join(folder, "_rels", f"{name}.rels")
    if not archive.has(member):
        return []
    found = []
    for relation in archive.xml(member):
        if attribute(relation, "TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target") or ""))
            found.append(((attribute(relation, "Type") or "").rpartition("/")[2], target.lstrip("/")))
    return [(kind, target) for kind, target in found if archive.has(target)]


def _heading_styles(archive: Archive, relations: list[tuple[str, str]]) -> frozenset[str]:
    """Ids of paragraph styles that are headings by name, by outline level or by descent."""
    member = next((target for kind, target in relations if kind == "styles"), None)
    if member is None:
        return frozenset()
    headings: set[str] = set()
    parents: dict[str, str] = {}
    for style in archive.xml(member):
        identity = attribute(style, "styleId")
        if local(style) != "style" or identity is None:
            continue
        name = (_value(style, "name") or "").lower()
        level = _value(_child(style, "pPr"), "outlineLvl")
        is_outlined = level in _OUTLINE
        if is_outlined or name.startswith("heading ") or name in ("title", "subtitle"):
            headings.add(identity)
        if level is None:
            parents[identity] = _value(style, "basedOn") or identity
    for identity in parents:
        if _descends(identity, parents, headings):
            headings.add(identity)
    return frozenset(headings)


def _descends(identity: str, parents: dict[str, str], headings: set[str]) -> bool:
    """Whether a style is based on a heading, however far up (and however circular)."""
    seen: set[str] = set()
    while identity not in seen:
        if identity in headings:
            return True
        seen.add(identity)
        identity = parents.get(identity, identity)
    return False


def _written_parts(archive: Archive, relations: list[tuple[str, str]], kind: str) -> int:
    """How many headers or footers hold any text."""
    members = {target for relation, target in relations if relation == kind}
    return sum(1 for member in members if "".join(archive.xml(member).itertext()).strip())


def _title(archive: Archive) -> str | None:
    if not archive.has("docProps/core.xml"):
        return None
    title = _child(archive.xml("docProps/core.xml"), "title")
    return (title.text or "").strip() or None if title is not None else None


def _chosen(alternatives: Any) -> Any:
    """One of several renderings of the same content: the modern one, else the fallback."""
    choice = _child(alternatives, "Choice")
    return choice if choice is not None else _child(alternatives, "Fallback")


def _looked_through(parent: Any, wanted: str) -> Iterator[Any]:
    """Children by name, also inside content controls and the like."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"):
            yield from _looked_through(child, wanted)


def _is_hidden(run: Any) -> bool:
    vanish = _child(_child(run, "rPr"), "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _span(properties: Any) -> int:
    span = _value(properties, "gridSpan")
    return min(int(span), 100) if span is not None and span.isdecimal() and int(span) > 0 else 1


def _child(element: Any, name: str) -> Any:
    """The first child of this name, or None; of None, None."""
    if element is None:
        return None
    return next((child for child in element if local(child) == name), None)


def _value(element: Any, name: str) -> str | None:
    """The ``val`` of the first child of this name."""
    child = _child(element, name)
    return attribute(child, "val") if child is not None else None
