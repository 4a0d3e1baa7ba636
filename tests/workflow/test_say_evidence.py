"""Evidence in words: patterns in their own words, what was learned, and what had no part."""

import pytest

from fitcode.domain.codebook import Code, Pattern
from fitcode.suggest.reading.pipelines import stop_words
from fitcode.workflow.explaining.say_evidence import reason_lines, took_part


def found(**evidence):
    return {"code": "radio", "reason": 'like the example "A"', "evidence": evidence}


def lines(found, *, patterns=(), common=(), has_examples=False):
    code = Code(id="radio", name="Radio", patterns=patterns)
    return list(reason_lines(found, code, common=common, has_examples=has_examples))


def rule(form, *words):
    return {"id": "a5518e0d", "form": form, "weight": 0.6, "valence": "misfit", "words": words, "spans": []}


@pytest.mark.parametrize(
    ("stated", "wording"),
    [
        (
            {"near": (("write",), ("same", "duplicate"), ("assessment",)), "within": 12},
            "write; same|duplicate; assessment within 12",
        ),
        ({"near": (("a", "b", "c", "d"), ("e",)), "unless": ("f",)}, "a|b|…; e within 8"),
        ({"phrase": "spare part"}, "spare part"),
        ({"any_of": tuple("abcdefgh")}, "a|b|c|d|e|…"),
        ({"tokens": ({"LEMMA": {"IN": ["be", "have"]}, "POS": "VERB"}, {})}, "LEMMA=IN be|have&POS=VERB *"),
    ],
)
def test_a_rule_stands_with_its_own_words(stated, wording):
    pattern = Pattern(id="a5518e0d", **stated)

    assert lines(found(rules=[rule(pattern.form, "wrote", "same")]), patterns=(pattern,)) == [
        f"rule a5518e0d ({pattern.form}, weight 0.6, misfit) \"{wording}\": 'wrote', 'same'"
    ]


def test_a_rule_that_has_left_stands_with_its_id():
    assert lines(found(rules=[rule("near", "wrote")])) == [
        "rule a5518e0d (near, weight 0.6, misfit): 'wrote'"
    ]


def test_a_long_pattern_keeps_to_a_line():
    pattern = Pattern(id="a5518e0d", phrase="word " * 60)

    (line,) = lines(found(rules=[rule("phrase", "x")]), patterns=(pattern,))

    assert len(line) < 150
    assert "…" in line


def test_words_that_say_little_are_left_out_of_what_was_learned():
    features = [["le", 0.05], ["de la", 0.04], ["radio", 0.31], ["la radio", 0.2], ["a", 0.1], ["12", 0.1]]
    learned = {"features": features, "nearest": {"text": "Pas de\nradio.", "similarity": 0.62}}

    (line,) = lines(found(learned=learned, parts={"learned": 0.4}), common=stop_words("fr"))

    words, _, nearest = line.partition("; ")
    assert words == "learned: words 'radio' +0.31, 'la radio' +0.20"
    assert nearest == "nearest coded passage 'Pas de radio.' (similarity 0.62)"


def test_without_telling_words_the_nearest_coded_passage_stands_alone():
    learned = {"features": [["le", 0.05]], "nearest": {"text": "Pas de radio.", "similarity": 0.62}}

    assert lines(found(learned=learned, parts={"learned": 0.4}), common=stop_words("fr")) == [
        "learned: nearest coded passage 'Pas de radio.' (similarity 0.62)"
    ]


def test_a_part_of_the_score_without_evidence_is_told_plainly():
    parts = {"semantic": 0.1, "learned": 0.4}

    assert lines(found(parts=parts)) == [
        "semantic: nothing of its own to show (it holds other codes likelier here)",
        "learned: nothing of its own to show (from the level of its branch)",
    ]
    assert "other codes" in lines(found(parts=parts), has_examples=True)[1]
    branch = found(parts=parts, learned={"features": [], "nearest": None})
    assert lines(branch)[1] == "learned: nothing of its own to show (from the level of its branch)"


def test_of_several_segments_the_reason_itself_comes_first():
    evidence = {"semantic": {"nearest": {"kind": "example", "text": "B"}, "z": 2.1}, "scored": [40, 70]}

    assert lines(found(**evidence)) == [
        'reason: like the example "A"',
        "near in meaning to example: 'B' (2.1 standard deviations above the usual, of 40:70)",
    ]


def test_what_had_no_part_is_not_named():
    evidence = {"parts": {"rules": 0.5, "semantic": 0.2}, "raw": 0.5, "rules": [rule("near", "x")]}
    names = ("rules", "semantic", "learned", "calibration", "valence")

    assert [name for name in names if took_part(name, evidence, score=0.5, valence=None)] == [
        "rules",
        "semantic",
    ]
    assert took_part("calibration", evidence, score=0.3, valence=None)
    assert took_part("valence", evidence, score=0.5, valence="fit")
