"""Screen reads: what a screen shows is what the project holds, by place, under the names people use."""

import time
from pathlib import Path

import pytest

from fitcode.domain.choices import MemoTarget
from fitcode.errors import UnknownCode, UnknownTranscript
from fitcode.store import codebooks, habits, memos
from fitcode.store.decisions import reject_suggestion
from fitcode.store.names import resolve_code
from fitcode.store.project import Project, open_project
from fitcode.store.screen_reads import (
    QueueFilters,
    data_version,
    last_deed,
    pending_queue,
    read_names,
    read_state,
    shown_codings,
    shown_suggestions,
    shown_transcripts,
)
from fitcode.store.transcripts import remove_transcript
from tests.support.projects import (
    add_coder,
    add_codings,
    add_transcript,
    apply_components,
    code,
    codebook_of,
    coding,
    finish,
    new_project,
    run_pass,
    suggestion,
)

TALK = "ANA: They let me go. Fuel came late."


@pytest.fixture
def project(tmp_path: Path):
    with new_project(tmp_path / "study") as opened:
        apply_components(opened, "force", "recce")
        add_transcript(opened, TALK)
        yield opened


def apply(project: Project, *codes: str, id: str = "fit") -> None:
    with project.writing("test", coder="ines"):
        codebooks.apply_codebook(project, codebook_of(*codes, id=id), file_text="")


def codings(project: Project, **some: object) -> list[str]:
    return [f"{one.code} {one.start}:{one.end}" for one in shown_codings(project, "ana", read_names(project))]


class TestCodings:
    def test_they_stand_by_place_and_of_those_that_begin_together_the_longest_first(self, project: Project):
        code(project, "ana", "Fuel", "fuel")
        code(project, "ana", "They", "layoff")
        code(project, "ana", "They let me go.", "fuel")
        assert codings(project) == ["fuel 5:20", "layoff 5:9", "fuel 21:25"]

    def test_everything_a_coding_states_is_shown(self, project: Project):
        uid = code(
            *(project, "ana", "Fuel", "fuel"),
            coder="ben",
            about="force",
            counterpart="recce",
            valence="misfit",
            strength=2,
            memo="why",
        )
        with project.writing("memo", coder="ines"):
            memos.add_memo(
                project, target=MemoTarget.coding, target_name=uid, text="see the other", coder="ines"
            )
        (one,) = shown_codings(project, "ana", read_names(project))
        assert (one.uid, one.coder, one.about, one.counterpart) == (uid, "ben", "force", "recce")
        assert (one.valence, one.strength, one.memo, one.origin) == ("misfit", 2, "why", "manual")
        assert (one.codebook_version, one.n_memos) == (1, 1)

    def test_some_can_be_asked_for(self, project: Project):
        code(project, "ana", "They", "layoff")
        wanted = code(project, "ana", "Fuel", "fuel")
        found = shown_codings(project, "ana", read_names(project), uids=[wanted, "gone"])
        assert [one.uid for one in found] == [wanted]

    def test_those_of_another_transcript_are_not_on_this_page(self, project: Project):
        add_transcript(project, "BEN: [fuel]No fuel.[/]", name="ben")
        (elsewhere,) = shown_codings(project, "ben", read_names(project))
        assert shown_codings(project, "ana", read_names(project)) == []
        assert shown_codings(project, "ana", read_names(project), uids=[elsewhere.uid]) == []

    def test_a_code_has_its_codebook_in_its_name_where_its_id_is_not_unique(self, project: Project):
        apply(project, "fuel", id="supply")
        code(project, "ana", "Fuel", "supply/fuel")
        assert codings(project) == ["supply/fuel 21:25"]

    def test_a_transcript_that_is_not_there_is_unknown(self, project: Project):
        with pytest.raises(UnknownTranscript):
            shown_codings(project, "carl", read_names(project))


class TestTranscripts:
    def test_they_stand_by_name_with_how_far_one_has_come(self, project: Project):
        add_transcript(project, "BEN: [fuel]No fuel.[/] Never.", name="ben", coder="ines")
        add_coder(project, "zoé")
        code(project, "ben", "Never.", "layoff", coder="zoé")
        run_pass(project, {"ben": [suggestion(project, "ben", "fuel", "fit/redundancy")]})
        finish(project, "ben", coder="zoé")
        ana, ben = shown_transcripts(project, "zoé")
        assert (ana.name, ana.codings, ana.own_codings, ana.pending) == ("ana", 0, 0, 0)
        assert (ben.name, ben.codings, ben.own_codings, ben.pending) == ("ben", 2, 1, 1)
        assert (ana.is_finished, ben.is_finished) == (False, True)
        assert (ana.words, ben.words) == (8, 4)

    def test_who_has_done_nothing_yet_has_no_codings(self, project: Project):
        code(project, "ana", "Fuel", "fuel")
        (one,) = shown_transcripts(project, "نورا")
        assert (one.codings, one.own_codings, one.is_finished) == (1, 0, False)

    def test_one_can_be_asked_for(self, project: Project):
        add_transcript(project, "BEN: No.", name="ben")
        wanted = shown_transcripts(project, "ines")[1]
        assert shown_transcripts(project, "ines", transcript=wanted.uid) == [wanted]

    def test_one_that_was_removed_is_not_there(self, project: Project):
        with project.writing("remove", coder="ines"):
            remove_transcript(project, "ana")
        assert shown_transcripts(project, "ines") == []


class TestSuggestions:
    @pytest.fixture
    def proposed(self, project: Project) -> Project:
        made = [
            suggestion(project, "ana", "Fuel", "fit/fuel", score=0.3, about="minusma/force"),
            suggestion(project, "ana", "They", score=0.9),
            suggestion(project, "ana", "They", "fit/fuel", score=0.95),
        ]
        run_pass(project, {"ana": made})
        return project

    def shown(self, project: Project, **filters: object) -> list[str]:
        queue = pending_queue(project, QueueFilters(**filters))  # type: ignore[arg-type]
        found = shown_suggestions(project, [one.uid for one in queue], read_names(project))
        assert [one.uid for one in found] == [one.uid for one in queue]
        return [f"{one.code}: {one.quote}" for one in found]

    def test_they_wait_by_place_the_likeliest_first(self, proposed: Project):
        assert self.shown(proposed) == ["fuel: They", "layoff: They", "fuel: Fuel"]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"code": "fuel"}, ["fuel: They", "fuel: Fuel"]),
            ({"min_score": 0.9}, ["fuel: They", "layoff: They"]),
            ({"rule": "r1", "code": "layoff"}, ["layoff: They"]),
            ({"rule": "r2"}, []),
            ({"transcript": "ana", "min_score": 0.95}, ["fuel: They"]),
        ],
    )
    def test_filters_pick_those_that_fit_all_of_them(self, proposed: Project, filters, found: list[str]):
        assert self.shown(proposed, **filters) == found

    def test_a_code_brings_those_below_it(self, proposed: Project):
        apply(proposed, "layoff", "redundancy", "layoff>fuel")
        assert len(self.shown(proposed, code="layoff")) == 3

    def test_what_was_decided_waits_no_more(self, proposed: Project):
        before = pending_queue(proposed)
        with proposed.writing("reject", coder="ines"):
            reject_suggestion(proposed, before[0].uid, coder="ines")
        assert pending_queue(proposed) == before[1:]
        assert shown_suggestions(proposed, [before[0].uid], read_names(proposed)) == []

    def test_the_words_that_fired_and_who_proposed_are_shown(self, proposed: Project):
        (one,) = shown_suggestions(proposed, [pending_queue(proposed)[2].uid], read_names(proposed))
        assert (one.rules, one.fired) == (("r1",), ((21, 23),))
        assert (one.proposers, one.reason) == ("rules", "a phrase")
        assert (one.transcript, one.about, one.score) == ("ana", "force", 0.3)

    def test_those_of_a_removed_transcript_are_gone(self, proposed: Project):
        with proposed.writing("remove", coder="ines"):
            remove_transcript(proposed, "ana")
        assert pending_queue(proposed) == []

    @pytest.mark.parametrize(
        ("filters", "error"), [({"transcript": "x"}, UnknownTranscript), ({"code": "x"}, UnknownCode)]
    )
    def test_a_filter_that_means_nothing_is_refused(self, proposed: Project, filters, error):
        with pytest.raises(error):
            pending_queue(proposed, QueueFilters(**filters))


class TestState:
    def test_it_tells_codebooks_transcripts_and_components_apart(self, project: Project):
        before = read_state(project)
        apply(project, "fuel", "layoff")
        codebook = read_state(project)
        apply_components(project, "force", "police")
        registry = read_state(project)
        add_transcript(project, "BEN: No.", name="ben")
        after = read_state(project)
        assert (before.codebooks, codebook.codebooks) == ((("fit", 1),), (("fit", 2),))
        assert before[1:] == codebook[1:]
        assert (codebook.components == registry.components, registry.components) == (False, after.components)
        assert len(after.transcripts - registry.transcripts) == 1

    def test_codings_and_suggestions_are_no_part_of_it(self, project: Project):
        before = read_state(project)
        code(project, "ana", "Fuel", "fuel")
        add_coder(project, "zoé")
        run_pass(project, {"ana": [suggestion(project, "ana", "They")]})
        after = read_state(project)
        assert after[:3] == before[:3]
        assert set(after.coders.values()) - set(before.coders.values()) == {"rules", "zoé"}

    def test_what_another_connection_writes_is_noticed_and_what_this_one_writes_is_not(
        self, project: Project
    ):
        before = data_version(project)
        code(project, "ana", "Fuel", "fuel")
        assert data_version(project) == before
        with open_project(project.folder) as other:
            code(other, "ana", "They", "layoff")
        assert data_version(project) != before

    def test_work_is_a_new_deed_and_what_a_screen_remembers_is_none(self, project: Project):
        with open_project(project.folder) as other:
            before = last_deed(project)
            habits.keep_habits(other, "ines", {"place": "1"})
            assert last_deed(project) == before
            code(other, "ana", "They", "layoff")
            assert last_deed(project) > before

    def test_inside_a_reading_nothing_moves(self, project: Project):
        with project.reading():
            before = data_version(project), read_state(project)
            with open_project(project.folder) as other:
                add_transcript(other, "BEN: No.", name="ben")
            assert (data_version(project), read_state(project)) == before
        assert data_version(project) != before[0]

    def test_names_are_those_of_every_code_and_component_ever(self, project: Project):
        key = resolve_code(project, "redundancy")
        apply(project, "fuel", "layoff")
        assert read_names(project).codes[key] == "redundancy"


def test_a_page_with_five_thousand_codings_comes_at_once(project: Project):
    add_transcript(project, "BEN: " + ("No fuel came to the camp, and so on " * 80 + ". ") * 20, name="ben")
    first = coding(project, "ben", "No", "fuel")
    made = [
        first.model_copy(update={"start": first.start + 5 * number, "end": first.end + 5 * number + 3})
        for number in range(5_000)
    ]
    add_codings(project, *made)
    names = read_names(project)
    began = time.perf_counter()
    assert len(shown_codings(project, "ben", names)) == 5_000
    assert time.perf_counter() - began < 0.25
