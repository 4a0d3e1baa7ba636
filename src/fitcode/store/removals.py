"""Removals: what goes with a coding that goes.

Links and memos that hang on a coding would hang on nothing; they leave with it, each with an event.
"""

from collections.abc import Sequence

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
