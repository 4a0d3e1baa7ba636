"""Rebuild the search index: made anew from the texts, where a check finds that it is not as they are."""

from fitcode.errors import FitcodeError
from fitcode.store.search_index import rebuild_search_index
from fitcode.workflow.workspace import Workspace


def rebuild_index(workspace: Workspace) -> None:
    """Make the search index anew; it is no deed, for it says nothing that the texts do not say."""
    if workspace.project.is_read_only:
        raise FitcodeError(
            f"The project in {workspace.project.folder} can only be read here.",
            remedy="Check that you may write fitcode.db and its folder; nothing was changed.",
        )
    rebuild_search_index(workspace.project)
