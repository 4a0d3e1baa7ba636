"""History: what was done, read; it is written by the triggers of ``triggers``."""

import json
from collections.abc import Mapping
from typing import Any

from fitcode.domain.table import Table
from fitcode.store.names import code_index, component_index
from fitcode.store.project import Project

COLUMNS = ("number", "at", "coder", "deed", "action", "noun", "uid", "summary")

_TOLD = (
    "transcript",
    "name",
    "slug",
    "label",
    "alias",
    "key",
    "code",
    "quote",
    "status",
    "kind",
    "title",
    "text",
)
"""What a summary tells of a row, in this order, of what the row has."""
_LONGEST = 60


def list_history(
    project: Project,
    *,
    limit: int | None = None,
    noun: str | None = None,
    coder: str | None = None,
    uid: str | None = None,
) -> Table:
    """Every change of a row, the latest first; nouns are the names of tables (codings, cases, ...)."""
    rows = project.connection.execute(
        """SELECT h.id, d.at, nullif(d.coder, ''), d.deed, h.action, h.noun,
                  coalesce(json_extract(coalesce(h.after, h.before), '$.uid'),
                           h.noun || '/' || h.row_id) AS uid,
                  h.before, h.after
           FROM history h JOIN deeds d ON d.id = h.deed_id
           WHERE coalesce(h.noun = ?, TRUE) AND coalesce(d.coder = ?, TRUE)
             AND coalesce(substr(uid, 1, length(?)) = ?, TRUE)
           ORDER BY h.id DESC LIMIT ?""",
        (noun, coder, uid, uid, -1 if limit is None else limit),
    )
    summaries = _Summaries(project)
    return Table.of(COLUMNS, ((*row[:7], summaries.summary(*row[7:])) for row in rows))


class _Summaries:
    """Rows of the history in words."""

    def __init__(self, project: Project) -> None:
        query = project.connection.execute
        components = component_index(project).display
        coders = dict(query("SELECT id, name FROM coders").fetchall())
        transcripts = dict(query("SELECT id, name FROM transcripts").fetchall())
        versions = dict(
            query(
                "SELECT v.id, t.name FROM transcript_versions v JOIN transcripts t ON t.id = v.transcript_id"
            ).fetchall()
        )
        self._names: Mapping[str, Mapping[int, str]] = {
            "code_id": code_index(project).display,
            "about_id": components,
            "counterpart_id": components,
            "component_id": components,
            "coder_id": coders,
            "decided_by_id": coders,
            "transcript_id": transcripts,
        }
        self._versions: Mapping[int, str] = versions

    def summary(self, before: str | None, after: str | None) -> str:
        """What changed, in one line."""
        old, new = (self._named(text) for text in (before, after))
        if old and new:
            changed = [key for key in new if key != "updated_at" and old.get(key) != new[key]]
            return "; ".join(f"{key}: {_shown(old.get(key))} > {_shown(new[key])}" for key in changed)
        row = old or new
        told = [_shown(row[key]) for key in _TOLD if row.get(key) is not None]
        if "start" in row and "end" in row:
            told.insert(1, f"{row['start']}:{row['end']}")
        return " ".join(told)

    def _named(self, text: str | None) -> dict[str, Any]:
        row: dict[str, Any] = json.loads(text) if text else {}
        named = {}
        for key, value in row.items():
            if key in self._names and value is not None:
                named[key.removesuffix("_id")] = self._names[key].get(value, value)
            elif key == "version_id" and "quote" in row:
                named["transcript"] = self._versions.get(value, value)
            else:
                named[key] = value
        return named


def _shown(value: object) -> str:
    text = "none" if value is None else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\u2026"
