"""Finding words: the sentences in which findings are told, each from the numbers of one finding.

A sentence says no more than its numbers do: a direction whose interval holds zero is told as unsure.
"""

from collections.abc import Mapping, Sequence

from fitcode.domain.amounts import counted
from fitcode.domain.choices import ComponentFrom, Valence
from fitcode.domain.findings import Basis, CounterEvidence, Quotation, RelatedCode, Statements
from fitcode.formats.markdown_words import words

_ATTRIBUTION = {
    ComponentFrom.about_or_voice: "the component that it is about, or the speaker's own where none is named",
    ComponentFrom.about: "the component that it is about",
    ComponentFrom.voice: "the speaker's own component",
}
_OPENING, _CLOSING = frozenset('“«„"'), frozenset('”»“"')
_MARKS = _OPENING | _CLOSING
_OTHER = {Valence.fit: Valence.misfit, Valence.misfit: Valence.fit}


def listed(parts: Sequence[str]) -> str:
    """The parts as in a sentence: ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def signed(number: float | None) -> str:
    """A net fit as papers print it, to two places; a dash where there is none."""
    if number is None:
        return "–"
    text = f"{number:+.2f}"
    return "0.00" if text in {"+0.00", "-0.00"} else text.replace("-", "−")


def net_fit(statements: Statements) -> str:
    """Net fit with its interval, where it has one."""
    low, high = statements.net_fit_low, statements.net_fit_high
    interval = "" if low is None or high is None else f" [{signed(low)}, {signed(high)}]"
    return signed(statements.net_fit) + interval


def basis(found: Basis) -> str:
    """What the findings rest on."""
    whose = f", coded by {listed([words(coder) for coder in found.coders])}" if found.coders else ""
    where = ", ".join(f"`{condition.replace('`', ' ')}`" for condition in found.where)
    conditions = f", on condition that {where}" if where else ""
    corpus = f"{counted(found.transcripts, 'transcript')} of {counted(found.cases, 'case')}"
    spoken = f"{counted(found.words, 'word')} of respondents"
    attribution = _ATTRIBUTION[found.component_from]
    return (
        f"These findings rest on {counted(found.codings, 'coding')}, from a corpus of {corpus} ({spoken})"
        f"{whose}{conditions}. A coding is counted for {attribution}."
    )


def direction(statements: Statements) -> str:
    """Which way the statements point, and how sure that is."""
    main = statements.direction
    if main is None:
        return "Nothing is stated of fit or misfit" if not statements.fit else "Fit and misfit are in balance"
    if statements.is_clear:
        return f"{main.value.capitalize()} prevails"
    if statements.net_fit_low is None:
        return f"More {main.value} than {_OTHER[main].value} is stated, by too few for an interval"
    return f"More {main.value} than {_OTHER[main].value} is stated, but the interval holds zero"


def lead(statements: Statements) -> str:
    """The first sentences of a dimension."""
    stated = (
        f"{statements.misfit:,} of misfit, {statements.fit:,} of fit and {statements.mixed:,} of both at once"
    )
    verb = "is" if statements.codings == 1 else "are"
    unstated = f" ({statements.unstated:,} without a valence)" if statements.unstated else ""
    return (
        f"**{direction(statements)}.** There {verb} {counted(statements.codings, 'statement')}{unstated} in "
        f"{counted(statements.transcripts, 'transcript')} and from {counted(statements.cases, 'case')}: "
        f"{stated}. Net fit is {net_fit(statements)}."
    )


def related(found: RelatedCode, names: Mapping[str, str]) -> str:
    """An activity, consequence or remedy with how it goes with the dimension."""
    parts = []
    if found.turns:
        valences = (("misfit", found.misfit_turns), ("fit", found.fit_turns))
        stated = [f"{number:,} with {name}" for name, number in valences if number]
        parts.append(counted(found.turns, "turn") + (f", {listed(stated)}" if stated else ""))
    if found.links:
        parts.append(counted(found.links, "link"))
    parts.append(counted(found.transcripts, "transcript"))
    mostly = named(found.components, names)
    return f"**{words(found.name)}** ({'; '.join(parts)}{f'; most often of {mostly}' if mostly else ''})"


def counter(found: CounterEvidence, names: Mapping[str, str], *, statements: Statements) -> str:
    """What speaks against the main direction."""
    if found.direction is None:
        return "Neither fit nor misfit prevails, so that neither is the exception."
    if not found.codings:
        return f"Nobody states {found.direction.value} here."
    share = 100 * found.codings / (statements.fit + statements.misfit + statements.mixed)
    codes = listed([f"{words(name)} ({number:,})" for name, number in found.codes])
    mostly = named(found.components, names)
    return (
        f"{counted(found.codings, 'statement')} of {found.direction.value} ({share:.0f} % of those with "
        f"a valence), in {counted(found.transcripts, 'transcript')} and from {counted(found.cases, 'case')}"
        f"{f', most often of {mostly}' if mostly else ''}. They concern {codes}."
    )


def named(components: Sequence[tuple[str, int]], names: Mapping[str, str]) -> str:
    """Components by name, each with its number; what occurs once is not often."""
    often = [(component, number) for component, number in components if number > 1]
    return listed([f"{component_name(one, names)} ({number:,})" for one, number in often])


def component_name(component: str | None, names: Mapping[str, str]) -> str:
    """A component's name; what is said where none is known."""
    return "no component" if component is None else words(names.get(component, component))


def quotation(found: Quotation) -> str:
    """A quotation with its attribution."""
    return f"{_quoted(found)} — {_who(found)}"


def pair(first: Quotation, second: Quotation, *, joined: str) -> str:
    """Two quotations, one of which bears on the other; one attribution where one person said both."""
    if (first.transcript, _who(first)) == (second.transcript, _who(second)):
        return f"{_quoted(first)} *{joined}* {quotation(second)}"
    return f"{quotation(first)}; *{joined}* {quotation(second)}"


def _quoted(found: Quotation) -> str:
    text = " ".join(found.quote.split())
    is_quoted = text[:1] in _OPENING and text[-1:] in _CLOSING and not set(text[1:-1]) & _MARKS
    return words(text) if is_quoted else f"“{words(text)}”"


def _who(found: Quotation) -> str:
    """Where nobody is known to speak, the kind of source."""
    return words(found.attribution or found.kind.value.replace("-", " "))
