"""What a suggester is: the protocol that built-in and outside ones keep, and what they get.

A suggester is shown one transcript at a time and proposes codes for its segments, with evidence; it knows
no database. A kind is what a name stands for: it can say its fingerprints without loading a slow library,
so that a pass with nothing to do costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from pydantic import BaseModel, Field

from fitcode.domain.codebook import Codebook
from fitcode.domain.component import Registry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.model_state import ModelState
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.reading.pipelines import Pipelines
    from fitcode.suggest.reading.read_transcript import ReadTranscript


class PassSettings(BaseModel, frozen=True, extra="forbid"):
    """What decides how a pass runs; plain values, so that a worker process can prepare the same pass."""

    pipeline: str = "blank"
    """``blank``, or the name of an installed spaCy pipeline whose model is asked about candidates."""

    language: str = "en"
    """The project's language: that of every transcript which names none."""

    suggesters: tuple[str, ...] = ("rules",)
    encoder: str = "use-multilingual"
    """What turns segments into vectors, for suggesters that need them."""

    min_score: float = Field(default=0.0, ge=0, le=1)
    """Suggestions below it are not handed over."""

    seed: int = 0
    """For what is drawn at random; rules draw nothing."""

    only: tuple[str, ...] | None = None
    """Codes as ``codebook/code``, or whole codebooks by id; None means all."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a pass is made from: plain values, from which each worker process makes the pass anew."""

    codebooks: tuple[Codebook, ...]
    registries: tuple[Registry, ...] = ()
    settings: PassSettings = field(default_factory=PassSettings)
    models: Mapping[str, ModelState] = field(default_factory=dict)
    """Suggester name to what it learned; a suggester without an entry has learned nothing yet."""


class Proposal(NamedTuple):
    """What one suggester says of one segment and one code."""

    segment: int
    """Index into ``ReadTranscript.segments``."""

    code: str
    """``codebook/code``."""

    score: float
    """In [0, 1]: the suggester's own estimate of the chance that the code is right."""

    reason: str
    """A few words for people."""

    evidence: dict[str, Any]
    """For machines: plain JSON values; every span is ``[start, end]`` in the transcript's code points."""


class Suggester(Protocol):
    """A suggester made ready: it proposes codes for what it is shown."""

    @property
    def name(self) -> str:
        """Its registered name."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What people should know, such as a pattern that this pipeline cannot run."""
        ...

    def reads(self, language: str) -> bool:
        """Whether it has anything to look for in transcripts of this language."""
        ...

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        """Proposals for one transcript, at most one per segment and code."""
        ...


@runtime_checkable
class Grader(Protocol):
    """A suggester that can say how likely any of its codes is, proposed or not."""

    @property
    def codes(self) -> Sequence[str]:
        """The codes it knows, as ``codebook/code``."""
        ...

    def probabilities(self, read: ReadTranscript) -> NDArray[np.float32]:
        """Chances of shape (segments, codes)."""
        ...


class SuggesterKind(Protocol):
    """What a suggester's name stands for, and what an entry point of group ``fitcode.suggesters`` names."""

    @property
    def name(self) -> str:
        """Its registered name."""
        ...

    @property
    def needs_vectors(self) -> bool:
        """Whether it reads sentence vectors."""
        ...

    def fingerprints(self, recipe: Recipe) -> dict[str, str]:
        """Code (``codebook/code``) to a hash of all that decides what is proposed for it.

        A code that it can propose nothing for is left out; no slow library is loaded.
        """
        ...

    def prepare(self, recipe: Recipe, pipelines: Pipelines) -> Suggester:
        """The suggester, ready to read."""
        ...


@runtime_checkable
class TrainedKind(Protocol):
    """A kind that learns from a project before it is prepared."""

    def train(self, recipe: Recipe, material: Material, encoder: Encoder) -> ModelState:
        """What there is to learn, the same for the same recipe and material; works with empty material.

        ``recipe.models`` holds what the suggesters named before it have learned.
        """
        ...
