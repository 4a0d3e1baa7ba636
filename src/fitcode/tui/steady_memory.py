"""Steady memory: what a screen has loaded is kept out of the collector's way while keys are pressed.

Thousands of suggestions with their evidence make a full collection take a tenth of a second, in the middle
of a key press; they stay as long as the screen does, so there is nothing to collect in them.
"""

import gc


def hold_memory() -> None:
    """Collect once, and leave alone from now on what is there."""
    gc.collect()
    gc.freeze()


def release_memory() -> None:
    """Let the collector look at everything again."""
    gc.unfreeze()
