"""Codings as JSON lines: all of them or every mistake."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import Origin, Valence
from fitcode.domain.coding import NewCoding
from fitcode.errors import InvalidFile
from fitcode.formats.codings_jsonl import read_codings

WHOLE = {"transcript": "ana", "start": 0, "end": 12, "code": "spare-parts"}


def parse(*lines: str) -> list[tuple[int, NewCoding]]:
    codings, faults = read_codings(lines, file="<stdin>")
    faults.raise_any()
    return codings


def faults_of(*lines: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        parse(*lines)
    return [str(fault) for fault in caught.value.faults]


def line(**changes: object) -> str:
    return json.dumps({**WHOLE, **changes})


def test_each_coding_comes_with_the_number_of_its_line():
    read = parse("\ufeff" + line() + "\n", "\n", "  \r\n", line(start=3) + "\r\n")

    assert [(number, coding.start) for number, coding in read] == [(1, 0), (4, 3)]


def test_everything_that_a_line_may_state_is_read():
    stated = {
        "about": "force",
        "counterpart": "minusma/police",
        "valence": "misfit",
        "strength": 3,
        "memo": " kept as it is ",
        "coder": "ana",
        "uid": "u1",
        "origin": "import",
        "quote": "We had no fuel.",
    }

    ((_, coding),) = parse(line(**stated))

    assert coding == NewCoding.model_validate({**WHOLE, **stated})
    assert (coding.valence, coding.origin, coding.memo) == (
        Valence.misfit,
        Origin.imported,
        " kept as it is ",
    )


def test_empty_texts_where_nothing_may_stand_are_nothing():
    ((_, coding),) = parse(
        line(about="", counterpart=" ", valence="", strength="", memo=None, code=" spare-parts ")
    )

    assert coding == NewCoding.model_validate(WHOLE)


def test_no_lines_are_no_codings():
    assert parse() == parse("", "\n") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nonsense", "<stdin>:1:1: The line is no JSON"),
        ('{"transcript": "ana"', "<stdin>:1:21: The line is no JSON"),
        ("3", "<stdin>:1: The line should be an object ({...}), not 3."),
        ('[{"transcript": "ana"}]', "<stdin>:1: One object stands on each line"),
        ("{", "<stdin>:1: One object stands on each line"),
        (line(cod="x"), "<stdin>:1: Unknown key 'cod'. Did you mean 'code'?"),
        ('{"transcript": "a", "start": 0, "end": 1}', "<stdin>:1: `code` is missing."),
        (line(code=""), "<stdin>:1: `code` is empty."),
        (line(transcript=" "), "<stdin>:1: `transcript` is empty."),
        (line(code=["a"]), "<stdin>:1: `code` should be text, not ['a']."),
        (line(start=True), "<stdin>:1: `start` should be a whole number, not true."),
        (line(start="0"), "<stdin>:1: `start` should be a whole number, not '0'."),
        (line(end=12.5), "<stdin>:1: `end` should be a whole number, not 12.5."),
        (line(start=-1), "<stdin>:1: `start` should be at least 0, not -1."),
        (line(start=12), "<stdin>:1: `end` should be past `start`, not [12, 12)."),
        (line(strength=4), "<stdin>:1: `strength` should be at most 3, not 4."),
        (line(strength=True), "<stdin>:1: `strength` should be a whole number, not true."),
        (line(valence="misfti"), "<stdin>:1: `valence` cannot be 'misfti'. Did you mean 'misfit'?"),
        (line(origin="magic"), "<stdin>:1: `origin` cannot be 'magic'. Known: adjudication, import"),
        (line(memo=3), "<stdin>:1: `memo` should be text, not 3."),
        (line(memo="\ud800"), "<stdin>:1: `memo` holds half of a character"),
        ('{"start": NaN}', "<stdin>:1: NaN is no number; write null for nothing."),
        ('{"start": 1, "start": 2}', "<stdin>:1: The key 'start' stands twice"),
        ('{"start": ' + "9" * 5000 + "}", "<stdin>:1: A number is far too long."),
        ('{"a": ' + "[" * 100_000, "<stdin>:1: The line is nested too deep."),
    ],
)
def test_a_mistake_is_named_with_its_line_in_plain_words(text, fault):
    assert any(fault in found for found in faults_of(text)), faults_of(text)


def test_every_mistake_of_every_line_is_reported_at_once():
    found = faults_of(line(), "nonsense", line(start=5, end=5, valence="x", nonsense=1), "", line(code=""))

    assert [text.split(":")[1] for text in found] == ["2", "3", "3", "3", "5"]


@given(
    st.text(max_size=40)
    | st.dictionaries(
        st.sampled_from([*NewCoding.model_fields, "cod"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.lists(st.integers(), max_size=2),
    ).map(json.dumps)
)
def test_any_line_is_a_coding_or_an_invalid_file(text):
    with suppress(InvalidFile):
        read = parse(text)
        assert all(type(coding.start) is int and coding.start < coding.end for _, coding in read)


def test_what_a_list_of_codings_tells_beside_a_coding_is_left_aside():
    told = {"code_path": "fit/spare-parts", "dimension": "operational", "case.rank": "major", "valence": None}

    assert parse(line(**told)) == parse(line())
    assert "dimensoin" in faults_of(line(dimensoin="operational"))[0]
