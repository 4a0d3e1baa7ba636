"""Models: kept by fingerprint, named by runs, and let go of when nothing rests on them."""

import pytest

from fitcode.store.models import (
    ModelFacts,
    keep_basis,
    keep_model,
    model_facts,
    prune_models,
    read_basis,
    read_model,
)
from fitcode.store.proposals import store_suggestions
from fitcode.store.runs import finish_run, start_run
from fitcode.store.suggestions import list_suggestions
from tests.support.projects import add_transcript, run_start, suggestion

OLD = ModelFacts("semantic", "1111", {"codes": ["fit/fuel"]})
NEW = ModelFacts("semantic", "2222", {"codes": ["fit/fuel", "fit/layoff"]})
WEIGHTS = ModelFacts("rules", "3333", {"weights": {}})


def keep(project, *models):
    with project.writing("suggest", coder="ines"):
        for model in models:
            keep_model(project, model, model.fingerprint.encode())


def prune(project, *fingerprints):
    with project.writing("annotations prune", coder="ines"):
        return prune_models(project, keep=fingerprints)


def kept(project):
    return [one for one in ("1111", "2222", "3333") if read_model(project, one) is not None]


def suggest(project, transcript, *, models):
    """A pass with these models that leaves one pending suggestion."""
    with project.writing("suggest", coder="ines"):
        start = run_start(project)._replace(models=models, fingerprint=str(models))
        run = start_run(project, start)
        made = [suggestion(project, transcript, "No fuel", "fit/fuel", score=len(str(models)) / 100)]
        store_suggestions(
            project, run_uid=run, transcript=transcript, suggestions=made, fingerprints={"fit/fuel": "f"}
        )
        finish_run(project, run)


def test_a_model_comes_back_as_it_was_kept(project):
    keep(project, OLD, NEW, WEIGHTS)

    assert read_model(project, "2222") == b"2222"
    assert read_model(project, "4444") is None
    assert model_facts(project, ["2222", "3333", "4444"]) == {"rules": WEIGHTS, "semantic": NEW}
    assert model_facts(project, []) == {}


def test_the_same_model_is_kept_once(project):
    keep(project, OLD)
    keep(project, OLD)

    assert project.connection.execute("SELECT count(*) FROM models").fetchone() == (1,)


def test_what_the_models_were_trained_on_is_noted_and_replaced(project):
    assert read_basis(project) is None

    with project.writing("suggest", coder="ines"):
        keep_basis(project, {"codings": 3, "models": {"semantic": "1111"}})
        keep_basis(project, {"codings": 20, "models": {"semantic": "2222"}})

    assert read_basis(project) == {"codings": 20, "models": {"semantic": "2222"}}


def test_models_are_kept_inside_a_deed_only(project):
    with pytest.raises(RuntimeError):
        keep_model(project, OLD, b"")


def test_a_model_stays_while_a_pending_suggestion_rests_on_it(project):
    ana = add_transcript(project, "ANA: They let me go. No fuel left.")
    keep(project, OLD, NEW, WEIGHTS)
    suggest(project, ana, models={"semantic": "1111"})

    assert prune(project, "2222") == 1
    assert kept(project) == ["1111", "2222"]

    suggest(project, ana, models={"semantic": "2222", "rules": "3333"})
    assert list_suggestions(project).column("status") == ["pending"]

    assert prune(project, "2222") == 1
    assert kept(project) == ["2222"]


def test_without_anything_to_keep_all_of_them_go(project):
    keep(project, OLD, NEW)

    assert prune(project) == 2
    assert kept(project) == []


def test_what_the_basis_names_stays(project):
    keep(project, OLD, NEW, WEIGHTS)
    with project.writing("suggest", coder="ines"):
        keep_basis(project, {"models": {"semantic": "1111"}, "parts": {"semantic": {"seen": "2222"}}})

    assert prune(project) == 1
    assert kept(project) == ["1111", "2222"]


def test_an_equal_basis_is_not_written_again(project):
    for _ in range(2):
        with project.writing("suggest", coder="ines"):
            keep_basis(project, {"models": {}})

    rows = project.connection.execute("SELECT count(*) FROM history WHERE after LIKE '%training_basis%'")
    assert rows.fetchone() == (1,)
