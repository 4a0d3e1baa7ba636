"""Transcripts: stored once, named uniquely, and out of every count when removed."""

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import LinkKind, MemoTarget, SpeakerKind, TranscriptKind
from fitcode.domain.identity import text_hash
from fitcode.errors import FitcodeError, UnknownTranscript
from fitcode.store import coders, finished
from fitcode.store.cases import apply_cases, list_cases
from fitcode.store.coding_reads import list_codings
from fitcode.store.links import add_link
from fitcode.store.memos import add_memo, list_memos
from fitcode.store.suggestions import list_suggestions
from fitcode.store.transcripts import (
    UnknownSpeaker,
    get_transcript,
    known_hashes,
    list_transcripts,
    read_text,
    remove_transcript,
    set_speaker_kind,
    set_transcript_kind,
    speaker_components,
    suggesting_facts,
    transcript_details,
    transcript_names,
)
from tests.support.projects import (
    add_draft,
    add_transcript,
    apply_components,
    draft_of,
    run_pass,
    suggestion,
)


def remove(project, name):
    with project.writing("transcripts remove", coder="ines"):
        remove_transcript(project, name)


def test_a_transcript_comes_back_as_it_was_drafted(project):
    draft = draft_of("Q: How is it?\nANA: Well. Quite well.")
    with project.writing("ingest", coder="ines"):
        add_draft(project, draft)

    stored = get_transcript(project, "ana")

    assert (stored.text, stored.sha256, stored.language) == (draft.text, draft.sha256, "en")
    assert (stored.speakers, stored.turns, stored.segments) == (draft.speakers, draft.turns, draft.segments)
    assert transcript_details(project, "ana")["splitter"] == "test/1"


def test_names_that_are_taken_get_a_number(project):
    names = [add_transcript(project, f"ANA: {word}.", name="ana") for word in ("One", "Two", "Three")]

    assert names == ["ana", "ana-2", "ana-3"]


def test_a_text_is_stored_once(project):
    add_transcript(project, "ANA: Hello.")

    with pytest.raises(FitcodeError, match="same text as transcript 'ana'"):
        add_transcript(project, "ANA: Hello.", name="copy")


def test_the_hashes_of_files_and_texts_are_known(project):
    add_transcript(project, "ANA: Hello.")

    assert known_hashes(project) == {text_hash("ANA: Hello."), text_hash("ANA: Hello.ana")}


def test_the_list_says_what_hangs_on_each_transcript(project):
    ana = add_transcript(project, "Q: Eh?\nANA: [layoff]They let me go.[/]")
    run_pass(project, {ana: [suggestion(project, ana, "me go", "fit/fuel")]})

    (record,) = list_transcripts(project).records()

    assert record == {
        "transcript": "ana",
        "title": None,
        "kind": "interview",
        "version": 1,
        "format": "txt",
        "sha256": text_hash("Q: Eh?\nANA: They let me go."),
        "words": 7,
        "turns": 2,
        "speakers": 2,
        "language": "en",
        "cases": 0,
        "codings": 1,
        "suggestions_pending": 1,
    }


def test_a_removed_transcript_takes_along_what_hangs_on_it_and_can_be_added_again(project):
    ana = add_transcript(project, "ANA: [layoff]They let[/] [fuel]me go.[/]")
    run_pass(project, {ana: [suggestion(project, ana, "me go")]})
    first, second = (str(uid) for uid in list_codings(project).column("uid"))
    with project.writing("test", coder="ines"):
        add_link(project, first, second, kind=LinkKind.leads_to, coder="ines")
        apply_cases(project, [CaseRow(case="R1", transcript=ana)], types={})
        finished.finish(project, ana, coder="ines")
        proposed = str(list_suggestions(project).column("uid")[0])
        for target, name in ((MemoTarget.transcript, ana), (MemoTarget.suggestion, proposed)):
            add_memo(project, target=target, target_name=name, text="Why?", coder="ines")

    remove(project, ana)

    assert transcript_names(project) == []
    assert known_hashes(project) == set()
    assert list_codings(project).rows == []
    assert list_cases(project).column("transcript") == [None]
    assert coders.list_coders(project).column("finished") == [0, 0]
    assert list_memos(project).rows == []
    with pytest.raises(UnknownTranscript):
        read_text(project, ana)
    assert add_transcript(project, "ANA: [layoff]They let[/] me go.") == "ana"


def test_kinds_of_speakers_and_transcripts_are_settable(project):
    add_transcript(project, "ANA: Hello.")

    with project.writing("test", coder="ines"):
        set_speaker_kind(project, "ana", "ANA", SpeakerKind.moderator)
        set_transcript_kind(project, "ana", TranscriptKind.focus_group)

    stored = get_transcript(project, "ana")
    assert (stored.speakers[0].kind, stored.kind) == (SpeakerKind.moderator, TranscriptKind.focus_group)
    with pytest.raises(UnknownSpeaker, match="ANNA"), project.writing("test", coder="ines"):
        set_speaker_kind(project, "ana", "ANNA", SpeakerKind.moderator)


def test_what_a_suggester_would_see_differently_is_among_the_facts(project):
    apply_components(project, "force")
    ana = add_transcript(project, "Q: Eh?\nANA: Hello.")
    before = suggesting_facts(project)

    with project.writing("test", coder="ines"):
        apply_cases(project, [CaseRow(case="R1", transcript=ana, component="force")], types={})

    assert before[0].speakers == [("Q", "interviewer", []), ("ANA", "respondent", [])]
    assert suggesting_facts(project)[0].speakers[1] == ("ANA", "respondent", ["minusma/force"])
    assert speaker_components(project, ana) == {"Q": [], "ANA": ["minusma/force"]}


def test_an_unknown_transcript_is_named_with_the_nearest_one(project):
    add_transcript(project, "ANA: Hello.", name="interview-01")

    with pytest.raises(UnknownTranscript) as raised:
        read_text(project, "interview-1")

    assert "'interview-01'" in raised.value.remedy
