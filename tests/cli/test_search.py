"""fitcode search: what is shown, what is asked before coding, and what ends with which exit code."""

import csv
import io

import pytest

from fitcode.store.project import open_project
from tests.support.studies import ANA


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def hits(result):
    return [f"{row['transcript']}: {row['hit']}" for row in rows(result)]


def test_hits_are_shown_in_context_with_who_speaks_and_no_names(study, run):
    (row, *_others) = rows(run("search", "spare part*", "--where", "role=adviser"))

    assert row == {
        "transcript": "ben",
        "start": "26",
        "end": "37",
        "before": "We have no",
        "hit": "spare parts",
        "after": ". They trust nobody at FHQ.",
        "turn": "1",
        "speaker_kind": "respondent",
        "case": "R02",
        "component": "police",
        "role": "adviser",
    }


def test_context_is_as_long_as_asked(study, run):
    (row, *_) = rows(run("search", "nobody", "--context", 1, "--transcript", "ben"))

    assert (row["before"], row["after"]) == ("trust", "at")


def test_nothing_found_is_a_table_without_rows_and_a_note(study, run):
    result = run("search", "zeppelin")

    assert result.stdout.startswith("transcript,start,end,before,hit,after,turn,speaker_kind")
    assert rows(result) == []
    assert result.stderr == "Nothing found.\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["trust*", "--speaker", "interviewer"], ["ana: trust"]),
        (["trust", "--speaker", "respondent", "--speaker", "unknown"], ["ana: trust", "ben: trust"]),
        (["have", "--lemma"], ["ben: have"]),
        (["t[a-z]+st", "--regex", "-n", "1"], ["ana: trust"]),
        (["trust", "--uncoded"], ["ana: trust", "ben: trust"]),
        (["trust", "--coded", "cultural"], ["ana: trust"]),
        (["🙂"], ["ana: 🙂"]),
    ],
)
def test_options_say_what_is_found(study, run, options, expected):
    start = ANA.index("trust each")
    run("codings", "add", "ana", f"{start}:{start + 5}", "--code", "trust")

    assert hits(run("search", *options)) == expected


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([""], 2, "nothing to search for"),
        (["x" * 100_000], 2, "100,000 characters"),
        (["(a", "--regex"], 2, "position"),
        (["a", "--regex", "--lemma"], 2, "exclude each other"),
        (["a", "--coded", "trust", "--uncoded"], 2, "exclude each other"),
        (["a", "--coded", "trsut"], 1, "'trust'"),
        (["a", "--code", "trsut"], 1, "'trust'"),
        (["a", "--code", "trust", "--about", "reccee"], 1, "'recce'"),
        (["a", "--transcript", "anna"], 1, "'ana'"),
        (["a", "--where", "case.ranck=x"], 2, "'rank'"),
        (["a", "--where", "valence=fit"], 2, "--coded"),
        (["a", "--valence", "fit"], 2, "--code CODE"),
        (["a", "--yes"], 2, "--code CODE"),
        (["a", "--in", "memos", "--code", "trust"], 2, "memo"),
        (["a", "--in", "memos", "--uncoded"], 2, "memo"),
        (["a", "--speaker", "nobody"], 2, "nobody"),
    ],
)
def test_bad_input_is_refused_in_a_line_that_helps(study, run, options, code, said):
    result = run("search", *options, code=code)

    assert said in result.stderr
    assert "Traceback" not in result.output


def test_an_expression_that_takes_too_long_ends_with_1_and_says_how_to_go_on(study, run, tmp_path):
    (tmp_path / "long.txt").write_text("TIM: " + "a" * 5000 + "!\n", encoding="utf-8")
    run("ingest", tmp_path / "long.txt")

    result = run("search", "(a+)+$", "--regex", "--seconds", 0.2, code=1)

    assert "not done after 0.2 seconds" in result.stderr
    assert "--seconds 60" in result.stderr
    assert result.stdout == ""


def test_coding_shows_first_and_without_a_terminal_wants_to_be_told(study, run):
    result = run("search", "trust", "--code", "trust", code=1)

    assert hits(result) == ["ana: trust", "ben: trust"]
    assert "2 codings of trust to add on 2 transcripts; 1 hit in interviewers' speech" in result.stderr
    assert "--yes" in result.stderr
    assert rows(run("codings", "list")) == []


def test_a_dry_run_only_shows(study, run):
    result = run("search", "trust", "--code", "trust", "--dry-run", "--speaker", "interviewer")

    assert hits(result) == ["ana: trust"]
    assert "1 hit: 1 coding of trust to add on 1 transcript.\n" in result.stderr
    assert rows(run("codings", "list")) == []


def test_hits_are_coded_and_one_undo_takes_all_back(study, run):
    run("search", "trust", "--code", "trust", "--yes", "--valence", "fit", "--strength", 3, "--memo", "found")
    coded = rows(run("codings", "list"))
    assert [(row["quote"], row["origin"], row["valence"], row["strength"], row["memo"]) for row in coded] == [
        ("We trust each other.", "search", "fit", "3", "found"),
        ("They trust nobody at FHQ.", "search", "fit", "3", "found"),
    ]

    again = run("search", "trust", "--code", "trust", "--yes")
    assert "0 codings of trust to add on 0 transcripts; 2 there already" in again.stderr

    run("undo")
    assert rows(run("codings", "list")) == []


def test_the_span_may_be_the_hit(study, run):
    run("search", "spare parts", "--code", "spare-parts", "--span", "hit", "--yes")

    assert [row["quote"] for row in rows(run("codings", "list"))] == ["Spare parts", "spare parts"]


def test_memos_are_searched(study, run):
    run("memos", "add", "code", "trust", "--text", "Ask about trust again.", "--title", "Open")

    (row,) = rows(run("search", "TRUST", "--in", "memos", "--context", 1))

    assert (row["target"], row["target_name"], row["title"]) == ("code", "trust", "Open")
    assert (row["before"], row["hit"], row["after"]) == ("about", "trust", "again.")


def test_a_search_without_transcripts_finds_nothing(study, run):
    run("transcripts", "remove", "ana", "--yes")
    run("transcripts", "remove", "ben", "--yes")

    assert rows(run("search", "trust")) == []
    assert rows(run("search", "trust", "--lemma")) == []
    assert rows(run("search", "trust", "--regex", "--where", "role=adviser")) == []


def test_check_makes_the_index_anew(study, run):
    with open_project(study) as project:
        project.connection.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    assert rows(run("search", "trust")) == []
    assert "search index" in run("check", code=5).stderr

    assert run("check", "--rebuild-index").stderr == "Made the search index anew.\nNo problems found.\n"

    assert hits(run("search", "nobody")) == ["ana: Nobody", "ben: nobody"]


def test_on_a_screen_the_words_before_a_hit_end_beside_it(study, run):
    shown = run("search", "spare parts", "--format", "table", "--context", 3).stdout

    assert "  We have no  spare parts  " in shown
    assert "trust each other.  Spare parts  " in shown
