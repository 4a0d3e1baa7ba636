"""Contents: what a report says, as plain values; nothing here is counted and nothing is laid out.

Whoever fills these leaves names of people out: speakers are told by role and component.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fitcode.domain.codebook import Code
from fitcode.domain.findings import Findings
from fitcode.domain.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A key number of the overview."""

    label: str
    value: str | int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a tally says of one group of codings."""

    codings: int
    fit: int
    misfit: int
    mixed: int
    unstated: int
    net_fit: float | None
    net_fit_low: float | None
    net_fit_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a matrix, and which quotations it opens."""

    number: float | None
    """What the cell is coloured and headed by: net fit, or a share between 0 and 1."""

    count: int
    low: float | None = None
    high: float | None = None
    opens: Mapping[str, int] = field(default_factory=dict)
    """Column of the quotations to the value that theirs must have; -1 is none.

    ``beside-`` before a column's name asks for codings with that value in the same turn, and ``within-`` for
    those in the same segment.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a matrix."""

    name: str
    detail: str = ""
    cells: Sequence[Cell | None] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Rows that stand together under a heading of their own, or under none."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A table of which every cell opens its quotations."""

    caption: str
    corner: str
    columns: Sequence[str]
    groups: Sequence[RowGroup]
    unit: str = "codings"
    """What the cells count."""

    measure: str = "net fit"
    """What the number of a cell is; without one the counts stand alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture, and what it shows in words."""

    title: str
    description: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntry:
    """A code in the codebook's tree, with what was counted of it."""

    code: Code
    depth: int
    figures: Figures | None
    place: int
    """Its place in the quotations' codes, -1 when it has none."""

    confusions: Sequence[str] = ()
    """How coders part ways on it and how often, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookEntry:
    """A codebook in force."""

    name: str
    version: str
    hash: str
    source: str
    codes: Sequence[CodeEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks, without a name."""

    label: str
    """Role and component, or what kind of speaker it is."""

    case: str = ""
    is_respondent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptText:
    """A transcript as it is shown: what was said, and nothing that stands between the turns."""

    name: str
    kind: str
    language: str
    words: int
    codings: int
    voices: Sequence[str]
    """The respondents in the order in which they first speak."""

    turns: Sequence[tuple[int, str]]
    """A voice and what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotations:
    """Everything that a cell can open."""

    codes: Sequence[tuple[str, str]]
    """Name and path of each code."""

    components: Sequence[tuple[str, str]]
    """Id and name of each component."""

    dimensions: Sequence[str]
    periods: Sequence[str]
    """Months of the one date that cases have, if they have one."""

    valences: Sequence[str]
    voices: Sequence[Voice]
    transcripts: Sequence[TranscriptText]
    memos: Sequence[str]
    columns: Mapping[str, Sequence[int]]
    """One entry a coding; places in the lists above, -1 for none.

    Positions count characters of a transcript's turns, joined by one line end.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two codes that stand together."""

    one: str
    other: str
    together: int
    jaccard: float
    lift: float | None
    opens: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A section of matrices, charts and tables."""

    id: str
    title: str
    lead: str
    matrices: Sequence[Matrix] = ()
    pairs: Sequence[Pair] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[tuple[str, Table]] = ()
    """Caption and table; the numbers behind the pictures."""

    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far coders agree."""

    paragraphs: Sequence[str]
    tables: Sequence[tuple[str, Table]] = ()
    """Caption and table; empty where no transcript was finished by two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report."""

    title: str
    made_with: str
    conditions: Sequence[str]
    """What codings had to meet to be counted; empty when all are."""

    facts: Sequence[Fact]
    provenance: Sequence[tuple[str, Sequence[str]]]
    """A heading and lines under it: codebooks, coders, conditions, what the numbers leave out."""

    dimensions: Sequence[tuple[str, Figures, Mapping[str, int]]]
    """Name, figures and what it opens, a card each."""

    matters: Sequence[Matter]
    findings: Findings | None
    """None where nothing is coded."""

    places: Mapping[str, Mapping[str, int]]
    """Of codes, components and dimensions, as findings name them: their places in the quotations' lists."""

    codebooks: Sequence[CodebookEntry]
    agreement: Agreement | None
    """None when one person coded."""

    methods: str
    quotations: Quotations
