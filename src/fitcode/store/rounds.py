"""Rounds: who codes which transcripts or segments, blind or not, and under which codebook versions.

A round is opened and closed and never changed between: what was sampled stays what was sampled.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.amounts import counted
from fitcode.domain.choices import CoderKind, RoundUnit
from fitcode.domain.identity import canonical_json, new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, UnknownCoder, UnknownName
from fitcode.store.codebooks import codebook_versions
from fitcode.store.names import CURRENT_VERSIONS, coder_ids
from fitcode.store.project import Project
from fitcode.store.times import now

COLUMNS = (
    *("round", "unit", "blind", "coders", "transcripts", "passages", "finished", "codebook_versions"),
    *("stratified_by", "seed", "opened_at", "closed_at"),
)
PASSAGE_COLUMNS = ("transcript", "start", "end", "text", "finished", "waiting")


class UnknownRound(UnknownName):
    """A name that no round has."""

    noun = "round"
    listing = "fitcode rounds list"


class Passage(NamedTuple):
    """What is to be coded: a transcript's version, whole where it has no start and end."""

    version_id: int
    start: int | None = None
    end: int | None = None


class NewRound(NamedTuple):
    """A round that is to be opened."""

    name: str
    unit: RoundUnit
    is_blind: bool
    coders: Sequence[str]
    passages: Sequence[Passage]
    stratified_by: str | None
    seed: int


class _Round(NamedTuple):
    """A round with its coders and where they stand."""

    id: int
    name: str
    unit: str
    is_blind: int
    stratified_by: str | None
    seed: int
    opened_at: str
    closed_at: str | None
    codebook_versions: dict[str, int]
    coders: tuple[str, ...]
    passages: tuple[Passage, ...]
    finished: dict[str, frozenset[int]]
    """Coder to the versions of its transcripts that he or she has finished."""

    @property
    def versions(self) -> frozenset[int]:
        return frozenset(passage.version_id for passage in self.passages)


def require_round_name(project: Project, name: str) -> None:
    """Refuse a name that a round cannot have, or that one has: FitcodeError."""
    if not name.strip() or name != name.strip() or "," in name or not name.isprintable():
        raise FitcodeError(
            f"{name!r} cannot be a round's name.",
            remedy="A name has no comma and no space at its ends, and can be printed.",
        )
    if project.connection.execute("SELECT 1 FROM rounds WHERE name = ?", (name,)).fetchone():
        raise FitcodeError(
            f"There is a round named {name!r} already.",
            remedy="Choose another name; fitcode rounds list shows those there are.",
        )


def require_people(project: Project, coders: Sequence[str]) -> None:
    """Refuse coders who are not there or are no people: UnknownCoder, FitcodeError."""
    kinds = dict(project.connection.execute("SELECT name, kind FROM coders").fetchall())
    for name in coders:
        if name not in kinds:
            raise UnknownCoder(
                name, remedy=f"Known: {', '.join(sorted(kinds))}. Add one: fitcode coders add {name}"
            )
        if kinds[name] != CoderKind.person:
            raise FitcodeError(
                f"{name!r} is a coder of kind {kinds[name]}: rounds are coded by people.",
                remedy="Name people; see fitcode coders list.",
            )


def open_round(project: Project, new: NewRound) -> str:
    """Open a round under the codebook versions in force; returns its uid."""
    project.require_deed()
    require_round_name(project, new.name)
    require_people(project, new.coders)
    uid, keys = new_uid(), coder_ids(project)
    query = project.connection.execute
    key = query(
        """INSERT INTO rounds (uid, name, unit, blind, stratified_by, seed, codebook_versions, opened_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            *(uid, new.name, new.unit.value, int(new.is_blind), new.stratified_by, new.seed),
            *(canonical_json(codebook_versions(project)), now()),
        ),
    ).lastrowid
    for coder in dict.fromkeys(new.coders):
        query("INSERT INTO round_coders (round_id, coder_id) VALUES (?, ?)", (key, keys[coder]))
    project.connection.executemany(
        'INSERT INTO round_passages (round_id, version_id, start, "end") VALUES (?, ?, ?, ?)',
        [(key, *passage) for passage in new.passages],
    )
    return uid


def close_round(project: Project, name: str) -> None:
    """Close a round: nothing of it is hidden from now on. Raises UnknownRound."""
    project.require_deed()
    one = _named(project, name)
    _refuse_closed(one)
    project.connection.execute("UPDATE rounds SET closed_at = ? WHERE id = ?", (now(), one.id))


def unfinished(project: Project, name: str) -> dict[str, int]:
    """Coder to how many transcripts of an open round he or she has not finished, where there are any.

    Raises UnknownRound, and FitcodeError for a round that is closed.
    """
    one = _named(project, name)
    _refuse_closed(one)
    left = {coder: len(one.versions - one.finished[coder]) for coder in one.coders}
    return {coder: count for coder, count in left.items() if count}


def list_rounds(project: Project) -> Table:
    """Every round, the oldest first; a note says under which the codebook has changed since."""
    rounds = _rounds(project)
    rows = [
        (
            *(one.name, one.unit, bool(one.is_blind), list(one.coders), len(one.versions), len(one.passages)),
            [f"{coder} {len(one.finished[coder])}" for coder in one.coders],
            [f"{slug} {number}" for slug, number in sorted(one.codebook_versions.items())],
            *(one.stratified_by, one.seed, one.opened_at, one.closed_at),
        )
        for one in rounds
    ]
    notes = [line for one in rounds for line in _changed_since(project, one)]
    return Table.of(COLUMNS, rows, notes=notes or ([] if rounds else ["There are no rounds yet."]))


def show_round(project: Project, name: str) -> Table:
    """What a round's coders code, and who has finished its transcript or not; raises UnknownRound."""
    one = _named(project, name)
    transcripts = dict(
        project.connection.execute(
            """SELECT v.id, t.name FROM transcript_versions v JOIN transcripts t ON t.id = v.transcript_id"""
        ).fetchall()
    )
    rows = []
    for passage in one.passages:
        version, start, end = passage
        done = [coder for coder in one.coders if version in one.finished[coder]]
        waiting = [coder for coder in one.coders if coder not in done]
        rows.append((transcripts[version], start, end, _text(project, passage), done, waiting))
    rows.sort(key=lambda row: (row[0], row[1] or 0))
    return Table.of(PASSAGE_COLUMNS, rows, notes=[_told(one), *_changed_since(project, one)])


class Drawn(NamedTuple):
    """What a round is of."""

    coders: tuple[str, ...]
    passages: tuple[Passage, ...]


def round_passages(project: Project, name: str) -> Drawn:
    """A round's coders and what it drew; raises UnknownRound."""
    one = _named(project, name)
    return Drawn(one.coders, one.passages)


def _named(project: Project, name: str) -> _Round:
    rounds = {one.name: one for one in _rounds(project)}
    if name not in rounds:
        raise UnknownRound(name, known=rounds)
    return rounds[name]


def _refuse_closed(one: _Round) -> None:
    if one.closed_at is not None:
        raise FitcodeError(
            f"Round {one.name!r} was closed already ({one.closed_at[:10]}).",
            remedy="Open another: fitcode rounds open NAME --coders A,B",
        )


def _rounds(project: Project) -> list[_Round]:
    query = project.connection.execute
    coders: dict[int, list[str]] = {}
    for key, name in query(
        "SELECT k.round_id, c.name FROM round_coders k JOIN coders c ON c.id = k.coder_id ORDER BY k.id"
    ):
        coders.setdefault(key, []).append(name)
    passages: dict[int, list[Passage]] = {}
    for key, *place in query('SELECT round_id, version_id, start, "end" FROM round_passages ORDER BY id'):
        passages.setdefault(key, []).append(Passage(*place))
    # Who has finished is no secret of a blind round: the table itself, not what is shown of it.
    rows = query("SELECT c.name, f.version_id FROM main.finished f JOIN coders c ON c.id = f.coder_id")
    ended = set(rows.fetchall())
    rounds = []
    for key, *facts, versions in query(
        """SELECT id, name, unit, blind, stratified_by, seed, opened_at, closed_at, codebook_versions
           FROM rounds ORDER BY id"""
    ):
        whole = {passage.version_id for passage in passages.get(key, ())}
        finished = {
            coder: frozenset(version for version in whole if (coder, version) in ended)
            for coder in coders.get(key, ())
        }
        who, what = tuple(coders.get(key, ())), tuple(passages.get(key, ()))
        rounds.append(_Round._make((key, *facts, json.loads(versions), who, what, finished)))
    return rounds


def _told(one: _Round) -> str:
    how = "blind" if one.is_blind else "open to each other"
    state = "open" if one.closed_at is None else f"closed {one.closed_at[:10]}"
    books = ", ".join(f"{slug} {number}" for slug, number in sorted(one.codebook_versions.items()))
    by = f", by {one.stratified_by}" if one.stratified_by else ""
    return (
        f"{one.name}: {', '.join(one.coders)}, {how}; opened {one.opened_at[:10]} under"
        f" {books or 'no codebook'} (seed {one.seed}{by}); {state}."
    )


def _changed_since(project: Project, one: _Round) -> list[str]:
    """What is no longer as it was when a round was opened."""
    lines = [
        f"{one.name} was opened under {slug} {number}; "
        + (f"version {current} is in force now." if current else "that codebook is gone now.")
        for slug, number in sorted(one.codebook_versions.items())
        if (current := codebook_versions(project).get(slug)) != number
    ]
    there = {key for (key,) in project.connection.execute(f"SELECT version_id FROM ({CURRENT_VERSIONS})")}
    if gone := len(one.versions - there):
        were = counted(gone, "transcript has", "transcripts have")
        lines.append(f"{one.name}: {were} been removed or corrected since it was opened.")
    return lines


def _text(project: Project, passage: Passage) -> str | None:
    if passage.start is None or passage.end is None:
        return None
    (text,) = project.connection.execute(
        """SELECT substr(x.text, ?, ?) FROM transcript_versions v JOIN texts x ON x.sha256 = v.sha256
           WHERE v.id = ?""",
        (passage.start + 1, passage.end - passage.start, passage.version_id),
    ).fetchone()
    return str(text)
