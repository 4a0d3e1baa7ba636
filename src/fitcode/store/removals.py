"""Removals: what goes with a coding, a code or a component that goes.

Links and memos that hang on a coding would hang on nothing; they leave with it, each with an event.
What is only suggested for a code or component is withdrawn with it.
"""

from collections.abc import Sequence

from fitcode.domain.choices import SuggestionStatus
from fitcode.store.project import Project


def delete_codings(project: Project, condition: str, parameters: Sequence[object]) -> int:
    """Delete the codings that an SQL condition picks, with their links and memos; says how many."""
    project.require_deed()
    picked = f"SELECT id FROM codings WHERE {condition}"
    for column in ("source_id", "target_id"):
        project.connection.execute(f"DELETE FROM links WHERE {column} IN ({picked})", parameters)
    uids = f"SELECT uid FROM codings WHERE {condition}"
    project.connection.execute(f"DELETE FROM memos WHERE target_uid IN ({uids})", parameters)
    return project.connection.execute(f"DELETE FROM codings WHERE {condition}", parameters).rowcount


def withdraw_suggestions(project: Project, condition: str, parameters: Sequence[object]) -> None:
    """Withdraw the pending suggestions that an SQL condition picks."""
    project.require_deed()
    picked = f"status = ? AND ({condition})"
    pending = (SuggestionStatus.pending.value, *parameters)
    # A code that comes back as it was brings back the fingerprint of the pass that knew it: without
    # this, that pass would count as done, and what is withdrawn here would stay so.
    project.connection.execute(
        "UPDATE run_transcripts SET fingerprint = '' WHERE fingerprint <> ''"
        f" AND version_id IN (SELECT version_id FROM suggestions WHERE {picked})",
        pending,
    )
    project.connection.execute(
        f"UPDATE suggestions SET status = ? WHERE {picked}", (SuggestionStatus.withdrawn.value, *pending)
    )
