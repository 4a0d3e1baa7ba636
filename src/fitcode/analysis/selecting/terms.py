"""Terms: what whoever asks for a count may choose; every choice that changes numbers is one of these."""

from collections.abc import Sequence
from dataclasses import dataclass

from fitcode.analysis.selecting.conditions import Condition
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a tally or crosstab."""

    by: Sequence[str]
    """Group names, each once."""

    where: Sequence[Condition] = ()
    component_from: ComponentFrom
    rollup: bool = False
    """Whether a component's row includes its descendants."""

    include_interviewer: bool = False
    """Whether interviewers' speech, and what lies outside turns, is counted too."""

    complete: bool = False
    """Whether rows without codings are shown."""

    weight: Weight = "coding"
    """What counts the same in net fit: each coding, or each case."""

    replicates: int = 2000
    """Bootstrap resamples; none, no interval."""

    seed: int = 0

    @property
    def names_component(self) -> bool:
        """Whether a group is the component or a property of it, so that attribution must be named."""
        return any(map(_is_component, self.by))

    @property
    def asks_for_component(self) -> bool:
        """Whether a condition is on the component or a property of it, which is attributed too."""
        return any(_is_component(condition.name) for condition in self.where)


def _is_component(name: str) -> bool:
    return name == "component" or name.startswith("component.")
