"""Training basis: on what the present models were trained, and whether enough has changed to train anew.

Every part of what is learned has a basis of its own, so that a pass with fewer suggesters leaves the others'
models alone. What a part saw is kept in six bytes a thing: enough to count what came, left and changed.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from fitcode.domain.identity import content_hash
from fitcode.store import models, training
from fitcode.store.models import ModelFacts
from fitcode.store.project import Project
from fitcode.store.training import Digest
from fitcode.suggest.calibration import NAME as CALIBRATION
from fitcode.suggest.reading.encoders import find_encoder
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import Recipe, TrainedKind
from fitcode.workflow.workspace import Workspace

DECISIONS = "all decisions"
"""The part that is learned from decisions and valences, whichever suggesters a pass has: weights of rules,
calibration and valence. A space keeps it apart from names of suggesters."""

LEAST_NEW = 10
"""Codings or decisions, come, gone or changed, from which on models are trained anew."""

_NEW_SHARE = 0.1
"""The same as a share of those that the models saw."""

_CORPUS_SHARE = 0.25
"""Share of transcripts that must come, go or change before the corpus counts as another."""

_FOR_ALL = frozenset({CALIBRATION, "valence"})
"""Models that no suggester owns: every pass reads them."""

_LAYOUT = 2
_RECORD = "seen"
"""The name under which a record of what was seen is kept among the models: those have no history, which would
keep every such record for good."""


class Seen(NamedTuple):
    """What there is to learn from, in numbers that tell whether it has changed."""

    codings: Digest
    decisions: Digest
    texts: Digest
    finished: str
    """Of the names of all finished transcripts."""


def is_training_due(workspace: Workspace, recipe: Recipe, *, everything: bool) -> bool:
    """Whether models of this pass are missing, or were trained on what has changed since.

    Raises FitcodeError for an encoder that is not there, where the pass has a suggester that needs it.
    """
    project = workspace.project
    if not training.text_digest(project):
        return False
    parts = _parts(models.read_basis(project))
    wanted = wanted_parts(workspace, recipe)
    if everything or any(_is_other(parts.get(name), made, recipe) for name, made in wanted.items()):
        return True
    now = seen_now(project)
    return any(_has_moved(_record(project, parts[name]["seen"]), now, part=name) for name in wanted)


def wanted_parts(workspace: Workspace, recipe: Recipe) -> dict[str, str]:
    """The parts that this pass needs, each with a hash of what it reads beside codings and decisions."""
    wording, seed = _wording(recipe), recipe.settings.seed
    parts = {DECISIONS: content_hash([wording, seed, "rules" in workspace.settings.suggest.suggesters])}
    for name in trained_kinds(recipe):
        parts[name] = content_hash([wording, seed, *_encoder(name, recipe)])
    return parts


def trained_kinds(recipe: Recipe) -> dict[str, TrainedKind]:
    """The suggesters of the pass that learn before they are prepared."""
    kinds = {name: find_suggester(name) for name in recipe.settings.suggesters}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, TrainedKind)}


def is_read_by(recipe: Recipe, model: str) -> bool:
    """Whether a pass of this recipe reads the model of this name."""
    return model in _FOR_ALL or model in recipe.settings.suggesters


def seen_now(project: Project) -> Seen:
    """What there is to learn from as it is now."""
    return Seen(
        training.coding_digest(project),
        training.decision_digest(project),
        training.text_digest(project),
        content_hash(sorted(training.finished_transcripts(project))),
    )


def keep_basis(project: Project, seen: Seen, wanted: Mapping[str, str], trained: Mapping[str, str]) -> None:
    """Note on what these parts were trained; ``trained`` names each model and its fingerprint.

    What other parts were trained on stays as it was noted.
    """
    content = seen_to_bytes(seen)
    record = sha256(content).hexdigest()
    models.keep_model(project, ModelFacts(_RECORD, record, {}), content)
    before = models.read_basis(project)
    parts = _parts(before)
    of_others = {model for name, part in parts.items() if name not in wanted for model in part["models"]}
    known = (before or {}).get("models", {})
    parts |= {
        name: {"recipe": made, "seen": record, "models": _models_of(name, trained, wanted)}
        for name, made in wanted.items()
    }
    kept = {model: known[model] for model in sorted(of_others & known.keys())}
    models.keep_basis(project, {"layout": _LAYOUT, "parts": parts, "models": {**kept, **trained}})


def seen_to_bytes(seen: Seen) -> bytes:
    """Six bytes a thing: four for its key, two for what is read of it."""
    written = [bytes.fromhex(seen.finished)]
    for digest in (seen.codings, seen.decisions, seen.texts):
        count = len(digest)
        keys = sorted(digest)
        written.append(struct.pack(f"<I{count}I{count}H", count, *keys, *(digest[key] for key in keys)))
    return b"".join(written)


def seen_from_bytes(content: bytes) -> Seen:
    """What was seen, as it was kept; raises struct.error for other bytes."""
    digests: list[Digest] = []
    place = 32
    for _ in range(3):
        (count,) = struct.unpack_from("<I", content, place)
        numbers = struct.unpack_from(f"<{count}I{count}H", content, place + 4)
        digests.append(dict(zip(numbers[:count], numbers[count:], strict=True)))
        place += 4 + 6 * count
    codings, decisions, texts = digests
    return Seen(codings, decisions, texts, finished=content[:32].hex())


def _models_of(part: str, trained: Collection[str], wanted: Collection[str]) -> list[str]:
    if part != DECISIONS:
        return [part]
    return sorted(set(trained) - set(wanted))


def _parts(basis: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the basis says part by part; nothing where an earlier release wrote it."""
    return dict(basis["parts"]) if basis is not None and basis.get("layout") == _LAYOUT else {}


def _is_other(part: Mapping[str, Any] | None, made: str, recipe: Recipe) -> bool:
    """Whether a part is missing, or was trained by another recipe."""
    return part is None or part["recipe"] != made or not recipe.models.keys() >= set(part["models"])


def _record(project: Project, fingerprint: str) -> Seen | None:
    content = models.read_model(project, fingerprint)
    return None if content is None else seen_from_bytes(content)


def _has_moved(before: Seen | None, now: Seen, *, part: str) -> bool:
    if before is None or _have_moved(before.codings, now.codings):
        return True
    if _have_moved(before.decisions, now.decisions):
        return True
    if part == DECISIONS:
        return False  # what nobody coded or decided on teaches it nothing
    moved = _changes(before.texts, now.texts)
    return moved > _CORPUS_SHARE * len(before.texts) or before.finished != now.finished


def _have_moved(before: Digest, now: Digest) -> bool:
    return _changes(before, now) >= max(LEAST_NEW, _NEW_SHARE * len(before))


def _changes(before: Digest, now: Digest) -> int:
    """How many came, left or changed; one that changed counts once."""
    if before == now:
        return 0
    return sum(before.get(key) != now.get(key) for key in before.keys() | now.keys())


def _encoder(suggester: str, recipe: Recipe) -> list[str]:
    """The encoder with its version: vectors of another one mean something else."""
    name = recipe.settings.encoder
    return [name, find_encoder(name).version()] if find_suggester(suggester).needs_vectors else []


def _wording(recipe: Recipe) -> str:
    """Hash of what codes mean, without the patterns that find them."""
    return content_hash(
        [
            [
                *(book.id, book.language, book.uncoded_examples),
                [
                    code.model_dump(mode="json", exclude={"patterns", "colour", "source"})
                    for code in book.codes
                ],
            ]
            for book in recipe.codebooks
        ]
    )
