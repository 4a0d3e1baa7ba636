"""The worklist card: the coding, and what its code said when it was made beside what it says now.

Words that differ stand in bold and underlined, so that nothing is told by colour alone.
"""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from fitcode.domain.definition_change import FieldChange, other_words
from fitcode.tui.detail_panel import said_statement, tell_code
from fitcode.tui.plain import plain_line
from fitcode.tui.review.card import DefinedCard
from fitcode.tui.themes import code_colour
from fitcode.workflow.sitting.work_through_list import WorklistSitting

_OTHER = "bold underline"


class WorklistCard(DefinedCard):
    """The coding that is to be looked at again."""

    def show(self, sitting: WorklistSitting, theme: str, *, is_new: bool = False) -> None:
        """Tell of the current coding, another one from its first line."""
        one, text = sitting.current, Text()
        if one is not None:
            card = sitting.codes.get(one.code)
            colour = code_colour(card.dimension, card.colour, theme) if card else ""
            text.append(plain_line(one.code), style=Style(color=colour or None, bold=True))
            said = said_statement(one.valence, one.strength, one.about, one.counterpart)
            text.append(f"  {plain_line(said)}")
            made, now = one.redefined.made_under, one.redefined.in_force
            text.append(f"  coded under version {made}; {now} is in force", style="dim")
            if one.memo:
                text.append("\nMemo: ", style="bold")
                text.append(plain_line(one.memo))
            for change in one.redefined.changes:
                _tell_change(text, change)
            if card is not None and (self.has_definition or self.is_beside):
                text.append(f"\n\n{plain_line(card.code.name)}", style="bold underline")
                tell_code(text, card)
        self.tell(text, is_new=is_new)


def _tell_change(text: Text, change: FieldChange) -> None:
    for when, said, than in (("was", change.before, change.after), ("now", change.after, change.before)):
        text.append(f"\n{change.words.capitalize()} {when}: ", style="bold")
        if not said:
            text.append("nothing", style="italic")
        for number, stretch in enumerate(other_words(said, than)):
            text.append(" " if number else "")
            text.append(plain_line(stretch.text), style=_OTHER if stretch.is_other else "")
