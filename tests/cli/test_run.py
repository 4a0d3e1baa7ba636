"""fitcode run: only what something has changed for is run again, in order, and nobody's file is replaced."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from fitcode.cli.app import app
from fitcode.cli.recipe import KINDS

STEPS = [
    "ingest ../inputs/ana.txt ../inputs/ben.txt --cases ../inputs/cases.csv",
    "suggest",
    "tally --by code --out tables/tally.csv",
    "export csv --out data",
    "plot heatmap --out fit.svg",
]
FILES = ("tables/tally.csv", "data", "fit.svg")


@pytest.fixture
def recipe(study):
    set_steps(study, STEPS)
    return study


def set_steps(folder, steps):
    file = folder / "fitcode.toml"
    head = file.read_text(encoding="utf-8").split("[pipeline]")[0]
    listed = "".join(f"  {json.dumps(step)},\n" for step in steps)
    file.write_text(f"{head}[pipeline]\nsteps = [\n{listed}]\n", encoding="utf-8")


def ran(result):
    """The numbers of the steps that were run."""
    told = [line for line in result.stderr.splitlines() if line.startswith("Step ")]
    silent = (": up to date.", "not looked at.")
    return [int(line.split()[1].rstrip(",")) for line in told if not line.endswith(silent)]


def plan(run, *options):
    rows = csv.DictReader(io.StringIO(run("run", "--dry-run", *options).stdout))
    return {int(row["step"]): (row["runs"], row["why"]) for row in rows}


def code_something(run, transcript="ana", span="88:108"):
    run("codings", "add", transcript, span, "--code", "trust", "--valence", "fit")


def test_a_pipeline_makes_everything_once_and_nothing_the_second_time(recipe, run):
    first, second = run("run"), run("run")

    assert ran(first) == [1, 2, 3, 4, 5]
    assert ran(second) == []
    assert second.stderr.endswith("Ran 0 of 5 steps.\n")
    assert all((recipe / name).exists() for name in FILES)


def test_a_new_coding_runs_what_counts_it_and_not_the_ingest(recipe, run):
    run("run")
    code_something(run)

    assert ran(run("run")) == [2, 3, 4, 5]
    assert "trust,1," in (recipe / "tables/tally.csv").read_text()
    assert ran(run("run")) == []


def test_a_memo_is_exported_and_not_counted_again(recipe, run):
    run("run")
    run("memos", "add", "project", "--text", "Hm.")

    assert ran(run("run")) == [4]


def test_what_was_done_and_taken_back_leaves_everything_up_to_date(recipe, run):
    run("run")
    code_something(run)
    run("undo")

    assert ran(run("run")) == []


def test_an_export_as_text_is_not_made_stale_by_its_own_run(recipe, run):
    set_steps(recipe, ["export text --out text"])
    run("run")

    assert ran(run("run")) == []
    code_something(run)
    run("undo")
    assert ran(run("run")) == [1]


def test_the_project_s_own_folder_can_be_ingested(recipe, run):
    (recipe / "cleo.txt").write_text("Q: And?\nA: Nobody told us.\n")
    set_steps(recipe, ["ingest cleo.txt inputs ."])
    (recipe / "inputs").mkdir()
    run("run")

    assert ran(run("run")) == []


def test_an_edited_codebook_is_applied_and_a_case_mended_by_hand_stays(recipe, run):
    book = recipe / "codebooks/mini.yaml"
    steps = ["codebook apply codebooks/mini.yaml", "cases import ../inputs/cases.csv"]
    set_steps(recipe, steps)
    run("run")
    run("cases", "set", "R01", "rank=major")
    book.write_text(book.read_text().replace("Fuel and parts.", "Fuel, parts and tyres."))

    assert ran(run("run")) == [1]
    assert "major" in run("cases", "list").stdout


def test_an_undone_ingest_is_done_again(recipe, run):
    set_steps(recipe, ["ingest ../inputs/cleo.txt"])
    (recipe.parent / "inputs/cleo.txt").write_text("Q: And?\nA: Nobody told us.\n")
    run("run")
    run("undo")

    assert plan(run)[1] == ("yes", "some of its files are not in the project")


def test_a_changed_file_is_ingested_and_everything_after_it_follows(recipe, run):
    run("run")
    (recipe.parent / "inputs/ben.txt").write_text("Q: And you?\nA: They trust nobody there, nobody at all.\n")

    assert ran(run("run")) == [1, 2, 3, 4, 5]


def test_another_setting_runs_what_it_matters_to(recipe, run):
    run("run")
    file = recipe / "fitcode.toml"
    file.write_text(file.read_text().replace("# component_from", "component_from"))
    file.write_text(file.read_text().replace('component_from = "about-or-voice"', 'component_from = "voice"'))

    assert ran(run("run")) == [3, 4, 5]


def test_a_step_with_other_words_is_another_step(recipe, run):
    run("run")
    set_steps(recipe, [*STEPS[:2], "tally --by dimension --out tables/tally.csv", *STEPS[3:]])

    assert 3 in ran(run("run"))
    assert (recipe / "tables/tally.csv").read_text().startswith("dimension,")


@pytest.mark.parametrize(
    ("name", "number"), [("tables/tally.csv", 3), ("fit.svg", 5), ("data/codings.csv", 4)]
)
def test_an_output_that_was_removed_is_made_again(recipe, run, name, number):
    run("run")
    before = (recipe / name).read_bytes()
    (recipe / name).unlink()

    assert ran(run("run")) == [number]
    assert (recipe / name).read_bytes() == before


def test_an_output_that_somebody_changed_is_made_again_and_theirs_is_kept(recipe, run):
    run("run")
    before = (recipe / "fit.svg").read_text()
    (recipe / "fit.svg").write_text("with my arrows")

    result = run("run")

    assert ran(result) == [5]
    assert "it is kept as fit.svg.changed" in result.stderr
    assert (recipe / "fit.svg.changed").read_text() == "with my arrows"
    assert (recipe / "fit.svg").read_text() == before


@pytest.mark.parametrize("name", ["tables/tally.csv", "fit.svg"])
def test_a_file_that_the_pipeline_did_not_make_is_left_alone(recipe, run, name):
    (recipe / name).parent.mkdir(exist_ok=True)
    (recipe / name).write_text("mine")

    result = run("run", code=1)

    assert "which this pipeline did not make" in result.stderr
    assert (recipe / name).read_text() == "mine"
    assert run("run", "--force")
    assert (recipe / name).read_text() != "mine"


def test_a_run_that_is_killed_goes_on_where_it_was(recipe, run):
    killed = """
import os, sys
from fitcode.cli import run
from fitcode.cli.app import app
call = run._call
def dying(here, words):
    ended = call(here, words)
    if words[0] == "tally":
        os._exit(137)
    return ended
run._call = dying
app(["run"], prog_name="fitcode")
"""
    died = subprocess.run([sys.executable, "-c", killed], cwd=recipe, check=False, capture_output=True)
    assert died.returncode == 137
    assert (recipe / "tables/tally.csv").exists()

    assert plan(run)[3] == ("yes", "it was not finished")
    assert ran(run("run")) == [3, 4, 5]
    assert ran(run("run")) == []
    assert not list(recipe.rglob("*.changed"))


def test_the_first_step_that_fails_ends_it_with_its_exit_code(recipe, run):
    set_steps(recipe, ["tally --out one.csv", "tally --by nothing --out two.csv", "tally --out three.csv"])

    result = run("run", code=2)

    assert (
        "Step 2, tally --by nothing --out two.csv, ended with exit code 2. 1 after it was not looked at."
        in (result.stderr)
    )
    assert (recipe / "one.csv").exists()
    assert not (recipe / "three.csv").exists()
    assert ran(run("run", code=2)) == [2]


def test_a_step_done_in_part_lets_the_others_go_on_and_is_tried_again(recipe, run):
    (recipe.parent / "inputs/bad.docx").write_bytes(b"PK\x03\x04 no document")
    set_steps(recipe, ["ingest ../inputs/ana.txt ../inputs/bad.docx", "tally --out tally.csv"])

    assert ran(run("run", code=3)) == [1, 2]
    assert ran(run("run", code=3)) == [1]


def test_every_mistake_is_told_with_its_line_before_anything_runs(recipe, run):
    steps = [
        "tally --out tally.csv",
        "taly",
        "tally --by component > tally.csv",
        'plot heatmap --out "fit.svg',
        "crosstab component",
        "plot heatmap --theme blue --out b.svg",
        "code ana",
        "export csv --out ./x/../tally.csv",
        "codebook aply fit.yaml",
        "tally --project ..",
    ]
    set_steps(recipe, steps)
    first = (recipe / "fitcode.toml").read_text().split("\n").index('  "taly",') + 1

    result = run("run", code=1)

    told = result.stderr.splitlines()
    assert [line.split(":")[1] for line in told[:9]] == [str(first + number) for number in range(9)]
    for line, words in zip(
        told,
        [
            "there is no command 'taly'. Did you mean 'tally'?",
            "> means something to a shell only",
            "never closed",
            "Missing argument 'COLUMN'",
            "'blue' is not one of",
            "code asks somebody",
            "Step 8 writes tally.csv, as step 1 does.",
            "Did you mean 'apply'?",
            "leave out --project",
        ],
        strict=False,
    ):
        assert words in line
    assert not (recipe / "tally.csv").exists()


def test_a_dry_run_says_what_would_be_run_and_why_and_runs_nothing(recipe, run):
    run("run")
    (recipe.parent / "inputs/cases.csv").touch()
    assert {runs for runs, _why in plan(run).values()} == {"no"}
    (recipe / "fit.svg").unlink()
    (recipe.parent / "inputs/ben.txt").write_text("Q: And?\nA: Nobody trusts anybody.\n")

    planned = plan(run)

    assert planned[1] == ("yes", "its files have changed")
    assert planned[3] == ("perhaps", "step 1 may change what it reads")
    assert planned[5] == ("yes", "fit.svg is not there")
    assert not (recipe / "fit.svg").exists()


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [(["3"], [3]), (["plot", "tally"], [3, 5]), (["export csv"], [4]), (["--all"], [*range(1, 6)])],
)
def test_steps_can_be_chosen_by_number_or_by_their_command(recipe, run, chosen, numbers):
    run("run")

    assert ran(run("run", *chosen, "--all")) == numbers


def test_a_step_that_is_not_listed_is_wrong_usage(recipe, run):
    assert "Did you mean 'tally'?" in run("run", "tallly", code=2).stderr


def test_steps_are_listed_with_how_they_ended(recipe, run):
    run("run", "3")

    rows = list(csv.DictReader(io.StringIO(run("run", "--list").stdout)))

    assert [row["status"] for row in rows] == ["", "", "done", "", ""]
    assert rows[2]["writes"] == "tables/tally.csv"


def test_paths_start_at_the_project_wherever_it_is_run_from(recipe, run, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    os.chdir(elsewhere)

    run("run", "--project", recipe)

    assert (recipe / "fit.svg").exists()
    assert Path.cwd() == elsewhere


def test_a_project_put_back_from_a_copy_is_worked_through_anew(recipe, run):
    run("run")
    before = (recipe / "fitcode.db").read_bytes()
    code_something(run)
    run("run")
    for name in ("fitcode.db", "fitcode.db-wal", "fitcode.db-shm"):
        (recipe / name).unlink(missing_ok=True)
    (recipe / "fitcode.db").write_bytes(before)

    result = run("run")

    assert "older than its last run" in result.stderr
    assert ran(result) == [1, 2, 3, 4, 5]


def test_notes_that_cannot_be_read_count_as_none(recipe, run):
    run("run")
    (recipe / "fitcode.run.json").write_text('{"form": 1, "steps": 7}')
    for name in ("tables/tally.csv", "fit.svg"):
        (recipe / name).unlink()

    result = run("run", "3")

    assert "fitcode.run.json cannot be read" in result.stderr
    assert ran(result) == [3]


def test_two_runs_at_once_are_one_too_many(recipe, run):
    from fitcode.workflow.running.keep_state import running_alone

    with running_alone(recipe):
        assert "Another fitcode run" in run("run", code=4).stderr


def test_a_project_without_steps_says_where_they_go(study, run):
    assert "under [pipeline]" in run("run", code=1).stderr


def test_a_step_without_output_writes_to_stdout(recipe, run):
    set_steps(recipe, ["fitcode tally --by code --format csv"])

    assert run("run").stdout.startswith("code,codings,")
    assert run("run").stdout == ""


NO_STEPS = """
adjudicate, annotations list, annotations prune, cases set, check, code, codebook add, codebook check,
codebook diff, coders add, coders rename, codings add, codings change, codings merge, codings remove,
codings split, components check, components new, conflicts decide, conflicts list, copy, demo, finish,
history, import, init, links add, links remove, memos add, memos change, memos remove, memos show, merge,
redo, review, rounds close, rounds list, rounds open, rounds show, run, runs show, search, suggestions
accept, suggestions explain, suggestions reject, transcripts kind, transcripts language, transcripts remove,
transcripts show, transcripts speaker, undo, worklist
"""


def test_every_command_is_a_step_or_is_known_to_be_none():
    names = set(commands_of(get_command(app)))

    assert names - set(KINDS) == {" ".join(name.split()) for name in NO_STEPS.split(",")}
    assert set(KINDS) <= names


def commands_of(group, before=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"
