"""Uids for bulk paths: as ``new_uid`` makes them, thousands in one go."""

import os
import time


def new_uids(count: int) -> list[str]:
    """UUIDv7s in ascending order: a batch is appended to an index instead of scattered over it."""
    prefix = f"{time.time_ns() // 1_000_000 & 0xFFFFFFFFFFFF:012x}"
    drawn = os.urandom(10 * count).hex()
    head = f"{prefix[:8]}-{prefix[8:]}-7"
    uids = []
    for at in range(0, 20 * count, 20):
        # Digit 3 carries the variant: two fixed bits, two random ones.
        variant = "89ab"[int(drawn[at + 3], 16) & 3]
        uids.append(f"{head}{drawn[at : at + 3]}-{variant}{drawn[at + 4 : at + 7]}-{drawn[at + 7 : at + 19]}")
    uids.sort()
    return uids
