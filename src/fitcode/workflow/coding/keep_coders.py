"""Keep coders: who they are, and which transcripts they have finished."""

from collections.abc import Sequence

from fitcode.domain.choices import CoderKind
from fitcode.store import coders
from fitcode.workflow.workspace import Workspace


def finish_transcripts(workspace: Workspace, transcripts: Sequence[str], *, reopen: bool = False) -> None:
    """Mark transcripts as read and coded by the acting coder, or take the marks back.

    Raises UnknownTranscript, and then no mark is changed.
    """
    change = coders.reopen if reopen else coders.finish
    with workspace.writing("finish --reopen" if reopen else "finish"):
        for transcript in transcripts:
            change(workspace.project, transcript, coder=workspace.coder)


def require_coder_name(workspace: Workspace) -> None:
    """Refuse to begin under a name that cannot be a coder's, or that is a suggester's: FitcodeError.

    At a screen somebody would learn it only with the first passage that they code.
    """
    if not workspace.project.is_read_only:
        coders.require_coder(workspace.project, workspace.coder)


def add_coder(workspace: Workspace, name: str, *, kind: CoderKind) -> bool:
    """Add a coder; whether it is new."""
    with workspace.writing("coders add"):
        return coders.ensure_coder(workspace.project, name, kind=kind)


def rename_coder(workspace: Workspace, name: str, new_name: str) -> None:
    """Give a coder another name; the codings stay theirs. Raises UnknownCoder."""
    with workspace.writing("coders rename"):
        coders.rename_coder(workspace.project, name, new_name)
