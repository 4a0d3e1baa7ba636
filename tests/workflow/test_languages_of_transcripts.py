"""A transcript's language: stated, else detected when it comes in, else said by hand."""

import pytest

from fitcode.errors import UnknownTranscript, UsageError
from fitcode.store.history import list_history
from fitcode.store.transcripts import list_transcripts, suggesting_facts, transcript_details
from fitcode.workflow.ingesting.change_transcripts import set_language
from fitcode.workflow.ingesting.ingest_files import ingest_files, outcomes_table
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.workspace import open_workspace

FRENCH = (
    "Intervieweur : Comment travaillez-vous avec la police ?\n"
    "Marie : On se voit chaque matin, et cela va mieux qu'avant.\n"
    "Intervieweur : Depuis quand ?\n"
    "Marie : Depuis que nous avons enfin les mêmes radios et les mêmes cartes.\n"
)
ENGLISH = (
    "Interviewer: How do you work with the police?\n"
    "Ana: We meet every morning, and it goes better than before.\n"
    "Interviewer: Since when?\n"
    "Ana: Since we have the same radios and the same maps at last.\n"
)
DETECTED = "Language detected: fr (0.99)."


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "study"
    create_project(
        folder, codebook_names=["fit"], component_names=[], coder="ines", narrator=SilentNarrator()
    )
    return folder


@pytest.fixture
def interviews(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "marie.txt").write_text(FRENCH, encoding="utf-8")
    (folder / "ana.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "stated.txt").write_text(f"---\nlanguage: nl\n---\n\n{FRENCH}", encoding="utf-8")
    (folder / "short.txt").write_text("Q: Et vous ?\nA: Non.\n", encoding="utf-8")
    return folder


@pytest.fixture
def workspace(folder, interviews):
    with open_workspace(folder) as workspace:
        ingest_files(workspace, [interviews])
        yield workspace


def languages(workspace):
    return {
        record["transcript"]: record["language"] for record in list_transcripts(workspace.project).records()
    }


def test_a_transcript_gets_the_language_it_is_spoken_in_unless_it_states_one(workspace):
    assert languages(workspace) == {"ana": "en", "marie": "fr", "short": None, "stated": "nl"}


def test_what_was_detected_is_noted_with_the_transcript(workspace):
    notes = {name: transcript_details(workspace.project, name)["notes"] for name in languages(workspace)}

    assert DETECTED in notes["marie"]
    assert "Language detected: en (0.99)." in notes["ana"]
    assert not any("anguage" in note for name in ("short", "stated") for note in notes[name])


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_dry_run_shows_every_language_and_tells_of_those_that_are_not_the_project_s(
    folder, interviews, jobs
):
    with open_workspace(folder) as workspace:
        outcomes = ingest_files(workspace, [interviews], jobs=jobs, dry_run=True)

    shown = {record["transcript"]: record["language"] for record in outcomes_table(outcomes).records()}
    told = {outcome.path.stem: [note for note in outcome.notes if "anguage" in note] for outcome in outcomes}
    assert shown == {"ana": "en", "marie": "fr", "short": None, "stated": "nl"}
    assert told == {"ana": [], "marie": [DETECTED], "short": [], "stated": []}


def test_a_project_may_do_without(folder, interviews):
    settings = folder / "fitcode.toml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(
        written.replace("# detect_language = true", "detect_language = false"), encoding="utf-8"
    )
    with open_workspace(folder) as workspace:
        outcomes = ingest_files(workspace, [interviews])

        assert languages(workspace) == {"ana": None, "marie": None, "short": None, "stated": "nl"}
    assert not any("anguage" in note for outcome in outcomes for note in outcome.notes)


def test_a_language_said_by_hand_is_kept_as_its_code_and_is_in_the_history(workspace):
    assert set_language(workspace, "short", "pt_BR") == "pt-BR"

    assert languages(workspace)["short"] == "pt-BR"
    event = next(iter(list_history(workspace.project).records()))
    assert (event["deed"], event["summary"]) == ("transcripts language", "language: none > pt-BR")


def test_none_leaves_a_transcript_to_the_project_s_language(workspace):
    assert set_language(workspace, "marie", None) is None

    assert languages(workspace)["marie"] is None


def test_a_new_language_changes_what_a_suggestion_pass_goes_by(workspace):
    before = {facts.transcript: facts.language for facts in suggesting_facts(workspace.project)}
    set_language(workspace, "ana", "de")

    after = {facts.transcript: facts.language for facts in suggesting_facts(workspace.project)}

    assert (before["ana"], after["ana"]) == ("en", "de")


def test_a_word_that_is_no_code_and_an_unknown_transcript_are_refused(workspace):
    with pytest.raises(UsageError, match="write 'fr'"):
        set_language(workspace, "marie", "French")
    with pytest.raises(UnknownTranscript):
        set_language(workspace, "nobody", "fr")
