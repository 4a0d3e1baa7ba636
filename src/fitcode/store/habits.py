"""Habits: what a person's screen remembers from one sitting to the next; no part of the study.

Kept without history, so that moving through a text leaves no trace in it.
"""

from collections.abc import Mapping

from fitcode.store.project import Project


def read_habits(project: Project, coder: str) -> dict[str, str]:
    """Everything that is remembered of a coder, by name."""
    rows = project.connection.execute("SELECT name, value FROM habits WHERE coder = ?", (coder,))
    return dict(rows.fetchall())


def keep_habits(project: Project, coder: str, habits: Mapping[str, str]) -> None:
    """Remember these, beside what is remembered already; outside a deed.

    Raises ProjectBusy at once where another program writes: what is not kept now is kept with the next.
    """
    with project.jotting():
        project.connection.executemany(
            "INSERT INTO habits (coder, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value",
            [(coder, name, value) for name, value in habits.items()],
        )


def copy_habits(project: Project, coder: str, new_name: str) -> None:
    """Let a renamed coder keep what is remembered; inside the deed that renames.

    The old name keeps it too, so that a renaming that is undone loses nothing.
    """
    project.connection.execute(
        "INSERT OR REPLACE INTO habits SELECT ?, name, value FROM habits WHERE coder = ?",
        (new_name, coder),
    )
