"""Lines of a TOML file: where each text of a list begins, whatever stands between them."""

import pytest

from fitcode.formats.toml_lines import text_lines


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ('["one", "two"]', [3, 3]),
        ("[\n  \"one\",\n\n  'two',\n]", [4, 6]),
        ('[ # "no step"\n  "one [1]", # ]\n  "two \\" ]",\n  "three"\n]', [4, 5, 6]),
        ('["""\none ]\n""", "two"]', [3, 5]),
        ('"one"\n# "another"', [3]),
        ("[]", []),
    ],
)
def test_each_text_of_a_list_has_its_line(value, lines):
    text = f'[project]\n[pipeline]\nsteps = {value}\n[tally]\ncoder = ["ana"]\n'

    assert text_lines(text, ("pipeline", "steps"))[: len(lines)] == lines


def test_a_list_ends_at_its_bracket():
    assert text_lines('[pipeline]\nsteps = ["one"]\n[tally]\ncoder = ["ana"]\n', ("pipeline", "steps")) == [2]


def test_a_key_that_is_not_there_has_no_lines():
    assert text_lines("[pipeline]\n", ("pipeline", "steps")) == []
