"""Reading without the garbage collector, which looks for cycles where none are made.

Thousands of small values a transcript set it off again and again: a third of the time of a pass.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector still meanwhile; what nothing refers to is freed as ever."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
