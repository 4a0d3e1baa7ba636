"""Refusals: how a reader says that a file cannot become a transcript.

Every reason is true and specific, begins with a verb and follows the file's name, so that the two
read as one sentence; folders are left out, because a folder's name can identify a person.
"""

from pathlib import Path

from fitcode.domain.amounts import counted
from fitcode.errors import UnreadableFile

DAMAGED = "is damaged or incomplete"
PASSWORD = "is password-protected"

_PASSWORD_REMEDY = "Save a copy without the password and ingest that."
_DAMAGED_REMEDY = "Open it in the program that made it, save it again, or fetch a fresh copy."

_WELL_KNOWN = {PASSWORD: _PASSWORD_REMEDY, DAMAGED: _DAMAGED_REMEDY}


def refusal(path: Path, reason: str, *, detail: str = "", remedy: str = "") -> UnreadableFile:
    """The error for a file and a reason such as 'is damaged or incomplete'."""
    words = f"{path.name} {reason}" + (f": {_one_line(detail)}" if detail else "")
    return UnreadableFile(
        words if words.endswith((".", "!", "?")) else f"{words}.",
        remedy=remedy or _WELL_KNOWN.get(reason, ""),
    )


def no_text(path: Path, *, pictures: int) -> UnreadableFile:
    """The error for a document in which nothing is written, perhaps because it was scanned."""
    if not pictures:
        return refusal(path, "holds no text")
    remedy = "If it is a scan, run text recognition on it."
    return refusal(path, f"holds no text, only {counted(pictures, 'picture')}", remedy=remedy)


def _one_line(text: str) -> str:
    """The first 200 characters of a library's message, on one line and printable."""
    words = " ".join(text.split())[:200]
    return "".join(character for character in words if character.isprintable()).rstrip(". ")
