"""A suggester that learns by heart: it knows the very segments that it was trained on, and nothing else.

On what it has not seen it is worth nothing, so that any figure above that tells of a leak.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fitcode.domain.identity import content_hash
from fitcode.suggest.material import Material
from fitcode.suggest.model_state import ModelState, state_of
from fitcode.suggest.reading.encoders import Encoder
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import ReadTranscript
from fitcode.suggest.suggester import Proposal, Recipe


class Memory:
    """Proposes again what it was shown."""

    name = "memory"
    notes: Sequence[str] = ()

    def __init__(self, state: ModelState | None) -> None:
        self._known = {(code, text) for code, text in state.facts["known"]} if state else set()

    def reads(self, language: str) -> bool:
        return True

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        return [
            Proposal(number, code, 0.9, "seen before", {})
            for number, segment in enumerate(read.segments)
            for code, text in sorted(self._known)
            if text == read.quote(segment.start, segment.end)
        ]


class MemoryKind:
    """What the name stands for."""

    name = "memory"
    needs_vectors = False

    def fingerprints(self, recipe: Recipe) -> dict[str, str]:
        state = recipe.models.get(self.name)
        known = content_hash([state.facts if state else None])
        return {f"{book.id}/{code.id}": known for book in recipe.codebooks for code in book.codes}

    def prepare(self, recipe: Recipe, _pipelines: Pipelines) -> Memory:
        return Memory(recipe.models.get(self.name))

    def train(self, _recipe: Recipe, material: Material, _encoder: Encoder) -> ModelState:
        known = sorted({(one.code, material.texts[one.row]) for one in material.examples if one.is_positive})
        return state_of(self.name, facts={"known": known}, arrays={}, trained_on=content_hash([known]))


MEMORY = MemoryKind()


def install_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python find it as another package's suggester."""
    made = folder / "memory-1.0.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: memory\nVersion: 1.0\n")
    (made / "entry_points.txt").write_text("[fitcode.suggesters]\nmemory = tests.support.memory:MEMORY\n")
    monkeypatch.syspath_prepend(str(folder))
