"""Searching one text: what counts as the same words, and what a search may cost."""

import time
import unicodedata

import pytest

from fitcode.domain.searching import SearchMode
from fitcode.errors import UsageError
from fitcode.text.search_terms import ready_query
from fitcode.text.text_matches import SearchTooLong, find_in_text, matcher

LEMMAS = {"went": "go", "goes": "go", "going": "go", "gone": "go"}


def found(text: str, query: str, mode: SearchMode = SearchMode.text) -> list[str]:
    """What the hits hold."""
    return [text[start:end] for start, end in find_in_text(text, query, mode, lemma=lemma)]


def lemma(form: str) -> str:
    return LEMMAS.get(form, form)


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("Trust, distrust, TRUST.", "trust", ["Trust", "TRUST"]),
        ("Role\n  clarity, clarity of role", "role clarity", ["Role\n  clarity"]),
        ("Non\u00a0breaking", "non breaking", ["Non\u00a0breaking"]),
        ("trusted trusts distrust trust", "trust*", ["trusted", "trusts", "trust"]),
        ("underunder sunder", "under*", ["underunder"]),
        ("xa a a", "a a", ["a a"]),
        ("under fire, under fires", "under* fire", ["under fire"]),
        ("We don’t. We don't. We donʼt.", "don't", ["don’t", "don't", "donʼt"]),
        ("co‑operation co-operation cooperation", "co-operation", ["co‑operation", "co-operation"]),
        ("He said “no”", '"no"', ["“no”"]),
        ("the commander's car", "commander", ["commander"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("οδος ΟΔΟΣ", "οδοσ", ["οδος", "ΟΔΟΣ"]),
        ("déjà vu", unicodedata.normalize("NFD", "déjà"), ["déjà"]),
        (unicodedata.normalize("NFD", "déjà vu"), "déjà", [unicodedata.normalize("NFD", "déjà")]),
        ("deja vu", "déjà", []),
        ("مرحبا بالعالم", "بالعالم", ["بالعالم"]),
        ("我们在部队中", "部队", ["部队"]),
        ("在NATO部队中", "nato", ["NATO"]),
        ("กองทัพไทย", "ทัพ", ["ทัพ"]),
        ("Fine 🙂 then", "🙂", ["🙂"]),
        ("What?! No.", "?!", ["?!"]),
        ("a * b", "*", ["*"]),
        ('NEAR(a b) OR -c "d"', "near(a b) or -c", ["NEAR(a b) OR -c"]),
        ("a\0b", "\0", ["\0"]),
        ("", "trust", []),
    ],
)
def test_words_are_found_as_people_mean_them(text, query, hits):
    assert found(text, query) == hits


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("He went. She goes, they forgo.", "go", ["went", "goes"]),
        ("He went and go-went", "going", ["went", "go", "went"]),
        ("They went home, went\nhomes", "go home", ["went home"]),
        ("unknown words", "words", ["words"]),
    ],
)
def test_any_form_of_a_word_is_found_by_lemma(text, query, hits):
    assert found(text, query, SearchMode.lemma) == hits


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("Fuel and fuel", "fuel", ["fuel"]),
        ("Fuel and fuel", "(?i)fuel", ["Fuel", "fuel"]),
        ("one\ntwo\nthree", "^t.*$", ["two", "three"]),
        ("aaa", "b*", []),
        ("a🙂b", "b", ["b"]),
    ],
)
def test_an_expression_is_read_as_it_is_written(text, query, hits):
    assert found(text, query, SearchMode.regex) == hits


def test_positions_are_code_points():
    assert find_in_text("🙂🙂 Ünder", "ünder") == [(3, 8)]


@pytest.mark.parametrize("query", ["", " \n\t", "x" * 10_001, "x" * 10_000_000])
@pytest.mark.parametrize("mode", SearchMode)
def test_a_query_that_says_nothing_or_too_much_is_refused(query, mode):
    with pytest.raises(UsageError):
        find_in_text("text", query, mode, lemma=lemma)


@pytest.mark.parametrize("query", ["(", "a**", "[a", "(?P<", "(" * 5000, "*"])
def test_a_bad_expression_is_refused_with_its_place(query):
    with pytest.raises(UsageError, match="expression"):
        find_in_text("text", query, SearchMode.regex)


def test_a_lemma_needs_a_word():
    with pytest.raises(UsageError, match="no word"):
        find_in_text("text", "?!", SearchMode.lemma, lemma=lemma)


@pytest.mark.parametrize(
    ("text", "query"), [("a" * 60 + "!", r"^(\w|\w\w|[a-c])+$"), ("a" * 5000 + "!", "(a+)+$")]
)
def test_an_expression_that_takes_forever_ends_in_its_time(text, query):
    began = time.monotonic()

    with pytest.raises(SearchTooLong, match=r"0\.2 seconds"):
        find_in_text(text, query, SearchMode.regex, seconds=0.2)

    assert time.monotonic() - began < 5


def test_the_time_counts_over_all_texts(monkeypatch):
    seconds = iter([0, 6, 6, 12])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    timed = matcher(ready_query("a", SearchMode.regex).pattern, SearchMode.regex, seconds=10)

    assert timed.find("a") == [(0, 1)]
    with pytest.raises(SearchTooLong, match="10 seconds"):
        timed.find("a")


def test_more_hits_than_anybody_reads_are_refused():
    with pytest.raises(Exception, match="more than 1,000,000"):
        find_in_text("a" * 1_000_001, "a", SearchMode.regex)
