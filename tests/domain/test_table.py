import pytest

from fitcode.domain.table import Cell, Columnar, Parted, Row, Table, joined

NAMES = ("code", "codings", "examples")
ROWS: list[Row] = [("fuel", 3, ["a", "b"]), ("radios", 0, []), (None, 7, ["c"])]
COLUMNS: list[list[Cell]] = [["fuel", "radios", None], [3, 0, 7], [["a", "b"], [], ["c"]]]


def parts():
    """The same cells, two rows and then one."""
    yield [column[:2] for column in COLUMNS]
    yield [column[2:] for column in COLUMNS]


KEPT = {"as rows": ROWS, "as columns": Columnar(COLUMNS), "in parts": Parted(3, parts)}


@pytest.fixture(params=KEPT)
def table(request):
    return Table(NAMES, KEPT[request.param], ("A note.",))


def test_a_table_is_the_same_however_its_cells_are_kept(table):
    assert len(table.rows) == 3
    assert list(table.rows) == ROWS
    assert [list(column) for column in table.cells()] == COLUMNS
    assert table.column("codings") == [3, 0, 7]
    assert next(table.records()) == {"code": "fuel", "codings": 3, "examples": ["a", "b"]}
    assert (table.rows[0], table.rows[-1], list(table.rows[1:])) == (ROWS[0], ROWS[2], ROWS[1:])
    assert [tuple(row) for part in table.parts() for row in zip(*part, strict=True)] == ROWS


def test_what_is_made_of_a_table_keeps_its_notes_and_its_order(table):
    narrowed = table.narrowed(("examples", "code"))
    assert (narrowed.columns, list(narrowed.rows)) == (
        ("examples", "code"),
        [(row[2], row[0]) for row in ROWS],
    )

    changed = table.with_column("code", ["x", "y", "z"])
    assert list(changed.rows) == [("x", *ROWS[0][1:]), ("y", *ROWS[1][1:]), ("z", *ROWS[2][1:])]

    assert list(table.rows) == ROWS  # and leaves it as it is
    assert narrowed.notes == changed.notes == table.whole().notes == ("A note.",)


def test_tables_with_the_same_cells_are_equal():
    assert Table(NAMES, Columnar(COLUMNS)) == Table.of(NAMES, ROWS)
    assert Table.of(NAMES, ROWS) == Table(NAMES, Columnar(COLUMNS))
    assert Table(NAMES, Columnar(COLUMNS)) != Table.of(NAMES, ROWS[:2])
    assert Table(NAMES, Parted(3, parts)) == Table(NAMES, Parted(3, parts)).whole() == Table.of(NAMES, ROWS)


@pytest.mark.parametrize("rows", [[], Columnar([[], [], []]), Parted(0, lambda: iter(()))])
def test_a_table_without_rows_has_its_columns_all_the_same(rows):
    table = Table(NAMES, rows)
    assert [list(column) for column in table.cells()] == [[], [], []]
    assert (table.column("code"), list(table.records()), len(table.rows)) == ([], [], 0)


def test_parts_are_made_only_when_somebody_goes_through_them_and_each_time_anew():
    begun = []

    def counted():
        begun.append(True)
        yield from parts()

    table = Table(NAMES, Parted(3, counted))
    assert (len(table.rows), begun) == (3, [])
    assert list(table.rows) == list(table.rows) == ROWS
    assert len(begun) == 2


def test_parts_that_do_not_fit_under_one_another_are_refused():
    with pytest.raises(ValueError, match="zip"):
        joined([[["a"], [1]], [["b"]]], n_columns=2)


@pytest.mark.parametrize("rows", [Columnar(COLUMNS), Columnar([]), Parted(3, parts)])
def test_a_row_that_is_not_there_is_no_row(rows):
    with pytest.raises(IndexError):
        rows[3]
