"""The line above an adjudication and what stands at its end: how far it is, and what comes next."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from fitcode.domain.amounts import counted
from fitcode.tui.plain import plain_line
from fitcode.tui.review.review_header import fitted_line, said_place, said_time
from fitcode.workflow.sitting.adjudicate_passages import AdjudicationSitting


class AdjudicationHeader(Static):
    """One line."""

    DEFAULT_CSS = """
    AdjudicationHeader { height: 1; padding: 0 1; background: $panel; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sitting: AdjudicationSitting, *, width: int) -> None:
        """Tell where the adjudication stands."""
        name, names = sitting.transcript, sitting.names_compared
        question = sitting.current
        is_finished = name is not None and sitting.is_finished(name)
        parts = [
            (0, said_place(sitting.number, len(sitting.questions))),
            (-3, "decided" if question is not None and question.decided is not None else ""),
            (2, f"{sitting.n_open:,} open"),
            (1, plain_line(name) if name is not None else ""),
            (4, "adjudicated" if is_finished else ""),
            (5, f"transcript {names.index(name) + 1} of {len(names)}" if name in names else ""),
            (3, said_time(sitting.seconds_left)),
            (6, plain_line(sitting.coder)),
            (-2, f"only {plain_line(sitting.filters.code)}" if sitting.filters.code else ""),
            (-1, "READ-ONLY" if sitting.is_read_only else ""),
        ]
        self.update(fitted_line(parts, width=width - 2), layout=False)


class AdjudicationEnd(Static):
    """Stands where the passage stood."""

    DEFAULT_CSS = """
    AdjudicationEnd { height: 1fr; padding: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sitting: AdjudicationSitting) -> None:
        """Tell what is left and what to do next."""
        name, text = sitting.transcript, Text()
        if name is None:
            text.append("No transcript was finished by two coders.\n", style="bold")
            text.append("\n  fitcode finish TRANSCRIPT --as CODER\n")
        else:
            _tell_transcript(text, sitting, name)
        for note in sitting.notes:
            text.append(f"\n{plain_line(note)}\n", style="dim")
        text.append("\nWhat to do next\n", style="bold")
        text.append("  fitcode adjudicate --rule overlap --dry-run   says what a rule would take\n")
        text.append("  fitcode adjudicate --list                     lists what was decided, and why\n")
        self.update(text)


def _tell_transcript(text: Text, sitting: AdjudicationSitting, name: str) -> None:
    shown, n_open = plain_line(name), sitting.n_open
    if n_open:
        are = counted(n_open, "question is", "questions are")
        text.append(f"{are} left open in {shown}.\n", style="bold")
        text.append("\ns  begins again with what is open, p goes back.\n")
    elif sitting.is_finished(name):
        text.append(f"{shown} is adjudicated.\n", style="bold")
        text.append("\ns  goes on to the next transcript, t to any.\n")
    else:
        text.append(f"Nothing is left open in {shown}.\n", style="bold")
        text.append("\nf  finishes it: from then on the consensus is what counts here.\n")
    if sitting.n_agreed and not sitting.is_finished(name):
        text.append(f"   With it come {counted(sitting.n_agreed, 'passage')} on which all agree.\n")
