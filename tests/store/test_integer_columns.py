"""Integer columns: numbers come back as they were stored, whatever their size, in the order asked for."""

import sqlite3
from contextlib import closing

import pytest

from fitcode.store.integer_columns import IntegerColumns

# Where code points are something else than characters.
SMALL = [-1, 0, 1, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFB, 0xFFFC, 0xFFFD, 0x10000, (1 << 20) - 2]
# Where one code point is not enough.
LARGE = [(1 << 20) - 1, 1 << 20, 0x10FFFE, 0x10FFFF, 0x110000, (1 << 40) - 1, 1 << 40, (1 << 60) + 12_345]


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.execute("CREATE TABLE numbers (place INTEGER PRIMARY KEY, number INTEGER)")
        yield opened


def store(connection, numbers):
    connection.executemany("INSERT INTO numbers (number) VALUES (?)", [(number,) for number in numbers])


def read(connection, *, columns=("number",), source="FROM numbers ORDER BY place"):
    return IntegerColumns(columns, source).rows(connection).tolist()


@pytest.mark.parametrize("number", [*SMALL, *LARGE])
def test_a_number_comes_back_as_it_was_stored(connection, number):
    store(connection, [number, 7])

    assert read(connection) == [[number], [7]]


def test_small_and_large_numbers_come_back_together(connection):
    store(connection, [*SMALL, *LARGE])

    assert read(connection) == [[number] for number in (*SMALL, *LARGE)]


@pytest.mark.parametrize("other", [9, 1 << 30])
def test_what_is_not_there_is_minus_one(connection, other):
    store(connection, [None, other])

    assert read(connection) == [[-1], [other]]


def test_columns_stand_beside_each_other_in_the_order_asked_for(connection):
    store(connection, [5, 3, 4])

    rows = read(connection, columns=("place", "number * 2"), source="FROM numbers ORDER BY number")

    assert rows == [[2, 6], [3, 8], [1, 10]]


def test_no_rows_are_a_table_of_no_rows(connection):
    found = IntegerColumns(("place", "number"), "FROM numbers").rows(connection)

    assert found.shape == (0, 2)
