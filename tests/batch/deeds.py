"""What the workers of these tests do; a module of its own, because workers import it."""

import gc
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fitcode.batch.crew import Work
from fitcode.errors import InvalidFile

Shard = tuple[int, ...]
"""As a shard of transcripts, so one of numbers."""


def squares(numbers: Shard, *, seconds: float = 0.0) -> tuple[int, ...]:
    time.sleep(seconds * len(numbers))
    return tuple(number * number for number in numbers)


def squares_by_whom(numbers: Shard, *, seconds: float = 0.0) -> tuple[tuple[int, ...], int]:
    return squares(numbers, seconds=seconds), os.getpid()


def whoever_gets_stuck(numbers: Shard, *, at: int) -> int:
    """The process that did it: at once up to a number, and not for a minute from there on."""
    time.sleep(0.05 if numbers[0] < at else 60)
    return os.getpid()


def killed_by(numbers: Shard, *, poison: int) -> tuple[int, ...]:
    if poison in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return squares(numbers, seconds=0.01)


def always_killed(numbers: Shard) -> tuple[int, ...]:
    os.kill(os.getpid(), signal.SIGKILL)
    return numbers


def killed_once(numbers: Shard, *, over: int, marks: Path) -> tuple[int, ...]:
    """The first worker that is given a number is killed, and leaves a mark."""
    mark = marks / f"{over}"
    if over in numbers and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return squares(numbers)


def killed_and_noted(numbers: Shard, *, poison: int, notes: Path) -> tuple[int, ...]:
    """A line for each that was done: how many numbers, and from when to when."""
    began = time.monotonic()
    time.sleep(0.1)
    result = killed_by(numbers, poison=poison)
    with notes.open("a") as file:
        file.write(f"{len(numbers)} {began} {time.monotonic()}\n")
    return result


def stumbles_over(numbers: Shard, *, bad: int) -> tuple[int, ...]:
    if bad in numbers:
        raise ValueError(f"{bad} is\na bad number")
    return squares(numbers)


def refuses(numbers: Shard) -> tuple[int, ...]:
    """The error of a pass that cannot run, one whose constructor asks for more than its message."""
    raise InvalidFile("codes.yaml", ["line 3: no id"])  # type: ignore[list-item]


def cannot_be_sent(numbers: Shard) -> object:
    return lambda: numbers


def one_by_one(numbers: Shard) -> Sequence[Shard]:
    return [(number,) for number in numbers]


def matrix_product(numbers: Shard) -> bytes:
    """A product whose last bits depend on the number of threads that add it up."""
    import numpy as np

    chance = np.random.default_rng(numbers[0])
    left = chance.standard_normal((300, 2000), dtype=np.float32)
    return (left @ left.T).tobytes()


def threads_of_blas(_numbers: Shard) -> list[int]:
    import numpy as np
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    return [pool["num_threads"] for pool in threadpool_info()]


def power(numbers: Shard, *, exponent: int) -> int:
    time.sleep(0.01)
    return int(numbers[0] ** exponent)


class HeavyFunction:
    """Weighs so many bytes, and notes the process in which it is unpacked."""

    def __init__(self, size: int, *, notes: Path) -> None:
        self.load = os.urandom(size)
        self.notes = notes

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        with (self.notes / "unpacked").open("a") as file:
            file.write(f"{os.getpid()}\n")

    def __call__(self, numbers: Shard) -> int:
        return len(numbers)


def work_that_dies(packed: bytes, *, times: int, marks: Path) -> Work:
    """Kills its worker the first few times."""
    if len(list(marks.iterdir())) < times:
        (marks / f"{os.getpid()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Work(packed)


def bytes_to_other_workers(dask_worker: Any) -> int:
    return int(dask_worker.transfer_outgoing_bytes_total)


def works_held() -> int:
    """Functions of runs in this process, unpacked or not."""
    gc.collect()
    return sum(isinstance(one, Work) for one in gc.get_objects())


def held_by_scheduler(dask_scheduler: Any) -> dict[str, int]:
    plugins = [name for name in dask_scheduler.worker_plugins if "fitcode" in name]
    return {"tasks": len(dask_scheduler.tasks), "plugins": len(plugins)}
