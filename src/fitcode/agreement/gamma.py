"""Gamma: how well coders' units can be aligned, with pygamma-agreement (the extra ``gamma``).

Mathet, Widlöcher and Métivier 2015, Computational Linguistics 41, pp. 437-479. Each transcript is aligned by
itself, and disorders add up weighed by units a coder, so that nothing is aligned across a border. The chance
continua are seeded; NumPy's global generator, which the library draws them from, is put back as it was.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from fitcode.agreement.continuum import Continuum
from fitcode.agreement.estimates import Estimate, absent, with_interval
from fitcode.agreement.ratings import Floats
from fitcode.errors import FitcodeError

MOST_UNITS = 400
"""With more units in one transcript the search for the best alignment does not end in reasonable time."""

MOST_ALIGNMENTS = 3_000_000
"""How many ways to set one unit of each coder beside each other a transcript may have."""

NO_ALIGNMENT = "no best alignment was found: a transcript has too many units"
CONSTANT = "every coder cut the same, and chance would too"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissimilarity:
    """What it costs to set two units beside each other (2015, pp. 437-479)."""

    position: float = 1.0
    """How much it counts that they stand elsewhere; alpha in the paper."""

    category: float = 1.0
    """How much it counts that their categories differ; beta in the paper."""

    nothing: float = 1.0
    """What a unit beside nothing costs; the empty dissimilarity of the paper."""


def gamma(
    continuum: Continuum,
    *,
    dissimilarity: Dissimilarity = Dissimilarity(),
    samples: int = 30,
    seed: int = 1,
    draws: Floats | None = None,
) -> Estimate:
    """Gamma over all categories; a coder's units may overlap (2015, pp. 437-479).

    Raises FitcodeError when the extra is not installed.
    """
    if reason := continuum.why_not() or _too_many(continuum):
        return absent(reason)
    disorders = gamma_disorders(continuum, dissimilarity=dissimilarity, samples=samples, seed=seed)
    if disorders is None:
        return absent(NO_ALIGNMENT)
    observed, expected = disorders
    if not expected.sum() > 0:
        return absent(CONSTANT)
    replicates = None
    if draws is not None:
        drawn = draws.T @ expected
        replicates = np.full(len(drawn), np.nan)
        np.divide(draws.T @ observed, drawn, out=replicates, where=drawn > 0)
        replicates = 1 - replicates
    value = 1 - float(observed.sum() / expected.sum())
    return with_interval(value, replicates, clusters=len(np.unique(continuum.transcript)))


def gamma_disorders(
    continuum: Continuum, *, dissimilarity: Dissimilarity, samples: int, seed: int
) -> tuple[Floats, Floats] | None:
    """The observed and the expected disorder of each transcript, times its units a coder.

    None when the library finds no alignment. Raises FitcodeError when the extra is not installed.
    """
    library, segments, solvers = map(_library, ("pygamma_agreement", "pyannote.core", "cvxpy"))
    cost = _compiled(dissimilarity)
    observed, expected = np.zeros(continuum.n_transcripts), np.zeros(continuum.n_transcripts)
    try:
        with _undisturbed():
            for transcript in np.unique(continuum.transcript):
                np.random.seed((seed + int(transcript)) % 2**32)
                units = _as_the_library_has_it(continuum, int(transcript), library, segments)
                found = units.compute_gamma(cost, n_samples=samples)
                weight = float(units.avg_num_annotations_per_annotator)
                observed[transcript] = weight * float(found.observed_disorder)
                expected[transcript] = weight * float(found.expected_disorder)
    except (AssertionError, solvers.SolverError):
        return None
    return observed, expected


@cache
def _compiled(dissimilarity: Dissimilarity) -> Any:
    """The library makes machine code of it, which takes longer than a small transcript."""
    return _library("pygamma_agreement").CombinedCategoricalDissimilarity(
        alpha=dissimilarity.position, beta=dissimilarity.category, delta_empty=dissimilarity.nothing
    )


def _as_the_library_has_it(
    continuum: Continuum, transcript: int, library: ModuleType, segments: ModuleType
) -> Any:
    units = library.Continuum()
    for coder in range(continuum.n_coders):
        units.add_annotator(f"{coder:06}")
    for unit in np.flatnonzero(continuum.transcript == transcript):
        segment = segments.Segment(int(continuum.start[unit]), int(continuum.end[unit]))
        units.add(f"{continuum.coder[unit]:06}", segment, f"{continuum.category[unit]:06}")
    return units


def _too_many(continuum: Continuum) -> str | None:
    """Why the units are more than can be aligned; None when they are not."""
    cells = continuum.transcript * continuum.n_coders + continuum.coder
    size = (continuum.n_transcripts, continuum.n_coders)
    units = np.bincount(cells, minlength=size[0] * size[1]).reshape(size)
    if (most := int(units.sum(axis=1).max())) > MOST_UNITS:
        return f"gamma can be worked out for {MOST_UNITS} units a transcript, and one has {most}"
    if np.prod(units + 1.0, axis=1).max() > MOST_ALIGNMENTS:
        return f"{continuum.n_coders} coders are too many for gamma with so many units: compare them in pairs"
    return None


def _library(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise FitcodeError(
            f"Gamma needs {module.partition('.')[0]}, which is not installed.",
            remedy="pip install 'fitcode[gamma]'",
        ) from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the global generator as it is, and the library from naming its solver on the terminal."""
    state = np.random.get_state()
    silent = logging.NullHandler()
    logging.getLogger().addHandler(silent)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silent)
        np.random.set_state(state)
