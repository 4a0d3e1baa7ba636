"""Painting: one line of the screen as a strip of styled text, exactly as wide as the view.

Whatever comes from a transcript, a label included, is made paintable here; nothing else writes to a strip.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color, ColorParseError
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from fitcode.domain.choices import SpeakerKind
from fitcode.tui.transcript.blocks import Heading
from fitcode.tui.transcript.flow import Line
from fitcode.tui.transcript.glyphs import fit_cells, paintable
from fitcode.tui.transcript.lanes import Mark
from fitcode.tui.transcript.margin import Beside, Columns, Label
from fitcode.tui.transcript.wrapping import Row, cells_of

PARTS = (
    *("respondent", "interviewer", "outside", "speaker", "kind"),
    *("mark", "suggestion", "focused-mark", "lane", "label", "suggestion-label", "more"),
    *("emphasis", "hit", "current-hit", "selection", "bar"),
)
"""What has a look of its own; each has a component class ``transcript-view--<part>``."""

Span = tuple[int, int]


class Overlays(NamedTuple):
    """What lies over the text of one row besides its marks."""

    selection: Span
    hits: Sequence[Span]
    current_hit: Span | None
    emphasis: Sequence[Span]
    focused: str | None


class Painter:
    """Paints lines in the styles of one theme; styles that go together are put together once."""

    def __init__(
        self, columns: Columns, *, width: int, ground: Style, style_of: Callable[[str], Style]
    ) -> None:
        self._columns = columns
        self._width = width
        self._ground = ground
        self._parts = {part: style_of(part) for part in PARTS}
        self._together: dict[tuple[str | None, ...], Style] = {}

    def paint(self, text: str, line: Line, beside: Beside, overlays: Overlays) -> Strip:
        """One line of the screen."""
        columns, row = self._columns, line.row
        is_selected = row is not None and _overlap((row.start, row.end), overlays.selection)
        segments = [
            Segment(" " * columns.indent, self._ground),
            Segment("▌" if is_selected else " ", self._style("bar")),
        ]
        if row is not None:
            segments += self._paint_row(text, row, line.block.voice, beside.marks, overlays)
            segments.append(
                Segment(" " * (columns.text - cells_of(text, row.start, row.shown)), self._ground)
            )
        elif line.is_heading and line.block.heading is not None:
            segments += self._paint_heading(line.block.heading, line.block.voice)
        else:
            segments.append(Segment(" " * columns.text, self._ground))
        segments += self._paint_beside(beside, overlays.focused)
        painted = Segment.simplify(segment for segment in segments if segment.text)
        return Strip(painted).adjust_cell_length(self._width, self._ground)

    def _paint_row(
        self, text: str, row: Row, voice: str, marks: Sequence[Mark], overlays: Overlays
    ) -> Iterable[Segment]:
        spans = [(mark.start, mark.end) for mark in marks]
        hits, emphasis = overlays.hits, overlays.emphasis
        places = {row.start, row.shown}
        for span in (*spans, *hits, *emphasis, overlays.selection):
            places.update(place for place in span if row.start < place < row.shown)
        ordered = sorted(places)
        for start, end in pairwise(ordered):
            piece = (start, end)
            key: list[str | None] = [voice, *self._mark_look(marks, piece, overlays.focused)]
            if any(_overlap(piece, one) for one in hits):
                key.append("hit")
            if _overlap(piece, overlays.selection):
                key.append("selection")
            if any(_overlap(piece, one) for one in emphasis):
                key.append("emphasis")
            if overlays.current_hit is not None and _overlap(piece, overlays.current_hit):
                key.append("current-hit")
            yield Segment(paintable(text[start:end]), self._style(*key))

    def _mark_look(self, marks: Sequence[Mark], piece: Span, focused: str | None) -> list[str | None]:
        """The look of the mark that shows: the focused one, else the innermost coding, else suggestion."""
        over = [mark for mark in marks if _overlap(piece, (mark.start, mark.end))]
        if not over:
            return []
        shown = max(
            over, key=lambda mark: (mark.uid == focused, not mark.is_suggestion, mark.start, -mark.end)
        )
        look = [_colour(shown), "suggestion" if shown.is_suggestion else "mark"]
        # Where a suggestion is focused inside a coding, the underline of the coding stays.
        if shown.is_suggestion and any(not mark.is_suggestion for mark in over):
            look.append("mark")
        return [*look, "focused-mark"] if shown.uid == focused else look

    def _paint_heading(self, heading: Heading, voice: str) -> Iterable[Segment]:
        width = self._columns.text
        facts = _facts(heading)
        label = " ".join(paintable(heading.label).split())
        room = max(1, width - cell_len(facts))
        label = label if cell_len(label) <= room else fit_cells(label, room)
        rest = fit_cells(facts, max(0, width - cell_len(label)))
        return [Segment(label, self._style(voice, "speaker")), Segment(rest, self._style("kind"))]

    def _paint_beside(self, beside: Beside, focused: str | None) -> Iterable[Segment]:
        yield Segment(" ", self._ground)
        for lane in range(self._columns.lanes):
            if (cell := beside.cells.get(lane)) is None:
                yield Segment(" ", self._ground)
            else:
                look = ["focused-mark"] if cell.mark.uid == focused else []
                yield Segment(cell.glyph, self._style("lane", _colour(cell.mark), *look))
        yield Segment(" ", self._ground)
        if beside.label is None:
            yield Segment(" " * self._columns.margin, self._ground)
        else:
            yield from self._paint_label(beside.label, is_focused=beside.label.mark.uid == focused)

    def _paint_label(self, label: Label, *, is_focused: bool) -> Iterable[Segment]:
        mark = label.mark
        more = f" +{label.more}" if label.more else ""
        room = self._columns.margin - 1 - len(more)
        look = ["suggestion-label" if mark.is_suggestion else "label", _colour(mark)]
        style = self._style(*look, *(["focused-mark"] if is_focused else []))
        glyph = "▸" if is_focused else "?" if mark.is_suggestion else " "
        yield Segment(glyph, style)
        yield Segment(fit_cells(mark.label, room), style)
        yield Segment(more, self._style("more"))

    def _style(self, *parts: str | None) -> Style:
        """The styles of parts, one over another; what is no part is a colour."""
        style = self._together.get(parts)
        if style is None:
            style = self._ground
            for part in parts:
                if part is not None:
                    style += self._parts[part] if part in self._parts else _coloured(part)
            self._together[parts] = style
        return style


def _facts(heading: Heading) -> str:
    """What a heading says besides the speaker's label: kind and time."""
    is_told = heading.kind is SpeakerKind.unknown or heading.label.casefold() == heading.kind
    kind = "" if is_told else f" · {heading.kind}"
    if heading.start_ms is None:
        return kind
    minutes, seconds = divmod(heading.start_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{kind} · {hours}:{minutes:02}:{seconds:02}" if hours else f"{kind} · {minutes}:{seconds:02}"


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _colour(mark: Mark) -> str | None:
    return mark.colour or None


def _coloured(name: str) -> Style:
    """A style of that colour; a name that no terminal knows leaves the text as it is."""
    try:
        return Style(color=Color.parse(name.removeprefix("ansi_")))
    except ColorParseError:
        return Style.null()
