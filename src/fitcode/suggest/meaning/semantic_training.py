"""Training the semantic suggester: from a codebook's texts, without a single decision.

Scores are measured in standard deviations over a reference: a seeded sample of the corpus beside the
codebook's own examples, which stand in for a corpus that is not there yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.codebook import Codebook
from fitcode.domain.identity import content_hash
from fitcode.suggest.meaning.branch_training import Pair, classify
from fitcode.suggest.meaning.code_texts import (
    NO_CODE,
    OUTSIDE,
    SPEAKING,
    CodeText,
    CodeTree,
    code_texts,
    code_tree,
)
from fitcode.suggest.meaning.features import Shown, beside, gram_counts, rarity, unit, weighed
from fitcode.suggest.meaning.semantic_scores import PARTS, WORDS, SemanticModel
from fitcode.suggest.model_state import ModelState, state_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.suggester import Recipe

    Floats = NDArray[np.float64]

NAME = "semantic"
VERSION = 1
"""Raised when the same texts would give other scores."""

SAMPLE = 2_000
"""Segments of the corpus in the reference."""

_CENTRE_PRIOR = 50
"""Segments that the codebook's own texts weigh against, when the corpus is centred."""

_REFERENCE_PRIOR = 200
"""The same for the reference."""

_SD_PRIOR = 20
"""Segments that the usual spread weighs against, so that three segments give no wild scores."""

_USUAL_NEAR, _USUAL_SHARED = 0.06, 0.015
"""Usual standard deviations of a similarity by vectors and by words."""

_CODINGS = 20
"""Codings per code that become texts of the code."""

_FEW = 20
"""Examples below which other texts of the codebook stand in for talk as well."""


def train_semantic(
    recipe: Recipe, material: Material, encoder: Encoder, *, codings: bool = False
) -> ModelState:
    """What the codebooks' texts say, measured against a sample of the corpus.

    ``codings`` lets codings join as further texts; it helps some codebooks and harms others.
    """
    tree = code_tree(recipe.codebooks)
    written = code_texts(recipe.codebooks)
    coded = _coded(tree, material, recipe.settings.seed) if codings else []
    texts = [*written, *(text for text, _ in coded)]
    made = encoder.encode([text.text for text in written])
    sample = _sample(material, recipe.settings.seed)
    state = _Training(tree, texts, made, [row for _, row in coded], material, sample).state()
    facts = {
        "version": VERSION,
        "encoder": encoder.version(),
        "wording": wording_hash(recipe.codebooks),
        "codes": tree.codes,
        "branches": tree.branches,
        "branch_names": tree.names,
        "branch_books": tree.books,
        "texts": [[text.code, text.kind, text.text, text.uid] for text in texts],
        "segments": len(material),
        "sample": len(sample),
    }
    trained_on = content_hash([facts, _read_hash(material, sample, made), recipe.settings.seed])
    facts["fingerprints"] = {
        code: content_hash([trained_on, [text for text in texts if text.code == number]])
        for number, code in enumerate(tree.codes)
    }
    return state_of(NAME, facts=facts, arrays=state, trained_on=trained_on)


def wording_hash(books: Sequence[Codebook]) -> str:
    """Hash of what the codebooks say of their codes and how they are ordered; patterns do not enter."""
    return content_hash([VERSION, code_tree(books), code_texts(books)])


def _sample(material: Material, seed: int) -> NDArray[np.int64]:
    import numpy as np

    rows = np.arange(len(material))
    if len(rows) <= SAMPLE:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, SAMPLE, replace=False))


def _read_hash(material: Material, sample: NDArray[np.int64], written: NDArray[np.float32]) -> str:
    """Hash of what training reads: vectors of all segments and questions, words of the sample."""
    import numpy as np

    read = hashlib.sha256()
    places = (sample, material.previous[sample], material.following[sample])
    for array in (written, material.vectors, material.questions, *places):
        read.update(f"{array.shape} ".encode())
        read.update(np.ascontiguousarray(array).data)
    shown = sorted({row for rows in places for row in rows.tolist() if row >= 0})
    return content_hash([read.hexdigest(), [material.texts[row] for row in shown]])


def _coded(tree: CodeTree, material: Material, seed: int) -> list[tuple[CodeText, int]]:
    """Coded segments as texts of their codes, with their rows; at most twenty per code."""
    import numpy as np

    numbers = {code: number for number, code in enumerate(tree.codes)}
    rows: dict[int, dict[int, str]] = {}
    for example in sorted(material.examples):
        if example.is_positive and example.code in numbers:
            rows.setdefault(numbers[example.code], {}).setdefault(example.row, example.uid)
    kept = []
    for code, own in sorted(rows.items()):
        chosen = sorted(own)
        if len(chosen) > _CODINGS:
            chosen = sorted(
                np.random.default_rng([seed, code]).choice(chosen, _CODINGS, replace=False).tolist()
            )
        kept += [(CodeText(code, "coding", material.texts[row], own[row]), row) for row in chosen]
    return kept


class _Reference(NamedTuple):
    """Rows that scores are measured against."""

    vectors: Floats
    grams: Any
    shown: Shown
    """Neighbours of the corpus rows; the codebook's rows have none."""

    weights: Floats
    owners: NDArray[np.int64]
    """The code that a row is an example of, -1 for the corpus: a code is not measured against itself."""


class _Training:
    """One training run: each step adds to the arrays what the next one needs."""

    def __init__(
        self,
        tree: CodeTree,
        texts: list[CodeText],
        written: NDArray[np.float32],
        coded_rows: list[int],
        material: Material,
        sample: NDArray[np.int64],
    ) -> None:
        self._tree = tree
        self._texts = texts
        self._kinds = [text.kind for text in texts]
        self._written = written.astype("float64")
        self._coded_rows = coded_rows
        self._material = material
        self._sample = sample
        self._arrays: dict[str, Any] = {}

    def state(self) -> dict[str, Any]:
        """The arrays of a trained state."""
        self._centre()
        self._weigh_words()
        reference = self._reference()
        self._measure_codes(reference)
        if self._tree.names:
            self._train_branches(reference)
        return {
            name: array.astype("float32") if array.dtype.kind == "f" else array
            for name, array in self._arrays.items()
        }

    def _centre(self) -> None:
        """The corpus and the codebook are written in different registers: each has its own centre."""
        import numpy as np

        material = self._material
        spoken = self._written[self._example_rows()]
        count = len(material)
        centre = (material.vectors.sum(axis=0) + _CENTRE_PRIOR * spoken.mean(axis=0)) / (
            count + _CENTRE_PRIOR
        )
        asked = material.questions[material.questions.any(axis=1)]
        questions = (asked.sum(axis=0) + _CENTRE_PRIOR * centre) / (len(asked) + _CENTRE_PRIOR)
        texts = unit(self._written - self._written.mean(axis=0))
        coded = unit(material.vectors[self._coded_rows].astype("float64") - centre)
        self._arrays |= {"centre": centre, "question_centre": questions, "texts": np.vstack([texts, coded])}

    def _weigh_words(self) -> None:
        from scipy.sparse import vstack

        own = gram_counts([text.text for text in self._texts])
        seen = gram_counts([self._material.texts[row] for row in self._sample])
        idf = rarity(vstack([own, seen]).tocsr())
        grams = weighed(own, idf)
        self._arrays |= {
            "idf": idf,
            "grams_data": grams.data,
            "grams_indices": grams.indices.astype("int32"),
            "grams_indptr": grams.indptr.astype("int32"),
        }

    def _model(self) -> SemanticModel:
        facts = {
            "codes": self._tree.codes,
            "branches": self._tree.branches,
            "branch_names": self._tree.names,
            "branch_books": self._tree.books,
            "texts": [list(text) for text in self._texts],
        }
        return SemanticModel(ModelState(NAME, "", facts, self._arrays))

    def _reference(self) -> _Reference:
        import numpy as np
        from scipy.sparse import vstack

        model = self._model()
        sampled, is_drawn = _with_neighbours(self._material, self._sample)
        vectors, grams = model.features(sampled)
        own = self._example_rows()
        drawn = int(is_drawn.sum())
        share = drawn / (drawn + _REFERENCE_PRIOR)
        alone = np.full(len(own), -1, dtype=np.int64)
        return _Reference(
            vectors=np.vstack([vectors, self._arrays["texts"][own]]),
            grams=vstack([grams, model.grams[own]]).tocsr(),
            shown=sampled._replace(
                previous=np.concatenate([sampled.previous, alone]),
                following=np.concatenate([sampled.following, alone]),
            ),
            weights=np.concatenate(
                [is_drawn * share / max(drawn, 1), np.full(len(own), (1 - share) / len(own))]
            ),
            owners=np.array([-1] * len(is_drawn) + [self._texts[row].code for row in own], dtype=np.int64),
        )

    def _example_rows(self) -> list[int]:
        """Texts that stand in for talk: examples where there are enough, else all that is not a coding."""
        spoken = ("example", "counter-example", "uncoded")
        examples = [row for row, kind in enumerate(self._kinds) if kind in spoken]
        if len(examples) >= _FEW:
            return examples
        return [row for row, kind in enumerate(self._kinds) if kind != "coding"]

    def _measure_codes(self, reference: _Reference) -> None:
        """Mean and spread of each code's similarity, then of their mixture."""
        near, shared = self._model().raw_scores(reference.vectors, reference.grams)
        shared = shared + 0.5 * beside(shared, reference.shown)
        self._keep("near", near, reference, usual=_USUAL_NEAR)
        self._keep("shared", shared, reference, usual=_USUAL_SHARED)
        mixed = (near - self._arrays["near_mean"]) / self._arrays["near_sd"]
        mixed += WORDS * (shared - self._arrays["shared_mean"]) / self._arrays["shared_sd"]
        self._keep("code", mixed, reference, usual=1.1)

    def _keep(self, name: str, values: Floats, reference: _Reference, *, usual: float) -> None:
        owners = reference.owners[:, None] == range(len(self._tree.codes))
        mean, sd = _spread(values, reference.weights[:, None] * ~owners, len(self._sample), usual)
        self._arrays |= {f"{name}_mean": mean, f"{name}_sd": sd}

    def _train_branches(self, reference: _Reference) -> None:
        """Two classifiers per codebook over the texts of all its codes, and what the codes say together."""
        import numpy as np

        model = self._model()
        codes = model.code_scores(reference.vectors, reference.grams, reference.shown)
        pieces = [self._classifiers(book, model, reference) for book in sorted(set(self._tree.books))]
        self._arrays |= {
            "branch_vectors": np.vstack([piece.vectors.weights for piece in pieces]),
            "branch_bias": np.concatenate([piece.vectors.bias for piece in pieces]),
            "branch_grams": np.vstack([piece.grams.weights for piece in pieces]),
            "branch_grams_bias": np.concatenate([piece.grams.bias for piece in pieces]),
        }
        parts = [
            np.hstack([piece.vectors.reference for piece in pieces]),
            model.together(codes),
            np.hstack([piece.grams.reference for piece in pieces]),
        ]
        spreads = [
            _spread(part, reference.weights[:, None], len(self._sample), usual)
            for part, usual in zip(parts, (0.4, 0.4, 0.4), strict=True)
        ]
        means, sds = [np.stack(values) for values in zip(*spreads, strict=True)]
        mixed = sum(
            weight * (part - mean) / sd
            for weight, part, mean, sd in zip(PARTS, parts, means, sds, strict=True)
        )
        mean, sd = _spread(mixed, reference.weights[:, None], len(self._sample), 2.0)
        self._arrays |= {"part_mean": means, "part_sd": sds, "branch_mean": mean, "branch_sd": sd}

    def _classifiers(self, book: int, model: SemanticModel, reference: _Reference) -> Pair:
        """Which branch a text belongs to; counter-examples belong outside."""
        import numpy as np

        branches = [number for number, owner in enumerate(self._tree.books) if owner == book]
        outside = next(
            (n for n in branches if self._tree.names[n].endswith(f"/{OUTSIDE}")), len(self._tree.names)
        )
        nothing = len(self._tree.names) + 1
        rows, labels = [], []
        for row, text in enumerate(self._texts):
            if text.code == NO_CODE:
                rows.append(row)
                labels.append(nothing)
                continue
            branch = self._tree.branches[text.code]
            if branch in branches and (text.kind in SPEAKING or text.kind == "counter-example"):
                rows.append(row)
                labels.append(branch if text.kind in SPEAKING else outside)
        given = np.array(labels), np.array([self._texts[row].code for row in rows])
        known = {row: place for place, row in enumerate(rows)}
        held_out = np.array(
            [-1] * (len(reference.owners) - len(self._example_rows()))
            + [known.get(row, -1) for row in self._example_rows()]
        )
        return Pair(
            vectors=classify(model.arrays["texts"][rows], *given, branches, 0.1, reference.vectors, held_out),
            grams=classify(model.grams[rows], *given, branches, 1.0, reference.grams, held_out),
        )


def _with_neighbours(material: Material, sample: NDArray[np.int64]) -> tuple[Shown, NDArray[np.bool_]]:
    """The sampled rows and those beside them, and which are sampled."""
    import numpy as np

    rows = np.unique(np.concatenate([sample, material.previous[sample], material.following[sample]]))
    rows = rows[rows >= 0]
    number = np.full(len(material) + 1, -1, dtype=np.int64)  # the last stands for no neighbour
    number[rows] = np.arange(len(rows))
    shown = Shown(
        [material.texts[row] for row in rows],
        material.vectors[rows],
        material.questions[rows],
        number[material.previous[rows]],
        number[material.following[rows]],
    )
    return shown, np.isin(rows, sample)


def _spread(values: Floats, weights: Floats, segments: int, usual: float) -> tuple[Floats, Floats]:
    """Weighted mean and standard deviation of each column, held near the usual one while rows are few."""
    import numpy as np

    weights = np.broadcast_to(weights, values.shape)
    total = np.maximum(weights.sum(axis=0), 1e-12)
    mean = (weights * values).sum(axis=0) / total
    variance = (weights * (values - mean) ** 2).sum(axis=0) / total
    rows = segments + np.minimum((weights > 0).sum(axis=0), _REFERENCE_PRIOR)
    return mean, np.sqrt((rows * variance + _SD_PRIOR * usual**2) / (rows + _SD_PRIOR))
