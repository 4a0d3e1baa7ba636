"""Training the learned suggester: what codings and decisions add to what the codebook says.

The semantic score is the prior; branches are learned first, codes within them. Codes with too few examples
keep the prior and profit from their branch alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.identity import content_hash
from fitcode.suggest.learning.labels import Labels, branch_labels, folds_of, held_near, labels_of
from fitcode.suggest.learning.logistic import Addition, Penalty, fit_additions, fit_temperature, level_shift
from fitcode.suggest.learning.words_learned import no_words, word_features
from fitcode.suggest.meaning.code_texts import code_tree
from fitcode.suggest.meaning.features import Shown, centred, joined
from fitcode.suggest.meaning.semantic_scores import BRANCH_SLOPE, SemanticModel, SemanticScores
from fitcode.suggest.meaning.semantic_training import train_semantic
from fitcode.suggest.model_state import ModelState, state_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.suggester import Recipe

    Floats = NDArray[np.float64]

NAME = "learned"
VERSION = 1
"""Raised when the same material would teach something else."""

LEAST = 10
"""Codings and decisions below which nothing is learned."""

LEAST_POSITIVE = 1
"""Examples of a code below which it keeps the prior."""

LEAST_OF_BRANCH = 5
WORDS_FROM = 400
"""Codings and decisions from which words join the vectors; below they drag."""

DIRECTIONS = 256
"""Into which the vectors of a segment, its neighbours and its question are condensed."""

_LEVEL = 1_000
"""Codings and decisions from which on they count for more than the prior in how frequent a code is."""

FOLDS = 3
BRANCH_INTERCEPT, BRANCH_ODDS = -1.5, 1.5
"""The chance that a branch is right, by its z score, before anything was decided."""

PENALTY = Penalty(weights=0.3, words=1.0, trust=100.0, bias=1.0)
_SHOWN = 30
"""Examples of a code that are kept to be shown as evidence."""

_EXAMPLE_LENGTH = 300


def train_learned(recipe: Recipe, material: Material, encoder: Encoder) -> ModelState:
    """What this material teaches; the state of a refusal says why it is too little."""
    # Codings are learned from here: as texts of their codes they would count twice.
    semantic = train_semantic(recipe, material, encoder, codings=False)
    tree = code_tree(recipe.codebooks)
    seed = recipe.settings.seed
    labels = labels_of(material, tree.codes, tree.parents, seed)
    facts: dict[str, Any] = {
        "version": VERSION,
        "encoder": encoder.version(),
        "semantic": semantic.facts,
        "said": labels.said,
        "refused": _refusal(labels),
        "codes": _standing(tree.codes, labels),
    }
    trained_on = content_hash([VERSION, semantic.fingerprint, material.hash, seed])
    # Codes that nobody said anything of have grades as well: those of others and of branches move them.
    facts["fingerprints"] = {
        code: content_hash([trained_on, code]) for code in tree.codes if not facts["refused"]
    }
    arrays: dict[str, Any] = {f"semantic.{name}": array for name, array in semantic.arrays.items()}
    if not facts["refused"]:
        more_facts, more_arrays = _Training(SemanticModel(semantic), material, labels, seed).run()
        facts |= more_facts
        arrays |= more_arrays
    return state_of(NAME, facts=facts, arrays=arrays, trained_on=trained_on)


def _refusal(labels: Labels) -> str | None:
    if labels.said < LEAST:
        return f"{labels.said} codings and decisions are too few to learn from: at least {LEAST} are needed."
    if not (labels.labels > 0).any():
        return "All decisions are rejections: without an example of a code there is nothing to learn."
    return None


def _standing(codes: tuple[str, ...], labels: Labels) -> dict[str, Any]:
    """What is known of each code that people said something of, and why it is not learned if so."""
    found = {}
    groups = labels.groups
    for number, code in enumerate(codes):
        known = labels.importance[:, number] > 0
        right = known & (labels.labels[:, number] > 0)
        against = known & (labels.labels[:, number] == 0)
        if not right.any() and not against.any():
            continue
        positives, negatives = int(right.sum()), int(against.sum())
        reason = None
        if positives < LEAST_POSITIVE:
            reason = "no example of it"
        elif not negatives:
            reason = "no example against it"
        found[code] = {
            "positives": positives,
            "negatives": negatives,
            "transcripts": len({groups[row] for row in right.nonzero()[0]}),
            "reason": reason,
        }
    return found


class Condensed(NamedTuple):
    """The directions in which segments of this corpus differ most (principal components)."""

    mean: Floats
    basis: Floats

    def of(self, features: Floats) -> Floats:
        """Rows in these directions."""
        return (features - self.mean) @ self.basis


def condense(features: Floats) -> Condensed:
    """At most 256 directions; fewer where there are fewer rows."""
    import numpy as np

    mean = features.mean(axis=0)
    apart = features - mean
    values, vectors = np.linalg.eigh(apart.T @ apart)
    kept = min(DIRECTIONS, len(features), int((values > 1e-8).sum()))
    basis = vectors[:, ::-1][:, :kept]
    # The sign of a direction is arbitrary: its largest entry is made positive.
    signs = np.sign(basis[np.abs(basis).argmax(axis=0), np.arange(kept)]) if kept else 1.0
    return Condensed(mean, basis * signs)


class Learned(NamedTuple):
    """What was learned, and of which codes."""

    branches: Addition
    codes: Addition
    learned: Sequence[int]
    """Codes with examples of their own, by number."""

    temperature: float


def learned_odds(
    model: SemanticModel, scores: SemanticScores, what: Learned, *, features: Floats, words: Any
) -> tuple[Floats, Floats]:
    """Log odds of all codes, and by how much branches moved: a code without examples follows its branch."""
    import numpy as np

    branch_prior = BRANCH_INTERCEPT + BRANCH_ODDS * np.clip(scores.branches, -4, 4)
    moved = what.branches.to(branch_prior, features, words) - branch_prior
    odds = model.log_odds(scores)
    own = list(what.learned)
    own_odds = what.codes.to(odds[:, own], features, words) / what.temperature
    odds = odds + BRANCH_SLOPE / BRANCH_ODDS * model.branch_of_codes(moved)
    odds[:, own] = own_odds
    return odds, moved


class _Training:
    """One training run."""

    def __init__(self, model: SemanticModel, material: Material, labels: Labels, seed: int) -> None:
        self._model = model
        self._material = material
        self._labels = labels
        self._folds = folds_of(labels.groups, FOLDS, seed)

    def run(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Facts and arrays of the trained state."""
        import numpy as np

        model, labels = self._model, self._labels
        shown = self._shown()
        scores = model.scores(shown)
        own, questions = centred(shown, model.arrays["centre"], model.arrays["question_centre"])
        features = joined(own, questions, shown)
        said = np.hstack([model.arrays["texts"], np.zeros_like(model.arrays["texts"])])
        condensed = condense(np.vstack([features, said]))
        rows = labels.rows
        scores = SemanticScores(scores.codes[rows], scores.branches[rows])
        words = (
            word_features([self._material.texts[row] for row in rows])
            if labels.said >= WORDS_FROM
            else no_words()
        )
        seen = _Seen(condensed.of(features[rows]), words.of([self._material.texts[row] for row in rows]))
        branches = self._learn_branches(scores, seen)
        # What branches learned moves codes without examples only: the others learn it themselves.
        prior = model.log_odds(scores)
        learned = self._learnable()
        codes, temperature = self._learn_codes(prior, seen, learned)
        examples = self._examples(learned)
        odds, _ = learned_odds(
            model,
            scores,
            Learned(branches, codes, learned, temperature),
            features=seen.features,
            words=seen.words,
        )
        facts = {
            "learned": learned,
            "temperature": round(temperature, 6),
            "vocabulary": words.vocabulary,
            "seen": examples,
        }
        arrays = {
            "mean": condensed.mean,
            "basis": condensed.basis,
            "rarity": words.rarity,
            "level": self._level(odds, prior),
            **_arrays("code", codes),
            **_arrays("branch", branches),
            "seen": model.features(shown)[0][[row for _, row, _, _ in examples]],
        }
        return facts, {name: array.astype("float32") for name, array in arrays.items()}

    def _shown(self) -> Shown:
        material = self._material
        return Shown(
            material.texts, material.vectors, material.questions, material.previous, material.following
        )

    def _learnable(self) -> list[int]:
        labels = self._labels
        known = labels.importance > 0
        right = (known & (labels.labels > 0)).sum(axis=0)
        against = (known & (labels.labels == 0)).sum(axis=0)
        return [int(n) for n in ((right >= LEAST_POSITIVE) & (against > 0)).nonzero()[0]]

    def _learn_branches(self, scores: SemanticScores, seen: _Seen) -> Addition:
        """What is added to branches."""
        import numpy as np
        from scipy.special import expit

        count = scores.branches.shape[1]
        labels = branch_labels(self._labels, self._model.branch_of, count)
        known = labels.importance > 0
        enough = ((known & (labels.labels > 0)).sum(axis=0) >= LEAST_OF_BRANCH) & (
            (known & (labels.labels == 0)).sum(axis=0) >= LEAST_OF_BRANCH
        )
        labels = labels._replace(importance=labels.importance * enough)
        prior = BRANCH_INTERCEPT + BRANCH_ODDS * np.clip(scores.branches, -4, 4)
        return _fit(held_near(labels, expit(prior)), prior, seen)

    def _learn_codes(self, prior: Floats, seen: _Seen, learned: list[int]) -> tuple[Addition, float]:
        from scipy.special import expit

        labels = self._labels._replace(
            labels=self._labels.labels[:, learned], importance=self._labels.importance[:, learned]
        )
        prior = prior[:, learned]
        held = held_near(labels, expit(prior))
        addition = _fit(held, prior, seen)
        if not learned or len(set(self._folds.tolist())) < 2:
            return addition, 1.0
        odds = self._held_out(held, prior, seen)
        return addition, fit_temperature(odds, labels.labels, labels.importance)

    def _level(self, odds: Floats, prior: Floats) -> Floats:
        """What brings codes back to how frequent the prior holds them to be.

        Few decisions say what is right, not how frequent it is; transcripts read to the end tell that.
        """
        import numpy as np

        there = self._labels.anchors
        if self._labels.is_read or not there.any():
            return np.zeros(prior.shape[1])
        return level_shift(odds[there], prior[there]) * _LEVEL / (_LEVEL + self._labels.said)

    def _held_out(self, labels: Labels, prior: Floats, seen: _Seen) -> Floats:
        """Log odds of each row by a model that has not seen its transcript."""
        import numpy as np

        odds = prior.copy()
        for fold in np.unique(self._folds):
            rest, own = self._folds != fold, self._folds == fold
            if rest.any():
                part = labels._replace(labels=labels.labels[rest], importance=labels.importance[rest])
                addition = _fit(part, prior[rest], _Seen(seen.features[rest], seen.words[rest]))
                odds[own] = addition.to(prior[own], seen.features[own], seen.words[own])
        return odds

    def _examples(self, learned: list[int]) -> list[tuple[int, int, str, str]]:
        """Code, row, text and uid of examples that can be shown."""
        numbers = {self._model.codes[code]: code for code in learned}
        kept: dict[int, dict[int, tuple[int, int, str, str]]] = {}
        for example in sorted(self._material.examples):
            code = numbers.get(example.code) if example.is_positive else None
            if code is not None and len(kept.setdefault(code, {})) < _SHOWN:
                text = self._material.texts[example.row][:_EXAMPLE_LENGTH]
                kept[code].setdefault(example.row, (code, example.row, text, example.uid))
        return [one for code in sorted(kept) for one in kept[code].values()]


class _Seen(NamedTuple):
    """What a classifier sees of the labelled rows."""

    features: Floats
    words: Any


def _fit(labels: Labels, prior: Floats, seen: _Seen) -> Addition:
    return fit_additions(labels.labels, labels.importance, prior, seen.features, seen.words, PENALTY)


def _arrays(name: str, addition: Addition) -> dict[str, Any]:
    return {f"{name}.{field}": value for field, value in addition._asdict().items()}
