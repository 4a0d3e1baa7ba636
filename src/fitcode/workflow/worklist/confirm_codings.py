"""Confirm codings: they stand under the definition in force, as their coder has looked at them again.

Nobody confirms for another; what the coding was made under stays in the history.
"""

from collections.abc import Sequence

from fitcode.errors import FitcodeError
from fitcode.store.coding_reads import get_coding
from fitcode.store.worklist import OutdatedCoding, confirm_definitions, outdated_codings
from fitcode.workflow.workspace import Workspace


def confirm_codings(
    workspace: Workspace, uids: Sequence[str], *, seen: str | None = None
) -> list[OutdatedCoding]:
    """Confirm codings of the acting coder, all or none; those of them that were outdated.

    ``seen`` is the ``updated_at`` that the person saw, of one coding. Raises UnknownCoding, and FitcodeError
    for another coder's coding and for one that was changed since.
    """
    with workspace.writing("worklist confirm"):
        for coding in [get_coding(workspace.project, uid) for uid in uids]:
            if coding.coder != workspace.coder:
                raise FitcodeError(
                    f"Coding {coding.uid} is {coding.coder}'s, and you act as {workspace.coder}.",
                    remedy="Nobody confirms for another: nothing was changed.",
                )
            if seen is not None and coding.updated_at != seen:
                raise FitcodeError(
                    "This coding was changed elsewhere meanwhile; nothing was overwritten.",
                    remedy="Look at it as it is now, then do it again.",
                )
        return _confirm(workspace, uids=uids)


def confirm_worklist(
    workspace: Workspace, *, code: str | None = None, transcript: str | None = None
) -> list[OutdatedCoding]:
    """Confirm the acting coder's whole worklist, or what is named of it; what was confirmed.

    Raises UnknownCode and UnknownTranscript.
    """
    with workspace.writing("worklist confirm"):
        return _confirm(workspace, code=code, transcript=transcript)


def _confirm(
    workspace: Workspace,
    *,
    code: str | None = None,
    transcript: str | None = None,
    uids: Sequence[str] | None = None,
) -> list[OutdatedCoding]:
    found = outdated_codings(
        workspace.project, coders=[workspace.coder], code=code, transcript=transcript, uids=uids
    )
    confirm_definitions(workspace.project, [one.uid for one in found])
    return found
