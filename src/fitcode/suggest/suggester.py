"""What a suggester is: the protocol that built-in and outside ones keep, and the settings they get.

A suggester reads one part of a transcript at a time and hands over suggestions with evidence; it knows
no database. A kind is what a name stands for: it can say its fingerprint without loading a slow
library, so that a pass with nothing to do costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field

from fitcode.domain.codebook import Codebook
from fitcode.domain.component import Registry
from fitcode.domain.suggestion import NewSuggestion

if TYPE_CHECKING:
    from fitcode.suggest.language import Pipelines
    from fitcode.suggest.reading import ReadPart


class PassSettings(BaseModel, frozen=True, extra="forbid"):
    """What decides how a pass runs; plain values, so that a worker process can prepare the same pass."""

    pipeline: str = "blank"
    """``blank`` for each transcript's language, or the name of an installed spaCy pipeline."""

    language: str = "en"
    """The project's language: that of every transcript which names none."""

    suggesters: tuple[str, ...] = ("rules",)
    min_score: float = Field(default=0.0, ge=0, le=1)
    """Suggestions below it are not handed over."""

    seed: int = 0
    """For suggesters that draw at random; rules do not."""

    only: tuple[str, ...] | None = None
    """Codes as ``codebook/code``, or whole codebooks by id; None means all."""


class Suggester(Protocol):
    """A suggester made ready: it proposes codings for what it is shown."""

    @property
    def name(self) -> str:
        """Its registered name; the coder of kind machine that its suggestions are filed under."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hash of everything that decides what it suggests."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What people should know, such as a pattern that this pipeline cannot run."""
        ...

    def reads(self, language: str) -> bool:
        """Whether it has anything to look for in transcripts of this language."""
        ...

    def suggest(self, part: ReadPart) -> list[NewSuggestion]:
        """Suggestions for one part (a turn, or a piece of a very long one), one per segment and code."""
        ...


class SuggesterKind(Protocol):
    """What a suggester's name stands for, and what an entry point of group ``fitcode.suggesters`` names."""

    @property
    def name(self) -> str:
        """Its registered name."""
        ...

    def fingerprint(
        self, *, codebooks: Sequence[Codebook], registries: Sequence[Registry], settings: PassSettings
    ) -> str:
        """The fingerprint that the prepared suggester will have; loads no slow library."""
        ...

    def prepare(
        self,
        *,
        codebooks: Sequence[Codebook],
        registries: Sequence[Registry],
        settings: PassSettings,
        pipelines: Pipelines,
    ) -> Suggester:
        """The suggester, ready to read."""
        ...
