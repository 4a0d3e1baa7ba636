"""Kept grades: what a suggester by meaning says of one transcript, kept so that it is worked out once.

It depends on what was said and on the model alone, not on patterns or on which codes are looked for: a
changed pattern costs no matrix product. Chances are kept in ten-thousandths, and so they are used.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
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


class Grades(NamedTuple):
    """What one suggester says of one transcript."""

    proposals: list[Proposal]
    chances: NDArray[np.float64]
    """Of shape (segments, codes), to four digits."""


def grades_maker(suggester: str, model: str) -> str:
    """What makes grades: the suggester and the fingerprint of its model."""
    return f"grades: {suggester} {model}, layout {GRADES_VERSION}"


def grades_of(proposals: Sequence[Proposal], chances: NDArray[Any]) -> tuple[Grades, bytes]:
    """Grades as they are used, and as they are kept."""
    import numpy as np

    whole = np.rint(np.asarray(chances, dtype=np.float64) * _SCALE).astype("<u2")
    head = canonical_json([list(whole.shape), [list(one) for one in proposals]]).encode()
    content = _MAGIC + zlib.compress(len(head).to_bytes(4, "little") + head + whole.tobytes(), 1)
    return grades_from_bytes(content), content


def grades_from_bytes(content: bytes) -> Grades:
    """Grades as they were kept; raises ValueError for bytes that hold none."""
    import numpy as np

    try:
        if not content.startswith(_MAGIC):
            raise ValueError("another layout")
        packed = zlib.decompress(content[len(_MAGIC) :])
        size = int.from_bytes(packed[:4], "little")
        shape, proposals = json.loads(packed[4 : 4 + size])
        whole = np.frombuffer(packed, dtype="<u2", offset=4 + size).reshape(shape)
        return Grades([Proposal(*one) for one in proposals], whole / _SCALE)
    except (zlib.error, ValueError, TypeError) as error:
        raise ValueError("these bytes hold no grades") from error
