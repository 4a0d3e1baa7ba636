"""Worked examples: a codebook's patterns held against the examples it gives itself."""

from typing import Any

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.suggest.worked_examples import suggest_for_each, work_examples


def book(*codes: Code) -> Codebook:
    return Codebook(id="small", name="Small", codes=codes)


def code(
    *phrases: str, examples: tuple[str, ...] = (), counter: tuple[str, ...] = (), **pattern: Any
) -> Code:
    patterns = tuple(Pattern(id=f"p{n}", phrase=phrase, **pattern) for n, phrase in enumerate(phrases))
    return Code(id="fuel", name="Fuel", patterns=patterns, examples=examples, counter_examples=counter)


def test_an_example_should_be_found_and_a_counter_example_should_not():
    made = work_examples(
        book(
            code(
                "diesel",
                examples=("We ran out of diesel. Again.", "No petrol."),
                counter=("I like diesel.", "Water."),
            )
        )
    )

    assert [(one.text, one.is_counter_example, one.is_as_meant) for one in made] == [
        ("We ran out of diesel. Again.", False, True),
        ("No petrol.", False, False),
        ("I like diesel.", True, False),
        ("Water.", True, True),
    ]
    assert [one.reason for one in made[0].own] == ['phrase: "diesel"']


def test_another_codes_pattern_does_not_count_for_an_example():
    other = Code(id="roads", name="Roads", patterns=(Pattern(id="r", phrase="petrol"),))

    (missed,) = work_examples(book(code("diesel", examples=("No petrol.",)), other))

    assert not missed.is_as_meant
    assert [one.code for one in missed.found] == ["small/roads"]


def test_an_example_is_read_in_the_languages_of_its_patterns():
    (found,) = work_examples(book(code("carburant", language="fr", examples=("Plus de carburants ici.",))))

    assert found.is_as_meant


def test_a_code_without_patterns_is_not_asked():
    assert work_examples(book(Code(id="memo", name="Memo", examples=("Anything.",)))) == []


def test_every_text_has_an_answer_of_its_own():
    texts = ["No diesel today.", "Nothing.", "", "Diesel, diesel."]

    made = suggest_for_each(texts, book(code("diesel")), language="en")

    assert [[one.quote for one in found] for found in made] == [
        ["No diesel today."],
        [],
        [],
        ["Diesel, diesel."],
    ]


def test_a_counter_example_is_no_sentence_of_another_language():
    (left,) = work_examples(book(code("archive", language="fr", counter=("An archive of newspapers.",))))

    assert left.is_as_meant
