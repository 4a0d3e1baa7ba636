"""Merging: what two projects know of one row, joined so that order does not matter.

A row is known by its events, each the deed that left it as it was then. What one side has seen and left
behind gives way; what neither had seen of the other stands beside it until a person decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Content = tuple[object, ...]
"""What a row says, with names in the place of keys."""


@dataclass(slots=True)
class RowState:
    """What a project knows of one row."""

    known: frozenset[str]
    """Every deed that ever touched the row, as far as the project knows."""

    heads: Mapping[str, Content | None]
    """The deeds that nothing came after, with what each left: one, or several that knew nothing of each
    other. None is a row that was removed.
    """

    kept: Content | None = field(default=None)
    """What is shown of a row that was removed in one project while something new came to hang on it in
    another."""


def joined(one: RowState, other: RowState) -> RowState:
    """What both together know of a row; the same in whatever order states are joined."""
    heads: dict[str, Content | None] = {}
    for deed, content in one.heads.items():
        if deed in other.heads:
            heads[deed] = _fuller(content, other.heads[deed])
        elif deed not in other.known:
            heads[deed] = content
    heads |= {
        deed: content
        for deed, content in other.heads.items()
        if deed not in one.heads and deed not in one.known
    }
    kept = None if any(content is not None for content in heads.values()) else _fuller(one.kept, other.kept)
    return RowState(one.known | other.known, heads, kept)


def _fuller(one: Content | None, other: Content | None) -> Content | None:
    if one is None or other is None or one == other:
        return other if one is None else one
    return max(one, other, key=repr)


def shown_deed(heads: Mapping[str, Content | None], *, removed: int | None = None) -> str | None:
    """The deed whose state is shown: the latest that left the row there, else the latest removal.

    ``removed`` is the place of what says that a row was removed, where it is said in the row. None where
    nothing is known of the row.
    """

    def is_there(content: Content | None) -> bool:
        return content is not None and (removed is None or content[removed] is None)

    return max(heads, key=lambda deed: (is_there(heads[deed]), deed), default=None)


def rivals(
    heads: Mapping[str, Content | None],
    *,
    essence: Callable[[Content | None], object],
    removed: int | None = None,
) -> list[tuple[str, Content | None]]:
    """Deed and state of each that says something else, the one shown first; one alone is no conflict."""
    first = shown_deed(heads, removed=removed)
    if first is None:
        return []
    said: dict[object, tuple[str, Content | None]] = {essence(heads[first]): (first, heads[first])}
    for deed in sorted(heads, reverse=True):
        said.setdefault(essence(heads[deed]), (deed, heads[deed]))
    return list(said.values())
