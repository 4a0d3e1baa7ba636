"""Match names: find the codes, components or transcripts that a few typed letters mean.

The letters must stand in a name in their order. Letters that begin words or follow each other count for
more, as in fzf and Sublime Text; what the screen shows says which letters were found. One wrong or
transposed letter is forgiven only when nothing holds the letters as they were typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, TypeAlias

_LETTER = 16
"""What one found letter counts; all else is measured against it."""

_WORD_START = 10
_FIELD_START = 12
_NEXT = 8
"""A letter right after the one before it; in a run that begins a word it counts as the run's beginning."""

_GAP = 4
_GAP_LETTER = 1
_LONGEST_GAP = 14
"""No gap costs more than this, so that initials far apart are still initials."""

_INSIDE = -13
"""What it costs to begin inside a word: three letters in a row are needed to make up for it."""

_LEAST = 17
"""Points a letter that a match must reach: letters strewn over a long name say nothing."""

_EXACT_FIELD = 60
_EXACT_ID = 400
_IN_NAME, _IN_PATH, _IN_OTHERS = -1, -24, -6
"""What a match loses when it is not in the id; the path says what a thing belongs to, not what it is."""

_FORGIVEN = -1000
_SHORTEST_FORGIVEN = 4
_FEW = 3
"""With fewer matches than this, slips are looked for too."""

_LONGEST_QUERY = 80

_BASE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters with a stroke and ligatures, which Unicode does not take apart."""


class Choice(NamedTuple):
    """Something that can be named by typing."""

    id: str
    name: str
    path: str
    """Names from the root down, the last of them its own."""

    others: str = ""
    """Further names that it goes by; searched, not shown."""

    @property
    def parents(self) -> str:
        """The path without the name at its end."""
        if self.path == self.name:
            return ""
        return self.path.removesuffix(self.name).rstrip(" /") if self.path.endswith(self.name) else self.path


class Match(NamedTuple):
    """A choice that the typed letters may mean."""

    choice: Choice
    score: int
    """Higher is nearer; only good for comparing the matches of one query."""

    in_id: tuple[int, ...] = ()
    """Places of the found letters in the id."""

    in_name: tuple[int, ...] = ()
    """Places of the found letters in the name."""

    in_parents: tuple[int, ...] = ()
    """Places of the found letters in `Choice.parents`."""

    is_forgiven: bool = False
    """Whether a letter was taken for a slip of the finger."""

    @property
    def id(self) -> str:
        """The id of the choice."""
        return self.choice.id


class _Field(NamedTuple):
    """A text made ready for searching."""

    folded: str
    places: tuple[int, ...]
    """For each folded letter, its place in the text."""

    letters: dict[str, tuple[tuple[int, int], ...]]
    """For each letter, where it stands in the folded text and what it counts for as a beginning."""


class _Found(NamedTuple):
    """How well a word was found in a text, and where."""

    score: int
    hits: tuple[int, ...]


_NOWHERE = _Found(0, ())

_State: TypeAlias = "tuple[int, int, int, _State | None]"
"""The best way to have found the letters so far: the place of the last one, the score, what the first
letter of its run counted for, and the way to the letter before. A bare tuple: thousands are made a key."""


def match_names(query: str, names: Sequence[Choice], *, first: Sequence[str] = ()) -> list[Match]:
    """The choices that a query may mean, the likeliest first; all of them for an empty one.

    The ids in `first` go before their equals, in their order.
    """
    ranks = {id_: rank for rank, id_ in reversed(list(enumerate(first)))}
    if not query.strip():
        ordered = sorted(names, key=lambda choice: ranks.get(choice.id, len(ranks)))
        return [Match(choice, 0) for choice in ordered]
    words = _words(query)
    if not words:
        return []
    found = [match for choice in names if (match := _match(query, words, choice)) is not None]
    if len(found) < _FEW and max(map(len, words)) >= _SHORTEST_FORGIVEN:
        known = {match.choice for match in found}
        found += [
            match._replace(score=match.score + _FORGIVEN, is_forgiven=True)
            for choice in names
            if choice not in known and (match := _match(query, words, choice, is_forgiving=True)) is not None
        ]
    found.sort(key=lambda match: (-match.score, ranks.get(match.id, len(ranks)), len(match.id)))
    return found


def _words(query: str) -> list[str]:
    """The words of a query, folded as the names are; a sign between letters parts them."""
    folded = fold(query[:_LONGEST_QUERY])
    return "".join(char if _is_letter(char) else " " for char in folded).split()


def fold(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_BASE_LETTERS)
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


@lru_cache(maxsize=1 << 14)
def _field(text: str) -> _Field:
    """A text made ready for searching; kept, because every key searches the same ones."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in fold(char):
            folded.append(letter)
            places.append(place)
    letters: dict[str, list[tuple[int, int]]] = {}
    for index, letter in enumerate(folded):
        letters.setdefault(letter, []).append((index, _beginning(text, folded, places, index)))
    kept = {letter: tuple(found) for letter, found in letters.items()}
    return _Field("".join(folded), tuple(places), kept)


def _beginning(text: str, folded: Sequence[str], places: Sequence[int], index: int) -> int:
    """What a letter counts for when it begins the field, or a word of it."""
    if index == 0:
        return _FIELD_START
    if not _is_letter(folded[index - 1]):
        return _WORD_START
    before, here = text[places[index] - 1], text[places[index]]
    is_hump = before.islower() and here.isupper()
    is_number = here.isdigit() and not before.isdigit()
    return _WORD_START if is_hump or is_number else 0


def _match(query: str, words: Sequence[str], choice: Choice, *, is_forgiving: bool = False) -> Match | None:
    """The match of a choice when each word of the query stands somewhere in it."""
    find = _find_with_slip if is_forgiving else _find
    score = 0
    hits: list[tuple[int, ...]] = [(), (), (), ()]
    for word in words:
        best, where = _NOWHERE, 0
        for number, (text, handicap) in enumerate(_searched(choice)):
            found = find(word, text)
            if found is not _NOWHERE and (best is _NOWHERE or found.score + handicap > best.score):
                best, where = _Found(found.score + handicap, found.hits), number
        if best is _NOWHERE:
            return None
        score += best.score
        hits[where] += best.hits
    if query == choice.id:
        score += 2 * _EXACT_ID
    elif words == _words(choice.id):
        score += _EXACT_ID
    in_id, in_name, in_parents, _ = (tuple(sorted(set(places))) for places in hits)
    return Match(choice, score, in_id, in_name, in_parents)


@lru_cache(maxsize=1 << 13)
def _searched(choice: Choice) -> tuple[tuple[str, int], ...]:
    """The texts of a choice that are searched, each with its handicap."""
    texts = [(choice.id, 0), (choice.name, _IN_NAME), (choice.parents, _IN_PATH), (choice.others, _IN_OTHERS)]
    return tuple((text, handicap) for text, handicap in texts)


@lru_cache(maxsize=1 << 15)
def _find(word: str, text: str) -> _Found:
    """The best way to find a word's letters in a text, or nowhere when they say nothing there.

    Kept, because many share their parents, and because earlier words stand while a later one is typed.
    """
    field = _field(text)
    states: list[_State] = []
    for number, letter in enumerate(word):
        occurrences = field.letters.get(letter)
        if occurrences is None:
            return _NOWHERE
        states = _advance(states, occurrences) if number else _begin(occurrences)
        if not states:
            return _NOWHERE
    return _best(word, field, states, n_letters=len(word))


@lru_cache(maxsize=1 << 14)
def _find_with_slip(word: str, text: str) -> _Found:
    """As `_find`, with one letter of the word left out where that helps.

    Of two letters exchanged, and of a wrong letter, the others still stand in their order.
    """
    if len(word) < _SHORTEST_FORGIVEN:
        return _find(word, text)
    field = _field(text)
    if sum(letter not in field.letters for letter in word) > 1:
        return _NOWHERE
    whole: list[_State] = []
    slipped: list[_State] = []
    for number, letter in enumerate(word):
        occurrences = field.letters.get(letter, ())
        after_slip = _begin_word(occurrences) if number == 1 else _advance(slipped, occurrences)
        slipped = _better(after_slip, whole)
        whole = _advance(whole, occurrences) if number else _begin_word(occurrences)
        if number and not slipped:
            return _NOWHERE
    return _best(word, field, slipped, n_letters=len(word) - 1)


def _better(some: list[_State], others: list[_State]) -> list[_State]:
    """The better way to each place, in the order of the places."""
    if not some or not others:
        return some or others
    best: dict[int, _State] = {}
    for state in some + others:
        if state[0] not in best or state[1] > best[state[0]][1]:
            best[state[0]] = state
    return [best[place] for place in sorted(best)]


def _best(word: str, field: _Field, states: Sequence[_State], *, n_letters: int) -> _Found:
    """The best of the ways to have found a word, when it says something."""
    if not states:
        return _NOWHERE
    best = max(states, key=itemgetter(1))
    if best[1] < _LEAST * n_letters:
        return _NOWHERE
    exact = _EXACT_FIELD if word == field.folded else 0
    return _Found(best[1] + exact, tuple(field.places[place] for place in _places(best)))


def _begin(occurrences: Iterable[tuple[int, int]]) -> list[_State]:
    """The ways to have found a first letter."""
    return [(place, _LETTER + (start or _INSIDE), start, None) for place, start in occurrences]


def _begin_word(occurrences: Iterable[tuple[int, int]]) -> list[_State]:
    """The ways to have found a first letter where a word begins."""
    return [(place, _LETTER + start, start, None) for place, start in occurrences if start]


def _advance(states: Sequence[_State], occurrences: Iterable[tuple[int, int]]) -> list[_State]:
    """The ways to have found one letter more, one for each place where it stands."""
    reached: list[_State] = []
    behind: _State | None = None
    """Of the states two or more letters back, the one worth most where the search stands."""

    index = 0
    for place, start in occurrences:
        while index < len(states) and states[index][0] < place - 1:
            state = states[index]
            if behind is None or state[1] + state[0] >= behind[1] + behind[0]:
                behind = state
            index += 1
        best: _State | None = None
        if behind is not None:
            cost = min(_GAP + _GAP_LETTER * (place - behind[0] - 1), _LONGEST_GAP)
            best = (place, behind[1] + _LETTER + start - cost, start, behind)
        if index < len(states) and states[index][0] == place - 1:
            run = states[index]
            beginning = max(run[2], start)
            score = run[1] + _LETTER + max(_NEXT, beginning)
            if best is None or score >= best[1]:
                best = (place, score, beginning, run)
        if best is not None:
            reached.append(best)
    return reached


def _places(state: _State) -> list[int]:
    """Where the letters stand, the first of them first."""
    places = []
    current: _State | None = state
    while current is not None:
        places.append(current[0])
        current = current[3]
    return places[::-1]
