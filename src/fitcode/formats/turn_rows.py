"""Turn rows: which columns of a table are who, when and what, told from the header or the cells.

A table is taken for talk only when its shape says so; any other table stays running text, because a
wrong guess would put words in somebody's mouth.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitcode.formats.clock import cell_ms

TEXT_NAMES = (
    "text", "utterance", "utterances", "transcript", "transcription", "content", "speech", "spoken text",
    "what was said", "talk", "dialogue", "dialog", "message", "caption", "subtitle", "statement", "quote",
    "turn", "answer", "response", "comment", "words", "sentence", "annotation", "paragraph", "line", "body",
    "texte", "propos", "parole", "tekst", "uitspraak", "aussage", "texto", "testo",
)  # fmt: skip
"""Header words for what was said, the surest first."""

SPEAKER_NAMES = (
    "speaker", "speakers", "speaker name", "speaker label", "speaker id", "who", "participant", "interviewee",
    "tier", "respondent", "name", "person", "voice", "actor", "sender", "author", "from", "participant id",
    "role", "locuteur", "locutrice", "intervenant", "spreker", "sprecher", "hablante", "parlante",
)  # fmt: skip
"""Header words for who said it, the surest first."""

START_NAMES = (
    "start", "start time", "start ms", "start s", "start sec", "start seconds", "start milliseconds", "begin",
    "begin time", "from time", "in", "timestamp", "time stamp", "timecode", "time", "timespan", "time span",
    "in time", "offset", "tijd", "zeit", "temps", "debut", "hora",
)  # fmt: skip
END_NAMES = (
    "end", "end time", "end ms", "end s", "end sec", "end seconds", "end milliseconds", "stop", "stop time",
    "to time", "out", "out time", "fin", "einde", "ende",
)  # fmt: skip

_LABEL = re.compile(
    r"(?:interviewer|interviewee|moderator|facilitator|respondent|participant|speaker|host|guest|[qa]|"
    r"[irpsm][ -]?\d{1,3}|(?:respondent|participant|speaker|interviewer)[ -]?\w{1,4}|int|resp|iv|ie)\s*[:.]?",
    re.IGNORECASE,
)
_PATTERN = re.compile(r"(?<=\w) (?:hh mm )?ss(?: ms(?:ec)?)?$|(?<=\w) hh mm$")
"""How times are written, as some programs add to a column's name."""

_LONGEST_LABEL = 40
_ENOUGH_ROWS = 4
"""With fewer rows a repeated short value says nothing, and the labels themselves must be known ones."""


@dataclass(frozen=True, slots=True)
class TurnColumns:
    """Where a table keeps what was said, by whom and when."""

    text: int
    speaker: int | None = None
    start: int | None = None
    end: int | None = None
    start_in_ms: bool = False
    end_in_ms: bool = False
    header_row: int | None = None
    """Which row is the header; None where there is none."""

    def used(self) -> set[int]:
        """The columns that are read."""
        return {index for index in (self.text, self.speaker, self.start, self.end) if index is not None}


def name_of(cell: str) -> str:
    """A header cell as its bare words: ``Start_Time (s)`` is ``start time s``, ``In - hh:mm:ss`` ``in``."""
    return _PATTERN.sub("", " ".join(re.findall(r"[^\W_]+", cell.casefold())))


def columns_by_header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> TurnColumns | None:
    """The columns that the first row names; the named column of text must hold words."""
    names = [name_of(cell) for cell in header]
    speaker = _first_named(names, SPEAKER_NAMES, taken=())
    text = next((index for index in _all_named(names, TEXT_NAMES) if _holds_words(rows, index)), None)
    if text is None:
        return None
    start = _first_named(names, START_NAMES, taken=(text, speaker))
    end = _first_named(names, END_NAMES, taken=(text, speaker, start))
    return TurnColumns(
        text=text,
        speaker=speaker,
        start=start,
        end=end,
        start_in_ms=_says_ms(names, start),
        end_in_ms=_says_ms(names, end),
        header_row=0,
    )


def columns_by_content(rows: Sequence[Sequence[str]]) -> TurnColumns | None:
    """The columns of a table without a header: one of words, one of few short labels, perhaps times."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows if sum(1 for cell in row if cell.strip()) > 1]
    if len(full) < 2 or not 2 <= width <= 5:
        return None
    columns = [[row[index].strip() for row in full] for index in range(width)]
    times = [index for index in range(width) if _are_times(columns[index])]
    rest = [i for i in range(width) if i not in times and not _are_numbers(columns[i]) and any(columns[i])]
    if len(rest) != 2 or len(times) > 2:
        return None
    speaker, text = sorted(rest, key=lambda index: sum(map(len, columns[index])))
    if not _are_labels(columns[speaker], beside=columns[text]):
        return None
    return TurnColumns(
        text=text,
        speaker=speaker,
        start=times[0] if times else None,
        end=times[1] if len(times) == 2 else None,
    )


def columns_of_talk(rows: Sequence[Sequence[str]]) -> TurnColumns | None:
    """The columns of a document's table with a turn per row: by a header with who or when or by shape."""
    if len(rows) > 1:
        named = columns_by_header(rows[0], rows[1:])
        if named is not None and (named.speaker is not None or named.start is not None):
            return named
    return columns_by_content(rows)


def clean_label(cell: str) -> str | None:
    """A speaker's label as written, on one line and without a closing colon."""
    label = " ".join(cell.split()).removesuffix(":").rstrip()
    return label or None


def _first_named(names: Sequence[str], known: Sequence[str], *, taken: Iterable[int | None]) -> int | None:
    return next((index for index in _all_named(names, known) if index not in taken), None)


def _all_named(names: Sequence[str], known: Sequence[str]) -> list[int]:
    """Columns bearing a known name, surest name first, leftmost first."""
    return [index for word in known for index, name in enumerate(names) if name == word]


def _says_ms(names: Sequence[str], index: int | None) -> bool:
    return index is not None and any(
        word in ("ms", "msec", "millis", "milliseconds") for word in names[index].split()
    )


def _holds_words(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Whether a column has letters in at least half of its filled cells: line numbers are no talk."""
    cells = [row[index] for row in rows[:500] if index < len(row) and row[index].strip()]
    return sum(1 for cell in cells if any(map(str.isalpha, cell))) * 2 >= len(cells) > 0


def _are_times(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    clocks = sum(1 for cell in filled if ":" in cell and cell_ms(cell)[0] is not None)
    return bool(filled) and clocks >= 0.8 * len(filled)


def _are_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.strip(".#)( ").replace(".", "").isdecimal() for cell in filled)


def _are_labels(cells: Sequence[str], *, beside: Sequence[str]) -> bool:
    """Whether cells look like speakers: short, few, and shorter than what stands beside them."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(len(cell) > _LONGEST_LABEL or "\n" in cell for cell in filled):
        return False
    distinct = len({cell.casefold() for cell in filled})
    known = sum(1 for cell in filled if _LABEL.fullmatch(cell))
    repeated = len(filled) >= _ENOUGH_ROWS and distinct * 2 <= len(filled)
    longer = sum(map(len, beside)) > 1.5 * sum(map(len, filled))
    spoken = sum(1 for cell in beside if " " in cell)
    if known == len(filled):
        return spoken > 0
    return repeated and longer and spoken * 2 >= len(beside)
