"""The adjudication card: what each coder coded, side by side, what was ruled, and what the codes mean.

What differs stands underlined, so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.style import Style
from rich.text import Text

from fitcode.domain.adjudication import Question, QuestionCoding
from fitcode.domain.choices import DisagreementKind
from fitcode.tui.adjudication.columns import side_by_side
from fitcode.tui.detail_panel import said_statement, tell_code
from fitcode.tui.plain import plain_line, shortened
from fitcode.tui.review.card import DefinedCard
from fitcode.tui.themes import code_colour
from fitcode.workflow.sitting.adjudicate_passages import AdjudicationSitting
from fitcode.workflow.sitting.open_sitting import CodeCard

DIFFERENCES = {
    DisagreementKind.different_code: "different codes",
    DisagreementKind.one_sided: "not coded by all",
    DisagreementKind.boundaries: "other boundaries",
    DisagreementKind.valence: "other valence",
    DisagreementKind.component: "other component",
    DisagreementKind.agreed: "all agree",
}
_LONGEST_QUOTE = 240


class AdjudicationCard(DefinedCard):
    """The question that is to be decided."""

    DEFAULT_CSS = """
    AdjudicationCard { height: 12; }
    AdjudicationCard.-tall { height: 70%; }
    AdjudicationCard.-beside { height: 1fr; width: 50%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._head = Text()
        self._columns: list[Text] = []

    def lines(self, width: int) -> list[Text]:
        """How they differ, the coders side by side, then all else."""
        console = self.app.console
        columns = side_by_side(self._columns, width=width, console=console) if self._columns else []
        rest = list(self._text.wrap(console, width)) if self._text else []
        return [*self._head.wrap(console, width), *columns, *rest] if self._head else rest

    def show(self, sitting: AdjudicationSitting, theme: str, *, is_new: bool = False) -> None:
        """Tell of the current question, another one from its first line."""
        question, text = sitting.current, Text()
        self._head, self._columns = Text(), []
        if question is not None:
            self._head = _head(question)
            self._columns = [
                _column(question, number, coder, sitting.codes, theme)
                for number, coder in enumerate(question.coders, start=1)
            ]
            for line in _ruled(sitting, question):
                text.append_text(line)
                text.append("\n")
            _tell_definitions(text, question, sitting.codes)
        self.tell(text, is_new=is_new)


def _head(question: Question) -> Text:
    said = " · ".join(DIFFERENCES[kind] for kind in question.kinds)
    return Text(said[0].upper() + said[1:], style="bold")


def _column(question: Question, number: int, coder: str, codes: Mapping[str, CodeCard], theme: str) -> Text:
    text = Text()
    text.append(f" {number} ", style="reverse")
    text.append(f" {plain_line(coder)}", style="bold")
    own = [coding for coding in question.codings if coding.coder == coder]
    if not own:
        text.append("\nnothing", style="italic")
    for coding in own:
        _tell_coding(text, question, coding, codes, theme)
    return text


def _tell_coding(
    text: Text, question: Question, coding: QuestionCoding, codes: Mapping[str, CodeCard], theme: str
) -> None:
    card = codes.get(coding.code)
    colour = code_colour(card.dimension, card.colour, theme) if card else ""
    is_other = DisagreementKind.different_code in question.kinds
    style = Style(color=colour or None, bold=True, underline=is_other)
    text.append(f"\n{plain_line(coding.code)}", style=style)
    said = said_statement(coding.valence, coding.strength, coding.about, coding.counterpart)
    is_other = not {DisagreementKind.valence, DisagreementKind.component}.isdisjoint(question.kinds)
    text.append("\n")
    text.append(plain_line(said), style="underline" if is_other else "")
    if (coding.start, coding.end) != (question.start, question.end):
        text.append("\n")
        text.append(f"“{shortened(coding.quote, _LONGEST_QUOTE)}”", style="underline")
    if coding.memo:
        text.append("\nMemo: ", style="bold")
        text.append(plain_line(coding.memo))


def _ruled(sitting: AdjudicationSitting, question: Question) -> Iterator[Text]:
    """What was ruled before, by whom and why; and what would be kept with the next ruling."""
    told = sitting.decision
    if told is not None:
        line = Text()
        line.append("Open again, decided before as: " if question.is_changed else "Decided: ", style="bold")
        made = sitting.consensus_here()
        stated = [
            f"{one.code}, {said_statement(one.valence, one.strength, one.about, one.counterpart)}"
            for one in made
        ]
        line.append(plain_line("; ".join(stated) or "nothing"))
        because = f": {told['reason']}" if told["reason"] else ""
        line.append(" ")
        line.append(plain_line(f"(by {told['decided_by']}{because})"))
        yield line
    if sitting.is_span_changed:
        yield Text("The passage is changed: e codes it, Esc puts it back.", style="bold italic")
    if sitting.reason:
        line = Text("Reason: ", style="bold")
        line.append(plain_line(sitting.reason), style="not bold")
        yield line


def _tell_definitions(text: Text, question: Question, codes: Mapping[str, CodeCard]) -> None:
    for name in dict.fromkeys(coding.code for coding in question.codings):
        card = codes.get(name)
        text.append(f"\n{plain_line(card.code.name if card else name)}", style="bold underline")
        if card is None:
            text.append("\nThis code is no longer in the codebook.", style="italic")
        else:
            tell_code(text, card)
        text.append("\n")
