"""Consensus links: what a coder linked is linked in the consensus, where both codings were taken.

Links are not weighed: what any coder saw between two taken codings stands until somebody removes it.
"""

import json
from collections.abc import Collection

from fitcode.domain.choices import LinkKind
from fitcode.store.adjudications import made_of
from fitcode.store.links import add_link
from fitcode.store.project import Project

_LINKS = """SELECT l.kind, l.memo, c.name, a.uid, b.uid, a.version_id, b.version_id
    FROM links l JOIN coders c ON c.id = l.coder_id
    JOIN codings a ON a.id = l.source_id JOIN codings b ON b.id = l.target_id
    WHERE a.uid IN (SELECT value FROM json_each(:uids)) OR b.uid IN (SELECT value FROM json_each(:uids))
    ORDER BY l.created_at, l.uid"""


def copy_links(project: Project, weighed: Collection[str], *, consensus: str) -> int:
    """Copy the links of codings that were weighed to what came of both of their ends; how many there are."""
    project.require_deed()
    found = project.connection.execute(_LINKS, {"uids": json.dumps(list(weighed))}).fetchall()
    made = made_of(project, {version for *_, source, target in found for version in (source, target)})
    memos: dict[tuple[str, str, LinkKind], list[str]] = {}
    for kind, memo, coder, source, target, *_ in found:
        for start in made.get(source, ()):
            for end in made.get(target, ()):
                if start != end:
                    said = memos.setdefault((start, end, LinkKind(kind)), [])
                    said += [f"{coder}: {memo}"] if memo else []
    for (start, end, kind), said in memos.items():
        memo = "\n".join(said) or None
        add_link(project, start, end, kind=kind, coder=consensus, memo=memo)
    return len(memos)
