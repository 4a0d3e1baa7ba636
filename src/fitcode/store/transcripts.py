"""Transcripts: texts stored once, with the turns and segments cut from them.

A text is immutable and known by its hash. A removed transcript leaves every list and count but its
text, turns and segments stay, so that the history can bring it back.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from fitcode.domain.choices import SpeakerKind, SuggestionStatus, TranscriptKind
from fitcode.domain.identity import canonical_json, new_uid, text_hash
from fitcode.domain.table import Table
from fitcode.domain.transcript import Source, Speaker, Transcript, TranscriptDraft, Turn
from fitcode.errors import FitcodeError, UnknownName
from fitcode.store.names import CURRENT_VERSIONS, component_index, resolve_transcript
from fitcode.store.project import Project
from fitcode.store.removals import delete_codings
from fitcode.store.search_index import index_new_texts
from fitcode.store.spans import current_text, segments_of, turns_of
from fitcode.store.times import now


def add_transcript(
    project: Project, draft: TranscriptDraft, *, source: Source, kind: TranscriptKind, name: str
) -> str:
    """Store a transcript; returns its name, made unique with -2, -3 where it is taken."""
    project.require_deed()
    if text_hash(draft.text) != draft.sha256:
        raise RuntimeError(f"the draft of {name!r} states a hash that is not its text's")
    _refuse_known_text(project, draft, name=name)
    _keep_text(project, draft)
    name = _unique_name(project, name)
    transcript_id = project.connection.execute(
        "INSERT INTO transcripts (uid, name, kind) VALUES (?, ?, ?)", (new_uid(), name, kind.value)
    ).lastrowid
    assert transcript_id is not None
    version_id = _add_version(project, draft, source=source, transcript_id=transcript_id)
    _add_spans(
        project, draft, version_id=version_id, speaker_ids=_add_speakers(project, draft, transcript_id)
    )
    return name


def known_hashes(project: Project) -> set[str]:
    """Hashes of every file and every text in the project: what an ingest need not read again."""
    rows = project.connection.execute(
        """SELECT v.file_sha256, v.sha256 FROM transcript_versions v
           JOIN transcripts t ON t.id = v.transcript_id WHERE t.removed_at IS NULL"""
    )
    return {value for row in rows for value in row}


def transcript_names(project: Project) -> list[str]:
    """Names of all transcripts, in alphabetical order."""
    rows = project.connection.execute("SELECT name FROM transcripts WHERE removed_at IS NULL ORDER BY name")
    return [name for (name,) in rows]


def names_as_ingested(project: Project) -> list[str]:
    """Names of all transcripts, in the order in which they came in."""
    rows = project.connection.execute("SELECT name FROM transcripts WHERE removed_at IS NULL ORDER BY id")
    return [name for (name,) in rows]


def list_transcripts(project: Project) -> Table:
    """Every transcript in its current version, with what hangs on it."""
    columns = (
        *("transcript", "title", "kind", "version", "sha256", "format", "words", "turns", "speakers"),
        *("language", "cases", "codings", "suggestions_pending"),
    )
    rows = project.connection.execute(
        f"""SELECT c.name, v.title, t.kind, v.number, v.sha256, v.format, v.words,
                (SELECT count(*) FROM turns WHERE version_id = v.id),
                (SELECT count(*) FROM speakers WHERE transcript_id = t.id),
                v.language,
                (SELECT count(DISTINCT case_id) FROM case_transcripts WHERE transcript_id = t.id),
                (SELECT count(*) FROM codings WHERE version_id = v.id),
                (SELECT count(*) FROM suggestions WHERE version_id = v.id AND status = ?)
            FROM ({CURRENT_VERSIONS}) c
            JOIN transcript_versions v ON v.id = c.version_id
            JOIN transcripts t ON t.id = c.transcript_id
            ORDER BY c.name""",
        (SuggestionStatus.pending.value,),
    )
    return Table.of(columns, rows)


def get_transcript(project: Project, name: str) -> Transcript:
    """A transcript whole: text, speakers, turns and segments."""
    version = current_text(project, name)
    uid, kind, title, number, language = project.connection.execute(
        """SELECT t.uid, t.kind, v.title, v.number, v.language
           FROM transcript_versions v JOIN transcripts t ON t.id = v.transcript_id WHERE v.id = ?""",
        (version.version_id,),
    ).fetchone()
    # Built without validation: the rows were valid when stored, and there may be many thousand.
    return Transcript.model_construct(
        name=name,
        uid=uid,
        title=title,
        kind=TranscriptKind(kind),
        version=number,
        sha256=version.sha256,
        text=version.text,
        language=language,
        speakers=tuple(read_speakers(project, name)),
        turns=tuple(turns_of(project, version.version_id)),
        segments=tuple(segments_of(project, version.version_id)),
    )


class Talk(NamedTuple):
    """What was said in a transcript, without the segments that it is cut into."""

    text: str
    turns: list[Turn]


def read_talk(project: Project, name: str) -> Talk:
    """Text and turns of a transcript's current version."""
    version = current_text(project, name)
    return Talk(version.text, turns_of(project, version.version_id))


def read_speakers(project: Project, name: str) -> list[Speaker]:
    """Who speaks in a transcript, in the order of their first words."""
    rows = project.connection.execute(
        "SELECT label, kind FROM speakers WHERE transcript_id = ? ORDER BY position",
        (resolve_transcript(project, name),),
    )
    return [Speaker(label=label, kind=SpeakerKind(kind)) for label, kind in rows]


def read_text(project: Project, name: str) -> str:
    """The text of a transcript's current version."""
    return current_text(project, name).text


def transcript_details(project: Project, name: str) -> dict[str, Any]:
    """How a transcript was read: file, format, reader, encoding, splitter, front matter, notes."""
    columns = (
        *("file_name", "file_sha256", "format", "reader", "reader_version", "encoding", "segment_unit"),
        *("splitter", "words", "metadata", "notes", "created_at"),
    )
    row = project.connection.execute(
        f"SELECT {', '.join(columns)} FROM transcript_versions WHERE id = ?",
        (current_text(project, name).version_id,),
    ).fetchone()
    details = dict(zip(columns, row, strict=True))
    return details | {key: json.loads(details[key]) for key in ("metadata", "notes")}


class SuggestingFacts(NamedTuple):
    """Everything about a transcript that decides what a suggester sees of it."""

    transcript: str
    sha256: str
    language: str | None
    segment_unit: str
    splitter: str
    words: int
    speakers: list[tuple[str, str, list[str]]]
    """Label, kind and components of each speaker."""


def suggesting_facts(project: Project) -> list[SuggestingFacts]:
    """The facts of every transcript, in the order of their names."""
    speakers: dict[int, list[tuple[str, str, list[str]]]] = {}
    for transcript_id, label, kind, components in _speaker_rows(project):
        speakers.setdefault(transcript_id, []).append((label, kind, components))
    rows = project.connection.execute(
        f"""SELECT c.transcript_id, c.name, c.sha256, v.language, v.segment_unit, v.splitter, v.words
            FROM ({CURRENT_VERSIONS}) c JOIN transcript_versions v ON v.id = c.version_id ORDER BY c.name"""
    )
    return [SuggestingFacts._make((*facts, speakers.get(key, []))) for key, *facts in rows]


def speaker_components(project: Project, name: str) -> dict[str, list[str]]:
    """Label of each speaker to the components of their cases, as ``mission/id``."""
    key = resolve_transcript(project, name)
    return {label: components for _, label, _, components in _speaker_rows(project, transcript_id=key)}


def remove_transcript(project: Project, name: str) -> None:
    """Take a transcript out of the project with all that hangs on it; the history can bring it back."""
    project.require_deed()
    key = resolve_transcript(project, name)
    versions = "SELECT id FROM transcript_versions WHERE transcript_id = ?"
    delete_codings(project, f"version_id IN ({versions})", (key,))
    suggestion_uids = f"SELECT uid FROM suggestions WHERE version_id IN ({versions})"
    project.connection.execute(f"DELETE FROM memos WHERE target_uid IN ({suggestion_uids})", (key,))
    own_uid = "SELECT uid FROM transcripts WHERE id = ?"
    project.connection.execute(f"DELETE FROM memos WHERE target_uid IN ({own_uid})", (key,))
    suggested = f"SELECT id FROM suggestions WHERE version_id IN ({versions})"
    project.connection.execute(f"DELETE FROM further_decisions WHERE suggestion_id IN ({suggested})", (key,))
    # What runs left standing has no history: it stays for when the transcript comes back.
    for table in ("suggestions", "run_transcripts", "finished"):
        project.connection.execute(f"DELETE FROM {table} WHERE version_id IN ({versions})", (key,))
    project.connection.execute("DELETE FROM case_transcripts WHERE transcript_id = ?", (key,))
    project.connection.execute("UPDATE transcripts SET removed_at = ? WHERE id = ?", (now(), key))


def set_speaker_kind(project: Project, name: str, label: str, kind: SpeakerKind) -> None:
    """Say whether somebody's speech counts as a respondent's."""
    project.require_deed()
    key = resolve_transcript(project, name)
    rows = project.connection.execute("SELECT label, id, kind FROM speakers WHERE transcript_id = ?", (key,))
    speakers = {written: (speaker_id, old) for written, speaker_id, old in rows}
    if label not in speakers:
        raise UnknownSpeaker(label, known=speakers)
    speaker_id, old = speakers[label]
    if old != kind:
        project.connection.execute("UPDATE speakers SET kind = ? WHERE id = ?", (kind.value, speaker_id))


def set_transcript_kind(project: Project, name: str, kind: TranscriptKind) -> None:
    """Say what kind of source a transcript is."""
    project.require_deed()
    key = resolve_transcript(project, name)
    project.connection.execute(
        "UPDATE transcripts SET kind = ? WHERE id = ? AND kind <> ?", (kind.value, key, kind.value)
    )


def set_language(project: Project, name: str, language: str | None) -> None:
    """Say which language a transcript is in; None for the project's."""
    project.require_deed()
    project.connection.execute(
        "UPDATE transcript_versions SET language = ? WHERE id = ? AND language IS NOT ?",
        (language, current_text(project, name).version_id, language),
    )


class UnknownSpeaker(UnknownName):
    """A label that no speaker of the transcript has."""

    noun = "speaker"


def _speaker_rows(
    project: Project, *, transcript_id: int | None = None
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Transcript, label, kind and components of every speaker, in order."""
    names = component_index(project).full
    rows = project.connection.execute(
        """SELECT s.id, s.transcript_id, s.label, s.kind, c.component_id FROM speakers s
           LEFT JOIN case_transcripts ct ON ct.transcript_id = s.transcript_id AND ct.speaker_id = s.id
           LEFT JOIN cases c ON c.id = ct.case_id
           WHERE coalesce(s.transcript_id = ?, TRUE) ORDER BY s.transcript_id, s.position, c.name""",
        (transcript_id,),
    )
    for (_, transcript, label, kind), group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        named = [names[component] for *_, component in group if component is not None]
        yield transcript, label, kind, list(dict.fromkeys(named))


def _unique_name(project: Project, name: str) -> str:
    if not name:
        raise FitcodeError("A transcript needs a name.", remedy="Give the file a name before its extension.")
    query = "SELECT 1 FROM transcripts WHERE name = ? AND removed_at IS NULL"
    candidate, count = name, 1
    while project.connection.execute(query, (candidate,)).fetchone():
        count += 1
        candidate = f"{name}-{count}"
    return candidate


def _refuse_known_text(project: Project, draft: TranscriptDraft, *, name: str) -> None:
    query = "SELECT 1 FROM texts WHERE sha256 = ?"
    if not project.connection.execute(query, (draft.sha256,)).fetchone():
        return  # the usual case, at the price of one look; the next query reads every version
    found = project.connection.execute(
        f"SELECT name FROM ({CURRENT_VERSIONS}) WHERE sha256 = ?", (draft.sha256,)
    ).fetchone()
    if found:
        raise FitcodeError(
            f"{name!r} holds the same text as transcript {found[0]!r}.",
            remedy="A text is stored once; leave the file out.",
        )


def _keep_text(project: Project, draft: TranscriptDraft) -> None:
    # A text may be there already: of a removed transcript, or under another name.
    project.connection.execute(
        "INSERT INTO texts (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (draft.sha256, draft.text)
    )
    project.at_end(index_new_texts)


def _add_version(project: Project, draft: TranscriptDraft, *, source: Source, transcript_id: int) -> int:
    values = {
        "transcript_id": transcript_id,
        "number": 1,
        "sha256": draft.sha256,
        "title": draft.title,
        "language": draft.language,
        "file_name": source.file_name,
        "file_sha256": source.sha256,
        "format": source.format,
        "reader": source.reader,
        "reader_version": source.reader_version,
        "encoding": source.encoding,
        "segment_unit": draft.segment_unit.value,
        "splitter": draft.splitter,
        "words": draft.words,
        "metadata": canonical_json(draft.metadata),
        "notes": canonical_json(list(draft.notes)),
        "created_at": now(),
    }
    marks = ", ".join(f":{column}" for column in values)
    key = project.connection.execute(
        f"INSERT INTO transcript_versions ({', '.join(values)}) VALUES ({marks})", values
    ).lastrowid
    assert key is not None
    return key


def _add_speakers(project: Project, draft: TranscriptDraft, transcript_id: int) -> list[int]:
    keys = []
    for position, speaker in enumerate(draft.speakers):
        key = project.connection.execute(
            "INSERT INTO speakers (transcript_id, label, kind, position) VALUES (?, ?, ?, ?)",
            (transcript_id, speaker.label, speaker.kind.value, position),
        ).lastrowid
        assert key is not None
        keys.append(key)
    return keys


def _add_spans(project: Project, draft: TranscriptDraft, *, version_id: int, speaker_ids: list[int]) -> None:
    project.connection.executemany(
        f"INSERT INTO turns VALUES ({version_id}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((ordinal, speaker_ids[turn[0]], *turn[1:]) for ordinal, turn in enumerate(draft.turns)),
    )
    project.connection.executemany(
        f"INSERT INTO segments VALUES ({version_id}, ?, ?, ?, ?, ?, ?)",
        ((ordinal, *segment) for ordinal, segment in enumerate(draft.segments)),
    )
