"""Semantic scores: how near segments stand to what a codebook says of its codes, and to their branches.

Only matrix products happen here, from the arrays of a trained state; the same arrays give the same scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.suggest.meaning.code_texts import SPEAKING
from fitcode.suggest.meaning.features import Shown, Stretch, beside, blended, centred, gram_counts, weighed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.model_state import ModelState

    Floats = NDArray[np.float64]

SHARPNESS = 6.0
"""How much the nearest of a code's texts counts for more than the others."""

WORDS = 0.4
"""Weight of shared character 4-grams beside that of the vectors."""

PARTS = (1.0, 1.0, 0.4)
"""Weights of a branch's parts: a classifier on vectors, its codes together, a classifier on words."""

COUNTER = 1.0
"""Weight of being nearer to a counter-example than to anything that speaks for the code."""

_ROWS = 1_000
"""Segments compared at once: the table of segments by texts would not fit into memory."""

INTERCEPT, CODE_SLOPE, BRANCH_SLOPE = -4.7, 0.75, 0.6
"""Log odds that a code is right, by its own and its branch's z score.

Set by hand between what development interviews ask for (mostly the code) and what labelled sentences of three
dimensions do (mostly the branch); benchmarks, not this line, say how well it holds.
"""

HIGHEST = 0.95


class SemanticScores(NamedTuple):
    """What is known of segments (rows) and codes or branches (columns), in standard deviations."""

    codes: Floats
    branches: Floats


class SemanticModel:
    """A trained state, ready to score."""

    def __init__(self, state: ModelState) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix

        facts, arrays = state.facts, state.arrays
        self.codes: tuple[str, ...] = tuple(facts["codes"])
        self.branch_of: NDArray[np.int64] = np.array(facts["branches"], dtype=np.int64)
        self.branch_names: tuple[str, ...] = tuple(facts["branch_names"])
        self.branch_books: NDArray[np.int64] = np.array(facts["branch_books"], dtype=np.int64)
        self.texts: list[tuple[int, str, str, str]] = [tuple(text) for text in facts["texts"]]
        self.arrays: dict[str, Any] = {
            name: array.astype("float64") if array.dtype.kind == "f" else array
            for name, array in arrays.items()
        }
        self.grams = csr_matrix(
            (self.arrays["grams_data"], self.arrays["grams_indices"], self.arrays["grams_indptr"]),
            shape=(len(self.texts), len(self.arrays["idf"])),
        )
        self._shown_texts: dict[int, dict[str, Any]] = {}
        speaking = [row for row, (_, kind, _, _) in enumerate(self.texts) if kind in SPEAKING]
        self.speaking = np.array(sorted(speaking, key=lambda row: (self.texts[row][0], row)), dtype=np.int64)
        owners = np.array([self.texts[row][0] for row in self.speaking], dtype=np.int64)
        self._first = np.searchsorted(owners, np.arange(len(self.codes)))
        self._many = np.diff(np.append(self._first, len(owners)))
        # Single floats: the products take half the time, and z scores are told to two decimals.
        self._speaking_texts = self.arrays["texts"][self.speaking].astype("float32").T
        self._speaking_grams = self.grams[self.speaking].T.tocsr()
        against = [row for row, (_, kind, _, _) in enumerate(self.texts) if kind == "counter-example"]
        against.sort(key=lambda row: (self.texts[row][0], row))
        self._bordered, self._first_border = np.unique(
            np.array([self.texts[row][0] for row in against], dtype=np.int64), return_index=True
        )
        """Codes with counter-examples, and where those of each begin."""
        self._border_texts = self.arrays["texts"][against].astype("float32").T

    def scores(self, shown: Shown) -> SemanticScores:
        """Z scores of all codes and branches."""
        vectors, grams = self.features(shown)
        return self.score_features(vectors, grams, shown)

    def score_features(self, vectors: Floats, grams: Any, shown: Shown | None) -> SemanticScores:
        """The same from features; without neighbours where nothing is shown around them."""
        codes = self.code_scores(vectors, grams, shown)
        return SemanticScores(codes, self.branch_scores(vectors, grams, codes))

    def score_stretch(self, stretch: Stretch) -> tuple[Floats, SemanticScores]:
        """The blended vectors of a stretch's own segments, and their z scores."""
        vectors, grams = self.features(stretch.shown)
        vectors, own_grams = vectors[stretch.own], grams[stretch.own]
        shared = self._shared(grams)
        shared += 0.5 * beside(shared, stretch.shown)
        codes = self._standard(self._near(vectors), shared[stretch.own])
        return vectors, SemanticScores(codes, self.branch_scores(vectors, own_grams, codes))

    def features(self, shown: Shown) -> tuple[Floats, Any]:
        """Blended vectors, and weighed counts of character 4-grams."""
        own, questions = centred(shown, self.arrays["centre"], self.arrays["question_centre"])
        return blended(own, questions, shown), weighed(gram_counts(shown.texts), self.arrays["idf"])

    def code_scores(self, vectors: Floats, grams: Any, shown: Shown | None) -> Floats:
        """Z scores of codes."""
        near, shared = self.raw_scores(vectors, grams)
        if shown is not None:
            shared = shared + 0.5 * beside(shared, shown)
        return self._standard(near, shared)

    def _standard(self, near: Floats, shared: Floats) -> Floats:
        arrays = self.arrays
        mixed = (near - arrays["near_mean"]) / arrays["near_sd"]
        mixed += WORDS * (shared - arrays["shared_mean"]) / arrays["shared_sd"]
        scores: Floats = (mixed - arrays["code_mean"]) / arrays["code_sd"]
        return scores

    def raw_scores(self, vectors: Floats, grams: Any) -> tuple[Floats, Floats]:
        """Similarity of rows and codes: by vectors, and by shared 4-grams."""
        return self._near(vectors), self._shared(grams)

    def _near(self, vectors: Floats) -> Floats:
        import numpy as np

        near = np.zeros((len(vectors), len(self.codes)))
        for rows in _stretches(len(vectors)):
            own = vectors[rows].astype("float32")
            similar = own @ self._speaking_texts
            near[rows] = self._by_code(similar)
            if len(self._bordered):
                best = np.maximum.reduceat(similar, self._first, axis=1)[:, self._bordered]
                border = np.maximum.reduceat(own @ self._border_texts, self._first_border, axis=1)
                near[rows, self._bordered] -= COUNTER * np.maximum(0, border - best)
        return near

    def _shared(self, grams: Any) -> Floats:
        import numpy as np

        shared = np.zeros((grams.shape[0], len(self.codes)))
        for rows in _stretches(grams.shape[0]):
            shared[rows] = self._by_code((grams[rows] @ self._speaking_grams).toarray())
        return shared

    def _by_code(self, similar: Floats) -> Floats:
        """Half the mean over a code's texts, half a soft maximum."""
        import numpy as np

        if not similar.shape[0]:
            return np.zeros((0, len(self.codes)))
        mean = np.add.reduceat(similar, self._first, axis=1) / self._many
        soft = np.add.reduceat(np.exp(SHARPNESS * similar), self._first, axis=1) / self._many
        return 0.5 * mean + 0.5 * np.log(soft) / SHARPNESS

    def branch_scores(self, vectors: Floats, grams: Any, codes: Floats) -> Floats:
        """Z scores of branches: two classifiers trained on the codes' texts, and the branch's own codes."""
        import numpy as np

        if not self.branch_names:
            return np.zeros((len(vectors), 0))
        parts = self.branch_parts(vectors, grams, codes)
        mixed = sum(
            weight * (part - mean) / sd
            for weight, part, mean, sd in zip(
                PARTS, parts, self.arrays["part_mean"], self.arrays["part_sd"], strict=True
            )
        )
        scores: Floats = (mixed - self.arrays["branch_mean"]) / self.arrays["branch_sd"]
        return scores

    def branch_parts(self, vectors: Floats, grams: Any, codes: Floats) -> tuple[Floats, Floats, Floats]:
        """What makes up a branch's score, before it is standardised."""
        arrays = self.arrays
        by_vectors = vectors @ arrays["branch_vectors"].T + arrays["branch_bias"]
        by_words = grams @ arrays["branch_grams"].T + arrays["branch_grams_bias"]
        return by_vectors, self.together(codes), by_words

    def together(self, codes: Floats) -> Floats:
        """What all codes of a branch say: the largest alone would favour the branch with the most codes."""
        import numpy as np

        columns = [
            np.log(np.exp(0.5 * np.clip(codes[:, self.branch_of == branch], -8, 8)).mean(axis=1))
            for branch in range(len(self.branch_names))
        ]
        return np.stack(columns, axis=1)

    def nearest(self, vector: Floats, code: int) -> tuple[dict[str, Any], float]:
        """The text that speaks for the code and stands nearest, and how near."""
        rows = self.speaking[self._first[code] : self._first[code] + self._many[code]]
        similar = self.arrays["texts"][rows] @ vector
        best = int(similar.argmax())
        return self._said(int(rows[best])), float(similar[best])

    def _said(self, row: int) -> dict[str, Any]:
        """A text as evidence shows it, the same object every time: many segments have the same nearest."""
        if row not in self._shown_texts:
            _, kind, text, uid = self.texts[row]
            self._shown_texts[row] = {"kind": kind, "text": text} | ({"uid": uid} if uid else {})
        return self._shown_texts[row]

    def branch_of_codes(self, branches: Floats) -> Floats:
        """The branch's z score for each code; 0 where a codebook has no branches."""
        import numpy as np

        if not branches.shape[1]:
            return np.zeros((len(branches), len(self.codes)))
        return np.where(self.branch_of >= 0, branches[:, np.maximum(self.branch_of, 0)], 0)

    def log_odds(self, scores: SemanticScores) -> Floats:
        """The log odds that each code is right."""
        own = clipped(scores.codes)
        return INTERCEPT + CODE_SLOPE * own + BRANCH_SLOPE * clipped(self.branch_of_codes(scores.branches))


def clipped(values: Floats) -> Floats:
    """Z scores without those that only a sample of few segments can give."""
    import numpy as np

    return np.clip(values, -6, 6)


def probabilities(log_odds: Floats) -> Floats:
    """Chances, never above 0.95: nothing is certain."""
    import numpy as np

    limit = log(HIGHEST / (1 - HIGHEST))
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, limit)))


def _stretches(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _ROWS):
        yield slice(start, min(start + _ROWS, rows))
