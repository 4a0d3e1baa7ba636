"""Cleaning: a text as patterns see it, with the way back to the text as it was delivered.

Every clean character knows where it came from, so that evidence can quote the transcript itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_PLAIN_ASCII = [("\n", " "), ("\t", " ")]
_PLAIN = [
    *[(apostrophe, "'") for apostrophe in "\u2019\u2018\u02bc"],
    *[(hyphen, "-") for hyphen in "\u2010\u2011"],
    *[(space, " ") for space in "\u00a0\u202f"],
]
_ASCII_RUN = re.compile(" {2,}")
_ANY_RUN = re.compile(rf"[\s{_INVISIBLE}]{{2,}}|[^\S ]|[{_INVISIBLE}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class CleanText:
    """A text as patterns see it: one kind of apostrophe and hyphen, single spaces, nothing invisible."""

    __slots__ = ("_cleaned", "_origin", "_shift", "text")

    def __init__(self, text: str) -> None:
        for odd, plain in _PLAIN_ASCII if text.isascii() else [*_PLAIN_ASCII, *_PLAIN]:
            text = text.replace(odd, plain)
        # Where runs shrank: from the clean position on, the original is further right by the shift.
        self._cleaned, self._origin, self._shift = [0], [0], [0]
        if text.isascii():
            self.text = self._collapse(text, _ASCII_RUN) if "  " in text else text
        else:
            self.text = self._collapse(_SURROGATE.sub("\ufffd", text), _ANY_RUN)

    def _collapse(self, text: str, run: re.Pattern[str]) -> str:
        pieces, done, removed = [], 0, 0
        for match in run.finditer(text):
            start, end = match.span()
            kept = " " if any(map(str.isspace, match[0])) else ""
            pieces += [text[done:start], kept]
            if end - start != len(kept):
                removed += end - start - len(kept)
                self._cleaned.append(end - removed)
                self._origin.append(end)
                self._shift.append(removed)
            done = end
        return "".join([*pieces, text[done:]]) if pieces else text

    @property
    def is_shifted(self) -> bool:
        """Whether any clean character stands elsewhere than in the original."""
        return len(self._shift) > 1

    def back(self, position: int) -> int:
        """The original position of a clean character."""
        if len(self._shift) == 1:
            return position
        return position + self._shift[bisect_right(self._cleaned, position) - 1]

    def back_all(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The original positions of many clean characters."""
        import numpy as np

        if len(self._shift) == 1:
            return positions
        shifts: NDArray[np.int64] = np.array(self._shift, dtype=np.int64)
        return positions + shifts[np.searchsorted(self._cleaned, positions, side="right") - 1]

    def forth(self, position: int) -> int:
        """The clean position of an original one; inside a run that shrank, the run's end."""
        if len(self._shift) == 1:
            return position
        index = bisect_right(self._origin, position) - 1
        clean = position - self._shift[index]
        return min(clean, self._cleaned[index + 1]) if index + 1 < len(self._cleaned) else clean
