"""agree at the command line: data, notes, and what is said where there is no coefficient."""

import csv
import io
import json
import os
import shutil

import pytest
from typer.testing import CliRunner

from fitcode.cli.app import app
from tests.support.studies import ANA, BEN, CASES, CODEBOOK, COMPONENTS, suggest_with

HEADER = (
    "code,unit,coders,coefficient,value,low,high,reason,n_units,n_transcripts,prevalence,both,only_first,"
    "only_second,neither"
)


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def by_coefficient(result, label, key="code"):
    return {row["coefficient"]: row for row in rows(result) if row[key] == label}


def line(coder, transcript, quote, code, **fields):
    start = {"ana": ANA, "ben": BEN}[transcript].index(quote)
    place = {"transcript": transcript, "start": start, "end": start + len(quote)}
    return json.dumps({**place, "code": code, "coder": coder, **fields})


@pytest.fixture
def code(run):
    def code_(*coding):
        run("codings", "add", "--stdin", input=line(*coding))

    return code_


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The study of ``coded``, made once."""
    inputs = tmp_path_factory.mktemp("inputs")
    texts = {
        "mini.yaml": CODEBOOK,
        "mistral.yaml": COMPONENTS,
        "cases.csv": CASES,
        "ana.txt": ANA,
        "ben.txt": BEN,
    }
    for name, text in texts.items():
        (inputs / name).write_text(text, encoding="utf-8")
    folder = tmp_path_factory.mktemp("made") / "study"

    def run(*words, input=None):
        assert CliRunner().invoke(app, [str(word) for word in words], input=input).exit_code == 0

    run("init", folder, "--codebook", inputs / "mini.yaml", "--components", inputs / "mistral.yaml")
    suggest_with(folder, "rules")
    here = ("-C", folder, "--as", "ines")
    run(*here, "ingest", inputs / "ana.txt", inputs / "ben.txt", "--cases", inputs / "cases.csv")
    lines = [
        line("ines", "ana", "We trust each other.", "trust", valence="fit"),
        line("ines", "ana", "Spare parts never come from MPOL.", "spare-parts"),
        line("ines", "ben", "They trust nobody at FHQ.", "trust", valence="misfit"),
        line("tomas", "ana", "We trust each other.", "trust", valence="mixed"),
        line("tomas", "ben", "We have no spare parts.", "spare-parts"),
    ]
    run(*here, "codings", "add", "--stdin", input="\n".join(lines))
    for coder in ("ines", "tomas"):
        run("-C", folder, "--as", coder, "finish", "ana", "ben")
    return folder


@pytest.fixture
def coded(run, made, tmp_path):
    """Both coders finished both transcripts: they share a passage, and each has some alone."""
    shutil.copytree(made, tmp_path / "study")
    os.chdir(tmp_path / "study")
    return tmp_path / "study"


class TestWhatToKnowOfWholes:
    def test_cu_alpha_says_of_how_much_it_speaks(self, coded, run):
        # Characters: ines 20 + 33 + 25, tomas 20 + 23; both coded the first 20.
        assert f"{40 / 121:.0%} of what was coded" in run("agree").stderr

    def test_passages_with_several_codes_are_told(self, coded, run, code):
        code("ines", "ana", "We trust", "spare-parts")

        told = run("agree", "--coefficient", "cu_alpha").stderr

        assert f"cu_alpha: {2 * 8 / 121:.1%} of what was coded is left out" in told  # for either coder

    def test_of_three_coders_unitizing_alpha_points_elsewhere(self, coded, run):
        run("--as", "zoe", "finish", "ana", "ben")

        assert "unitizing_alpha suits two coders" in run("agree").stderr
        assert "unitizing_alpha suits two coders" not in run("agree", "--coders", "ines,tomas").stderr


class TestTable:
    def test_columns_are_those_that_scripts_rely_on(self, coded, run):
        assert run("agree").stdout.splitlines()[0] == HEADER

    def test_a_code_is_counted_segment_by_segment_of_what_respondents_say(self, coded, run):
        found = by_coefficient(run("agree"), "trust")

        assert list(found) == ["percent", "cohen_kappa", "gwet_ac1", "krippendorff_alpha"]
        kappa = found["cohen_kappa"]
        counts = [kappa[name] for name in ("both", "only_first", "only_second", "neither", "n_units")]
        assert counts == ["1", "1", "0", "4", "6"]
        assert float(found["percent"]["value"]) == pytest.approx(5 / 6)
        assert float(kappa["value"]) == pytest.approx((5 / 6 - 11 / 18) / (1 - 11 / 18))
        assert float(kappa["prevalence"]) == pytest.approx(3 / 12)

    def test_few_transcripts_give_no_interval_and_the_reason(self, coded, run):
        kappa = by_coefficient(run("agree"), "trust")["cohen_kappa"]

        assert (kappa["low"], kappa["high"]) == ("", "")
        assert kappa["reason"].startswith("fewer than 5")

    def test_characters_are_counted_one_by_one(self, coded, run):
        kappa = by_coefficient(run("agree", "--unit", "character"), "trust")["cohen_kappa"]

        assert (kappa["both"], kappa["only_first"], kappa["only_second"]) == ("20", "25", "0")

    def test_all_codes_together_come_last_with_coefficients_of_sets_and_spans(self, coded, run):
        result = run("agree")
        overall = by_coefficient(result, "overall")

        assert rows(result)[-1]["code"] == "overall"
        assert {"masi_alpha", "unitizing_alpha", "cu_alpha"} < set(overall)
        assert overall["unitizing_alpha"]["unit"] == "character"
        assert overall["percent"]["n_units"] == "12"
        assert overall["masi_alpha"]["n_units"] == "6"

    def test_a_code_for_what_interviewers_say_alone_is_not_among_those_used(self, coded, run, code):
        code("ines", "ana", "Do you trust the spare parts list?", "cultural")

        result = run("agree")

        assert not by_coefficient(result, "cultural")
        assert by_coefficient(result, "overall")["percent"]["n_units"] == "12"
        assert by_coefficient(run("agree", "--include-interviewer"), "cultural")

    def test_of_a_code_that_nobody_used_no_valence_is_compared_and_that_is_the_reason(self, coded, run):
        found = by_coefficient(run("agree", "--by", "valence", "--complete"), "cultural")

        assert {row["reason"] for row in found.values()} == {"nobody used the code"}

    def test_an_absent_value_is_null_with_its_reason(self, coded, run):
        result = run(
            *("agree", "--complete", "--format", "json"),
            *("--coefficient", "percent,cohen_kappa,unitizing_alpha"),
        )
        found = {(one["code"], one["coefficient"]): one for one in json.loads(result.stdout)}

        for coefficient in ("percent", "cohen_kappa", "unitizing_alpha"):
            unused = found["cultural", coefficient]
            assert (unused["value"], unused["reason"]) == (None, "nobody used the code")

    def test_by_dimension(self, coded, run):
        found = by_coefficient(run("agree", "--by", "dimension"), "cultural", key="dimension")

        assert found["percent"]["both"] == "1"

    def test_valences_are_compared_where_both_gave_the_code(self, coded, run):
        found = by_coefficient(run("agree", "--by", "valence"), "trust")

        assert (found["percent"]["value"], found["percent"]["n_units"]) == ("0.0", "1")

    def test_everything_at_once_says_what_each_row_is_of(self, coded, run):
        result = run("agree", "--by", "all", "--bootstrap", "0")

        assert result.stdout.startswith("of,label,unit,")
        assert {row["of"] for row in rows(result)} == {"code", "dimension", "valence", "component"}

    def test_identical_work_agrees_wholly_and_never_by_accident(self, coded, run, code):
        code("tomas", "ben", "They trust nobody at FHQ.", "trust")

        found = by_coefficient(run("agree", "--coefficient", "cohen_kappa,krippendorff_alpha"), "trust")

        assert [float(row["value"]) for row in found.values()] == [1, 1]

    def test_conditions_narrow_whose_speech_is_compared(self, coded, run):
        result = run("agree", "--where", "role=adviser")

        assert by_coefficient(result, "trust")["percent"]["n_units"] == "2"
        assert "1 more without anything that meets the conditions" in result.stderr

    def test_every_choice_names_its_own_rows(self, coded, run):
        result = run("agree", "--by", "component", "--component-from", "about")

        assert {row["code"] for row in rows(result)} == {"trust", "spare-parts", "overall"}
        assert "component_from: about." in result.stderr

    def test_a_screen_says_what_a_value_can_be_read_as(self, coded, run):
        result = run("agree", "--format", "table")

        assert "reading" in result.stdout
        assert "moderate" in result.stdout
        assert "Landis & Koch 1977, p. 165" in result.stderr

    def test_data_have_no_plain_words_and_no_note_on_them(self, coded, run):
        assert "Landis & Koch" not in run("agree").stderr

    def test_confusions_set_what_one_gave_against_what_the_other_gave(self, coded, run):
        found = rows(run("agree", "--confusion"))

        assert {(row["first"], row["second"]): row["units"] for row in found} == {
            ("spare-parts", ""): "1",
            ("trust", ""): "1",
            ("", "spare-parts"): "1",
            ("trust", "trust"): "1",
            ("", ""): "2",
        }

    @pytest.mark.parametrize("option", [("--coefficient", "percent"), ("--pairs",), ("--complete",)])
    def test_confusions_refuse_what_they_would_ignore(self, coded, run, option):
        assert "computes no coefficient" in run("agree", "--confusion", *option, code=2).stderr

    def test_confusions_of_valences(self, coded, run):
        found = rows(run("agree", "--confusion", "--by", "valence"))

        assert [(row["code"], row["first"], row["second"]) for row in found] == [
            ("trust", "fit", "mixed"),
            ("", "fit", "mixed"),
        ]


class TestWho:
    def test_three_coders_together_and_two_by_two(self, coded, run, code):
        code("ana", "ana", "We trust each other.", "trust")
        run("finish", "ana", "--as", "ana")

        found = rows(run("agree", "--pairs", "--coefficient", "percent"))

        assert {(row["coders"], row["n_transcripts"]) for row in found} == {
            ("ana,ines,tomas", "1"),
            ("ana,ines", "1"),
            ("ana,tomas", "1"),
            ("ines,tomas", "2"),
        }

    def test_notes_say_of_which_two_they_speak_and_who_have_nothing_in_common(self, coded, run):
        run("--as", "kim", "coders", "add", "kim")

        told = run("agree", "--coders", "kim,ines,tomas", "--pairs").stderr

        assert "kim, ines: 0 transcripts that both finished" in told
        assert f"ines, tomas: cu_alpha compares codes where others coded too: {40 / 121:.0%}" in told

    def test_two_of_three_coders_agree_as_if_they_were_alone(self, coded, run, code):
        run("finish", "ana", "--as", "ana")
        of_three = [row for row in rows(run("agree", "--pairs")) if row["coders"] == "ines,tomas"]

        assert of_three == rows(run("agree", "--coders", "ines,tomas"))

    def test_a_suggester_is_compared_like_a_person(self, study, run, code):
        run("suggest")
        code("ines", "ana", "We trust each other.", "trust")
        run("finish", "ana")

        found = by_coefficient(run("agree", "--coders", "ines,rules"), "trust")

        assert (found["percent"]["both"], found["percent"]["n_transcripts"]) == ("1", "1")

    def test_what_was_rejected_was_proposed_all_the_same(self, study, run, code):
        run("suggest")
        (uid,) = [
            row["uid"]
            for row in rows(run("suggestions", "list", "--code", "trust", "--transcript", "ana"))
            if row["quote"] == "We trust each other."
        ]
        run("suggestions", "reject", uid)
        run("finish", "ana")

        found = by_coefficient(run("agree", "--coders", "ines,rules"), "trust")

        assert found["percent"]["only_second"] == "1"

    def test_suggestions_that_score_less_can_be_left_out(self, study, run, code):
        run("suggest")
        code("ines", "ana", "We trust each other.", "trust")
        run("finish", "ana")

        found = by_coefficient(run("agree", "--coders", "ines,rules", "--min-score", "1"), "trust")

        assert found["percent"]["both"] == "0"

    def test_codings_that_kept_a_suggester_silent_are_told(self, coded, run):
        run("suggest")

        assert "3 codings are older than the latest pass" in run("agree", "--coders", "ines,rules").stderr


class TestNothingToCompare:
    def test_nobody_finished_anything(self, study, run):
        result = run("agree")

        assert result.stdout.splitlines() == [HEADER]
        assert "Nobody has finished a transcript" in result.stderr
        assert "fitcode finish TRANSCRIPT" in result.stderr

    def test_a_coder_alone(self, study, run):
        run("finish", "ana")

        result = run("agree")

        assert rows(result) == []
        assert "Agreement needs two coders, and ines is alone" in result.stderr

    def test_coders_without_a_common_transcript(self, study, run):
        run("finish", "ana")
        run("finish", "ben", "--as", "tomas")

        result = run("agree")

        assert rows(result) == []
        assert "No transcript was finished by all of them (finished: ines 1, tomas 1)" in result.stderr

    def test_coders_who_finished_and_coded_nothing(self, study, run):
        for coder in ("ines", "tomas"):
            run("finish", "ana", "--as", coder)

        assert "None of them coded anything there." in run("agree").stderr

    def test_coders_who_coded_what_is_not_compared(self, study, run, code):
        code("ines", "ana", "Do you trust the spare parts list?", "trust")
        for coder in ("ines", "tomas"):
            run("finish", "ana", "--as", coder)

        assert "--include-interviewer takes interviewers' speech" in run("agree").stderr
        assert "that meets the conditions" in run("agree", "--where", "code=spare-parts").stderr

    def test_conditions_that_leave_nothing(self, coded, run):
        result = run("agree", "--where", "role=nobody")

        assert "Nothing that meets every condition" in result.stderr

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--coders", "ines,thomas"), "Did you mean 'tomas'?"),
            (("--coders", "ines,ines"), "'ines' is named twice."),
            (("--coefficient", "kohen_kappa"), "Did you mean 'cohen_kappa'?"),
            (("--by", "valance"), "Did you mean 'valence'?"),
            (("--by", "valence", "--coefficient", "masi_alpha"), "Take --by code"),
            (("--where", "coder=ines"), "--coders A,B"),
        ],
    )
    def test_what_cannot_be_is_refused_with_the_way_out(self, coded, run, words, said):
        result = run("agree", *words, code=None)

        assert result.exit_code in (1, 2)
        assert said in result.stderr


class TestRounds:
    def test_only_what_a_round_drew_is_compared_and_by_its_coders(self, coded, run, code):
        run("finish", "ana", "ben", "--as", "kim")
        opened = ("--coders", "ines,tomas", "--open", "--unit", "segment", "--transcripts", "ben")
        run("rounds", "open", "pilot", *opened)

        table = run("agree", "--round", "pilot", "--coefficient", "percent", "--unit", "turn")

        assert {(row["coders"], row["n_transcripts"]) for row in rows(table)} == {("ines,tomas", "1")}
        assert by_coefficient(table, "trust")["percent"]["only_first"] == "1"

    def test_codings_beside_a_passage_do_not_count_for_its_turn(self, coded, run):
        sample = ("--unit", "segment", "--transcripts", "ben", "--sample", "1")
        run("rounds", "open", "one", "--coders", "ines,tomas", "--open", *sample)
        (drawn,) = json.loads(run("rounds", "show", "one", "--format", "json").stdout)

        found = rows(run("agree", "--round", "one", "--coefficient", "percent", "--unit", "turn"))

        of_it = "trust" if "trust" in drawn["text"] else "spare-parts"
        assert [(row["code"], row["n_units"]) for row in found] == [(of_it, "1"), ("overall", "1")]

    def test_a_round_of_whole_transcripts_compares_the_whole_of_them(self, coded, run):
        run("rounds", "open", "all", "--coders", "ines,tomas", "--open")

        everything = rows(run("agree", "--unit", "character"))

        assert rows(run("agree", "--unit", "character", "--round", "all")) == everything

    def test_who_works_blind_learns_nothing_of_the_others(self, coded, run):
        run("rounds", "open", "pilot", "--coders", "ines,tomas", "--blind")

        result = run("agree", "--coders", "ines,tomas")

        assert rows(result) == []
        assert "No transcript was finished by all of them" in result.stderr

    def test_an_unknown_round_names_the_nearest(self, coded, run):
        run("rounds", "open", "pilot", "--coders", "ines,tomas", "--open")

        assert "Did you mean 'pilot'?" in run("agree", "--round", "pilott", code=1).stderr
