"""What another package might register: suggesters, some of them ill-behaved, and a small encoder.

``install_outside`` makes a distribution in a folder whose entry points name what is here.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from fitcode.domain.identity import content_hash
from fitcode.errors import FitcodeError
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import ReadTranscript
from fitcode.suggest.suggester import Proposal, Recipe

WORD = "radio"


class Echo:
    """Proposes every code of the recipe where a segment says ``radio``."""

    notes: Sequence[str] = ()

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        self.name = name
        self.codes = tuple(codes)

    def reads(self, language: str) -> bool:
        return language == "en"

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        return [
            Proposal(number, code, 0.4, f"somebody said {WORD}", {"echo": {"of": WORD}})
            for number in hears(read)
            for code in self.codes
        ]


class Broken(Echo):
    """Raises where somebody says ``radio``."""

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        if hears(read):
            raise RuntimeError("no luck today")
        return []


class Refusing(Echo):
    """Cannot do its work at all, and says so."""

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        raise FitcodeError("The radio dictionary is not installed.", remedy="Install it.")


class Astray(Echo):
    """Proposes something for a segment that is not there."""

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        return [Proposal(len(read.segments), code, 0.5, "nothing", {}) for code in self.codes]


class Grading(Echo):
    """Proposes like an echo, and holds every code likely at 0.5 everywhere."""

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        return []

    def probabilities(self, read: ReadTranscript) -> NDArray[np.float32]:
        return np.full((len(read.segments), len(self.codes)), 0.5, dtype=np.float32)


class BrokenGrading(Grading):
    """Raises when it is asked for its chances."""

    def probabilities(self, read: ReadTranscript) -> NDArray[np.float32]:
        raise RuntimeError("no chance")


class Likeness(Echo):
    """Proposes every code where a segment's vector is like that of ``radio``."""

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        assert read.vectors is not None
        wanted = SmallEncoder().encode([WORD])[0]
        return [
            Proposal(number, code, 0.6, "much alike", {"echo": {"like": round(float(likeness), 2)}})
            for number, likeness in enumerate(read.vectors @ wanted)
            for code in self.codes
            if likeness > 0.45
        ]


class OutsideKind:
    """What an outside name stands for."""

    def __init__(self, name: str, made: type[Echo], *, needs_vectors: bool = False) -> None:
        self.name = name
        self.needs_vectors = needs_vectors
        self._made = made

    def fingerprints(self, recipe: Recipe) -> dict[str, str]:
        return {code: content_hash([self.name, code]) for code in _codes(recipe)}

    def prepare(self, recipe: Recipe, _pipelines: Pipelines) -> Echo:
        return self._made(self.name, _codes(recipe))


class UnreadyKind(OutsideKind):
    """Cannot be made ready."""

    def prepare(self, recipe: Recipe, _pipelines: Pipelines) -> Echo:
        raise RuntimeError("no battery")


def _codes(recipe: Recipe) -> list[str]:
    return [f"{book.id}/{code.id}" for book in recipe.codebooks for code in book.codes]


def hears(read: ReadTranscript) -> list[int]:
    """Numbers of the segments that say ``radio``."""
    said = [read.quote(segment.start, segment.end) for segment in read.segments]
    return [number for number, text in enumerate(said) if WORD in text.lower()]


class SmallEncoder:
    """A vector of the words of a text: equal words, equal places."""

    def version(self) -> str:
        return "small 1"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        made = np.zeros((len(texts), 32), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                made[row, crc32(word.strip(".,?!").encode()) % 32] += 1
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        return np.asarray(made / np.maximum(lengths, 1e-9), dtype=np.float32)


ECHO = OutsideKind("echo", Echo)
BROKEN = OutsideKind("broken", Broken)
REFUSING = OutsideKind("refusing", Refusing)
ASTRAY = OutsideKind("astray", Astray)
GRADING = OutsideKind("grading", Grading)
BROKEN_GRADING = OutsideKind("broken-grading", BrokenGrading)
LIKENESS = OutsideKind("likeness", Likeness, needs_vectors=True)
UNREADY = UnreadyKind("unready", Echo)

_NAMES = {kind.name: variable for variable, kind in list(globals().items()) if isinstance(kind, OutsideKind)}


def install_outside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a distribution in ``folder`` that registers all of this, and let Python find it."""
    made = folder / "outside-1.0.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1.0\n")
    here = "tests.support.outside"
    lines = ["[fitcode.suggesters]", *(f"{name} = {here}:{variable}" for name, variable in _NAMES.items())]
    lines += ["gone = nowhere_to_be_found:GONE"]
    lines += ["[fitcode.encoders]", f"small = {here}:SmallEncoder"]
    (made / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(folder))


def facts_of(evidence: dict[str, Any]) -> dict[str, Any]:
    """The part of the evidence that says how a score came about."""
    return {name: evidence[name] for name in ("parts", "raw", "scored") if name in evidence}
