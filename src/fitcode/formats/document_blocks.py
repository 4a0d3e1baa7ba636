"""Document blocks: what word-processor formats (docx, odt, rtf) have in common past their XML.

A cell is a list of blocks of its own, so that a layout table that holds a whole interview reads as the
interview, and a table with a turn per row as its turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fitcode.domain.amounts import counted
from fitcode.domain.reading import Block, BlockKind
from fitcode.formats.clock import cell_ms
from fitcode.formats.turn_rows import TurnColumns, clean_label, columns_of_talk

MAX_CELLS = 2_000_000
"""Cells that one table may have; repeat counts in a hostile file promise more."""


@dataclass(slots=True)
class Cell:
    """A cell of a table: its paragraphs, and how many columns it covers."""

    blocks: list[Block] = field(default_factory=list)
    span: int = 1

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


def table_blocks(rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """A table as turns when it has a turn per row, else the paragraphs of its cells in reading order."""
    grid = [_spread(row) for row in rows]
    columns = columns_of_talk([cells for cells, row in zip(grid, rows, strict=True) if not _is_banner(row)])
    if columns is None:
        return [block for row in rows for block in _row_blocks(row)]
    return _turns(grid, rows, columns)


def _spread(row: Sequence[Cell]) -> list[str]:
    """The texts of a row, a cell that covers several columns followed by empty ones."""
    return [text for cell in row for text in (cell.text, *[""] * (cell.span - 1))]


def _is_banner(row: Sequence[Cell]) -> bool:
    """Whether one cell stands alone across the table: a heading between turns."""
    return len(row) == 1 and row[0].span > 1


def _row_blocks(row: Sequence[Cell]) -> list[Block]:
    """The blocks of a row; ``Date:`` and its value beside it are one line, as they are on the page."""
    filled = [cell for cell in row if cell.text.strip()]
    if len(filled) == 2 and filled[0].text.rstrip().endswith(":") and "\n" not in filled[0].text:
        first, *others = filled[1].blocks
        return [Block(text=f"{filled[0].text.rstrip()} {first.text}"), *others]
    return [block for cell in filled for block in cell.blocks]


def _turns(grid: list[list[str]], rows: Sequence[Sequence[Cell]], columns: TurnColumns) -> list[Block]:
    """Turns of a table with a turn per row; an empty label goes on with the speaker above."""
    blocks: list[Block] = []
    label: str | None = None
    for position, (cells, row) in enumerate(zip(grid, rows, strict=True)):
        text = _cell(cells, columns.text)
        if _is_banner(row) or position == columns.header_row:
            kind = BlockKind.heading
            blocks += [block.model_copy(update={"kind": kind}) for block in row[0].blocks if _is_banner(row)]
            continue
        label = clean_label(_cell(cells, columns.speaker)) or label
        if not text.strip():
            continue
        start, end = _times(cells, columns)
        blocks.append(Block(text=text, kind=BlockKind.turn, label=label, start_ms=start, end_ms=end))
    return blocks


def _times(cells: list[str], columns: TurnColumns) -> tuple[int | None, int | None]:
    start, end = cell_ms(_cell(cells, columns.start), milliseconds=columns.start_in_ms)
    stated_end, _ = cell_ms(_cell(cells, columns.end), milliseconds=columns.end_in_ms)
    return start, stated_end if stated_end is not None else end


def _cell(cells: list[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""


def left_out(counts: dict[str, int]) -> str | None:
    """One note for everything a document holds that is not talk: ``Left out: 2 pictures, 1 header.``"""
    parts = [counted(count, noun) for noun, count in counts.items() if count]
    return f"Left out: {', '.join(parts)}." if parts else None
