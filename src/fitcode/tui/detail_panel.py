"""The detail panel: what is in focus, its facts and memos, and what its code means."""

from collections.abc import Iterator

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.tui.plain import plain, plain_line
from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.sitting.open_sitting import CodeCard

_SIGNS = {"fit": "+", "misfit": "−", "mixed": "±"}


def sign_of(valence: str | None, strength: int | None = None) -> str:
    """A valence and strength in two cells or fewer, as in ``−2``; empty where none is stated."""
    return f"{_SIGNS.get(valence or '', '')}{strength or ''}"


def said_facts(one: ShownCoding | ShownSuggestion) -> str:
    """Valence, strength and components in words."""
    strength = one.strength if isinstance(one, ShownCoding) else None
    return said_statement(one.valence, strength, one.about, one.counterpart)


def said_statement(
    valence: str | None, strength: int | None, about: str | None, counterpart: str | None
) -> str:
    """What a coding states beside its code, in words."""
    stated = f"{valence or 'no valence'}{f' {strength}' if strength else ''}"
    about = f"about {about}" if about else ""
    towards = f"→ {counterpart}" if counterpart else ""
    return " · ".join(part for part in (stated, f"{about} {towards}".strip()) if part)


class DetailPanel(VerticalScroll, can_focus=False):
    """What the keys would act on."""

    DEFAULT_CSS = """
    DetailPanel { height: 6; padding: 0 1; background: $surface; border-top: solid $primary 40%; }
    DetailPanel.-tall { height: 50%; }
    DetailPanel.-hidden { display: none; }
    DetailPanel Static { height: 1fr; }
    DetailPanel.-tall Static { height: auto; }
    """

    def compose(self) -> Iterator[Static]:
        """One text that scrolls."""
        yield Static("", markup=False)

    def show(self, sitting: CodingSitting) -> None:
        """Tell of the coding or suggestion in focus, else of the selection."""
        text = Text()
        one = sitting.focused_coding or sitting.focused_suggestion
        if one is None:
            _tell_selection(text, sitting)
        else:
            here = sitting.here()
            if len(here) > 1:
                place = [found.uid for found in here].index(one.uid) + 1 if one in here else 0
                text.append(f"{place} of {len(here)} here (tab)  ", style="dim")
            _tell(text, one, sitting)
        # A layout draws the whole screen anew, which a key press must not wait for.
        self.query_one(Static).update(text, layout=self.has_class("-tall"))
        if self.scroll_y:
            self.scroll_home(animate=False)

    def show_code(self, card: CodeCard) -> None:
        """Tell what a code means, whatever is in focus."""
        text = Text()
        text.append(plain(card.name), style="bold")
        tell_code(text, card)
        self.query_one(Static).update(text, layout=self.has_class("-tall"))

    def cycle(self) -> None:
        """From low to tall to hidden and back."""
        if self.has_class("-tall"):
            self.set_classes("-hidden")
        elif self.has_class("-hidden"):
            self.set_classes("")
        else:
            self.set_classes("-tall")


def _tell(text: Text, one: ShownCoding | ShownSuggestion, sitting: CodingSitting) -> None:
    card = sitting.codes.get(one.code)
    text.append(plain(one.code), style="bold")
    text.append(f"  {plain(said_facts(one))}")
    if isinstance(one, ShownCoding):
        text.append(f"  by {plain(one.coder)}", style="dim")
        if one.memo:
            text.append(f"\nMemo: {plain(one.memo)}")
    else:
        text.append(f"  suggested, {one.score:.2f}: a accepts, r rejects", style="italic")
        text.append(f"\n{plain(one.reason)}")
    for memo in sitting.memos_in_focus():
        heading = f"{memo.title}: " if memo.title else ""
        text.append(f"\nMemo of {plain(memo.coder)}: ", style="bold")
        text.append(plain_line(f"{heading}{memo.text}"))
    if card is None:
        text.append("\nThis code is no longer in the codebook.", style="italic")
    else:
        tell_code(text, card)


def tell_code(text: Text, card: CodeCard) -> None:
    """What a code means and when it is used."""
    text.append(f"\n{plain(card.path)}", style="dim")
    if card.dimension:
        text.append(f"  ({card.dimension})", style="dim")
    for heading, said in (
        ("", card.code.definition),
        ("Use when: ", card.code.use_when),
        ("Do not use when: ", card.code.do_not_use_when),
        ("For example: ", " / ".join(card.code.examples)),
    ):
        if said:
            text.append(f"\n{heading}", style="bold")
            text.append(plain(" ".join(said.split())))


def _tell_selection(text: Text, sitting: CodingSitting) -> None:
    if sitting.transcript is None:
        text.append("fitcode ingest FILES brings transcripts into the project; t opens one.", style="dim")
        return
    words = sitting.n_words
    text.append(f"{words:,} word{'' if words == 1 else 's'} selected; nothing is coded here.", style="dim")
    nearby = sitting.components_nearby()[:6]
    if nearby:
        text.append(f"\nNamed nearby: {plain(', '.join(nearby))}", style="dim")
    if sitting.favourites:
        favourites = "  ".join(f"{digit} {code}" for digit, code in sitting.favourites.items())
        text.append(f"\nFavourites: {plain(favourites)}", style="dim")
