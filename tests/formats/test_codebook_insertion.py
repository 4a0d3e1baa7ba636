"""One more code in a codebook file: the file says what it said and the code, and no other character moves."""

import dataclasses
import json
import random
import textwrap
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fitcode.domain.codebook import Code, Codebook
from fitcode.errors import FitcodeError
from fitcode.formats.codebook_insertion import insert_code
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.formats.shipped import shipped_codebook, shipped_codebook_names

Tree = list[tuple[str, "Tree"]]
"""Ids of codes, each with those below it."""

NEW = Code(
    id="new-one", name="Waiting: for fuel", definition='They "wait".\nLong.', examples=("We waited 🙂.",)
)


@dataclasses.dataclass
class Hand:
    """How somebody writes YAML."""

    drawn: random.Random
    offset: int
    gap: int
    newline: str
    ends_with_newline: bool
    has_mark: bool
    has_blanks: bool
    has_comments: bool

    def scalar(self, text: str, column: int) -> str:
        style = self.drawn.choice(["plain", "'", '"', "|", "|-", "|+", ">", ">-", "&a"])
        if style in ("plain", "&a"):
            return f"&a{self.drawn.randrange(10**9)} {text}" if style == "&a" else text
        if style == "'":
            return f"'{text}'"
        if style == '"':
            return json.dumps(text, ensure_ascii=False)
        tail = "\n" * self.drawn.randrange(3)
        return f"{style}\n{' ' * (column + 3)}{text}\n{' ' * (column + 3)}# no comment{tail}"

    def codebook(self, tree: Tree) -> str:
        lines = ["# Codebook: of a test", *(["---"] if self.drawn.random() < 0.2 else []), "id: mini"]
        lines += ["codes:", *self.codes(tree, self.offset)]
        if self.drawn.random() < 0.3:
            lines += ["source: |+", "  Somebody & al.", "", ""]
        if self.drawn.random() < 0.2:
            lines += ["..."]
        text = "\n".join(lines) + ("\n" if self.ends_with_newline else "")
        return ("\ufeff" if self.has_mark else "") + text.replace("\n", self.newline)

    def codes(self, tree: Tree, column: int) -> list[str]:
        lines = []
        for identity, children in tree:
            if self.has_blanks:
                lines.append("")
            if self.has_comments and self.drawn.random() < 0.5:
                lines.append(" " * self.drawn.randrange(12) + "# -------- a comment: with a colon")
            lines += self.code(identity, children, column)
        return lines

    def code(self, identity: str, children: Tree, column: int) -> list[str]:
        inner = column + self.gap
        parts = [f"id: {identity}", f"name: {self.scalar('Été ' + identity, inner)}"]
        parts += [f"definition: {self.scalar('What it is 🙂 here.', inner)}"]
        parts += ["patterns: [one word,\n" + " " * (inner + 4) + "{phrase: two words}]  # - id: no"]
        parts += [f"examples:\n{' ' * (inner + self.offset)}- {self.scalar('So.', inner + self.offset)}"]
        self.drawn.shuffle(parts)
        if not children and self.drawn.random() < 0.3:
            parts.insert(self.drawn.randrange(len(parts)), "codes:")
        elif not children and self.drawn.random() < 0.3 and column:
            return [" " * column + "-" + " " * (self.gap - 1) + f"{{id: {identity}, name: Été {identity}}}"]
        elif children:
            below = "\n".join(["codes:", *self.codes(children, inner + self.offset)])
            parts.insert(self.drawn.randrange(len(parts) + 1), below)
        text = f"\n{' ' * inner}".join(parts)
        return [" " * column + "-" + " " * (self.gap - 1) + text]


@st.composite
def hands(draw) -> Hand:
    return Hand(
        drawn=random.Random(draw(st.integers(0, 10**9))),
        offset=draw(st.sampled_from([0, 2, 4])),
        gap=draw(st.sampled_from([2, 4])),
        newline=draw(st.sampled_from(["\n", "\n", "\r\n"])),
        ends_with_newline=draw(st.booleans()),
        has_mark=draw(st.booleans()),
        has_blanks=draw(st.booleans()),
        has_comments=draw(st.booleans()),
    )


@st.composite
def trees(draw) -> Tree:
    """Codes with those below them; ids are numbered in the order of the file."""
    shape = draw(st.recursive(st.just([]), lambda below: st.lists(below, max_size=3), max_leaves=8))
    number = iter(range(1000))

    def named(shape: list[Any]) -> Tree:
        return [(f"c{next(number)}", named(one)) for one in shape]

    return named(shape or [[]])


def ids_of(tree: Tree) -> list[str]:
    return [identity for one, below in tree for identity in (one, *ids_of(below))]


def with_new(tree: Tree, parent: str | None) -> Tree:
    """The tree with the new code as the last child of the parent."""
    if parent is None:
        return [*tree, (NEW.id, [])]
    return [
        (one, [*below, (NEW.id, [])] if one == parent else with_new(below, parent) if below else [])
        for one, below in tree
    ]


def parsed(text: str) -> Codebook:
    return parse_codebook(text.replace("\r\n", "\n"), file="mini.yaml")


def is_one_insertion(before: str, after: str) -> bool:
    pairs = enumerate(zip(before, after, strict=False))
    start = next((place for place, (one, other) in pairs if one != other), len(before))
    return after.endswith(before[start:]) and len(after) > len(before)


@given(hands(), trees(), st.data())
def test_a_code_comes_in_and_nothing_else_changes(hand, tree, data):
    text = hand.codebook(tree)
    before = parsed(text)
    parent = data.draw(st.sampled_from([None, *ids_of(tree)]))
    assume(f"{{id: {parent}," not in text)  # between braces it is left to people

    result = insert_code(text, NEW.model_copy(update={"parent": parent}))

    after = parsed(result)
    assert [code.id for code in after.codes] == ids_of(with_new(tree, parent))
    assert after.code(NEW.id) == NEW.model_copy(update={"parent": parent})
    assert [code for code in after.codes if code.id != NEW.id] == list(before.codes)
    assert after.model_copy(update={"codes": ()}) == before.model_copy(update={"codes": ()})
    assert is_one_insertion(text, result)
    assert result.count("\r") == result.count("\n") * (hand.newline == "\r\n")


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda text: text.split())


@given(words, words, words)
def test_whatever_is_said_of_a_code_is_read_as_it_was_said(name, definition, example):
    name, definition, example = " ".join(name.split()), definition.strip(), example.strip()
    code = Code(id="new-one", name=name, definition=definition, examples=(example,))

    result = insert_code("id: mini\ncodes:\n  - id: a\n", code)

    try:
        found = parsed(result)
    except FitcodeError:
        return  # characters that no file may hold are refused before
    assert found.codes[-1] == code


def inserted(text: str, parent: str | None = None) -> str:
    code = Code(id="b", name="Bread", parent=parent)
    return insert_code(textwrap.dedent(text), code)


def test_a_code_stands_in_the_hand_of_its_siblings():
    assert inserted("""\
        id: mini
        codes:

        -   id: a
            name: A  # the first
            # of all

        # -------- the end
        """) == textwrap.dedent("""\
        id: mini
        codes:

        -   id: a
            name: A  # the first
            # of all

        -   id: b
            name: Bread

        # -------- the end
        """)


def test_the_first_child_opens_a_list_below_its_parent():
    assert inserted("id: m\ncodes:\n  - id: a\n    name: A\n  - id: z\n", "a") == (
        "id: m\ncodes:\n  - id: a\n    name: A\n    codes:\n      - id: b\n        name: Bread\n  - id: z\n"
    )


def test_an_empty_list_of_codes_is_filled():
    assert inserted("id: m\ncodes:\n  - id: a\n    codes: # none yet\n    name: A\n", "a") == (
        "id: m\ncodes:\n  - id: a\n    codes: # none yet\n      - id: b\n        name: Bread\n    name: A\n"
    )


def test_a_file_without_a_last_line_end_gets_none():
    assert (
        inserted("id: mini\ncodes:\n  - id: a", None)
        == "id: mini\ncodes:\n  - id: a\n  - id: b\n    name: Bread"
    )


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("id: mini\ncodes: [{id: a}]\n", None),
        ("{id: mini, codes: [{id: a}]}\n", None),
        ("id: mini\ncodes: []\n", None),
        ("id: mini\ncodes:\n", None),
        ("id: mini\n", None),
        ("id: mini\ncodes:\n  - {id: a}\n", "a"),
        ("id: mini\ncodes:\n  - id: a\n    codes: []\n", "a"),
        ("id: mini\ncodes:\n  - id: a\n    codes: [{id: c}]\n", "a"),
        ("id: mini\ncodes:\n  - id: a\n    codes: ~\n", "a"),
        ("id: mini\ncodes:\n  - id: a\n", "nobody"),
        ("id: mini\ncodes:\n  - id: 'a\n", None),
        ("id: mini\ncodes:\n  - a\n", "a"),
        ("- id: mini\n", None),
        ("", None),
        ("id: \x00", None),
        ("id: \ud800\ncodes:\n  - id: a\n", None),
    ],
)
def test_what_has_no_safe_place_is_left_to_be_written_by_hand(text, parent):
    with pytest.raises(FitcodeError) as caught:
        inserted(text, parent)

    assert "by hand" in caught.value.remedy


@pytest.mark.parametrize("name", shipped_codebook_names())
def test_codes_of_the_shipped_codebooks_take_a_child(name):
    path = shipped_codebook(name)
    assert path is not None
    text = path.read_text("utf-8")
    before = parse_codebook(text, file=path.name)
    for parent in random.Random(5).sample([code.id for code in before.codes], 3):
        after = parse_codebook(insert_code(text, Code(id="new-one", name="N", parent=parent)), file=path.name)

        assert ("new-one", parent) in [(code.id, code.parent) for code in after.codes]
        assert [code for code in after.codes if code.id != "new-one"] == list(before.codes)


def test_a_heading_of_what_follows_stays_with_it():
    assert inserted("id: m\ncodes:\n  - id: a\n  # the others\n", None) == (
        "id: m\ncodes:\n  - id: a\n  - id: b\n    name: Bread\n  # the others\n"
    )


def test_characters_that_end_lines_in_yaml_are_kept():
    code = Code(id="b", name="Bread", definition="a\u2028b\x85c\u2029d\ufeffe\x7ff")

    result = insert_code("id: m\ncodes:\n  - id: a\n", code)

    assert r'definition: "a\Lb\Nc\Pd\uFEFFe\x7Ff"' in result


@pytest.mark.parametrize("name", ["No", "null", "007", "a: b", "# a", "Été"])
def test_a_name_that_might_be_taken_for_something_else_stands_in_quotes(name):
    assert f'name: "{name}"' in insert_code("id: m\ncodes:\n  - id: a\n", Code(id="b", name=name))


def test_a_place_that_turns_out_wrong_is_refused(monkeypatch):
    text = "id: m\ncodes:\n  - id: a\n  - id: z\n"
    monkeypatch.setattr("fitcode.formats.codebook_insertion._line_end", lambda *_: text.index("\n  - id: z"))

    with pytest.raises(FitcodeError, match="not hold the same"):
        inserted(text)
