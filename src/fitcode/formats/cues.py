"""Cues: captions with their times, out of WebVTT, SRT and SBV as people and programs write them.

Tolerant on purpose: hours or zeros may be missing, commas and dots change places, blank lines and headers
are forgotten. A caption's words are never dropped because its times are broken.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TIME = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*(?:-{{1,2}}>|[–—]>|,)\s*{_TIME}(?:\s+(.*))?\s*")
_START_ONLY = re.compile(rf"\s*{_TIME}(?!\w)")
_BROKEN_TIMING = re.compile(
    r"\s*\d+:\d[\w:.,]*\s*(?:-{1,2}>|[–—]>|,\s*\d+:).*|\s*[\w:.,]*\s*-->\s*[\w:.,]*\s*"
)
_NUMBER = re.compile(r"\s*\d{1,7}\s*")
_MACHINE_ID = re.compile(r"\s*[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}(?:[/-][\d-]+)?\s*")
_HEADER_PAIR = re.compile(r"([A-Za-z][\w-]*)\s*:\s*(\S.*)")
_LANGUAGE_NOTE = re.compile(r"NOTE\s+language\s*:\s*([\w-]+)", re.IGNORECASE)
_PROGRAM_NOTE = re.compile(r"NOTE\s+(?:confidence|duration|language|recognizability)\b", re.IGNORECASE)


class Cue(NamedTuple):
    """One caption as it stands in the file."""

    start_ms: int | None
    end_ms: int | None
    lines: tuple[str, ...]
    """Its lines with tags still in them."""


class CueFile(NamedTuple):
    """The captions of a file, and what was found around them."""

    cues: list[Cue]
    format: str
    header: dict[str, str]
    title: str | None
    has_header: bool
    broken_times: int
    """Captions with a time that cannot be read."""

    untimed: int
    """Pieces of text without a time."""

    comments: int
    """Comments of people, not of programs."""


class _Parser:
    """What is known while reading on."""

    def __init__(self, *, is_vtt: bool) -> None:
        self.is_vtt = is_vtt
        self.cues: list[Cue] = []
        self.header: dict[str, str] = {}
        self.title: str | None = None
        self.broken_times = self.untimed = self.comments = 0

    def read_header(self, lines: Sequence[str]) -> int:
        """Read ``WEBVTT`` and what follows it; return the number of lines read."""
        self.title = lines[0].partition("WEBVTT")[2].strip(" \t-–—") or None
        for index, line in enumerate(lines[1:], start=1):
            if not line.strip() or _TIMING.fullmatch(line):
                return index
            pair = _HEADER_PAIR.fullmatch(line.strip())
            if pair:
                self.header.setdefault(pair[1].lower(), pair[2])
        return len(lines)

    def read_block(self, lines: list[str]) -> None:
        """Read lines between blank lines: captions, a comment, a style sheet."""
        if self.is_vtt and self._is_furniture(lines):
            return
        timings = [index for index, line in enumerate(lines) if _is_timing(line)]
        if not timings:
            self._add_untimed(lines)
            return
        head = self._without_identifier(lines[: timings[0]], is_first=True)
        self._add_untimed(head)
        for position, index in enumerate(timings):
            is_last = position + 1 == len(timings)
            body = lines[index + 1 : None if is_last else timings[position + 1]]
            self._add(lines[index], body if is_last else self._without_identifier(body, is_first=False))

    def _is_furniture(self, lines: list[str]) -> bool:
        first = lines[0].strip()
        language = _LANGUAGE_NOTE.match(first)
        if language:
            self.header.setdefault("language", language[1])
        if first == "NOTE" or first.startswith(("NOTE ", "NOTE\t")):
            self.comments += not _PROGRAM_NOTE.match(first)
            return True
        return re.fullmatch(r"(?:STYLE|REGION)(?:\s*:)?", first) is not None

    def _without_identifier(self, lines: list[str], *, is_first: bool) -> list[str]:
        """Lines before a timing, without the number or name of the caption that it begins."""
        if not lines:
            return lines
        last = lines[-1]
        # WebVTT lets any line be a name, at the head of a block; elsewhere only numbers and ids are.
        is_name = self.is_vtt and is_first and len(lines) == 1
        return lines[:-1] if is_name or _NUMBER.fullmatch(last) or _MACHINE_ID.fullmatch(last) else lines

    def _add_untimed(self, lines: list[str]) -> None:
        kept = lines[1:] if lines and not self.is_vtt and _NUMBER.fullmatch(lines[0]) else lines
        if any(line.strip() for line in kept):
            self.untimed += 1
            self.cues.append(Cue(None, None, tuple(kept)))

    def _add(self, timing: str, lines: list[str]) -> None:
        match = _TIMING.fullmatch(timing)
        if match:
            start, end = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:8])
            self.cues.append(Cue(start, max(start, end), tuple(lines)))
            return
        only = _START_ONLY.match(timing)
        self.broken_times += 1
        self.cues.append(Cue(_milliseconds(only.groups()) if only else None, None, tuple(lines)))


def parse_cues(text: str, *, suffix: str) -> CueFile:
    """The captions of a file's text; ``suffix`` decides where the content does not."""
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    lines = lines[first:]
    has_header = bool(lines) and lines[0].lstrip("\ufeff ").startswith("WEBVTT")
    format_name = "vtt" if has_header else suffix.lower().lstrip(".")
    parser = _Parser(is_vtt=format_name == "vtt")
    body = lines[parser.read_header(lines) :] if has_header else lines
    for block in _blocks(body):
        parser.read_block(block)
    return CueFile(
        parser.cues,
        format_name,
        parser.header,
        parser.title,
        has_header,
        parser.broken_times,
        parser.untimed,
        parser.comments,
    )


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block and not (line and _is_timing(block[-1])):
            # YouTube's captions begin with a line of one space.
            yield block
            block = []
    if block:
        yield block


def _is_timing(line: str) -> bool:
    if len(line) > 400:
        return False
    return bool(_TIMING.fullmatch(line) or _BROKEN_TIMING.fullmatch(line))


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
