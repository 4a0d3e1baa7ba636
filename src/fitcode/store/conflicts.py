"""Conflicts: what two projects changed, each without knowing of the other, until a person decides.

Every state is kept; one of them is shown meanwhile. A decision follows on all of them, so that it holds in
every project that is merged later.
"""

import json
import sqlite3
from typing import Any

from fitcode.domain.table import Cell, Table
from fitcode.errors import FitcodeError, UnknownName, shortened
from fitcode.store.merge_names import PARENTS, MergeNames
from fitcode.store.merge_nouns import APART, BY_TABLE, NOUNS
from fitcode.store.merge_rows import MergeRows
from fitcode.store.names import by_uid
from fitcode.store.project import Project
from fitcode.store.removals import delete_codings
from fitcode.store.transcripts import remove_transcript

COLUMNS = ("conflict", "kind", "noun", "what", "option", "says", "by", "at")

Says = dict[str, Any]


class UnknownConflict(UnknownName):
    """A uid that no conflict has."""

    noun = "conflict"
    listing = "fitcode conflicts"


def list_conflicts(project: Project) -> Table:
    """Every state that a person can choose, a row each; option 1 is what is shown now."""
    names = MergeNames(project, same={})
    words = _Words(names)
    rows: list[tuple[Cell, ...]] = []
    for uid, kind, noun, row, states in project.connection.execute(
        'SELECT uid, kind, noun, "row", states FROM conflicts ORDER BY noun, uid'
    ).fetchall():
        options = _options(names, noun, row, json.loads(states))
        says = [says for _, says in options]
        what = next((words.what(noun, one) for one in says if one is not None), row)
        differing = _differing(noun, says)
        for number, (deed, one) in enumerate(options, start=1):
            at, _, rest = deed.partition(" ")
            by = rest.partition(" ")[2] or None
            told = words.told(one, differing)
            rows.append((uid, kind, noun.replace("_", " "), what, number, told, by, at or None))
    return Table.of(COLUMNS, rows)


def decide_conflict(project: Project, uid: str, option: int) -> None:
    """Choose one of the states of a row; raises UnknownConflict, and FitcodeError without that option."""
    project.require_deed()
    key = by_uid(project, "conflicts", uid, error=UnknownConflict)
    noun, row, states = project.connection.execute(
        'SELECT noun, "row", states FROM conflicts WHERE id = ?', (key,)
    ).fetchone()
    names = MergeNames(project, same={})
    options = _options(names, noun, row, json.loads(states))
    if not 1 <= option <= len(options):
        raise FitcodeError(
            f"This conflict has no option {option}.", remedy=f"Its options are 1 to {len(options)}."
        )
    try:
        if option > 1:
            _take(project, names, noun, row, options[option - 1][1])
    except sqlite3.IntegrityError as error:
        raise FitcodeError(
            "That cannot be: something else hangs on it, or stands in the same place.",
            remedy="Change or remove what is in the way first, then decide. Nothing was changed.",
        ) from error
    project.connection.execute("DELETE FROM conflicts WHERE id = ?", (key,))


def _options(
    names: MergeNames, noun: str, row: str, states: list[dict[str, Any]]
) -> list[tuple[str, Says | None]]:
    """Deed and state of each option; the first is the row as it is now, whatever was done to it since."""
    found = [(str(state["deed"]), state["says"]) for state in states]
    now = _now(names, noun, row)
    rest = found[1:] if found[0][1] == now or now is not None else found
    rest = [one for one in rest if one[1] != now]
    return [(found[0][0] if found[0][1] == now else "", now), *rest]


def _now(names: MergeNames, noun: str, row: str) -> Says | None:
    key = _keys(names, noun).get(row)
    if key is None:
        return None
    columns = names.columns(noun)
    listed = ", ".join(f'"{column}"' for column in columns)
    values = names.connection.execute(f'SELECT {listed} FROM "{noun}" WHERE id = ?', (key,)).fetchone()
    return dict(zip(columns, names.content(noun, values), strict=True))


def _keys(names: MergeNames, noun: str) -> dict[str, int]:
    """Name to key of the rows of a table that are there."""
    present = {key for (key,) in names.connection.execute(f'SELECT id FROM "{noun}"')}
    if noun in PARENTS:
        return {name: key for key, name in names.names[noun].items() if key in present}
    columns = ("id", *BY_TABLE[noun].key)
    listed = ", ".join(f'"{column}"' for column in columns)
    rows = names.connection.execute(f'SELECT {listed} FROM "{noun}"').fetchall()
    return {names.name_of(noun, dict(zip(columns, row, strict=True))): row[0] for row in rows}


def _take(project: Project, names: MergeNames, noun: str, row: str, says: Says | None) -> None:
    own = _keys(names, noun)
    if says is None or (noun == "transcripts" and says["removed_at"] is not None):
        _remove(project, noun, row, own)
        return
    rows = MergeRows(project, {one.table: names.columns(one.table) for one in NOUNS})
    rows.keys = {table: _keys(names, table) for table in PARENTS} | {noun: own}
    numbers = project.connection.execute("SELECT id, number FROM codebook_versions")
    rows.numbers = {names.names["codebook_versions"][key]: number for key, number in numbers}
    made = rows.row(noun, tuple(says.get(column) for column in names.columns(noun)))
    if row in own:
        # A twin's state is taken, not its uid.
        made = {column: value for column, value in made.items() if column != "uid"}
        assigned = ", ".join(f'"{column}" = :{column}' for column in made)
        project.connection.execute(f'UPDATE "{noun}" SET {assigned} WHERE id = :id', {**made, "id": own[row]})
        return
    rows.give_keys(noun, [row])
    made = {"id": rows.keys[noun][row], **made}
    listed, marks = ", ".join(f'"{column}"' for column in made), ", ".join(f":{column}" for column in made)
    project.connection.execute(f'INSERT INTO "{noun}" ({listed}) VALUES ({marks})', made)


def _remove(project: Project, noun: str, row: str, own: dict[str, int]) -> None:
    if row not in own:
        return
    query = project.connection.execute
    if noun == "codings":
        delete_codings(project, "id = ?", (own[row],))
    elif noun == "transcripts":
        (name,) = query("SELECT name FROM transcripts WHERE id = ?", (own[row],)).fetchone()
        remove_transcript(project, name)
    else:
        query(f'DELETE FROM "{noun}" WHERE id = ?', (own[row],))


def _differing(noun: str, says: list[Says | None]) -> list[str]:
    """The columns in which the states differ."""
    there = [one for one in says if one is not None]
    left_out = {*BY_TABLE[noun].soft, "uid"}
    columns = [column for column in there[0] if column not in left_out] if there else []
    return [column for column in columns if len({repr(one.get(column)) for one in there}) > 1]


class _Words:
    """What rows say, for people."""

    def __init__(self, names: MergeNames) -> None:
        query = names.connection.execute
        self._called = dict(query("SELECT uid, name FROM coders").fetchall())
        self._called |= dict(query("SELECT uid, name FROM transcripts").fetchall())

    def what(self, noun: str, says: Says) -> str:
        """Which row it is."""
        match noun:
            case "codings" | "suggestions":
                where = self._said("version_id", says["version_id"])
                quote = shortened(str(says["quote"]), 40)
                return f"{self._said('code_id', says['code_id'])} on {quote!r} in {where}"
            case "links":
                return f"a link {says['kind']}"
            case "memos":
                return f"a memo on a {says['target']}"
            case _:
                said = [self._said(column, says[column]) for column in BY_TABLE[noun].key if says.get(column)]
                return str(says.get("name") or ", ".join(said))

    def told(self, says: Says | None, columns: list[str]) -> str:
        """What a state says that others do not."""
        if says is None:
            return "removed"
        if not columns:
            return "there"
        return "; ".join(
            f"{column.removesuffix('_id')}: {self._said(column, says.get(column))}" for column in columns
        )

    def _said(self, column: str, value: object) -> str:
        if value is None:
            return "none"
        parts = str(value).split(APART)
        if column == "version_id":
            parts = parts[:1]
        return "/".join(self._called.get(part, part) for part in parts)
