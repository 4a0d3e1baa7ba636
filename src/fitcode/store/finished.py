"""Finished: which transcripts a coder read to the end, and under which codebooks."""

from fitcode.domain.identity import canonical_json
from fitcode.store.codebooks import codebook_versions
from fitcode.store.names import resolve_coder
from fitcode.store.project import Project
from fitcode.store.spans import current_text
from fitcode.store.times import now


def finish(project: Project, transcript: str, *, coder: str) -> None:
    """Mark a transcript as read to the end: what this coder left uncoded is data from now on."""
    project.require_deed()
    version = current_text(project, transcript).version_id
    coder_id = resolve_coder(project, coder)
    versions = canonical_json(codebook_versions(project))
    found = project.connection.execute(
        "SELECT id, codebook_versions FROM finished WHERE coder_id = ? AND version_id = ?",
        (coder_id, version),
    ).fetchone()
    if found is None:
        project.connection.execute(
            "INSERT INTO finished (coder_id, version_id, codebook_versions, at) VALUES (?, ?, ?, ?)",
            (coder_id, version, versions, now()),
        )
    elif found[1] != versions:
        project.connection.execute(
            "UPDATE finished SET codebook_versions = ?, at = ? WHERE id = ?", (versions, now(), found[0])
        )


def reopen(project: Project, transcript: str, *, coder: str) -> None:
    """Take the mark back; no harm where there is none."""
    project.require_deed()
    version = current_text(project, transcript).version_id
    project.connection.execute(
        "DELETE FROM finished WHERE coder_id = ? AND version_id = ?", (resolve_coder(project, coder), version)
    )
