"""Lives: everything that happened to one thing, in plain words, the oldest first.

Read from the history alone, so that what was removed has a life too.
"""

import json
from collections.abc import Sequence

from fitcode.domain.table import Table
from fitcode.errors import AmbiguousName, FitcodeError
from fitcode.store.coder_names import CoderNames
from fitcode.store.life_words import LifeEvent, LifeWords
from fitcode.store.project import Project
from fitcode.store.told_rows import RowWords

COLUMNS = ("at", "coder", "deed", "what")

SHORTEST = 8
"""So many characters of a uid are needed."""

_ROW = "coalesce(h.after, h.before)"

_PARTS = {
    "transcripts": ("transcript_versions", "speakers", "case_transcripts"),
    "cases": ("case_transcripts", "case_attributes"),
}
"""Rows without a uid that are part of a thing's life."""


class UnknownUid(FitcodeError):
    """A uid that nothing has or had."""


def life_of(project: Project, uid: str) -> Table:
    """What happened to a coding, suggestion, memo, link, transcript or case, whole or by part of its uid.

    Memos on it, links with it and the suggestion that it came from are told too. Raises UnknownUid, and
    AmbiguousName where several have such a uid.
    """
    full = _full_uid(project, uid)
    read = _Reader(project)
    mentions = read.events("instr(h.before, :uid) OR instr(h.after, :uid)", uid=json.dumps(full))
    own = [one for one in mentions if one.row.get("uid") == full]
    noun = own[0].noun
    told = [*own, *(one for one in mentions if one.noun == "memos" and one.row.get("target_uid") == full)]
    if noun == "codings":
        told += read.links_of(own)
        # Uids stand in texts of their own there, whose quotation marks are escaped.
        told += read.events(f"h.noun = 'adjudications' AND instr({_ROW}, :uid)", uid=full)
        origins = {one.row.get("suggestion_uid") for one in own} - {None}
        keys = {one.row_id for one in mentions if one.noun == "suggestions"}
        told += [one for one in read.of_rows("suggestions", keys) if one.row.get("uid") in origins]
    elif noun in _PARTS:
        told += read.parts_of(noun, {one.row_id for one in own})
    say = LifeWords(RowWords(project), noun=noun, row_ids={one.row_id for one in own}).say
    ordered = sorted({one.number: one for one in told}.values(), key=lambda one: one.number)
    said = ((one, say(one)) for one in ordered)
    return Table.of(COLUMNS, ((one.at, one.coder or None, one.deed, what) for one, what in said if what))


def _full_uid(project: Project, uid: str) -> str:
    found: set[str] = set()
    if len(uid) >= SHORTEST:
        # Only rows that hold the characters at all are taken apart.
        rows = project.connection.execute(
            f"""SELECT DISTINCT json_extract({_ROW}, '$.uid') FROM history h
                WHERE h.action <> 'update' AND instr({_ROW}, ?) LIMIT 5000""",
            (json.dumps(uid)[1:-1],),
        )
        uids = {one for (one,) in rows if one}
        found = {one for one in uids if one == uid} or {one for one in uids if one.startswith(uid)}
        found = found or {one for one in uids if one.endswith(uid)}
    if not found:
        raise UnknownUid(
            f"Nothing in this project has or had the uid {uid!r}.",
            remedy="Give the whole uid, or eight characters or more of its beginning or end; fitcode history"
            " --rows shows those of all that was there.",
        )
    if len(found) > 1:
        raise AmbiguousName(
            f"Several things have a uid with {uid!r}.",
            remedy=f"Give more of it: {', '.join(sorted(found)[:4])} ...",
        )
    return found.pop()


class _Reader:
    """Events of the history."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names = CoderNames(project)

    def events(self, condition: str, **values: object) -> list[LifeEvent]:
        """The events that a condition on ``h`` picks, in order."""
        rows = self._project.connection.execute(
            f"""SELECT h.id, d.id, d.at, d.coder, d.deed, d.direction, h.noun, h.row_id, h.action, h.before,
                       h.after
                FROM history h JOIN deeds d ON d.id = h.deed_id WHERE {condition} ORDER BY h.id""",
            values,
        )
        return [
            LifeEvent(
                *(number, at, self._names.present(coder, deed_id), deed, direction, noun, key, action),
                *(json.loads(text) if text else {} for text in states),
            )
            for number, deed_id, at, coder, deed, direction, noun, key, action, *states in rows
        ]

    def of_rows(self, noun: str, keys: set[int]) -> list[LifeEvent]:
        """Everything that happened to these rows."""
        condition = "h.noun = :noun AND h.row_id IN (SELECT value FROM json_each(:keys))"
        return self.events(condition, noun=noun, keys=json.dumps(sorted(keys))) if keys else []

    def links_of(self, own: Sequence[LifeEvent]) -> list[LifeEvent]:
        """Links with a coding, while it was there: they name it by its key."""
        links = self.events(
            f"""h.noun = 'links' AND :key IN (json_extract({_ROW}, '$.source_id'),
                                              json_extract({_ROW}, '$.target_id'))""",
            key=own[0].row_id,
        )
        return [link for link in links if _is_there(own, link.number)]

    def parts_of(self, noun: str, keys: set[int]) -> list[LifeEvent]:
        """What happened to the parts of a transcript or a case."""
        column = f"{noun.removesuffix('s')}_id"
        told = self._referring(_PARTS[noun], column, keys)
        versions = {one.row_id for one in told if one.noun == "transcript_versions"}
        return told + (self._referring(("finished",), "version_id", versions) if versions else [])

    def _referring(self, nouns: Sequence[str], column: str, keys: set[int]) -> list[LifeEvent]:
        return self.events(
            f"""h.noun IN (SELECT value FROM json_each(:nouns))
                AND json_extract({_ROW}, '$.{column}') IN (SELECT value FROM json_each(:keys))""",
            nouns=json.dumps(nouns),
            keys=json.dumps(sorted(keys)),
        )


def _is_there(own: Sequence[LifeEvent], number: int) -> bool:
    before = [one for one in own if one.number < number]
    return bool(before) and before[-1].action != "delete"
