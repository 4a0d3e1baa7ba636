"""Plug-ins: what stands behind a name, shipped or registered by another package under an entry point group.

Only the module that a name points at is loaded. The name of a part that ships cannot be taken over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from fitcode.errors import FitcodeError, nearest


@dataclass(frozen=True, slots=True)
class PlugIns:
    """Parts of one kind, by name."""

    noun: str
    """What errors call such a part."""

    group: str
    """Entry point group that other packages register theirs under."""

    shipped: Mapping[str, str]
    """Name to ``module:attribute``."""

    def names(self) -> list[str]:
        """Every name that settings may use, in alphabetical order."""
        return sorted({*self.shipped, *self._registered()})

    def find(self, name: str) -> Any:
        """What the name stands for; raises FitcodeError with the way to install or correct it."""
        if name in self.shipped:
            module, _, attribute = self.shipped[name].partition(":")
            return getattr(import_module(module), attribute)
        registered = self._registered()
        if name not in registered:
            raise FitcodeError(f"No {self.noun} named {name!r}.", remedy=nearest(name, self.names()))
        try:
            return registered[name].load()
        except (ImportError, AttributeError) as error:
            raise FitcodeError(
                f"The {self.noun} {name!r} cannot be loaded: {error}.",
                remedy=f"Reinstall the package that registers it ({registered[name].value}).",
            ) from error

    def _registered(self) -> dict[str, EntryPoint]:
        points = entry_points(group=self.group)
        return {point.name: point for point in points if point.name not in self.shipped}
