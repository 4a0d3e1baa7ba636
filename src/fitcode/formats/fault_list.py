"""FaultList: the mistakes of one file, gathered while it is read and raised together.

Nobody should have to run a command once for each mistake: a reader adds what it finds, goes on,
and raises at its end.
"""

from fitcode.errors import Fault, InvalidFile


class FaultList:
    """The mistakes found so far in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        """The file's name as messages show it."""
        self._faults: dict[Fault, None] = {}

    def add(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        """Note a mistake; the same one at the same place counts once."""
        self._faults.setdefault(Fault(message, file=self.file, line=line, column=column))

    def __len__(self) -> int:
        return len(self._faults)

    def as_error(self) -> InvalidFile:
        """The error that names every mistake, in the order of lines."""
        return InvalidFile(self.file, sorted(self._faults, key=_place))

    def raise_any(self) -> None:
        """Raise what was found; do nothing when nothing was."""
        if self._faults:
            raise self.as_error()


def _place(fault: Fault) -> tuple[int, int]:
    return fault.line or 0, fault.column or 0
