"""Worked examples: whether a codebook's patterns find the examples it gives, and leave its counter-examples.

Each is read as what a respondent said: an example in every language that its code's patterns are worded in, a
counter-example in the codebook's own, for *archive* in an English sentence is no French word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.identity import text_hash
from fitcode.domain.suggestion import NewSuggestion, SegmentText, TranscriptText, TurnText
from fitcode.suggest.passes import prepare_pass
from fitcode.suggest.reading.pipeline_names import normal_language
from fitcode.suggest.suggester import PassSettings, Recipe


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One example or counter-example and what the patterns make of it."""

    code: str
    text: str
    is_counter_example: bool
    found: tuple[NewSuggestion, ...]
    """What is suggested for it, whatever the code."""

    @property
    def own(self) -> tuple[NewSuggestion, ...]:
        """Suggestions of the code whose example it is."""
        return tuple(one for one in self.found if one.code.endswith(f"/{self.code}"))

    @property
    def is_as_meant(self) -> bool:
        """An example is found by a pattern of its code, a counter-example by none."""
        return bool(self.own) != self.is_counter_example


def work_examples(codebook: Codebook) -> list[WorkedExample]:
    """Every example and counter-example of the codes that have patterns, in the codebook's order."""
    asked = [
        (code, text, counter)
        for code in codebook.codes
        if code.patterns
        for counter, texts in ((False, code.examples), (True, code.counter_examples))
        for text in texts
    ]
    own = {normal_language(codebook.language)}
    spoken = [own if counter else own | _languages(code, codebook) for code, _, counter in asked]
    languages = sorted(set().union(*spoken))
    found: dict[tuple[int, str], list[NewSuggestion]] = {}
    for language in languages:
        read = [n for n, mine in enumerate(spoken) if language in mine]
        by_text = suggest_for_each([asked[n][1] for n in read], codebook, language=language)
        found |= {(n, language): made for n, made in zip(read, by_text, strict=True)}
    return [
        WorkedExample(
            code.id,
            text,
            is_counter_example=counter,
            found=tuple(one for language in languages for one in found.get((n, language), ())),
        )
        for n, (code, text, counter) in enumerate(asked)
    ]


def suggest_for_each(texts: Sequence[str], codebook: Codebook, *, language: str) -> list[list[NewSuggestion]]:
    """What the codebook's patterns suggest for each text, read as one segment that a respondent said."""
    if not texts:
        return []
    ready = prepare_pass(Recipe((codebook,), settings=PassSettings(language=language, suggesters=("rules",))))
    transcript = _one_turn_each(texts, language=language)
    starts = {turn.start: number for number, turn in enumerate(transcript.turns)}
    made: list[list[NewSuggestion]] = [[] for _ in texts]
    for _, suggestions in ready.run([transcript]):
        for one in suggestions:
            made[starts[one.start]].append(one)
    return made


def _one_turn_each(texts: Sequence[str], *, language: str) -> TranscriptText:
    return TranscriptText("examples", text_hash("\n".join(texts)), language, tuple(_turns(texts)))


def _turns(texts: Iterable[str]) -> Iterator[TurnText]:
    start = 0
    for number, text in enumerate(texts):
        yield TurnText(start, text, True, (SegmentText(number, start, start + len(text)),), ())
        start += len(text) + 1


def _languages(code: Code, codebook: Codebook) -> set[str]:
    return {normal_language(pattern.language or codebook.language) for pattern in code.patterns}
