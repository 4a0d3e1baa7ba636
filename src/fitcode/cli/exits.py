"""Exit codes, a promise to scripts, and the one place where an error becomes words on stderr."""

from enum import IntEnum

from fitcode.cli import console
from fitcode.errors import FitcodeError, InvalidFile

_LAST_REMEDY = "Mend that and run the command again; its --help has an example."
"""Where the error itself knows nothing better."""


class Exit(IntEnum):
    """How a command ended."""

    done = 0
    mendable = 1
    """An error that the user can mend."""

    usage = 2
    partly = 3
    """Some inputs failed, each named on stderr; the rest is stored."""

    busy = 4
    """The project is busy, or newer than this program."""

    damaged = 5
    interrupted = 130


def report(error: FitcodeError) -> Exit:
    """Say what was wrong and what mends it; the exit code that goes with it."""
    if isinstance(error, InvalidFile):
        for fault in error.faults:
            console.complain(str(fault))
    console.complain(f"Error: {error.problem}")
    console.complain(error.remedy or _LAST_REMEDY)
    return Exit(error.exit_code)
