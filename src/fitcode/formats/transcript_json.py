"""JSON: fitcode's own simple form, and what speech recognisers export.

The simple form is ``{"title", "kind", "language", "metadata": {...}, "turns": [{"speaker", "text",
"start_ms", "end_ms"}]}`` or the bare list of turns. Exports state pieces of speech in seconds; pieces of
one speaker are folded into turns, as captions are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitcode.domain.amounts import counted
from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.formats.clock import cell_ms
from fitcode.formats.encoding import decode_text, read_bounded
from fitcode.formats.refusals import refusal
from fitcode.formats.transcript_subtitles import LONG_TURN, PAUSE_MS

_LISTS = ("utterances", "segments", "audio_segments", "monologues", "results", "messages", "chunks")
"""Keys under which recognisers list what was said: AssemblyAI and Deepgram, Whisper, AWS, Rev, Google ..."""

_TEXT = ("text", "transcript", "utterance", "content", "message")
_SPEAKER = ("speaker", "speaker_name", "speaker_label", "speakerName", "speaker_id", "name", "role")
_START = ("start", "start_time", "begin", "startTime", "timestamp", "ts")
_END = ("end", "end_time", "endTime", "end_ts")
_SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002", "\u061f", "\u0964")
_MOST_FAULTS = 3
_REMEDY = 'Write {"turns": [{"speaker": "R01", "text": "..."}]}; start_ms and end_ms may be added.'


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of speech as an export states it."""

    text: str
    label: str | None
    start: object
    end: object


def read_json(path: Path) -> Reading:
    """The turns of a JSON file in the simple form or in a recogniser's."""
    decoded = decode_text(read_bounded(path), name=path.name)
    content = _parse(path, decoded.text)
    notes = list(decoded.notes)
    if isinstance(content, list):
        content = {"turns": content}
    if not isinstance(content, dict):
        raise refusal(path, f"holds {_kind(content)} where turns were expected", remedy=_REMEDY)
    if "turns" in content:
        blocks = _own_turns(path, content["turns"])
    else:
        blocks = _exported(path, content, notes)
    if not blocks:
        raise refusal(path, "has no turn in which anything is said")
    return Reading(
        blocks=tuple(blocks),
        format="json",
        reader="json",
        encoding=decoded.encoding,
        title=_word(content.get("title")),
        language=_word(content.get("language")) or _word(content.get("language_code")),
        metadata=_metadata(content, notes),
        notes=tuple(notes),
    )


def _parse(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise refusal(
            path, f"is not JSON: line {error.lineno:,}, column {error.colno:,}: {error.msg}"
        ) from error
    except RecursionError as error:
        raise refusal(path, "is nested too deeply to be a transcript") from error
    except ValueError as error:  # a number of thousands of digits
        raise refusal(path, "is not JSON that can be read", detail=str(error)) from error


def _own_turns(path: Path, turns: object) -> list[Block]:
    """Turns of the simple form; every one that is off is named."""
    if not isinstance(turns, list):
        raise refusal(path, f"has {_kind(turns)} under 'turns' where a list was expected", remedy=_REMEDY)
    blocks: list[Block] = []
    faults: list[str] = []
    for index, turn in enumerate(turns):
        fault = _fault(turn)
        if fault:
            faults.append(f"turn {index + 1} {fault}")
        elif turn["text"].strip():
            start, end = _own_time(turn, "start"), _own_time(turn, "end")
            label = _label(turn.get("speaker"))
            blocks.append(
                Block(text=turn["text"], kind=BlockKind.turn, label=label, start_ms=start, end_ms=end)
            )
    if faults:
        more = len(faults) - _MOST_FAULTS
        shown = "; ".join(faults[:_MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")
        raise refusal(path, f"has turns that cannot be read: {shown}", remedy=_REMEDY)
    return blocks


def _fault(turn: object) -> str:
    """What is wrong with a turn of the simple form."""
    if not isinstance(turn, dict):
        return f"is {_kind(turn)}"
    if "text" not in turn:
        return "has no 'text' but " + (", ".join(repr(str(key)[:30]) for key in list(turn)[:6]) or "nothing")
    if not isinstance(turn["text"], str):
        return f"has {_kind(turn['text'])} as its text"
    if not isinstance(turn.get("speaker"), str | int | None):
        return f"has {_kind(turn['speaker'])} as its speaker"
    for key in ("start_ms", "end_ms"):
        if not isinstance(turn.get(key), int | float | None):
            return f"has {_kind(turn[key])} as its {key}"
    return ""


def _own_time(turn: Mapping[str, object], name: str) -> int | None:
    if turn.get(f"{name}_ms") is not None:
        return cell_ms(turn[f"{name}_ms"], milliseconds=True)[0]
    return cell_ms(turn.get(name))[0]


def _exported(path: Path, content: Mapping[str, Any], notes: list[str]) -> list[Block]:
    pieces = list(_pieces(content))
    if not pieces and isinstance(content.get("results"), dict):
        pieces = list(_pieces(content["results"]))
    if not pieces and isinstance(content.get("text"), str) and content["text"].strip():
        notes.append("The file states no turns, only one text.")
        return [Block(text=content["text"])]
    if not pieces:
        keys = ", ".join(repr(str(key)[:30]) for key in list(content)[:12]) or "nothing"
        raise refusal(path, f"has no list of turns: it holds {keys}", remedy=_REMEDY)
    milliseconds = _are_milliseconds(pieces)
    if milliseconds:
        notes.append("Times were taken for milliseconds: as seconds, nobody would speak that slowly.")
    blocks = _folded(pieces, milliseconds=milliseconds)
    if len(blocks) < len(pieces):
        notes.append(f"{len(pieces):,} pieces of speech were folded into {counted(len(blocks), 'turn')}.")
    return blocks


def _pieces(content: Mapping[str, Any]) -> Iterator[_Piece]:
    """The pieces under the first key that lists any."""
    for key in _LISTS:
        listed = content.get(key)
        if not isinstance(listed, list):
            continue
        pieces = [piece for item in listed if isinstance(item, dict) and (piece := _piece(item)) is not None]
        if pieces:
            yield from pieces
            return


def _piece(item: Mapping[str, Any]) -> _Piece | None:
    text = next((item[key] for key in _TEXT if isinstance(item.get(key), str)), None)
    if text is None and isinstance(item.get("alternatives"), list) and item["alternatives"]:
        first = item["alternatives"][0]
        text = first.get("transcript") if isinstance(first, dict) else None
    if text is None and isinstance(item.get("elements"), list):
        elements = [element for element in item["elements"] if isinstance(element, dict)]
        text = "".join(str(element.get("value", "")) for element in elements)
    if not isinstance(text, str) or not text.strip():
        return None
    start, end = _first(item, _START), _first(item, _END)
    if isinstance(item.get("timestamp"), list) and len(item["timestamp"]) == 2:
        start, end = item["timestamp"]
    return _Piece(text.strip(), _label(_first(item, _SPEAKER)), start, end)


def _folded(pieces: Sequence[_Piece], *, milliseconds: bool) -> list[Block]:
    """Turns of pieces, as captions are folded: by voice, or by pauses and full stops where none is named."""
    turns: list[list[Block]] = []
    is_voiced = any(piece.label for piece in pieces)
    for piece in pieces:
        block = Block(
            text=piece.text,
            kind=BlockKind.turn,
            label=piece.label,
            start_ms=cell_ms(piece.start, milliseconds=milliseconds)[0],
            end_ms=cell_ms(piece.end, milliseconds=milliseconds)[0],
        )
        if turns and turns[-1][-1].label == block.label and (is_voiced or _goes_on(turns[-1], block)):
            turns[-1].append(block)
        else:
            turns.append([block])
    return [
        said[0].model_copy(update={"text": " ".join(b.text for b in said), "end_ms": said[-1].end_ms})
        for said in turns
    ]


def _goes_on(said: list[Block], block: Block) -> bool:
    """Whether a piece without a voice belongs to the turn before it."""
    last = said[-1]
    if last.end_ms is not None and block.start_ms is not None and block.start_ms - last.end_ms >= PAUSE_MS:
        return False
    return not last.text.endswith(_SENTENCE_ENDS) or sum(len(b.text) for b in said[-20:]) < LONG_TURN


def _are_milliseconds(pieces: Sequence[_Piece]) -> bool:
    """Whole numbers all through, too large to be seconds: people say at least a word in 20 seconds."""
    times = [value for piece in pieces for value in (piece.start, piece.end) if value is not None]
    if not times or not all(isinstance(value, int) for value in times):
        return False
    words = sum(len(piece.text.split()) for piece in pieces)
    spoken = sum(
        piece.end - piece.start
        for piece in pieces
        if isinstance(piece.end, int) and isinstance(piece.start, int)
    )
    return spoken > 20 * words


def _metadata(content: Mapping[str, Any], notes: list[str]) -> dict[str, str]:
    """The file's metadata as texts, its kind among them."""
    stated = content.get("metadata")
    pairs = dict(stated) if isinstance(stated, dict) else {}
    if isinstance(content.get("kind"), str):
        pairs.setdefault("kind", content["kind"])
    metadata = {}
    for key, value in pairs.items():
        if isinstance(value, str | int | float):
            written = str(value).lower() if isinstance(value, bool) else str(value)
            metadata["_".join(str(key).lower().split())] = written
        elif value is not None:
            notes.append(f"Metadata {str(key)[:40]!r} holds {_kind(value)} and was left out.")
    return metadata


def _label(value: object) -> str | None:
    """A speaker's label; a recogniser's number gets a word before it."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return f"Speaker {value}"
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _first(item: Mapping[str, Any], keys: Sequence[str]) -> object:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _word(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _kind(value: object) -> str:
    """What a JSON value is, with its article."""
    if value is None:
        return "null"
    for kind, words in ((bool, "true or false"), (str, "a text"), (list, "a list"), (dict, "an object")):
        if isinstance(value, kind):
            return words
    return "a number"
