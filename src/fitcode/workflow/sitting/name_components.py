"""Name components nearby: those whose aliases stand around a passage, the nearest first.

A plain reading of aliases, quick enough for a key press; the suggestion pass reads them with lemmas.
Aliases in capitals count as written, others in any case.
"""

import re
from collections.abc import Mapping, Sequence

_NOTHING = re.compile(r"(?!)")


class ComponentFinder:
    """Finds the components that a stretch of text names."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        """``aliases`` has what each component is called, its name and id included."""
        self._by_alias: dict[str, list[str]] = {}
        for component, called in aliases.items():
            for alias in called:
                if alias.strip():
                    named = self._by_alias.setdefault(_key(alias), [])
                    if component not in named:
                        named.append(component)
        # The longest first: of two that begin alike the whole one is meant.
        written = sorted(self._by_alias, key=len, reverse=True)
        parts = [_pattern(alias) for alias in written]
        self._pattern = re.compile("|".join(parts)) if parts else _NOTHING

    def find(self, text: str, start: int, end: int, *, low: int, high: int) -> list[str]:
        """Components named in ``text[low:high]``, those nearest to ``[start, end)`` first.

        An alias that several components share names each of them.
        """
        found: dict[str, tuple[int, int]] = {}
        for match in self._pattern.finditer(text, low, high):
            distance = max(start - match.end(), match.start() - end, 0)
            for component in self._named(match[0]):
                rank = (distance, match.start())
                found[component] = min(found.get(component, rank), rank)
        return sorted(found, key=lambda component: found[component])

    def _named(self, words: str) -> list[str]:
        key = _key(words)
        return self._by_alias.get(key) or self._by_alias.get(key.removesuffix("s"), [])


def _key(alias: str) -> str:
    return alias if alias.isupper() else " ".join(alias.casefold().split())


def _pattern(key: str) -> str:
    words = r"\s+".join(map(re.escape, key.split()))
    written = words if key.isupper() else f"(?i:{words})s?"
    return rf"(?<!\w){written}(?!\w)"
