"""Resolve a coding line: the code and the components that its words mean.

The best match is taken, and whatever else it could have meant is said; a word that names nothing is a
fault, so that no gesture stores less than was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.choices import Valence
from fitcode.workflow.sitting.match_names import Choice, Match, match_names
from fitcode.workflow.sitting.read_coding_line import ABOUT, COUNTERPART, CodingLine

_MOST_NAMED = 3


class Resolved(NamedTuple):
    """What a coding line means."""

    code: Choice | None
    valence: Valence | None
    strength: int | None
    about: Choice | None
    counterpart: Choice | None
    memo: str | None
    cleared: frozenset[str]
    """Fields that the line says are empty, see `CodingLine.cleared`."""

    notes: tuple[str, ...]
    """What was taken though it was not certain, in words."""

    faults: tuple[str, ...]
    """What keeps the line from being carried out, in words."""

    @property
    def is_complete(self) -> bool:
        """Whether it can be carried out."""
        return self.code is not None and not self.faults


def resolve(
    line: CodingLine,
    codes: Sequence[Choice],
    components: Sequence[Choice],
    *,
    recent: Sequence[str] = (),
    nearby: Sequence[str] = (),
) -> Resolved:
    """Look up the names of a line; recent codes and components mentioned nearby go before their equals."""
    notes: list[str] = []
    faults = list(line.faults)
    code = _code(line.code, codes, recent, notes, faults)
    about = _component(ABOUT, line.about, components, nearby, notes, faults)
    counterpart = _component(COUNTERPART, line.counterpart, components, nearby, notes, faults)
    return Resolved(
        code=code,
        valence=line.valence,
        strength=line.strength,
        about=about,
        counterpart=counterpart,
        memo=line.memo,
        cleared=line.cleared,
        notes=tuple(notes),
        faults=tuple(faults),
    )


def _code(
    typed: str, codes: Sequence[Choice], recent: Sequence[str], notes: list[str], faults: list[str]
) -> Choice | None:
    if not typed:
        faults.append("No code yet: type a few letters of its name.")
        return None
    matches = match_names(typed, codes, first=recent)
    if typed.endswith("-") and not (matches and matches[0].id == typed):
        faults.append(f"{typed!r} ends in a sign: put a space before the -.")
    if not matches:
        faults.append(f"No code goes by {typed!r}.")
        return None
    return _taken(typed, matches, recent, notes)


def _component(
    sign: str,
    typed: str | None,
    components: Sequence[Choice],
    nearby: Sequence[str],
    notes: list[str],
    faults: list[str],
) -> Choice | None:
    if typed is None:
        return None
    if not components:
        faults.append(f"{sign}{typed}: this project has no components.")
        return None
    if not typed:
        faults.append(f"Nothing follows the {sign}: type a component, or - for none.")
        return None
    matches = match_names(typed, components, first=nearby)
    if not matches:
        faults.append(f"No component goes by {typed!r}.")
        return None
    return _taken(sign + typed, matches, nearby, notes)


def _taken(typed: str, matches: Sequence[Match], first: Sequence[str], notes: list[str]) -> Choice:
    """The best match, with a note when another would have done as well."""
    best = matches[0]
    if best.is_forgiven:
        notes.append(f"{typed!r} is taken for {best.id}.")
        return best.choice
    equals = [match.id for match in matches[1:] if match.score == best.score]
    if equals and best.id not in first:
        named = ", ".join(equals[:_MOST_NAMED]) + (", ..." if len(equals) > _MOST_NAMED else "")
        notes.append(f"{typed!r} may also be {named}.")
    return best.choice
