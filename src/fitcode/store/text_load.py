"""Text load: a project's database made from records that name everything, with new keys.

Everything is checked as it comes and every mistake is noted; with one mistake nothing is kept. The database
is a new file that nobody else knows yet: triggers are put on it when its rows and its history are in.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fitcode.domain.identity import text_hash
from fitcode.domain.placement import Placement, Placer
from fitcode.errors import shortened
from fitcode.store.history_load import HistoryLoader
from fitcode.store.project import Project
from fitcode.store.record_checks import Faults, Line, RecordReader
from fitcode.store.row_fields import PLACED, Record, fields_of, file_columns
from fitcode.store.row_keys import RowKeys
from fitcode.store.search_index import index_all_texts
from fitcode.store.spans import segments_of, turns_of
from fitcode.store.triggers import columns_of, install_triggers, installed_triggers, noun_tables

ORDER = (
    *("facts", "coders", "missions", "components", "component_aliases", "transcripts"),
    *("transcript_versions", "speakers", "turns", "segments", "cases", "attributes", "case_attributes"),
    *("case_transcripts", "codebooks", "codebook_versions", "codes", "code_versions", "codings", "links"),
    *("runs", "run_transcripts", "suggestions", "run_suggestions", "memos", "finished", "models"),
    *("pass_codes", "habits", "rounds", "round_coders", "round_passages", "further_decisions"),
    *("adjudications", "merges", "learned", "conflicts"),
)
"""Every table after those that its rows name."""

_AT_ONCE = 2000

_CACHE = 65536
"""KiB for pages while whole tables are written."""

_KEPT_CHARACTERS = 50_000_000
"""So many characters of texts are kept at hand, so that memory does not grow with the project."""

_KEPT_PLACES = 100_000

Content = Callable[[str, str], str | bytes | None]
"""Kind and name to what stands in a file of its own; None where there is none."""


@dataclass(frozen=True, slots=True)
class TextSource:
    """Where the records come from."""

    records: Callable[[str], Iterable[Line]]
    """The lines of a table."""

    history: Iterable[Line]
    taken_back: Iterable[Line]
    texts: Iterable[tuple[str, str]]
    """The file and content of every text."""

    content: Content


@dataclass(slots=True)
class Loaded:
    """What came in, and what was wrong with it."""

    rows: dict[str, int] = field(default_factory=dict)
    written_by_hand: int = 0
    """Rows that the history did not lead to."""

    faults: Faults = field(default_factory=Faults)


def load_project(project: Project, source: TextSource, *, coder: str) -> Loaded:
    """Fill a new project; its own beginnings are replaced by those that came.

    Nothing is stored where the answer has faults.
    """
    query = project.connection.execute
    query("PRAGMA foreign_keys = OFF")  # rows name rows by what was checked here
    query(f"PRAGMA cache_size = -{_CACHE}")
    query("BEGIN IMMEDIATE")
    try:
        loaded = _Loader(project, source).load(coder)
        query("ROLLBACK" if loaded.faults.count else "COMMIT")
    finally:
        if project.connection.in_transaction:
            query("ROLLBACK")
        query("PRAGMA foreign_keys = ON")
    return loaded


class _Loader:
    def __init__(self, project: Project, source: TextSource) -> None:
        self._project, self._connection, self._source = project, project.connection, source
        self._loaded = Loaded()
        self._faults = self._loaded.faults
        self._keys = RowKeys(project)
        self._spans = _Spans(project)

    def load(self, coder: str) -> Loaded:
        self._empty()
        indices = self._without_indices()
        history = HistoryLoader(self._project, keys=self._keys, faults=self._faults)
        history.read(self._source.history)
        history.read_taken_back(self._source.taken_back)
        self._load_texts()
        for table in ORDER:
            self._load_table(table)
        if not self._faults.count:
            self._loaded.written_by_hand = history.write(coder=coder)
            for index in indices:
                self._connection.execute(index)
            self._use_keys_once()
            index_all_texts(self._connection)
            install_triggers(self._connection)
        return self._loaded

    def _empty(self) -> None:
        for name in installed_triggers(self._connection):
            self._connection.execute(f'DROP TRIGGER "{name}"')
        for table in ("history", "deeds", "facts"):
            self._connection.execute(f"DELETE FROM {table}")

    def _without_indices(self) -> list[str]:
        """Drop the indices that refuse nothing, made faster of a whole table; says what they were."""
        found = self._connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql GLOB 'CREATE INDEX *'"
        ).fetchall()
        for name, _ in found:
            self._connection.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in found]

    def _use_keys_once(self) -> None:
        nouns = noun_tables(self._connection)
        self._connection.executemany(
            "DELETE FROM sqlite_sequence WHERE name = ?", [(noun,) for noun in nouns]
        )
        self._connection.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            [(noun, key) for noun, key in sorted(self._keys.highest().items()) if noun in nouns],
        )

    def _load_texts(self) -> None:
        for file, text in self._source.texts:
            sha256 = text_hash(text)
            try:
                self._connection.execute("INSERT INTO texts (sha256, text) VALUES (?, ?)", (sha256, text))
            except sqlite3.IntegrityError:
                self._faults.add("this text stands in another file, too.", file=file)
            self._spans.hashes.add(sha256)

    def _load_table(self, table: str) -> None:
        fields = fields_of(self._connection, table)
        reader = RecordReader(fields, keys=self._keys, faults=self._faults)
        extra = [*(PLACED if table == "codings" else ()), *file_columns(table)]
        is_keyed = "id" in columns_of(self._connection, table)
        columns = [*(["id"] if is_keyed else []), *(one.column for one in fields), *extra]
        writer = _Writer(self._connection, table, columns, faults=self._faults)
        lines = self._source.records(table)
        if any(one.parent == table for one in fields):
            # Rows that name rows of their own table: all are known before one is read.
            lines = list(lines)
            for line in lines:
                self._key(table, line.record)
        for line in lines:
            if reader.is_incomplete(line):
                continue
            values = reader.values(line)
            key = self._key(table, line.record) if is_keyed else None
            if values is None:
                continue
            more = self._more(table, line, dict(zip(columns[is_keyed:], values, strict=False)))
            if more is not None:
                writer.add(line, [*((key,) if is_keyed else ()), *values, *more])
        writer.write()
        self._loaded.rows[table] = writer.count

    def _key(self, table: str, record: Record) -> int | None:
        """The key of a row; None where what its name is made of is wrong, which is told elsewhere."""
        try:
            return self._keys.add(table, record)
        except (KeyError, TypeError, RecursionError):
            return None

    def _more(self, table: str, line: Line, row: Record) -> Sequence[Any] | None:
        """What else a row needs, which does not stand in its record; None where it is not to be had."""
        problem: str = ""
        more: Sequence[Any] = ()
        match table:
            case "codings" | "suggestions":
                if not self._spans.has(row["version_id"]):
                    return None  # what is wrong with the text was told
                problem, more = self._spans.placed(row, is_placed=table == "codings")
            case "transcript_versions":
                if row["sha256"] not in self._spans.hashes:
                    problem = f"no file in transcripts holds the text {row['sha256'][:16]}."
            case "codebook_versions" | "missions" | "models":
                content = self._source.content(table, _file_name(table, line.record))
                problem = "" if content is not None else "the file that belongs to it is missing."
                more = (content,)
        if problem:
            self._faults.add(problem, file=line.file, line=line.number)
            return None
        return more


def _file_name(table: str, record: Record) -> str:
    match table:
        case "codebook_versions":
            return f"{record['codebook']}-{record['number']}"
        case "missions":
            return str(record["slug"])
        case _:
            return str(record["fingerprint"])


class _Writer:
    """Writes the rows of one table, many at once; a row that the table refuses is noted."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, columns: Sequence[str], *, faults: Faults
    ) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        self._insert = f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * len(columns))})'
        self._connection, self._faults = connection, faults
        self._waiting: list[tuple[Line, list[Any]]] = []
        self.count = 0
        """How many rows came."""

    def add(self, line: Line, row: list[Any]) -> None:
        """One more row."""
        self._waiting.append((line, row))
        self.count += 1
        if len(self._waiting) >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        self._connection.execute("SAVEPOINT rows")
        try:
            self._connection.executemany(self._insert, [row for _, row in self._waiting])
        except sqlite3.IntegrityError:
            self._connection.execute("ROLLBACK TO rows")
            self._find_fault()
        self._connection.execute("RELEASE rows")
        self._waiting.clear()

    def _find_fault(self) -> None:
        """Name the rows that are refused, one by one."""
        for line, row in self._waiting:
            try:
                self._connection.execute(self._insert, row)
            except sqlite3.IntegrityError as error:
                self._faults.add(_refused(error), file=line.file, line=line.number)


def _refused(error: sqlite3.IntegrityError) -> str:
    said = str(error)
    if said.startswith("UNIQUE"):
        return f"this is there already ({said.partition(': ')[2]})."
    return f"this cannot be stored ({said})."


class _Spans:
    """Texts at hand, to hold spans against."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.hashes: set[str] = set()
        """The hashes of all texts."""
        self._texts: OrderedDict[int, tuple[str, Placer]] = OrderedDict()
        self._places: dict[tuple[int, int, int], Placement] = {}
        self._size = 0

    def placed(self, row: Record, *, is_placed: bool) -> tuple[str, Sequence[int]]:
        """What is wrong with the span of a row, or where it lies."""
        text, placer = self._text(row["version_id"])
        start, end = row["start"], row["end"]
        if not 0 <= start < end <= len(text):
            return f"[{start}, {end}) is no span of a text of {len(text)} characters.", ()
        if text[start:end] != row["quote"]:
            held = shortened(text[start:end])
            return f"at [{start}, {end}) the text reads {held!r}, not {shortened(row['quote'])!r}.", ()
        return "", self._place(row["version_id"], placer, start, end) if is_placed else ()

    def _place(self, version: int, placer: Placer, start: int, end: int) -> Placement:
        # The same segment carries many codes, and codes of many coders.
        found = self._places.get((version, start, end))
        if found is None:
            if len(self._places) >= _KEPT_PLACES:
                self._places.clear()
            found = self._places[version, start, end] = placer.place(start, end)
        return found

    def has(self, version: int) -> bool:
        """Whether the text of a version is there."""
        return version in self._texts or self._read(version) is not None

    def _read(self, version: int) -> Any:
        return self._project.connection.execute(
            "SELECT t.text FROM transcript_versions v JOIN texts t ON t.sha256 = v.sha256 WHERE v.id = ?",
            (version,),
        ).fetchone()

    def _text(self, version: int) -> tuple[str, Placer]:
        found = self._texts.get(version)
        if found is not None:
            self._texts.move_to_end(version)
            return found
        (text,) = self._read(version)
        turns, segments = turns_of(self._project, version), segments_of(self._project, version)
        found = self._texts[version] = (text, Placer(text, turns=turns, segments=segments))
        self._size += len(text)
        while self._size > _KEPT_CHARACTERS and len(self._texts) > 1:
            _, (old, _) = self._texts.popitem(last=False)
            self._size -= len(old)
        return found
