"""Bytes to text: Unicode by proof, code pages by a guess that is always owned up to.

What decodes as UTF-8 is UTF-8. Everything else that is not certain carries a note that names the
encoding, how sure the guess is, and what mends it; bytes that are no text at all are refused.
"""

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from fitcode.domain.amounts import counted
from fitcode.errors import UnreadableFile
from fitcode.formats.code_pages import guess_cyrillic, guess_latin

MAX_BYTES = 100_000_000
"""The largest file that is read: the longest interviews have a hundredth of this."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
"""Mark, name to report, codec for what follows the mark; UTF-32's marks begin like UTF-16's."""

_SIGNATURES = (
    (b"\x00\x05\x16\x07", "is a macOS resource file (the '._' shadow of another file), not text"),
    (b"\x00\x05\x16\x00", "is a macOS resource file, not text"),
    (b"PK\x03\x04", "is a zip archive or an office document, not plain text"),
    (b"PK\x05\x06", "is an empty zip archive, not plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old or password-protected office document, not plain text"),
    (b"%PDF-", "is a PDF document, not plain text"),
    (b"\x89PNG\r\n\x1a\n", "is a picture (PNG), not text"),
    (b"\xff\xd8\xff", "is a picture (JPEG), not text"),
    (b"GIF87a", "is a picture (GIF), not text"),
    (b"GIF89a", "is a picture (GIF), not text"),
    (b"II*\x00", "is a picture (TIFF), not text"),
    (b"MM\x00*", "is a picture (TIFF), not text"),
    (b"RIFF", "is a sound, film or picture file, not text"),
    (b"ID3", "is a sound recording (MP3), not text"),
    (b"OggS", "is a sound recording (Ogg), not text"),
    (b"fLaC", "is a sound recording (FLAC), not text"),
    (b"\x1aE\xdf\xa3", "is a film (Matroska or WebM), not text"),
    (b"\x1f\x8b", "is a gzip archive, not text"),
    (b"BZh", "is a bzip2 archive, not text"),
    (b"\xfd7zXZ\x00", "is an xz archive, not text"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive, not text"),
    (b"Rar!\x1a\x07", "is a RAR archive, not text"),
    (b"SQLite format 3\x00", "is an SQLite database, not text"),
    (b"\x7fELF", "is a program, not text"),
)

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text holds in number: controls but for white space and ESC."""

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 1 << 16
_REMEDY = "If letters look wrong, save the file as UTF-8 and ingest it again."

_WESTERN = "cp1252"
"""What stray bytes in a UTF-8 file most often are."""


class DecodedText(NamedTuple):
    """A text and how it was read."""

    text: str
    encoding: str
    """Python's name of the encoding."""

    notes: tuple[str, ...]
    """What a person should check; empty when nothing was guessed."""


def read_bounded(path: Path) -> bytes:
    """The bytes of a file that is neither gone, nor locked away, nor beyond measure."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(
                _too_large(path.name, size), remedy="Split it into one file for each interview."
            )
        with path.open("rb") as stream:
            # A file that grows while it is read must not get past the bound.
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFile(f"{path.name} cannot be opened: {reason}.") from error
    if not data:
        raise UnreadableFile(f"{path.name} is empty.")
    return data


def _too_large(name: str, size: int) -> str:
    return f"{name} has {size / 1e6:,.0f} MB, more than the {MAX_BYTES // 1_000_000} MB that are read."


def decode_text(data: bytes, *, name: str) -> DecodedText:
    """The text that the bytes of a file hold; ``name`` is for messages."""
    if not data:
        raise UnreadableFile(f"{name} is empty.")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_too_large(name, len(data)))
    marked = _decode_marked(data, name=name)
    if marked is not None:
        return marked
    refuse_binary(data, name=name)
    if b"\x00" in data:
        return _decode_with_nuls(data, name=name)
    return _decode_bare(data, name=name)


def refuse_binary(data: bytes, *, name: str) -> None:
    """Refuse pictures, archives, recordings and programs by what they are."""
    for signature, reason in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFile(f"{name} {reason}.")
    if data[4:8] == b"ftyp":
        raise UnreadableFile(f"{name} is a film or sound recording (MP4), not text.")
    if not data.strip(b"\x00"):
        raise UnreadableFile(f"{name} holds nothing but NUL bytes: the copy is damaged.")


def _decode_marked(data: bytes, *, name: str) -> DecodedText | None:
    """Text that a byte order mark announces, or None."""
    for mark, encoding, codec in _BOMS:
        # FF FE 00 00 is UTF-32's mark, or UTF-16's before a NUL: only one of the two decodes.
        if data.startswith(mark) and not (encoding == "utf-32" and len(data) % 4):
            body = data[len(mark) :]
            if not body:
                raise UnreadableFile(f"{name} is empty.")
            try:
                return DecodedText(body.decode(codec), encoding, ())
            except UnicodeDecodeError:
                if encoding == "utf-8-sig":
                    mixed = _decode_mixed(body)
                    return DecodedText(mixed.text, encoding, mixed.notes)
                return _damaged(body, codec=codec, encoding=encoding)
    return None


def _damaged(body: bytes, *, codec: str, encoding: str) -> DecodedText:
    text = body.decode(codec, errors="replace")
    count = text.count("\ufffd")
    note = (
        f"The file is damaged: {counted(count, 'place')} could not be read as {encoding.upper()} "
        "and stand as \ufffd. Look for a complete copy."
    )
    return DecodedText(text, encoding, (note,))


def _decode_with_nuls(data: bytes, *, name: str) -> DecodedText:
    """Unmarked UTF-16 or UTF-32, or plain text into which NULs strayed; else no text."""
    for codec in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if _is_plausible(data, codec=codec):
            note = f"The encoding was recognised as {codec.upper()} without a byte order mark. {_REMEDY}"
            text = data.decode(codec, errors="replace")
            return DecodedText(text.removeprefix("\ufeff"), codec, (note,))
    nuls = data.count(b"\x00")
    if nuls * 10 > len(data) and len(data.rstrip(b"\x00")) + nuls != len(data):
        raise UnreadableFile(f"{name} is not text: {nuls:,} of its {len(data):,} bytes are NUL.")
    decoded = _decode_bare(data.replace(b"\x00", b""), name=name)
    note = f"{counted(nuls, 'NUL byte')} left out: the file may be damaged. Look for a complete copy."
    return DecodedText(decoded.text, decoded.encoding, (note, *decoded.notes))


def _is_plausible(data: bytes, *, codec: str) -> bool:
    """Whether a sample reads as text: no NULs, few strange characters, spaces of the right width."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return False
    if not text or "\x00" in text.rstrip("\x00"):
        return False
    printable = sum(character.isprintable() or character in "\t\r\n" for character in text)
    # Read the wrong way round, a space is U+2000 and a line end U+0A00 or U+0D00.
    right = sum(map(text.count, " \n\r\t"))
    wrong = sum(map(text.count, "\u2000\u0a00\u0d00\u0900"))
    return printable >= len(text) * 0.98 and right > wrong


def _decode_bare(data: bytes, *, name: str) -> DecodedText:
    """Bytes without a mark and without NULs."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_controls(data, name=name)
        return _decode_mixed(data) if _is_mostly_utf8(data) else _guess(data, name=name)
    _refuse_controls(data, name=name)
    if text.isascii() and "\x1b$" in text:
        return _decode_iso_2022(data) or DecodedText(text, "utf-8", ())
    return DecodedText(text, "utf-8", ())


def _refuse_controls(data: bytes, *, name: str) -> None:
    controls = len(_CONTROLS.findall(data[:_SAMPLE]))
    if controls * 20 > min(len(data), _SAMPLE):
        raise UnreadableFile(f"{name} is not text: it is full of control characters.")


def _decode_iso_2022(data: bytes) -> DecodedText | None:
    """Japanese and Korean mail encodings, which are ASCII to the eye of UTF-8."""
    for codec in ("iso2022_jp_ext", "iso2022_kr"):
        try:
            return DecodedText(data.decode(codec), codec, (_guess_note(codec, sure="sure"),))
        except UnicodeDecodeError:
            continue
    return None


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether UTF-8 explains more of the bytes past ASCII than any code page could by chance."""
    good = bad = 0
    for run in _HIGH_RUN.findall(data):
        try:
            run.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    # A code page hardly ever puts a capital with an accent right before a quotation mark.
    return good > 1 and 2 * good > bad


def _decode_mixed(data: bytes) -> DecodedText:
    """UTF-8 with stray lines of a Western code page, as files pasted together have."""
    lines = data.split(b"\n")
    strays = 0
    parts: list[str] = []
    for line in lines:
        try:
            parts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            strays += 1
            parts.append(_decode_stray(line))
    note = (
        f"Mixed encodings: most of the file is UTF-8, but {counted(strays, 'line')} held other bytes, "
        f"read as {_shown(_WESTERN)} where UTF-8 failed. {_REMEDY}"
    )
    return DecodedText("\n".join(parts), "utf-8", (note,))


def _decode_stray(line: bytes) -> str:
    """One line, UTF-8 where it holds and the Western code page byte for byte where it does not."""
    parts: list[str] = []
    while line:
        try:
            parts.append(line.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(line[: error.start].decode("utf-8"))
            parts.append(line[error.start : error.end].decode(_WESTERN, errors="replace"))
            line = line[error.end :]
    return "".join(parts)


def _guess(data: bytes, *, name: str) -> DecodedText:
    """A code page: by its letters where they are Latin, else as charset-normalizer has it."""
    latin = guess_latin(data)
    if latin is not None:
        sure = "sure" if latin.margin >= 3 else "fairly sure" if latin.margin >= 0.5 else "not sure"
        note = _guess_note(latin.encoding, sure=sure, other=latin.rival)
        return DecodedText(data.decode(latin.encoding, errors="replace"), latin.encoding, (note,))
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data))
    if not matches:
        raise UnreadableFile(
            f"{name} is in no text encoding that could be recognised.",
            remedy="Open it in the program that wrote it, save it as UTF-8, and ingest it again.",
        )
    best = matches[0]
    rivals = [match.encoding for match in matches[1:] if match.chaos <= best.chaos + 0.05]
    # Short Cyrillic texts are taken for Japanese.
    cyrillic = guess_cyrillic(data) if best.multi_byte_usage > 0 and best.coherence < 0.1 else None
    if cyrillic is not None:
        note = _guess_note(cyrillic, sure="not sure", other=best.encoding)
        return DecodedText(data.decode(cyrillic, errors="replace"), cyrillic, (note,))
    if best.chaos < 0.05 and best.coherence >= 0.5 and not rivals:
        sure = "sure"
    else:
        sure = "fairly sure" if best.chaos < 0.1 and best.coherence >= 0.4 else "not sure"
    note = _guess_note(best.encoding, sure=sure, other=rivals[0] if rivals else None)
    return DecodedText(data.decode(best.encoding, errors="replace"), best.encoding, (note,))


def _guess_note(encoding: str, *, sure: str, other: str | None = None) -> str:
    also = f"; it could be {_shown(other)}" if other and sure != "sure" else ""
    return f"The encoding was guessed: {_shown(encoding)} ({sure}{also}). {_REMEDY}"


def _shown(encoding: str) -> str:
    """An encoding's name as other programs write it."""
    for pattern, shown in ((r"cp(125\d)", r"windows-\1"), (r"iso8859_(\d+)", r"ISO-8859-\1")):
        if re.fullmatch(pattern, encoding):
            return re.sub(pattern, shown, encoding)
    return encoding.replace("_", "-")
