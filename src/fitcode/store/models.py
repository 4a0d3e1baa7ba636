"""Models: what suggesters learned from a project, kept by fingerprint.

A run names the models that it used, so that its suggestions can be made again; a model that no suggestion
rests on any more can go.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from fitcode.domain.identity import canonical_json
from fitcode.store.project import Project
from fitcode.store.times import now

_BASIS = "training_basis"
"""The key of the project's fact that says what the present models were trained on."""


class ModelFacts(NamedTuple):
    """A model without its arrays: enough to tell whether it is the one wanted."""

    suggester: str
    fingerprint: str
    facts: dict[str, Any]


def keep_model(project: Project, model: ModelFacts, content: bytes) -> None:
    """Keep a trained model as its suggester's newest; one with this fingerprint was the same."""
    project.require_deed()
    project.connection.execute("DELETE FROM models WHERE fingerprint = ?", (model.fingerprint,))
    project.connection.execute(
        "INSERT INTO models (suggester, fingerprint, facts, content, made_at) VALUES (?, ?, ?, ?, ?)",
        (model.suggester, model.fingerprint, canonical_json(model.facts), content, now()),
    )


def read_model(project: Project, fingerprint: str) -> bytes | None:
    """A model's content, or None where it has been pruned."""
    row = project.connection.execute(
        "SELECT content FROM models WHERE fingerprint = ?", (fingerprint,)
    ).fetchone()
    return None if row is None else bytes(row[0])


def keep_basis(project: Project, basis: Mapping[str, Any]) -> None:
    """Note what the present models were trained on."""
    project.require_deed()
    if read_basis(project) == basis:
        return  # every write of a fact is kept in the history
    project.connection.execute(
        "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_BASIS, canonical_json(basis)),
    )


def read_basis(project: Project) -> dict[str, Any] | None:
    """What the present models were trained on; None before anything was trained."""
    row = project.connection.execute("SELECT value FROM facts WHERE key = ?", (_BASIS,)).fetchone()
    return None if row is None else dict(json.loads(row[0]))


def model_facts(project: Project, fingerprints: Iterable[str]) -> dict[str, ModelFacts]:
    """Suggester to the facts of its model, for those of the fingerprints that are kept."""
    rows = project.connection.execute(
        "SELECT suggester, fingerprint, facts FROM models"
        " WHERE fingerprint IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(fingerprints)),),
    )
    return {
        suggester: ModelFacts(suggester, fingerprint, json.loads(facts))
        for suggester, fingerprint, facts in rows
    }


def prune_models(project: Project, *, keep: Iterable[str]) -> int:
    """Let go of the models that neither ``keep``, the basis nor a run with pending suggestions names.

    Says how many went.
    """
    project.require_deed()
    used = """SELECT j.value FROM runs r, json_each(r.models) j WHERE EXISTS (
                  SELECT 1 FROM suggestions s WHERE s.run_id = r.id AND s.status = 'pending')"""
    kept = list(dict.fromkeys((*keep, *_named(read_basis(project) or {}))))
    return project.connection.execute(
        f"DELETE FROM models WHERE fingerprint NOT IN ({used})"
        " AND fingerprint NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(kept),),
    ).rowcount


def _named(basis: Mapping[str, Any]) -> Iterator[str]:
    """The present models, and what says on what they were trained."""
    yield from basis.get("models", {}).values()
    yield from (part["seen"] for part in basis.get("parts", {}).values())
