"""Composing: from what a reader read to a transcript ready to be stored.

The text is the blocks' normalised texts joined by line ends, so that a plain file's positions are the
file's own. Everything else (turns, segments, ordinals) is spans into it.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from fitcode.domain.choices import SegmentUnit, SpeakerKind
from fitcode.domain.identity import text_hash
from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.domain.transcript import Speaker, TranscriptDraft
from fitcode.text.candidates import Candidate, find_candidates
from fitcode.text.front_matter import FrontMatter, read_front_matter
from fitcode.text.kinds import OPENING, Talk, settle_kinds
from fitcode.text.labels import clean_label, label_key
from fitcode.text.normalize import normalize_text
from fitcode.text.speakers import FoundTurn, accept_labels, heading_spans, misspelt_labels, turns_of
from fitcode.text.splitter import SPLITTER, paragraphs, trimmed
from fitcode.text.units import cut_units

UNLABELLED = "Respondent"
"""Who speaks in a transcript that names nobody."""

UNNAMED = "Unknown speaker"
"""Who speaks where a format names the others."""

_MANY_QUESTIONS = 0.2
"""From this share of turns on, somebody who is not told apart may be asking."""


def compose_transcript(
    reading: Reading,
    *,
    unit: SegmentUnit = SegmentUnit.sentence,
    interviewers: Sequence[str] = (),
    roles: Mapping[str, SpeakerKind] | None = None,
) -> TranscriptDraft:
    """Plain text, turns, speakers and segments of one reading.

    ``interviewers`` and ``roles`` state kinds of speakers by label, whatever the rules would guess.
    """
    text, places = _join(reading.blocks)
    headings = _headings(text, places)
    named = {label_key(label) for label in (*interviewers, *(roles or {}))}
    candidates = _outside_blocks(find_candidates(text, named=named), places)
    # Talk that a format states is no front matter, whatever its label.
    talk = next((place.start for place in places if place.block.kind is BlockKind.turn), len(text))
    front = read_front_matter(text[:talk], counts=Counter(candidate.key for candidate in candidates))
    found, notes = _find_turns(text, places, candidates, headings=headings, front=front, named=named)
    metadata = {**reading.metadata, **front.metadata}
    speakers, turns, kind_notes = _speakers(
        text, found, interviewers=interviewers, roles=roles or {}, metadata=metadata
    )
    made, segments, words = cut_units(text, turns, unit=unit, breaks=_breaks(places, headings, front))
    # Checking a few thousand tuples again would cost as much as making them.
    return TranscriptDraft.model_construct(
        text=text,
        sha256=text_hash(text),
        title=metadata.get("title") or reading.title or _first_heading(text, headings, found),
        language=metadata.get("language") or reading.language,
        speakers=tuple(speakers),
        turns=tuple(made),
        segments=tuple(segments),
        words=words,
        segment_unit=unit,
        splitter=SPLITTER,
        metadata=metadata,
        notes=(*reading.notes, *notes, *kind_notes),
    )


class _Place(NamedTuple):
    """Where a block stands in the text."""

    start: int
    text_start: int
    """Past the label."""

    end: int
    block: Block


def _join(blocks: Sequence[Block]) -> tuple[str, list[_Place]]:
    parts: list[str] = []
    places: list[_Place] = []
    position = 0
    for block in blocks:
        text = normalize_text(block.text)
        label = clean_label(normalize_text(block.label)) if block.label else ""
        prefix = f"{label}: " if block.kind is BlockKind.turn and label else ""
        parts.append(prefix + text)
        end = position + len(prefix) + len(text)
        places.append(_Place(position, position + len(prefix), end, block))
        position = end + 1
    return "\n".join(parts), places


def _headings(text: str, places: Sequence[_Place]) -> list[tuple[int, int]]:
    """Headings that a format states and those that Markdown marks, in order."""
    stated = [(place.start, place.end) for place in places if place.block.kind is BlockKind.heading]
    turns = [place for place in places if place.block.kind is BlockKind.turn]
    marked = heading_spans(text)
    if turns or stated:
        marked = [span for span in marked if _kind_at(places, span[0]) is BlockKind.text]
    return sorted([*stated, *marked])


def _kind_at(places: Sequence[_Place], position: int) -> BlockKind:
    index = bisect_right(places, position, key=lambda place: place.start) - 1
    return places[index].block.kind


def _outside_blocks(candidates: list[Candidate], places: Sequence[_Place]) -> list[Candidate]:
    """Labels may stand in running text only, not in headings or in talk that a format states."""
    if all(place.block.kind is BlockKind.text for place in places):
        return candidates
    return [one for one in candidates if _kind_at(places, one.start) is BlockKind.text]


def _find_turns(
    text: str,
    places: Sequence[_Place],
    candidates: list[Candidate],
    *,
    headings: Sequence[tuple[int, int]],
    front: FrontMatter,
    named: Collection[str],
) -> tuple[list[FoundTurn], list[str]]:
    """Turns with talk in them, in order, and notes."""
    stated = _stated_turns(places)
    labels = accept_labels(
        candidates,
        text=text,
        body_start=front.end,
        paragraphs={place.start for place in places} if len(places) > 1 else (),
        named=named,
    )
    walls = sorted({*(start for start, _ in headings), *(turn.label_start for turn in stated)})
    found = [*stated, *turns_of(text, labels, walls=walls)]
    turns = sorted(
        filter(None, (_with_talk(text, turn) for turn in found)), key=lambda turn: turn.label_start
    )
    if turns:
        return turns, _left_over(text, turns, headings=headings, is_stated=bool(stated))
    turns = _unlabelled(text, places, headings=headings, body_start=front.end)
    if not turns:
        return [], ["No talk was found: the text has no turns."]
    notes = [f"No speaker was recognised: each paragraph is a turn of {UNLABELLED!r}."]
    questions = sum(text[turn.end - 4 : turn.end].rstrip("*_ ").endswith(("?", "؟", "？")) for turn in turns)
    if questions > 1 and questions >= _MANY_QUESTIONS * len(turns):
        notes.append(
            f"{questions} of these {len(turns)} turns end with a question: if an interviewer asks them, put "
            "a label such as 'Q:' and 'A:' before each turn, or the questions are counted as answers."
        )
    return turns, notes


def _stated_turns(places: Sequence[_Place]) -> list[FoundTurn]:
    turns = [place for place in places if place.block.kind is BlockKind.turn]
    nobody = UNNAMED if any(place.text_start > place.start for place in turns) else UNLABELLED
    return [
        FoundTurn(
            clean_label(normalize_text(place.block.label or "")) or nobody,
            place.start,
            place.text_start,
            place.end,
            place.block.start_ms,
            place.block.end_ms,
        )
        for place in turns
    ]


def _with_talk(text: str, turn: FoundTurn) -> FoundTurn | None:
    start, end = trimmed(text, turn.start, turn.end)
    if start >= end:
        return None
    return FoundTurn(turn.label, turn.label_start, start, end, turn.start_ms, turn.end_ms)


def _left_over(
    text: str, turns: Sequence[FoundTurn], *, headings: Sequence[tuple[int, int]], is_stated: bool
) -> list[str]:
    """A note on text that a heading cut off from the talk before it."""
    if is_stated or not headings:
        return []
    labels = [turn.label_start for turn in turns]
    borders = [*(start for start, _ in headings[1:]), len(text)]
    lost = 0
    for (start, end), border in zip(headings, borders, strict=True):
        following = bisect_right(labels, start)
        if following:
            after = labels[following] if following < len(labels) else len(text)
            lost += bool(text[end : min(after, border)].strip())
    if not lost:
        return []
    return [f"Text after {lost} heading{'s' if lost > 1 else ''} names no speaker: it belongs to no turn."]


def _unlabelled(
    text: str, places: Sequence[_Place], *, headings: Sequence[tuple[int, int]], body_start: int
) -> list[FoundTurn]:
    """A turn for each paragraph of running text."""
    walls = sorted({body_start, *(border for span in headings for border in span if border > body_start)})
    heads = {start for start, _ in headings}
    turns: list[FoundTurn] = []
    for place in places:
        if place.block.kind is BlockKind.heading or place.end <= body_start:
            continue
        inner = walls[bisect_right(walls, place.start) : bisect_left(walls, place.end)]
        for begin, stop in zip([place.start, *inner], [*inner, place.end], strict=True):
            if begin in heads or begin < body_start:
                continue
            for start, end in paragraphs(text, begin, stop):
                if any(map(str.isalnum, text[start:end])):
                    turns.append(FoundTurn(UNLABELLED, start, start, end))
    return turns


def _speakers(
    text: str,
    found: Sequence[FoundTurn],
    *,
    interviewers: Sequence[str],
    roles: Mapping[str, SpeakerKind],
    metadata: Mapping[str, str],
) -> tuple[list[Speaker], list[tuple[int, FoundTurn]], list[str]]:
    """Speakers in order of their first turn, turns with the index of theirs, and notes on guesses."""
    keys = {label: label_key(label) for label in {turn.label for turn in found}}
    misspelt = misspelt_labels(Counter(keys[turn.label] for turn in found))
    indices: dict[str, int] = {}
    talks: list[list[int]] = []
    labels: list[str] = []
    openings: list[str] = []
    turns: list[tuple[int, FoundTurn]] = []
    for turn in found:
        key = misspelt.get(keys[turn.label], keys[turn.label])
        index = indices.setdefault(key, len(labels))
        if index == len(labels):
            labels.append(turn.label)
            talks.append([0, 0, 0])
            openings.append(text[turn.start : min(turn.end, turn.start + OPENING)] if len(turns) < 2 else "")
        talk = talks[index]
        talk[0] += 1
        talk[1] += "?" in text[turn.end - 3 : turn.end] or "؟" in text[turn.end - 3 : turn.end]
        talk[2] += turn.end - turn.start
        turns.append((index, turn))
    kinds, notes = settle_kinds(
        [
            Talk(label, count, questions, characters, opening)
            for label, (count, questions, characters), opening in zip(labels, talks, openings, strict=True)
        ],
        interviewers=interviewers,
        roles=roles,
        metadata=metadata,
    )
    notes += [
        f"The label {wrong!r} stands once and was read as {right!r}." for wrong, right in misspelt.items()
    ]
    speakers = [Speaker(label=label, kind=kind) for label, kind in zip(labels, kinds, strict=True)]
    return speakers, turns, notes


def _breaks(places: Sequence[_Place], headings: Sequence[tuple[int, int]], front: FrontMatter) -> list[int]:
    """Positions that no segment runs across."""
    paragraphs = (place.start for place in places) if len(places) > 1 else ()
    return sorted({*paragraphs, *(border for span in headings for border in span), *front.breaks})


def _first_heading(text: str, headings: Sequence[tuple[int, int]], found: Sequence[FoundTurn]) -> str | None:
    """The heading above the first turn, as a title."""
    if not headings or (found and headings[0][0] > found[0].label_start):
        return None
    start, end = headings[0]
    line = text[start:end].partition("\n")[0].strip("# \t")
    return line if 0 < len(line) <= 200 else None
