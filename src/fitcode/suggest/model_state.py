"""Model states: what a suggester has learned, as plain values and arrays, known by a hash.

Nothing in a stored state can run: arrays are read without pickle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.identity import canonical_json, text_hash

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FACTS = "facts"


class ModelState(NamedTuple):
    """What one suggester has learned from one project."""

    suggester: str
    fingerprint: str
    """Hash of what it was trained on and how; the same material gives the same fingerprint."""

    facts: dict[str, Any]
    """Plain JSON values, such as the codes it knows and how many decisions it saw."""

    arrays: Mapping[str, NDArray[Any]]


def state_of(
    suggester: str, *, facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], trained_on: str
) -> ModelState:
    """A state; ``trained_on`` is a hash of the training material, seed and method."""
    plain = json.loads(canonical_json(facts))
    return ModelState(suggester, text_hash(f"{suggester} {trained_on}"), plain, dict(arrays))


def state_to_bytes(state: ModelState) -> bytes:
    """The state as one compressed ``npz``."""
    import numpy as np

    head = {"suggester": state.suggester, "fingerprint": state.fingerprint, "facts": state.facts}
    written: dict[str, Any] = {f"array:{name}": array for name, array in state.arrays.items()}
    written[_FACTS] = np.frombuffer(canonical_json(head).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, **written)
    return stream.getvalue()


def state_from_bytes(content: bytes) -> ModelState:
    """A state as it was written; raises ValueError for bytes that hold none."""
    import zipfile

    import numpy as np

    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            head = json.loads(stored[_FACTS].tobytes().decode())
            arrays = {name.removeprefix("array:"): stored[name] for name in stored.files if name != _FACTS}
            return ModelState(head["suggester"], head["fingerprint"], head["facts"], arrays)
    except (KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError("these bytes hold no model state") from error
