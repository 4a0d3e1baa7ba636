"""Tables on a screen: no line is too wide, words stay whole, and nothing is said twice."""

import io

import pytest
from rich.cells import cell_len

from fitcode.cli.screen_table import folded, write_screen_table
from fitcode.domain.table import Table

LONG = "Every week we send the JAC a report in our own format, and nobody there ever reads it through"


def shown(table, width=80):
    stream = io.StringIO()
    write_screen_table(table, stream, width=width)
    return stream.getvalue()


def suggestions(*rows):
    columns = ("uid", "transcript", "start", "end", "quote", "code", "last_made", "suggester")
    return Table.of(columns, rows)


ROWS = (
    ("0198-aaaaaaaa", "chef-operations-ouest", 1200, 1290, LONG, "trust", "2026-11-22T20:18:34Z", "rules"),
    ("0198-bbbbbbbb", "pilot", 5, 9, "Half.", "handover", "2026-11-22T20:18:35Z", "rules+semantic"),
)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_screen(width):
    lines = shown(suggestions(*ROWS), width).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_a_long_quote_is_cut_beside_the_others_and_a_date_stays_whole():
    page = shown(suggestions(*ROWS))

    assert page.splitlines()[0].split() == ["uid", "transcript", "start", "end", "quote"]
    assert "Every week we send the JAC a repo…" in page
    assert page.count("2026-11-22T20:18:34Z") == 1
    assert "----------" in page


def test_names_that_have_no_room_are_folded_at_word_borders():
    maker = "tokens: en, spacy 3.8.18, simplemma 2.0.0, lemmas d776b3e2"
    table = Table.of(("kind", "maker", "texts"), [("tokens", maker, 17), ("codebook", "two words", 3)])

    lines = shown(table, 40).splitlines()

    assert lines[2:6] == [
        "tokens    tokens: en,      17",
        "          spacy",
        "          3.8.18,…",
        "codebook  two words         3",
    ]


def test_columns_that_say_nothing_are_told_once():
    table = Table.of(("uid", "memo", "score"), [("0198-aaaaaaaa", None, 1), ("0198-bbbbbbbb", None, 2)])

    page = shown(table)

    assert page.splitlines()[0].split() == ["uid", "score"]
    assert "memo: empty in every row" in page


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("one two three", 7, 3, ["one two", "three"]),
        ("rules+semantic+learned", 15, 3, ["rules+semantic+", "learned"]),
        ("abcdefghij", 4, 3, ["abcd", "efgh", "ij"]),
        ("one two three four", 7, 2, ["one two", "three…"]),
        ("one two three", 9, 1, ["one two…"]),
        ("日本語の文", 4, 3, ["日本", "語の", "文"]),
    ],
)
def test_folding(text, width, most, lines):
    assert folded(text, width, most=most) == lines
