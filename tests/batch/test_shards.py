"""Long runs: outcomes in order, few items underway, and one bad item never takes the others with it."""

from contextlib import closing
from functools import partial

import pytest

from fitcode.batch import shards
from fitcode.batch.executors import choose_executor
from fitcode.batch.outcomes import Done, Failed
from fitcode.batch.shards import run_shards
from fitcode.errors import FitcodeError, InvalidFile
from tests.batch import deeds


def shards_of(count, *, size=3):
    return [tuple(range(first, first + size)) for first in range(0, count, size)]


def what_was_done(outcomes):
    return {number: square for one in outcomes if isinstance(one, Done) for number, square in pairs(one)}


def pairs(done):
    return zip(done.item, done.result, strict=True)


def test_outcomes_come_in_the_order_of_the_items(executor):
    items = [(number,) for number in range(24)]

    outcomes = list(run_shards(partial(deeds.squares, seconds=0.002), items, executor=executor))

    assert outcomes == [Done((number,), (number * number,)) for number in range(24)]


def test_no_items_no_outcomes(executor_here):
    assert list(run_shards(deeds.squares, [], executor=executor_here)) == []


def test_few_of_many_items_are_underway(executor):
    drawn = handed_back = furthest = 0
    many = 200 if "Dask" in type(executor).__name__ else 1000

    def items():
        nonlocal drawn
        for number in range(many):
            drawn += 1
            yield (number,)

    for _outcome in run_shards(deeds.squares, items(), executor=executor):
        handed_back += 1
        furthest = max(furthest, drawn - handed_back)

    assert handed_back == drawn == many
    assert furthest < 10


def test_an_error_is_the_failure_of_the_one_part_to_blame(executor):
    function = partial(deeds.stumbles_over, bad=13)

    outcomes = list(run_shards(function, shards_of(30), executor=executor, split=deeds.one_by_one))

    assert [one.item for one in outcomes] == [*shards_of(12), (12,), (13,), (14,), *shards_of(30)[5:]]
    (failed,) = (one for one in outcomes if isinstance(one, Failed))
    assert (failed.item, failed.reason) == ((13,), "ValueError: 13 is a bad number")
    assert "stumbles_over" in failed.traceback


def test_an_error_that_speaks_of_the_whole_pass_ends_it_as_it_was_raised(executor):
    with pytest.raises(InvalidFile) as caught:
        list(run_shards(deeds.refuses, shards_of(30), executor=executor))

    assert str(caught.value) == "codes.yaml has 1 mistake."
    assert [str(fault) for fault in caught.value.faults] == ["line 3: no id"]
    assert "run the command again" in caught.value.remedy


def test_a_result_that_cannot_be_sent_is_a_failure(executor_with_workers):
    (outcome,) = run_shards(deeds.cannot_be_sent, [(1,)], executor=executor_with_workers)
    assert isinstance(outcome, Failed)
    assert "pickle" in outcome.reason


def test_what_a_killed_worker_was_at_is_done_by_another(executor_with_workers, tmp_path):
    function = partial(deeds.killed_once, over=13, marks=tmp_path)

    outcomes = list(
        run_shards(function, shards_of(30), executor=executor_with_workers, split=deeds.one_by_one)
    )

    assert what_was_done(outcomes) == {number: number * number for number in range(30)}
    assert (tmp_path / "13").exists()


def test_only_the_part_that_kills_its_workers_fails(executor_with_workers):
    function = partial(deeds.killed_by, poison=13)

    outcomes = list(
        run_shards(function, shards_of(30), executor=executor_with_workers, split=deeds.one_by_one)
    )

    assert [one for one in outcomes if isinstance(one, Failed)] == [
        Failed((13,), "its worker was ended by the system twice")
    ]
    assert what_was_done(outcomes) == {number: number * number for number in range(30) if number != 13}
    in_order = [number for one in outcomes for number in one.item]
    assert in_order == list(range(30))


def test_suspects_run_while_nothing_else_does(tmp_path):
    notes = tmp_path / "notes"
    function = partial(deeds.killed_and_noted, poison=13, notes=notes)
    executor = choose_executor("processes", jobs=2)

    list(run_shards(function, shards_of(30), executor=executor, split=deeds.one_by_one))

    done = [[float(word) for word in line.split()] for line in notes.read_text().splitlines()]
    suspects = [(began, ended) for size, began, ended in done if size == 1]
    assert len(suspects) == 2
    for began, ended in suspects:
        assert sum(start < ended and began < end for _size, start, end in done) == 1


def test_an_item_that_cannot_be_split_gets_its_second_chance_too(executor_with_workers, tmp_path):
    function = partial(deeds.killed_once, over=2, marks=tmp_path)
    items = [(number,) for number in range(6)]
    outcomes = list(run_shards(function, items, executor=executor_with_workers))
    assert what_was_done(outcomes) == {number: number * number for number in range(6)}


def test_a_system_that_ends_every_worker_ends_the_run(monkeypatch):
    monkeypatch.setattr(shards, "_LOSSES_IN_A_ROW", 4)
    with pytest.raises(FitcodeError) as caught:
        list(run_shards(deeds.always_killed, shards_of(30), executor=choose_executor("processes", jobs=2)))
    assert "fewer jobs" in caught.value.remedy


def test_an_error_of_the_items_own_ends_the_run(executor_here):
    def items():
        yield (1,)
        raise FitcodeError("The project is gone.")

    with pytest.raises(FitcodeError, match="gone"):
        list(run_shards(deeds.squares, items(), executor=executor_here))


def test_a_run_that_is_left_early_takes_its_workers_along(executor_with_workers):
    function = partial(deeds.squares_by_whom, seconds=0.05)
    items = ((number,) for number in range(1000))
    with closing(run_shards(function, items, executor=executor_with_workers)) as outcomes:
        pids = {one.result[1] for one, _ in zip(outcomes, range(4), strict=False) if isinstance(one, Done)}
    assert pids
    assert not [pid for pid in pids if is_running(pid)]


def is_running(pid):
    from pathlib import Path

    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


def test_floats_are_the_same_to_the_last_bit_everywhere():
    items = [(1,), (2,)]
    executors = [choose_executor("serial"), choose_executor("processes", jobs=2)]
    here, there = (
        [
            one.result
            for one in run_shards(deeds.matrix_product, items, executor=each)
            if isinstance(one, Done)
        ]
        for each in executors
    )
    assert here == there


def test_linear_algebra_has_one_thread_while_it_works(executor):
    (outcome,) = run_shards(deeds.threads_of_blas, [(1,)], executor=executor)
    assert isinstance(outcome, Done)
    assert set(outcome.result) == {1}
