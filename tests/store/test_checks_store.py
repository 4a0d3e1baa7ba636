"""Checks: each kind of damage is found and named, and a healthy project has none."""

import sqlite3
from contextlib import closing

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import LinkKind, MemoTarget, SpeakerKind
from fitcode.store.cases import apply_cases
from fitcode.store.checks import check_project
from fitcode.store.codebooks import apply_codebook
from fitcode.store.coding_reads import list_codings
from fitcode.store.links import add_link
from fitcode.store.memos import add_memo
from fitcode.store.project import open_project
from fitcode.store.transcripts import set_speaker_kind
from tests.support.projects import (
    add_transcript,
    apply_components,
    codebook_of,
    finish,
    run_pass,
    suggestion,
)


@pytest.fixture
def study(project):
    apply_components(project, "force")
    ana = add_transcript(project, "Q: Eh?\nANA: [layoff about=force]They let me go.[/] [fuel]No fuel.[/]")
    run_pass(project, {ana: [suggestion(project, ana, "me go", "fit/fuel")]})
    first, second = (str(uid) for uid in list_codings(project).column("uid"))
    with project.writing("test", coder="ines"):
        add_link(project, first, second, kind=LinkKind.leads_to, coder="ines")
        add_memo(project, target=MemoTarget.coding, target_name=first, text="Why?", coder="ines")
        set_speaker_kind(project, ana, "ANA", SpeakerKind.moderator)
        apply_cases(project, [CaseRow(case="R1", transcript=ana, speaker="ANA")], types={})
        apply_codebook(project, codebook_of("trust", id="matrix"), file_text="")
    finish(project, ana, coder="ines")
    add_transcript(project, "BEN: Hello.", name="ben")
    return project


def damage(project, *statements):
    """Change the file behind the history's back, as a broken disk or a careless script would."""
    with closing(sqlite3.connect(project.folder / "fitcode.db", isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)


def found(project):
    with open_project(project.folder, read_only=True) as reader:
        return [problem.what for problem in check_project(reader)]


def test_a_healthy_project_keeps_every_promise(study):
    assert check_project(study) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE codings SET quote = 'No fool.' WHERE quote = 'No fuel.'", "Quotes are not what stands"),
        ("UPDATE suggestions SET start = start + 1", "Quotes are not what stands"),
        ("UPDATE texts SET text = replace(text, 'fuel', 'fool')", "Texts are not what their hash says"),
        ("UPDATE transcript_versions SET words = 3", "Texts are not what their hash says"),
        ('UPDATE turns SET "end" = 900', "Turns or segments are out of order"),
        ("UPDATE segments SET start = 0 WHERE ordinal = 2", "Turns or segments are out of order"),
        ("DELETE FROM turns WHERE ordinal = 0", "Turns or segments are out of order"),
        ("UPDATE codings SET end_word = end_word + 1", "Codings are not where"),
        ("DELETE FROM components", "Rows refer to rows that are not there"),
        ("DELETE FROM texts", "Rows refer to rows that are not there"),
        ("UPDATE memos SET target_uid = 'gone'", "Memos hang on things that are not there"),
        (
            "UPDATE codings SET coder_id = 2 WHERE quote = 'No fuel.'",
            "Links join codings of two coders",
        ),
        ("UPDATE transcripts SET removed_at = '2026'", "Removed transcripts still have codings"),
        ("UPDATE codings SET valence = 'fit'", "The history does not lead to what is stored"),
        ("DELETE FROM finished", "The history does not lead to what is stored"),
        ("INSERT INTO facts (key, value) VALUES ('a', 'b')", "The history does not lead to what is stored"),
        ("DELETE FROM history WHERE id = 3", "1 events are missing from the history"),
        ("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'codings'", "Keys that were used would be given"),
        ("DELETE FROM sqlite_sequence WHERE name = 'memos'", "Keys that were used would be given"),
        ("UPDATE turns SET end_word = end_word + 9", "Turns or segments are out of order"),
        ("UPDATE turns SET end_segment = first_segment + 1", "Turns or segments are out of order"),
        ("UPDATE segments SET first_word = 0", "Turns or segments are out of order"),
        ("UPDATE turns SET speaker_id = 3", "Turns are of speakers of another transcript"),
        ("UPDATE links SET coder_id = 2", "Links join codings of two coders"),
        ("UPDATE case_transcripts SET transcript_id = 2", "Cases speak through speakers of another"),
        ("UPDATE codings SET codebook_version_id = 2", "Codings name a codebook version that does not"),
        ("UPDATE suggestions SET codebook_version_id = 2", "Suggestions name a codebook version that"),
        ("UPDATE history SET before = json_set(before, '$.kind', 'x')", "Events do not begin where"),
        ("UPDATE history SET after = NULL WHERE action = 'insert'", "Events do not begin where"),
        ("DROP INDEX codings_once", "Tables or indices are not as they were made: codings_once"),
        ("ALTER TABLE memos ADD COLUMN virus TEXT", "Tables or indices are not as they were made: memos"),
        ("DELETE FROM acting", "What keeps the history is not as it was made"),
        ("UPDATE acting SET deed_id = 1", "What keeps the history is not as it was made"),
        ("CREATE TRIGGER strange AFTER INSERT ON turns BEGIN SELECT 1; END", "What keeps the history"),
        ("CREATE VIEW strange AS SELECT 1", "What keeps the history"),
    ],
)
def test_each_kind_of_damage_is_found(study, statement, what):
    damage(study, statement)

    problems = found(study)

    assert any(problem.startswith(what) for problem in problems), problems


def test_a_missing_trigger_is_found(study):
    study.connection.execute("DROP TRIGGER history_insert_codings")

    assert found(study) == ["What keeps the history is not as it was made: history_insert_codings."]


def test_a_torn_page_is_found(study):
    study.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = study.connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'codings_counted'"
    ).fetchone()
    (size,) = study.connection.execute("PRAGMA page_size").fetchone()
    study.close()
    with (study.folder / "fitcode.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    assert "damaged" in found(study)[0] or "cannot be read" in found(study)[0]


def test_every_problem_comes_with_a_way_out(study):
    damage(study, "UPDATE codings SET quote = 'x'")

    assert all(problem.remedy for problem in check_project(study))


def test_a_fault_in_many_rows_is_one_problem(study):
    for number in range(10):
        add_transcript(study, f"BEN: [fuel]Number {number}.[/]", name=f"b{number}")
    damage(study, "UPDATE codings SET quote = 'x', valence = 'fit'")

    quotes, history = found(study)

    assert "and 7 more" in quotes
    assert history.count("codings row") == 5
