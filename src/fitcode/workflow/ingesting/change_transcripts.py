"""Change transcripts: who somebody is, and taking a transcript out; its text never changes."""

from fitcode.domain.choices import SpeakerKind, TranscriptKind
from fitcode.errors import UsageError
from fitcode.formats.written_words import as_language, language_trouble
from fitcode.store import transcripts
from fitcode.store.backups import backup
from fitcode.suggest.reading.pipeline_names import spacy_knows
from fitcode.workflow.workspace import Workspace


def set_speaker_kind(workspace: Workspace, transcript: str, label: str, kind: SpeakerKind) -> None:
    """Say whether somebody's speech is counted; raises UnknownTranscript and unknown labels."""
    with workspace.writing("transcripts speaker"):
        transcripts.set_speaker_kind(workspace.project, transcript, label, kind)


def set_transcript_kind(workspace: Workspace, transcript: str, kind: TranscriptKind) -> None:
    """Say what kind of source a transcript is; raises UnknownTranscript."""
    with workspace.writing("transcripts kind"):
        transcripts.set_transcript_kind(workspace.project, transcript, kind)


def set_language(workspace: Workspace, transcript: str, language: str | None) -> str | None:
    """Say which language a transcript is in, None for the project's; returns its code as it was stored."""
    if language is not None:
        if trouble := language_trouble(language):
            raise UsageError(trouble)
        language = as_language(language)
        if not spacy_knows(language):
            workspace.narrator.warn(
                f"spaCy knows no language {language!r}: words are told apart by general rules, without their"
                " dictionary forms. Is the code right?"
            )
    with workspace.writing("transcripts language"):
        transcripts.set_language(workspace.project, transcript, language)
    return language


def remove_transcript(workspace: Workspace, transcript: str) -> None:
    """Take a transcript out with its codings, suggestions and memos, after a backup."""
    backup(workspace.project)
    with workspace.writing("transcripts remove"):
        transcripts.remove_transcript(workspace.project, transcript)
