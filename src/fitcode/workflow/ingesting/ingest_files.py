"""Ingest files: each is read, cut and stored whole, or named with the reason why not.

Transcripts are stored in the order of their paths, some per transaction; a killed ingest leaves whole
transcripts only, and running it again stores the rest.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from fitcode.batch.executors import choose_executor, in_batches
from fitcode.batch.outcomes import Done, Outcome
from fitcode.batch.pacing import collecting_seldom
from fitcode.batch.shards import run_shards
from fitcode.domain.choices import SegmentUnit, SpeakerKind, TranscriptKind
from fitcode.domain.settings import Settings
from fitcode.domain.table import Table
from fitcode.domain.transcript import Source, TranscriptDraft
from fitcode.errors import FitcodeError, UnreadableFile
from fitcode.formats.registry import find_files, read_transcript
from fitcode.store import cases, transcripts
from fitcode.text.compose import compose_transcript
from fitcode.text.language import spoken_language, with_language
from fitcode.workflow.ingesting.apply_front_matter import apply_front_matter, kind_stated
from fitcode.workflow.workspace import Workspace

_SECONDS_A_TRANSACTION = 0.25
"""Transcripts prepared within this time share a commit: a commit waits for the disk."""


class FileStatus(StrEnum):
    """What became of a file."""

    stored = "stored"
    recognised = "recognised"
    """A dry run would have stored it."""

    known = "known"
    """Already there, by the hash of its bytes or of its text."""

    skipped = "skipped"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file, and what was recognised in it."""

    path: Path
    status: FileStatus
    reason: str = ""
    transcript: str | None = None
    format: str | None = None
    encoding: str | None = None
    language: str | None = None
    """Stated or detected; None where the project's is assumed."""

    turns: int = 0
    words: int = 0
    speakers: tuple[str, ...] = ()
    """``label (kind, turns)`` of each."""

    notes: tuple[str, ...] = field(default=())

    @property
    def file(self) -> str:
        """The path as it can be shown and stored: file systems allow names that are no text."""
        return _as_text(str(self.path))


@dataclass(frozen=True, slots=True)
class _Cutting:
    """How a reading is cut: plain values that travel to a worker process."""

    reader: str | None
    unit: SegmentUnit
    interviewers: tuple[str, ...]
    roles: Mapping[str, SpeakerKind]
    detects_language: bool
    language: str
    """The project's."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file read and cut by a worker, or the error that stopped it."""

    path: Path
    sha256: str
    draft: TranscriptDraft | None = None
    source: Source | None = None
    notes: tuple[str, ...] = ()
    """Those to tell."""

    failure: str = ""


def ingest_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    reader: str | None = None,
    kind: TranscriptKind | None = None,
    speakers: Mapping[str, SpeakerKind] | None = None,
    jobs: int = 1,
    dry_run: bool = False,
) -> list[FileOutcome]:
    """Store every transcript among the paths (folders are searched); one outcome a file, in path order.

    A bad file never stops the others: see the outcomes' ``status`` and ``reason``.
    """
    found = find_files(paths)
    outcomes = [FileOutcome(path, FileStatus.failed, reason) for path, reason in found.missing]
    outcomes += [FileOutcome(path, FileStatus.skipped, reason) for path, reason in found.skipped]
    known = transcripts.known_hashes(workspace.project)
    prepare = partial(
        _prepare, cutting=_cutting(workspace.settings, reader, speakers or {}), known=frozenset(known)
    )
    with collecting_seldom(), workspace.narrator.progress("Reading", len(found.files)) as advance:
        executor = choose_executor("processes", jobs=jobs)
        settle = _describe if dry_run else _store
        with closing(run_shards(prepare, found.files, executor=executor)) as read:
            for batch in in_batches(map(_prepared, read), seconds=_SECONDS_A_TRANSACTION):
                outcomes += settle(workspace, batch, known, kind)
                advance(len(outcomes) - len(found.missing) - len(found.skipped))
                del batch  # or it would stay in memory while the next one grows
    return sorted(outcomes, key=lambda outcome: str(outcome.path))


def outcomes_table(outcomes: Sequence[FileOutcome]) -> Table:
    """The outcomes as a table, a row a file."""
    columns = (
        *("file", "status", "transcript", "format", "encoding", "language", "turns", "words", "speakers"),
        "reason",
    )
    return Table.of(
        columns,
        (
            (
                outcome.file,
                outcome.status.value,
                outcome.transcript,
                outcome.format,
                outcome.encoding,
                outcome.language,
                outcome.turns,
                outcome.words,
                list(outcome.speakers),
                outcome.reason or " ".join(outcome.notes) or None,
            )
            for outcome in outcomes
        ),
    )


def _as_text(name: str) -> str:
    """A name without control characters and without bytes that are no UTF-8, a mark in the place of each."""
    return "".join("\ufffd" if unicodedata.category(one) in ("Cc", "Cs") else one for one in name)


def _cutting(settings: Settings, reader: str | None, speakers: Mapping[str, SpeakerKind]) -> _Cutting:
    roles = {**settings.speakers.roles, **speakers}
    return _Cutting(
        reader,
        settings.segments.unit,
        settings.speakers.interviewers,
        roles,
        settings.project.detect_language,
        settings.project.language,
    )


def _prepare(path: Path, *, cutting: _Cutting, known: frozenset[str]) -> _Prepared:
    """Read and cut one file; runs in a worker process when there are several jobs."""
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if sha256 in known:
            return _Prepared(path, sha256)
        reading = read_transcript(path, reader=cutting.reader)
        draft = compose_transcript(
            reading,
            unit=cutting.unit,
            interviewers=cutting.interviewers,
            roles=cutting.roles,
        )
        if not draft.text.strip():
            raise UnreadableFile("It holds no text.")
    except UnreadableFile as error:
        failure = " ".join(part for part in (error.problem, error.remedy) if part)
        return _Prepared(path, "", failure=_as_text(failure))
    except OSError as error:
        return _Prepared(path, "", failure=f"It cannot be opened: {error.strerror or error}.")
    source = Source(
        file_name=_as_text(path.name),
        sha256=sha256,
        format=reading.format,
        reader=reading.reader,
        reader_version=reading.reader_version,
        encoding=reading.encoding,
    )
    notes = draft.notes
    if cutting.detects_language and not draft.language and (found := spoken_language(draft)):
        draft = with_language(draft, found)
        # That an interview is in the project's language is kept with it and told to nobody.
        notes = notes if found.language == cutting.language.partition("-")[0] else draft.notes
    return _Prepared(path, sha256, draft, source, notes)


def _prepared(outcome: Outcome[Path, _Prepared]) -> _Prepared:
    if isinstance(outcome, Done):
        return outcome.result
    return _Prepared(outcome.item, "", failure=_as_text(f"It could not be read: {outcome.reason}."))


def _store(
    workspace: Workspace, batch: Sequence[_Prepared], known: set[str], kind: TranscriptKind | None
) -> list[FileOutcome]:
    with workspace.writing("ingest"):
        # Another process may have stored some of them since this one began to read.
        known |= transcripts.known_hashes(workspace.project)
        outcomes = [_settle(one, known, partial(_store_one, workspace, one, kind)) for one in batch]
        cases.settle_types(workspace.project, workspace.settings.attributes)
        return outcomes


def _describe(
    _workspace: Workspace, batch: Sequence[_Prepared], known: set[str], _kind: TranscriptKind | None
) -> list[FileOutcome]:
    return [_settle(one, known, partial(_outcome, one, FileStatus.recognised, None)) for one in batch]


def _settle(one: _Prepared, known: set[str], settle: Callable[[], FileOutcome]) -> FileOutcome:
    if one.failure:
        return FileOutcome(one.path, FileStatus.failed, one.failure)
    if one.draft is None or one.sha256 in known:
        return FileOutcome(one.path, FileStatus.known, "the same file is already there")
    if one.draft.sha256 in known:
        return FileOutcome(one.path, FileStatus.known, "the same text is already there")
    outcome = settle()
    known.update((one.sha256, one.draft.sha256))
    return outcome


def _store_one(workspace: Workspace, one: _Prepared, kind: TranscriptKind | None) -> FileOutcome:
    assert one.draft is not None
    assert one.source is not None
    name = transcripts.add_transcript(
        workspace.project,
        one.draft,
        source=one.source,
        kind=kind or kind_stated(one.draft) or TranscriptKind.interview,
        name=_as_text(one.path.stem),
    )
    try:
        apply_front_matter(workspace, one.draft, transcript=name)
    except FitcodeError as error:
        faults = " ".join(str(fault) for fault in getattr(error, "faults", ())) or error.problem
        file = _as_text(str(one.path))
        workspace.narrator.warn(f"{file}: stored, but its front matter was not applied: {faults}")
    outcome = _outcome(one, FileStatus.stored, name)
    if name != _as_text(one.path.stem):
        return replace(outcome, notes=(*outcome.notes, f"Stored as {name}: its name was taken."))
    return outcome


def _outcome(one: _Prepared, status: FileStatus, name: str | None) -> FileOutcome:
    assert one.draft is not None
    assert one.source is not None
    turns = [0] * len(one.draft.speakers)
    for turn in one.draft.turns:
        turns[turn.speaker] += 1
    speakers = tuple(
        f"{speaker.label} ({speaker.kind.value}, {count})"
        for speaker, count in zip(one.draft.speakers, turns, strict=True)
    )
    return FileOutcome(
        one.path,
        status,
        transcript=name or _as_text(one.path.stem),
        format=one.source.format,
        encoding=one.source.encoding,
        language=one.draft.language,
        turns=len(one.draft.turns),
        words=one.draft.words,
        speakers=speakers,
        notes=one.notes,
    )
