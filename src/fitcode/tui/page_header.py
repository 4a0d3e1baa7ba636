"""The line above a page: which transcript, how far, what is there, and always the filter in force."""

from rich.text import Text
from textual.widgets import Static

from fitcode.tui.plain import plain
from fitcode.workflow.sitting.code_transcript import CodingSitting


class PageHeader(Static):
    """One line, and a second one under a filter."""

    DEFAULT_CSS = """
    PageHeader { height: 1; padding: 0 1; background: $panel; color: $text; text-wrap: nowrap;
        text-overflow: ellipsis; }
    PageHeader.-filtered { height: 2; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sitting: CodingSitting) -> None:
        """Tell where the sitting stands."""
        if sitting.transcript is None:
            self.update("No transcript is open. t opens one; fitcode ingest brings them in.")
            return
        name = sitting.transcript.name
        found = next((one for one in sitting.transcripts if one.name == name), None)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(plain(name), style="bold")
        line.append(f"  {sitting.how_far:.0%}  {plain(sitting.coder)}")
        if sitting.is_read_only:
            line.append("  read-only", style="bold reverse")
        if found is not None:
            if found.is_finished:
                line.append("  finished", style="bold")
            line.append(f"  {found.own_codings:,} of {found.codings:,} codings yours")
            shown = f"{len(sitting.suggestions):,} of " if sitting.n_unlikely else ""
            line.append(f"  {shown}{found.pending:,} suggestions")
        if sitting.shown:
            line.append("\n")
            said = f" Only {plain(str(sitting.shown))}: {sitting.n_hidden} hidden, F lifts it "
            line.append(said, style="reverse")
        self.set_class(bool(sitting.shown), "-filtered")
        self.update(line, layout=False)
