"""Read the frame: what is counted, and whose codings these are, told the same way by every count."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fitcode.domain.frame import CountingFrame
from fitcode.store.detail import counting_frame
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    from fitcode.analysis.selecting.conditions import Condition


def read_frame(
    workspace: Workspace,
    coders: Sequence[str],
    *,
    by: Sequence[str] = (),
    conditions: Sequence["Condition"] = (),
) -> tuple[CountingFrame, tuple[str, ...]]:
    """The frame of the whole project, as conditions come later, and notes on whose codings count.

    Raises SeveralCoders when it is not said whose codings count.
    """
    pooled = coders or workspace.settings.tally.coder
    spoken_of = {*by, *(condition.name for condition in conditions)}
    frame, notes = counting_frame(workspace.project, coders=pooled, with_origin="origin" in spoken_of)
    if conditions:
        notes = tuple(f"Before --where: {note}" for note in notes)
    if len(set(pooled)) > 1 and spoken_of & {"coder", "origin"}:
        notes += ("Identical codings of several coders count once, as those of whoever --coder names first.",)
    return frame, notes
