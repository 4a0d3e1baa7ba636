"""The coding dialog: code, valence, components and memo in one gesture, on one line.

The grammar is in `workflow/sitting/read_coding_line.py`; here the line is typed, completed and shown as it
will be understood. Enter answers only when every word of it means something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from fitcode.domain.choices import Valence
from fitcode.tui.dialogs.candidates import Candidates
from fitcode.tui.dialogs.dialog import Dialog, PlainInput, Said, hints
from fitcode.tui.plain import plain, plain_line, shortened
from fitcode.workflow.sitting.match_names import Choice, Match, match_names
from fitcode.workflow.sitting.read_coding_line import (
    CodingLine,
    Edited,
    PartKind,
    put_valence,
    read_coding_line,
    take_candidate,
)
from fitcode.workflow.sitting.resolve_coding_line import Resolved, resolve

_LONGEST_MEMO = 30
_SIGNS = hints(
    ("+", "fit"),
    ("-", "misfit"),
    ("~", "mixed"),
    ("-2", "strength"),
    ("@", "about"),
    (">", "counterpart"),
    ('"', "memo"),
)
_KEYS = hints(
    ("Tab", "take"),
    ("Enter", "code"),
    ("Alt+f/m/x", "valence"),
    ("Ctrl+n", "new code"),
    ("Esc", "leave"),
    ("Alt+d", "definition"),
)


class CodingAnswer(NamedTuple):
    """What somebody stated in one gesture."""

    code: str
    """The id of the code; empty when a new one is wanted."""

    valence: Valence | None = None
    strength: int | None = None
    about: str | None = None
    counterpart: str | None = None
    memo: str | None = None
    new_code: str | None = None
    """What was typed for a code that is to be made."""


class CodingDialog(Dialog[CodingAnswer]):
    """Asks for a coding on one line, with the candidates for the word under the cursor."""

    DEFAULT_CSS = """
    CodingDialog > #frame { height: 24; }
    CodingDialog #title { text-style: italic; height: 2; }
    CodingDialog #candidates { height: 8; }
    CodingDialog #meaning { height: 2; margin: 1 1 0 1; text-style: bold; }
    CodingDialog #said { min-height: 1; max-height: 2; }
    CodingDialog #about { height: 1fr; margin: 0 1; scrollbar-size-vertical: 1; }
    CodingDialog #definition { height: auto; }
    CodingDialog.-reading #candidates { display: none; }
    CodingDialog #keys { color: $secondary; height: auto; margin: 0 1; }
    CodingDialog.-tall > #frame { height: 32; }
    CodingDialog.-tall #candidates { height: 12; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("pageup", "step(-7)", show=False, priority=True),
        Binding("pagedown", "step(7)", show=False, priority=True),
        Binding("tab", "take", show=False, priority=True),
        Binding("ctrl+n", "create", show=False, priority=True),
        Binding("alt+d,f1", "read", show=False, priority=True),
        Binding("alt+f", "valence('fit')", show=False, priority=True),
        Binding("alt+m", "valence('misfit')", show=False, priority=True),
        Binding("alt+x", "valence('mixed')", show=False, priority=True),
    ]

    def __init__(
        self,
        quote: str,
        codes: Sequence[Choice],
        components: Sequence[Choice] = (),
        *,
        recent: Sequence[str] = (),
        nearby: Sequence[str] = (),
        line: str = "",
        describe: Callable[[str], Text | str] | None = None,
        commit: Callable[[CodingAnswer], str | None] | None = None,
    ) -> None:
        """Ask what a quote says; `line` is what is stated already, `describe` tells of a code."""
        super().__init__(commit=commit)
        self._quote = quote
        self._codes, self._components = codes, components
        self._recent, self._nearby = recent, nearby
        self._given = line
        self._describe = describe
        self._looked_for: tuple[bool, str] | None = None
        self._has_match = True
        """Whether the candidates match what was typed; else everything is offered."""
        self._told: object = None
        """What the line and its candidates were when their meaning was shown last."""

    def compose(self) -> ComposeResult:
        """The quote, the line, its candidates, what it means, and the signs."""
        with Vertical(id="frame"):
            yield Said(f"“{shortened(self._quote, 2 * self._room)}”", id="title")
            yield PlainInput(self._given, placeholder="a few letters of a code", id="line")
            yield Candidates(id="candidates")
            yield Said(id="meaning")
            yield Said(id="said")
            with VerticalScroll(id="about", can_focus=False):
                yield Said(id="definition")
            yield Said(_SIGNS, id="hints")
            yield Said(_KEYS, id="keys")

    def on_mount(self) -> None:
        """Begin at the end of the line."""
        self._input.focus()
        self._put(Edited(self._input.value + (" " if self._given else ""), len(self._input.value) + 1))
        # The cursor moves without a message of its own.
        self.watch(self._input, "selection", self._look, init=False)
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter narrows the candidates."""
        event.stop()
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers, when the line can be carried out."""
        event.stop()
        resolved = self._resolved()
        if resolved.code is None or resolved.faults:
            self.query_one("#said", Said).say(_trouble(resolved, is_asked=True))
            self.app.bell()
            return
        self.answer(self._stated(resolved, code=resolved.code.id))

    def on_candidates_clicked(self, event: Candidates.Clicked) -> None:
        """A click takes a candidate."""
        event.stop()
        self.action_take()

    def on_candidates_highlighted(self, event: Candidates.Highlighted) -> None:
        """What is highlighted is what Enter would take."""
        event.stop()
        self._tell()

    def action_step(self, steps: int) -> None:
        """Highlight another candidate, or read on in the definition where that takes their place."""
        if self.has_class("-reading"):
            self.query_one("#about").scroll_relative(y=steps, animate=False)
        else:
            self.query_one(Candidates).step(steps)

    def action_read(self) -> None:
        """The whole definition of the code in the place of the candidates, and those again."""
        self.toggle_class("-reading")
        self.query_one("#about").scroll_home(animate=False)

    def action_take(self) -> None:
        """Put the candidate's id in the place of what was typed for it."""
        best = self.query_one(Candidates).best
        if best is not None:
            self._put(take_candidate(self._line, self._input.cursor_position, best.id))

    def action_valence(self, valence: str) -> None:
        """Set the valence, whatever stands on the line; the same key again takes it away."""
        line = self._line
        wanted = None if line.valence == valence else Valence(valence)
        self._put(put_valence(line, self._input.cursor_position, wanted))

    def action_create(self) -> None:
        """Answer that what was typed is to be a new code."""
        self.answer(self._stated(self._resolved(), code="", new_code=self._line.code))

    # How

    @property
    def _room(self) -> int:
        """Cells for text in the frame, a little less for words that are not broken."""
        return min(self.app.size.width - 8, 104) - 6

    @property
    def _input(self) -> PlainInput:
        return self.query_one("#line", PlainInput)

    @property
    def _line(self) -> CodingLine:
        return read_coding_line(self._input.value)

    def _put(self, edited: Edited) -> None:
        self._input.value = edited.text
        self._input.cursor_position = edited.cursor

    def _look(self) -> None:
        """Show the candidates of the part under the cursor, when it is another one."""
        line = self._line
        part = line.part_at(self._input.cursor_position)
        is_component = part.kind in (PartKind.about, PartKind.counterpart)
        # Who types a valence or a memo still sees the code that it goes to.
        typed = part.text if is_component else line.code
        if (is_component, typed) != self._looked_for:
            self._looked_for = (is_component, typed)
            names = self._components if is_component else self._codes
            first = self._nearby if is_component else self._recent
            matches = match_names(typed, names, first=first)
            self._has_match = bool(matches) and bool(typed.strip())
            self.query_one(Candidates).show(
                matches or _nearest(typed, names, first),
                marked=frozenset(first),
                is_chosen=self._has_match,
            )
        self._tell()

    def _resolved(self) -> Resolved:
        """The line as Enter would take it: with the candidate that was chosen in its place."""
        line, candidates = self._line, self.query_one(Candidates)
        # The first one is what the typed letters mean by themselves, with all that is uncertain about them.
        is_choice = candidates.highlighted or not self._has_match
        if is_choice and candidates.chosen is not None:
            taken = take_candidate(line, self._input.cursor_position, candidates.chosen.id)
            line = read_coding_line(taken.text)
        return resolve(line, self._codes, self._components, recent=self._recent, nearby=self._nearby)

    def _tell(self) -> None:
        """Show what the line means."""
        now = (self._input.value, self._looked_for, self.query_one(Candidates).highlighted)
        if now == self._told:
            return
        self._told = now
        resolved = self._resolved()
        self.query_one("#meaning", Said).say(_meaning(resolved))
        self.query_one("#said", Said).say(_trouble(resolved, is_asked=False))
        told: Text | str = ""
        if resolved.code is not None and self._describe is not None:
            told = self._describe(resolved.code.id)
        self.query_one("#definition", Said).say(told)

    def _stated(self, resolved: Resolved, *, code: str, new_code: str | None = None) -> CodingAnswer:
        memo, given = resolved.memo, read_coding_line(self._given).memo
        if given is not None and memo == read_coding_line(plain(self._given)).memo:
            # It was shown made plain; untouched, it stays as it was written.
            memo = given
        return CodingAnswer(
            code=code,
            valence=resolved.valence,
            strength=resolved.strength,
            about=resolved.about.id if resolved.about else None,
            counterpart=resolved.counterpart.id if resolved.counterpart else None,
            memo=memo,
            new_code=new_code,
        )


def _nearest(typed: str, names: Sequence[Choice], first: Sequence[str]) -> list[Match]:
    """What matches as many of the first letters as anything does; everything where none matches."""
    found: list[Match] = []
    while typed and not found:
        typed = typed[:-1]
        found = match_names(typed, names, first=first)
    return found


def _meaning(resolved: Resolved) -> Text:
    """What the line says, as a person would."""
    said = [plain_line(resolved.code.name or resolved.code.id)] if resolved.code else []
    if resolved.valence is not None or resolved.strength is not None:
        valence = resolved.valence.value if resolved.valence else "no valence"
        said.append(f"{valence} {resolved.strength or ''}".strip())
    about = f"about {plain_line(resolved.about.id)}" if resolved.about else ""
    towards = f"→ {plain_line(resolved.counterpart.id)}" if resolved.counterpart else ""
    if about or towards:
        said.append(f"{about} {towards}".strip())
    if resolved.memo:
        said.append(f"memo “{shortened(resolved.memo, _LONGEST_MEMO)}”")
    return Text(" · ".join(said))


def _trouble(resolved: Resolved, *, is_asked: bool) -> Text:
    """What is wrong or uncertain; that no code was typed yet is told only to who asks for more."""
    faults = resolved.faults if is_asked or resolved.code is not None else resolved.faults[:1]
    text = Text(style="italic")
    if faults:
        text.append(
            ("! " if is_asked else "") + plain_line(" ".join(faults)), style="bold" if is_asked else ""
        )
    else:
        text.append(plain_line(" ".join(resolved.notes)))
    return text
