"""Counted links: links both of whose ends are codings that count.

Of several coders' links of one kind between identical codings, the first coder's stands for all.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fitcode.store.counted import Counted
from fitcode.store.project import Project


class LinkEnd(NamedTuple):
    """A coding that a link joins."""

    version: int
    """Key of its transcript version."""

    cells: tuple[int, ...]
    """What was asked for of the coding; -1 is nothing."""


class _CodedEnd(NamedTuple):
    """An end, and what is no part of what its coding says."""

    end: LinkEnd
    coder: int
    rank: int
    """Whose place the coder has among those who count."""

    origin: str


class CountedLink(NamedTuple):
    """A link that counts."""

    source: LinkEnd
    target: LinkEnd
    kind: str
    uid: str
    coder: int
    origins: tuple[str, str]
    """How the codings at both ends came to be."""


def counted_links(project: Project, counted: Counted, *, columns: Sequence[str]) -> list[CountedLink]:
    """The links that count, by transcript version and the columns asked for, and then by kind."""
    sources, targets = (_ends(project, counted, side, columns=columns) for side in ("source", "target"))
    found: dict[tuple[LinkEnd, LinkEnd, str], tuple[int, CountedLink]] = {}
    for key, uid, kind in project.connection.execute("SELECT id, uid, kind FROM links ORDER BY id"):
        if key not in sources or key not in targets:
            continue
        source, target = sources[key], targets[key]
        link = source.end, target.end, kind
        if link not in found or source.rank < found[link][0]:
            origins = source.origin, target.origin
            found[link] = source.rank, CountedLink(*link, uid, source.coder, origins)
    return sorted(link for _, link in found.values())


def _ends(project: Project, counted: Counted, side: str, *, columns: Sequence[str]) -> dict[int, _CodedEnd]:
    """Key of a link to its end on one side; only ends that count."""
    ends = {}
    for key, version, coder, origin, *cells in project.connection.execute(
        f"""SELECT l.id, c.version_id, c.coder_id, c.origin, {", ".join(columns)}
            FROM links l JOIN codings c ON c.id = l.{side}_id"""
    ):
        coders = counted.coders.get(version, ())
        if coder in coders:
            end = LinkEnd(version, tuple(-1 if cell is None else cell for cell in cells))
            ends[key] = _CodedEnd(end, coder, coders.index(coder), origin)
    return ends
