"""The transcript view: a transcript to read, its codings underlined in the text and named in the margin.

It shows and is told what to show; what a key or a click means is its screen's to say. Only lines that are on
the screen are ever laid out, whatever the length of the transcript.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from fitcode.domain.transcript import Transcript
from fitcode.tui.transcript.flow import Flow, Line, Place
from fitcode.tui.transcript.lanes import Mark, PlacedMarks, Stretches
from fitcode.tui.transcript.margin import Beside, columns_for, lay_beside
from fitcode.tui.transcript.painting import PARTS, Overlays, Painter, Span
from fitcode.tui.transcript.wrapping import position_in

__all__ = ["Mark", "TranscriptView"]

_WHEEL_ROWS = 3
_WHOLE_SCREEN = 10_000


class _Spans:
    """Spans that lie over the text, by where they are."""

    def __init__(self, spans: Sequence[Span] = ()) -> None:
        self._spans = sorted(spans)
        self._stretches = Stretches(self._spans)

    def overlapping(self, start: int, end: int) -> list[Span]:
        return [self._spans[ordinal] for ordinal in self._stretches.overlapping(start, end)]


class _Page(NamedTuple):
    """What is on the screen."""

    lines: list[Line]
    beside: list[Beside]
    start: int
    end: int


class TranscriptView(Widget, can_focus=True):
    """Shows a transcript with its codings; posts where the mouse was pressed or dragged."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {f"transcript-view--{part}" for part in PARTS}
    DEFAULT_CSS = """
    TranscriptView {
        width: 1fr; height: 1fr;
        & > .transcript-view--respondent { color: $foreground; }
        & > .transcript-view--interviewer { color: $text-muted; }
        & > .transcript-view--outside { color: $text-muted; text-style: italic; }
        & > .transcript-view--speaker { text-style: bold; }
        & > .transcript-view--kind { color: $text-muted; }
        & > .transcript-view--mark { text-style: underline; }
        & > .transcript-view--suggestion { text-style: italic; }
        & > .transcript-view--focused-mark { text-style: bold; }
        & > .transcript-view--lane { color: $text-muted; }
        & > .transcript-view--suggestion-label { text-style: italic; }
        & > .transcript-view--more { color: $text-muted; }
        & > .transcript-view--emphasis { background: $accent 35%; text-style: bold; }
        & > .transcript-view--hit { background: $warning 30%; }
        & > .transcript-view--current-hit { background: $warning; color: $background; text-style: bold; }
        & > .transcript-view--selection { background: $foreground 14%; }
        & > .transcript-view--bar { color: $secondary; }
        &:focus > .transcript-view--bar { color: $accent; }
        &:ansi, &:nocolor {
            & > .transcript-view--interviewer { text-style: dim; }
            & > .transcript-view--selection { text-style: reverse; }
            & > .transcript-view--emphasis { text-style: bold; }
            & > .transcript-view--hit { text-style: bold italic; }
            & > .transcript-view--current-hit { text-style: bold italic reverse; }
        }
    }
    """

    class Pressed(Message):
        """The mouse was pressed and let go on a character."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

    class Dragged(Message):
        """The mouse is being drawn over a stretch of text."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._columns = columns_for(0)
        self._laid_size = Size(0, 0)
        self._transcript: Transcript | None = None
        self._reset()

    def _reset(self) -> None:
        self._flow: Flow | None = None
        self._top: Place | None = None
        self._lowest: Place | None = None
        self._marks = PlacedMarks()
        self._selection: Span = (0, 0)
        self._focused: str | None = None
        self._hits = _Spans()
        self._current_hit: Span | None = None
        self._emphasis = _Spans()
        self._page: _Page | None = None
        self._painter: Painter | None = None
        # What was to be shown before there was a size to show it in.
        self._awaited: tuple[int, int, int] | None = None
        self._pressed: int | None = None
        self._is_dragging = False

    # What to show

    def show(self, transcript: Transcript) -> None:
        """Show a transcript from its start, without marks; whatever was shown is forgotten."""
        self._reset()
        self._transcript = transcript
        self._lay_out(0)
        self.refresh()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these codings and suggestions and no others."""
        self._marks = PlacedMarks(marks)
        self._change()

    def set_selection(self, start: int, end: int) -> None:
        """Show a span as selected; an empty one shows none."""
        self._selection = (start, end)
        self._change()

    def set_focused_mark(self, uid: str | None) -> None:
        """Let one mark stand out, in the text, in its lane and in the margin."""
        self._focused = uid
        self._change()

    def set_hits(self, spans: Sequence[Span], current: int | None = None) -> None:
        """Show what a search found; ``current`` is the ordinal of the hit that one stands on."""
        self._hits = _Spans(spans)
        self._current_hit = spans[current] if current is not None else None
        self._change()

    def set_emphasis(self, spans: Sequence[Span]) -> None:
        """Let words stand out, such as those for which something was suggested."""
        self._emphasis = _Spans(spans)
        self._change()

    # Where to look

    @property
    def margin_width(self) -> int:
        """Cells that a label has."""
        return self._columns.margin

    @property
    def first_position(self) -> int:
        """Where the first character stands that is on the screen."""
        return self._on_screen().start

    @property
    def last_position(self) -> int:
        """Where the last character stands that is on the screen."""
        page = self._on_screen()
        return max(page.start, page.end - 1)

    def reveal(self, start: int, end: int, *, context: int = 2) -> None:
        """Scroll as little as possible so that a span is on the screen, some rows around it too.

        Of a span that is taller than the screen the start is shown, unless the screen is full of it already.
        """
        height, flow, page = self.size.height, self._fitted(), self._on_screen()
        if not height or flow is None:
            self._awaited = (start, end, context)
            return
        place = flow.place_of(start)
        if place is None:
            return
        end = max(end, start + 1)
        rows = flow.run(place, height)
        last = next((number for number, line in enumerate(rows) if line.row and line.row.end >= end), None)
        if last is None:
            if not start < page.start < end:
                self._go(flow.move(place, -min(context, height // 3)))
            return
        context = min(context, (height - last - 1) // 2)
        top = self._line_of(place)
        if (start < page.end) if top is None else (top < context):
            self._go(flow.move(place, -context))
        elif top is None or top + last > height - 1 - context:
            self._go(flow.move(place, last + context + 1 - height))

    def centre(self, start: int) -> None:
        """Scroll so that a position stands in the middle of the screen."""
        height, flow = self.size.height, self._fitted()
        if not height or flow is None:
            # As much context as there is room for is the middle.
            self._awaited = (start, start, _WHOLE_SCREEN)
        elif (place := flow.place_of(start)) is not None:
            self._go(flow.move(place, -(height // 2)))

    def scroll_rows(self, rows: int) -> None:
        """Scroll down by so many rows, up where negative."""
        flow = self._fitted()
        if flow is not None and self._top is not None:
            self._go(flow.move(self._top, rows))

    def page(self, direction: int) -> int:
        """Scroll by a screen, less two rows; return where the first character stands that is then shown."""
        self.scroll_rows(direction * max(1, self.size.height - 2))
        return self.first_position

    def position_at(self, x: int, y: int) -> int | None:
        """The position of the character at a cell of the view; none where there is no text beside it."""
        lines = self._on_screen().lines
        if self._flow is None or not 0 <= y < len(lines):
            return None
        line = lines[y]
        if line.row is None:
            return line.block.start if line.is_heading else None
        return position_in(self._flow.text, line.row, max(0, x - self._columns.indent - 1))

    # Painting

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        page = self._on_screen()
        if self._flow is None or y >= len(page.lines):
            return Strip.blank(self.size.width, self.rich_style)
        painter = self._painter = self._painter or self._new_painter()
        line = page.lines[y]
        span = (line.row.start, line.row.end) if line.row else (0, 0)
        overlays = Overlays(
            selection=self._selection,
            hits=self._hits.overlapping(*span),
            current_hit=self._current_hit,
            emphasis=self._emphasis.overlapping(*span),
            focused=self._focused,
        )
        return painter.paint(self._flow.text, line, page.beside[y], overlays)

    def notify_style_update(self) -> None:
        """Paint in the new styles."""
        super().notify_style_update()
        self._painter = None

    def _new_painter(self) -> Painter:
        return Painter(
            self._columns, width=self.size.width, ground=self.rich_style, style_of=self._style_of_part
        )

    def _style_of_part(self, part: str) -> Style:
        """What a component class says itself; its colours as they are over the view's background."""
        name = f"transcript-view--{part}"
        styles, whole = self.get_component_styles(name), self.get_component_rich_style(name)
        said = Style(
            color=whole.color if styles.has_rule("color") else None,
            bgcolor=whole.bgcolor if styles.has_rule("background") else None,
        )
        return said + styles.text_style

    def _on_screen(self) -> _Page:
        flow = self._fitted()
        if self._page is None:
            top = self._top
            lines = flow.run(top, max(1, self.size.height)) if flow is not None and top is not None else []
            rows = [line.row for line in lines if line.row is not None]
            start, end = (rows[0].start, rows[-1].end) if rows else (0, 0)
            beside = lay_beside(
                lines,
                self._marks.overlapping(start, end),
                lanes=self._columns.lanes,
                focused=self._focused,
            )
            self._page = _Page(lines, beside, start, end)
        return self._page

    def _change(self) -> None:
        self._page = None
        self.refresh()

    # Scrolling

    def _line_of(self, place: Place) -> int | None:
        """Which line of the screen a place is, if it is on it."""
        wanted = self._flow.lines(place.block)[place.line] if self._flow is not None else None
        lines = self._on_screen().lines
        return next((number for number, line in enumerate(lines) if line == wanted), None)

    def _go(self, place: Place) -> None:
        """Let the screen begin at a place, or higher where the text would end before the screen does."""
        if self._flow is not None:
            if self._lowest is None:
                self._lowest = self._flow.last_top(max(1, self.size.height))
            self._top = min(place, self._lowest or place, key=_order)
            self._change()

    def _lay_out(self, position: int) -> None:
        """Lay the transcript out at the present width, from the row that holds a position."""
        self._laid_size = self.size
        self._columns = columns_for(self.size.width)
        self._painter = self._page = self._lowest = None
        if self._transcript is not None:
            self._flow = Flow(self._transcript, width=self._columns.text)
            place = self._flow.place_of(position)
            if place is not None and position <= place.block.start:
                place = Place(place.block, 0)
            self._top = place

    def on_resize(self) -> None:
        """Show what was asked for before there was a size to show it in."""
        self._on_screen()
        self.refresh()

    def _fitted(self) -> Flow | None:
        """The transcript laid out at the present size; where that is new, the top of the screen stays."""
        if self.size != self._laid_size:
            page, selection = self._page, self._selection
            was_shown = page is not None and page.start <= selection[0] < min(page.end, selection[1])
            self._lay_out(self._first_below(self._top))
            if self._awaited is not None and self.size.height:
                awaited, self._awaited = self._awaited, None
                self.reveal(*awaited[:2], context=awaited[2])
            elif was_shown:
                self.reveal(*selection)
            elif self._top is not None:
                self._go(self._top)
        return self._flow

    def _first_below(self, place: Place | None) -> int:
        """Where the first character stands from a place on."""
        if self._flow is None or place is None:
            return 0
        return next(line.row.start for line in self._flow.lines(place.block)[place.line :] if line.row)

    # The mouse

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_rows(_WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_rows(-_WHEEL_ROWS)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin what may become a press or a drag."""
        if event.button == 1 and (offset := event.get_content_offset(self)) is not None:
            self._pressed = self.position_at(*offset)
            self._is_dragging = False
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell what the mouse is drawn over; beyond an edge the text scrolls."""
        if self._pressed is None or self.app.mouse_captured is not self:
            return
        x, y = event.get_content_offset_capture(self)
        if not 0 <= y < self.size.height:
            self.scroll_rows(-1 if y < 0 else 1)
        position = self.position_at(x, min(max(0, y), self.size.height - 1))
        if position is not None and (self._is_dragging or position != self._pressed):
            self._is_dragging = True
            self.post_message(self.Dragged(min(position, self._pressed), max(position, self._pressed) + 1))

    def on_mouse_up(self) -> None:
        """End a drag; what was no drag was a press."""
        if self.app.mouse_captured is self:
            self.release_mouse()
        if self._pressed is not None and not self._is_dragging:
            self.post_message(self.Pressed(self._pressed))
        self._pressed = None


def _order(place: Place) -> tuple[int, int]:
    return place.block.start, place.line
