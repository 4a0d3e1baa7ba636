"""Text folder: how a project is laid out as a folder of text that a version control system can compare.

A file a kind of thing, a record a line with sorted keys, UTF-8, ``\\n`` everywhere. What a person called
something is never a path: names of files are made of letters, digits, hyphens and underscores.
"""

import hashlib
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
    """A folder under way: writes its files and remembers what each holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, dict[str, object]] = {}
        self._encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

    def write_records(self, name: str, records: Iterable[Mapping[str, Any]]) -> int:
        """A record a line; says how many."""
        digest, count = hashlib.sha256(), 0
        encode = self._encode
        with self._open(name) as stream:
            for record in records:
                line = f"{encode(record)}\n".encode()
                digest.update(line)
                stream.write(line)
                count += 1
        self._files[name] = {"records": count, "sha256": digest.hexdigest()}
        return count

    def write(self, name: str, content: str | bytes) -> None:
        """A file by itself, as it is."""
        written = content if isinstance(content, bytes) else content.encode()
        with self._open(name) as stream:
            stream.write(written)
        self._files[name] = {"sha256": hashlib.sha256(written).hexdigest()}

    def write_manifest(self, told: Mapping[str, object]) -> None:
        """What the folder holds, with the hash of every file."""
        manifest = {**told, "text_format": VERSION, "files": dict(sorted(self._files.items()))}
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
        (self._folder / MANIFEST).write_bytes(f"{text}\n".encode())

    def _open(self, name: str) -> Any:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")
