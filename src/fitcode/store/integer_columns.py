"""Integer columns: rows of integers read at the speed of SQLite, for everything that counts.

SQLite writes each row as one string, a code point a number, and joins the rows: Python then sees one text
instead of a tuple and a dozen objects a row, in a third of the time. -1 stands for nothing (NULL); no number
may lie below it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

_DIGIT = 20
"""Bits of a number that one code point carries; there are 0x110000 code points."""


class IntegerColumns:
    """A query of integers, made ready to be asked for several sets of parameters."""

    def __init__(self, columns: Sequence[str], source: str, *, greatest: int) -> None:
        """``columns`` are expressions, ``source`` what follows them: FROM, WHERE and ORDER BY.

        No number may be greater than ``greatest``; while it has one digit, reading takes half the time.
        """
        self._width = len(columns)
        self._digits = max(1, -(-(greatest + 1).bit_length() // _DIGIT))
        shown = ", ".join(digit for column in columns for digit in self._digits_of(column))
        # A row of the inner query is one string; the outer query joins them in the order in which they come.
        lines = f"SELECT char({shown}) AS line {source}"
        self.query = f"SELECT CAST(group_concat(line, '') AS BLOB) FROM ({lines})"
        """What SQLite is asked."""

    def rows(self, connection: sqlite3.Connection, parameters: Sequence[int] = ()) -> "Integers":
        """What is there, as ``rows x columns``."""
        import numpy as np

        (joined,) = connection.execute(self.query, parameters).fetchone()
        # Digits are no characters: half of a pair that UTF-16 would need is a digit like any other.
        points = (joined or b"").decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
        digits = np.frombuffer(points, dtype="<u4").reshape(-1, self._width, self._digits)
        numbers: Integers = digits[:, :, -1].astype(np.int64)
        for place in reversed(range(self._digits - 1)):
            numbers = (numbers << _DIGIT) + digits[:, :, place]
        return numbers - 1

    def _digits_of(self, column: str) -> Iterator[str]:
        """The digits of a number, the lowest first; 0 is for -1, and so is NULL."""
        number = f"({column}) + 1"
        if self._digits == 1:
            yield number
            return
        for place in range(self._digits):
            yield f"(({number}) >> {_DIGIT * place}) & {(1 << _DIGIT) - 1}"
