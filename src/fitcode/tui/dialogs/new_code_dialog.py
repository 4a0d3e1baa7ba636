"""The new code dialog: a name, where it stands, and what it means; the passage becomes its example.

It only drafts the code: writing it into the codebook is a deed of the sitting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from fitcode.tui.dialogs.candidates import Candidates
from fitcode.tui.dialogs.dialog import Dialog, PlainInput, Said, hints
from fitcode.tui.plain import plain_line, shortened
from fitcode.workflow.coding.create_code import CodeDraft, made_id
from fitcode.workflow.sitting.match_names import Choice, match_names

_KEYS = hints(("Enter Tab", "next"), ("↑ ↓", "choose the place"), ("Ctrl+s", "create"), ("Esc", "leave"))
_TOP = "top of "
_FIELDS = ("name", "id", "parent", "definition")
_MOST_WORDS = 5
"""Words of a passage that a name is proposed from; people make it longer, hardly ever shorter."""


class NewCodeDialog(Dialog[CodeDraft]):
    """Asks for a new code; gives back a draft of it."""

    DEFAULT_CSS = """
    NewCodeDialog #candidates { height: 6; margin: 0 0 1 0; }
    NewCodeDialog.-tall #candidates { height: 12; }
    NewCodeDialog .field { height: 1; margin: 1 0 0 0; }
    NewCodeDialog .label { color: $secondary; margin: 0 1; width: 11; }
    NewCodeDialog .field PlainInput { width: 1fr; }
    NewCodeDialog #example { margin: 1 1 0 1; height: auto; max-height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("ctrl+s", "create", show=False, priority=True),
    ]

    def __init__(
        self,
        name: str,
        codes: Sequence[Choice],
        *,
        codebooks: Sequence[str] = (),
        example: str = "",
        parent: str | None = None,
        commit: Callable[[CodeDraft], str | None] | None = None,
    ) -> None:
        """Ask for a code; its place is under one of `codes`, or at the top of one of `codebooks`."""
        super().__init__(commit=commit)
        self._given_name = proposed_name(name)
        tops = [Choice(f"{_TOP}{book}", "under no other code", "") for book in codebooks]
        self._places = [*tops, *codes]
        self._given_parent = parent or ""
        self._example = example
        self._made_id = made_id(self._given_name)
        """The id that the name would get; what is in its field otherwise, somebody wrote."""

    def compose(self) -> ComposeResult:
        """Name, id, place, definition, and the passage that asked for the code."""
        with Vertical(id="frame"):
            yield Said("New code", id="title")
            yield from _field("Name", PlainInput(self._given_name, placeholder="a short name", id="name"))
            yield from _field("Id", PlainInput(self._made_id, placeholder="made from the name", id="id"))
            yield from _field(
                "Under",
                PlainInput(self._given_parent, placeholder="letters of the code above it", id="parent"),
            )
            yield Candidates(id="candidates")
            told = "what it means; more can be written in the file"
            yield from _field("Definition", PlainInput(placeholder=told, id="definition"))
            if self._example:
                yield Said(f"Its example: “{shortened(self._example, 120)}”", id="example")
            yield Said(id="said")
            yield Said(_KEYS, id="hints")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#name").focus()
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Letters of the place narrow its candidates; those of the name make its id."""
        event.stop()
        if event.input.id == "parent":
            self._look()
        elif event.input.id == "name":
            field, before = self.query_one("#id", PlainInput), self._made_id
            self._made_id = made_id(event.value)
            if field.value == before:
                field.value = self._made_id
                field.cursor_position = len(self._made_id)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field; in the last it creates."""
        event.stop()
        at = _FIELDS.index(event.input.id or _FIELDS[0])
        if at + 1 < len(_FIELDS):
            self.query_one(f"#{_FIELDS[at + 1]}").focus()
        else:
            self.action_create()

    def on_candidates_clicked(self, event: Candidates.Clicked) -> None:
        """A click chooses the place and goes on."""
        event.stop()
        self.query_one("#definition").focus()

    def action_step(self, steps: int) -> None:
        """Highlight another place."""
        self.query_one(Candidates).step(steps)

    def action_create(self) -> None:
        """Answer with the draft, when it has a name and a place."""
        name = self._written("name")
        place = self.query_one(Candidates).chosen
        if not name:
            self.refuse("The code needs a name.")
            self.query_one("#name").focus()
        elif place is None and self._places:
            self.refuse("No code holds these letters: mend them, or leave the place empty.")
            self.query_one("#parent").focus()
        else:
            chosen = place.id if place is not None else ""
            is_top = chosen.startswith(_TOP)
            slug = self._written("id")
            self.answer(
                CodeDraft(
                    name=name,
                    id=slug if slug != self._made_id else "",
                    parent=None if is_top or not chosen else chosen,
                    definition=self._written("definition"),
                    example=self._example,
                    codebook=chosen.removeprefix(_TOP) if is_top else None,
                )
            )

    def _written(self, field: str) -> str:
        return self.query_one(f"#{field}", PlainInput).value.strip()

    def _look(self) -> None:
        typed = self.query_one("#parent", PlainInput).value
        self.query_one(Candidates).show(match_names(typed, self._places))


def proposed_name(passage: str) -> str:
    """The first few words of a passage, without what they end in."""
    words = plain_line(passage).split()
    return " ".join(words[:_MOST_WORDS]).rstrip(".,;:!?…–—- ")


def _field(label: str, line: PlainInput) -> ComposeResult:
    with Horizontal(classes="field"):
        said = Said(label)
        said.add_class("label")
        yield said
        yield line
