"""Marks on a page: the sitting's codings and suggestions as the transcript view paints them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.tui.detail_panel import sign_of
from fitcode.tui.plain import plain
from fitcode.tui.themes import code_colour
from fitcode.tui.transcript.transcript_view import Mark
from fitcode.workflow.sitting.open_sitting import CodeCard

_FEW = 1_000


class Marked(Protocol):
    """What of a sitting stands on a page."""

    @property
    def coder(self) -> str:
        """Who looks: other coders are named."""

    @property
    def codes(self) -> Mapping[str, CodeCard]:
        """The codes in force."""

    @property
    def codings(self) -> Sequence[ShownCoding]:
        """The codings that are marked."""

    @property
    def suggestions(self) -> Sequence[ShownSuggestion]:
        """The suggestions that are marked."""


class PageMarks:
    """Makes the marks of a page, each once: a key changes one of thousands."""

    def __init__(self) -> None:
        self._made: dict[ShownCoding, Mark] = {}
        self._made_for: tuple[str, str, Mapping[str, CodeCard] | None] = ("", "", None)

    def of(self, sitting: Marked, theme: str) -> list[Mark]:
        """Every coding and suggestion that is on the page."""
        made_for = (theme, sitting.coder, sitting.codes)
        if self._made_for[:2] != made_for[:2] or self._made_for[2] is not sitting.codes:
            self._made, self._made_for = {}, made_for
        if len(self._made) > 2 * len(sitting.codings) + _FEW:
            self._made = {}
        made = self._made
        for one in sitting.codings:
            if one not in made:
                others = one.coder if one.coder != sitting.coder else None
                made[one] = _mark(one, sitting, theme, coder=others)
        return [
            *(made[one] for one in sitting.codings),
            *(_mark(one, sitting, theme) for one in sitting.suggestions),
        ]


def _mark(
    one: ShownCoding | ShownSuggestion, sitting: Marked, theme: str, *, coder: str | None = None
) -> Mark:
    card = sitting.codes.get(one.code)
    colour = code_colour(card.dimension, card.colour, theme) if card is not None else ""
    sign = sign_of(one.valence, one.strength if isinstance(one, ShownCoding) else None)
    parts = [sign, plain(one.code), f"({plain(coder)})" if coder else ""]  # the end may be cut off
    label = " ".join(part for part in parts if part)
    return Mark(one.uid, one.start, one.end, label, colour or None, isinstance(one, ShownSuggestion))
