"""Acts: what one command or gesture did, who did it, and whether it stands or was taken back.

An act is one deed, or the several that a long command is stored in. Deeds are read backwards and only as far
as an answer needs: a project has tens of thousands, and a key press asks for the last.
"""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from fitcode.store.coder_names import CoderNames
from fitcode.store.project import Project

NEVER = ("init", "upgrade", "copy")
"""Deeds that made the project what it is."""

ACT = "coalesce(nullif(d.act, ''), 'deed ' || d.id)"
"""The name of a deed's act. Deeds of older releases name none: each is an act by itself."""

FIRST_DEEDS = """
    EXISTS (SELECT 1 FROM history h WHERE h.deed_id = d.id)
    AND (d.act = '' OR NOT EXISTS (
        SELECT 1 FROM deeds e JOIN history h ON h.deed_id = e.id WHERE e.act = d.act AND e.id < d.id))"""
"""The condition on a deed ``d`` to be the first of its act that changed a row: it stands for the act."""

_SAID = {"finished": "finish marks"}

_DONE = {"insert": "added", "update": "changed", "delete": "removed"}


class ActState(StrEnum):
    """Where an act stands."""

    done = "done"
    undone = "undone"


class Act(NamedTuple):
    """What one command or gesture did."""

    name: str
    """Its uid; of older releases, its deed's number."""

    at: str
    coder: str
    """By the name that the coder has today."""

    deed: str
    """The command, as in ``codings add``."""

    state: ActState


class Standing(NamedTuple):
    """A coder's acts in the order in which they would be taken back or brought back."""

    done: list[Act]
    """The latest first."""

    undone: list[Act]
    """The one taken back last first; empty as soon as something new is done."""


def standing_acts(project: Project, coder: str | None = None, *, limit: int | None = None) -> Standing:
    """The acts of a coder, or of everybody, that could be taken back or brought back.

    With a limit, no more than so many of each, and none undone before the last of the done ones.
    """
    standing = Standing([], [])
    for act in _backwards(project, coder):
        acts = standing.done if act.state is ActState.done else standing.undone
        if limit is None or len(acts) < limit:
            acts.append(act)
        if len(standing.done) == limit:
            break
    return standing


def done_acts(project: Project, coder: str | None = None, *, limit: int | None = None) -> list[Act]:
    """What would be taken back, the latest first."""
    return _some(project, coder, ActState.done, limit)


def undone_acts(project: Project, coder: str | None = None, *, limit: int | None = None) -> list[Act]:
    """What would be brought back, the one taken back last first."""
    return _some(project, coder, ActState.undone, limit)


def find_act(project: Project, name: str, *, names: CoderNames | None = None) -> Act | None:
    """An act by its name, as if it stood; None for one that changed nothing."""
    found = project.connection.execute(
        """SELECT d.id, d.at, d.coder, d.deed FROM deeds d
            WHERE d.id IN (SELECT value FROM json_each(?))
              AND EXISTS (SELECT 1 FROM history h WHERE h.deed_id = d.id) ORDER BY d.id LIMIT 1""",
        (json.dumps(deeds_of(project, name)),),
    ).fetchone()
    if found is None:
        return None
    key, at, coder, deed = found
    return Act(name, at, (names or CoderNames(project)).present(coder, key), deed, ActState.done)


def deeds_of(project: Project, name: str) -> list[int]:
    """The keys of an act's deeds, in order."""
    number = name.removeprefix("deed ")
    if number != name:
        return [int(number)]
    rows = project.connection.execute("SELECT id FROM deeds WHERE act = ? ORDER BY id", (name,))
    return [key for (key,) in rows]


_ON_A_PAGE = frozenset({"codings", "suggestions", "memos", "links", "coders"})

PAGE_UIDS = """
    SELECT h.noun, json_extract(coalesce(h.after, h.before), '$.uid') FROM history h
    WHERE h.deed_id IN (SELECT value FROM json_each(?)) LIMIT ?"""
"""What some deeds wrote, through the index of their keys."""


def page_uids(project: Project, act: Act, *, most: int) -> list[str] | None:
    """Uids of what an act wrote, where that is at most so many things that hang on passages; else None."""
    rows = project.connection.execute(
        PAGE_UIDS, (json.dumps(deeds_of(project, act.name)), most + 1)
    ).fetchall()
    if len(rows) > most or any(noun not in _ON_A_PAGE for noun, _ in rows):
        return None
    return [uid for _, uid in rows]


class Passage(NamedTuple):
    """A place in a transcript."""

    transcript: str
    start: int
    quote: str


PASSAGE = """
    SELECT t.name, json_extract(w.content, '$.start'), json_extract(w.content, '$.quote')
    FROM (SELECT coalesce(h.after, h.before) AS content FROM history h
          WHERE h.deed_id IN (SELECT value FROM json_each(?)) AND h.noun IN ('codings', 'suggestions')
          ORDER BY h.id LIMIT 1) w
    JOIN transcript_versions v ON v.id = json_extract(w.content, '$.version_id')
    JOIN transcripts t ON t.id = v.transcript_id WHERE t.removed_at IS NULL"""
"""Where the first coding or suggestion stands that some deeds wrote, through the same index."""


def passage_of(project: Project, act: Act) -> Passage | None:
    """Where the first coding or suggestion stands that an act wrote; None where there is none to go to."""
    found = project.connection.execute(PASSAGE, (json.dumps(deeds_of(project, act.name)),)).fetchone()
    return Passage._make(found) if found else None


def changes_of(project: Project, act: Act) -> dict[tuple[str, str], int]:
    """Table and action (insert, update, delete) to how many rows."""
    return changes_of_acts(project, [act.name])[act.name]


def changes_of_acts(project: Project, names: Iterable[str]) -> dict[str, dict[tuple[str, str], int]]:
    """Name of each act to its table and action to how many rows, in the order in which they came."""
    changes: dict[str, dict[tuple[str, str], int]] = {}
    for name in names:
        rows = project.connection.execute(
            """SELECT noun, action, count(*) FROM history WHERE deed_id IN (SELECT value FROM json_each(?))
               GROUP BY noun, action ORDER BY min(id)""",
            (json.dumps(deeds_of(project, name)),),
        )
        changes[name] = {(noun, action): count for noun, action, count in rows}
    return changes


def said_changes(changes: dict[tuple[str, str], int]) -> str:
    """What an act wrote, in words: ``3 codings added, 1 suggestion changed``."""
    said = []
    for (noun, action), count in changes.items():
        name = _SAID.get(noun, noun.replace("_", " "))
        said.append(f"{count} {_singular(name) if count == 1 else name} {_DONE[action]}")
    return ", ".join(said)


def _singular(noun: str) -> str:
    return f"{noun.removesuffix('aliases')}alias" if noun.endswith("aliases") else noun.removesuffix("s")


def _some(project: Project, coder: str | None, state: ActState, limit: int | None) -> list[Act]:
    return list(islice((act for act in _backwards(project, coder, only=state) if act.state is state), limit))


def _backwards(project: Project, coder: str | None, *, only: ActState | None = None) -> Iterator[Act]:
    """Acts that stand and that were taken back, the latest doing, undoing or redoing first."""
    names = CoderNames(project)
    rows = project.connection.execute(
        f"""SELECT {ACT}, d.id, d.at, d.coder, d.deed, d.reverses, d.direction FROM deeds d
            WHERE {FIRST_DEEDS} ORDER BY d.id DESC"""
    )
    reversed_since: set[str] = set()
    # Who has done something new: what was taken back before cannot be brought back.
    went_on: set[str] = set()
    for name, key, at, by, deed, reverses, direction in rows:
        if direction:
            if reverses in reversed_since:
                continue
            reversed_since.add(reverses)
            act = find_act(project, reverses, names=names)
            if act is None or coder not in (None, act.coder):
                continue
            if direction == "forth":
                yield act
            elif act.coder not in went_on:
                yield act._replace(state=ActState.undone)
        elif deed not in NEVER:
            by = names.present(by, key)
            went_on.add(by)
            if coder in (None, by):
                if only is ActState.undone and coder is not None:
                    return
                if name not in reversed_since:
                    yield Act(name, at, by, deed, ActState.done)
