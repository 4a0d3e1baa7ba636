"""Links: how one coding bears on another of the same coder."""

from fitcode.domain.choices import LinkKind
from fitcode.domain.identity import new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, UnknownCoding, UnknownName
from fitcode.store.names import by_uid, code_index, resolve_coder
from fitcode.store.project import Project
from fitcode.store.times import now


class UnknownLink(UnknownName):
    """A uid that no link has."""

    noun = "link"


def add_link(
    project: Project, source_uid: str, target_uid: str, *, kind: LinkKind, coder: str, memo: str | None = None
) -> str:
    """Link two codings of one coder; returns the link's uid.

    The same link twice is one link; another memo takes the place of its memo, None leaves it.
    """
    project.require_deed()
    coder_id = resolve_coder(project, coder)
    source, target = (
        by_uid(project, "codings", uid, error=UnknownCoding) for uid in (source_uid, target_uid)
    )
    _refuse_strangers(project, source, target, coder_id=coder_id, coder=coder)
    found = project.connection.execute(
        "SELECT id, uid, memo FROM links WHERE source_id = ? AND target_id = ? AND kind = ?",
        (source, target, kind.value),
    ).fetchone()
    if found:
        key, stored_uid, stored_memo = found
        if memo is not None and memo != stored_memo:
            project.connection.execute("UPDATE links SET memo = ? WHERE id = ?", (memo, key))
        return str(stored_uid)
    uid = new_uid()
    project.connection.execute(
        "INSERT INTO links (uid, source_id, target_id, kind, coder_id, memo, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (uid, source, target, kind.value, coder_id, memo, now()),
    )
    return uid


def link_uids(project: Project) -> set[str]:
    """The uid of every link."""
    return {uid for (uid,) in project.connection.execute("SELECT uid FROM links")}


def list_links(project: Project) -> Table:
    """Every link with the codes and quotes that it joins."""
    columns = (
        *("uid", "kind", "source", "source_transcript", "source_code", "source_quote"),
        *("target", "target_transcript", "target_code", "target_quote", "coder", "memo", "created_at"),
    )
    codes = code_index(project).display
    rows = project.connection.execute(
        """SELECT l.uid, l.kind, a.uid, ta.name, a.code_id, a.quote, b.uid, tb.name, b.code_id, b.quote,
                  c.name, l.memo, l.created_at
           FROM links l JOIN coders c ON c.id = l.coder_id
           JOIN codings a ON a.id = l.source_id JOIN transcript_versions va ON va.id = a.version_id
           JOIN transcripts ta ON ta.id = va.transcript_id
           JOIN codings b ON b.id = l.target_id JOIN transcript_versions vb ON vb.id = b.version_id
           JOIN transcripts tb ON tb.id = vb.transcript_id
           ORDER BY ta.name, a.start, a."end", l.uid"""
    )
    return Table.of(columns, ((*row[:4], codes[row[4]], *row[5:8], codes[row[8]], *row[9:]) for row in rows))


def remove_link(project: Project, uid: str) -> None:
    """Remove a link; the history can bring it back."""
    project.require_deed()
    project.connection.execute(
        "DELETE FROM links WHERE id = ?", (by_uid(project, "links", uid, error=UnknownLink),)
    )


def _refuse_strangers(project: Project, source: int, target: int, *, coder_id: int, coder: str) -> None:
    if source == target:
        raise FitcodeError("A coding cannot be linked with itself.", remedy="Name two codings.")
    rows = project.connection.execute(
        "SELECT uid, coder_id FROM codings WHERE id IN (?, ?)", (source, target)
    )
    for uid, owner in rows:
        if owner != coder_id:
            raise FitcodeError(
                f"Coding {uid} is not {coder}'s: a link joins two codings of one coder.",
                remedy="Name codings of that coder, or act as the coder with --as.",
            )
