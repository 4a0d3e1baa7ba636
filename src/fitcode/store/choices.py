"""Choices: parents that ask for one child per segment, and the segments that carry several of one coder.

A choice asked for is a rule of the codebook's author, not of the data: nothing is refused for it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS, code_index
from fitcode.store.project import Project


class SeveralChosen(NamedTuple):
    """A segment that carries several children of a parent that asks for one."""

    transcript: str
    segment: int
    coder: str
    parent: str
    children: tuple[str, ...]

    def __str__(self) -> str:
        chosen = " and ".join(self.children)
        return (
            f"{self.transcript}, segment {self.segment}: {self.coder} chose {chosen}; "
            f"{self.parent!r} asks for one of its codes per segment."
        )


def several_chosen(project: Project, uids: Sequence[str]) -> list[SeveralChosen]:
    """Where these codings leave a coder with several children of such a parent on one segment."""
    asked = _children_asked_for(project)
    if not asked:
        return []
    rows = project.connection.execute(
        """SELECT DISTINCT c.version_id, t.name, c.coder_id, k.name
           FROM codings c JOIN coders k ON k.id = c.coder_id
           JOIN transcript_versions v ON v.id = c.version_id JOIN transcripts t ON t.id = v.transcript_id
           WHERE c.uid IN (SELECT value FROM json_each(?))
             AND c.code_id IN (SELECT value FROM json_each(?)) ORDER BY t.name, k.name""",
        (json.dumps(list(uids)), json.dumps(list(asked))),
    ).fetchall()
    new, names = set(uids), code_index(project).display
    return [
        SeveralChosen(transcript, segment, coder, names[parent], tuple(names[child] for child in children))
        for version_id, transcript, coder_id, coder in rows
        for segment, parent, children in _clashes(project, asked, (version_id, coder_id), new=new)
    ]


def _children_asked_for(project: Project) -> dict[int, list[tuple[int, int]]]:
    """Code to each parent above it that asks for one child, with the child that leads to the code."""
    rows = project.connection.execute(
        "SELECT code_id, parent_id, json_extract(content, '$.choose_one') FROM code_versions"
        f" WHERE version_id IN ({CURRENT_CODEBOOK_VERSIONS})"
    ).fetchall()
    asking = {code for code, _, asks in rows if asks}
    parents = {code: parent for code, parent, _ in rows}
    asked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for code in parents if asking else ():
        child, parent = code, parents[code]
        while parent is not None:
            if parent in asking:
                asked[code].append((parent, child))
            child, parent = parent, parents[parent]
    return dict(asked)


def _clashes(
    project: Project,
    asked: dict[int, list[tuple[int, int]]],
    place: tuple[int, int],
    *,
    new: set[str],
) -> Iterable[tuple[int, int, list[int]]]:
    """Segment, parent and children wherever a new coding stands beside another child."""
    rows = project.connection.execute(
        """SELECT uid, code_id, first_segment, end_segment FROM codings
           WHERE version_id = ? AND coder_id = ? AND first_segment >= 0
             AND code_id IN (SELECT value FROM json_each(?)) ORDER BY start, "end", code_id""",
        (*place, json.dumps(list(asked))),
    )
    chosen: dict[tuple[int, int], dict[int, None]] = defaultdict(dict)
    touched: set[tuple[int, int]] = set()
    for uid, code, first, end in rows:
        for parent, child in asked[code]:
            for segment in range(first, end):
                chosen[segment, parent][child] = None
                if uid in new:
                    touched.add((segment, parent))
    return [(*key, list(chosen[key])) for key in sorted(touched) if len(chosen[key]) > 1]
