"""Text folder: how a project is laid out as a folder of text that a version control system can compare.

A file a kind of thing, a record a line with sorted keys, UTF-8, ``\\n`` everywhere. What a person called
something is never a path: names of files are made of letters, digits, hyphens and underscores.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
SETTINGS = "settings.toml"
"""The project's fitcode.toml; under that name, the folder would be taken for a project."""

ATTRIBUTES = ".gitattributes"
"""Tells git to leave line ends as they are, on every system."""

METHODS = "methods.md"
TAKEN_BACK = "history/taken-back.jsonl"
HISTORY = re.compile(r"history/\d{4}-\d{2}\.jsonl")
EDITABLE = ("codebooks", "components")
"""The folders with the files that people edit."""

TEXTS = "transcripts"

VERSION = 1
"""Of this layout; a folder with a higher one is refused."""

_OWN_FILES: Mapping[str, tuple[str, str]] = {
    "texts": (TEXTS, "txt"),
    "codebook_versions": ("frozen/codebooks", "yaml"),
    "missions": ("frozen/components", "yaml"),
    "models": ("models", "bin"),
}

_LONGEST = 80
"""Bytes of a name that a file keeps; systems allow 255 with all that is put before and after."""


def table_file(table: str) -> str:
    """The file of a table's records."""
    return f"{table.replace('_', '-')}.jsonl"


def history_file(month: str) -> str:
    """The file of a month's deeds."""
    return f"history/{month}.jsonl"


def own_file(kind: str, name: str) -> str:
    """The file of a content that stands by itself; what follows the last hyphen is kept whole."""
    folder, extension = _OWN_FILES[kind]
    head, hyphen, tail = name.rpartition("-")
    return f"{folder}/{_cut(_safe(head))}{hyphen}{_cut(_safe(tail))}.{extension}"


def _safe(name: str) -> str:
    kept = (one if _is_plain(one) else "_" for one in unicodedata.normalize("NFC", name))
    return "".join(kept)


def _is_plain(character: str) -> bool:
    return character in "-_" or unicodedata.category(character)[0] in "LMN"


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


class TextFolder:
    """A folder under way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

    def write_records(self, name: str, records: Iterable[Mapping[str, Any]]) -> int:
        """A record a line; says how many."""
        count, encode = 0, self._encode
        with self._open(name) as stream:
            for record in records:
                stream.write(f"{encode(record)}\n".encode())
                count += 1
        return count

    def write(self, name: str, content: str | bytes) -> None:
        """A file by itself, as it is."""
        with self._open(name) as stream:
            stream.write(content if isinstance(content, bytes) else content.encode())

    def _open(self, name: str) -> Any:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")
