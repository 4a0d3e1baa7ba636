"""Progress: how far, how fast, how long still; and what goes on where nothing can be counted."""

import io
import time

import pytest

from fitcode.cli import progress


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_a_line_of_the_bar_has_counts_rate_and_the_time_left(clock):
    pace = progress._Pace(40_000, unit="words")
    assert pace.line() == "0 of 40,000 words"

    clock[0] += 10
    pace.note(10_000)

    assert pace.line() == "10,000 of 40,000 words, 1,000/s, 0:00:30 left"
    clock[0] += 5
    assert pace.line() == "10,000 of 40,000 words, 1,000/s, 0:00:25 left"


def test_without_a_unit_there_is_no_rate(clock):
    pace = progress._Pace(20, unit="")
    clock[0] += 4
    pace.note(5)

    assert pace.line() == "5 of 20, 0:00:12 left"


def test_a_long_wait_is_told_once_where_nobody_sees_a_spinner(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    monkeypatch.setattr(progress, "_TOLD_AFTER", 0.05)
    told: list[str] = []
    with progress.shown_as_status("Learning", tell=told.append):
        time.sleep(0.2)

    assert told == ["Learning ..."]


def test_a_short_wait_is_not_told(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    told: list[str] = []
    with progress.shown_as_status("Learning", tell=told.append):
        pass

    assert told == []
