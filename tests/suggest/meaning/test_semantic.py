"""The semantic suggester: what a codebook says of its codes finds segments that mean the same."""

import tracemalloc
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fitcode.domain.codebook import Code, Codebook
from fitcode.suggest.material import empty_material
from fitcode.suggest.meaning import features, semantic_training
from fitcode.suggest.meaning.features import STRETCH, Shown, stretches_of
from fitcode.suggest.meaning.semantic import SEMANTIC, SemanticSuggester
from fitcode.suggest.meaning.semantic_scores import SemanticModel
from fitcode.suggest.meaning.semantic_training import train_semantic
from fitcode.suggest.model_state import state_from_bytes, state_to_bytes
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.vectors import TranscriptVectors
from fitcode.suggest.suggester import PassSettings, Recipe
from tests.suggest.meanings import CAMP, RECIPE, TALK, WordEncoder, material


def vectors_of(made: Any) -> Any:
    """Vectors of segments before which nobody asked anything."""
    return SimpleNamespace(
        segments_of=lambda rows: made[rows], questions_of=lambda rows: np.zeros_like(made[rows])
    )


def read(*texts: str, vectors: bool = True) -> Any:
    """A transcript as suggesters are shown it; every segment is a turn of its own."""
    made = WordEncoder().encode(texts)
    ends = np.cumsum([len(text) + 1 for text in texts]).tolist()
    segments = [
        SimpleNamespace(turn=turn, start=end - 1 - len(text), end=end - 1)
        for turn, (end, text) in enumerate(zip(ends, texts, strict=True))
    ]
    whole = "\n".join(texts)
    return SimpleNamespace(
        segments=segments,
        kept_vectors=vectors_of(made) if vectors else None,
        quote=lambda start, end: whole[start:end],
    )


def chances(suggester: Any, *texts: str) -> Any:
    """What a suggester gives every code for each of these segments."""
    return suggester.probabilities(read(*texts))


@pytest.fixture(scope="module")
def state():
    return train_semantic(RECIPE, material(coded=False), WordEncoder())


def test_it_proposes_the_code_that_means_what_was_said(state):
    said = [text for _, _, text in TALK]

    found = SemanticSuggester(state, None).propose(read(*said))

    best: dict[int, str] = {}
    for one in found:
        best.setdefault(one.segment, one.code)
    right = [best.get(row) == code for row, (_, code, _) in enumerate(TALK) if code]
    assert sum(right) >= len(right) - 1


def test_evidence_names_the_nearest_text_of_the_code(state):
    (found, *_) = SemanticSuggester(state, None).propose(read("Our radios use another frequency."))

    assert found.code == "camp/radios"
    assert found.evidence["semantic"]["nearest"] == {
        "kind": "example",
        "text": "Our radios use another frequency.",
    }
    assert found.reason == 'like the example "Our radios use another frequency."'
    assert 0 < found.score <= 0.95


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_corpus_of_hardly_any_segments_is_enough(rows):
    few = train_semantic(RECIPE, material(TALK[:rows]) if rows else empty_material(64), WordEncoder())

    found = SemanticSuggester(few, None).propose(read("The trucks had no fuel and no spare parts."))

    assert found[0].code == "camp/trucks"


def test_equal_material_gives_equal_states_and_scores(state):
    again = train_semantic(RECIPE, material(coded=False), WordEncoder())

    assert again.fingerprint == state.fingerprint
    kept = state_from_bytes(state_to_bytes(state))
    talk = read(*(text for _, _, text in TALK))
    assert SemanticSuggester(kept, None).propose(talk) == SemanticSuggester(again, None).propose(talk)


@pytest.mark.parametrize("field", ["vectors", "questions"])
def test_a_segment_outside_the_sample_makes_another_model_and_another_fingerprint(monkeypatch, field):
    """The centre of the corpus is a mean over all segments, sampled or not."""
    monkeypatch.setattr(semantic_training, "SAMPLE", 4)
    whole = material(coded=False)
    drawn = semantic_training._sample(whole, 0).tolist()
    left_out = next(row for row in range(len(whole)) if row not in drawn)
    moved = getattr(whole, field).copy()
    moved[left_out] = whole.vectors[drawn[0]]

    one, other = (
        train_semantic(RECIPE, made, WordEncoder()) for made in (whole, replace(whole, **{field: moved}))
    )

    assert not np.array_equal(one.arrays["question_centre"], other.arrays["question_centre"])
    assert one.fingerprint != other.fingerprint
    assert not set(one.facts["fingerprints"].values()) & set(other.facts["fingerprints"].values())


def test_a_segment_scores_the_same_alone_and_among_others(state):
    suggester = SemanticSuggester(state, None)
    said = [text for _, _, text in TALK]

    together, alone = (chances(suggester, *texts) for texts in (said, said[3:4]))

    assert np.allclose(together[3], alone[0])


def test_a_neighbour_in_the_same_turn_moves_the_score(state):
    vectors = WordEncoder().encode(["Yes, always.", "The radios had another frequency."])
    model = SemanticModel(state)
    none = np.array([-1, -1])
    apart = Shown(["Yes, always.", "x"], vectors, np.zeros_like(vectors), none, none)
    beside = apart._replace(following=np.array([1, -1]))

    radios = model.codes.index("camp/radios")
    assert model.scores(beside).codes[0, radios] > model.scores(apart).codes[0, radios] + 0.5


def test_a_counter_example_pushes_away(state):
    said = "We listened to a song on the radio."
    without = Codebook(
        id="camp",
        name="Camp",
        codes=tuple(code.model_copy(update={"counter_examples": ()}) for code in CAMP.codes),
    )
    free = train_semantic(Recipe((without,)), material(coded=False), WordEncoder())

    pushed, free_score = (chances(SemanticSuggester(one, None), said)[0, 2] for one in (state, free))
    assert pushed < free_score


def test_only_chosen_codes_are_proposed(state):
    chosen = SemanticSuggester(state, ("camp/trust",)).propose(read(*(text for _, _, text in TALK)))

    assert {one.code for one in chosen} == {"camp/trust"}


def test_without_vectors_or_a_state_nothing_is_proposed(state):
    assert SemanticSuggester(state, None).propose(read("The radios.", vectors=False)) == []
    untrained = SEMANTIC.prepare(RECIPE, Pipelines())
    assert untrained.propose(read("The radios.")) == []
    assert untrained.notes


def test_fingerprints_are_those_of_codes_that_are_still_there(state):
    fewer = CAMP.model_copy(update={"codes": CAMP.codes[:2]})

    known = SEMANTIC.fingerprints(Recipe((fewer,), models={"semantic": state}))

    assert set(known) == {"camp/trust", "camp/language"}
    assert SEMANTIC.fingerprints(RECIPE) == {}


def test_a_codebook_of_one_code_with_a_name_alone_is_read():
    bare = Recipe((Codebook(id="b", name="b", codes=(Code(id="radios", name="radios"),)),))

    state = train_semantic(bare, empty_material(64), WordEncoder())

    radios, rice = chances(SemanticSuggester(state, None), "The radios.", "We had rice.")[:, 0]
    assert radios > rice


def test_two_codebooks_stand_beside_one_another():
    other = CAMP.model_copy(update={"id": "second"})
    both = Recipe((CAMP, other), settings=PassSettings())

    state = train_semantic(both, material(coded=False), WordEncoder())

    found = SemanticSuggester(state, None).propose(read("Our radios use another frequency."))
    assert {one.code for one in found} == {"camp/radios", "second/radios"}


def drawn_talk(count: int) -> Any:
    """So many segments, five to a turn, with drawn vectors of 512 numbers."""
    whole = np.random.default_rng(3).integers(-127, 128, (count, 512), dtype=np.int8)
    kept = TranscriptVectors(np.full(count, 0.01, dtype=np.float32), whole, np.full(count, -1))
    segments = [SimpleNamespace(turn=row // 5, start=row, end=row) for row in range(count)]
    words = ("fuel", "radio", "trust", "tent", "letter")
    return SimpleNamespace(
        segments=segments, kept_vectors=kept, quote=lambda start, end: f"{words[start % 5]} {end % 97}"
    )


class WideEncoder(WordEncoder):
    """The same directions, padded to 512 numbers."""

    def encode(self, texts):
        made = super().encode(texts)
        return np.pad(made, ((0, 0), (0, 512 - made.shape[1])))


@pytest.fixture(scope="module")
def wide():
    return train_semantic(RECIPE, empty_material(), WideEncoder())


def test_a_long_transcript_takes_no_more_memory_than_a_stretch_of_it(wide):
    suggester: Any = SemanticSuggester(wide, None)
    talk = drawn_talk(20_000)
    suggester.probabilities(drawn_talk(10))  # libraries are loaded
    tracemalloc.start()
    try:
        made = suggester.probabilities(talk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert made.shape == (20_000, len(CAMP.codes))
    floats = STRETCH * 512 * 8
    assert peak < 12 * floats, "all rows as floats would be ten stretches for each table"


def test_stretches_score_as_the_whole_does(wide, monkeypatch):
    talk = drawn_talk(60)
    model = SemanticModel(wide)
    (whole,) = stretches_of(talk)
    expected = model.score_stretch(whole)[1]

    # Single floats: the last bits hang on how many rows a product has.
    monkeypatch.setattr(features, "STRETCH", 8)
    parts = list(stretches_of(talk))
    made = [model.score_stretch(part)[1] for part in parts]

    assert [part.first for part in parts] == list(range(0, 60, 8))
    assert np.allclose(np.concatenate([one.codes for one in made]), expected.codes, atol=1e-5)
    assert np.allclose(np.concatenate([one.branches for one in made]), expected.branches, atol=1e-5)


def test_chances_and_proposals_are_worked_out_once_for_both(state, monkeypatch):
    suggester: Any = SemanticSuggester(state, None)
    talk = read("Our radios use another frequency.")
    first = suggester.propose(talk), suggester.probabilities(talk).tolist()

    again = suggester.propose(talk)
    monkeypatch.delattr(SemanticModel, "score_stretch")

    assert (again, suggester.probabilities(talk).tolist()) == first
