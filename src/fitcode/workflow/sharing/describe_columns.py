"""Describe columns: what each column of an exported table says, of what kind it is, and what may stand in it.

For parquet, SPSS and Stata, and for the data dictionary in the manifest; names are those of the csv files.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from fitcode.domain import choices
from fitcode.domain.choices import AttributeType
from fitcode.domain.data_set import Column, ColumnKind, DataSet, are_dates, kind_of
from fitcode.domain.table import Cell, Table
from fitcode.store import cases, codebooks, components
from fitcode.store.names import code_index
from fitcode.workflow.sharing.column_words import LABELS, NUMBERS, ROWS, TEXTS, WHOLE
from fitcode.workflow.workspace import Workspace

_CLOSED: Mapping[str, type[StrEnum]] = {
    "valence": choices.Valence,
    "dimension": choices.Dimension,
    "origin": choices.Origin,
    "branch": choices.Branch,
    "level": choices.Level,
    "speaker_kind": choices.SpeakerKind,
    "status": choices.SuggestionStatus,
    "component_from": choices.ComponentFrom,
    "transcripts.kind": choices.TranscriptKind,
    "links.kind": choices.LinkKind,
    "coders.kind": choices.CoderKind,
    "memos.target": choices.MemoTarget,
}
"""Closed lists of words by column, or by table and column."""

_CODES = ("code", "source_code", "target_code")
_COMPONENTS = ("about", "counterpart", "component", "case.component")
_FEW = ("role", "case.role", "mission", "case.mission")
"""Texts of which there are few, and which are compared."""


class Describer:
    """Knows the project's codes, components and attributes."""

    def __init__(self, workspace: Workspace) -> None:
        project = workspace.project
        index = code_index(project)
        shown = {index.full[key]: name for key, name in index.display.items()}
        self._codes = {
            shown[f"{book.id}/{code.id}"]: code.name
            for book in codebooks.current_codebooks(project)
            for code in book.codes
        }
        registry = components.list_components(project)
        self._components = {
            str(name): str(words or name)
            for name, words in zip(registry.column("component"), registry.column("name"), strict=True)
        }
        self._attributes = cases.attribute_types(project)

    def described(self, name: str, table: Table) -> DataSet:
        """A table with what is known of its columns."""
        cells = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
        columns = tuple(
            self._column(name, column, values) for column, values in zip(table.columns, cells, strict=True)
        )
        return DataSet(name, table, columns, label=ROWS.get(name, ""))

    def _column(self, table: str, name: str, cells: Sequence[Cell]) -> Column:
        attribute = self._attributes.get(name.removeprefix("case.") if table != "cases" else name)
        is_attribute = attribute is not None and name not in LABELS
        kind = kind_of(cells, empty=_kind_when_empty(name, attribute if is_attribute else None))
        if kind is ColumnKind.text and is_attribute and attribute is AttributeType.date and are_dates(cells):
            kind = ColumnKind.date
        elif kind is ColumnKind.text and name.endswith("_at"):
            kind = ColumnKind.moment
        if table == "presence" and name in self._codes:
            return Column(name, kind, f"Present: {self._codes[name]}")
        label = LABELS.get(f"{table}.{name}") or LABELS.get(name, "")
        chosen = self._choices(table, name, cells) if kind is ColumnKind.text else None
        if chosen is None and is_attribute and attribute is AttributeType.category:
            chosen = _occurring(cells)
        return Column(name, kind, label, chosen)

    def _choices(self, table: str, name: str, cells: Sequence[Cell]) -> Mapping[str, str] | None:
        closed = _CLOSED.get(f"{table}.{name}") or _CLOSED.get(name)
        if closed is not None:
            return {word.value: word.value for word in closed}
        if name in _CODES and table != "codes":
            return self._codes
        if name in _COMPONENTS:
            return self._components
        return _occurring(cells) if name in _FEW else None


def _occurring(cells: Sequence[Cell]) -> Mapping[str, str]:
    return {text: text for text in sorted({cell for cell in cells if isinstance(cell, str)})}


def _kind_when_empty(name: str, attribute: AttributeType | None) -> ColumnKind:
    """What the cells of a column would be if there were any."""
    if attribute is AttributeType.number or name in NUMBERS:
        return ColumnKind.number
    if attribute is AttributeType.boolean:
        return ColumnKind.boolean
    if name in WHOLE:
        return ColumnKind.integer
    return ColumnKind.texts if name in TEXTS else ColumnKind.text
