"""Compared: the codings of coders who are compared, unpooled, and which transcripts each finished.

A suggester is compared like a person: its codings are what it proposed and did not withdraw, whatever was
decided on them since, and it finished what the latest pass covered with it.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from fitcode.domain.amounts import counted
from fitcode.domain.choices import CoderKind, SuggestionStatus
from fitcode.domain.compared import ComparedFrame, PassageColumns
from fitcode.domain.frame import VALENCES, CodingColumns, CountingFrame
from fitcode.domain.table import Cell
from fitcode.errors import UnknownCoder, UsageError
from fitcode.store.detail import CODING_COLUMNS, CODINGS, frame_without_codings
from fitcode.store.names import CURRENT_VERSIONS, code_index, component_index
from fitcode.store.project import Project
from fitcode.store.rounds import Passage, round_passages
from fitcode.store.spans import version_text
from fitcode.store.suggestions import list_suggestions

if TYPE_CHECKING:
    from fitcode.store.integer_columns import Integers

_PROPOSED = tuple(status for status in SuggestionStatus if status is not SuggestionStatus.withdrawn)


@dataclass(frozen=True)
class _Coder:
    name: str
    key: int | None
    """None for a suggester: what it proposed is found by its name."""


def compared_frame(
    project: Project, coders: Sequence[str] = (), *, round_name: str | None = None, min_score: float = 0.0
) -> tuple[ComparedFrame, tuple[str, ...]]:
    """The columns to compare these coders by, and notes; without names, all persons who finished anything.

    With a round, what it drew and its coders unless named. Raises UnknownRound, UnknownCoder for a name that
    no coder or suggester has, UsageError for one given twice.
    """
    with project.reading():
        drawn = None if round_name is None else round_passages(project, round_name)
        chosen = _chosen(project, coders or (drawn.coders if drawn is not None else ()))
        frame = frame_without_codings(project)
        places = {name: number for number, name in enumerate(frame.transcripts.name)}
        versions = {key: places[name] for name, key in _current(project).items()}
        done = [_finished(project, coder) for coder in chosen]
        compared = ComparedFrame(
            frame=replace(
                frame,
                coders=[coder.name for coder in chosen],
                codings=_codings(project, chosen, frame, min_score),
            ),
            finished=[frozenset(versions[key] for key in keys if key in versions) for keys in done],
            passages=None if drawn is None else _placed(project, drawn.passages, versions),
        )
        notes = (*_codebook_notes(done, versions), *_older_codings(project, chosen))
        return compared, notes if drawn is None else (*_gone(drawn.passages, versions), *notes)


def _chosen(project: Project, names: Sequence[str]) -> list[_Coder]:
    rows = project.connection.execute("SELECT name, id, kind FROM coders ORDER BY name").fetchall()
    if not names:
        finished = {key for (key,) in project.connection.execute("SELECT DISTINCT coder_id FROM finished")}
        return [_Coder(name, key) for name, key, kind in rows if kind == CoderKind.person and key in finished]
    if repeated := [name for name, number in Counter(names).items() if number > 1]:
        raise UsageError(f"{repeated[0]!r} is named twice.", remedy="Name each coder once.")
    people = {name: key for name, key, kind in rows if kind != CoderKind.machine}
    # One that proposed nothing is no coder yet, and its pass says that it was there.
    ran = [json.loads(names) for (names,) in project.connection.execute("SELECT suggesters FROM runs")]
    passes = [*(name for name, _, kind in rows if kind == CoderKind.machine), *map("+".join, ran)]
    suggesters = {*passes, *(part for name in passes for part in name.split("+"))}
    for name in names:
        if name not in people and name not in suggesters:
            raise UnknownCoder(name, known={*people, *suggesters})
    return [_Coder(name, people.get(name)) for name in names]


def _finished(project: Project, coder: _Coder) -> dict[int, str | None]:
    """Version to the codebook versions under which it was finished."""
    if coder.key is not None:
        return dict(
            project.connection.execute(
                "SELECT version_id, codebook_versions FROM finished WHERE coder_id = ?", (coder.key,)
            ).fetchall()
        )
    rows = project.connection.execute(
        """SELECT t.version_id, r.codebook_versions, r.suggesters FROM runs r
           JOIN run_transcripts t ON t.run_id = r.id
           WHERE r.id = (SELECT max(run_id) FROM run_transcripts WHERE version_id = t.version_id)"""
    )
    parts = set(coder.name.split("+"))
    return {version: books for version, books, names in rows if parts <= set(json.loads(names))}


def _codings(
    project: Project, coders: Sequence[_Coder], frame: CountingFrame, min_score: float
) -> CodingColumns:
    """What each coder coded, by coder and transcript."""
    columns = {name: array("q") for name in ("transcript", "coder", *CODING_COLUMNS)}
    for number, coder in enumerate(coders):
        if coder.key is None:
            rows = _proposed(project, coder.name, frame, min_score=min_score)
        else:
            rows = _coded(project, coder.key, frame)
        columns["coder"].extend(array("q", [number]) * len(rows))
        for name, numbers in zip(("transcript", *CODING_COLUMNS), rows.T, strict=True):
            columns[name].frombytes(numbers.tobytes())
    return CodingColumns(**columns)


def _coded(project: Project, coder: int, frame: CountingFrame) -> "Integers":
    """A person's codings, transcript by transcript: the transcript's place, then the columns of codings."""
    import numpy as np

    versions = _current(project)
    parts = [
        np.insert(CODINGS.rows(project.connection, (versions[name], coder)), 0, place, axis=1)
        for place, name in enumerate(frame.transcripts.name)
    ]
    rows = np.concatenate(parts) if parts else np.empty((0, len(CODING_COLUMNS) + 1), dtype=np.int64)
    codes = _places(code_index(project).display, frame.codes.name)
    components = _places(component_index(project).display, frame.components.name)
    for number, name in enumerate(CODING_COLUMNS, start=1):
        if name in ("code", "about", "counterpart"):
            rows[:, number] = np.array(codes if name == "code" else components)[rows[:, number]]
    return rows


def _proposed(project: Project, suggester: str, frame: CountingFrame, *, min_score: float) -> "Integers":
    """The same of what a suggester proposed, placed as codings are."""
    import numpy as np

    versions = _current(project)
    transcripts = {name: place for place, name in enumerate(frame.transcripts.name)}
    codes: dict[object, int] = {name: place for place, name in enumerate(frame.codes.name)}
    components: dict[object, int] = {name: place for place, name in enumerate(frame.components.name)}
    text = None
    rows: list[tuple[int, ...]] = []
    for record in _suggestions(project, suggester, min_score):
        transcript = str(record["transcript"])
        if text is None or text.transcript != transcript:
            text = version_text(project, versions[transcript])
        start, end = int(str(record["start"])), int(str(record["end"]))
        valence = VALENCES.index(str(record["valence"])) if record["valence"] else -1
        said = {
            **text.place(start, end)._asdict(),
            "start": start,
            "end": end,
            "code": codes.get(record["code"], -1),
            "valence": valence,
            **{side: components.get(record[side], -1) for side in ("about", "counterpart")},
            "strength": -1,
        }
        rows.append((transcripts[transcript], *(said[name] for name in CODING_COLUMNS)))
    return np.array(rows, dtype=np.int64).reshape(-1, len(CODING_COLUMNS) + 1)


def _suggestions(project: Project, suggester: str, min_score: float) -> Iterable[dict[str, Cell]]:
    try:
        listed = list_suggestions(project, suggester=suggester, min_score=min_score, status=_PROPOSED)
    except UnknownCoder:  # its passes proposed nothing
        return ()
    return listed.records()


def _current(project: Project) -> dict[str, int]:
    """Transcript to the key of its current version."""
    rows = project.connection.execute(f"SELECT name, version_id FROM ({CURRENT_VERSIONS})")
    return dict(rows.fetchall())


def _places(display: Mapping[int, str], names: Sequence[str]) -> list[int]:
    """Key to place in the frame; -1 for what has left. The last entry answers for key -1."""
    place = {name: number for number, name in enumerate(names)}
    places = [-1] * (max(display, default=0) + 2)
    for key, name in display.items():
        places[key] = place.get(name, -1)
    return places


def _placed(project: Project, passages: Iterable[Passage], versions: Mapping[int, int]) -> PassageColumns:
    """The passages in the texts as they stand, with the words, segments and turns that they hold."""
    columns = {field.name: array("q") for field in fields(PassageColumns)}
    text = None
    for passage in sorted(passages, key=lambda one: (versions.get(one.version_id, -1), one.start or 0)):
        if passage.version_id not in versions:
            continue
        said = dict.fromkeys(columns, -1)
        if passage.start is not None and passage.end is not None:
            if text is None or text.version_id != passage.version_id:
                text = version_text(project, passage.version_id)
            said |= {"start": passage.start, "end": passage.end}
            said |= text.place(passage.start, passage.end)._asdict()
        for name, number in (said | {"transcript": versions[passage.version_id]}).items():
            columns[name].append(number)
    return PassageColumns(**columns)


def _gone(passages: Iterable[Passage], versions: Mapping[int, int]) -> tuple[str, ...]:
    """How many transcripts of a round are no longer there as they were drawn."""
    gone = {passage.version_id for passage in passages} - set(versions)
    if not gone:
        return ()
    return (f"{counted(len(gone), 'transcript')} of the round left out: removed, or of a later version now.",)


def _codebook_notes(done: Iterable[Mapping[int, str | None]], versions: Mapping[int, int]) -> tuple[str, ...]:
    """How many transcripts coders finished under other versions of a codebook than each other."""
    under: dict[int, set[str | None]] = {}
    for finished in done:
        for version, books in finished.items():
            under.setdefault(version, set()).add(books)
    several = sum(len(books) > 1 for version, books in under.items() if version in versions)
    if not several:
        return ()
    noun = counted(several, "transcript was", "transcripts were")
    return (f"{noun} finished under different codebook versions; see fitcode worklist.",)


def _older_codings(project: Project, coders: Sequence[_Coder]) -> tuple[str, ...]:
    """What keeps a suggester from proposing what somebody had coded before its pass."""
    people = [coder.key for coder in coders if coder.key is not None]
    suggesters = [coder.name for coder in coders if coder.key is None]
    if not people or not suggesters:
        return ()
    (older,) = project.connection.execute(
        f"""SELECT count(*) FROM codings c JOIN ({CURRENT_VERSIONS}) v ON v.version_id = c.version_id
            WHERE c.coder_id IN (SELECT value FROM json_each(?)) AND c.created_at < (
                SELECT r.started_at FROM run_transcripts t JOIN runs r ON r.id = t.run_id
                WHERE t.version_id = c.version_id ORDER BY r.id DESC LIMIT 1)""",
        (json.dumps(people),),
    ).fetchone()
    if not older:
        return ()
    note = (
        f"{counted(older, 'coding is', 'codings are')} older than the latest pass over the same text, in "
        f"which {', '.join(suggesters)} proposed nothing that was coded already: agreement is understated "
        "there. Let suggesters read first, or see fitcode evaluate."
    )
    return (note,)
