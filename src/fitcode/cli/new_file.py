"""A file named with --out for one table: written beside its place, then moved over what stood there.

An export refuses what is there already; a table named with --out replaces it, as redirecting would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fitcode.errors import FitcodeError
from fitcode.workflow.sharing import put_in_place


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Write a text file; raises FitcodeError where none can be, and what stood there stays whole."""
    try:
        with (
            put_in_place.new_file(path, force=True) as draft,
            draft.open("w", encoding="utf-8", newline="") as stream,
        ):
            yield stream
    except ValueError as error:  # half of a surrogate pair, a NUL in the name
        raise FitcodeError(
            f"Cannot write {path}: {error}.", remedy="Choose another place with --out."
        ) from error
