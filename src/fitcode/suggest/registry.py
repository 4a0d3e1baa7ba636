"""Suggesters by name: those that ship, and those that other packages register."""

from typing import cast

from fitcode.suggest.plug_ins import PlugIns
from fitcode.suggest.suggester import SuggesterKind

_SUGGESTERS = PlugIns(
    "suggester",
    "fitcode.suggesters",
    {
        "rules": "fitcode.suggest.patterns.rules:RULES",
        "semantic": "fitcode.suggest.meaning.semantic:SEMANTIC",
        "learned": "fitcode.suggest.learning.learned:LEARNED",
    },
)


def suggester_names() -> list[str]:
    """Every name that settings may use, in alphabetical order."""
    return _SUGGESTERS.names()


def find_suggester(name: str) -> SuggesterKind:
    """What this name stands for; raises FitcodeError for a name that nobody registers."""
    return cast("SuggesterKind", _SUGGESTERS.find(name))
