"""Find codes: what is stated under each code, about whom, and in which words.

A code's numbers are those of its own codings; the codes below it have their own.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, as_integers
from fitcode.domain.findings import CodeFinding, ComponentFinding, DyadFinding, Statements
from fitcode.domain.frame import VALENCES
from fitcode.workflow.finding.count_statements import Labels, by_first, statements_by
from fitcode.workflow.finding.finding_ground import CodeFacts, Ground


class CodeFindings:
    """Counts every code of the ground at once, and hands out the findings of single ones."""

    def __init__(self, ground: Ground) -> None:
        selection = ground.selection
        code, component = selection.features.group("code"), selection.features.group("component")
        about, counterpart = (selection.features.condition(side) for side in ("about", "counterpart"))
        named = selection.only((about.of_codings >= 0) & (counterpart.of_codings >= 0), notes=())
        self._ground = ground
        self._statements = statements_by(selection, [code])
        self._components = by_first(statements_by(selection, [code, component], with_intervals=False))
        self._dyads = by_first(statements_by(named, [code, about, counterpart], with_intervals=False))
        self._quotations = ground.quoter.quote_each(
            code.of_codings, selection.counting & self._in_main_direction(), most=ground.quotes
        )

    def _in_main_direction(self) -> Flags:
        """Which codings state what is stated most often under their code; all of a code in balance."""
        codings = self._ground.selection.frame.codings
        main = [self._statements.get((code.display,), Statements()).direction for code in self._ground.codes]
        wanted = np.array([-1 if one is None else VALENCES.index(one) for one in main], dtype=np.int64)
        of_codings = wanted[as_integers(codings.code)]
        in_main: Flags = (of_codings < 0) | (of_codings == as_integers(codings.valence))
        return in_main

    def of(self, code: CodeFacts, *, quotes: int) -> CodeFinding:
        """What is found of a code, with so many quotations; one without codings has zeros."""
        return CodeFinding(
            code=code.display,
            name=code.name,
            path=code.path,
            statements=self._statements.get((code.display,), Statements()),
            components=components_of(self._components.get(code.display, {}), self._ground),
            dyads=dyads_of(self._dyads.get(code.display, {})),
            quotations=self._quotations.get(code.place, ())[:quotes],
        )

    def ordered(self, codes: Iterable[CodeFacts]) -> list[CodeFacts]:
        """Codes with codings, the most codings first, then in the codebook's order."""
        used = [code for code in codes if (code.display,) in self._statements]
        return sorted(used, key=lambda code: -self._statements[(code.display,)].codings)


def components_of(rows: Mapping[Labels, Statements], ground: Ground) -> tuple[ComponentFinding, ...]:
    """Rows by component as findings; codings without a component stand last."""
    found = [
        ComponentFinding(
            component=component,
            name=None if component is None else ground.component_names[component],
            statements=statements,
        )
        for (component,), statements in rows.items()
    ]
    return tuple(sorted(found, key=lambda one: one.component is None))


def dyads_of(rows: Mapping[Labels, Statements]) -> tuple[DyadFinding, ...]:
    """Rows by about and counterpart as findings."""
    return tuple(
        DyadFinding(about=str(about), counterpart=str(counterpart), statements=statements)
        for (about, counterpart), statements in rows.items()
    )
