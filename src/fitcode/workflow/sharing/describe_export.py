"""Describe an export: the manifest that says from what, with which settings and by which fitcode it was made.

It holds no time of day and nothing of the machine, so that the same project gives the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict

import fitcode
from fitcode.domain.identity import content_hash
from fitcode.store import codebooks, components, transcripts
from fitcode.store.migrations import MIGRATIONS
from fitcode.workflow.sharing.put_in_place import MADE_BY, MANIFEST
from fitcode.workflow.workspace import Workspace

METHODS = "methods.md"

_CAN_HOLD_NAMES = ("speakers", "pipeline")
"""Tables of the settings."""


def describe_project(
    workspace: Workspace, *, coders_counted: Sequence[str] = (), with_names: bool = False
) -> dict[str, object]:
    """What any export says of the project that it was made from.

    The settings of speakers name labels, and the steps of the pipeline can: both leave with names only.
    """
    project = workspace.project
    left_out = set() if with_names else {*_CAN_HOLD_NAMES}
    return {
        "made_by": MADE_BY,
        "fitcode": fitcode.__version__,
        "project": {"name": workspace.settings.project.name, "schema": MIGRATIONS[-1][0]},
        "settings": workspace.settings.model_dump(mode="json", exclude=left_out),
        "coders_counted": list(coders_counted) or list(workspace.settings.tally.coder),
        "codebooks": [
            {
                "id": book.id,
                "stated_version": book.version,
                "version": number,
                "sha256": sha256,
            }
            for book, number, sha256 in codebooks.codebooks_in_force(project)
        ],
        "components": [
            {"mission": registry.mission, "sha256": content_hash(registry.model_dump(mode="json"))}
            for registry in components.registries(project)
        ],
        "texts": {
            str(record["transcript"]): record["sha256"]
            for record in transcripts.list_transcripts(project).records()
        },
    }


class FileFacts(TypedDict):
    """What a manifest says of a file."""

    bytes: int
    sha256: str


def describe_files(folder: Path, known: Mapping[str, FileFacts] | None = None) -> dict[str, FileFacts]:
    """Every file of the folder by its name; those that are known are not read again."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = [path.relative_to(folder).as_posix() for path in paths]
    return {
        name: (known or {}).get(name) or FileFacts(bytes=path.stat().st_size, sha256=_hash(path))
        for name, path in zip(names, paths, strict=True)
    }


def write_manifest(
    folder: Path, facts: Mapping[str, object], *, known: Mapping[str, FileFacts] | None = None
) -> None:
    """Add the manifest, which names every other file of the folder with its size and hash."""
    files = describe_files(folder, known)
    content = json.dumps({**facts, "files": files}, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(content, encoding="utf-8")


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
