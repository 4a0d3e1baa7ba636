"""Choosing: which of a segment's codes are worth a look.

Few and sure: a suggester that proposes much is not read. A code is proposed when its chance is high enough,
and only if its branch is about as likely as the likeliest branch of the codebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 3
"""Codes per segment."""

LEAST = 0.03
"""Chance below which not even the likeliest code is proposed; most are right for one segment in a hundred."""

ANOTHER = 0.1
"""Chance below which no second and third code is proposed."""

MARGIN = 0.7
"""Standard deviations by which a code's branch may lag behind the codebook's likeliest."""


class Choice(NamedTuple):
    """A code that is worth a look."""

    row: int
    code: int
    chance: float


def choose(
    chances: NDArray[np.float64],
    branches: NDArray[np.float64],
    *,
    branch_of: NDArray[np.int64],
    branch_books: NDArray[np.int64],
    allowed: NDArray[np.bool_],
) -> list[Choice]:
    """At most three codes per row, the likeliest first; ties go to the codebook's order."""
    import numpy as np

    is_open = (chances >= LEAST) & allowed
    for book in np.unique(branch_books):
        own = np.flatnonzero(branch_books == book)
        near = branches[:, own] >= branches[:, own].max(axis=1, keepdims=True) - MARGIN
        for column, branch in enumerate(own):
            is_open[:, branch_of == branch] &= near[:, [column]]
    found = []
    for row in np.flatnonzero(is_open.any(axis=1)):
        codes = np.flatnonzero(is_open[row])
        best = codes[np.argsort(-chances[row, codes], kind="stable")][:MOST]
        found += [
            Choice(int(row), int(code), float(chances[row, code]))
            for place, code in enumerate(best)
            if place == 0 or chances[row, code] >= ANOTHER
        ]
    return found
