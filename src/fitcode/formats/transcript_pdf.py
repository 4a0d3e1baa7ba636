"""PDF: the text of printed pages in reading order, as one block with the lines as printed.

A PDF knows where letters stand and little else: lines stay lines (the text room joins what was wrapped),
hyphens at line ends stay, and a wider gap between lines is a blank line. A scan is refused, not guessed at.
"""

from ctypes import byref, c_double
from itertools import pairwise
from pathlib import Path
from typing import Any

from fitcode.domain.amounts import counted
from fitcode.domain.reading import Block, Reading
from fitcode.formats.encoding import read_bounded
from fitcode.formats.pdf_furniture import Line, Page, clear_pages
from fitcode.formats.pdf_reports import refuse_report
from fitcode.formats.refusals import DAMAGED, PASSWORD, refusal

MAX_PAGES = 5_000
MAX_CHARACTERS = 50_000_000
"""Characters that one PDF may hold: a hundred times a long book, far below what fills the memory."""

_HYPHENS = str.maketrans({"\ufffe": "-\n", "\x02": "-\n"})
"""PDFium joins a line that ends in a hyphen with the next and leaves this mark between them."""

_WIDE = 1.25
"""A gap this much wider than between the lines of a paragraph begins another."""

_FEW_GAPS = 5

_PASSWORD_ERROR, _SECURITY_ERROR = 4, 5


def read_pdf(path: Path) -> Reading:
    """The text layer of a PDF without running heads, page numbers and line numbers."""
    import pypdfium2

    data = read_bounded(path)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD_ERROR, _SECURITY_ERROR):
            raise refusal(path, PASSWORD) from error
        raise refusal(path, DAMAGED, detail=str(error)) from error
    try:
        return _read(document, path)
    finally:
        document.close()


def _read(document: Any, path: Path) -> Reading:
    count = len(document)
    if count > MAX_PAGES:
        raise refusal(path, f"has {count:,} pages, more than the {MAX_PAGES:,} that are read")
    pages, unreadable = _pages(document, path)
    empty = [
        number for number, page in enumerate(pages, 1) if not any(line.text.strip() for line in page.lines)
    ]
    notes = clear_pages(pages)
    text = _join(pages)
    if not text.strip():
        raise _no_text(path, is_damaged=unreadable > 0)
    _refuse_unmapped(path, text)
    refuse_report(path, text)
    if unreadable:
        notes.insert(0, f"{counted(unreadable, 'page')} could not be read: the file is damaged.")
    elif empty:
        shown = ", ".join(map(str, empty[:10])) + (" ..." if len(empty) > 10 else "")
        notes.insert(0, f"No text on page {shown}: a picture, a scan or an empty page.")
    return Reading(
        blocks=(Block(text=text),), format="pdf", reader="pdf", title=_title(document), notes=tuple(notes)
    )


def _no_text(path: Path, *, is_damaged: bool) -> Exception:
    if is_damaged:
        return refusal(path, DAMAGED)
    return refusal(path, "has no text layer (a scan?): run OCR on it first")


def _refuse_unmapped(path: Path, text: str) -> None:
    """Some fonts say how letters look but not which they are: such text is noise, whatever its length."""
    letters = [character for character in text if not character.isspace()]
    unknown = sum(1 for c in letters if c in "\ufffd\x00" or "\ue000" <= c <= "\uf8ff" or c < " ")
    if unknown * 2 > len(letters):
        raise refusal(path, "has fonts that do not say which letters they show: run OCR on it first")


def _pages(document: Any, path: Path) -> tuple[list[Page], int]:
    """The lines of every page, and how many pages PDFium could not load."""
    import pypdfium2

    pages: list[Page] = []
    unreadable = characters = 0
    for index in range(len(document)):
        try:
            page = document[index]
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError:
            unreadable += 1
            pages.append(Page([], 0.0, 1.0))
            continue
        characters += textpage.count_chars()
        if characters > MAX_CHARACTERS:
            raise refusal(path, f"holds more than {MAX_CHARACTERS:,} characters")
        left, bottom, right, top = page.get_cropbox()
        pages.append(Page(_lines(textpage, box=(left, bottom, right, top)), bottom, top))
        textpage.close()
        page.close()
    return pages, unreadable


def _lines(textpage: Any, *, box: tuple[float, float, float, float]) -> list[Line]:
    """The lines of a page with the place of the first letter of each."""
    text: str = textpage.get_text_range()
    # Where PDFium lists other characters than it writes, its indices point nowhere.
    has_places = textpage.count_chars() == len(text)
    lines: list[Line] = []
    position = 0
    for part in text.split("\n"):
        content = part.rstrip("\r")
        line = Line(content.translate(_HYPHENS).rstrip())
        first = len(content) - len(content.lstrip())
        if has_places and first < len(content):
            _place(line, textpage, position + first, box=box)
        lines.append(line)
        position += len(part) + 1
    return lines


def _place(line: Line, textpage: Any, index: int, *, box: tuple[float, float, float, float]) -> None:
    import pypdfium2.raw as pdfium

    x, y = c_double(), c_double()
    if not pdfium.FPDFText_GetCharOrigin(textpage, index, byref(x), byref(y)):
        return
    line.left, line.baseline = x.value, y.value
    left, bottom, right, top = box
    line.is_visible = left - 2 <= x.value <= right + 2 and bottom - 2 <= y.value <= top + 2


def _join(pages: list[Page]) -> str:
    """The lines of all pages, with a blank line where a gap or the end of a page begins a paragraph."""
    lines = [(line, place == 0) for page in pages for place, line in enumerate(page.lines)]
    pitch = _line_pitch(pages)
    parts: list[str] = []
    before: Line | None = None
    for line, is_first in lines:
        if before is not None:
            is_new = _ends_sentence(before) if is_first else _gap(before, line) > _WIDE * pitch
            parts.append("\n\n" if pitch and is_new else "\n")
        parts.append(line.text)
        before = line
    return "".join(parts)


def _line_pitch(pages: list[Page]) -> float:
    """How far apart the lines of a paragraph stand; 0 where gaps tell nothing about paragraphs."""
    gaps = sorted(gap for page in pages for pair in pairwise(page.lines) if (gap := _gap(*pair)) > 0)
    if len(gaps) < _FEW_GAPS:
        return 0.0
    pitch = gaps[len(gaps) // 5]
    return pitch if gaps[-1] > _WIDE * pitch else 0.0


def _ends_sentence(line: Line) -> bool:
    """Whether a paragraph may end with this line; on a page's last line nothing else tells."""
    return line.text.rstrip("\"')]\u201d\u2019\u00bb ").endswith((".", "?", "!", "\u2026", ":"))


def _gap(before: Line, line: Line) -> float:
    """How far down a line begins from the one before; 0 where unknown."""
    if before.baseline is None or line.baseline is None:
        return 0.0
    return before.baseline - line.baseline


def _title(document: Any) -> str | None:
    title = document.get_metadata_dict().get("Title", "")
    return " ".join(str(title).split()) or None
