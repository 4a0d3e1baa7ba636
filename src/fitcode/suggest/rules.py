"""The rules suggester: codebook patterns over respondents' segments, with the words that fired as evidence.

A match lies inside one segment; all rules of a code that fire in a segment make one suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.codebook import Codebook
from fitcode.domain.component import Registry
from fitcode.domain.suggestion import NewSuggestion
from fitcode.domain.words import word_spans
from fitcode.suggest.combine import combined_score, combined_valence, reason_line
from fitcode.suggest.compiled import CompiledRules, Rule, patterns_of
from fitcode.suggest.components import ComponentFinder, Mention, Roles, mention_evidence, read_roles
from fitcode.suggest.cost import LONGEST_TOKEN, WINDOW
from fitcode.suggest.fingerprint import rules_fingerprint
from fitcode.suggest.near import WordHit, nearest_hits, word_hit
from fitcode.suggest.suggester import PassSettings, Suggester

if TYPE_CHECKING:
    from fitcode.suggest.language import Pipelines
    from fitcode.suggest.phrases import Hit
    from fitcode.suggest.reading import ReadPart

NAME = "rules"
MOST_HITS = 20
"""Places kept as evidence of one rule in one segment."""

Places = list[tuple[int, int]]
"""Tokens ``[first, end)`` of each place."""


class _Fired(NamedTuple):
    rule: Rule
    places: Places


class _Turn(NamedTuple):
    """What the suggestions of a turn share."""

    part: ReadPart
    mentions: list[Mention]


class RuleSuggester:
    """Rules of all codebooks, compiled per language when a transcript first needs them."""

    name = NAME

    def __init__(
        self,
        *,
        codebooks: Sequence[Codebook],
        registries: Sequence[Registry],
        pipelines: Pipelines,
        fingerprint: str,
    ) -> None:
        self.fingerprint = fingerprint
        self.notes: list[str] = []
        self._codebooks = codebooks
        self._registries = registries
        self._pipelines = pipelines
        self._compiled: dict[str, tuple[CompiledRules, ComponentFinder]] = {}

    def reads(self, language: str) -> bool:
        """Whether any pattern is worded in this language."""
        return any(True for _ in patterns_of(self._codebooks, language))

    def compile(self, language: str) -> tuple[CompiledRules, ComponentFinder]:
        """The rules of a language, and the finder of components in it."""
        if language not in self._compiled:
            pipeline = self._pipelines.of(language)
            rules = CompiledRules(self._codebooks, pipeline)
            self.notes.extend(rules.notes)
            self._compiled[language] = rules, ComponentFinder(pipeline, self._registries)
        return self._compiled[language]

    def suggest(self, part: ReadPart) -> list[NewSuggestion]:
        """One suggestion per segment and code for which a rule fires."""
        rules, finder = self.compile(part.pipeline.language)
        hits = rules.calls.find(part.doc)
        if not hits and not rules.everywhere:
            return []
        calls = _by_segment(hits, part.bounds)
        if rules.everywhere:
            calls = {index: calls.get(index, {}) for index in range(len(part.bounds))}
        suggestions: list[NewSuggestion] = []
        turn: _Turn | None = None
        for index, found in calls.items():
            fired = _fire(rules, part, index, found)
            if fired:
                turn = turn or _Turn(part, finder.mentions(part))
                suggestions += self._segment_suggestions(turn, finder, index, fired)
        return suggestions

    def _segment_suggestions(
        self, turn: _Turn, finder: ComponentFinder, index: int, fired: dict[str, list[_Fired]]
    ) -> list[NewSuggestion]:
        part = turn.part
        first, end = part.bounds[index]
        inside = [mention for mention in turn.mentions if first <= mention.first and mention.end <= end]
        roles = Roles()
        if turn.mentions:
            pronouns = finder.pronouns(part, first=first, end=end)
            roles = read_roles(
                segment=inside, turn=turn.mentions, own=part.turn.components, pronouns=pronouns
            )
        components = mention_evidence(part, inside or turn.mentions)
        return [_suggestion(part, index, code, fired[code], roles, components) for code in sorted(fired)]


class _WordHits(dict[tuple[int, int], WordHit]):
    """Places of one segment, tokens ``(first, end)``, as hits in words, worked out once for all rules."""

    def __init__(self, part: ReadPart, index: int) -> None:
        super().__init__()
        self.part = part
        self.index = index
        self.places: dict[tuple[int, int], tuple[int, int]] = {}
        """A hit's characters to its tokens."""
        self._word_starts: list[int] | None = None

    def __missing__(self, place: tuple[int, int]) -> WordHit:
        if self._word_starts is None:
            segment = self.part.segments[self.index]
            words = word_spans(self.part.quote(segment.start, segment.end))
            self._word_starts = [start + segment.start for start, _ in words]
        start, end = self.part.place(*place)
        self.places[start, end] = place
        hit = self[place] = word_hit(start, end, word_starts=self._word_starts)
        return hit


def _by_segment(hits: Sequence[Hit], bounds: list[tuple[int, int]]) -> dict[int, dict[int, Places]]:
    """Segment to phrase number to its places; hits come in text order and across no border."""
    found: dict[int, dict[int, Places]] = {}
    index = 0
    for number, first, end in hits:
        while index < len(bounds) and bounds[index][1] <= first:
            index += 1
        if index == len(bounds):
            break
        if bounds[index][0] <= first and end <= bounds[index][1]:
            found.setdefault(index, {}).setdefault(number, []).append((first, end))
    return found


def _fire(
    rules: CompiledRules, part: ReadPart, index: int, found: dict[int, Places]
) -> dict[str, list[_Fired]]:
    """Code to its rules that fire in a segment, in the codebook's order."""
    called = {rule for number in found for rule in rules.by_phrase[number]}
    first, end = part.bounds[index]
    for number, start, stop in rules.answers.find(part.doc[first:end]):
        found.setdefault(number, []).append((start, stop))
    present = frozenset(found)
    hits = _WordHits(part, index)
    fired: dict[str, list[_Fired]] = {}
    for number in sorted(_answered(rules, called.union(rules.everywhere), present)):
        rule = rules.rules[number]
        if places := _places(rule, hits, found):
            fired.setdefault(rule.code, []).append(_Fired(rule, places[:MOST_HITS]))
    return fired


def _answered(rules: CompiledRules, called: Iterable[int], present: frozenset[int]) -> Iterator[int]:
    """The rules whose other lists are in the segment too, with nothing that silences them."""
    needs, unless = rules.needs, rules.unless
    for number in called:
        for numbers in needs[number]:  # a loop, for most rules end here
            if numbers.isdisjoint(present):
                break
        else:
            if unless[number].isdisjoint(present):
                yield number


def _places(rule: Rule, hits: _WordHits, found: dict[int, Places]) -> Places:
    """Where a rule fires in a segment."""
    if rule.matcher is not None:
        return _token_places(rule, hits.part, hits.index, found)
    if rule.pattern.near is not None:
        return _near_places(rule, hits, found)
    return _of_list(rule.lists[0], found)


def _of_list(numbers: frozenset[int], found: dict[int, Places]) -> Places:
    return sorted({place for number in numbers & found.keys() for place in found[number]})


def _near_places(rule: Rule, hits: _WordHits, found: dict[int, Places]) -> Places:
    lists = [[hits[place] for place in _of_list(numbers, found)] for numbers in rule.lists]
    chosen = nearest_hits(lists, within=rule.pattern.within)
    return [hits.places[hit.start, hit.end] for hit in chosen or ()]


def _token_places(rule: Rule, part: ReadPart, index: int, found: dict[int, Places]) -> Places:
    """Matches of a token pattern, the earliest and longest first, none overlapping another."""
    assert rule.matcher is not None
    anchors = _of_list(rule.lists[0], found) if rule.lists else None
    matches: set[tuple[int, int]] = set()
    for first, end in _windows(part, index):
        if anchors is None or any(first <= start < end for start, _ in anchors):
            span = part.doc[first:end]
            matches.update((first + start, first + stop) for _, start, stop in rule.matcher(span))
    kept: Places = []
    for start, stop in sorted(matches, key=lambda match: (match[0], -match[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, stop))
    return kept


def _windows(part: ReadPart, index: int) -> Places:
    """Runs of a segment's tokens, short enough for bounded time; tokens that are no words part them."""
    first, end = part.bounds[index]
    runs: Places = []
    start = first
    if len(part.doc) and part.longest_token > LONGEST_TOKEN:
        for place in range(first, end):
            if len(part.doc[place]) > LONGEST_TOKEN:
                runs.append((start, place))
                start = place + 1
    runs.append((start, end))
    step = WINDOW // 2
    return [
        (place, min(place + WINDOW, stop))
        for begin, stop in runs
        if begin < stop
        for place in range(begin, max(begin + 1, stop - step), step)
    ]


def _suggestion(
    part: ReadPart,
    index: int,
    code: str,
    fired: list[_Fired],
    roles: Roles,
    components: list[dict[str, Any]],
) -> NewSuggestion:
    segment = part.segments[index]
    rules = sorted((_rule_evidence(part, one) for one in fired), key=lambda rule: (rule["spans"], rule["id"]))
    valence = combined_valence(one.rule.pattern.valence for one in fired)
    return NewSuggestion(
        start=segment.start,
        end=segment.end,
        quote=part.quote(segment.start, segment.end),
        code=code,
        about=roles.about,
        counterpart=roles.counterpart,
        valence=valence.value if valence else None,
        score=combined_score(_weights(fired)),
        suggester=NAME,
        reason=reason_line([(rule["form"], rule["words"]) for rule in rules], valence),
        evidence={"rules": rules, "components": components, "pipeline": part.pipeline.name},
    )


def _weights(fired: list[_Fired]) -> Iterable[float]:
    """The rules' weights; of those that read the very same words the highest, for they say one thing."""
    by_words: dict[frozenset[tuple[int, int]], float] = {}
    for rule, places in fired:
        words = frozenset(places)
        by_words[words] = max(rule.pattern.weight, by_words.get(words, 0.0))
    return by_words.values()


def _rule_evidence(part: ReadPart, fired: _Fired) -> dict[str, Any]:
    pattern = fired.rule.pattern
    spans = [part.place(first, end) for first, end in fired.places]
    return {
        "id": pattern.id,
        "form": pattern.form,
        "weight": pattern.weight,
        "valence": pattern.valence.value if pattern.valence else None,
        "words": [part.quote(start, end) for start, end in spans],
        "spans": [list(span) for span in spans],
    }


class _RuleKind:
    """What the name ``rules`` stands for."""

    name = NAME

    def fingerprint(
        self, *, codebooks: Sequence[Codebook], registries: Sequence[Registry], settings: PassSettings
    ) -> str:
        return rules_fingerprint(codebooks=codebooks, registries=registries, settings=settings)

    def prepare(
        self,
        *,
        codebooks: Sequence[Codebook],
        registries: Sequence[Registry],
        settings: PassSettings,
        pipelines: Pipelines,
    ) -> Suggester:
        suggester = RuleSuggester(
            codebooks=chosen_codes(codebooks, settings.only),
            registries=registries,
            pipelines=pipelines,
            fingerprint=self.fingerprint(codebooks=codebooks, registries=registries, settings=settings),
        )
        if suggester.reads(pipelines.default_language):
            suggester.compile(pipelines.default_language)
        return suggester


def chosen_codes(codebooks: Sequence[Codebook], only: Sequence[str] | None) -> list[Codebook]:
    """The codebooks with the chosen codes alone."""
    if only is None:
        return list(codebooks)
    chosen = set(only)
    return [
        book
        if book.id in chosen
        else book.model_copy(
            update={"codes": tuple(code for code in book.codes if f"{book.id}/{code.id}" in chosen)}
        )
        for book in codebooks
    ]


RULES = _RuleKind()
