"""What the kinds that learn what codes mean have in common: a trained state knows its codes' fingerprints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fitcode.errors import shortened
from fitcode.suggest.meaning.code_texts import code_tree

if TYPE_CHECKING:
    from fitcode.suggest.suggester import Recipe

_LONGEST_QUOTE = 200


class TrainedByMeaning:
    """A kind that reads vectors and proposes what its trained state knows."""

    needs_vectors = True

    def __init__(self, name: str) -> None:
        self.name = name

    def fingerprints(self, recipe: Recipe) -> dict[str, str]:
        """Of the codes that the state can tell something of and that the codebooks still have."""
        state = recipe.models.get(self.name)
        if state is None:
            return {}
        known: Mapping[str, str] = state.facts["fingerprints"]
        return {code: known[code] for code in code_tree(recipe.codebooks).codes if code in known}


def quoted(nearest: Mapping[str, Any]) -> str:
    """The nearest text as a reason quotes it: one line, in quotation marks."""
    return f'"{shortened(" ".join(nearest["text"].split()), _LONGEST_QUOTE)}"'
