"""The suggestion card: what would be coded, who proposes it and how often they were right, and why.

The first lines say all that a decision needs; the evidence and the code's definition come when asked for.
"""

from __future__ import annotations

from enum import StrEnum

from rich.style import Style
from rich.text import Text

from fitcode.store.screen_reads import ShownSuggestion
from fitcode.tui.detail_panel import said_facts, tell_code
from fitcode.tui.plain import plain, plain_line, shortened
from fitcode.tui.review.card import Card
from fitcode.tui.themes import code_colour
from fitcode.workflow.sitting.look_closer import LookingSitting
from fitcode.workflow.sitting.tell_evidence import evidence_lines

_MOST_OTHERS = 5


class More(StrEnum):
    """What the card holds beside the suggestion itself."""

    nothing = ""
    evidence = "evidence"
    definition = "definition"


class SuggestionCard(Card):
    """The suggestion that is to be decided."""

    def __init__(self) -> None:
        super().__init__()
        self.more = More.nothing

    def toggle(self, more: More) -> None:
        """Show more, or the suggestion alone again."""
        self.more = More.nothing if self.more is more else more
        self.set_class(bool(self.more), "-tall")
        self.scroll_lines(-self._first)

    def show(self, sitting: LookingSitting, theme: str, *, is_new: bool = False) -> None:
        """Tell of the current suggestion, another one from its first line."""
        one = sitting.current
        text = Text()
        if one is not None:
            is_defined = self.more is More.definition or (self.is_beside and not self.more)
            gap = "\n\n" if self.is_beside else "\n"
            has_evidence = self.more is More.evidence
            _tell(text, one, sitting, theme, gap=gap, has_path=not is_defined, has_reason=not has_evidence)
            if has_evidence:
                _tell_evidence(text, one, sitting)
            elif is_defined:
                _tell_definition(text, one, sitting)
        self.tell(text, is_new=is_new)


def _tell(
    text: Text,
    one: ShownSuggestion,
    sitting: LookingSitting,
    theme: str,
    *,
    gap: str,
    has_path: bool,
    has_reason: bool,
) -> None:
    card = sitting.codes.get(one.code)
    colour = code_colour(card.dimension, card.colour, theme) if card else ""
    text.append(plain_line(one.code), style=Style(color=colour or None, bold=True))
    text.append(f"  score {one.score:.2f}")
    text.append(f"  {plain_line(said_facts(one))}", style="bold" if one.valence or one.about else "")
    if card is not None and card.dimension:
        text.append(f"  ({card.dimension})", style="dim")
    if card is not None and has_path:
        text.append(f"\n{plain_line(card.path)}", style="dim")
    if sitting.is_span_changed:
        text.append("\nThe passage is changed: accepting amends it, Esc puts it back.", style="bold italic")
    text.append(gap[1:])
    for record in sitting.track_records():
        text.append(f"\n{plain_line(str(record))}")
    if has_reason:
        text.append(f"{gap}Why: ", style="bold")
        text.append(plain_line(one.reason))
    _tell_others(text, sitting, gap=gap)


def _tell_others(text: Text, sitting: LookingSitting, *, gap: str) -> None:
    """What is on the passage already, and what else is proposed for it."""
    others = sitting.others_here()
    coded = [f"{plain_line(one.code)} ({plain_line(one.coder)})" for one in others.codings]
    proposed = [f"{plain_line(one.code)} {one.score:.2f}" for one in others.suggestions]
    for heading, found in (("Coded here: ", coded), ("Also suggested: ", proposed)):
        if found:
            text.append(f"{gap}{heading}", style="bold")
            gap = "\n"
            text.append(", ".join(dict.fromkeys(found[:_MOST_OTHERS])))
            if len(found) > _MOST_OTHERS:
                text.append(f" and {len(found) - _MOST_OTHERS} more")


def _tell_evidence(text: Text, one: ShownSuggestion, sitting: LookingSitting) -> None:
    text.append("\n\nEvidence", style="bold underline")
    card = sitting.codes.get(one.code)
    for line in evidence_lines(one, card.code if card else None, common=sitting.common_words()):
        text.append(f"\n{plain_line(line)}")


def _tell_definition(text: Text, one: ShownSuggestion, sitting: LookingSitting) -> None:
    card = sitting.codes.get(one.code)
    text.append("\n\n")
    if card is None:
        text.append("This code is no longer in the codebook.", style="italic")
        return
    text.append(plain_line(card.code.name), style="bold underline")
    tell_code(text, card)


def preview_line(one: ShownSuggestion) -> str:
    """A suggestion in a line of a preview."""
    return f"{one.score:.2f}  {plain(one.transcript)}: {shortened(one.quote, 160)}"
