"""Shipped codebooks hold what they promise: complete codes, own words, patterns that find their examples."""

import re
from collections import Counter, defaultdict
from functools import cache

import pytest

from fitcode.domain.choices import Dimension, Part, Valence
from fitcode.domain.codebook import Code, Codebook
from fitcode.formats.shipped import shipped_codebook_names
from fitcode.suggest.worked_examples import WorkedExample, work_examples
from tools.marked_sections import QUALITY_PAGE, is_current
from tools.pattern_rates import NAME, load_codebook, measure, other_segments, section

NAMES = shipped_codebook_names()
EVERY_BOOK = pytest.mark.parametrize("name", NAMES)
MOST_IN_COMMON = 4
"""Words in a row that two definitions of one codebook may share."""

BROADEST = 0.04
"""Share of the segments of interviews about other things in which a pattern may fire."""


@cache
def book(name: str) -> Codebook:
    return load_codebook(name)


@cache
def worked(name: str) -> list[WorkedExample]:
    return work_examples(book(name))


def test_the_codebooks_of_the_frameworks_are_there():
    assert set(NAMES) == {
        "coherence-matrix",
        "cross-cultural-competence",
        "digital-transformation",
        "fit",
        "integration-agenda",
        "x-pmesii",
    }


@EVERY_BOOK
def test_every_code_says_what_it_is_when_to_use_it_and_when_not(name):
    incomplete = [
        code.id
        for code in book(name).codes
        if not (code.definition and code.use_when and code.do_not_use_when and code.patterns)
        or len(code.examples) < 3
        or not code.counter_examples
    ]

    assert incomplete == []
    assert re.search(r"\(\d{4}\)", book(name).source), "no author and year"


@EVERY_BOOK
def test_the_neighbour_that_a_rule_of_use_names_exists(name):
    ids = {code.id for code in book(name).codes}
    named = {code.id: list(neighbours(code)) for code in book(name).codes}

    assert {code: set(codes) - ids for code, codes in named.items() if set(codes) - ids} == {}
    assert [code for code, codes in named.items() if not codes] == []
    assert [code for code, codes in named.items() if code in codes] == []


def neighbours(code: Code) -> list[str]:
    """The ids in brackets: ``... (role-clarity)``, ``(trust, exclusion)``, ``(delay or friction)``."""
    bracketed = re.findall(r"\(([a-z0-9, -]+)\)", code.do_not_use_when)
    return [
        word for words in bracketed for word in re.findall(r"[a-z0-9-]+", words) if word not in ("or", "and")
    ]


@EVERY_BOOK
def test_every_example_is_found_by_a_pattern_of_its_code_and_no_counter_example_is(name):
    wrong = [(one.code, one.is_counter_example, one.text) for one in worked(name) if not one.is_as_meant]

    assert wrong == []


@EVERY_BOOK
def test_no_two_definitions_share_a_sentence_or_a_template(name):
    owners: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    openings: Counter[tuple[str, ...]] = Counter()
    for code in book(name).codes:
        for sentence in re.split(r"(?<=[.?!;:])\s+", code.definition):
            words = re.findall(r"[\w'-]+", sentence.lower())
            runs = zip(*(words[first:] for first in range(MOST_IN_COMMON + 1)), strict=False)
            for run in runs:
                owners[run].add(code.id)
        openings[tuple(re.findall(r"[\w'-]+", code.definition.lower())[:3])] += 1

    assert {" ".join(run): codes for run, codes in owners.items() if len(codes) > 1} == {}
    assert [" ".join(words) for words, times in openings.items() if times > 1] == []


@EVERY_BOOK
def test_examples_stand_once(name):
    said = Counter(text for code in book(name).codes for text in (*code.examples, *code.counter_examples))

    assert [text for text, times in said.items() if times > 1] == []


@EVERY_BOOK
@pytest.mark.real_data
def test_no_pattern_is_broad_in_interviews_about_other_things(name, shared_data):
    rates = measure(book(name), other_segments(shared_data))

    assert rates.segments > 5_000
    broad = {
        place: n / rates.segments for place, n in rates.by_pattern.items() if n > BROADEST * rates.segments
    }
    assert broad == {}


@pytest.mark.real_data
def test_the_rates_in_the_docs_are_current(shared_data):
    assert is_current(QUALITY_PAGE, NAME, section(shared_data)), "run: python -m tools.pattern_rates"


def test_fit_has_its_dimensions_and_branches():
    top = {code.id: code.dimension for code in book("fit").codes if code.parent is None}

    assert len(book("fit").codes) >= 60
    assert top == {
        "strategic": Dimension.strategic,
        "cultural": Dimension.cultural,
        "operational": Dimension.operational,
        "activities": None,
        "consequences": None,
        "remedies": None,
    }


def test_every_manifestation_of_fit_is_found_in_both_valences():
    found: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in worked("fit"):
        found[one.code] |= {rule["valence"] for own in one.own for rule in own.evidence["rules"]}
    one_sided = {
        code.id: sorted(map(str, found[code.id]))
        for code in book("fit").codes
        if code.dimension and not {Valence.fit, Valence.misfit} <= found[code.id]
    }

    assert one_sided == {}


def test_the_choices_of_the_coherence_matrix_exclude_each_other():
    codes = book("coherence-matrix").codes
    children = {code.id: [child.id for child in codes if child.parent == code.id] for code in codes}

    assert children["level"] == [
        *("unity", "integration", "cooperation"),
        *("coordination", "coexistence", "competition"),
    ]
    assert children["relationship"] == [
        *("intra-agency", "whole-of-government", "inter-agency", "international-local"),
    ]
    assert all(code.choose_one for code in codes if children[code.id])


def test_the_codes_beside_the_dimensions_say_which_part_of_the_findings_they_are():
    fit, matrix, agenda = book("fit"), book("coherence-matrix"), book("integration-agenda")

    assert [code.id for code in fit.codes if code.dimension is None and fit.part(code.id) is None] == []
    assert Counter(map(fit.part, (code.id for code in fit.codes if code.dimension is None))) == {
        Part.activity: 15,
        Part.consequence: 11,
        Part.remedy: 10,
    }
    assert Counter(matrix.part(code.id) for code in matrix.codes) == {Part.level: 7, Part.relationship: 5}
    assert [code.id for code in agenda.codes if agenda.part(code.id) is None] == [
        *("sources-and-products", "seminar", "evaluation", "lessons-learned", "recommendation", "open-issue")
    ]
