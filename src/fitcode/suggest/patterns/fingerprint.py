"""Fingerprints of rules, and the name and version of what reads: hashes of all that decides proposals.

No slow library is loaded here: whether a pass has anything to do must cost nothing to find out, so
versions are read from the installed packages' metadata.
"""

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.identity import content_hash
from fitcode.suggest.patterns.rule_score import learned_weights
from fitcode.suggest.patterns.token_patterns import attributes_of
from fitcode.suggest.reading.annotation import annotation_key
from fitcode.suggest.reading.pipeline_names import (
    NEEDS_MODEL,
    installed_pipeline,
    installed_version,
    normal_language,
)
from fitcode.suggest.suggester import PassSettings, Recipe

RULES_VERSION = 3
"""Raised when the same patterns over the same text would give other suggestions."""


def rules_fingerprints(recipe: Recipe) -> dict[str, str]:
    """Code to a hash of its patterns and of what reads them; definitions, colours and names do not enter.

    Nor do ``only`` and ``min_score``: a proposal keeps its identity whichever pass makes it.
    """
    hashes = _RuleHashes(recipe)
    return {
        f"{codebook.id}/{code.id}": hashes.of(codebook, code)
        for codebook in recipe.codebooks
        for code in codebook.codes
        if code.patterns
    }


class _RuleHashes:
    """Hashes of codes, with what they share read once."""

    def __init__(self, recipe: Recipe) -> None:
        self._weights = learned_weights(recipe)
        self._language = normal_language(recipe.settings.language)
        self._model = [pipeline_name(recipe.settings), pipeline_version(recipe.settings)]
        self._keys: dict[str, str] = {}

    def of(self, codebook: Codebook, code: Code) -> str:
        """The hash of one code."""
        asks_model = any(NEEDS_MODEL & attributes_of(one.tokens or ()) for one in code.patterns)
        languages = {normal_language(one.language or codebook.language) for one in code.patterns}
        return content_hash(
            {
                "rules": RULES_VERSION,
                "patterns": sorted(self._pattern(one, codebook, code) for one in code.patterns),
                "annotations": [self._key(language) for language in sorted(languages)],
                "language": self._language,
                "model": self._model if asks_model else [],
            }
        )

    def _pattern(self, pattern: Pattern, codebook: Codebook, code: Code) -> list[str | float]:
        weight = self._weights.get((f"{codebook.id}/{code.id}", pattern.id), pattern.weight)
        return [pattern.model_dump_json(), normal_language(pattern.language or codebook.language), weight]

    def _key(self, language: str) -> str:
        if language not in self._keys:
            self._keys[language] = annotation_key(language)
        return self._keys[language]


def pipeline_name(settings: PassSettings) -> str:
    """``blank:en``, or the installed pipeline's package."""
    package = installed_pipeline(settings.pipeline)
    return package or f"blank:{normal_language(settings.language)}"


def pipeline_version(settings: PassSettings) -> str:
    """Versions of all that makes tokens and lemmas, such as ``spacy 3.8.7, simplemma 1.1.2``."""
    package = installed_pipeline(settings.pipeline)
    names = [package] if package else []
    return ", ".join(f"{name} {installed_version(name)}" for name in [*names, "spacy", "simplemma"])
