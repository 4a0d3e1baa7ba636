"""Fingerprints: a hash of everything that decides what is suggested.

No slow library is loaded here: whether a pass has anything to do must cost nothing to find out, so
versions are read from the installed packages' metadata.
"""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from fitcode.domain.codebook import Codebook
from fitcode.domain.component import Registry
from fitcode.domain.identity import content_hash
from fitcode.suggest.pipeline_names import installed_pipeline, normal_language
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import PassSettings

RULES_VERSION = 2
"""Raised when the same patterns over the same text would give other suggestions."""


def pass_fingerprint(
    *, codebooks: Sequence[Codebook], registries: Sequence[Registry], settings: PassSettings
) -> str:
    """Hash of the whole pass: its suggesters' fingerprints, and what is kept of their suggestions."""
    return content_hash(
        {
            "suggesters": suggester_fingerprints(
                codebooks=codebooks, registries=registries, settings=settings
            ),
            "min_score": settings.min_score,
            "seed": settings.seed,
            "only": None if settings.only is None else sorted(settings.only),
        }
    )


def suggester_fingerprints(
    *, codebooks: Sequence[Codebook], registries: Sequence[Registry], settings: PassSettings
) -> dict[str, str]:
    """Suggester name to fingerprint, in the order of the settings."""
    return {
        name: find_suggester(name).fingerprint(codebooks=codebooks, registries=registries, settings=settings)
        for name in settings.suggesters
    }


def rules_fingerprint(
    *, codebooks: Sequence[Codebook], registries: Sequence[Registry], settings: PassSettings
) -> str:
    """Hash of patterns, component names and pipeline; definitions, colours and names of codes do not enter.

    Nor do ``only`` and ``min_score``: a suggestion keeps its identity whichever pass makes it.
    """
    patterns = sorted(
        [
            codebook.id,
            code.id,
            pattern.model_dump_json(),
            normal_language(pattern.language or codebook.language),
        ]
        for codebook in codebooks
        for code in codebook.codes
        for pattern in code.patterns
    )
    components = sorted(
        [registry.mission, component.id, component.name, *sorted(component.aliases)]
        for registry in registries
        for component in registry.components
    )
    return content_hash(
        {
            "rules": RULES_VERSION,
            "patterns": patterns,
            "components": components,
            "language": normal_language(settings.language),
            "pipeline": pipeline_name(settings),
            "version": pipeline_version(settings),
        }
    )


def pipeline_name(settings: PassSettings) -> str:
    """``blank:en``, or the installed pipeline's package."""
    package = installed_pipeline(settings.pipeline)
    return package or f"blank:{normal_language(settings.language)}"


def pipeline_version(settings: PassSettings) -> str:
    """Versions of all that makes tokens and lemmas, such as ``spacy 3.8.7, simplemma 1.1.2``."""
    package = installed_pipeline(settings.pipeline)
    names = [package] if package else []
    return ", ".join(f"{name} {_installed(name)}" for name in [*names, "spacy", "simplemma"])


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # a pipeline whose package bears another name than its entry point
        return "unknown"
