"""Editable texts: the files that people edit, as they were when the version in force was applied."""

from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS
from fitcode.store.project import Project


def codebook_texts(project: Project) -> dict[str, str]:
    """Codebook id to the text of the file that its version in force was made from."""
    rows = project.connection.execute(
        f"""SELECT b.slug, v.file_text FROM codebook_versions v JOIN codebooks b ON b.id = v.codebook_id
            WHERE v.id IN ({CURRENT_CODEBOOK_VERSIONS})"""
    )
    return dict(rows.fetchall())


def registry_texts(project: Project) -> dict[str, str]:
    """Mission to the text of the file that its components were made from."""
    return dict(project.connection.execute("SELECT slug, file_text FROM missions").fetchall())
