"""Decided passages: an example of the valence model holds what the pass itself weighs of the passage."""

import pytest

from fitcode.domain.suggestion import TranscriptText
from fitcode.suggest.decided_passages import Passage, PassageReader, touched_segments
from fitcode.suggest.pass_io import PassOrder
from fitcode.suggest.passes import prepare_pass
from fitcode.suggest.statements.valence import valence_chances
from fitcode.suggest.statements.valence_training import ValenceExample
from fitcode.suggest.suggester import Recipe
from tests.suggest.examples import MINUSMA, codebook, transcript

SPARES = "fit/spares"
BOOK = codebook({"phrase": "spare part", "valence": "misfit", "weight": 0.9}, {"phrase": "workshop"})
RECIPE = Recipe((BOOK,), (MINUSMA,))


def examples(
    told: TranscriptText, *passages: tuple[int, int], code: str = SPARES
) -> list[ValenceExample | None]:
    reader = PassageReader(RECIPE, [code])
    order = PassOrder(told, language="en", tokens=None, vectors=None, codes=None)
    return reader.examples(order, [Passage(start, end, code, "fit") for start, end in passages])


def test_an_example_weighs_what_the_pass_weighs_though_its_evidence_is_gone():
    told = transcript(
        "I: Well?",
        "R: The force was late and useless. Nobody brought spare parts to the workshop. No spare part came.",
    )
    ((_, (suggestion,)),) = prepare_pass(RECIPE).run([told])

    (example,) = examples(told, (suggestion.start, suggestion.end))

    assert suggestion.valence == "misfit"
    assert example is not None
    assert (example.code, example.valence) == (SPARES, "fit")
    seen = valence_chances(example.features)
    assert seen == pytest.approx(suggestion.evidence["valence"]["chances"], abs=1e-4)


def test_clues_are_read_where_no_valence_was_stated_and_no_rule_fires():
    told = transcript("R: It rained. They are excellent people.")
    rain, praise = examples(told, (3, 13), (14, 40))

    assert rain is not None
    assert praise is not None
    assert valence_chances(praise.features)["fit"] > valence_chances(rain.features)["fit"]


def test_what_no_pass_could_suggest_gives_no_example():
    told = transcript("I: Had you spare parts?", "R: No spare parts.", "R: None came.")

    assert examples(told, (3, 23)) == [None]
    assert examples(told, (27, 59)) == [None]
    assert examples(told, (27, 42), code="fit/gone") == [None]


def test_segments_are_touched_that_share_half_of_either():
    segments = [(0, 10), (10, 20), (20, 30)]

    assert list(touched_segments(segments, start=6, end=24)) == [1]
    assert list(touched_segments(segments, start=5, end=25)) == [0, 1, 2]
    assert list(touched_segments(segments, start=12, end=14)) == [1]
    assert list(touched_segments([], start=0, end=5)) == []
