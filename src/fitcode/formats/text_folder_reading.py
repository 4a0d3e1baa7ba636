"""Text folder, read: every file by the name that the manifest or the layout gives it, never through a link.

The folder may come from anybody: sizes are bounded, and what is not JSON lines in UTF-8 is told by file and
line. A file that is not as the manifest says was edited, which is for others to judge.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fitcode.errors import Fault, FitcodeError, InvalidFile, ProjectTooNew
from fitcode.formats.text_folder import ATTRIBUTES, EDITABLE, HISTORY, MANIFEST, METHODS, TEXTS, VERSION

MAX_FILE = 4_000_000_000
"""Bytes of one file; the codings of a study of a million have a tenth."""

MAX_LINE = 64_000_000
MAX_CONTENT = 300_000_000
"""Bytes of a file that is read at once: a text, a codebook, a model."""

MAX_FILES = 200_000

MAX_FAULTS = 100

_REMEDY = "Name a folder that fitcode export text wrote."

_UNREAD = (ATTRIBUTES, METHODS)
"""What is written for people and other programs."""


class ReadFolder:
    """A text export, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest; raises FitcodeError where there is none, ProjectTooNew for a later layout."""
        self._folder = folder
        self.faults: list[Fault] = []
        """What cannot be read, by file and line."""
        self.manifest = self._read_manifest()
        self.edited: list[str] = []
        """The files that are not as the manifest says, or that it does not name; see ``compare``."""

    def compare(self) -> None:
        """Hold every file against the manifest; missing ones are faults."""
        listed = self.manifest["files"]
        for name in sorted({*listed, *self._there()} - set(_UNREAD)):
            told = listed.get(name)
            found = self._hash(name)
            if found is None:
                self._fault("this file of the export is missing or no plain file.", name)
            elif not isinstance(told, dict) or told.get("sha256") != found:
                self.edited.append(name)

    def records(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Line number and record of each line; what is no record is a fault."""
        for number, line in self._lines(name):
            record = self._record(name, number, line)
            if record is not None:
                yield number, record

    def content(self, name: str) -> bytes | None:
        """A file as it is; None where there is none, or none that may be read."""
        with self._opened(name) as stream:
            if stream is None:
                return None
            content: bytes = stream.read(MAX_CONTENT + 1)
        if len(content) > MAX_CONTENT:
            self._fault(f"this file is larger than {MAX_CONTENT // 1_000_000} MB.", name)
            return None
        return content

    def text(self, name: str) -> str | None:
        """The same as text."""
        content = self.content(name)
        if content is None:
            return None
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            self._fault(f"this is not UTF-8 (at byte {error.start:,}).", name)
            return None

    def texts(self) -> list[str]:
        """The files of all texts."""
        return [name for name in self._there() if name.startswith(f"{TEXTS}/")]

    def months(self) -> list[str]:
        """The files of the history, in order."""
        return [name for name in self._there() if HISTORY.fullmatch(name)]

    def editable(self) -> list[str]:
        """The files that people edit: codebooks and components."""
        return [name for name in self._there() if name.split("/")[0] in EDITABLE]

    def raise_any(self) -> None:
        """Raise what was found; do nothing when nothing was."""
        if self.faults:
            raise InvalidFile(str(self._folder), self.faults)

    def _there(self) -> list[str]:
        """The files in the folders of the layout; what stands elsewhere is no part of the export."""
        names: list[str] = []
        for folder, pattern in (
            ("", "*.jsonl"),
            (TEXTS, "*.txt"),
            ("history", "*.jsonl"),
            *((folder, "*.y*ml") for folder in EDITABLE),
        ):
            place = self._folder / folder
            if folder and (place.is_symlink() or not place.is_dir()):
                continue
            names += [path.relative_to(self._folder).as_posix() for path in place.glob(pattern)]
            if len(names) > MAX_FILES:
                raise FitcodeError(f"{self._folder} holds more than {MAX_FILES:,} files.", remedy=_REMEDY)
        return sorted(names)

    def _read_manifest(self) -> dict[str, Any]:
        content = self.content(MANIFEST)
        if content is None:
            raise FitcodeError(f"{self._folder} holds no {MANIFEST}.", remedy=_REMEDY)
        try:
            manifest = json.loads(content)
            version, files = manifest["text_format"], manifest["files"]
            is_ours = isinstance(version, int) and isinstance(files, dict)
        except (ValueError, KeyError, TypeError, RecursionError):
            is_ours = False
        if not is_ours:
            raise FitcodeError(f"{self._folder} is no text export of fitcode.", remedy=_REMEDY)
        if version > VERSION:
            raise ProjectTooNew(
                f"{self._folder} was written by a newer fitcode ({manifest.get('fitcode')}).",
                remedy="Update fitcode to the newest release and import it again; nothing was stored.",
            )
        return dict(manifest)

    def _hash(self, name: str) -> str | None:
        with self._opened(name) as stream:
            return None if stream is None else hashlib.file_digest(stream, "sha256").hexdigest()

    def _lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        with self._opened(name) as stream:
            number = 0
            while stream is not None and (line := stream.readline(MAX_LINE + 1)):
                number += 1
                if len(line) > MAX_LINE:
                    self._fault(f"this line is longer than {MAX_LINE // 1_000_000} MB.", name, number)
                    return
                if line.strip():
                    yield number, line

    def _record(self, name: str, number: int, line: bytes) -> dict[str, Any] | None:
        try:
            record = _DECODER.decode(line.decode())
            if b"\\ud" in line or b"\\uD" in line:
                json.dumps(record, ensure_ascii=False).encode()
        except UnicodeDecodeError:
            self._fault("this is not UTF-8.", name, number)
        except UnicodeEncodeError:
            self._fault("a text holds half of a character.", name, number)
        except json.JSONDecodeError as error:
            self._fault(f"this is no JSON: {error.msg}.", name, number)
        except (ValueError, RecursionError):
            self._fault("this is no JSON that a project holds.", name, number)
        else:
            if isinstance(record, dict):
                return record
            self._fault("a record stands in braces.", name, number)
        return None

    def _fault(self, message: str, name: str, number: int | None = None) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(message, file=name, line=number))

    def _opened(self, name: str) -> "_Opened":
        return _Opened(self._folder, name)


class _Opened:
    """A plain file inside the folder, opened without following links; None where it is anything else."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._stream: Any = None

    def __enter__(self) -> Any:
        parts = self._name.split("/")
        if "\x00" in self._name or "\\" in self._name or any(part in ("", ".", "..") for part in parts):
            return None
        path = self._folder
        for part in parts[:-1]:
            path /= part
            if path.is_symlink():
                return None
        try:
            handle = os.open(path / parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_FILE:
            os.close(handle)
            return None
        self._stream = os.fdopen(handle, "rb")
        return self._stream

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()


def _refuse_constant(constant: str) -> Any:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
