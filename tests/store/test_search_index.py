"""The search index says of every text what the text says, whatever became of its transcript."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.searching import IndexTerm, SearchMode
from fitcode.errors import FitcodeError, ProjectDamaged, UnknownTranscript
from fitcode.store import checks
from fitcode.store.checks import check_project
from fitcode.store.history import list_history
from fitcode.store.passages import find_texts
from fitcode.store.project import open_project
from fitcode.store.search_index import (
    SEARCH_INDEX,
    index_text,
    known_words,
    match_expression,
    rebuild_search_index,
)
from fitcode.store.transcripts import remove_transcript
from fitcode.text.search_terms import ready_query
from fitcode.text.text_matches import find_in_text
from tests.support.projects import add_transcript


@pytest.fixture
def study(project):
    add_transcript(project, "ANA: We don’t trust the Élan battalion.", name="ana")
    add_transcript(project, "BEN: Trusting takes time. 我们在部队中", name="ben")
    return project


def found(project, *words, **fields):
    return [one.transcript for one in find_texts(project, [IndexTerm((word,)) for word in words], **fields)]


def damage(project, *statements):
    """Change the index behind the project's back."""
    with closing(sqlite3.connect(project.folder / "fitcode.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("words", "transcripts"),
    [
        (["trust"], ["ana"]),
        (["TRUST", "battalion"], ["ana"]),
        (["trust", "time"], []),
        (["élan"], ["ana"]),
        (["E\u0301lan"], ["ana"]),
        (["elan"], []),
        (["don't"], ["ana"]),
        (["部队"], ["ana", "ben"]),
        (['"'], ["ana", "ben"]),
        (["trust\0ing"], []),
        (["\ud800"], ["ana", "ben"]),
        ([], ["ana", "ben"]),
    ],
)
def test_texts_are_found_by_all_the_words_that_an_index_can_know(study, words, transcripts):
    assert found(study, *words) == transcripts


def test_any_of_several_words_or_a_beginning_will_do(study):
    either = IndexTerm(("battalion", "time"))
    beginning = IndexTerm(("trust",), is_prefix=True)

    assert [one.transcript for one in find_texts(study, [either, beginning])] == ["ana", "ben"]


def test_a_word_that_is_several_to_the_index_goes_on_at_its_end():
    assert match_expression([IndexTerm(("B'a",), is_prefix=True)]) == '(("b" AND "a" *))'


def test_where_one_of_several_words_cannot_be_known_every_text_may_hold_it():
    assert match_expression([IndexTerm(("trust", "部队"))]) is None


def test_an_apostrophe_that_is_a_letter_is_one_like_the_others(study):
    add_transcript(study, "CAL: They donʼt.", name="cal")

    assert found(study, "don't") == ["ana", "cal"]


def test_a_last_step_of_a_deed_that_failed_is_not_done_by_the_next(study):
    done: list[object] = []

    def fail():
        with study.writing("test", coder="ines"):
            study.at_end(done.append)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()

    with study.writing("test", coder="ines"):
        pass

    assert done == []


def test_one_transcript_may_be_meant_and_must_be_there(study):
    assert found(study, "trust", transcript="ben") == []
    with pytest.raises(UnknownTranscript, match="bem"):
        found(study, "trust", transcript="bem")


def test_a_removed_transcript_is_not_found_and_its_text_comes_back_with_it(study):
    with study.writing("transcripts remove", coder="ines"):
        remove_transcript(study, "ana")
    assert found(study, "trust") == []

    add_transcript(study, "ANA: We don’t trust the Élan battalion.", name="again")

    assert found(study, "trust") == ["again"]
    assert check_project(study) == []


def test_the_words_of_all_texts_are_known(study):
    assert {"trust", "trusting", "élan", "t"} < set(known_words(study.connection))


def test_an_older_project_is_indexed_when_it_is_opened(study):
    study.close()
    damage(
        study, "DROP TABLE search_index", "DELETE FROM _sqlite_migrations WHERE name = '0005_search_index'"
    )

    with open_project(study.folder) as opened:
        assert found(opened, "trust") == ["ana"]
        assert check_project(opened) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM search_index_docsize WHERE id = 1",
        "UPDATE search_index_docsize SET sz = x'01' WHERE id = 1",
        "INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', 2, 'time')",
        "INSERT INTO search_index (search_index) VALUES ('delete-all')",
        "UPDATE search_index_data SET block = x'00' WHERE id > 10",
        "INSERT INTO search_index (rowid, text) VALUES (77, 'no such text')",
        "DROP TABLE search_index",
        "DELETE FROM search_index_config",
        "UPDATE search_index_config SET v = 999",
        "DELETE FROM search_index_data",
        "UPDATE search_index_data SET block = x'00'",
        "UPDATE search_index_data SET block = NULL",
        "DROP TABLE search_index_config",
        "DROP TABLE search_index_data",
        "DROP TABLE search_index_docsize",
        "DROP TABLE search_index_idx",
    ],
)
def test_an_index_that_is_not_as_the_texts_is_found_and_made_anew(study, statement):
    damage(study, statement)
    with open_project(study.folder) as opened:
        (problem,) = check_project(opened)
        assert problem.what.startswith("The search index is not as the texts are")
        assert "fitcode check --rebuild-index" in problem.remedy

        rebuild_search_index(opened)

        assert check_project(opened) == []
        assert found(opened, "trust") == ["ana"]


@pytest.mark.parametrize(
    ("of_codings", "what"),
    [([], "The search index is not as the texts are"), (["row 1 missing"], "SQLite finds the file damaged")],
)
def test_what_a_newer_sqlite_says_of_the_index_asks_for_no_backup(study, monkeypatch, of_codings, what):
    def said(connection, table=None):
        of_tables = {
            None: ["malformed inverted index for FTS5 table main.search_index"],
            "codings": of_codings,
        }
        return of_tables.get(table, [])

    monkeypatch.setattr(checks, "_damage", said)

    (problem,) = check_project(study)

    assert problem.what.startswith(what)


@pytest.mark.usefixtures("defensive")
def test_where_sqlite_guards_its_schema_an_index_that_can_be_opened_is_made_anew(study):
    damage(study, "INSERT INTO search_index (search_index) VALUES ('delete-all')")
    with open_project(study.folder) as opened:
        rebuild_search_index(opened)

        assert check_project(opened) == []


@pytest.mark.usefixtures("defensive")
def test_where_sqlite_guards_its_schema_an_index_that_cannot_be_opened_asks_for_a_backup(study):
    damage(study, "DELETE FROM search_index_config")
    with open_project(study.folder) as opened, pytest.raises(ProjectDamaged) as caught:
        rebuild_search_index(opened)

    assert "backups/" in str(caught.value.remedy)


def test_tables_of_an_index_that_was_lost_do_not_stand_in_the_way(study):
    damage(study, "PRAGMA writable_schema = ON", "DELETE FROM sqlite_schema WHERE name = 'search_index'")
    with open_project(study.folder) as opened:
        rebuild_search_index(opened)

        assert check_project(opened) == []
        assert found(opened, "trust") == ["ana"]


def test_a_text_can_be_stored_again_once_the_index_is_made_anew(study):
    damage(study, "DELETE FROM search_index_data")
    with open_project(study.folder) as opened:
        with pytest.raises(FitcodeError):
            add_transcript(opened, "EVA: We trust you.", name="eva")
        rebuild_search_index(opened)
        add_transcript(opened, "EVA: We trust you.", name="eva")

        assert found(opened, "trust") == ["ana", "eva"]


def test_making_the_index_anew_is_no_deed(study):
    before = list_history(study).rows

    rebuild_search_index(study)

    assert list_history(study).rows == before


_TEXT = st.text(
    st.sampled_from("abßſİıΣςσé\u0301\u0308ñʼ’'-‐ \n_²½ݭ\u0651مहिन्दी我部ทพあ한🙂\u00ad\u200d\u200b09"),
    max_size=30,
)


@given(
    text=_TEXT,
    query=_TEXT.filter(lambda query: query.strip() != ""),
    start=st.integers(0, 30),
    is_cut=st.booleans(),
)
def test_the_index_passes_over_no_text_in_which_a_query_is_found(text, query, start, is_cut):
    if is_cut:
        query = text[start : start + 8].strip() or query
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(SEARCH_INDEX)
        index_text(connection, 1, text)
        expression = match_expression(ready_query(query, SearchMode.text).terms)
        candidates = (
            expression is None
            or connection.execute(
                "SELECT rowid FROM search_index WHERE search_index MATCH ?", (expression,)
            ).fetchall()
        )

    assert candidates or find_in_text(text, query) == []
