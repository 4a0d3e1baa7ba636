import re

import pytest

from fitcode.domain.choices import Valence
from fitcode.domain.codebook import Code, Pattern
from fitcode.suggest.statements.valence import (
    NO_CLUES,
    Clues,
    FiredPattern,
    UsualValence,
    ValenceJudge,
    find_clues,
    usual_valence,
    valence_chances,
    valence_features,
)
from fitcode.suggest.statements.valence_model import (
    DEFAULT_VALENCE_MODEL,
    FEATURES,
    OUTCOMES,
    ValenceModel,
    model_facts,
    model_of,
)
from fitcode.suggest.statements.valence_training import ValenceExample, example_of, train_valence
from fitcode.suggest.statements.valence_words import VALENCE_WORDS

SPARES = "fit/spares"
EVEN = UsualValence(fit=2, misfit=2)


def clues(said: str, language: str = "en", **options: object) -> Clues:
    tokens = re.findall(r"n't|\w+(?=n't)|\w+'|\w+|[^\w\s]", said.lower())
    return find_clues(tokens, tokens, language=language, **options)  # type: ignore[arg-type]


def kinds(said: str, language: str = "en") -> dict[str, int]:
    """Kind of clue to how many there are, of praise, blame and contrast."""
    wanted = ("good", "bad", "not good", "not bad", "contrasts")
    return {kind: len(places) for kind, places in clues(said, language).places.items() if kind in wanted}


def fired(*valences: str | None, weight: float = 0.5) -> list[FiredPattern]:
    return [FiredPattern(Valence(one) if one else None, weight) for one in valences]


def chances(said: str = "", *patterns: str | None, usual: UsualValence = EVEN) -> dict[str, float]:
    features = valence_features(clues=clues(said), own=fired(*patterns), usual=usual)
    return valence_chances(features)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("They were excellent.", {"good": 1}),
        ("They were not excellent.", {"not good": 1}),
        ("It wasn't a problem.", {"not bad": 1}),
        ("We never had a problem.", {"not bad": 1}),
        ("There was no trust.", {"not good": 1}),
        ("It was useless.", {"bad": 1}),
        ("The night was long.", {}),
        ("It was excellent, but useless.", {"good": 1, "bad": 1, "contrasts": 1}),
    ],
)
def test_praise_and_blame_are_found_and_turned_by_a_negation(said, found):
    assert kinds(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "No, excellent.",
        "Not today; excellent.",
        "Not him but excellent people.",
        "No man in all this long time was useful",
    ],
)
def test_a_negation_ends_with_its_clause_and_reaches_a_few_words_only(said):
    assert kinds(said)["good"] == 1


def test_a_phrase_is_found_by_lemmas_or_as_written():
    forms, lemmas = ["it", "broke", "down"], ["it", "break", "down"]

    assert find_clues(forms, lemmas, language="en").places["bad"] == ((1, 3),)


def test_places_count_from_the_first_token_given():
    assert clues("It was useless.", first=40).places["bad"] == ((42, 43),)


def test_who_never_share_go_separate_ways():
    assert clues("They share it with us.").places["joined"]
    told = clues("They never share their intelligence.").places
    assert told["parted"] == ((2, 3),)
    assert "joined" not in told


def test_a_parser_may_say_what_is_negated():
    assert clues("He is not in his office useful.", negated=[6]).places["not good"] == ((6, 7),)
    assert "not good" not in clues("It is not useful.", negated=[]).places


def test_french_has_words_of_its_own_and_other_languages_none():
    assert kinds("Ce n'est pas utile, mais simple.", "fr") == {"not good": 1, "good": 1, "contrasts": 1}
    assert clues("Het werkt niet", "nl") == NO_CLUES


def test_lists_hold_lower_case_entries_with_single_spaces():
    for words in VALENCE_WORDS.values():
        for entries in words:
            assert all(entry == entry.lower() == " ".join(entry.split(" ")) and entry for entry in entries)


def test_what_a_code_usually_says_comes_from_its_patterns():
    patterns = [
        Pattern(id="a", phrase="a", valence=Valence.misfit, weight=0.6),
        Pattern(id="b", phrase="b", weight=0.2),
    ]

    usual = usual_valence(Code(id="x", name="x", patterns=tuple(patterns)))

    assert usual == pytest.approx(UsualValence(fit=0, misfit=3, mixed=0, unstated=1))
    assert usual_valence(Code(id="x", name="x")) == UsualValence()


def test_chances_sum_to_one():
    assert sum(chances("It was useless.", "misfit").values()) == pytest.approx(1)


def test_a_fired_pattern_speaks_for_its_valence():
    assert chances("", "fit")["fit"] > chances()["fit"]
    assert chances("", "misfit")["misfit"] > chances()["misfit"]
    assert chances("", None)["unstated"] > chances("", "fit")["unstated"]


def test_words_speak_too():
    assert chances("It was excellent.")["fit"] > chances("It was.")["fit"]
    assert chances("We did it together, excellent.")["fit"] > chances()["fit"]
    assert chances("It was useless, nobody came.")["misfit"] > chances("It was excellent.")["misfit"]
    assert chances("Excellent, but useless.")["mixed"] > chances("Useless.")["mixed"]


def test_a_code_that_never_takes_a_side_is_left_unstated():
    never = UsualValence(unstated=4)

    assert chances(usual=never)["unstated"] > 1.5 * chances()["unstated"]
    assert ValenceJudge().state(code=SPARES, usual=never, own=[]).value is None


def test_a_clear_misfit_is_stated_with_its_evidence():
    said = clues("Nobody told us, it was useless and too late.", first=10)

    found = ValenceJudge().state(
        code=SPARES,
        usual=UsualValence(misfit=4),
        own=fired("misfit", "misfit"),
        clues=said,
        place=lambda first, past: (first * 100, past * 100),
    )

    assert found.value == "misfit"
    assert found.confidence == found.evidence["chances"]["misfit"] > 0.65
    assert found.evidence["patterns"] == ["misfit"]
    assert [1600, 1700] in found.evidence["words"]["bad"]


def test_what_is_unsure_is_left_empty_with_its_confidence():
    found = ValenceJudge().state(code=SPARES, usual=EVEN, own=fired("fit", "misfit"))

    assert found.value is None
    assert 0 < found.confidence < 0.65


def example(valence: str | None, said: str = "", code: str = SPARES) -> ValenceExample:
    features = valence_features(clues=clues(said), own=[], usual=EVEN)
    return ValenceExample(code=code, usual=tuple(EVEN), features=features, valence=valence)


def test_an_example_holds_what_the_model_weighs():
    said = clues("It was useless, nobody came.")
    rules = [{"valence": "misfit", "weight": 0.5}]

    made = example_of(code=SPARES, usual=EVEN, rules=rules, clues=said, valence="misfit")

    assert made.features == valence_features(clues=said, own=fired("misfit"), usual=EVEN)


def test_without_decisions_the_shipped_model_speaks():
    assert train_valence([]) is DEFAULT_VALENCE_MODEL


def test_few_decisions_change_little_and_many_change_much():
    few, many = train_valence([example("fit")] * 2), train_valence([example("fit")] * 300)

    def moved(model: ValenceModel) -> float:
        pairs = zip(model.weights, DEFAULT_VALENCE_MODEL.weights, strict=True)
        return max(abs(a - b) for mine, shipped in pairs for a, b in zip(mine, shipped, strict=True))

    assert moved(few) < 0.1 < moved(many)


def test_an_example_does_not_see_itself_in_what_its_code_usually_says():
    model = train_valence([example("fit", code=f"fit/{number}") for number in range(50)])

    usual = 1 + FEATURES.index("usual fit against misfit")
    assert [row[usual] for row in model.weights] == [row[usual] for row in DEFAULT_VALENCE_MODEL.weights]


def test_decisions_about_a_code_change_what_it_usually_says():
    model = train_valence([example("fit"), example("fit"), example("misfit", code="fit/other")])

    assert model.decided == {SPARES: (2, 0, 0, 0), "fit/other": (0, 1, 0, 0)}
    here = ValenceJudge(model).state(code=SPARES, usual=EVEN, own=[])
    there = ValenceJudge(model).state(code="fit/other", usual=EVEN, own=[])
    assert here.evidence["chances"]["fit"] > there.evidence["chances"]["fit"]


def test_training_learns_a_word_that_people_judge_otherwise():
    judged = [example("fit", "It was late.")] * 150 + [example("misfit", "It was excellent.")] * 150
    features = valence_features(clues=clues("It was excellent."), own=[], usual=EVEN)

    after = valence_chances(features, train_valence(judged))

    assert after["misfit"] > valence_chances(features)["misfit"]


def test_an_example_counts_by_its_weight():
    whole = [example("fit", "Useful.", code=f"fit/{number}") for number in range(40)]
    halves = [one._replace(weight=0.5) for one in whole]

    assert train_valence(halves).decided["fit/7"] == (0.5, 0, 0, 0)
    assert train_valence(halves + halves).weights != train_valence(whole + whole).weights
    assert train_valence(halves).weights == train_valence(whole[:20]).weights


def test_training_is_the_same_in_any_order():
    examples = [example("fit", "Useful."), example("misfit", "Late."), example(None), example("mixed")]

    pairs = zip(train_valence(examples).weights, train_valence(examples[::-1]).weights, strict=True)
    assert all(there == pytest.approx(back, abs=1e-5) for there, back in pairs)


def test_a_model_survives_storage_and_a_foreign_shape_gives_the_shipped_one():
    model = train_valence([example("fit"), example(None)])

    assert model_of(model_facts(model)) == model
    assert model_of({"weights": [[1.0]]}) == DEFAULT_VALENCE_MODEL


def test_the_shipped_model_has_a_weight_for_each_feature():
    assert [len(row) for row in DEFAULT_VALENCE_MODEL.weights] == [len(FEATURES) + 1] * (len(OUTCOMES) - 1)
    assert len(valence_features(clues=NO_CLUES, own=[], usual=EVEN)) == len(FEATURES)
