"""Roles: whom a statement is about and opposite whom, among the components that are named nearby.

Nothing is guessed: an ambiguous name, a third party or two answers to "they" leave both fields empty. Each
rule's confidence is the share it got right on development material, lowered where it was met seldom.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.component import Registry
from fitcode.suggest.statements.mentions import Mention, is_in_capitals
from fitcode.suggest.statements.valence import Stated

if TYPE_CHECKING:
    from spacy.tokens import Doc

LEAST_ROLE_CONFIDENCE = 0.6
"""Below it a field is left empty."""

_FIRST_PERSON = {
    "en": {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"},
    "fr": {"je", "j'", "me", "m'", "moi", "mon", "ma", "mes", "nous", "notre", "nos", "nôtre", "nôtres"},
    "nl": {"ik", "mij", "me", "mijn", "wij", "we", "ons", "onze"},
    "de": {
        "ich",
        "mich",
        "mir",
        "mein",
        "meine",
        "wir",
        "uns",
        "unser",
        "unsere",
        "unseren",
        "unserem",
        "unserer",
    },
    "es": {
        "yo",
        "me",
        "mí",
        "mi",
        "mis",
        "nosotros",
        "nosotras",
        "nos",
        "nuestro",
        "nuestra",
        "nuestros",
        "nuestras",
    },
}
_WE = {
    "en": {"we", "us", "our", "ours", "ourselves"},
    "fr": {"nous", "notre", "nos", "nôtre", "nôtres"},
    "nl": {"wij", "we", "ons", "onze"},
    "de": {"wir", "uns", "unser", "unsere", "unseren", "unserem", "unserer"},
    "es": {"nosotros", "nosotras", "nos", "nuestro", "nuestra", "nuestros", "nuestras"},
}
_THEY = {
    "en": {"they", "them", "their", "theirs", "themselves"},
    "fr": {"ils", "elles", "eux", "leur", "leurs"},
    "nl": {"zij", "ze", "hen", "hun"},
    "de": {"sie", "ihnen", "ihr", "ihre", "ihren", "ihrem", "ihrer"},
    "es": {"ellos", "ellas", "les", "su", "sus"},
}
_SUBJECTS = ("nsubj", "nsubjpass", "nsubj:pass")
_INSIDE_A_NAME = ("compound", "poss", "amod", "nmod", "conj", "appos", "flat", "flat:name")


class Roles(NamedTuple):
    """What a suggestion says about components."""

    about: Stated
    counterpart: Stated


class Parse(NamedTuple):
    """What a parser says of a segment."""

    main_subjects: frozenset[int]
    """Tokens, counted from the segment's first, that belong to the subject of its main clause."""


class _Reading(NamedTuple):
    """A rule's answer, with the share of its answers that were right."""

    rule: str
    about: str | None = None
    counterpart: str | None = None
    about_right: float = 0.0
    counterpart_right: float = 0.0

    def of(self, *, unknown: str) -> _Reading:
        """The same without the speaker's component where nobody knows it."""
        about = None if self.about == unknown else self.about
        return self._replace(
            about=about, counterpart=None if self.counterpart == unknown else self.counterpart
        )


_OPEN = _Reading("open")
_SPEAKER = ""
"""Stands for a speaker whose component is not known."""


class _Segment(NamedTuple):
    """A segment as the rules see it; places are tokens counted from its first."""

    own: str
    i: int | None
    """Where it first says I or we."""

    we: bool
    they: int | None
    """Where it first says they."""


def read_roles(
    *,
    segment: Sequence[Mention],
    turn: Sequence[Mention],
    own: Sequence[str],
    words: Sequence[str],
    first: int,
    language: str,
    question: Sequence[tuple[str, ...]] = (),
    parse: Parse | None = None,
    place: Callable[[int, int], tuple[int, int]] | None = None,
    least: float = LEAST_ROLE_CONFIDENCE,
) -> Roles:
    """The roles of one segment whose first token has the number ``first``.

    ``turn`` are all mentions of its turn; ``words`` its tokens in lower case, save ``US``, a country;
    ``question`` the components that each name in the interviewer's turn before may mean.
    """
    said = _Segment(
        own=own[0] if len(own) == 1 else _SPEAKER,
        i=_place_of(words, _FIRST_PERSON.get(language, ())),
        we=_place_of(words, _WE.get(language, ())) is not None,
        they=_place_of(words, _THEY.get(language, ())),
    )
    used = segment
    here = _distinct(mention.components for mention in segment)
    if here is None or len(here) > 2:
        reading = _OPEN
    elif len(here) == 2:
        reading = _two(here, said)
    elif here:
        reading = _one(here[0], segment[0].first - first, said, parse)
    else:
        used = [mention for mention in turn if mention.past <= first]
        before = _distinct(mention.components for mention in used)
        reading = _unnamed(before, _distinct(question), said)
    return _roles(reading.of(unknown=_SPEAKER), _spans(used, place), least)


def _two(here: Sequence[str], said: _Segment) -> _Reading:
    """Of two that are named the first (89 of 108 sentences); a speaker beside them is a third party."""
    if said.i is not None and said.own not in here:
        return _OPEN
    return _Reading("two named", here[0], here[1], 0.77, 0.77)


def _one(named: str, at: int, said: _Segment, parse: Parse | None) -> _Reading:
    """One is named: alone, or beside the speaker, who is about what stands after "I" and "we" (37 of 44)."""
    if named == said.own:
        return _Reading("the speaker's own", named, None, 0.8)
    if said.i is None:
        return _Reading("one named", named, None, 0.7)
    if said.i < at:
        return _Reading("we, then a name", said.own, named, 0.8, 0.73)
    # Named before the speaker: 25 of 42; as the subject of the main clause 15 of 21, else 8 of 18.
    right = 0.6 if parse is None else 0.7 if at in parse.main_subjects else 0.45
    return _Reading("a name, then we", named, said.own, right, right)


def _unnamed(before: Sequence[str] | None, asked: Sequence[str] | None, said: _Segment) -> _Reading:
    """None is named: "they" are the only ones named earlier in the turn, or the only ones asked about."""
    if before is None or len(before) > 1:
        return _OPEN
    if before:
        return _they(before[0], said) if said.they is not None and before[0] != said.own else _OPEN
    if not asked or len(asked) > 1 or asked[0] == said.own:
        return _OPEN
    if said.we:
        return _Reading("we, of those asked about", said.own, asked[0], 0.8, 0.8)
    if said.they is not None and said.i is None:
        return _Reading("they, asked about", asked[0], None, 0.8)
    return _OPEN


def _they(named: str, said: _Segment) -> _Reading:
    assert said.they is not None
    if said.i is None:
        return _Reading("they, named before", named, None, 0.67)
    if said.they < said.i:
        return _Reading("they, named before, then we", named, said.own, 0.67, 0.67)
    return _Reading("we, then they, named before", said.own, named, 0.67, 0.67)


def _place_of(words: Sequence[str], wanted: Collection[str]) -> int | None:
    return next((place for place, word in enumerate(words) if word in wanted), None)


def _distinct(names: Iterable[tuple[str, ...]]) -> list[str] | None:
    """The components named, each once, in order; None where a name is ambiguous."""
    distinct: dict[str, None] = {}
    for components in names:
        if len(components) > 1:
            return None
        distinct[components[0]] = None
    return list(distinct)


def _spans(
    mentions: Sequence[Mention], place: Callable[[int, int], tuple[int, int]] | None
) -> dict[str, list[list[int]]]:
    """Component to where it is named."""
    spans: dict[str, list[list[int]]] = {}
    for mention in mentions:
        where = place(mention.first, mention.past) if place else (mention.start, mention.end)
        for component in mention.components:
            spans.setdefault(component, []).append(list(where))
    return spans


def _roles(reading: _Reading, spans: dict[str, list[list[int]]], least: float) -> Roles:
    def stated(component: str | None, right: float) -> Stated:
        if component is None:
            return Stated(None, 0.0, {"rule": reading.rule})
        evidence = {"rule": reading.rule, "spans": spans.get(component, [])}
        return Stated(component if right >= least else None, right, evidence)

    return Roles(
        stated(reading.about, reading.about_right), stated(reading.counterpart, reading.counterpart_right)
    )


def parse_of(doc: Doc, *, first: int, past: int) -> Parse | None:
    """The subjects of the main clause of the tokens ``[first, past)``; None where the Doc has no parse."""
    if not doc.has_annotation("DEP"):
        return None
    subjects = set()
    for number in range(first, past):
        token = doc[number]
        while token.dep_ in _INSIDE_A_NAME and token.head.i != token.i:
            token = token.head
        if token.dep_ in _SUBJECTS and token.head.dep_ == "ROOT":
            subjects.add(number - first)
    return Parse(frozenset(subjects))


_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")


class QuestionNames:
    """Finds components in interviewers' turns, which nobody annotates, by words and dictionary forms."""

    def __init__(self, registries: Iterable[Registry], *, lemma: Callable[[str], str]) -> None:
        self._lemma = lemma
        self._names: dict[str, list[tuple[tuple[str, ...], bool, str]]] = {}
        for registry in registries:
            for component in registry.components:
                capitals = [component.id] if is_in_capitals(component.id) else []
                for name in dict.fromkeys([component.name, *component.aliases, *capitals]):
                    self._enter(name, f"{registry.mission}/{component.id}")

    def _enter(self, name: str, component: str) -> None:
        exact = is_in_capitals(name)
        for spelling in [name, f"{name}s"] if exact else [name]:
            words = tuple(_WORD.findall(spelling))
            key = words if exact else tuple(map(self._form, words))
            if key:
                self._names.setdefault(self._form(words[0]), []).append((key, exact, component))

    def _form(self, word: str) -> str:
        return self._lemma(word.lower()).lower()

    def find(self, text: str) -> list[tuple[str, ...]]:
        """For each name in order, the components that bear it; of two that overlap the earlier one."""
        words = _WORD.findall(text)
        forms = [self._form(word) for word in words]
        found: list[tuple[str, ...]] = []
        place = 0
        while place < len(words):
            length, bearers = self._longest(words, forms, place)
            if bearers:
                found.append(tuple(sorted(bearers)))
            place += max(1, length)
        return found

    def _longest(self, words: Sequence[str], forms: Sequence[str], place: int) -> tuple[int, set[str]]:
        length, bearers = 0, set[str]()
        for key, exact, component in self._names.get(forms[place], []):
            there = tuple((words if exact else forms)[place : place + len(key)])
            if there == key and len(key) >= length:
                bearers = bearers | {component} if len(key) == length else {component}
                length = len(key)
        return length, bearers
