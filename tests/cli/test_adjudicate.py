"""disagreements and adjudicate at the command line: their data, their notes, how they end."""

import json
import shutil

import pytest

from fitcode.store.project import open_project
from tests.support.projects import apply_components
from tests.support.two_coders import AGREED, CHIEF, FUEL, LEFT, two_coders


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The study, made once."""
    folder = two_coders(tmp_path_factory.mktemp("made") / "study")
    with open_project(folder) as project:
        apply_components(project, "force")
    return folder


@pytest.fixture
def coded(once, run, tmp_path, monkeypatch):
    """The study of two coders; the working directory is the project."""
    shutil.copytree(once, tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"


def rows(run, *words):
    return json.loads(run(*words, "--format", "json").stdout)


def uids_at(run, passage):
    """The uids of both codings of a disagreement."""
    (row,) = [row for row in rows(run, "disagreements") if row["passage"] == passage]
    return [uid for uid in (row["uid"], row["other_uid"]) if uid]


def consensus(run):
    listed = rows(run, "codings", "list")
    return [f"{row['code']}: {row['quote']}" for row in listed if row["coder"] == "consensus"]


class TestDisagreements:
    def test_each_is_told_with_its_passage_and_both_codings(self, coded, run):
        listed = run("disagreements", "--kind", "different-code", "--format", "json")

        (row,) = json.loads(listed.stdout)
        assert (row["passage"], row["coder"], row["code"]) == (LEFT, "ines", "redundancy")
        assert (row["other_coder"], row["other_code"]) == ("tomas", "layoff")
        assert listed.stderr.splitlines() == [
            "ines and tomas: 1 transcript that they finished",
            "1 shown; in 1 place they made the same coding.",
        ]

    def test_what_is_confused_most_often_comes_first(self, coded, run):
        for start, end in ((0, 3), (0, 4)):
            run("--as", "tomas", "codings", "add", "ana", f"{start}:{end}", "--code", "redundancy")

        listed = rows(run, "disagreements")
        assert [(row["kind"], row["times"]) for row in listed[:3]] == [
            *[("one-sided", 2)] * 2,
            ("boundaries", 1),
        ]

    @pytest.mark.parametrize(
        ("words", "passages"),
        [
            (("--kind", "boundaries", "--kind", "one-sided"), [FUEL, CHIEF]),
            (("--kind", "agreed"), [AGREED]),
            (("--code", "layoff"), [LEFT]),
            (("--transcript", "ana", "--coders", "tomas,ines"), [FUEL, LEFT, CHIEF]),
            (("--where", "valence=misfit"), [LEFT]),
            (("--where", "code=fuel", "--where", "coder=tomas"), [FUEL]),
        ],
    )
    def test_options_leave_some(self, coded, run, words, passages):
        assert [row["passage"] for row in rows(run, "disagreements", *words)] == passages

    def test_counts_are_of_code_against_code(self, coded, run):
        counted = run("disagreements", "--counts", "--format", "csv").stdout.splitlines()

        assert counted == [
            "code,other_code,kind,coder,other_coder,count,transcripts,of",
            "fuel,,one-sided,ines,tomas,1,1,2",
            "fuel,fuel,boundaries,ines,tomas,1,1,2",
            "redundancy,layoff,different-code,ines,tomas,1,1,2",
        ]

    def test_what_was_decided_is_told(self, coded, run):
        run("adjudicate", "--take", uids_at(run, FUEL)[0])
        run("adjudicate", "--take", uids_at(run, CHIEF)[0])
        run("codings", "change", uids_at(run, CHIEF)[0], "--valence", "fit")

        told = {row["passage"]: row["decided"] for row in rows(run, "disagreements")}
        assert told == {FUEL: "took", CHIEF: "changed since", LEFT: None}

    @pytest.mark.parametrize("coders", ["ines", "ines,thomas", "tomas,ines,nobody"])
    def test_one_coder_or_an_unknown_one_is_refused(self, coded, run, coders):
        assert run("disagreements", "--coders", coders, code=1).stdout == ""

    def test_without_common_transcripts_there_is_a_header_and_the_reason(self, coded, run):
        run("--as", "tomas", "finish", "ana", "--reopen")

        listed = run("disagreements", "--format", "csv")
        assert listed.stdout.startswith("code,other_code,kind,times,")
        assert listed.stdout.count("\n") == 1
        assert "No two coders finished the same transcript" in listed.stderr
        assert "Not compared, because not finished (ana: tomas)" in listed.stderr


class TestAdjudicate:
    def test_taking_prints_the_adjudication_and_says_what_was_weighed(self, coded, run):
        mine, theirs = uids_at(run, LEFT)

        taken = run("adjudicate", "--take", theirs[-8:], "--reason", "nobody was dismissed")

        (row,) = rows(run, "adjudicate", "--list")
        assert taken.stdout == f"{row['adjudication']}\n"
        assert taken.stderr == "Weighed 2 codings on ana 21:36.\n"
        assert (row["reason"], sorted(row["weighed"])) == ("nobody was dismissed", sorted([mine, theirs]))
        assert consensus(run) == [f"layoff: {LEFT}"]

    def test_deciding_anew_is_told(self, coded, run):
        uids = uids_at(run, LEFT)
        run("adjudicate", "--take", ",".join(uids))

        assert "takes the place of that" in run("adjudicate", "--neither", "--of", uids[0]).stderr
        assert consensus(run) == []

    def test_a_new_coding_has_its_own_facts_and_passage(self, coded, run):
        uid = uids_at(run, CHIEF)[0]

        made = run("adjudicate", "--new", "layoff", "--of", uid, "--span", "55:60", "--about", "force")

        assert made.stderr.startswith("Weighed 1 coding on ana 51:70; tomas coded nothing there.")
        (row,) = [row for row in rows(run, "codings", "list") if row["coder"] == "consensus"]
        assert (row["start"], row["end"], row["about"]) == (55, 60, "force")

    def test_a_rule_is_looked_at_then_carried_out_and_undone(self, coded, run):
        looked = run("adjudicate", "--rule", "overlap", "--dry-run", "--format", "csv")
        assert looked.stderr.splitlines()[-1] == "Would take 2 codings."
        assert consensus(run) == []

        done = run("adjudicate", "ana", "--rule", "overlap", "--format", "csv")
        assert done.stdout == looked.stdout
        assert consensus(run) == [f"layoff: {AGREED}", f"fuel: {FUEL}"]
        run("undo")
        assert consensus(run) == []

    def test_a_mark_set_for_the_consensus_by_hand_says_what_nobody_ruled_on(self, coded, run):
        run("adjudicate", "--take", uids_at(run, LEFT)[0])

        marked = run("finish", "ana", "--as", "consensus")

        assert "ana: 3 passages nobody ruled on" in marked.stderr
        assert "nobody ruled on" not in run("finish", "--reopen", "ana", "--as", "consensus").stderr

    def test_finishing_lets_the_consensus_count(self, coded, run):
        assert "ana has 3 open questions" in run("adjudicate", "--finish", "ana", code=1).stderr
        for passage in (LEFT, FUEL, CHIEF):
            run("adjudicate", "--take", uids_at(run, passage)[0])
        refused = run("tally", code=1)
        assert "adjudication is not finished" in refused.stderr

        finished = run("adjudicate", "--finish", "ana")

        assert finished.stderr == "ana is adjudicated, with 1 coding on which all agree.\n"
        assert "1 transcript from consensus" in run("tally").stderr

    def test_settings_that_count_others_are_told_of(self, coded, run):
        settings = coded / "fitcode.toml"
        settings.write_text('[tally]\ncoder = ["ines"]\n' + settings.read_text(encoding="utf-8"), "utf-8")
        for uid in [uids_at(run, passage)[0] for passage in (LEFT, FUEL, CHIEF)]:
            run("adjudicate", "--take", uid)

        told = run("adjudicate", "--finish", "ana").stderr

        assert "fitcode.toml counts ines ([tally] coder): consensus counts without that line." in told

    @pytest.mark.parametrize(
        "words",
        [
            (),
            ("--take", "x", "--neither"),
            ("--neither",),
            ("--take", "x", "--of", "y"),
            ("--take", "x", "--valence", "fit"),
            ("--new", "fuel"),
            ("--rule", "overlap", "--share", "2"),
        ],
    )
    def test_what_does_not_go_together_is_wrong_usage(self, coded, run, words):
        assert run("adjudicate", *words, code=2).stdout == ""


class TestTheCodebooksPage:
    def test_a_code_shows_what_coders_confuse_it_with(self, coded, run):
        shown = run("codebook", "show", "layoff", "--format", "json")

        (row,) = json.loads(shown.stdout)
        assert (row["code"], row["confused_with"]) == ("layoff", ["different-code redundancy: 1 of 2"])
        assert shown.stderr == "Coders part ways on layoff: different-code redundancy: 1 of 2 pairs.\n"

    def test_the_codebook_of_a_report_shows_it_too(self, coded, run):
        run("report", "--coder", "ines", "--out", "report.html")

        page = (coded / "report.html").read_text(encoding="utf-8")
        assert "<dt>Coders part ways</dt><dd>different-code redundancy: 1 of 2 pairs of codings</dd>" in page

    def test_where_nobody_can_be_compared_that_is_told(self, coded, run):
        run("--as", "tomas", "finish", "ana", "--reopen")

        assert "is not known" in run("codebook", "show", "fit/layoff", "--format", "csv").stderr


class TestRounds:
    def test_a_round_leaves_what_it_drew(self, coded, run):
        run(
            *("rounds", "open", "first", "--coders", "ines,tomas", "--open", "--unit", "segment"),
            *("--sample", "1", "--seed", "1"),
        )
        (drawn,) = rows(run, "rounds", "show", "first")

        (row,) = rows(run, "disagreements", "--round", "first")

        assert row["start"] < drawn["end"]
        assert drawn["start"] < row["end"]

    def test_a_round_that_is_not_there_is_refused(self, coded, run):
        assert "No round named 'frist'" in run("disagreements", "--round", "frist", code=1).stderr


class TestOptionsThatNothingHeeds:
    @pytest.mark.parametrize(
        "words",
        [
            ("--take", "UID", "--dry-run"),
            ("--neither", "--of", "UID", "--share", "0.5"),
            ("--take", "UID", "--boundaries", "shared"),
            ("--take", "UID", "--code", "layoff"),
            ("ana", "--take", "UID"),
        ],
    )
    def test_are_refused_and_nothing_is_decided(self, coded, run, words):
        uid = uids_at(run, LEFT)[0]

        refused = run("adjudicate", *(uid if word == "UID" else word for word in words), code=2)

        assert "Nothing was decided." in refused.stderr
        assert rows(run, "adjudicate", "--list") == []

    @pytest.mark.parametrize("words", [("--finish", "ana", "--reason", "done"), ("--list", "--dry-run")])
    def test_are_refused_with_what_decides_nothing_too(self, coded, run, words):
        assert "goes with" in run("adjudicate", *words, code=2).stderr

    @pytest.mark.parametrize("words", [("--take", ","), ("--neither", "--of", ""), ("--finish", ",")])
    def test_an_empty_list_names_nothing(self, coded, run, words):
        assert "Nothing was named" in run("adjudicate", *words, code=2).stderr
