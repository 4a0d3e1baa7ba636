"""Fingerprints of a pass, code by code: what decides a code's suggestions, and what they were made under.

Two hashes for each code. Its *state* holds everything, what was learned included: where it moved, the code
is done again, and it alone. Its *identity* leaves out what was learned and is noted with each suggestion, to
tell later what has changed since. Neither enters a uid: a suggestion is known by its place and its reasons.
No slow library is loaded here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from fitcode.domain.codebook import Codebook
from fitcode.domain.identity import content_hash
from fitcode.suggest import calibration
from fitcode.suggest.patterns.fingerprint import pipeline_version
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import Recipe

COMBINATION_VERSION = 2
"""Raised when the same proposals would make other suggestions."""

_SHARED_MODELS = (calibration.NAME, "valence")
"""What is learned and decides something for every code."""


def state_fingerprints(recipe: Recipe) -> dict[str, str]:
    """Code (``codebook/code``) to a hash of all that decides what is suggested for it."""
    by_suggester = _by_suggester(recipe)
    learned = {name: recipe.models.get(name) for name in _SHARED_MODELS}
    shared = {
        "min_score": recipe.settings.min_score,
        "seed": recipe.settings.seed,
        **{name: model.fingerprint if model else None for name, model in learned.items()},
    }
    known = {code for codes in by_suggester.values() for code in codes}
    return _fingerprints(recipe, by_suggester, shared=shared, codes=known & _chosen(recipe))


def identity_fingerprints(recipe: Recipe) -> dict[str, str]:
    """Code to a hash of all that decides it but what was learned and how many are handed over."""
    taught_nothing = replace(recipe, models={})
    return _fingerprints(recipe, _by_suggester(taught_nothing), shared={}, codes=_chosen(recipe))


def pass_fingerprint(codes: Mapping[str, str]) -> str:
    """Hash of a whole pass by its codes' states."""
    return content_hash(codes)


def chosen_codes(codebooks: Collection[Codebook], only: Collection[str] | None) -> set[str]:
    """Codes as ``codebook/code`` that a pass looks for."""
    return {
        f"{book.id}/{code.id}"
        for book in codebooks
        for code in book.codes
        if only is None or book.id in only or f"{book.id}/{code.id}" in only
    }


def _chosen(recipe: Recipe) -> set[str]:
    return chosen_codes(recipe.codebooks, recipe.settings.only)


def _by_suggester(recipe: Recipe) -> dict[str, dict[str, str]]:
    return {name: find_suggester(name).fingerprints(recipe) for name in recipe.settings.suggesters}


def _fingerprints(
    recipe: Recipe,
    by_suggester: Mapping[str, Mapping[str, str]],
    *,
    shared: Mapping[str, object],
    codes: Collection[str],
) -> dict[str, str]:
    common = content_hash(
        {
            **shared,
            "combination": COMBINATION_VERSION,
            "suggesters": list(recipe.settings.suggesters),
            "pipeline": [recipe.settings.pipeline, pipeline_version(recipe.settings)],
            "language": recipe.settings.language,
            "components": sorted(
                [registry.mission, component.id, component.name, *sorted(component.aliases)]
                for registry in recipe.registries
                for component in registry.components
            ),
        }
    )
    return {
        code: content_hash([common, *([name, known.get(code)] for name, known in by_suggester.items())])[:20]
        for code in sorted(codes)
    }
