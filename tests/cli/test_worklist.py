"""fitcode worklist: what is listed, what is confirmed, and what is refused."""

import csv
import io

import pytest
from typer.testing import CliRunner

from fitcode.cli.app import app
from tests.support.redefined import redefined_study


@pytest.fixture
def run(tmp_path):
    """A command of ines's in a study whose code fuel was defined anew."""
    study = redefined_study(tmp_path / "study")

    def run_(*words: str, coder: str = "ines"):
        return CliRunner().invoke(app, ["-C", str(study), "--as", coder, "worklist", *words])

    return run_


def rows(result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_ones_own_are_listed_with_what_has_changed(run):
    first, second = rows(run())

    assert (first["quote"], second["quote"]) == ("The fuel came late.", "No fuel.")
    assert first["changed"] == "use_when"
    assert first["says_now"] == "use when: It is late or lost."


def test_others_are_listed_when_they_are_named(run):
    assert [row["coder"] for row in rows(run("--coder", "tomas,ines", "--transcript", "ana"))] == [
        "ines",
        "tomas",
    ]


def test_an_empty_worklist_is_a_table_with_its_header_and_a_note(run):
    result = run("--code", "staff")

    assert result.exit_code == 0
    assert result.stdout.startswith("uid,transcript,")
    assert len(result.stdout.splitlines()) == 1
    assert "No coding of ines" in result.stderr


def test_one_is_confirmed_by_the_end_of_its_uid(run):
    first, second = rows(run())

    result = run("--confirm", first["uid"][-8:])

    assert "1 of fuel, under codebook version 2 now." in result.stderr
    assert "Confirmed 1 coding." in result.stderr
    assert [row["uid"] for row in rows(run())] == [second["uid"]]


def test_applying_a_codebook_tells_of_the_codings_that_it_leaves_behind(tmp_path):
    study = redefined_study(tmp_path / "study")
    (study / "codebooks").mkdir(exist_ok=True)
    (study / "codebooks" / "fit.yaml").write_text(
        "id: fit\nname: Fit\ncodes:\n"
        "- {id: fuel, name: Fuel, definition: What is said of fuel., use_when: It is late or lost.}\n"
        "- {id: staff, name: Staff, definition: Who is there., codes: [{id: chiefs, name: Heads}]}\n",
        encoding="utf-8",
    )

    result = CliRunner().invoke(app, ["-C", str(study), "--as", "ines", "codebook", "apply"])

    assert "1 coding was made under what is changed now: fitcode worklist" in result.stderr


def test_what_is_confirmed_twice_needed_it_once(run):
    (first, _) = rows(run())
    run("--confirm", first["uid"])

    assert "Confirmed 0 codings. 1 needed none." in run("--confirm", first["uid"]).stderr


def test_all_of_a_code_are_confirmed_and_nobody_elses(run):
    assert "Confirmed 2 codings." in run("--confirm-all", "--code", "fuel").stderr

    assert rows(run()) == []
    assert len(rows(run("--coder", "tomas"))) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--confirm-all", "--coder", "tomas"), 2, "Nobody confirms for another."),
        (("--confirm-all", "--confirm", "12345678"), 2, "exclude each other"),
        (("--confirm", "12345678", "--code", "fuel"), 2, "Leave out --code"),
        (("--confirm", ","), 2, "No uid was named."),
        (("--confirm", "12345678"), 1, "No coding"),
        (("--coder", "thomas"), 1, "tomas"),
        (("--screen",), 2, "needs a terminal"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_out(run, words, code, said):
    result = run(*words)

    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
