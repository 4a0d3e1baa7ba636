"""YAML with places: what was written, where it stands, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.errors import InvalidFile
from fitcode.formats.fault_list import FaultList
from fitcode.formats.yaml_lines import YamlList, YamlMapping, YamlText, load_yaml


def load(text: str) -> YamlMapping:
    faults = FaultList("f.yaml")
    root = load_yaml(text, faults=faults)
    faults.raise_any()
    return root


def faults_of(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        load(text)
    return [str(fault) for fault in caught.value.faults]


def value_of(text: str, key: str) -> str:
    node = load(text).entries[key][1]
    assert isinstance(node, YamlText)
    return node.text


def test_every_key_and_value_knows_its_place():
    root = load("id: fit\nlist:\n  - {a: b}\n")

    key, value = root.entries["list"]
    assert (key.line, key.column) == (2, 1)
    assert isinstance(value, YamlList)
    inner = value.items[0]
    assert isinstance(inner, YamlMapping)
    assert (inner.entries["a"][1].line, inner.entries["a"][1].column) == (3, 9)


@pytest.mark.parametrize(
    "written", ["no", "on", "1.0", "007", "0x1F", "2024-01-01", "1e3", "True", "12:30:45"]
)
def test_a_value_is_the_text_that_was_written(written):
    assert value_of(f"a: {written}\n", "a") == written


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert value_of("\ufeffid: fit\n", "id") == "fit"


def test_two_escapes_that_make_one_character_are_joined():
    assert value_of('a: "\\ud83d\\ude00"\n', "a") == "\U0001f600"


def test_an_alias_stands_for_its_anchor():
    root = load("a: &x [1, 2]\nb: *x\n")

    assert root.entries["a"][1] is root.entries["b"][1]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "f.yaml:1: The file is empty."),
        ("# only a remark\n", "f.yaml:1: The file is empty."),
        ("- a\n- b\n", "f.yaml:1: The file should hold keys and values"),
        ("just words\n", "f.yaml:1: The file should hold keys and values"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: The key 'a' stands twice, first on line 1"),
        ("a: &x [*x]\n", "f.yaml:1:8: The alias *x stands inside what it stands for"),
        ("a: &name b\nc: *nam\n", "f.yaml:2:4: The alias *nam has no anchor above it"),
        ("a: !!python/object:os.system x\n", "f.yaml:1:4: The tag !!python/object:os.system is not read"),
        ("a: !important\n", "f.yaml:1:4: The tag !important is not read"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: A second document begins here"),
        ("a: b: c\n", "f.yaml:1:5: A second ': ' in one value"),
        ("a: 1\nb: 'open\nc: 2\n", "f.yaml:2:4: The quote that opens here is never closed."),
        ("a: [1, 2\nb: 3\n", "f.yaml:2:2: The list that opens with [ on line 1 is not closed"),
        ("a: {b: 1\n", "The braces opened on line 1 are not closed"),
        ("a:\n  - \tb\n", "f.yaml:2:5: A tab stands here: use a space."),
        ("a: @home\n", "f.yaml:1:4: A value cannot begin with this character"),
        ("a: 1\nb\nc: 2\n", "f.yaml:2:1: The key has no ': ' after it."),
        ("a:\n  - x\n y: 1\n", "f.yaml:3:2: This line fits nothing above it"),
        ("[x, y]: 1\n", "f.yaml:1:1: A key should be a word, not a list."),
        (": x\n", "f.yaml:1:1: A key is missing"),
        ("a: b\x07c\n", "f.yaml:1:5: The file holds U+0007"),
        ('a: "\\e[31m"\n', "f.yaml:1:4: The text holds a control character (U+001B)"),
        ('a: "\\ud800"\n', "f.yaml:1:4: The text holds half of a character (U+D800)"),
        ("a: " + "[" * 200 + "]" * 200, "f.yaml:1:103: Lists and mappings are nested more than 100 deep."),
    ],
)
def test_a_mistake_is_named_with_its_line_and_in_plain_words(text, fault):
    assert any(fault in found for found in faults_of(text)), faults_of(text)


def test_every_line_that_a_tab_indents_is_named():
    assert faults_of("a:\n\t- b\n\t- c\n") == [
        "f.yaml:2: A tab indents this line: use spaces.",
        "f.yaml:3: A tab indents this line: use spaces.",
    ]


def test_aliases_that_unfold_into_a_huge_file_are_refused_quickly():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    assert "Aliases stand for more than 100,000 values" in faults_of("\n".join(lines))[0]


def test_several_mistakes_are_told_in_the_order_of_their_lines():
    found = faults_of("a: 1\na: 2\nb: *x\na: 3\nc: !tag x\n")

    assert [text.split(":")[1] for text in found] == ["2", "3", "4", "5"]


YAML_MARKS = st.sampled_from(
    [*"abc:-[]{}&*!|>'\"%@`#?,\n\n  \t~01\\", "- ", ": ", "  ", "\n  ", "---\n", "<<", "é"]
)


@given(st.lists(YAML_MARKS, max_size=60).map("".join))
def test_no_text_breaks_the_reader(text):
    with suppress(InvalidFile):
        load(text)
