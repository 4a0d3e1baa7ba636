"""Tell of comparing: what to know of a table of agreement, and why there is none with the way out.

Whose reading of a number it is always stands beside the reading.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fitcode.agreement.coefficients import COEFFICIENTS
from fitcode.agreement.reading import KRIPPENDORFF, LANDIS_KOCH
from fitcode.domain.amounts import counted
from fitcode.domain.compared import OVERALL, AgreementOf
from fitcode.workflow.comparing.estimate_wholes import WHOLES
from fitcode.workflow.comparing.gather_compared import Gathered, Group

if TYPE_CHECKING:
    from fitcode.workflow.comparing.compare_coders import Figure

_SHOWN = 8
"""How many labels a note names."""

_FINISH = "Who has read one to the end says so: fitcode finish TRANSCRIPT --as CODER"


def notes_on(
    gathered: Gathered, groups: Sequence[Group], figures: Sequence["Figure"], *, with_reading: bool
) -> list[str]:
    """Who was compared on what, how sure it is, and how to read it."""
    notes = [on_what(gathered, group) for group in groups]
    replicates = gathered.asked.replicates
    if replicates:
        notes.append(
            f"Intervals: 95 %, percentile bootstrap over transcripts joined by shared cases, {replicates:,} "
            f"replicates, seed {gathered.asked.seed}."
        )
    if any(figure.label == OVERALL and figure.ratings is not None for figure in figures):
        notes.append(f"{OVERALL}: the units of all codes pooled, so that n_units counts a unit once a code.")
    notes += dict.fromkeys(note for figure in figures for note in figure.notes)
    terms = gathered.selection.terms
    if terms.asks_for_component or any(figure.of == "component" for figure in figures):
        notes.append(f"component_from: {terms.component_from}.")
    return [
        *notes,
        _on_sources(figures),
        *_on_prevalence(figures),
        *(_on_reading(figures) if with_reading else ()),
    ]


def why_nothing(gathered: Gathered, groups: Sequence[Group], of: Sequence[AgreementOf]) -> list[str]:
    """Why there is nothing to compare, and what to do about it."""
    if groups:
        return [*(on_what(gathered, group) for group in groups), _why_nothing_used(gathered, groups, of)]
    finished = [len(done) for done in gathered.compared.finished]
    named = gathered.asked.coders
    if not any(finished):
        who = " or ".join(named) if named else "Nobody"
        told = f"{who} has finished no transcript" if named else "Nobody has finished a transcript"
        return [f"{told}, and what was not read is not uncoded. {_FINISH}"]
    if len(finished) < 2:
        alone = gathered.coders[0]
        return [
            f"Agreement needs two coders, and {alone} is alone"
            + (
                f". Name another: --coders {alone},OTHER"
                if named
                else f" in having finished anything. {_FINISH}"
            )
        ]
    counts = ", ".join(f"{name} {number}" for name, number in zip(gathered.coders, finished, strict=True))
    if set.intersection(*map(set, gathered.compared.finished)):
        return ["Nothing that meets every condition was finished by all of them."]
    two = " --pairs compares each two of them." if len(finished) > 2 else ""
    return [f"No transcript was finished by all of them (finished: {counts}). {_FINISH}{two}"]


def _why_nothing_used(gathered: Gathered, groups: Sequence[Group], of: Sequence[AgreementOf]) -> str:
    """Why transcripts that several finished have nothing to compare."""
    common = {int(transcript) for group in groups for transcript in group.transcripts}
    coded_in = gathered.compared.frame.codings.transcript
    if not any(int(coded_in[coding]) in common for coding in gathered.codings.tolist()):
        narrowed = " that meets the conditions" if gathered.asked.where else ""
        return f"None of them coded anything there{narrowed}."
    if tuple(of) == ("dimension",):
        return "What they coded there has no dimension, or stands on no unit compared: see --by code."
    told = "What they coded there stands on no unit compared"
    return f"{told}: --include-interviewer takes interviewers' speech."


def on_what(gathered: Gathered, group: Group) -> str:
    """Such as: ines, tomas: 17 transcripts that both finished; 2 more were not finished by both."""
    finished = [set(gathered.compared.finished[coder]) for coder in group.coders]
    common = set.intersection(*finished)
    told = "both" if len(group.coders) == 2 else "all of them"
    number = len(group.transcripts)
    note = f"{', '.join(group.names)}: {counted(number, 'transcript')} that {told} finished"
    if narrowed := len(common) - number:
        note += f", {narrowed} more without anything that meets the conditions"
    if others := len(set.union(*finished) - common):
        note += f"; {others} finished by {'one' if len(group.coders) == 2 else 'some'} of them only left out"
    return f"{note}."


def _on_sources(figures: Sequence["Figure"]) -> str:
    """Such as: Coefficients: cohen_kappa (Cohen 1960, p. 40)."""
    sources = {name: one.source for name, one in COEFFICIENTS.items()}
    sources |= {name: one.source for name, one in WHOLES.items()}
    shown = dict.fromkeys(figure.coefficient for figure in figures)
    return f"Coefficients: {', '.join(f'{name} ({sources[name]})' for name in shown)}."


def _on_prevalence(figures: Sequence["Figure"]) -> list[str]:
    warned = [figure for figure in figures if figure.warning is not None]
    if not warned:
        return []
    labels = list(dict.fromkeys(figure.label for figure in warned))
    shown = ", ".join(labels[:_SHOWN]) + (f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else "")
    source = next(figure.warning.source for figure in warned if figure.warning is not None)
    note = (
        f"Prevalence makes kappa and alpha low in spite of high agreement for {shown}: read them beside "
        f"gwet_ac1, brennan_prediger and the counts ({source})."
    )
    return [note]


def _on_reading(figures: Sequence["Figure"]) -> list[str]:
    sources = {LANDIS_KOCH: "kappas and AC1", KRIPPENDORFF: "alphas"}
    read = {reading.source for figure in figures if (reading := figure.reading) is not None}
    told = [f"{which} by {source}" for source, which in sources.items() if source in read]
    return [f"Plain words: {', '.join(told)}; conventions, not tests."] if told else []
