"""Keep coders: who they are, and which transcripts they have finished."""

from collections.abc import Sequence

from fitcode.domain.amounts import counted
from fitcode.domain.choices import CoderKind
from fitcode.store import coders, finished
from fitcode.workflow.adjudicating.list_questions import list_questions
from fitcode.workflow.workspace import Workspace


def finish_transcripts(workspace: Workspace, transcripts: Sequence[str], *, reopen: bool = False) -> None:
    """Mark transcripts as read and coded by the acting coder, or take the marks back.

    Raises UnknownTranscript, and then no mark is changed.
    """
    change = finished.reopen if reopen else finished.finish
    with workspace.writing("finish --reopen" if reopen else "finish"):
        for transcript in transcripts:
            change(workspace.project, transcript, coder=workspace.coder)
    if not reopen and _is_consensus(workspace):
        _tell_what_is_open(workspace, transcripts)


def _is_consensus(workspace: Workspace) -> bool:
    """Whether the acting coder is what adjudication makes codings for."""
    return any(
        record["coder"] == workspace.coder and record["kind"] == CoderKind.consensus
        for record in coders.list_coders(workspace.project).records()
    )


def _tell_what_is_open(workspace: Workspace, transcripts: Sequence[str]) -> None:
    """Say where the consensus counts from now on although questions are open; adjudication refuses that."""
    for transcript in transcripts:
        questions = list_questions(workspace, transcript=transcript)
        if n_open := sum(question.decided is None for question in questions):
            workspace.narrator.note(
                f"{transcript}: {counted(n_open, 'passage')} nobody ruled on, and the consensus counts there"
                f" as it is. To rule first: fitcode finish --reopen {transcript} --as {workspace.coder}, then"
                f" fitcode adjudicate {transcript}"
            )


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
