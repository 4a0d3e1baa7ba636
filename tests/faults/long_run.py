"""A long run as a process of its own, for a test to interrupt: python -m tests.faults.long_run EXECUTOR.

It tells the process that did each of the first items; with the next ones all are busy for a minute.
"""

import sys
from contextlib import closing
from functools import partial

from fitcode.batch.executors import choose_executor
from fitcode.batch.outcomes import Done
from fitcode.batch.shards import run_shards
from tests.batch.deeds import whoever_gets_stuck


def main() -> int:
    """Run until interrupted."""
    executor = choose_executor(sys.argv[1], jobs=2)  # type: ignore[arg-type]
    items = ((number,) for number in range(10_000))
    function = partial(whoever_gets_stuck, at=8)
    try:
        with closing(run_shards(function, items, executor=executor)) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Done):
                    sys.stdout.write(f"{outcome.result}\n")
                    sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
