"""Captions (WebVTT, SRT, SBV): consecutive captions of one voice become one turn.

Voices come from ``<v Name>`` tags or ``Name:`` at the head of captions; without either, pauses and full
stops part the turns. Words stay as delivered; tags, styles and comments go.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.cues import Cue, CueFile, parse_cues
from fitcode.formats.encoding import decode_text, read_bounded

PAUSE_MS = 2_000
"""Silence that ends a turn where no voice is named."""

LONG_TURN = 600
"""Characters after which a full stop ends a turn where no voice is named."""

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>]{1,200})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>|<\d[\d:.]{0,20}>|\{\\[^{}]{0,80}\}")
_INNER_TIME = re.compile(r"<\d{1,3}:\d\d[\d:.]*>")
_CHANGE = re.compile(r"\s*(?:>{2,}|[-–—](?!-))\s*")
_NAME = re.compile(
    r"\s*(?:>{2,}\s*|[-–—]\s*)?\[?([^\W_][^\n:：?!;,\"<>\[\]]{0,48}?)\]?\s*[:：](?:\s+|(?=\[)|$)(.*)",
    re.DOTALL,
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]{1,4}\.)+|[^.]+")
_CHANCE = 3
"""A head of several words that recurs more often than this is no chance."""

_PROSE = frozenset(
    [
        *("a", "an", "and", "as", "at", "because", "but", "first", "for", "he", "her", "here", "his"),
        *("how", "i", "if", "in", "it", "its", "my", "no", "not", "now", "of", "on", "one", "or", "our"),
        *("right", "she", "so", "some", "that", "the", "their", "then", "there", "these", "they", "this"),
        *("those", "to", "we", "well", "what", "when", "where", "which", "who", "why", "yes"),
        *("you", "your"),
        *("alors", "ce", "ces", "elle", "elles", "et", "il", "ils", "je", "mais", "mon", "nous", "oui"),
        *("puis", "quand", "quoi", "tu", "un", "une", "vous"),
    ]
)
"""What prose begins with and the name of a role does not."""

_SAYING = frozenset(
    [
        *("add", "ask", "asked", "is", "question", "said", "say", "says", "tell", "thing", "think"),
        *("thought", "told", "was"),
        *("dire", "disait", "disent", "dit", "pense", "pensent"),
    ]
)
"""``People said:`` is talk."""

_PARTICLES = frozenset(
    [
        *("de", "da", "do", "dos", "del", "della", "di", "du", "des", "la", "le", "van", "von", "der", "den"),
        *("el", "al", "bin", "and", "et", "und", "of", "the", "&", "-"),
    ]
)
_NOT_NAMES = frozenset(
    ["note", "notes", "music", "applause", "laughter", "example", "http", "https", "ps", "nb"]
)
_SENTENCE_END = (".", "?", "!", "…", "。", "？", "！", "؟", "।", '."', '?"', '!"', ".”", "?”", "!”", ".»")


class _Piece(NamedTuple):
    """What one voice says in one caption."""

    voice: str | None
    text: str
    start_ms: int | None
    end_ms: int | None
    is_change: bool
    """Whether a mark says that somebody else begins to speak."""


def read_subtitles(path: Path) -> Reading:
    """Read a .vtt, .srt or .sbv file."""
    decoded = decode_text(read_bounded(path), name=path.name)
    found = parse_cues(decoded.text, suffix=path.suffix)
    notes = [*decoded.notes, *_notes(found)]
    cues, rolled = _without_rolling([_clean_lines(cue) for cue in found.cues])
    if rolled:
        notes.append(
            f"Rolling captions: {rolled} repeated line{_s(rolled)} left out, as each is shown twice or more."
        )
    if not any(cue.start_ms is not None and _text_of(cue.lines) for cue in cues):
        reason = (
            "no caption in it has text"
            if any(cue.start_ms is not None for cue in cues)
            else "no line states times"
        )
        raise UnreadableFile(f"{path.name} has no captions: {reason}.")
    pieces = _name_voices(list(_pieces(cues)))
    join = "\n" if any(len(cue.lines) > 1 for cue in cues) else " "
    if any(piece.voice for piece in pieces):
        blocks = _fold(pieces, join=join, by_pause=False)
    else:
        blocks = _fold(pieces, join=join, by_pause=True)
        notes.append("No speaker is named in the captions: pauses and full stops part the turns.")
    return Reading(
        blocks=tuple(blocks),
        format=found.format,
        reader="subtitles",
        encoding=decoded.encoding,
        title=found.title,
        language=found.header.get("language"),
        notes=tuple(notes),
    )


def _notes(found: CueFile) -> Iterator[str]:
    if found.format == "vtt" and not found.has_header:
        yield "The WEBVTT header is missing; the file was read all the same."
    if count := found.broken_times:
        have = "has" if count == 1 else "have"
        yield f"{count} caption{_s(count)} {have} a time that cannot be read; the text was kept."
    if count := found.untimed:
        stand = "stands" if count == 1 else "stand"
        yield f"{count} piece{_s(count)} of text {stand} outside captions, without a time; kept as talk."
    if count := found.comments:
        yield f"{count} comment{_s(count)} (NOTE) left out."


def _clean_lines(cue: Cue) -> Cue:
    """A caption without empty lines; tags other than voices and inner times are decoded later."""
    return cue._replace(lines=tuple(line.strip() for line in cue.lines if _strip_tags(line).strip()))


def _strip_tags(text: str) -> str:
    return unescape(_TAG.sub("", text)) if "<" in text or "&" in text or "{" in text else text


def _text_of(lines: Iterable[str]) -> str:
    return "\n".join(filter(None, (_strip_tags(line).strip() for line in lines)))


def _without_rolling(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Captions without the lines that roll up from the one before, and how many lines those were.

    People repeat themselves too; only files whose captions roll throughout, or that time words inside
    captions as speech recognition does, are treated.
    """
    shown = [[_strip_tags(line).strip() for line in cue.lines] for cue in cues]
    overlaps = [0] + [_overlap(before, after) for before, after in pairwise(shown)]
    rolling = sum(map(bool, overlaps))
    times_words = any(_INNER_TIME.search(line) for cue in cues for line in cue.lines)
    if not rolling or not (times_words or (rolling > 4 and rolling > len(cues) * 0.3)):
        return cues, 0
    kept = [cue._replace(lines=cue.lines[overlap:]) for cue, overlap in zip(cues, overlaps, strict=True)]
    return [cue for cue in kept if cue.lines], sum(overlaps)


def _overlap(before: list[str], after: list[str]) -> int:
    """How many first lines of a caption are the last ones of the caption before."""
    for count in range(min(len(before), len(after)), 0, -1):
        if before[-count:] == after[:count]:
            return count
    return 0


def _pieces(cues: Iterable[Cue]) -> Iterator[_Piece]:
    """Captions cut where the voice changes inside them."""
    for cue in cues:
        parts = _VOICE.split("\n".join(cue.lines))
        for voice, body in zip([None, *parts[1::2]], parts[::2], strict=True):
            name = " ".join(unescape(voice).split()) if voice else None
            lines = _text_of(body.split("\n")).split("\n")
            for is_change, text in _by_marks(lines):
                if text:
                    yield _Piece(name or None, text, cue.start_ms, cue.end_ms, is_change)


def _by_marks(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Lines grouped by the marks (``>>``, ``-``) that say somebody else speaks, without the marks."""
    group: list[str] = []
    is_change = False
    for line in lines:
        mark = _CHANGE.match(line)
        if mark and mark.end() < len(line):
            if group:
                yield is_change, "\n".join(group)
            group, is_change = [line[mark.end() :]], True
        else:
            group.append(line)
    yield is_change, "\n".join(group)


def _name_voices(pieces: list[_Piece]) -> list[_Piece]:
    """Take ``Name:`` at the head of captions as the voice, where the file does so throughout."""
    if any(piece.voice for piece in pieces):
        return pieces
    matches = [_NAME.fullmatch(piece.text) for piece in pieces]
    headed = [match[1] for match in matches if match]
    # Where every caption has one, people chose how they are called: 'ana_s - police', 'iPhone'.
    is_any = len(headed) > 3 and len(headed) >= 0.9 * len(pieces) and len(set(headed)) <= len(headed) / 2
    times = Counter(" ".join(label.split()) for label in headed)
    names = [
        label if label and (_is_name(label, is_any=is_any) or _is_role(label, times[label])) else None
        for label in (" ".join(match[1].split()) if match else None for match in matches)
    ]
    counts = Counter(name for name in names if name)
    named = counts.total()
    is_habit = named * 2 >= len(pieces) and names[0] is not None
    accepted = {name for name, count in counts.items() if is_habit or (count > 1 and len(counts) > 1)}
    voiced: list[_Piece] = []
    for piece, match, name in zip(pieces, matches, names, strict=True):
        if match and name in accepted:
            piece = piece._replace(voice=name, text=match[2].strip(), is_change=True)
        elif voiced and not piece.is_change:
            piece = piece._replace(voice=voiced[-1].voice)
        voiced.append(piece)
    return [piece for piece in voiced if piece.text]


def _is_name(label: str, *, is_any: bool) -> bool:
    words = label.split()
    if not 0 < len(words) <= 5 or label.casefold() in _NOT_NAMES:
        return False
    if is_any:
        return True
    return all(
        word.casefold() in _PARTICLES or (not word[0].islower() and _NAME_WORD.fullmatch(word))
        for word in words
    ) and any(map(str.isalpha, label))


def _is_role(label: str, times: int) -> bool:
    """Whether ``Deputy commander`` is meant: it recurs, and does not begin as prose does (``He said:``)."""
    first, *rest = label.split()
    return (
        times > _CHANCE
        and 0 < len(rest) <= 3
        and first[0].isupper()
        and (_is_abbreviation(first) or first.casefold() not in _PROSE)
        and not any(word.casefold() in _SAYING for word in rest)
        and all(_NAME_WORD.fullmatch(word) for word in label.split())
    )


def _is_abbreviation(word: str) -> bool:
    """``UN police officer`` begins with no article."""
    return len(word) > 1 and word.isupper()


def _fold(pieces: list[_Piece], *, join: str, by_pause: bool) -> list[Block]:
    """One turn for each run of pieces that belong together."""
    runs: list[list[_Piece]] = []
    length = 0
    for piece in pieces:
        if runs and not _begins_turn(runs[-1][-1], piece, length=length, by_pause=by_pause):
            runs[-1].append(piece)
            length += len(piece.text)
        else:
            runs.append([piece])
            length = len(piece.text)
    return [_turn(run, join=join) for run in runs]


def _begins_turn(before: _Piece, piece: _Piece, *, length: int, by_pause: bool) -> bool:
    if before.voice != piece.voice:
        return True
    if not by_pause:
        return piece.voice is None and piece.is_change
    if piece.is_change:
        return True
    if (
        before.end_ms is not None
        and piece.start_ms is not None
        and piece.start_ms - before.end_ms >= PAUSE_MS
    ):
        return True
    return length >= LONG_TURN and before.text.endswith(_SENTENCE_END)


def _turn(run: list[_Piece], *, join: str) -> Block:
    ends = [piece.end_ms for piece in run if piece.end_ms is not None]
    return Block(
        text=join.join(piece.text for piece in run),
        kind=BlockKind.turn,
        label=run[0].voice,
        start_ms=next((piece.start_ms for piece in run if piece.start_ms is not None), None),
        end_ms=max(ends, default=None),
    )


def _s(count: int) -> str:
    return "" if count == 1 else "s"
