"""The table of keys."""

from collections import Counter

import pytest

from fitcode.tui.keys import ADJUDICATION_KEYS, CODE_KEYS, REVIEW_KEYS, WORKLIST_KEYS, bindings, written_key

SCREENS = {
    "code": CODE_KEYS,
    "review": REVIEW_KEYS,
    "worklist": WORKLIST_KEYS,
    "adjudicate": ADJUDICATION_KEYS,
}
TABLES = pytest.mark.parametrize("table", SCREENS.values(), ids=SCREENS.keys())
SWALLOWED = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+s", "ctrl+q", "ctrl+c", "ctrl+b", "ctrl+a", "ctrl+h"}
"""What terminals send for other keys, use for flow control, or what tmux and screen keep for themselves."""


@TABLES
def test_no_key_does_two_things(table):
    counted = Counter(key for row in table for key in row.keys.split(","))

    assert [key for key, count in counted.items() if count > 1] == []


@TABLES
def test_nothing_depends_on_a_key_that_a_terminal_swallows(table):
    assert [row.label for row in table if set(row.keys.split(",")) <= SWALLOWED] == []


@TABLES
def test_the_footer_fits_on_eighty_columns(table):
    # Each key has a space on either side, and its label a space behind it.
    cells = sum(len(written_key(row.keys.split(",")[0])) + len(row.label) + 2 for row in table if row.shown)

    assert cells <= 80
    assert max(len(row.label) for row in table) <= 12


@TABLES
def test_every_row_says_what_it_does_in_a_sentence(table):
    assert [row.help for row in table if not (row.help[0].isupper() and row.help.endswith("."))] == []


@TABLES
def test_every_key_is_bound_to_its_action(table):
    bound = {key: binding.action for binding in bindings(table) for key in binding.key.split(",")}

    assert set(bound) == {key for row in table for key in row.keys.split(",")}
    assert "{key}" not in "".join(bound.values())


def test_a_digit_tells_its_action_which_it_is():
    bound = {binding.key: binding.action for binding in bindings(CODE_KEYS)}

    assert "favourite('1')" in bound["1"]
    assert "favourite('9')" in bound["9"]


@TABLES
def test_what_changes_the_project_asks_first_whether_anything_can_be_changed(table):
    actions = {binding.action for row in table if row.changes for binding in bindings([row])}

    assert actions
    assert all(action.startswith("change(") for action in actions)


@TABLES
def test_the_palette_names_each_key_by_what_it_belongs_to(table):
    titles = [row.title for row in table]

    assert len(set(titles)) == len(titles)
    assert all(row.title.startswith(f"{row.group}: ") for row in table)


def test_keys_are_written_as_people_read_them():
    keys = ["shift+right", "slash", "j", "ctrl+p", "plus", "escape"]

    assert [written_key(key) for key in keys] == ["Shift+→", "/", "j", "Ctrl+p", "+", "Esc"]
