"""Suggesters by name: those that ship, and those that other packages register.

An outside package registers one under the entry point group ``fitcode.suggesters``; the name of a
suggester that ships cannot be taken over.
"""

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from fitcode.errors import FitcodeError, nearest
from fitcode.suggest.suggester import SuggesterKind

GROUP = "fitcode.suggesters"

_SHIPPED = {
    "rules": "fitcode.suggest.patterns.rules:RULES",
    "semantic": "fitcode.suggest.meaning.semantic:SEMANTIC",
    "learned": "fitcode.suggest.learning.learned:LEARNED",
}


def suggester_names() -> list[str]:
    """Every name that settings may use, in alphabetical order."""
    return sorted({*_SHIPPED, *_registered()})


def find_suggester(name: str) -> SuggesterKind:
    """What this name stands for; only the module that it names is loaded."""
    if name in _SHIPPED:
        module, _, attribute = _SHIPPED[name].partition(":")
        return cast("SuggesterKind", getattr(import_module(module), attribute))
    registered = _registered()
    if name not in registered:
        raise FitcodeError(f"No suggester named {name!r}.", remedy=nearest(name, suggester_names()))
    try:
        return cast("SuggesterKind", registered[name].load())
    except (ImportError, AttributeError) as error:
        raise FitcodeError(
            f"The suggester {name!r} cannot be loaded: {error}.",
            remedy=f"Reinstall the package that registers it ({registered[name].value}).",
        ) from error


def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in _SHIPPED}
