"""Rule suggestions against the bare spaCy pipeline with the same components, in one run, interleaved.

The bare side tokenises the same respondents' turns with the same pipeline (dictionary lemmas) and runs
spaCy's PhraseMatcher and Matcher with the same patterns over them, and does nothing with what it finds.
Ours also keeps to segments, weighs ``near`` and ``unless``, reads components and writes evidence. Start-up
and database writes are left out on both sides; each round begins with fresh pipelines.

Example: python -m benchmarks.bench_rules --count 120 --words 8000 --rounds 5
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher

from benchmarks.corpus import SEED, each_transcript
from fitcode.domain.codebook import Codebook, Pattern
from fitcode.domain.component import Registry
from fitcode.domain.identity import text_hash
from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.domain.words import count_words
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.formats.components_yaml import parse_registry
from fitcode.suggest.language import Pipelines
from fitcode.suggest.passes import PassSettings, prepare_pass
from fitcode.suggest.token_patterns import tidied

ROOT = Path(__file__).resolve().parent.parent
GOAL = 0.7

_TURN = re.compile(r"^(Interviewer|Respondent): (.*)$", re.MULTILINE)
_SENTENCE = re.compile(r"\S[^.?!]*[.?!]?")


class Measured(NamedTuple):
    """One timed run."""

    seconds: float
    found: int


def read(name: str, text: str) -> TranscriptText:
    """A generated interview as the suggesters see it."""
    turns: list[TurnText] = []
    ordinal = 0
    for match in _TURN.finditer(text):
        start = match.start(2)
        spans = [sentence.span() for sentence in _SENTENCE.finditer(match[2])]
        segments = tuple(
            SegmentText(ordinal + place, start + first, start + end)
            for place, (first, end) in enumerate(spans)
        )
        ordinal += len(segments)
        turns.append(TurnText(start, match[2], match[1] == "Respondent", segments, ("minusma/asifu",)))
    return TranscriptText(name, text_hash(text), "en", tuple(turns))


def bare_run(transcripts: Sequence[TranscriptText], codebook: Codebook) -> Measured:
    """The pipeline and spaCy's matchers over every respondent's turn."""
    pipeline = Pipelines(pipeline="blank", language="en").of("en")
    phrases = PhraseMatcher(pipeline.nlp.vocab, attr="LEMMA")
    tokens = Matcher(pipeline.nlp.vocab)
    for code in codebook.codes:
        for pattern in code.patterns:
            if pattern.tokens is not None:
                tokens.add(f"{code.id}/{pattern.id}", [tidied(pattern.tokens, pipeline.lemma)])
            if written := _phrases(pattern):
                phrases.add(f"{code.id}/{pattern.id}", list(pipeline.nlp.pipe(written)))
    found = 0
    started = time.perf_counter()
    for transcript in transcripts:
        for doc in pipeline.nlp.pipe(turn.text for turn in transcript.turns if turn.is_respondent):
            found += len(phrases(doc)) + len(tokens(doc))
    return Measured(time.perf_counter() - started, found)


def _phrases(pattern: Pattern) -> list[str]:
    own = [pattern.phrase] if pattern.phrase is not None else pattern.any_of or ()
    return [*own, *pattern.unless, *(phrase for phrases in pattern.near or () for phrase in phrases)]


def rules_run(
    transcripts: Sequence[TranscriptText], codebook: Codebook, registries: Sequence[Registry]
) -> Measured:
    """A suggestion pass, evidence included."""
    ready = prepare_pass(codebooks=[codebook], registries=registries, settings=PassSettings())
    started = time.perf_counter()
    found = sum(len(suggestions) for _, suggestions in ready.run(transcripts))
    return Measured(time.perf_counter() - started, found)


def statistical_run(transcripts: Sequence[TranscriptText], nlp: Language) -> Measured:
    """A whole statistical pipeline over the same turns, for scale."""
    started = time.perf_counter()
    for transcript in transcripts:
        for _ in nlp.pipe(turn.text for turn in transcript.turns if turn.is_respondent):
            pass
    return Measured(time.perf_counter() - started, 0)


def interleaved(runs: dict[str, Callable[[], Measured]], rounds: int) -> dict[str, list[Measured]]:
    """Each run in turn, several times over, after one round that does not count."""
    measured: dict[str, list[Measured]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            result = run()
            if number:
                measured[name].append(result)
    return measured


def without_token_patterns(codebook: Codebook) -> Codebook:
    """The codebook without the patterns that spaCy's Matcher is slow to search for: the harder comparison."""
    codes = [
        code.model_copy(update={"patterns": tuple(one for one in code.patterns if one.tokens is None)})
        for code in codebook.codes
    ]
    return codebook.model_copy(update={"codes": tuple(codes)})


def ratio(bare: Sequence[Measured], ours: Sequence[Measured]) -> dict[str, float]:
    """Our words per second over the bare pipeline's, round by round."""
    rounds = [theirs.seconds / own.seconds for theirs, own in zip(bare, ours, strict=True)]
    return {
        "median": round(statistics.median(rounds), 2),
        "lowest": round(min(rounds), 2),
        "highest": round(max(rounds), 2),
    }


def main() -> None:
    options = _options()
    codebook = parse_codebook((ROOT / "codebooks/fit.yaml").read_text(encoding="utf-8"), file="fit.yaml")
    registry_file = ROOT / "codebooks/components/minusma.yaml"
    registry = parse_registry(registry_file.read_text(encoding="utf-8"), file=registry_file.name)
    transcripts = [read(name, text) for name, text in each_transcript(options.count, options.words, SEED)]
    words = sum(
        count_words(turn.text)
        for transcript in transcripts
        for turn in transcript.turns
        if turn.is_respondent
    )
    cheap = without_token_patterns(codebook)
    measured = interleaved(
        {
            "bare": lambda: bare_run(transcripts, codebook),
            "rules": lambda: rules_run(transcripts, codebook, [registry]),
            "bare, no token patterns": lambda: bare_run(transcripts, cheap),
            "rules, no token patterns": lambda: rules_run(transcripts, cheap, [registry]),
        },
        options.rounds,
    )
    result: dict[str, object] = {
        "transcripts": options.count,
        "respondent_words": words,
        "patterns": sum(len(code.patterns) for code in codebook.codes),
        "words_per_second": {
            name: round(words / statistics.median(one.seconds for one in runs))
            for name, runs in measured.items()
        },
        "found": {name: runs[0].found for name, runs in measured.items()},
        "ratio": ratio(measured["bare"], measured["rules"]),
        "ratio without token patterns": ratio(
            measured["bare, no token patterns"], measured["rules, no token patterns"]
        ),
        "goal": GOAL,
    }
    if options.model:
        small = statistical_run(transcripts[:1], spacy.load(options.model))
        result["model_words_per_second"] = round(words / len(transcripts) / small.seconds)
    print(json.dumps(result, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Rule suggestions against the bare spaCy pipeline.")
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--model", help="an installed pipeline to measure beside them, on one transcript")
    return parser.parse_args()


if __name__ == "__main__":
    main()
