"""Promises that the glue between the rooms keeps: front matter, backups, pooled quotes, no names out."""

import csv
import io
import json

ANNA = """\
---
case: R07
component: police
role: liaison
attributes:
  rank: sergeant
---

Interviewer: Well?
Anna Bell: We trust each other.
"""


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_front_matter_sets_the_case_its_fields_and_attributes(study, run, tmp_path):
    (tmp_path / "anna.md").write_text(ANNA)
    run("ingest", tmp_path / "anna.md")
    (anna,) = [row for row in rows(run("cases", "list")) if row["transcript"] == "anna"]
    assert (anna["case"], anna["component"], anna["role"], anna["rank"]) == (
        "R07",
        "police",
        "liaison",
        "sergeant",
    )


def test_front_matter_with_a_mistake_is_told_and_the_transcript_stored(study, run, tmp_path):
    (tmp_path / "anna.md").write_text(ANNA.replace("component: police", "component: polise"))
    result = run("ingest", tmp_path / "anna.md")
    assert "'police'" in result.stderr
    assert "anna" in run("transcripts", "list").stdout
    assert "R07" not in run("cases", "list").stdout


def test_cases_of_a_transcript_that_is_not_there_are_named_and_the_rest_imported(study, run, tmp_path):
    file = tmp_path / "more.csv"
    file.write_text("case,transcript,role\nR01,ana,commander\nR09,nobody,cook\n")
    result = run("cases", "import", file, code=3)
    assert "more.csv:3" in result.stderr
    assert {row["case"]: row["role"] for row in rows(run("cases", "list"))} == {
        "R01": "commander",
        "R02": "adviser",
    }


def test_removing_codings_shows_them_first_and_makes_a_backup(study, run):
    uid = run("codings", "add", "ana", "0:9", "-c", "trust").stdout.strip()
    run("codings", "remove", uid, "--dry-run")
    assert len(rows(run("codings", "list"))) == 1
    assert not (study / "backups").exists()
    run("codings", "remove", uid, "--yes")
    assert rows(run("codings", "list")) == []
    assert len(list((study / "backups").glob("*.db"))) == 1


def test_pooled_identical_codings_are_one_quotation(study, run):
    for coder in ("ines", "tomas"):
        run("--as", coder, "codings", "add", "ben", "9:32", "-c", "trust")
    run("--as", "tomas", "codings", "add", "ben", "9:32", "-c", "spare-parts")
    pooled = rows(run("quotes", "--coder", "ines,tomas"))
    assert sorted(row["code"] for row in pooled) == ["spare-parts", "trust"]


def test_an_export_holds_no_speaker_labels(study, run, tmp_path):
    (tmp_path / "anna.md").write_text(ANNA)
    run("ingest", tmp_path / "anna.md")
    run("suggest")
    run("export", "csv", "--out", "tables")
    assert "Anna Bell" in run("cases", "list").stdout
    holding = [
        path.name for path in (study / "tables").iterdir() if "Anna Bell" in path.read_text(encoding="utf-8")
    ]
    assert holding == []


def test_init_applies_the_codebook_file_that_is_there(run, tmp_path):
    folder = tmp_path / "mine"
    (folder / "codebooks").mkdir(parents=True)
    (folder / "codebooks/fit.yaml").write_text("id: fit\ncodes: [{id: mine}]\n")
    run("init", folder)
    assert "mine" in (folder / "codebooks/fit.yaml").read_text()
    assert [row["code"] for row in rows(run("-C", folder, "codebook", "show"))] == ["mine"]


def test_init_refuses_another_codebook_of_the_same_name(run, tmp_path):
    folder = tmp_path / "mine"
    (folder / "codebooks").mkdir(parents=True)
    (folder / "codebooks/fit.yaml").write_text("id: fit\ncodes: [{id: mine}]\n")
    (tmp_path / "fit.yaml").write_text("id: fit\ncodes: [{id: other}]\n")
    assert "already" in run("init", folder, "--codebook", tmp_path / "fit.yaml", code=1).stderr
    assert "mine" in (folder / "codebooks/fit.yaml").read_text()
    assert not (folder / "fitcode.toml").exists()


def test_links_join_codings_in_the_export(study, run):
    first, second = (
        run("codings", "add", "ana", "0:9", "-c", code).stdout.strip() for code in ("trust", "spare-parts")
    )
    run("links", "add", first, "remedied-by", second)
    run("export", "jsonl", "--out", "tables")
    (link,) = [json.loads(line) for line in (study / "tables/links.jsonl").read_text().splitlines()]
    assert (link["source"], link["kind"], link["target"]) == (first, "remedied-by", second)
