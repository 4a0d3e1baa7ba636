"""Change transcripts: who somebody is, and taking a transcript out; its text never changes."""

from fitcode.domain.choices import SpeakerKind, TranscriptKind
from fitcode.store import transcripts
from fitcode.store.backups import backup
from fitcode.workflow.workspace import Workspace


def set_speaker_kind(workspace: Workspace, transcript: str, label: str, kind: SpeakerKind) -> None:
    """Say whether somebody's speech is counted; raises UnknownTranscript and unknown labels."""
    with workspace.writing("transcripts speaker"):
        transcripts.set_speaker_kind(workspace.project, transcript, label, kind)


def set_transcript_kind(workspace: Workspace, transcript: str, kind: TranscriptKind) -> None:
    """Say what kind of source a transcript is; raises UnknownTranscript."""
    with workspace.writing("transcripts kind"):
        transcripts.set_transcript_kind(workspace.project, transcript, kind)


def remove_transcript(workspace: Workspace, transcript: str) -> None:
    """Take a transcript out with its codings, suggestions and memos, after a backup."""
    backup(workspace.project)
    with workspace.writing("transcripts remove"):
        transcripts.remove_transcript(workspace.project, transcript)
