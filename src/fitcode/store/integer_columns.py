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

_DIGITS = 4
"""How many of them any number has."""

_REPLACEMENT = 0xFFFD
"""What SQLite writes for a number that is no code point."""


class IntegerColumns:
    """A query of integers, made ready to be asked for several sets of parameters."""

    def __init__(self, columns: Sequence[str], source: str) -> None:
        """``columns`` are expressions, ``source`` what follows them: FROM, WHERE and ORDER BY."""
        self._width = len(columns)
        numbers = [f"({column}) + 1" for column in columns]
        self.query = _joined(numbers, source)
        """What SQLite is asked, as long as one digit is enough for every number."""
        self._in_full = _joined([digit for number in numbers for digit in _digits(number)], source)

    def rows(self, connection: sqlite3.Connection, parameters: Sequence[int] = ()) -> "Integers":
        """What is there, as ``rows x columns``."""
        import numpy as np

        points = _code_points(connection, self.query, parameters)
        # A number that is the replacement character by right is read again in vain, and comes back the same.
        if (points >= 1 << _DIGIT).any() or (points == _REPLACEMENT).any():
            digits = _code_points(connection, self._in_full, parameters).reshape(-1, _DIGITS)
            points = digits @ (np.int64(1) << _DIGIT * np.arange(_DIGITS))
        return points.reshape(-1, self._width) - 1


def _joined(numbers: Sequence[str], source: str) -> str:
    # A row of the inner query is one string; the outer query joins them in the order in which they come.
    lines = f"SELECT char({', '.join(numbers)}) AS line {source}"
    return f"SELECT CAST(group_concat(line, '') AS BLOB) FROM ({lines})"


def _digits(number: str) -> Iterator[str]:
    """The digits of a number, the lowest first."""
    for place in range(_DIGITS):
        yield f"(({number}) >> {_DIGIT * place}) & {(1 << _DIGIT) - 1}"


def _code_points(connection: sqlite3.Connection, query: str, parameters: Sequence[int]) -> "Integers":
    import numpy as np

    (joined,) = connection.execute(query, parameters).fetchone()
    # These are no characters: half of a pair that UTF-16 would need is a number like any other.
    points = (joined or b"").decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
    return np.frombuffer(points, dtype="<u4").astype(np.int64)
