"""The search index: which texts hold a word, by FTS5.

It knows texts by their key and holds nothing else of them (docs/decisions/0015-search.md). A text is never
changed nor deleted, so that nothing is ever taken out, and all of it can be made again from the texts.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from typing import TYPE_CHECKING

from fitcode.domain.searching import IndexTerm, index_form
from fitcode.errors import ProjectDamaged
from fitcode.store.triggers import columns_of

if TYPE_CHECKING:
    from fitcode.store.project import Project

_TOKENIZER = """tokenize="unicode61 remove_diacritics 0\""""

SEARCH_INDEX = f"CREATE VIRTUAL TABLE search_index USING fts5(text, content='', detail='none', {_TOKENIZER})"

_VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search_index, row)"

_MOST_TERMS = 32
"""Of a longer query the first words are looked up: what is found is read in any case."""


def index_text(connection: sqlite3.Connection, key: int, text: str) -> None:
    """Put the words of a text into the index."""
    connection.execute("INSERT INTO search_index (rowid, text) VALUES (?, ?)", (key, index_form(text)))


def index_new_texts(connection: sqlite3.Connection) -> None:
    """Put the words of the texts that came last into the index, at the end of their deed.

    The index writes out what it has gathered whenever something else is written: at once it costs half.
    """
    rows = connection.execute(
        "SELECT id, text FROM texts WHERE id > (SELECT coalesce(max(id), 0) FROM search_index_docsize)"
    )
    for key, text in rows:
        index_text(connection, key, text)


def index_all_texts(connection: sqlite3.Connection) -> None:
    """Put every text into an index that is empty, one after the other."""
    _copy_index(connection, connection)


def rebuild_search_index(project: "Project") -> None:
    """Make the index anew from the texts, whatever became of it."""
    with project.jotting(waits=True):
        _drop_index(project.connection)
        project.connection.execute(SEARCH_INDEX)
        index_all_texts(project.connection)


def _drop_index(connection: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.execute(SEARCH_INDEX)
        kept_in = fresh.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name GLOB 'search_index_*'"
        ).fetchall()
        try:
            connection.execute("DROP TABLE IF EXISTS search_index")
        except sqlite3.DatabaseError:
            # FTS5 opens an index in order to drop it: one that cannot be opened is made an empty one first.
            for table, text in kept_in:
                _replace_table(connection, fresh, table, text)
            connection.execute("DROP TABLE IF EXISTS search_index")
    for table, _ in kept_in:
        # Usually gone with the index; they stay where the index itself was lost.
        connection.execute(f'DROP TABLE IF EXISTS "{table}"')


def _replace_table(connection: sqlite3.Connection, fresh: sqlite3.Connection, table: str, text: str) -> None:
    """Put a table of a fresh index in the place of the damaged one; raises ProjectDamaged if guarded."""
    try:
        connection.execute(f'DROP TABLE IF EXISTS "{table}"')
    except sqlite3.OperationalError as error:
        raise ProjectDamaged(
            f"The search index cannot be opened, and SQLite guards it here from being made anew ({error}).",
            remedy="Put back the newest good copy from backups/ (close fitcode, copy it over fitcode.db).",
        ) from error
    connection.execute(text)
    rows = fresh.execute(f'SELECT * FROM "{table}"').fetchall()
    marks = ", ".join("?" * len(columns_of(fresh, table)))
    connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)


def known_words(connection: sqlite3.Connection) -> Iterator[str]:
    """Every word of the index, in the form in which it is looked up."""
    connection.execute(_VOCABULARY)
    return (word for (word,) in connection.execute("SELECT term FROM temp.search_words"))


def match_expression(terms: Sequence[IndexTerm]) -> str | None:
    """What FTS5 is asked for, so that every text with all of the terms is found; None when all may be."""
    asked = terms[:_MOST_TERMS]
    words = [word for term in asked for word in term.words]
    indexed = dict(zip(words, _as_indexed(words), strict=True))
    parts = []
    for term in asked:
        each = [_all_of(indexed[word], is_prefix=term.is_prefix) for word in term.words]
        if all(each):
            parts.append(f"({' OR '.join(each)})")
    return " AND ".join(parts) or None


def index_faults(connection: sqlite3.Connection) -> list[str]:
    """What the index says otherwise than the texts; an empty list when it says the same."""
    sizes = "SELECT id, sz FROM search_index_docsize ORDER BY id"
    words = "SELECT term, doc FROM temp.search_words ORDER BY term"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.execute(SEARCH_INDEX)
        _copy_index(connection, fresh)
        try:
            for one in (connection, fresh):
                one.execute(_VOCABULARY)
            if _differ(connection.execute(sizes), fresh.execute(sizes)):
                return ["texts are missing from it, or have other words"]
            if _differ(connection.execute(words), fresh.execute(words)):
                return ["words are missing from it, or are too many"]
        except sqlite3.DatabaseError as error:
            return [f"it cannot be read ({error})"]
    return []


def _copy_index(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    for key, text in source.execute("SELECT id, text FROM texts"):
        index_text(target, key, text)


def _differ(one: Iterable[object], other: Iterable[object]) -> bool:
    return any(own != others for own, others in zip_longest(one, other))


def _all_of(words: Sequence[str], *, is_prefix: bool) -> str:
    """All of what the index makes of a word, in quotation marks, so that nothing in it is an operator."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    return f"({' AND '.join(quoted)}{' *' if is_prefix else ''})" if quoted else ""


def _as_indexed(words: Sequence[str]) -> list[list[str]]:
    """What the index makes of each word: usually itself in small letters, sometimes several, or nothing."""
    made: list[list[str]] = [[] for _ in words]
    with closing(sqlite3.connect(":memory:")) as scratch:
        # The tokenizer itself is asked, so that no second set of rules can differ from it.
        scratch.execute(f"CREATE VIRTUAL TABLE asked USING fts5(text, content='', {_TOKENIZER})")
        scratch.execute("CREATE VIRTUAL TABLE parts USING fts5vocab(asked, instance)")
        rows = ((place, index_form(word)) for place, word in enumerate(words))
        scratch.executemany("INSERT INTO asked (rowid, text) VALUES (?, ?)", rows)
        for place, part in scratch.execute('SELECT doc, term FROM parts ORDER BY doc, "offset"'):
            made[place].append(part)
    return made
