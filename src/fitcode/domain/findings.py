"""Findings: what a study reports of each dimension, counted and quoted, ready to be written up.

Every number is one that a tally, a list of dyads or a list of links shows as well; nothing here is
computed but the direction in which the numbers point.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fitcode.domain.choices import ComponentFrom, Dimension, TranscriptKind, Valence

DIMENSION_NAMES = {
    Dimension.strategic: "Strategic and organisational fit",
    Dimension.cultural: "Cultural and human fit",
    Dimension.operational: "Operational fit",
}
"""The dimensions as the fit study calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """How many codings there are of something, and what they state: the figures of a tally's row."""

    codings: int = 0
    transcripts: int = 0
    cases: int = 0
    fit: int = 0
    misfit: int = 0
    mixed: int = 0
    unstated: int = 0
    net_fit: float | None = None
    net_fit_low: float | None = None
    net_fit_high: float | None = None

    @property
    def direction(self) -> Valence | None:
        """Which of fit and misfit is stated more often; None where neither is."""
        if self.fit == self.misfit:
            return None
        return Valence.fit if self.fit > self.misfit else Valence.misfit

    @property
    def is_clear(self) -> bool:
        """Whether the interval of net fit lies on one side of zero."""
        low, high = self.net_fit_low, self.net_fit_high
        return low is not None and high is not None and (low > 0 or high < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A coded passage, attributed as the project's settings say."""

    quote: str
    """Of a passage over several turns what was said, without the labels that stand between."""

    attribution: str | None
    """None where it is not known who speaks."""

    kind: TranscriptKind
    transcript: str
    start: int
    end: int
    code: str
    code_name: str
    about: str | None = None
    counterpart: str | None = None
    valence: Valence | None = None
    strength: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFinding:
    """What is counted for one component."""

    component: str | None
    """None for codings that no component is known of."""

    name: str | None
    statements: Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadFinding:
    """What is said about one component towards another."""

    about: str
    counterpart: str
    statements: Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFinding:
    """One code: its own codings, not those of the codes below it."""

    code: str
    name: str
    path: str
    statements: Statements
    components: tuple[ComponentFinding, ...] = ()
    """The most often counted first, without intervals."""

    dyads: tuple[DyadFinding, ...] = ()
    """The most often named first, without intervals."""

    quotations: tuple[Quotation, ...] = ()
    """The strongest that state what is stated most often under this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedCode:
    """An activity, consequence or remedy, and how it goes with a dimension."""

    code: str
    name: str
    turns: int | None
    """Respondents' turns that carry it and the dimension; None for a code that plays another part itself."""

    misfit_turns: int | None
    """Of these turns, those in which misfit of the dimension is stated."""

    fit_turns: int | None
    segments: int | None
    """Segments that carry it and the dimension."""

    links: int
    """Links from codings of the dimension to codings of this code."""

    transcripts: int
    """Transcripts in which the two share a turn or are linked."""

    components: tuple[tuple[str, int], ...] = ()
    """For which components these codings are counted, and how many: the most often counted first."""

    quotations: tuple[Quotation, ...] = ()
    pairs: tuple[tuple[Quotation, Quotation], ...] = ()
    """Of what is linked, a statement of the dimension and what it leads to or is remedied by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterEvidence:
    """What speaks against the main direction of a dimension."""

    direction: Valence | None
    """What these statements say; None where neither fit nor misfit prevails."""

    codings: int = 0
    transcripts: int = 0
    cases: int = 0
    components: tuple[tuple[str, int], ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    """Names of the codes they are of, and how many: the most frequent first."""

    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionFindings:
    """All that is reported of one dimension."""

    dimension: Dimension
    name: str
    statements: Statements
    components: tuple[ComponentFinding, ...] = ()
    """The actors: the most often counted first."""

    dyads: tuple[DyadFinding, ...] = ()
    activities: tuple[RelatedCode, ...] = ()
    manifestations: tuple[CodeFinding, ...] = ()
    """The codes of the dimension, the most codings first."""

    without_codings: tuple[str, ...] = ()
    """Names of the codes of the dimension that nothing was coded with."""

    consequences: tuple[RelatedCode, ...] = ()
    remedies: tuple[RelatedCode, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    """The strongest in the main direction, or in either where none prevails."""

    counter_evidence: CounterEvidence = CounterEvidence(direction=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How often codings of one dimension lead to codings of another."""

    source: Dimension
    target: Dimension
    links: int
    transcripts: int
    pairs: tuple[tuple[Quotation, Quotation], ...] = ()
    """What leads to what, in the words of the respondents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """The segments that carry one level and one relationship."""

    level: str
    relationship: str
    segments: int
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoherenceMatrix:
    """Levels of coherence down, types of relationship across; a cell counts segments."""

    codebook: str
    name: str
    levels: tuple[tuple[str, str], ...]
    """Code and name of each row, in the codebook's order."""

    relationships: tuple[tuple[str, str], ...]
    cells: tuple[MatrixCell, ...]
    """Row by row, every cell, those without segments too."""

    only_level: int
    """Segments that carry a level and no relationship."""

    only_relationship: int
    several: int
    """Segments that carry more than one level, or more than one relationship, and stand in several cells."""

    def segments(self, level: str, relationship: str) -> int:
        """How many segments a cell counts."""
        found = (cell for cell in self.cells if (cell.level, cell.relationship) == (level, relationship))
        return next((cell.segments for cell in found), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme of an agenda and its issues, those without evidence too."""

    code: str
    name: str
    issues: tuple[CodeFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The issues of an agenda, each with its evidence."""

    codebook: str
    name: str
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCodes:
    """Codes of a codebook that no other section shows."""

    codebook: str
    name: str
    is_whole: bool
    """Whether no other section shows any code of this codebook."""

    codes: tuple[CodeFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the findings rest on."""

    project: str
    transcripts: int
    cases: int
    words: int
    codings: int
    coders: tuple[str, ...]
    component_from: ComponentFrom
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that ``fitcode findings`` reports."""

    basis: Basis
    dimensions: tuple[DimensionFindings, ...] = ()
    influences: tuple[Influence, ...] = ()
    matrices: tuple[CoherenceMatrix, ...] = ()
    inventories: tuple[Inventory, ...] = ()
    others: tuple[OtherCodes, ...] = ()
    component_names: Mapping[str, str] = field(default_factory=dict)
    """Component to its name, of all that are named here by id."""

    notes: tuple[str, ...] = ()
