"""Training material: rows that know their neighbours, and what the examples say of them."""

import numpy as np
import pytest

from fitcode.suggest.learning.labels import folds_of, held_near, labels_of
from fitcode.suggest.material import Example, Source, empty_material, neighbours
from tests.suggest.meanings import TALK, material

CODES = ("camp/trust", "camp/language", "camp/radios", "camp/trucks")
TOPS = (-1, -1, -1, -1)


def test_a_segment_knows_its_neighbours_inside_its_turn_only():
    previous, following = neighbours(["ana", "ana", "ana", "ben"], [1, 1, 3, 3])

    assert previous.tolist() == [-1, 0, -1, -1]
    assert following.tolist() == [1, -1, -1, -1]


def test_material_whose_arrays_have_other_lengths_is_refused():
    whole = material()

    with pytest.raises(ValueError, match="other lengths"):
        type(whole)(
            whole.texts[1:], whole.vectors, whole.questions, whole.previous, whole.following, whole.groups[1:]
        )


def test_the_hash_moves_with_what_was_decided_and_with_nothing_else():
    whole = material()

    assert whole.hash == material().hash
    assert whole.hash != whole.with_examples(whole.examples[1:]).hash
    assert len(empty_material()) == 0


def test_a_coded_segment_is_an_example_against_the_codes_that_it_does_not_carry():
    labels = labels_of(material(), CODES, TOPS, 0)

    assert labels.labels[0].tolist() == [0, 0, 1, 0]
    assert labels.importance[0].tolist() == [1, 1, 1, 1]
    assert labels.importance[2].tolist() == [0.5] * 4


def test_a_decision_speaks_of_its_own_code_alone():
    decided = material().with_examples(
        [
            Example(0, "camp/radios", True, source=Source.accepted),
            Example(1, "camp/trucks", False, source=Source.rejected),
        ]
    )

    labels = said(decided, TOPS)

    assert labels.labels.tolist() == [[0, 0, 1, 0], [0, 0, 0, 0]]
    assert labels.importance.tolist() == [[0, 0, 1, 0], [0, 0, 0, 1]]


def test_a_coding_with_a_child_says_nothing_against_its_parent():
    coded = material().with_examples([Example(0, "camp/language", True)])

    labels = said(coded, (-1, 0, 0, -1))

    assert labels.importance.tolist() == [[0, 1, 1, 1]]


def test_a_code_that_one_row_carries_outweighs_a_rejection_of_it():
    torn = material().with_examples(
        [
            Example(0, "camp/radios", False, source=Source.rejected),
            Example(0, "camp/radios", True, source=Source.accepted),
        ]
    )

    assert said(torn, TOPS).labels.tolist() == [[0, 0, 1, 0]]


def said(material, parents):
    """The rows that somebody said something of, without the anchors."""
    labels = labels_of(material, CODES, parents, 0)
    kept = ~labels.anchors
    return labels._replace(labels=labels.labels[kept], importance=labels.importance[kept])


def test_a_decision_on_several_segments_is_one_decision():
    merged = [Example(row, "camp/radios", False, source=Source.rejected, uid="s1") for row in range(3)]
    coded = [Example(row, "camp/trust", True, uid="c1") for row in (4, 5)]

    labels = labels_of(material().with_examples([*merged, *coded]), CODES, TOPS, 0)

    assert labels.said == 2


def test_rows_that_nobody_judged_are_held_at_their_chance_and_weigh_as_much_as_what_was_said():
    decided = material().with_examples([Example(0, "camp/radios", True, source=Source.accepted)])
    labels = labels_of(decided, CODES, TOPS, 0)
    chances = np.full(labels.labels.shape, 0.2)

    held = held_near(labels, chances)

    assert held.labels[labels.anchors].tolist() == [[0.2] * len(CODES)] * labels.anchors.sum()
    assert held.importance[labels.anchors].sum(axis=0).round(6).tolist() == [0, 0, 1, 0]
    assert held.labels[~labels.anchors].tolist() == [[0, 0, 1, 0]]


def test_a_fold_holds_whole_transcripts():
    folds = folds_of([group for group, _, _ in TALK], 3, 0)

    for name in {group for group, _, _ in TALK}:
        assert len({fold for fold, (group, _, _) in zip(folds, TALK, strict=True) if group == name}) == 1
    assert set(folds.tolist()) == {0, 1, 2}


def test_one_transcript_is_cut_into_stretches():
    assert np.all(np.diff(folds_of(["ana"] * 10, 5, 0)) >= 0)
