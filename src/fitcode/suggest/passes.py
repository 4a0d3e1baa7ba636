"""A suggestion pass: transcripts in, suggestions with evidence out, the same whenever it is run.

A pass is prepared from plain values (codebooks, registries, settings), so that every worker process can
prepare the same one for itself; nothing here knows the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from fitcode.domain.codebook import Codebook
from fitcode.domain.component import Registry
from fitcode.domain.suggestion import NewSuggestion, TranscriptText
from fitcode.errors import InvalidFile, UnknownCode
from fitcode.suggest.checks import check_patterns
from fitcode.suggest.fingerprint import (
    pass_fingerprint,
    pipeline_name,
    pipeline_version,
    suggester_fingerprints,
)
from fitcode.suggest.reading import read_parts
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import PassSettings, Suggester
from fitcode.suggest.token_patterns import attributes_of

if TYPE_CHECKING:
    from fitcode.suggest.language import Pipelines

__all__ = ["PassSettings", "SuggestionPass", "pass_fingerprint", "prepare_pass"]


class SuggestionPass:
    """A pass made ready: pipelines loaded, patterns compiled."""

    def __init__(
        self,
        *,
        suggesters: Sequence[Suggester],
        pipelines: Pipelines,
        settings: PassSettings,
        fingerprint: str,
        suggester_fingerprints: dict[str, str],
    ) -> None:
        self.pipeline = pipeline_name(settings)
        """``blank:en``, or the installed pipeline's package."""
        self.pipeline_version = pipeline_version(settings)
        self.fingerprint = fingerprint
        self.suggester_fingerprints = suggester_fingerprints
        """Suggester name to fingerprint."""
        self._suggesters = suggesters
        self._pipelines = pipelines
        self._settings = settings

    @property
    def notes(self) -> list[str]:
        """What people should know, such as patterns that this pipeline cannot run; complete after the run."""
        return list(dict.fromkeys(note for suggester in self._suggesters for note in suggester.notes))

    def run(
        self, transcripts: Iterable[TranscriptText]
    ) -> Iterator[tuple[TranscriptText, list[NewSuggestion]]]:
        """Each transcript with its suggestions by position and code; one transcript in memory at a time."""
        for transcript in transcripts:
            yield transcript, self._suggest(transcript)

    def _suggest(self, transcript: TranscriptText) -> list[NewSuggestion]:
        language = self._pipelines.language_of(transcript)
        asked = [suggester for suggester in self._suggesters if suggester.reads(language)]
        if not asked:
            return []
        least = self._settings.min_score
        found = [
            suggestion
            for part in read_parts(transcript, self._pipelines.of(language))
            for suggester in asked
            for suggestion in suggester.suggest(part)
            if suggestion.score >= least
        ]
        return sorted(found, key=_place)


def _place(suggestion: NewSuggestion) -> tuple[int, int, str, str]:
    return suggestion.start, suggestion.end, suggestion.code, suggestion.suggester


def prepare_pass(
    *, codebooks: Sequence[Codebook], registries: Sequence[Registry], settings: PassSettings
) -> SuggestionPass:
    """Load what the pass needs and compile what it looks for; all faults of a codebook are raised at once."""
    from fitcode.suggest.language import Pipelines

    _check(codebooks, settings.only)
    kinds = [find_suggester(name) for name in settings.suggesters]
    pipelines = Pipelines(
        pipeline=settings.pipeline,
        language=settings.language,
        attributes=_attributes(codebooks),
    )
    return SuggestionPass(
        suggesters=[
            kind.prepare(codebooks=codebooks, registries=registries, settings=settings, pipelines=pipelines)
            for kind in kinds
        ],
        pipelines=pipelines,
        settings=settings,
        fingerprint=pass_fingerprint(codebooks=codebooks, registries=registries, settings=settings),
        suggester_fingerprints=suggester_fingerprints(
            codebooks=codebooks, registries=registries, settings=settings
        ),
    )


def _check(codebooks: Sequence[Codebook], only: Sequence[str] | None) -> None:
    for codebook in codebooks:
        if faults := check_patterns(codebook):
            raise InvalidFile(f"The codebook {codebook.id!r}", faults)
    known = {codebook.id for codebook in codebooks}
    known |= {f"{codebook.id}/{code.id}" for codebook in codebooks for code in codebook.codes}
    for name in only or ():
        if name not in known:
            raise UnknownCode(name, known=known)


def _attributes(codebooks: Sequence[Codebook]) -> set[str]:
    """Every token attribute that a pattern reads, so that the pipeline runs no part in vain."""
    return {
        attribute
        for codebook in codebooks
        for code in codebook.codes
        for pattern in code.patterns
        for attribute in attributes_of(pattern.tokens or ())
    }
