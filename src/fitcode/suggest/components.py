"""Components mentioned: names and aliases read in a turn, and what they say about a suggestion.

Nothing is guessed: an alias of two components names none, and three components in one segment leave
``about`` and ``counterpart`` empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.component import Registry
from fitcode.suggest.phrases import PhraseBook
from fitcode.suggest.reading import CleanText

if TYPE_CHECKING:
    from fitcode.suggest.language import Pipeline
    from fitcode.suggest.reading import ReadPart

_WE = {
    "en": {"we", "us", "our", "ours", "ourselves"},
    "fr": {"nous", "notre", "nos", "nôtre", "nôtres"},
    "nl": {"wij", "we", "ons", "onze"},
    "de": {"wir", "uns", "unser", "unsere", "unseren", "unserem", "unserer", "unseres"},
    "es": {"nosotros", "nosotras", "nos", "nuestro", "nuestra", "nuestros", "nuestras"},
}
_THEY = {
    "en": {"they", "them", "their", "theirs", "themselves"},
    "fr": {"ils", "elles", "eux", "leur", "leurs"},
    "nl": {"zij", "ze", "hen", "hun"},
    "de": {"sie", "ihnen", "ihr", "ihre", "ihren", "ihrem", "ihrer"},
    "es": {"ellos", "ellas", "les", "su", "sus"},
}
_COUNTRY = "US"
"""The one pronoun that is also a name when it stands in capitals."""

_GAPS = re.compile(r"[\s-]+")


class Mention(NamedTuple):
    """A component's name or alias in a text, by its tokens."""

    first: int
    end: int
    components: tuple[str, ...]
    """``mission/id`` of every component that bears it; more than one is ambiguous."""


class Pronouns(NamedTuple):
    """Of whom a segment speaks."""

    we: bool
    they: bool


class Roles(NamedTuple):
    """What a suggestion says about components."""

    about: str | None = None
    counterpart: str | None = None


class ComponentFinder:
    """Finds the components of some registries in the texts of one pipeline."""

    def __init__(self, pipeline: Pipeline, registries: Iterable[Registry]) -> None:
        self._book = PhraseBook(pipeline)
        self._bearers: dict[int, list[tuple[str, str | None]]] = {}
        for registry in registries:
            for component in registry.components:
                names = [component.name, *component.aliases]
                if is_in_capitals(component.id):
                    names.append(component.id)
                for name in dict.fromkeys(names):
                    self._enter(name, f"{registry.mission}/{component.id}")
        self._search = self._book.search()
        self._we = _WE.get(pipeline.language, set())
        self._they = _THEY.get(pipeline.language, set())

    def _enter(self, name: str, component: str) -> None:
        capitals = is_in_capitals(name)
        # The dictionary knows no plural of an abbreviation: two ASIFUs.
        for spelling in [name, f"{name}s"] if capitals else [name]:
            number = self._book.add(spelling)
            if number is not None:
                written = _GAPS.sub(" ", CleanText(spelling).text).strip()
                bearer = (component, written if capitals else None)
                bearers = self._bearers.setdefault(number, [])
                if bearer not in bearers:
                    bearers.append(bearer)

    def mentions(self, part: ReadPart) -> list[Mention]:
        """Every mention in a turn, in order; where two overlap, the longer one."""
        found: dict[tuple[int, int], set[str]] = {}
        for number, first, end in self._search.find(part.doc) if len(self._book) else []:
            written = _GAPS.sub(" ", part.doc[first:end].text)
            bearers = [name for name, exact in self._bearers[number] if exact in (None, written)]
            if bearers:
                found.setdefault((first, end), set()).update(bearers)
        longest_first = sorted(found, key=lambda place: (place[0] - place[1], place))
        kept: list[tuple[int, int]] = []
        for first, end in longest_first:
            if all(end <= other_first or other_end <= first for other_first, other_end in kept):
                kept.append((first, end))
        return [Mention(*place, tuple(sorted(found[place]))) for place in sorted(kept)]

    def pronouns(self, part: ReadPart, *, first: int, end: int) -> Pronouns:
        """Whether the tokens ``[first, end)`` say we, and whether they say they."""
        forms = {token.lower_ for token in part.doc[first:end] if token.text != _COUNTRY}
        return Pronouns(not forms.isdisjoint(self._we), not forms.isdisjoint(self._they))


def is_in_capitals(name: str) -> bool:
    """Whether a name is matched as written: it has letters, and none in lower case."""
    return name == name.upper() and name != name.lower()


def read_roles(
    *, segment: Sequence[Mention], turn: Sequence[Mention], own: Sequence[str], pronouns: Pronouns
) -> Roles:
    """Who a statement is about, and opposite whom.

    Two components in the segment: about the first, the second its counterpart. One: where it is not the
    speaker's own and the segment says "we", the statement is about the speaker's own component, with the
    one mentioned as counterpart; else it is about the one mentioned. None: the only component of the turn
    takes the place of the one mentioned, unless the segment says "we" without saying "they", which leaves
    it to the speaker. An ambiguous mention, or a third component, leaves everything open.
    """
    here = _distinct(segment)
    if here is None or len(here) > 2:
        return Roles()
    if len(here) == 2:
        return Roles(about=here[0], counterpart=here[1])
    around = here or _distinct(turn)
    if not around or len(around) != 1:
        return Roles()
    mentioned = around[0]
    speaker = own[0] if len(own) == 1 else None
    if speaker is None or mentioned == speaker or not pronouns.we:
        return Roles(about=mentioned)
    if here or pronouns.they:
        return Roles(about=speaker, counterpart=mentioned)
    return Roles()


def _distinct(mentions: Iterable[Mention]) -> list[str] | None:
    """The components mentioned, each once, in order; None where a mention is ambiguous."""
    names: dict[str, None] = {}
    for mention in mentions:
        if len(mention.components) > 1:
            return None
        names[mention.components[0]] = None
    return list(names)


def mention_evidence(part: ReadPart, mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """The mentions as plain values; an ambiguous one names its candidates and no component."""
    evidence: list[dict[str, Any]] = []
    for mention in mentions:
        start, end = part.place(mention.first, mention.end)
        entry: dict[str, Any] = {"component": None, "alias": part.quote(start, end), "span": [start, end]}
        if len(mention.components) == 1:
            entry["component"] = mention.components[0]
        else:
            entry["candidates"] = list(mention.components)
        evidence.append(entry)
    return evidence
