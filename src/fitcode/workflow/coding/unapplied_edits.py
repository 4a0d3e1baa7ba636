"""Unapplied edits: codebook files that say something else than the versions in force.

Texts are compared first and parsed only where they differ, so that asking costs next to nothing.
"""

from fitcode.errors import FitcodeError
from fitcode.store import codebooks
from fitcode.workflow.coding.apply_codebook import find_codebook_files, parse_codebook_file
from fitcode.workflow.coding.editable_files import read_text_file
from fitcode.workflow.workspace import Workspace


def unapplied_edits(workspace: Workspace) -> list[str]:
    """A line for each file in codebooks/ whose content is not in force."""
    applied = codebooks.applied_files(workspace.project)
    texts = {one.file_text for one in applied}
    hashes = {(one.codebook, one.hash) for one in applied}
    lines: list[str] = []
    for path in find_codebook_files(workspace, None):
        shown = f"{path.parent.name}/{path.name}"
        try:
            if read_text_file(path) in texts:
                continue
            book = parse_codebook_file(path).codebook
        except FitcodeError:
            lines.append(f"{shown} has mistakes and is left out: fitcode codebook check {path.stem}")
            continue
        if (book.id, book.hash) not in hashes:
            lines.append(f"{shown} has edits that are not in force yet: fitcode codebook apply {path.stem}")
    return lines
