"""The valences that people give teach a pass which to state; evaluate learns none from what it tries."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from fitcode.domain.choices import Valence
from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.coding import CodingChange
from fitcode.store.codebooks import apply_codebook
from fitcode.store.suggestions import list_suggestions
from fitcode.store.training import CodedValence, coded_valences
from fitcode.suggest.statements.valence_model import DEFAULT_VALENCE_MODEL, model_of
from fitcode.workflow.evaluating.evaluate_suggesters import EvaluationAsked, evaluate_suggesters
from fitcode.workflow.explaining.explain_suggestion import explain_suggestion
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.suggesting.learn_valence import TAKEN_OVER, weights_of
from fitcode.workflow.suggesting.plan_pass import Asked, known_models
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.projects import add_transcript, new_project

PLACES = ("Gao", "Kidal", "Mopti", "Menaka")
COLOURS = ("blue", "green", "red", "grey", "brown", "white")

FUEL = Pattern(id="fuel", phrase="fuel", weight=0.6)
RADIO = Pattern(id="radio", phrase="radio", weight=0.6)
TENT = Pattern(id="tent", phrase="tent", weight=0.6, valence=Valence.fit)
BOOK = Codebook(
    id="mini",
    name="Mini",
    codes=tuple(Code(id=one.id, name=one.id, patterns=(one,)) for one in (FUEL, RADIO, TENT)),
)


def said_in(place: str, *things: str, mark: str = "") -> str:
    """Six turns with a sentence a thing, of which no word tells of praise or blame."""
    sentences = [f"The {thing} of {place} is {colour}." for thing in things for colour in COLOURS]
    return "\n".join(f"Q: Which?\nANA: {mark}{said}{'[/]' if mark else ''}" for said in sentences)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Four interviews; in each, six times fuel, six times a radio and six times a tent."""
    with made(tmp_path, {place: said_in(place, "fuel", "radio", "tent") for place in PLACES}) as opened:
        yield opened


def made(folder: Path, texts: dict[str, str]) -> AbstractContextManager[Workspace]:
    with new_project(folder / "study", codes=()) as project:
        with project.writing("codebook apply", coder="ines"):
            apply_codebook(project, BOOK, file_text="")
        for name, text in texts.items():
            add_transcript(project, text, name=name)
    (folder / "study" / "fitcode.toml").write_text('[suggest]\nsuggesters = ["rules"]\n')
    return open_workspace(folder / "study", coder="ines")


def uids(workspace: Workspace, code: str) -> list[Any]:
    """Of the pending suggestions of a code, by transcript and position."""
    return [row["uid"] for row in list_suggestions(workspace.project, code=code).records() if is_open(row)]


def valences(workspace: Workspace, code: str) -> set[Any]:
    """Those of the pending suggestions of a code."""
    rows = list_suggestions(workspace.project, code=code).records()
    return {row["valence"] for row in rows if is_open(row)}


def is_open(row: Mapping[str, object]) -> bool:
    return row["status"] == "pending"


def decide(workspace: Workspace, code: str, valence: str | None, *, number: int) -> None:
    change = CodingChange.model_validate({"valence": valence})
    accept_suggestions(workspace, uids(workspace, code)[:number], changes=change)


def model(workspace: Workspace) -> str | None:
    """The fingerprint of what was learned of valence."""
    state = known_models(workspace.project).get("valence")
    return state.fingerprint if state else None


def test_fifteen_decisions_change_what_is_stated_of_that_code_and_of_no_other(workspace):
    suggest_codes(workspace)
    assert (valences(workspace, "fuel"), valences(workspace, "tent")) == ({None}, {"fit"})

    decide(workspace, "fuel", "misfit", number=15)
    changed = suggest_codes(workspace).changed

    assert changed >= len(uids(workspace, "fuel")) == 9
    assert valences(workspace, "fuel") == {"misfit"}
    assert valences(workspace, "radio") == {None}


def test_people_outvote_a_pattern_that_says_otherwise(workspace):
    suggest_codes(workspace)

    decide(workspace, "tent", "misfit", number=15)
    suggest_codes(workspace)

    assert valences(workspace, "tent") == {"misfit"}


def test_a_code_that_people_empty_is_stated_no_more(workspace):
    suggest_codes(workspace)

    decide(workspace, "tent", None, number=15)
    suggest_codes(workspace)

    assert valences(workspace, "tent") == {None}


def test_codings_by_hand_teach_too(tmp_path):
    coded = (
        said_in("Segou", "fuel", mark="[fuel misfit]") + "\n" + said_in("Niono", "fuel", mark="[fuel misfit]")
    )
    with made(tmp_path, {"coded": coded, "open": said_in("Gao", "fuel")}) as workspace:
        suggest_codes(workspace)

        assert valences(workspace, "fuel") == {"misfit"}


def test_few_decisions_teach_nothing(workspace):
    suggest_codes(workspace)
    decide(workspace, "fuel", "misfit", number=9)

    suggest_codes(workspace, Asked(everything=True))

    assert (model(workspace), valences(workspace, "fuel")) == (None, {None})


def test_without_decisions_there_is_no_state_and_the_shipped_model_speaks(workspace):
    suggest_codes(workspace)

    assert model(workspace) is None
    assert valences(workspace, "tent") == {"fit"}


def test_rejected_suggestions_teach_nothing(workspace):
    suggest_codes(workspace)
    decide(workspace, "fuel", "misfit", number=9)
    reject_suggestions(workspace, uids(workspace, "tent")[:12])

    suggest_codes(workspace, Asked(everything=True))

    assert len(coded_valences(workspace.project)) == 9
    assert model(workspace) is None


def test_suggestions_that_are_passed_through_teach_nothing(workspace):
    suggest_codes(workspace)
    accept_suggestions(workspace, [*uids(workspace, "tent")[:12], *uids(workspace, "fuel")[:12]])

    suggest_codes(workspace, Asked(everything=True))

    assert model(workspace) is None


def test_the_same_decisions_teach_the_same_and_the_model_is_named(workspace):
    suggest_codes(workspace)
    decide(workspace, "fuel", "misfit", number=12)
    suggest_codes(workspace)
    first = model(workspace)
    shown = explain_suggestion(workspace, uids(workspace, "fuel")[0])

    again = suggest_codes(workspace, Asked(everything=True))

    assert first is not None
    assert (model(workspace), again.changed) == (first, 0)
    assert f"valence {first[:12]}" in shown
    assert "valence: misfit (confidence" in shown


def test_the_kept_model_is_the_one_that_is_read(workspace):
    suggest_codes(workspace)
    decide(workspace, "fuel", "misfit", number=12)
    suggest_codes(workspace)

    kept = model_of(known_models(workspace.project)["valence"].facts)

    assert kept.decided == {"mini/fuel": (0, 12, 0, 0)}
    assert kept.weights != DEFAULT_VALENCE_MODEL.weights


class TestWhatCounts:
    """``weights_of``: an empty or unchanged field counts as far as somebody judged it."""

    def coded(self, *fields: tuple[str | None, str | None], coder: str = "ines") -> list[CodedValence]:
        """Pairs of the suggested valence and the coding's."""
        return [CodedValence("ana", 0, 5, "mini/fuel", coder, own, shown) for shown, own in fields]

    def test_who_never_sets_a_valence_judges_none(self):
        assert weights_of(self.coded(("fit", "fit"), (None, None))) == [0, 0]

    def test_what_was_taken_over_counts_less_than_what_was_changed(self):
        assert weights_of(self.coded(("fit", "misfit"), ("fit", "fit"))) == [1, TAKEN_OVER]

    def test_what_was_emptied_is_judged(self):
        assert weights_of(self.coded(("fit", None), (None, None))) == [1, 0]

    def test_what_came_empty_and_stayed_so_counts_where_its_coder_fills_most(self):
        assert weights_of(self.coded((None, "fit"), (None, "fit"), (None, None))) == [1, 1, 1]
        assert weights_of(self.coded((None, "fit"), (None, None), (None, None))) == [1, 0, 0]

    def test_each_coder_is_taken_alone(self):
        passed = self.coded(("fit", "fit"), (None, None), coder="omar")

        assert weights_of([*self.coded((None, "fit"), (None, None)), *passed])[2:] == [0, 0]


def field_notes(workspace: Workspace, *only: str, n_folds: int = 4) -> Sequence[str]:
    asked = EvaluationAsked(suggesters=("rules",), only=only, n_folds=n_folds)
    return [note for note in evaluate_suggesters(workspace, asked).notes if note.startswith("valence")]


class TestEvaluate:
    """Fields are judged by a valence model that has not seen the transcripts it is tried on."""

    def test_what_the_other_transcripts_teach_is_stated(self, tmp_path):
        texts = {place: said_in(place, "fuel", mark="[fuel misfit]") for place in PLACES}
        with made(tmp_path, texts) as workspace:
            assert field_notes(workspace) == [
                "valence: precision 1.00, coverage 1.00, of 24 codings that state it (24 found by the pass)."
            ]

    def test_what_the_transcript_itself_would_teach_is_not(self, tmp_path):
        coded = {"Gao": ("fuel", "[fuel misfit]"), "Kidal": ("radio", "[radio misfit]")}
        texts = {
            place: "\n".join(said_in(f"{part} {place}", thing, mark=mark) for part in ("Upper", "Lower"))
            for place, (thing, mark) in coded.items()
        }
        with made(tmp_path, texts) as workspace:
            for code in ("fuel", "radio"):
                assert field_notes(workspace, code, n_folds=2) == [
                    "valence: none stated, coverage 0.00, of 12 codings that state it (12 found by the pass)."
                ]
