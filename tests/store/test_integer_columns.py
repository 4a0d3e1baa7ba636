"""Integer columns: numbers come back as they were stored, whatever their size, in the order asked for."""

import sqlite3
from contextlib import closing

import pytest

from fitcode.store.integer_columns import IntegerColumns

# Where code points are something else than characters, or one digit is not enough.
NUMBERS = [-1, 0, 1, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFC, 0xFFFD, 0xFFFF, 0x10000, (1 << 20) - 2]
LARGE = [
    (1 << 20) - 1,
    1 << 20,
    0x10FFFF,
    0x110000,
    (1 << 40) - 2,
    (1 << 40) - 1,
    1 << 40,
    (1 << 59) + 12_345,
]


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.execute("CREATE TABLE numbers (place INTEGER PRIMARY KEY, number INTEGER)")
        yield opened


def store(connection, numbers):
    connection.executemany("INSERT INTO numbers (number) VALUES (?)", [(number,) for number in numbers])


def read(connection, *, columns=("number",), source="FROM numbers ORDER BY place", greatest):
    return IntegerColumns(columns, source, greatest=greatest).rows(connection).tolist()


@pytest.mark.parametrize("greatest", [(1 << 20) - 2, (1 << 20) - 1, 1 << 40, 1 << 60])
def test_small_numbers_come_back_with_any_number_of_digits(connection, greatest):
    store(connection, NUMBERS)

    assert read(connection, greatest=greatest) == [[number] for number in NUMBERS]


@pytest.mark.parametrize("number", LARGE)
def test_a_large_number_comes_back(connection, number):
    store(connection, [number, 7])

    assert read(connection, greatest=number) == [[number], [7]]


@pytest.mark.parametrize("greatest", [9, 1 << 30])
def test_what_is_not_there_is_minus_one(connection, greatest):
    store(connection, [None, 4])

    assert read(connection, greatest=greatest) == [[-1], [4]]


def test_columns_stand_beside_each_other_in_the_order_asked_for(connection):
    store(connection, [5, 3, 4])

    rows = read(
        connection, columns=("place", "number * 2"), source="FROM numbers ORDER BY number", greatest=10
    )

    assert rows == [[2, 6], [3, 8], [1, 10]]


def test_no_rows_are_a_table_of_no_rows(connection):
    found = IntegerColumns(("place", "number"), "FROM numbers", greatest=1).rows(connection)

    assert found.shape == (0, 2)
