"""Registry: one line a format; which reader reads a file, and nothing but a reason when none can.

Content is believed before the name: a plain text named .docx is read as the text it is, and noted.
Whatever a reader or its library raises becomes one error with the file's name and a reason.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from fitcode.domain.reading import Reading
from fitcode.errors import UnreadableFile, UsageError, nearest
from fitcode.formats.folders import FoundFiles, find_files, skip_reason
from fitcode.formats.recognition import content_kind, refusal_by_extension
from fitcode.formats.refusals import refusal

__all__ = [
    "READERS",
    "FoundFiles",
    "ReaderSpec",
    "find_files",
    "knows_extension",
    "read_transcript",
    "reader_names",
    "skip_reason",
]


@dataclass(frozen=True, slots=True)
class ReaderSpec:
    """A reader and what it reads."""

    name: str
    extensions: tuple[str, ...]
    function: str
    """Module and function, imported when the first such file is read."""

    noun: str
    """What such a file is called in a note."""

    is_text: bool = False
    """Whether such a file is text to the eye, with nothing at its beginning that tells it."""


READERS = (
    ReaderSpec("plain", ("txt", "text", "md", "markdown"), "transcript_plain:read_plain", "plain text", True),
    ReaderSpec(
        "subtitles", ("vtt", "srt", "sbv"), "transcript_subtitles:read_subtitles", "a caption file", True
    ),
    ReaderSpec("docx", ("docx", "docm", "dotx", "dotm"), "transcript_docx:read_docx", "a Word document"),
    ReaderSpec("odt", ("odt", "ott"), "transcript_odt:read_odt", "an OpenDocument text"),
    ReaderSpec("rtf", ("rtf",), "transcript_rtf:read_rtf", "an RTF document"),
    ReaderSpec("pdf", ("pdf",), "transcript_pdf:read_pdf", "a PDF document"),
    ReaderSpec("table", ("csv", "tsv", "tab"), "transcript_tabular:read_tabular", "a table", True),
    ReaderSpec("xlsx", ("xlsx", "xlsm"), "transcript_tabular:read_tabular", "an Excel workbook"),
    ReaderSpec("json", ("json",), "transcript_json:read_json", "JSON", True),
)

_BY_NAME = {reader.name: reader for reader in READERS}
_BY_EXTENSION = {extension: reader for reader in READERS for extension in reader.extensions}


def reader_names() -> list[str]:
    """The names that ``--reader`` takes; an extension does as well."""
    return [reader.name for reader in READERS]


def knows_extension(path: Path) -> bool:
    """Whether a file is named like something that is read."""
    return _extension(path) in _BY_EXTENSION


def read_transcript(path: Path, *, reader: str | None = None) -> Reading:
    """The content of a transcript file; a reader by name overrides what is recognised."""
    try:
        if not path.is_file():
            raise refusal(path, "is not a regular file" if path.exists() else "does not exist")
        kind = content_kind(path) if reader is None else None
        spec = _chosen(path, kind) if reader is None else _named(reader)
        return _noted(path, spec, _read(path, spec), kind=kind, is_asked=reader is not None)
    except OSError as error:
        raise refusal(path, "cannot be opened", detail=error.strerror or str(error)) from error


def _read(path: Path, spec: ReaderSpec) -> Reading:
    module, function = spec.function.split(":")
    read = getattr(import_module(f"fitcode.formats.{module}"), function)
    try:
        reading: Reading = read(path)
    except UnreadableFile:
        raise
    except OSError as error:
        if error.errno is None:  # openpyxl's way of saying that a workbook is none
            raise refusal(path, f"could not be read as {spec.noun}", detail=str(error)) from error
        raise
    except (RecursionError, MemoryError) as error:
        raise refusal(path, "is nested too deeply or too large to be a transcript") from error
    except Exception as error:  # libraries raise what they like for a damaged file
        detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise refusal(path, f"could not be read as {spec.noun}", detail=detail) from error
    return reading


def _chosen(path: Path, kind: str | None) -> ReaderSpec:
    """The reader for what the content says, else for what the name says."""
    if kind is not None:
        return _BY_EXTENSION[kind]
    extension = _extension(path)
    spec = _BY_EXTENSION.get(extension)
    if spec is None:
        raise refusal_by_extension(path, extension)
    if spec.is_text:
        return spec
    # Named like a document, but nothing in it says so: text, or refused as no text at all.
    return _BY_NAME["table" if spec.name == "xlsx" else "plain"]


def _noted(path: Path, spec: ReaderSpec, reading: Reading, *, kind: str | None, is_asked: bool) -> Reading:
    """The reading with a note where the name and the content disagree."""
    if kind is not None and spec.name == "subtitles":
        reading = reading.model_copy(update={"format": kind})
    extension = _extension(path)
    by_name = _BY_EXTENSION.get(extension)
    if is_asked or by_name is spec:
        return reading
    named = f"Named .{extension}" if extension else "Named without an extension"
    note = f"{named} but is {spec.noun}."
    return reading.model_copy(update={"notes": (note, *reading.notes)})


def _named(reader: str) -> ReaderSpec:
    name = reader.strip().lower().removeprefix(".")
    spec = _BY_NAME.get(name) or _BY_EXTENSION.get(name)
    if spec is None:
        raise UsageError(f"There is no reader named {reader!r}.", remedy=nearest(name, reader_names()))
    return spec


def _extension(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")
