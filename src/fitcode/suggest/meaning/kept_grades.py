"""Kept grades: what a suggester by meaning says of one transcript, kept so that it is worked out once.

It depends on what was said and on the model alone, not on patterns or on which codes are looked for: a
changed pattern costs no matrix product. Chances are kept in ten-thousandths, and so they are used.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.identity import canonical_json
from fitcode.suggest.suggester import Proposal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRADES_VERSION = 1
"""Raised when the same model and text would give other grades, or the bytes another layout."""

_MAGIC = b"fitcode grades 1\n"
_SCALE = 10_000

_ROWS = 4_000
"""Segments whose chances are rounded at once."""


class Grades(NamedTuple):
    """What one suggester says of one transcript."""

    proposals: list[Proposal]
    chances: NDArray[np.float64]
    """Of shape (segments, codes), to four digits."""


def grades_maker(suggester: str, model: str) -> str:
    """What makes grades: the suggester and the fingerprint of its model."""
    return f"grades: {suggester} {model}, layout {GRADES_VERSION}"


def grades_of(proposals: list[Proposal], chances: NDArray[Any]) -> tuple[Grades, bytes]:
    """Grades as they are used, and as they are kept; the list is empty afterwards."""
    content = _packed(proposals, chances)
    # Of a very long transcript, as much is made next: both would not fit beside each other.
    proposals.clear()
    del chances
    return grades_from_bytes(content), content


def _packed(proposals: Sequence[Proposal], chances: NDArray[Any]) -> bytes:
    import numpy as np

    whole = np.empty(chances.shape, dtype="<u2")
    for first in range(0, len(whole), _ROWS):
        rows = slice(first, first + _ROWS)
        whole[rows] = np.rint(np.asarray(chances[rows], dtype=np.float64) * _SCALE)
    head = canonical_json([list(whole.shape), [list(one) for one in proposals]]).encode()
    return _MAGIC + zlib.compress(len(head).to_bytes(4, "little") + head + whole.tobytes(), 1)


def grades_from_bytes(content: bytes) -> Grades:
    """Grades as they were kept; raises ValueError for bytes that hold none."""
    import numpy as np

    try:
        if not content.startswith(_MAGIC):
            raise ValueError("another layout")
        packed = zlib.decompress(content[len(_MAGIC) :])
        size = int.from_bytes(packed[:4], "little")
        whole = np.frombuffer(packed, dtype="<u2", offset=4 + size).copy()
        head = str(memoryview(packed)[4 : 4 + size], "utf-8")
        del packed
        shape, read = json.loads(head, object_pairs_hook=_Shared().of)
        del head
        proposals = [
            Proposal(segment, code, score, intern(reason), evidence)
            for segment, code, score, reason, evidence in read
        ]
        del read
        return Grades(proposals, whole.reshape(shape) / _SCALE)
    except (zlib.error, ValueError, TypeError) as error:
        raise ValueError("these bytes hold no grades") from error


class _Shared:
    """Objects of texts alone, such as the nearest example, made once however often they are written.

    Few examples are the nearest of many segments: written out, they would take most of the memory.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, Any], ...], dict[str, Any]] = {}

    def of(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """The object of these names and values."""
        if not pairs or not all(isinstance(value, str) for _, value in pairs):
            return dict(pairs)
        return self._known.setdefault(tuple(pairs), dict(pairs))
