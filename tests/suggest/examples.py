"""Small transcripts, codebooks and registries for the tests of suggestions, written as people write them."""

import re
from collections.abc import Sequence
from typing import Any

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.component import Component, Registry
from fitcode.domain.identity import text_hash
from fitcode.domain.suggestion import NewSuggestion, SegmentText, TranscriptText, TurnText
from fitcode.suggest.passes import PassSettings, prepare_pass

MINUSMA = Registry(
    mission="minusma",
    components=(
        Component(id="force", name="Force Headquarters", aliases=("FHQ", "force headquarters")),
        Component(id="asifu", name="All Sources Information Fusion Unit", aliases=("ASIFU",)),
        Component(id="north", name="Sector North", aliases=("northern sector",)),
        Component(id="engineers", name="Engineer Company", aliases=("engineer", "the builders")),
        Component(id="police", name="UN Police", aliases=("UNPOL", "the battalion")),
        Component(id="infantry", name="Infantry Battalion", aliases=("the battalion",)),
    ),
)


def transcript(
    *turns: str,
    name: str = "ana",
    language: str | None = None,
    components: Sequence[str] = (),
    whole_turns: bool = False,
) -> TranscriptText:
    """Turns as ``R: ...`` or ``I: ...`` (a respondent where neither stands), cut at the ends of sentences."""
    text = "\n".join(turns)
    read: list[TurnText] = []
    start = ordinal = 0
    for turn in turns:
        label = re.match("[RI]: ", turn)
        offset = label.end() if label else 0
        said, at = turn[offset:], start + offset
        spans = [(0, len(said))] if whole_turns else _sentences(said)
        segments = tuple(SegmentText(ordinal + n, at + a, at + b) for n, (a, b) in enumerate(spans))
        read.append(TurnText(at, said, not turn.startswith("I: "), segments, tuple(components)))
        ordinal += len(segments)
        start += len(turn) + 1
    return TranscriptText(name, text_hash(text), language, tuple(read))


def _sentences(said: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\s.!?][^.!?]*[.!?]*", said)]


def codebook(
    *patterns: str | dict[str, Any], code: str = "spares", language: str = "en", book: str = "fit"
) -> Codebook:
    """A codebook with one code; a text is a phrase, a dictionary the fields of a pattern."""
    made = [
        Pattern(**{"id": f"p{number}", **({"phrase": one} if isinstance(one, str) else one)})
        for number, one in enumerate(patterns, start=1)
    ]
    return Codebook(
        id=book, name=book, language=language, codes=(Code(id=code, name=code, patterns=tuple(made)),)
    )


def suggest(
    patterns: Codebook | Sequence[Codebook],
    *texts: str | TranscriptText,
    registries: Sequence[Registry] = (),
    **settings: Any,
) -> list[NewSuggestion]:
    """Suggestions of a fresh pass; texts are the turns of one transcript, or transcripts."""
    codebooks = [patterns] if isinstance(patterns, Codebook) else list(patterns)
    whole = [text for text in texts if isinstance(text, TranscriptText)]
    said = [text for text in texts if isinstance(text, str)]
    ready = prepare_pass(codebooks=codebooks, registries=registries, settings=PassSettings(**settings))
    transcripts = whole or [transcript(*said)]
    return [found for _, suggestions in ready.run(transcripts) for found in suggestions]


def words(suggestions: Sequence[NewSuggestion]) -> list[str]:
    """The words that fired, of all suggestions in order."""
    return [
        word for suggestion in suggestions for rule in suggestion.evidence["rules"] for word in rule["words"]
    ]
