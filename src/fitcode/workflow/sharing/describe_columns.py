"""Describe columns: what each column of an exported table says, of what kind it is, and what may stand in it.

For parquet, SPSS and Stata, and for the data dictionary in the manifest; names are those of the csv files.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial

from fitcode.domain import choices
from fitcode.domain.choices import AttributeType
from fitcode.domain.data_set import Column, ColumnKind, DataSet, are_dates, kind_of
from fitcode.domain.table import Cell, Table
from fitcode.store import cases, codebooks, components
from fitcode.store.case_facts import case_facts
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


_Cells = Callable[[], Sequence[Cell]]
"""The cells of a column: gathered only where they must be looked at."""


class Describer:
    """Knows the project's codes, components and attributes."""

    def __init__(self, workspace: Workspace, *, with_choices: bool = False) -> None:
        """``with_choices`` for formats in which texts that come again and again are labelled numbers."""
        project = workspace.project
        self._with_choices = with_choices
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
        self._values = case_facts(project).of_attributes

    def described(self, name: str, table: Table) -> DataSet:
        """A table with what is known of its columns."""
        columns = tuple(self._column(name, column, partial(table.column, column)) for column in table.columns)
        return DataSet(name, table, columns, label=ROWS.get(name, ""))

    def _column(self, table: str, name: str, cells: _Cells) -> Column:
        attribute = self._attribute_of(table, name)
        if attribute is None:
            return self._known_column(table, name, cells)
        return self._attribute_column(name, attribute)

    def _attribute_of(self, table: str, name: str) -> str | None:
        """The attribute of cases that stands in a column."""
        is_one = name.startswith("case.") or (table == "cases" and name not in cases.FIXED)
        attribute = name.removeprefix("case.")
        return attribute if is_one and attribute in self._attributes else None

    def _attribute_column(self, name: str, attribute: str) -> Column:
        """The same in every table, whichever cases have codings."""
        stated, cells = self._attributes[attribute], self._values[attribute]
        kind = kind_of(cells, empty=_OF_ATTRIBUTES.get(stated, ColumnKind.text))
        if kind is ColumnKind.text and stated is AttributeType.date and are_dates(cells):
            kind = ColumnKind.date
        is_category = self._with_choices and stated is AttributeType.category and kind is ColumnKind.text
        return Column(name, kind, choices=_occurring(cells) if is_category else None)

    def _known_column(self, table: str, name: str, cells: _Cells) -> Column:
        if table == "presence" and name in self._codes:
            return Column(name, ColumnKind.integer, f"Present: {self._codes[name]}")
        label = LABELS.get(f"{table}.{name}") or LABELS.get(name, "")
        # What has a label is known; looking at every cell takes as long as writing a few columns.
        kind = kind_of(cells(), empty=_known_kind(name)) if not label else _known_kind(name)
        if kind is not ColumnKind.text or not self._with_choices:
            return Column(name, kind, label)
        return Column(name, kind, label, self._choices(table, name, cells))

    def _choices(self, table: str, name: str, cells: _Cells) -> Mapping[str, str] | None:
        closed = _CLOSED.get(f"{table}.{name}") or _CLOSED.get(name)
        if closed is not None:
            return {word.value: word.value for word in closed}
        if name in _CODES and table != "codes":
            return self._codes
        if name in _COMPONENTS:
            return self._components
        return _occurring(cells()) if name in _FEW else None


def _occurring(cells: Iterable[Cell]) -> Mapping[str, str]:
    return {text: text for text in sorted({cell for cell in cells if isinstance(cell, str)})}


def _known_kind(name: str) -> ColumnKind:
    if name.endswith("_at"):
        return ColumnKind.moment
    if name in WHOLE:
        return ColumnKind.integer
    if name in NUMBERS:
        return ColumnKind.number
    return ColumnKind.texts if name in TEXTS else ColumnKind.text


_OF_ATTRIBUTES = {AttributeType.number: ColumnKind.number, AttributeType.boolean: ColumnKind.boolean}
"""What the cells of an attribute would be if there were any."""
