"""Transcripts and their screens, made for the tests of the transcript view."""

import re
from itertools import pairwise

from hypothesis import strategies as st

from fitcode.domain.choices import SpeakerKind, TranscriptKind
from fitcode.domain.transcript import Segment, Speaker, Transcript, Turn
from fitcode.tui.transcript.blocks import Block, Blocks
from fitcode.tui.transcript.lanes import Mark

KINDS = {"Ana": SpeakerKind.respondent, "Interviewer": SpeakerKind.interviewer}

HOSTILE = "\x1b[2J\x1b]0;gone\x07\x9b31m\x85\x00\x7f\u202e\u2066\u200f\u061c\ud800\ufffe"
"""Clears a screen, names a window, turns lines round, and is no text at all."""

ODD_TEXT = st.text(
    st.sampled_from(
        "ab é ,.-—/\t\u00a0\u00ad\u0301\u200b\u200d\ufe0f\u200c中文、（）。가👩🏽🇫🇷مرحب שלום ٣" + HOSTILE
    ),
    max_size=150,
) | st.text(st.characters(exclude_characters="\n"), max_size=150)
"""Whatever may stand in a paragraph: wide, combining, joined, right to left, hostile."""


def talk(text: str, *, times: tuple[int, ...] = ()) -> Transcript:
    """A transcript of lines ``Label: words``; lines before the first are outside turns, others go on."""
    labels = list(re.finditer(r"^([A-Z]\w*): ", text, re.MULTILINE))
    starts = [label.start() for label in labels] + [len(text)]
    segments = [
        Segment(-1, found.start(), found.end(), 0, 0)
        for found in re.finditer(r"[^\n]+", text[: starts[0]] if labels else text)
    ]
    turns, speakers = [], dict.fromkeys(label[1] for label in labels)
    for ordinal, label in enumerate(labels):
        end = starts[ordinal + 1] - (ordinal + 1 < len(labels))
        cut = [
            label.end(),
            *(found.end() for found in re.finditer(r"[.?!]\s+", text[:end]) if found.end() > label.end()),
            end,
        ]
        first = len(segments)
        segments += [Segment(ordinal, *span, 0, 0) for span in pairwise(cut) if span[0] < span[1]]
        time = times[ordinal] if times else None
        speaker = list(speakers).index(label[1])
        turns.append(Turn(speaker, label.end(), end, time, None, first, len(segments), 0, 0))
    return Transcript(
        name="talk",
        uid="talk",
        title=None,
        kind=TranscriptKind.interview,
        version=1,
        sha256="",
        text=text,
        language=None,
        speakers=tuple(Speaker(label=one, kind=KINDS.get(one, SpeakerKind.unknown)) for one in speakers),
        turns=tuple(turns),
        segments=tuple(segments),
    )


def mark(transcript: Transcript, words: str, label: str = "code", **rest: object) -> Mark:
    """A mark on the first place where these words stand."""
    start = transcript.text.index(words)
    return Mark(label, start, start + len(words), label, None)._replace(**rest)  # type: ignore[arg-type]


def all_blocks(transcript: Transcript) -> list[Block]:
    """Every block from the first to the last."""
    blocks = Blocks(transcript)
    block, found = blocks.at(0), []
    while block is not None:
        found.append(block)
        block = blocks.after(block)
    return found
