"""fitcode findings: the page, the data, and what it says when something is off."""

import csv
import io
import json

import pytest


@pytest.fixture
def coded(study, run):
    """The small study with every suggestion accepted."""
    run("suggest")
    listed = csv.DictReader(io.StringIO(run("suggestions", "list").stdout))
    run("suggestions", "accept", *(row["uid"] for row in listed))
    return study


def test_a_page_goes_to_stdout_and_its_notes_beside_it(coded, run):
    told = run("findings")

    assert told.stdout.startswith(
        "# Findings: study\n\nThese findings rest on 4 codings, from a corpus of 2 transcripts of 2 "
    )
    assert "## Cultural and human fit" in told.stdout
    assert "“We trust each other.” — officer, force" in told.stdout
    assert "R01" not in told.stdout, "the name of a case"
    assert "2 transcripts from ines" in told.stderr


def test_attribution_is_as_the_settings_say(coded, run):
    settings = (coded / "fitcode.toml").read_text()
    stated = settings.replace("[privacy]", '[privacy]\nattribution = "{mission}"')
    (coded / "fitcode.toml").write_text(stated)

    assert "“We trust each other.” — mistral" in run("findings").stdout


def test_the_end_of_a_file_says_the_format_and_an_option_overrules_it(coded, run):
    run("findings", "--out", "found.json")
    run("findings", "--out", "found.md")
    run("findings", "--out", "found.txt", "--format", "json")

    assert json.loads((coded / "found.json").read_text())["basis"]["codings"] == 4
    assert (coded / "found.md").read_text() == run("findings").stdout
    assert (coded / "found.txt").read_text() == (coded / "found.json").read_text()


def test_a_file_that_is_there_is_replaced_only_when_asked(coded, run):
    (coded / "found.md").write_text("mine")

    refused = run("findings", "--out", "found.md", code=1)

    assert (coded / "found.md").read_text() == "mine"
    assert "--force" in refused.stderr
    assert "Wrote found.md." in run("findings", "--out", "found.md", "--force").stderr
    assert (coded / "found.md").read_text().startswith("# Findings")


def test_a_name_that_promises_another_format_is_wrong_usage(coded, run):
    assert "findings are not written as .docx" in run("findings", "--out", "found.docx", code=2).stderr


def test_dimension_and_quotes_narrow_the_page(coded, run):
    told = run("findings", "--dimension", "operational", "--quotes", 0).stdout

    assert "## Operational fit" in told
    assert "## Cultural and human fit" not in told
    assert "“" not in told


def test_a_wrong_name_is_answered_with_the_nearest(coded, run):
    assert "Did you mean 'mini'?" in run("findings", "--codebook", "mimi", code=1).stderr
    assert "Did you mean 'force'?" in run("findings", "--where", "component=forse", code=1).stderr


def test_nothing_to_report_is_a_page_and_a_note(coded, run):
    told = run("findings", "--where", "role=nobody")

    assert told.stdout.endswith("Nothing was found: no coding counts here.\n")
    assert "Nothing here has the role 'nobody'." in told.stderr


def test_a_study_without_codings_has_a_page_that_says_so(study, run):
    assert run("findings").stdout.endswith("Nothing was found: no coding counts here.\n")


def test_the_same_study_gives_the_same_page(coded, run):
    assert run("findings").stdout == run("findings").stdout
