"""Word features: TF-IDF of words and character n-grams, for a project with many decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_WORDS, _GRAMS = 2_000, 4_000
"""Features that are kept: those of most segments."""


class WordFeatures(NamedTuple):
    """A vocabulary with the rarity of its members: words and pairs, then character 2- to 4-grams."""

    vocabulary: list[list[str]]
    rarity: Floats

    def of(self, texts: Sequence[str]) -> Any:
        """A sparse matrix of texts by features; both kinds have rows of unit length."""
        from scipy.sparse import csr_matrix, hstack

        if not self.rarity.size:
            return csr_matrix((len(texts), 0))
        words, grams = self.vocabulary
        borders = [(words, _word_counter(words), 0), (grams, _gram_counter(grams), len(words))]
        return hstack(
            [
                _weighed(counter.transform(texts), self.rarity[first : first + len(names)])
                for names, counter, first in borders
                if names
            ]
        ).tocsr()


def no_words() -> WordFeatures:
    """Features of a project with few decisions: none."""
    import numpy as np

    return WordFeatures([[], []], np.zeros(0))


def word_features(texts: Sequence[str]) -> WordFeatures:
    """The features that most of these texts share, never those of one text alone."""
    import numpy as np

    kept: list[list[str]] = []
    rarity: list[Floats] = []
    for counter, most in ((_word_counter(), _WORDS), (_gram_counter(), _GRAMS)):
        try:
            counts = counter.fit_transform(texts)
        except ValueError:  # not a single word occurs in two texts
            kept.append([])
            continue
        names = counter.get_feature_names_out()
        documents = np.bincount(counts.indices, minlength=len(names))
        order = sorted(np.lexsort((names, -documents))[:most].tolist())
        kept.append([str(names[place]) for place in order])
        rarity.append(np.log((1 + len(texts)) / (1 + documents[order])) + 1)
    return WordFeatures(kept, np.concatenate(rarity) if rarity else np.zeros(0))


def _word_counter(vocabulary: list[str] | None = None) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(ngram_range=(1, 2), min_df=1 if vocabulary else 2, vocabulary=vocabulary)


def _gram_counter(vocabulary: list[str] | None = None) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), min_df=1 if vocabulary else 3, vocabulary=vocabulary
    )


def _weighed(counts: Any, rarity: Floats) -> Any:
    import numpy as np

    rows = counts.tocsr().astype("float64")
    rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr))
    return rows
