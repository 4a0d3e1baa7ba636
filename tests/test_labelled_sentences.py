"""The labelled sentences stay as they were frozen; a set that moves measures nothing."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "data" / "labelled"
FROZEN = {
    "development.tsv": "d6fb0ccabd6fcac240960b1dcc552476c44fce59b5d34f038c587902d70b5f28",
    "test.tsv": "65032567683c7ca86eabcfd40a178bee6c700201ae4107bffa3c3cc18f8ef6cd",
}


def sentences(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("name", "sha256"), FROZEN.items())
def test_a_half_is_as_it_was_frozen(name, sha256):
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("name", FROZEN)
def test_a_fifth_of_each_half_carries_no_dimension(name):
    counts = Counter(row["dimension"] for row in sentences(name))

    assert set(counts) == {"strategic", "cultural", "operational", "none"}
    assert counts.total() == 285
    assert 0.18 < counts["none"] / counts.total() < 0.22


def test_no_sentence_stands_in_both_halves():
    halves = [{row["sentence"] for row in sentences(name)} for name in FROZEN]

    assert not halves[0] & halves[1]
