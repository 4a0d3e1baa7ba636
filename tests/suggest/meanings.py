"""A small codebook about a camp, segments about it, and an encoder that runs without any package."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fitcode.domain.choices import Dimension
from fitcode.domain.codebook import Code, Codebook
from fitcode.suggest.material import Example, Material, Source, neighbours
from fitcode.suggest.suggester import PassSettings, Recipe

CAMP = Codebook(
    id="camp",
    name="Camp",
    codes=(
        Code(
            id="trust",
            name="Trust",
            dimension=Dimension.cultural,
            definition="Whether people trust one another and keep their word.",
            examples=("We trusted them and they kept their word.", "Nobody trusts the neighbours."),
        ),
        Code(
            id="language",
            name="Language",
            dimension=Dimension.cultural,
            definition="Languages that are spoken, understood and translated.",
            examples=(
                "He speaks French and we speak English.",
                "Without an interpreter I understood no word.",
            ),
        ),
        Code(
            id="radios",
            name="Radios",
            dimension=Dimension.operational,
            definition="Radios, frequencies and batteries that work together or do not.",
            examples=("Our radios use another frequency.", "The batteries of the radio were empty."),
            counter_examples=("We listened to a song on the radio.",),
        ),
        Code(
            id="trucks",
            name="Trucks",
            dimension=Dimension.operational,
            definition="Trucks, fuel and spare parts for transport.",
            examples=("The trucks had no fuel.", "Spare parts for our trucks took months."),
        ),
    ),
)
RECIPE = Recipe((CAMP,))

TALK = (
    ("ana", "camp/radios", "Their radios and our radios had another frequency."),
    ("ana", "camp/trust", "We trusted them from the first day."),
    ("ana", "", "It was hot in the tent."),
    ("ben", "camp/trucks", "The fuel for the trucks came late."),
    ("ben", "camp/language", "I speak French, they speak English."),
    ("ben", "", "My sister sent me a letter."),
    ("cleo", "camp/radios", "The radio batteries were empty, no frequency worked."),
    ("cleo", "camp/trust", "They kept their word and we trusted them."),
    ("cleo", "", "We had rice every day."),
    ("dan", "camp/trucks", "Spare parts for the trucks never came."),
    ("dan", "camp/radios", "Nobody had the frequency of their radios."),
    ("dan", "", "I like the mountains."),
    ("eva", "camp/trust", "Nobody trusted us, and we trusted nobody."),
    ("eva", "camp/language", "The interpreter did not understand their language."),
    ("eva", "camp/trucks", "Our trucks stood without fuel."),
    ("eva", "", "On Sunday we played football."),
)


class WordEncoder:
    """Texts by the words they share: each word is a direction that follows from its letters alone."""

    def __init__(self) -> None:
        self.encoded = 0

    def version(self) -> str:
        return "words 1"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        made = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace(".", " ").replace(",", " ").split():
                made[row] += np.random.default_rng(zlib.crc32(word[:5].encode())).normal(size=64)
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        made /= np.maximum(lengths, 1e-9)
        return made


def material(talk: Sequence[tuple[str, str, str]] = TALK, *, coded: bool = True) -> Material:
    """Transcript, code (empty for none) and text of each segment; every segment is a turn of its own."""
    texts = tuple(text for _, _, text in talk)
    groups = tuple(group for group, _, _ in talk)
    vectors = WordEncoder().encode(texts)
    previous, following = neighbours(groups, range(len(texts)))
    examples = tuple(
        Example(row, code, bool(code), source=Source.coding if code else Source.uncoded, uid=f"c{row}")
        for row, (_, code, _) in enumerate(talk)
    )
    return Material(
        texts, vectors, np.zeros_like(vectors), previous, following, groups, examples if coded else ()
    )


def seeded(seed: int) -> Recipe:
    """The recipe with another seed."""
    return Recipe((CAMP,), settings=PassSettings(seed=seed))
