"""The panels beside a page: the transcripts with how far each has come, and the tree of codes.

They show a sitting's state; choosing in them is told to the screen, which does the deed.
"""

from collections import Counter

from rich.text import Text
from textual.message import Message
from textual.widgets import OptionList, Tree
from textual.widgets.option_list import Option
from textual.widgets.tree import TreeNode

from fitcode.store.screen_reads import ShownTranscript
from fitcode.tui.plain import plain
from fitcode.tui.themes import code_colour
from fitcode.workflow.sitting.code_transcript import CodingSitting

_NAME = 18
"""Cells that a transcript's name has in its row."""


HEADING = f"{'Transcript':<{_NAME}} read mine sugg"
"""What the columns of the transcripts hold: how far read, own codings, suggestions that wait."""


class TranscriptPanel(OptionList, can_focus=False):
    """Every transcript: finished or how far read, own codings, suggestions that wait."""

    DEFAULT_CSS = """
    TranscriptPanel { height: 35%; border: none; border-bottom: solid $primary 40%; padding: 0;
        background: $surface; scrollbar-size-vertical: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[ShownTranscript, float]] = []

    def show(self, sitting: CodingSitting) -> None:
        """Show how far every transcript has come; the open one is highlighted."""
        made_of = [(one, sitting.furthest_in(one.uid)) for one in sitting.transcripts]
        if self.option_count != len(made_of):
            self.clear_options()
            self.add_options([Option(_transcript_row(*one)) for one in made_of])
        else:
            for place, one in enumerate(made_of):
                if self._rows[place] != one:
                    self.replace_option_prompt_at_index(place, _transcript_row(*one))
        self._rows = made_of
        names = [one.name for one in sitting.transcripts]
        opened = sitting.transcript.name if sitting.transcript else None
        self.highlighted = names.index(opened) if opened in names else None


def _transcript_row(one: ShownTranscript, furthest: float) -> Text:
    state = "done" if one.is_finished else f"{furthest:>4.0%}"
    name = Text(plain(one.name), no_wrap=True, overflow="ellipsis")
    name.truncate(_NAME, overflow="ellipsis", pad=True)
    return Text.assemble(name, f" {state:>4} {one.own_codings:>4} {one.pending:>4}", no_wrap=True)


class CodePanel(Tree[str]):
    """The codebooks as a tree, with this page's counts and the favourites' digits."""

    DEFAULT_CSS = """
    CodePanel { background: $surface; padding: 0; scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0; }
    """

    class Chosen(Message):
        """Somebody chose a code here."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self) -> None:
        super().__init__("Codes")
        self.show_root = False
        self.auto_expand = False  # enter chooses a code; space folds it
        self.guide_depth = 2
        self._by_code: dict[str, TreeNode[str]] = {}
        self._rows: dict[str, tuple[int, str | None, str, str]] = {}
        """What each row was made of."""

    def show(self, sitting: CodingSitting) -> None:
        """Show the codes in force; only what changed is drawn anew."""
        if list(self._by_code) != list(sitting.codes):
            self._plant(sitting)
        counts = Counter(one.code for one in sitting.codings)
        digits = {code: digit for digit, code in sitting.favourites.items()}
        for name, node in self._by_code.items():
            made_of = (counts[name], digits.get(name), self.app.theme, sitting.codes[name].code.name)
            if self._rows.get(name) != made_of:
                self._rows[name] = made_of
                node.set_label(_code_row(sitting, name, *made_of[:3]))

    class LookedAt(Message):
        """Somebody went to a code here."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[str]) -> None:
        """The cursor of the tree came to a code."""
        event.stop()
        if self.has_focus and event.node.data is not None:
            self.post_message(self.LookedAt(event.node.data))

    def on_tree_node_selected(self, event: Tree.NodeSelected[str]) -> None:
        """Enter or a click on a code."""
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data))

    def _plant(self, sitting: CodingSitting) -> None:
        self.clear()
        self._by_code, self._rows = {}, {}
        by_full = {card.full: name for name, card in sitting.codes.items()}
        parents = {
            card.code.parent and f"{card.full.partition('/')[0]}/{card.code.parent}"
            for card in sitting.codes.values()
        }
        for name, card in sitting.codes.items():
            book = card.full.partition("/")[0]
            above = by_full.get(f"{book}/{card.code.parent}") if card.code.parent else None
            parent = self._by_code[above] if above else self.root
            can_fold = card.full in parents
            self._by_code[name] = parent.add(name, data=name, expand=can_fold, allow_expand=can_fold)


def _code_row(sitting: CodingSitting, name: str, count: int, digit: str | None, theme: str) -> Text:
    card = sitting.codes[name]
    row = Text(no_wrap=True, overflow="ellipsis")
    row.append("■ ", style=code_colour(card.dimension, card.colour, theme))
    row.append(plain(card.code.name or name))
    if count:
        row.append(f" {count}", style="bold")
    if digit:
        row.append(f" [{digit}]", style="reverse")
    return row
