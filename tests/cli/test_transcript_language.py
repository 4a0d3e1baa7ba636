"""``transcripts language``: its note, its exit codes, and what ``transcripts list`` says afterwards."""

import csv
import io


def language_of(run, name):
    listed = csv.DictReader(io.StringIO(run("transcripts", "list").stdout))
    return {row["transcript"]: row["language"] for row in listed}[name]


def test_a_language_is_set_and_told(study, run):
    assert "ana is in fr." in run("transcripts", "language", "ana", "FR").stderr

    assert language_of(run, "ana") == "fr"
    assert "transcripts language" in run("history").stdout


def test_none_takes_it_back(study, run):
    run("transcripts", "language", "ana", "fr")

    assert "ana is in the project's language." in run("transcripts", "language", "ana", "none").stderr

    assert language_of(run, "ana") == ""


def test_a_word_that_is_no_code_is_refused_with_the_right_one(study, run):
    refused = run("transcripts", "language", "ana", "french", code=2)

    assert "'french' is no language code: write 'fr'." in refused.stderr


def test_an_unknown_transcript_is_refused(study, run):
    assert "nobody" in run("transcripts", "language", "nobody", "fr", code=1).stderr


def test_an_ingest_tells_of_an_interview_in_another_language(study, run):
    (study / "luc.txt").write_text(
        "Q: Comment travaillez-vous avec la police de la mission ?\n"
        "A: On se voit chaque matin, et cela va mieux qu'avant, depuis que nous avons les mêmes radios.\n",
        encoding="utf-8",
    )

    shown = run("ingest", "luc.txt", "--dry-run", "--format", "csv")
    told = run("ingest", "luc.txt")

    (row,) = csv.DictReader(io.StringIO(shown.stdout))
    assert (row["language"], row["reason"]) == ("fr", "Language detected: fr (0.99).")
    assert "luc.txt: Language detected: fr (0.99)." in told.stderr
    assert language_of(run, "luc") == "fr"
