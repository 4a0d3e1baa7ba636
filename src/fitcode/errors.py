"""The whole exception tree: every error says what was wrong and what mends it.

Only the faces (``cli``, later ``tui``) turn an error into words on a screen; everything below
them raises one of these and never prints or exits.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import ClassVar


class FitcodeError(Exception):
    """Something the user can mend."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        """What was wrong, with the value, in one line."""
        self.remedy = remedy
        """What to do about it, in one line; a command where there is one."""


class UsageError(FitcodeError):
    """The words of the command are off (an unknown group, a condition that cannot be read)."""

    exit_code = 2


class NoProject(FitcodeError):
    """No fitcode.toml here or above."""


class ProjectBusy(FitcodeError):
    """Another process holds the project longer than we are ready to wait."""

    exit_code = 4


class ProjectTooNew(FitcodeError):
    """The project was written by a newer fitcode."""

    exit_code = 4


class ProjectDamaged(FitcodeError):
    """The database breaks one of its own promises; ``fitcode check`` says which."""

    exit_code = 5


class UnreadableFile(FitcodeError):
    """A file that cannot become a transcript, codebook or registry; the reason is true and specific."""


class InvalidFile(FitcodeError):
    """A file people write (codebook, registry, cases, settings, codings) with its faults, all of them."""

    def __init__(self, name: str, faults: Sequence["Fault"], *, remedy: str = "") -> None:
        count = len(faults)
        super().__init__(
            f"{name} has {count} mistake{'s' if count != 1 else ''}.",
            remedy=remedy or "Mend the lines named above and run the command again; nothing was stored.",
        )
        self.faults = tuple(faults)
        """Every mistake in the file, in the order of its lines."""


class Fault:
    """One mistake in a file: where it is, what it is, and the nearest right name."""

    __slots__ = ("column", "file", "line", "message")

    def __init__(self, message: str, *, file: str = "", line: int | None = None, column: int | None = None):
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part not in (None, ""))
        return f"{place}: {self.message}" if place else self.message

    def __repr__(self) -> str:
        return f"Fault({self!s})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class UnknownName(FitcodeError):
    """A name that nothing in the project bears."""

    noun: ClassVar[str] = "thing"
    listing: ClassVar[str] = ""
    """The command that lists what there is."""

    def __init__(self, name: str, *, known: Iterable[str] = (), remedy: str = "") -> None:
        super().__init__(
            f"No {self.noun} named {shortened(name)!r} in this project.",
            remedy=remedy or nearest(name, known) or f"See what there is: {self.listing}",
        )
        self.name = name


class UnknownTranscript(UnknownName):
    noun = "transcript"
    listing = "fitcode transcripts list"


class UnknownCode(UnknownName):
    noun = "code"
    listing = "fitcode codebook show"


class UnknownCodebook(UnknownName):
    noun = "codebook"
    listing = "fitcode codebook list"


class UnknownComponent(UnknownName):
    noun = "component"
    listing = "fitcode components list"


class UnknownCase(UnknownName):
    noun = "case"
    listing = "fitcode cases list"


class UnknownCoder(UnknownName):
    noun = "coder"
    listing = "fitcode coders list"


class UnknownCoding(UnknownName):
    noun = "coding"
    listing = "fitcode codings list"


class UnknownSuggestion(UnknownName):
    noun = "suggestion"
    listing = "fitcode suggestions list"


class UnknownRun(UnknownName):
    noun = "run"
    listing = "fitcode runs list"


class UnknownMemo(UnknownName):
    noun = "memo"
    listing = "fitcode memos list"


class AmbiguousName(FitcodeError):
    """A bare id that several codebooks or missions use."""


class DuplicateCoding(FitcodeError):
    """This coder has this code on this span already, with the same about and counterpart."""


class QuoteMismatch(FitcodeError):
    """The text at a position is not the quote that should stand there: the one invariant."""


class CodesInUse(FitcodeError):
    """Codes that a new codebook version would drop still have codings."""


class SeveralCoders(FitcodeError):
    """Several people coded a transcript and nobody adjudicated: whose codings count is not ours to guess."""


def shortened(text: str, limit: int = 80) -> str:
    """The text, cut so that an error stays a line that can be read."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def nearest(name: str, known: Iterable[str]) -> str:
    """'Did you mean ...?' for the nearest known name, or a list of the known ones when they are few."""
    names = sorted(set(known))
    close = get_close_matches(name.lower(), [other.lower() for other in names], n=1, cutoff=0.6)
    if close:
        original = next(other for other in names if other.lower() == close[0])
        return f"Did you mean {original!r}?"
    if 0 < len(names) <= 12:
        return "Known: " + ", ".join(names) + "."
    return ""
