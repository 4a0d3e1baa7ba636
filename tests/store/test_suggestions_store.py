"""Suggestions: known by content, decided by people, and coded in no other way."""

import pytest

from fitcode.domain.choices import RunStatus
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import FitcodeError, QuoteMismatch, UnknownSuggestion
from fitcode.store.codebooks import apply_codebook
from fitcode.store.coders import ensure_coder, list_coders
from fitcode.store.coding_reads import get_coding, list_codings
from fitcode.store.codings import add_codings
from fitcode.store.decisions import accept_suggestion, reject_suggestion
from fitcode.store.runs import Done, finish_run, get_run, list_runs, mark_done, start_run, transcripts_done
from fitcode.store.suggestions import COLUMNS, get_suggestion, list_suggestions
from tests.support.projects import (
    add_transcript,
    apply_components,
    codebook_of,
    run_pass,
    run_start,
    suggestion,
)


@pytest.fixture
def ana(project):
    apply_components(project, "force", "asifu")
    return add_transcript(project, "ANA: They let me go. No fuel left.")


def accept(project, uid, **changes):
    with project.writing("suggestions accept", coder="ines"):
        stated = CodingChange(**changes) if changes else None
        return accept_suggestion(project, uid, coder="ines", changes=stated)


def statuses(project):
    return list_suggestions(project).column("status")


def only_uid(project):
    (uid,) = list_suggestions(project).column("uid")
    return str(uid)


def test_a_suggestion_comes_back_with_its_evidence(project, ana):
    made = suggestion(project, ana, "No fuel", "fit/fuel", about="minusma/force", valence="misfit", score=0.8)
    assert run_pass(project, {ana: [made]}) == (1, 0)

    table = list_suggestions(project)
    (record,) = table.records()
    found = get_suggestion(project, str(record["uid"])[:13])

    assert table.columns == COLUMNS
    shown = {
        key: record[key] for key in ("transcript", "quote", "code", "about", "valence", "score", "suggester")
    }
    assert shown == {
        "transcript": "ana",
        "quote": "No fuel",
        "code": "fuel",
        "about": "force",
        "valence": "misfit",
        "score": 0.8,
        "suggester": "rules",
    }
    assert found["evidence"] == made.evidence
    assert found["codebook_version"] == 1


def test_the_same_pass_again_makes_the_same_suggestions(project, ana):
    found = {ana: [suggestion(project, ana, "No fuel", "fit/fuel")]}
    run_pass(project, found)
    uid = only_uid(project)

    assert run_pass(project, found) == (0, 0)
    assert only_uid(project) == uid


def test_what_is_no_longer_proposed_is_withdrawn_and_returns_when_it_is_proposed_again(project, ana):
    found = {ana: [suggestion(project, ana, "No fuel", "fit/fuel"), suggestion(project, ana, "let me go")]}
    run_pass(project, found)

    assert run_pass(project, {ana: found[ana][:1]}) == (0, 1)
    assert statuses(project) == ["withdrawn", "pending"]

    assert run_pass(project, found) == (1, 0)
    assert statuses(project) == ["pending", "pending"]


def test_a_pass_over_some_codes_leaves_the_others_alone(project, ana):
    run_pass(
        project,
        {ana: [suggestion(project, ana, "No fuel", "fit/fuel"), suggestion(project, ana, "let me go")]},
    )

    assert run_pass(project, {ana: []}, only=["fit/fuel"]) == (0, 1)

    assert list_suggestions(project, status="pending").column("code") == ["layoff"]


def test_an_accepted_suggestion_becomes_a_coding(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "No fuel", "fit/fuel", valence="misfit")]})

    uid = accept(project, only_uid(project))

    coding = get_coding(project, uid)
    assert (coding.code, coding.quote, coding.valence, coding.coder) == ("fuel", "No fuel", "misfit", "ines")
    assert (coding.origin, coding.suggestion_uid) == ("suggestion", only_uid(project))
    (record,) = list_suggestions(project).records()
    assert (record["status"], record["decided_by"]) == ("accepted", "ines")


def test_an_amended_suggestion_becomes_the_coding_that_the_person_means(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "No fuel", "fit/fuel")]})

    coding = get_coding(project, accept(project, only_uid(project), about="asifu", end=38 - 4))

    assert (coding.about, coding.quote) == ("asifu", "No fuel left.")
    assert statuses(project) == ["amended"]


def test_changes_that_say_the_same_amend_nothing(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "No fuel", "fit/fuel")]})

    accept(project, only_uid(project), code="fit/fuel", about=None, strength=None)

    assert statuses(project) == ["accepted"]


def test_accepting_what_the_coder_coded_already_links_the_two(project, ana):
    add_transcript(project, "BEN: No fuel here.", name="ben")
    run_pass(project, {"ben": [suggestion(project, "ben", "No fuel", "fit/fuel")]})
    coded = code_by_hand(project, "ben", 5, 12)

    assert accept(project, only_uid(project)) == coded

    (record,) = list_codings(project).records()
    assert (record["origin"], record["suggestion_uid"]) == ("manual", only_uid(project))


def test_what_a_person_adds_to_a_suggestion_is_said_by_the_coding_that_was_there(project, ana):
    add_transcript(project, "BEN: No fuel here.", name="ben")
    run_pass(project, {"ben": [suggestion(project, "ben", "No fuel", "fit/fuel", valence="misfit")]})
    code_by_hand(project, "ben", 5, 12, valence="fit", strength=1)

    accept(project, only_uid(project), strength=3, memo="since May")

    (record,) = list_codings(project).records()
    assert (record["valence"], record["strength"], record["memo"]) == ("fit", 3, "since May")
    assert statuses(project) == ["amended"]


@pytest.mark.parametrize(
    ("changes", "about", "valence"),
    [
        ({}, None, "fit"),
        ({"valence": "misfit"}, None, "misfit"),
        ({"memo": "since May"}, None, "fit"),
        ({"about": "asifu"}, "asifu", "fit"),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else None,
)
def test_a_coding_that_is_there_is_never_doubled_whatever_the_suggestion_is_about(
    project, ana, changes, about, valence
):
    made = suggestion(project, ana, "No fuel", "fit/fuel", about="minusma/force", valence="misfit")
    run_pass(project, {ana: [made]})
    coded = code_by_hand(project, ana, made.start, made.end, valence="fit")

    assert accept(project, only_uid(project), **changes) == coded

    (record,) = list_codings(project).records()
    assert (record["about"], record["valence"]) == (about, valence)
    assert record["suggestion_uid"] == only_uid(project)


def test_of_several_codings_there_the_one_about_the_same_answers_a_suggestion(project, ana):
    made = suggestion(project, ana, "No fuel", "fit/fuel", about="minusma/force")
    run_pass(project, {ana: [made]})
    code_by_hand(project, ana, made.start, made.end)
    same = code_by_hand(project, ana, made.start, made.end, about="force")

    assert accept(project, only_uid(project), valence="fit") == same


def code_by_hand(project, transcript, start, end, **fields):
    coding = NewCoding(transcript=transcript, start=start, end=end, code="fuel", **fields)
    with project.writing("code", coder="ines"):
        ensure_coder(project, "ines")
        (uid,) = add_codings(project, [coding], coder="ines")
    return uid


def test_a_decision_stands_when_the_suggester_changes(project, ana):
    found = {ana: [suggestion(project, ana, "No fuel", "fit/fuel")]}
    run_pass(project, found)
    with project.writing("suggestions reject", coder="ines"):
        reject_suggestion(project, only_uid(project), coder="ines")

    assert run_pass(project, found, fingerprint="f2") == (0, 0)

    assert statuses(project) == ["rejected"]
    with pytest.raises(FitcodeError, match="rejected already by ines"):
        accept(project, only_uid(project))


def test_an_accepted_suggestion_is_not_made_again_when_the_suggester_changes(project, ana):
    found = {ana: [suggestion(project, ana, "No fuel", "fit/fuel")]}
    run_pass(project, found)
    accept(project, only_uid(project))

    assert run_pass(project, found, fingerprint="f2") == (0, 0)


def test_a_coding_that_answers_two_suggestions_names_the_first(project, ana):
    made = suggestion(project, ana, "No fuel", "fit/fuel")
    run_pass(project, {ana: [made, made._replace(about="minusma/force")]})
    first, second = (str(uid) for uid in list_suggestions(project).column("uid"))
    coded = accept(project, first, about=None)

    assert accept(project, second, about=None) == coded

    assert get_coding(project, coded).suggestion_uid == first
    assert get_suggestion(project, second)["coding_uid"] == coded


def test_a_suggestion_that_quotes_wrongly_is_refused(project, ana):
    made = suggestion(project, ana, "No fuel", "fit/fuel")._replace(quote="no fuel")

    with pytest.raises(QuoteMismatch):
        run_pass(project, {ana: [made]})

    assert list_suggestions(project).rows == []


def test_suggestions_are_filtered(project, ana):
    ben = add_transcript(project, "BEN: No fuel.", name="ben")
    run_pass(
        project,
        {
            ana: [suggestion(project, ana, "let me go")],
            ben: [suggestion(project, ben, "No fuel", "fit/fuel")],
        },
    )
    run = str(list_runs(project).column("run")[0])

    assert list_suggestions(project, transcript="ben").column("quote") == ["No fuel"]
    assert list_suggestions(project, code="layoff").column("quote") == ["let me go"]
    assert (
        len(list_suggestions(project, run=run, suggester="rules", status=["pending", "accepted"]).rows) == 2
    )
    with pytest.raises(UnknownSuggestion):
        get_suggestion(project, "00000000-0000")


def test_a_run_says_what_it_was_and_which_transcripts_it_has_done(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "let me go")]})
    run = get_run(project, str(list_runs(project).column("run")[0]))

    assert (run.status, run.suggesters, run.codebook_versions) == (RunStatus.finished, ("rules",), {"fit": 1})
    assert (run.transcripts, run.suggestions) == (1, 1)
    assert transcripts_done(project) == {ana: Done("seen ana", {"fit/layoff": "f1"})}
    run_pass(project, {ana: []}, fingerprint="f2")
    assert transcripts_done(project) == {ana: Done("seen ana", {})}


def test_a_run_that_never_ended_is_interrupted_when_the_next_begins(project, ana):
    killed = start(project)

    run_pass(project, {ana: []})

    assert get_run(project, killed).status is RunStatus.interrupted


def start(project, fingerprint="f", version=1):
    with project.writing("suggest", coder="ines"):
        begun = run_start(project, fingerprint=fingerprint)
        return start_run(project, begun._replace(codebook_versions={"fit": version}))


def mark(project, run, transcript, *, seen):
    with project.writing("suggest", coder="ines"):
        mark_done(
            project, run, transcript=transcript, codes={"fit/fuel": "f"}, input_hash=seen, suggestions=[]
        )


def test_a_killed_pass_goes_on_under_its_own_run_and_another_pass_does_not(project, ana):
    killed = start(project)
    mark(project, killed, ana, seen="before")
    with project.writing("suggest", coder="ines"):
        finish_run(project, killed, status=RunStatus.interrupted)

    assert start(project) == killed
    mark(project, killed, ana, seen="again")
    assert transcripts_done(project) == {ana: Done("again", {"fit/fuel": "f"})}
    assert (get_run(project, killed).status, get_run(project, killed).ended_at) == (RunStatus.running, None)
    assert start(project, version=2) != killed
    assert start(project, "other") != killed
    assert get_run(project, killed).status is RunStatus.interrupted


def test_a_finished_run_is_never_taken_up_again(project, ana):
    run_pass(project, {ana: []}, fingerprint="f")

    start(project)

    assert list_runs(project).column("status") == ["running", "finished"]


def test_what_left_with_its_code_is_suggested_again_when_the_code_comes_back(project, ana):
    found = {ana: [suggestion(project, ana, "No fuel", "fit/fuel")]}
    run_pass(project, found)
    apply(project, codebook_of("layoff", "redundancy"))
    apply(project, codebook_of("layoff", "redundancy", "fuel"))

    assert transcripts_done(project)[ana].codes == {}
    assert run_pass(project, found) == (1, 0)

    assert statuses(project) == ["pending"]
    assert get_suggestion(project, only_uid(project))["codebook_version"] == 3


def test_what_left_with_its_component_is_suggested_again_when_the_component_comes_back(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "No fuel", counterpart="minusma/asifu")]})
    apply_components(project, "force")
    assert statuses(project) == ["withdrawn"]

    apply_components(project, "force", "asifu")

    assert transcripts_done(project)[ana].codes == {}


def apply(project, book):
    with project.writing("codebook apply", coder="ines"):
        apply_codebook(project, book, file_text="")


def test_a_suggester_is_a_coder_of_kind_machine_and_nobody_acts_in_its_name(project, ana):
    run_pass(project, {ana: [suggestion(project, ana, "let me go")]})

    assert ("rules", "machine", 0, 0) in list_coders(project).rows
    with pytest.raises(FitcodeError, match="kind machine"), project.writing("test", coder="rules"):
        ensure_coder(project, "rules")
