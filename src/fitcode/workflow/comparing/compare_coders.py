"""Compare coders: coefficients of agreement with intervals, raw counts and what they can be read as.

Never one number alone: a coefficient stands beside others, and beside the counts that it hangs on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitcode.agreement.coefficients import COEFFICIENTS, estimates
from fitcode.agreement.continuum import NOBODY_USED_IT
from fitcode.agreement.estimates import Estimate, absent
from fitcode.agreement.ratings import Ratings
from fitcode.agreement.reading import Reading, prevalence_warning, read
from fitcode.agreement.tallying import tally
from fitcode.domain.compared import AgreementOf
from fitcode.domain.table import Cell, Table
from fitcode.errors import UsageError, nearest
from fitcode.workflow.comparing.estimate_wholes import WHOLES, Wholes
from fitcode.workflow.comparing.gather_compared import Asked, Gathered, Group, gather_compared
from fitcode.workflow.comparing.rate_units import Rated, rate_units
from fitcode.workflow.comparing.tell_of_comparing import notes_on, why_nothing
from fitcode.workflow.workspace import Workspace

COLUMNS = (
    *("unit", "coders", "coefficient", "value", "low", "high", "reason", "n_units", "n_transcripts"),
    *("prevalence", "both", "only_first", "only_second", "neither"),
)
OF_TWO = ("percent", "cohen_kappa", "gwet_ac1", "krippendorff_alpha")
OF_MORE = ("percent", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha")
OF_ALL_CODES = ("masi_alpha", "unitizing_alpha", "cu_alpha")
"""What is computed unless coefficients are named; the last of all codes together."""

MISLED = frozenset({"cohen_kappa", "scott_pi", "fleiss_kappa", "krippendorff_alpha"})
"""Coefficients that take chance from how often values were given, so that prevalence pulls them down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What is computed, of what."""

    of: Sequence[AgreementOf] = ("code",)
    coefficients: Sequence[str] = ()
    """Some of each kind, unless named."""

    pairs: bool = False
    """Whether each two of more than two coders are compared too."""

    complete: bool = False
    """Whether codes that nobody used have rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A coefficient of one label, with all that it hangs on."""

    of: AgreementOf
    label: str
    unit: str
    group: Group
    coefficient: str
    estimate: Estimate
    n_units: int
    n_transcripts: int
    ratings: Ratings | None = None
    """None where units are not coded or not: there is no table of counts."""

    warning: Reading | None = None
    """That prevalence makes this coefficient mislead."""

    notes: Sequence[str] = ()
    """What else to know before it is believed."""

    def cells(self) -> tuple[Cell, ...]:
        """The columns of a row, the label left out."""
        found = self.estimate
        return (
            *(self.unit, self.group.label, self.coefficient, found.value, found.low, found.high),
            *(found.reason or found.interval_reason, self.n_units, self.n_transcripts),
            *((None,) * 5 if self.ratings is None else _counts(self.ratings)),
        )

    @property
    def reading(self) -> Reading | None:
        """What the figure can be read as, and who says so."""
        return read(self.coefficient, self.estimate)

    def words(self) -> str | None:
        """What it and the ends of its interval can be read as; that prevalence makes it mislead."""
        found = [self.estimate.value, self.estimate.low, self.estimate.high]
        said = [
            reading.words
            for value in found
            if value is not None and (reading := read(self.coefficient, Estimate(value))) is not None
        ]
        if not said:
            return None
        prevails = ", low for prevalence" if self.warning else ""
        if len(said) == 1 or said[1] == said[2]:
            return f"{said[0]}{prevails}"
        return f"{said[0]} ({said[1]} to {said[2]}){prevails}"


def compare_coders(
    workspace: Workspace, asked: Asked, computed: Computed, *, with_reading: bool = False
) -> Table:
    """How far coders agree, code by code and over all codes; with a column of plain words if asked for.

    Raises UnknownCoder, and UsageError for an unknown coefficient or a condition that nobody can meet.
    """
    check_coefficients(computed)
    gathered = gather_compared(workspace, asked)
    asked_for = groups_of(gathered, pairs=computed.pairs)
    groups = [group for group in asked_for if len(group.transcripts)]
    figures = [figure for group in groups for figure in figures_of(gathered, group, computed)]
    rows = (
        (*_named(figure, computed.of), *figure.cells(), *((figure.words(),) if with_reading else ()))
        for figure in figures
    )
    columns = (*_first_columns(computed.of), *COLUMNS, *(("reading",) if with_reading else ()))
    notes = (
        notes_on(gathered, asked_for, figures, with_reading=with_reading)
        if figures
        else why_nothing(gathered, groups, computed.of)
    )
    return Table.of(columns, rows, notes=(*gathered.notes, *notes))


def groups_of(gathered: Gathered, *, pairs: bool) -> list[Group]:
    """All coders, and each two of them if asked for, whether they have transcripts in common or not."""
    groups = gathered.everybody()
    if pairs and len(gathered.coders) > 2:
        groups += gathered.pairs()
    return groups


def check_coefficients(computed: Computed) -> None:
    """Raises UsageError for a coefficient that is unknown, or not of what is compared."""
    for name in computed.coefficients:
        if name not in COEFFICIENTS and name not in WHOLES:
            known = (*COEFFICIENTS, *WHOLES)
            raise UsageError(
                f"No coefficient is named {name!r}.",
                remedy=nearest(name, known) or f"Known: {', '.join(known)}.",
            )
        if name in WHOLES and not {"code", "dimension"} & set(computed.of):
            raise UsageError(
                f"{name} compares codes that stand together, not {' or '.join(computed.of)}.",
                remedy="Take --by code or --by dimension.",
            )


def figures_of(gathered: Gathered, group: Group, computed: Computed) -> Iterator[Figure]:
    """Every coefficient of a group, label by label and then of all together."""
    for of in computed.of:
        wholes = Wholes(gathered, group, of) if of in ("code", "dimension") else None
        for rated in rate_units(gathered, group, of, complete=computed.complete):
            yield from _of_units(gathered, group, of, rated, _asked_of_units(computed, group))
            if wholes is not None:
                yield from _of_wholes(gathered, group, of, rated, computed, wholes)


def _asked_of_units(computed: Computed, group: Group) -> list[str]:
    chosen = computed.coefficients or (OF_TWO if len(group.coders) == 2 else OF_MORE)
    return [name for name in chosen if name in COEFFICIENTS]


def _of_units(
    gathered: Gathered, group: Group, of: AgreementOf, rated: Rated, names: Sequence[str]
) -> Iterator[Figure]:
    is_coded = of in ("code", "dimension")
    # Where nobody used it, all agree on every unit, and that says nothing: it is told for what it is.
    nobody_used_it = not (rated.ratings.values.any() if is_coded else rated.ratings.counts.any())
    warning = prevalence_warning(rated.ratings)
    for name, estimate in estimates(names, rated.ratings, draws=group.draws).items():
        if nobody_used_it:
            estimate = absent(NOBODY_USED_IT)
        yield Figure(
            of=of,
            label=rated.label,
            unit=gathered.asked.unit,
            group=group,
            coefficient=name,
            estimate=estimate,
            n_units=round(rated.ratings.n_units),
            n_transcripts=rated.n_transcripts,
            ratings=rated.ratings if is_coded else None,
            warning=warning if name in MISLED and estimate.value is not None else None,
        )


def _of_wholes(
    gathered: Gathered, group: Group, of: AgreementOf, rated: Rated, computed: Computed, wholes: Wholes
) -> Iterator[Figure]:
    is_overall = rated.number < 0
    named = computed.coefficients or (OF_ALL_CODES if is_overall else ())
    chosen = [name for name in named if name in WHOLES and (is_overall or WHOLES[name].is_of_one_code)]
    notes = wholes.notes(chosen) if is_overall else []
    if computed.pairs and len(gathered.coders) > 2:
        notes = [f"{', '.join(group.names)}: {note}" for note in notes]
    for name in chosen:
        yield Figure(
            of=of,
            label=rated.label,
            unit="character" if WHOLES[name].is_of_spans else gathered.asked.unit,
            group=group,
            coefficient=name,
            estimate=wholes.estimate(name, None if is_overall else rated.number),
            n_units=wholes.n_units(name),
            n_transcripts=len(group.transcripts),
            notes=notes,
        )


def _first_columns(of: Sequence[AgreementOf]) -> tuple[str, ...]:
    if len(of) > 1:
        return ("of", "label")
    return ("dimension",) if of[0] == "dimension" else ("code",)


def _named(figure: Figure, of: Sequence[AgreementOf]) -> tuple[str, ...]:
    return (figure.of, figure.label) if len(of) > 1 else (figure.label,)


def _counts(ratings: Ratings) -> tuple[Cell, ...]:
    """Prevalence, and of two coders the table that all coefficients are computed from."""
    given = ratings.counts.sum(axis=0) @ tally(ratings.values, 2)
    prevalence = float(given[1] / given.sum()) if given.any() else None
    if ratings.n_coders != 2:
        return (prevalence, *(None,) * 4)
    (neither, second), (first, both) = ratings.table()
    return (prevalence, round(both), round(first), round(second), round(neither))
