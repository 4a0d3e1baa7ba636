"""The same function over many items: results in order, in one process or several."""

import gc
import os
import signal
import time
from contextlib import closing

import pytest

from fitcode.batch.executors import in_batches, map_in_order
from fitcode.batch.pacing import collecting_seldom
from fitcode.errors import FitcodeError


def slow_square(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return number * number


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs):
    assert list(map_in_order(slow_square, range(12), jobs=jobs)) == [number * number for number in range(12)]


def test_items_are_asked_for_only_as_they_are_needed():
    asked = []

    def items():
        for number in range(100):
            asked.append(number)
            yield number

    with closing(map_in_order(slow_square, items(), jobs=2)) as results:
        next(results)

    assert len(asked) < 12


def test_a_worker_that_dies_is_told_with_a_way_out():
    with pytest.raises(FitcodeError) as caught:
        list(map_in_order(die_at_three, range(8), jobs=2))
    assert "--jobs 1" in caught.value.remedy


def test_batches_hold_every_item_once_and_in_order():
    items = (slow_square(number) for number in range(9))
    batches = list(in_batches(items, seconds=0.03))
    assert [item for batch in batches for item in batch] == [number * number for number in range(9)]
    assert 1 < len(batches) < 9


def test_the_collector_is_as_it_was_afterwards():
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
