"""Parts of a page that a program writes, between ``<!-- name: begin -->`` and ``<!-- name: end -->``."""

from collections.abc import Iterable, Sequence
from pathlib import Path

QUALITY_PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"


def page_with(page: str, name: str, part: str) -> str:
    """The page with this part between its markers; raises ValueError when it has no markers of that name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in page or end not in page:
        raise ValueError(f"the page has no part named {name!r}")
    before, rest = page.split(begin, 1)
    return f"{before}{begin}\n\n{part.strip()}\n\n{end}{rest.split(end, 1)[1]}"


def write_part(page: Path, name: str, part: str) -> None:
    """Put the part into the page on disk."""
    page.write_text(page_with(page.read_text(encoding="utf-8"), name, part), encoding="utf-8")


def is_current(page: Path, name: str, part: str) -> bool:
    """Whether the page on disk holds exactly this part."""
    text = page.read_text(encoding="utf-8")
    return page_with(text, name, part) == text


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]], *, right: int = 0) -> list[str]:
    """A Markdown table's lines; the last ``right`` columns stand to the right."""
    marks = ["---"] * (len(header) - right) + ["---:"] * right
    return [_line(header), _line(marks), *(_line([markdown_cell(cell) for cell in row]) for row in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def markdown_cell(value: object) -> str:
    """A value as a cell of a Markdown table."""
    return "" if value is None else str(value).replace("|", "\\|").replace("<", "&lt;")
