"""Word effects: which words of a passage carry its likeness to a code, for somebody who asks why."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from fitcode.suggest.meaning.features import Shown

if TYPE_CHECKING:
    from fitcode.suggest.model_state import ModelState
    from fitcode.suggest.reading.encoders import Encoder

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_WORDS = 120
"""Longer passages are read up to here: every word costs one encoding."""

_LEAST_SHARE = 0.3
"""Of what the weightiest word carries; lighter ones would be underlined for nothing."""


def weighty_places(
    state: ModelState,
    encoder: Encoder,
    text: str,
    code: str,
    *,
    stop_words: Collection[str] = (),
    limit: int = 5,
) -> list[tuple[int, int]]:
    """Places of the words without which the text would be least like the code, in the order of the text.

    Each word is left out in turn (Li, Monroe & Jurafsky 2016, arXiv:1612.08220, section 3), which costs as
    many encodings as there are words: asked for, never part of a pass. Leaving out a stop word can move a
    vector as far, but tells people nothing. Empty for a code that the state does not know.
    """
    import numpy as np

    from fitcode.suggest.meaning.semantic_scores import SemanticModel

    model = SemanticModel(state)
    found = [match for match in _WORD.finditer(text) if match[0].lower() not in stop_words][:_MOST_WORDS]
    if code not in model.codes or not found:
        return []
    places = [match.span() for match in found]
    without = [text[:start] + text[end:] for start, end in places]
    vectors = encoder.encode([text, *without])
    alone = np.full(len(vectors), -1, dtype=np.int64)
    scores = model.scores(Shown([text, *without], vectors, np.zeros_like(vectors), alone, alone))
    column = scores.codes[:, model.codes.index(code)]
    losses = column[0] - column[1:]
    best = sorted(np.argsort(-losses, kind="stable")[:limit].tolist())
    return [places[place] for place in best if losses[place] > max(0.0, _LEAST_SHARE * losses.max())]
