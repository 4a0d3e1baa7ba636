"""Marks on a page: the sitting's codings and suggestions as the transcript view paints them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.tui.detail_panel import sign_of
from fitcode.tui.plain import plain
from fitcode.tui.themes import code_colour
from fitcode.tui.transcript.transcript_view import Mark
from fitcode.workflow.sitting.open_sitting import CodeCard


class Marked(Protocol):
    """A sitting whose page has marks."""

    @property
    def coder(self) -> str:
        """Who looks."""

    @property
    def codes(self) -> Mapping[str, CodeCard]:
        """By the name people use."""

    @property
    def codings(self) -> Sequence[ShownCoding]:
        """Those on the page."""

    @property
    def suggestions(self) -> Sequence[ShownSuggestion]:
        """Those on the page."""


def page_marks(sitting: Marked, theme: str) -> list[Mark]:
    """Every coding and pending suggestion that the filter lets through."""
    coders = {one.coder for one in sitting.codings}
    is_told = len(coders) > 1 or coders - {sitting.coder}
    colours = {
        name: code_colour(card.dimension, card.colour, theme) or None for name, card in sitting.codes.items()
    }
    codings = [
        Mark(
            one.uid,
            one.start,
            one.end,
            label=_label(one, coder=one.coder if is_told and one.coder != sitting.coder else None),
            colour=colours.get(one.code),
        )
        for one in sitting.codings
    ]
    suggestions = [
        Mark(
            one.uid,
            one.start,
            one.end,
            label=_label(one),
            colour=colours.get(one.code),
            is_suggestion=True,
        )
        for one in sitting.suggestions
    ]
    return codings + suggestions


def _label(one: ShownCoding | ShownSuggestion, *, coder: str | None = None) -> str:
    sign = sign_of(one.valence, one.strength if isinstance(one, ShownCoding) else None)
    parts = [plain(one.code), sign, f"({plain(coder)})" if coder else ""]
    return " ".join(part for part in parts if part)
