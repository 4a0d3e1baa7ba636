"""Close a round: its coders see each other's work again."""

from fitcode.store import rounds
from fitcode.workflow.workspace import Workspace


def close_round(workspace: Workspace, name: str) -> None:
    """Close a round for good; raises UnknownRound, and FitcodeError for one that is closed."""
    with workspace.writing("rounds close"):
        rounds.close_round(workspace.project, name)
