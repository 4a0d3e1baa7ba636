"""Deeds of searching: queries of the index, its making, and one code put on every hit of a word.

Each writes one JSON object, as the others do; what is timed begins after the imports.
"""

import re
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

QUERIES = ("the", "spare parts", "leadership", "under*", "the mission", "quartermaster")
"""Words from the most common to one that stands nowhere."""


def search_queries(project: str, rounds: str) -> dict[str, Any]:
    """Which transcripts hold each query, asked of the store; milliseconds each, and of the whole search."""
    from fitcode.domain.searching import SearchMode
    from fitcode.store.passages import find_texts
    from fitcode.text.search_terms import ready_query
    from fitcode.workflow.searching.find_passages import Search, find_passages
    from fitcode.workflow.workspace import open_workspace

    told: dict[str, Any] = {"queries": {}, "searches": {}, "hits": {}}
    with open_workspace(Path(project), read_only=True) as workspace:
        for query in QUERIES:
            ask = partial(find_texts, workspace.project, ready_query(query, SearchMode.text).terms)
            asked = [_timed(ask) for _ in range(int(rounds))]
            told["queries"][query] = 1000 * statistics.median(asked)
        for query in QUERIES[1:]:
            began = time.perf_counter()
            told["hits"][query] = len(find_passages(workspace, Search(query=query)).rows)
            told["searches"][query] = 1000 * (time.perf_counter() - began)
    return told


def index_texts(project: str) -> dict[str, Any]:
    """The index of all texts made anew, beside bare FTS5 rows of the same texts."""
    from fitcode.store.project import open_project
    from fitcode.store.search_index import rebuild_search_index

    with open_project(Path(project)) as opened:
        (size,) = opened.connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM texts").fetchone()
        seconds = _timed(lambda: rebuild_search_index(opened))
        texts = opened.connection.execute("SELECT id, text FROM texts").fetchall()
    file = Path(project) / "floor.db"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE VIRTUAL TABLE bare USING fts5(text, content='')")
        connection.execute("BEGIN")
        floor = _timed(lambda: connection.executemany("INSERT INTO bare (rowid, text) VALUES (?, ?)", texts))
        connection.execute("COMMIT")
    return {"megabytes": size / 1e6, "seconds": seconds, "floor": floor}


def code_every(project: str, word: str) -> dict[str, Any]:
    """One code put on every place where a word stands, whoever speaks: found, shown, stored with history."""
    from fitcode.domain.choices import SpeakerKind
    from fitcode.domain.searching import CodedSpan
    from fitcode.workflow.searching.code_hits import PutCode, code_hits, plan_hit_codings
    from fitcode.workflow.searching.find_passages import Search
    from fitcode.workflow.workspace import open_workspace

    with open_workspace(Path(project)) as workspace:
        began = time.perf_counter()
        search = Search(query=word, speakers=frozenset({*SpeakerKind, None}))
        put = PutCode(code="operational", span=CodedSpan.hit)
        planned = plan_hit_codings(workspace, search, put)
        found = time.perf_counter()
        uids = code_hits(workspace, planned)
        ended = time.perf_counter()
    return {"codings": len(uids), "seconds": ended - began, "finding": found - began}


def code_every_floor(project: str, database: str, word: str) -> dict[str, Any]:
    """The texts read, a plain pattern, and its places inserted into one table with two indices."""
    pattern = re.compile(rf"\b{word}\b", re.IGNORECASE)
    began = time.perf_counter()
    with (
        closing(sqlite3.connect(f"file:{project}/fitcode.db?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(database, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA journal_mode = WAL")
        target.execute(
            'CREATE TABLE codings (text INTEGER, code TEXT, start INTEGER, "end" INTEGER, quote TEXT)'
        )
        target.execute("CREATE INDEX by_text ON codings (text, start)")
        target.execute("CREATE INDEX by_code ON codings (code)")
        target.execute("BEGIN")
        for key, text in source.execute("SELECT id, text FROM texts"):
            target.executemany(
                "INSERT INTO codings VALUES (?, 'operational', ?, ?, ?)",
                ((key, *match.span(), match[0]) for match in pattern.finditer(text)),
            )
        target.execute("COMMIT")
        (count,) = target.execute("SELECT count(*) FROM codings").fetchone()
    return {"codings": count, "seconds": time.perf_counter() - began}


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began
