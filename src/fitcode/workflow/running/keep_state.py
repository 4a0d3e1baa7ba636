"""Keep state: what the pipeline has made, noted after every step, so that a killed run goes on.

One run at a time: two would note over each other.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fitcode.domain.recipe import RecipeState
from fitcode.errors import ProjectBusy
from fitcode.formats.recipe_state_json import FILE_NAME, parse_state, state_text
from fitcode.workflow.narrator import Narrator
from fitcode.workflow.sharing.put_in_place import new_file


def read_state(folder: Path, narrator: Narrator) -> RecipeState:
    """What was noted in a project's folder; nothing where it cannot be read."""
    file = folder / FILE_NAME
    try:
        found = parse_state(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return RecipeState()
    except (OSError, UnicodeDecodeError):
        found = None
    if found is None:
        narrator.warn(f"{FILE_NAME} cannot be read: every step counts as new.")
    return found or RecipeState()


def keep_state(folder: Path, state: RecipeState) -> None:
    """Note the state, whole or not at all."""
    with new_file(folder / FILE_NAME, force=True) as draft:
        draft.write_text(state_text(state), encoding="utf-8")


@contextmanager
def running_alone(folder: Path) -> Iterator[None]:
    """Hold the project's pipeline; raises ProjectBusy where another run holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProjectBusy(
                "Another fitcode run is at work on this project.", remedy="Wait until it has ended."
            ) from None
        yield
    finally:
        os.close(descriptor)
