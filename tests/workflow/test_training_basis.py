"""When models are trained anew: what was trained on has become another, whatever the totals say."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.coding import CodingChange
from fitcode.domain.identity import content_hash
from fitcode.errors import FitcodeError
from fitcode.store import codings
from fitcode.store.codebooks import apply_codebook
from fitcode.store.coding_reads import list_codings
from fitcode.store.models import read_basis, read_model
from fitcode.store.runs import get_run
from fitcode.store.suggestions import list_suggestions
from fitcode.suggest.patterns import fingerprint
from fitcode.workflow.coding.keep_coders import finish_transcripts
from fitcode.workflow.ingesting.change_transcripts import remove_transcript
from fitcode.workflow.suggesting import learn_valence
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.suggesting.plan_pass import Asked, known_models, recipe_of
from fitcode.workflow.suggesting.read_for_suggesting import read_for_suggesting
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.suggesting.train_suggesters import is_training_due, load_models
from fitcode.workflow.suggesting.training_basis import Seen, seen_from_bytes, seen_to_bytes
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.outside import SmallEncoder, install_outside
from tests.support.projects import add_transcript, code, new_project

THINGS = ("fuel", "trust", "water")
PLACES = ("Gao", "Kidal", "Mopti", "Menaka", "Segou")


def book(**definitions: str) -> Codebook:
    """Three codes with a pattern each, and ``bare`` without a pattern or a coding."""
    plain = (
        Code(
            id=thing,
            name=thing,
            definition=definitions.get(thing, f"All about {thing}."),
            patterns=(Pattern(id=thing, phrase=thing, weight=0.5),),
        )
        for thing in THINGS
    )
    return Codebook(
        id="mini", name="Mini", codes=(*plain, Code(id="bare", name="rain", definition="Rain and clouds."))
    )


def said(name: str, *, is_coded: bool) -> str:
    """Sixteen sentences; where it is coded, five of them as fuel and five as trust."""
    fuel, trust, end = ("[fuel]", "[trust]", "[/]") if is_coded else ("", "", "")
    lines = (
        f"{fuel}No fuel in {place} for {name}.{end} {trust}We trust {place} and {name}.{end} "
        f"Water of {place} for {name}."
        for place in PLACES
    )
    return f"ANA: {' '.join(lines)} It rained on {name}."


@contextmanager
def opened(
    folder: Path, codebook: Codebook, *, coded: Sequence[str] = ("ana", "ben"), **settings: object
) -> Iterator[Workspace]:
    with new_project(folder, codes=()) as project:
        apply(project, codebook)
        for name in ("ana", "ben", "cia", "dan"):
            add_transcript(project, said(name, is_coded=name in coded), name=name)
    chosen = {"suggesters": ["rules", "semantic", "learned"], "encoder": "small", **settings}
    lines = [f"{name} = {value!r}" for name, value in chosen.items()]
    (folder / "fitcode.toml").write_text("[suggest]\n" + "\n".join(lines).replace("'", '"'))
    with open_workspace(folder, coder="ines") as workspace:
        yield workspace


@pytest.fixture(autouse=True)
def _outside(tmp_path, monkeypatch) -> None:
    install_outside(tmp_path, monkeypatch)


@pytest.fixture
def workspace(tmp_path) -> Iterator[Workspace]:
    """Four interviews of sixteen sentences, twenty codings in two of them; suggested once."""
    with opened(tmp_path / "study", book()) as made:
        suggest_codes(made)
        yield made


def apply(project: Any, codebook: Codebook) -> None:
    with project.writing("codebook apply", coder="ines"):
        apply_codebook(project, codebook, file_text="")


def all_coded(workspace: Workspace) -> list[str]:
    return [str(uid) for uid in list_codings(workspace.project).column("uid")]


def change(workspace: Workspace, number: int, **changes: object) -> None:
    with workspace.writing("codings change"):
        for uid in all_coded(workspace)[:number]:
            codings.change_coding(workspace.project, uid, CodingChange.model_validate(changes))


def reject(workspace: Workspace, number: int) -> None:
    rows = list_suggestions(workspace.project).records()
    reject_suggestions(workspace, [str(row["uid"]) for row in rows if row["status"] == "pending"][:number])


def is_due(workspace: Workspace, *suggesters: str) -> bool:
    recipe = recipe_of(workspace, Asked(suggesters=suggesters))
    return is_training_due(workspace, recipe, everything=False)


def trained(workspace: Workspace) -> dict[str, str]:
    """The present models by fingerprint."""
    return {name: state.fingerprint for name, state in known_models(workspace.project).items()}


def pending(workspace: Workspace) -> list[Any]:
    """Pending suggestions with their scores and their evidence."""
    rows = workspace.project.connection.execute(
        "SELECT uid, score, evidence FROM suggestions WHERE status = 'pending' ORDER BY uid"
    )
    return rows.fetchall()


class TestWhatWasTrainedOnBecameAnother:
    def test_codings_changed_to_another_code(self, workspace):
        change(workspace, 10, code="water")

        assert is_due(workspace)

    def test_codings_with_another_valence(self, workspace):
        change(workspace, 10, valence="misfit")

        assert is_due(workspace)

    def test_fewer_are_too_few_and_each_counts_once(self, workspace):
        change(workspace, 9, code="water")

        assert not is_due(workspace)

    def test_ten_codings_removed_and_ten_added(self, workspace):
        with workspace.writing("codings remove"):
            codings.remove_codings(workspace.project, all_coded(workspace)[:10])
        for place in PLACES:
            code(workspace.project, "cia", f"Water of {place}", "water")
            code(workspace.project, "dan", f"Water of {place}", "water")

        assert len(all_coded(workspace)) == 20
        assert is_due(workspace)

    def test_ten_decisions_and_no_fewer(self, workspace):
        reject(workspace, 9)
        assert not is_due(workspace)

        reject(workspace, 1)

        assert is_due(workspace)

    def test_a_transcript_finished_and_opened_again(self, workspace):
        finish_transcripts(workspace, ["ana"])
        assert is_due(workspace)
        suggest_codes(workspace)
        assert not is_due(workspace)

        finish_transcripts(workspace, ["ana"], reopen=True)

        assert is_due(workspace)
        assert not is_due(workspace, "rules"), "it teaches rules nothing"

    def test_transcripts_exchanged_for_as_many_others(self, workspace):
        for gone, come in (("cia", "eva"), ("dan", "fay")):
            remove_transcript(workspace, gone)
            add_transcript(workspace.project, said(come, is_coded=False), name=come)

        assert is_due(workspace)

    def test_a_basis_of_an_earlier_release_is_none(self, workspace):
        with workspace.writing("test"):
            workspace.project.connection.execute(
                "UPDATE facts SET value = json_remove(value, '$.layout') WHERE key = 'training_basis'"
            )

        assert is_due(workspace)


def test_what_was_seen_is_kept_in_six_bytes_a_thing():
    seen = Seen({1: 2, 2**32 - 1: 2**16 - 1}, {}, {7: 7}, content_hash(["ana"]))

    kept = seen_to_bytes(seen)

    assert seen_from_bytes(kept) == seen
    assert len(kept) == 32 + 3 * 4 + 3 * 6


def test_what_was_seen_enters_no_history(workspace):
    (record,) = {part["seen"] for part in (read_basis(workspace.project) or {})["parts"].values()}
    assert read_model(workspace.project, record) is not None

    kept = workspace.project.connection.execute("SELECT max(length(after)) FROM history WHERE noun = 'facts'")

    assert kept.fetchone()[0] < 2_000


class TestAnotherEncoder:
    @pytest.fixture
    def newer(self, workspace, monkeypatch):
        """A new version of the encoder, whose vectors are others."""
        whole = SmallEncoder.encode
        monkeypatch.setattr(SmallEncoder, "version", lambda _: "small 2")
        monkeypatch.setattr(SmallEncoder, "encode", lambda self, texts: -whole(self, texts))
        return workspace

    def test_a_new_version_trains_anew(self, newer):
        outcome = suggest_codes(newer)

        assert outcome.run is not None
        facts = {name: state.facts.get("encoder") for name, state in known_models(newer.project).items()}
        assert (facts["semantic"], facts["learned"]) == ("small 2", "small 2")
        assert suggest_codes(newer).run is None

    def test_a_model_of_another_version_is_not_applied(self, newer):
        with pytest.raises(FitcodeError, match="belongs to the encoder 'small 1', not to 'small 2'"):
            load_models(newer, recipe_of(newer, Asked()))

    def test_rules_know_nothing_of_it(self, newer):
        assert not is_due(newer, "rules")

    def test_one_that_is_missing_is_missed_by_those_who_need_it_alone(self, workspace, monkeypatch):
        def missing(_self):
            raise FitcodeError("The encoder is not installed.", remedy="Install it.")

        monkeypatch.setattr(SmallEncoder, "version", missing)

        with pytest.raises(FitcodeError, match="not installed"):
            suggest_codes(workspace)
        assert suggest_codes(workspace, Asked(suggesters=["rules"], everything=True)).run is not None


class TestFewerSuggesters:
    RULES = Asked(suggesters=["rules"], only=["fuel"])

    def test_a_pass_of_rules_alone_leaves_all_models_alone(self, workspace):
        before = trained(workspace), read_basis(workspace.project)
        assert {"semantic", "learned"} <= before[0].keys()

        suggest_codes(workspace, self.RULES)

        assert (trained(workspace), read_basis(workspace.project)) == before
        assert not is_due(workspace)

    def test_its_run_names_no_model_that_it_did_not_read(self, workspace):
        run = suggest_codes(workspace, self.RULES).run

        assert set(get_run(workspace.project, str(run)).models) <= {"rules", "calibration", "valence"}
        reject(workspace, 12)
        run = suggest_codes(workspace, Asked(suggesters=["semantic"])).run
        assert set(get_run(workspace.project, str(run)).models) <= {"semantic", "calibration", "valence"}
        assert "rules" in trained(workspace)

    def test_where_training_is_due_the_others_stay_due(self, workspace):
        before = trained(workspace)
        reject(workspace, 12)

        suggest_codes(workspace, self.RULES)

        after = trained(workspace)
        assert "rules" in after.keys() - before.keys()
        assert {name: after[name] for name in before} == before
        assert not is_due(workspace, "rules")
        assert is_due(workspace)

    def test_the_whole_pass_after_it_ends_where_it_would_have_ended_anyway(self, workspace, tmp_path):
        reject(workspace, 12)
        suggest_codes(workspace, self.RULES)
        suggest_codes(workspace)

        with opened(tmp_path / "other", book()) as other:
            suggest_codes(other)
            reject(other, 12)
            suggest_codes(other)

            assert trained(workspace).keys() == trained(other).keys()
            for name in ("rules", "semantic"):
                assert trained(workspace)[name] == trained(other)[name]


def test_after_decisions_alone_a_pass_over_everything_moves_nothing(tmp_path):
    """Codes that nobody judged are graded by what was learned of the others, and move with it."""
    with opened(tmp_path / "study", book(), coded=(), min_score=0.0) as workspace:
        suggest_codes(workspace)
        for decide, name in ((accept_suggestions, "fuel"), (reject_suggestions, "trust")):
            uids = [str(uid) for uid in list_suggestions(workspace.project, code=name).column("uid")]
            decide(workspace, uids[:8])
        suggest_codes(workspace)
        before = pending(workspace)

        suggest_codes(workspace, Asked(everything=True))

        assert pending(workspace) == before
        known = known_models(workspace.project)["learned"].facts
        assert known["refused"] is None
        assert "mini/bare" in known["fingerprints"].keys() - known["codes"].keys()
        assert any('"learned"' in row[2] for row in before)


def test_what_was_trained_before_leaves_no_trace(tmp_path, monkeypatch):
    """An encoder whose rows differ in the last bits with the texts beside them."""
    whole = SmallEncoder.encode

    def encode(self: SmallEncoder, texts: Sequence[str]) -> NDArray[np.float32]:
        return whole(self, texts) + np.float32(len(texts) * 1e-6)

    monkeypatch.setattr(SmallEncoder, "encode", encode)
    made = []
    for folder, first in (("changed", book()), ("straight", book(fuel="Fuel and diesel."))):
        with opened(tmp_path / folder, first, suggesters=["semantic"]) as workspace:
            suggest_codes(workspace)
            apply(workspace.project, book(fuel="Fuel and diesel."))
            suggest_codes(workspace)
            made.append(trained(workspace)["semantic"])

    assert made[0] == made[1]


def test_a_new_version_of_the_pipeline_looks_for_every_code_again(tmp_path, monkeypatch):
    with opened(tmp_path / "study", book(), suggesters=["semantic"]) as workspace:
        suggest_codes(workspace)
        assert suggest_codes(workspace).run is None
        monkeypatch.setattr(fingerprint, "installed_version", lambda _: "9.9")

        assert suggest_codes(workspace).transcripts == 4


def test_valence_reads_no_more_transcripts_than_the_limit(workspace, monkeypatch):
    """Of two that are coded, and of others that no valence was given in, one is enough."""
    read: list[str] = []

    def reading(project: Any, name: str) -> Any:
        read.append(name)
        return read_for_suggesting(project, name)

    monkeypatch.setattr(learn_valence, "MOST_WORDS", 1)
    monkeypatch.setattr(learn_valence, "read_for_suggesting", reading)
    change(workspace, 20, valence="misfit")

    suggest_codes(workspace)

    assert len(read) == 1
    assert "valence" in trained(workspace)
