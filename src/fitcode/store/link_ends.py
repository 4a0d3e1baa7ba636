"""Link ends: the two codings of every link by what they say, so that a count finds them among its own.

Links between codings on texts that are no longer current are left out, as those codings are not counted.
"""

from typing import Any, NamedTuple

from fitcode.domain.choices import LinkKind
from fitcode.store.names import CURRENT_VERSIONS, code_index, coder_ids, component_index
from fitcode.store.project import Project


class LinkEnd(NamedTuple):
    """One coding of a link."""

    transcript: str
    start: int
    end: int
    code: str
    about: str | None
    counterpart: str | None
    valence: str | None
    strength: int | None


class LinkEnds(NamedTuple):
    """A link and its two codings."""

    kind: LinkKind
    coder: str
    source: LinkEnd
    target: LinkEnd


_CURRENT = f"""SELECT v.name, c.id, c.start, c."end", c.code_id, c.about_id, c.counterpart_id, c.valence,
    c.strength FROM codings c JOIN ({CURRENT_VERSIONS}) v ON v.version_id = c.version_id"""

_LINKS = f"""SELECT l.kind, l.coder_id, a.*, b.* FROM links l
    JOIN ({_CURRENT}) a ON a.id = l.source_id JOIN ({_CURRENT}) b ON b.id = l.target_id ORDER BY l.id"""


def link_ends(project: Project) -> list[LinkEnds]:
    """Every link between codings on current texts, in the order in which they were made."""
    codes, components = code_index(project).display, component_index(project).display
    coders = {key: name for name, key in coder_ids(project).items()}

    def end(row: tuple[Any, ...]) -> LinkEnd:
        transcript, _, start, end, code, about, counterpart, valence, strength = row
        sides = components.get(about), components.get(counterpart)
        return LinkEnd(transcript, start, end, codes[code], *sides, valence, strength)

    return [
        LinkEnds(LinkKind(row[0]), coders[row[1]], end(row[2:11]), end(row[11:]))
        for row in project.connection.execute(_LINKS)
    ]
