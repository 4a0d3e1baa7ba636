"""Row fields: how a column of a table stands in a record that leaves the database or comes into it.

A key becomes a name, written JSON becomes JSON, what can be computed again or stands in a file of its own is
left out. Columns are read from the database, so that what a later release adds is not forgotten.
"""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fitcode.domain.choices import (
    AttributeType,
    Branch,
    CoderKind,
    Dimension,
    Level,
    LinkKind,
    MemoTarget,
    Origin,
    RoundUnit,
    Ruling,
    RunStatus,
    SegmentUnit,
    SpeakerKind,
    SuggestionStatus,
    TranscriptKind,
    Valence,
)
from fitcode.store.row_names import field_of, references

PLACED = ("first_word", "end_word", "first_segment", "end_segment", "first_turn", "end_turn")
"""What a coding's span and its text tell; computed again."""

IN_FILES = {("codebook_versions", "file_text"), ("missions", "file_text"), ("models", "content")}
"""Columns whose content is a file by itself."""

KEYS = "KEYS"
"""The kind of a field that lists suggestions, some of which may be gone."""

_KEYS = ("run_suggestions", "suggestions")

_JSON = {
    ("adjudications", "made"),
    ("adjudications", "weighed"),
    ("code_versions", "content"),
    ("codebook_versions", "uncoded_examples"),
    ("conflicts", "states"),
    ("finished", "codebook_versions"),
    ("learned", "content"),
    ("models", "facts"),
    ("pass_codes", "codes"),
    ("rounds", "codebook_versions"),
    ("runs", "codebook_versions"),
    ("runs", "faults"),
    ("runs", "models"),
    ("runs", "settings"),
    ("runs", "suggesters"),
    ("suggestions", "evidence"),
    ("transcript_versions", "metadata"),
    ("transcript_versions", "notes"),
}

_CHOICES: dict[tuple[str, str], type[StrEnum]] = {
    ("adjudications", "ruling"): Ruling,
    ("attributes", "type"): AttributeType,
    ("code_versions", "dimension"): Dimension,
    ("coders", "kind"): CoderKind,
    ("codings", "origin"): Origin,
    ("codings", "valence"): Valence,
    ("components", "branch"): Branch,
    ("components", "level"): Level,
    ("links", "kind"): LinkKind,
    ("memos", "target"): MemoTarget,
    ("further_decisions", "status"): SuggestionStatus,
    ("rounds", "unit"): RoundUnit,
    ("runs", "status"): RunStatus,
    ("speakers", "kind"): SpeakerKind,
    ("suggestions", "status"): SuggestionStatus,
    ("suggestions", "valence"): Valence,
    ("transcript_versions", "segment_unit"): SegmentUnit,
    ("transcripts", "kind"): TranscriptKind,
}


_BOUNDS = {("codings", "strength"): (1, 3), ("suggestions", "score"): (0, 1)}
"""The least and the greatest that a number may be."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column as it stands in a record."""

    column: str
    name: str
    """What it is called in a record."""

    kind: str
    """The type that the database states, TEXT, INTEGER or REAL; or ``KEYS``."""

    is_required: bool
    """Whether a row must have it and nothing stands in for it."""

    default: str | None
    """What stands in for it."""

    parent: str | None
    """The table whose rows it names."""

    is_json: bool
    is_time: bool
    is_uid: bool
    bounds: tuple[int, int] | None
    choices: frozenset[str]
    """What it may say; empty where it may say anything."""


def fields_of(connection: sqlite3.Connection, table: str) -> list[Field]:
    """The fields of a table's records, in the order in which they are written: by name."""
    parents = references(connection, table)
    placed = PLACED if table == "codings" else ()
    fields = [
        Field(
            column,
            field_of(column) if column in parents else column,
            KEYS if (table, column) == _KEYS else kind.upper(),
            bool(not_null) and default is None,
            None if default is None else default.strip("'"),
            parents.get(column),
            (table, column) in _JSON,
            column == "at" or column.endswith("_at"),
            column == "uid" or column.endswith("_uid"),
            _BOUNDS.get((table, column)),
            frozenset(one.value for one in _CHOICES.get((table, column), ())),
        )
        for _, column, kind, not_null, default, _ in connection.execute(f'PRAGMA main.table_info("{table}")')
        if column not in ("id", *placed) and (table, column) not in IN_FILES
    ]
    return sorted(fields, key=lambda field: field.name)


def file_columns(table: str) -> list[str]:
    """The columns of a table whose content is a file by itself."""
    return [column for owner, column in sorted(IN_FILES) if owner == table]


Record = dict[str, Any]
"""What a line of a text export holds."""
