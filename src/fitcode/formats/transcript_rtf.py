r"""Rich Text Format: paragraphs, headings and tables of a document written in control words.

One pass over the tokens, linear in the file: groups nest on a list, never on the call stack. Bytes are
decoded by the code page of their font, as Word does.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from fitcode.domain.amounts import counted
from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.formats.document_blocks import Cell, left_out, table_blocks
from fitcode.formats.encoding import read_bounded
from fitcode.formats.refusals import DAMAGED, no_text, refusal
from fitcode.formats.rtf_words import (
    CHARACTERS,
    CODE_PAGES,
    COUNTED,
    DOUBLE_BYTE,
    LEFT_OUT,
    LOOKED_THROUGH,
    SYMBOLS,
)

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_HEADING = re.compile(r"\s*(?:heading \d|title|subtitle)\b", re.IGNORECASE)
_HALF = re.compile("[\ud800-\udfff]")


def read_rtf(path: Path) -> Reading:
    """The paragraphs and tables of an .rtf file."""
    data = read_bounded(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise refusal(path, DAMAGED, detail="it does not begin as RTF does")
    parser = _Parser()
    if not parser.run(data.decode("latin-1")):
        raise refusal(path, DAMAGED, detail="its last groups are never closed")
    blocks = parser.finished()
    if not blocks:
        raise no_text(path, pictures=parser.passed_over["picture"])
    notes = [note for note in (left_out(parser.passed_over),) if note]
    if parser.undecodable:
        broken = counted(parser.undecodable, "character")
        notes.append(
            f"{broken} could not be read in the code page that the file states, and stand as \ufffd."
        )
    return Reading(
        blocks=tuple(blocks), format="rtf", reader="rtf", encoding=parser.code_page, notes=tuple(notes)
    )


@dataclass(slots=True)
class _Group:
    """What a group of RTF inherits from the group around it."""

    shown: bool = True
    destination: str = ""
    skip_after_unicode: int = 1
    font: int = -1
    is_hidden: bool = False
    in_table: bool = False
    style: int = 0
    outline: int = 9


@dataclass(slots=True)
class _Parser:
    code_page: str = "cp1252"
    undecodable: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    _group: _Group = field(default_factory=_Group)
    _around: list[_Group] = field(default_factory=list)
    _fonts: dict[int, str] = field(default_factory=dict)
    _heading_styles: set[int] = field(default_factory=set)
    _starred: bool = False
    _to_skip: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _pieces: list[str] = field(default_factory=list)
    _cell: Cell = field(default_factory=Cell)
    _row: list[Cell] = field(default_factory=list)
    _rows: list[list[Cell]] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)

    def run(self, text: str) -> bool:
        """Reads the whole document; whether its outermost group was closed."""
        position, end = 0, len(text)
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:  # a lone backslash at the end
                break
            position = match.end()
            word, number, byte, symbol, brace, run = match.groups()
            if run is not None:
                self._run(run)
            elif byte is not None:
                self._byte(int(byte, 16))
            elif word is not None:
                if word == "bin":
                    position += max(int(number or 0), 0)
                else:
                    self._word(word, int(number) if number else None)
            elif symbol is not None:
                self._symbol(symbol)
            elif brace == "{":
                self._around.append(self._group)
                self._group = replace(self._group)
                self._to_skip = 0
            elif brace == "}":
                self._close()
                if not self._around:
                    return True
        return False

    def finished(self) -> list[Block]:
        """All blocks, the last paragraph and table included."""
        self._end_paragraph()
        self._end_table()
        return self._blocks

    def _close(self) -> None:
        self._flush()
        self._to_skip = 0
        self._starred = False
        if self._around:
            self._group = self._around.pop()

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word == "u":
            self._unicode(number)
            return
        if self._to_skip:
            self._to_skip -= 1
            return
        if starred or word in LEFT_OUT or word in COUNTED:
            self._destination(word)
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif word in _PARAGRAPH_WORDS:
            if self._group.shown:
                self._paragraph_word(word)
        else:
            self._setting(word, number)

    def _destination(self, word: str) -> None:
        group = self._group
        if word == "ud":
            group.shown = True
        elif word in LOOKED_THROUGH:
            return
        else:
            if group.shown and word in ("pict", "footnote", "annotation"):
                self.passed_over[COUNTED[word]] += 1
            self._flush()
            group.shown = False
            group.destination = word

    def _setting(self, word: str, number: int | None) -> None:
        """Words that change how what follows is read."""
        group = self._group
        value = 1 if number is None else number
        if word == "f":
            self._flush()
            group.font = value
        elif word == "fcharset":
            self._fonts[group.font] = CODE_PAGES.get(value, self.code_page)
        elif word == "ansicpg":
            self.code_page = _codec(f"cp{value}")
        elif word == "mac":
            self.code_page = "mac_roman"
        elif word == "uc":
            group.skip_after_unicode = max(value, 0)
        elif word in ("v", "deleted"):
            self._flush()
            group.is_hidden = value != 0
        elif word == "plain":
            group.is_hidden = False
        elif word == "pard":
            group.in_table, group.style, group.outline = False, 0, 9
        elif word == "intbl":
            group.in_table = True
        elif word == "s":
            group.style = value
        elif word == "outlinelevel":
            group.outline = value

    def _paragraph_word(self, word: str) -> None:
        if word in ("par", "sect", "nestcell", "nestrow"):
            self._end_paragraph()
        elif word == "cell":
            self._group.in_table = True
            self._end_paragraph()
            self._row.append(self._cell)
            self._cell = Cell()
        elif word == "row":
            self._end_paragraph()
            self._end_row()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in "\r\n":
            if self._group.shown:
                self._end_paragraph()
        else:
            self._add(SYMBOLS.get(symbol, ""))

    def _unicode(self, number: int | None) -> None:
        if number is not None:
            self._add(chr(number % 0x10000))
        self._to_skip = self._group.skip_after_unicode

    def _byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif self._group.shown and not self._group.is_hidden:
            self._bytes.append(value)

    def _run(self, run: str) -> None:
        """A run of plain characters; those past ASCII are bytes of the font's code page."""
        if self._to_skip:
            skipped = min(self._to_skip, len(run))
            self._to_skip -= skipped
            run = run[skipped:]
        group = self._group
        if not group.shown:
            self._unshown(run)
            return
        if group.is_hidden or not run:
            return
        if self._bytes and self._is_cut():  # this letter is the second half of a character
            self._bytes += run[0].encode("latin-1")
            run = run[1:]
        if run.isascii():
            self._add(run)
        else:
            self._flush()
            self._bytes += run.encode("latin-1")

    def _unshown(self, run: str) -> None:
        """Text in a destination that is left out: the names of styles, and headers that are not empty."""
        group = self._group
        if group.destination == "stylesheet" and _HEADING.match(run):
            self._heading_styles.add(group.style)
        elif group.destination.startswith(("header", "footer")) and run.strip():
            self.passed_over[COUNTED.get(group.destination, "header")] = 1

    def _is_cut(self) -> bool:
        """Whether the bytes so far end in the first half of a double-byte character."""
        codec = self._fonts.get(self._group.font, self.code_page)
        if codec not in DOUBLE_BYTE:
            return False
        decoder = codecs.getincrementaldecoder(codec)("replace")
        decoder.decode(bytes(self._bytes))
        return bool(decoder.getstate()[0])

    def _add(self, text: str) -> None:
        if self._group.shown and not self._group.is_hidden:
            self._flush()
            self._pieces.append(text)

    def _flush(self) -> None:
        if self._bytes:
            codec = self._fonts.get(self._group.font, self.code_page)
            text = self._bytes.decode(codec, errors="replace")
            self.undecodable += text.count("\ufffd")
            self._bytes.clear()
            self._pieces.append(text)

    def _end_paragraph(self) -> None:
        self._flush()
        text = _whole("".join(self._pieces)).replace("\x00", "")
        self._pieces.clear()
        group = self._group
        if not group.in_table and (self._rows or self._row):
            self._end_table()
        if text.strip():
            is_heading = 0 <= group.outline < 9 or group.style in self._heading_styles
            block = Block(text=text, kind=BlockKind.heading if is_heading else BlockKind.text)
            (self._cell.blocks if group.in_table else self._blocks).append(block)

    def _end_row(self) -> None:
        if self._cell.blocks:
            self._row.append(self._cell)
            self._cell = Cell()
        if self._row:
            self._rows.append(self._row)
            self._row = []

    def _end_table(self) -> None:
        self._end_row()
        self._blocks += table_blocks(self._rows)
        self._rows = []


_PARAGRAPH_WORDS = frozenset(("par", "sect", "cell", "row", "nestcell", "nestrow"))


def _codec(name: str) -> str:
    if name in ("cp65001", "cp1200", "cp0", "cp1"):
        return "utf-8" if name == "cp65001" else "cp1252"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _whole(text: str) -> str:
    """Text whose surrogate pairs, which RTF writes as two numbers, are characters again."""
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
