"""Quote passages: the strongest codings of each group in their own words, attributed and never by name."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers
from fitcode.analysis.selecting.selection import Selection
from fitcode.analysis.strongest import Strength
from fitcode.domain.choices import TranscriptKind, Valence
from fitcode.domain.findings import Quotation
from fitcode.domain.frame import VALENCES
from fitcode.store.transcripts import read_text
from fitcode.workflow.sharing.attribute_quotes import attribution
from fitcode.workflow.workspace import Workspace


class Quoter:
    """Makes quotations of the codings of a selection; a text is read when it is first quoted."""

    def __init__(self, workspace: Workspace, selection: Selection, *, code_names: list[str]) -> None:
        self._frame = selection.frame
        self._turns, self._speech = selection.turns, selection.speech
        self._code_names = code_names
        self._template = workspace.settings.privacy.attribution
        self._strength = Strength(selection)
        self._is_quoted = np.zeros(len(selection.counting), dtype=np.bool_)
        self._text: Callable[[str], str] = cache(partial(read_text, workspace.project))

    def quote(self, codings: Flags, *, most: int) -> tuple[Quotation, ...]:
        """The strongest of some codings, which ``quote_each`` does not quote again."""
        those = np.flatnonzero(codings)
        _, chosen = self._strength.strongest(np.zeros_like(those), those, most=most)
        self._is_quoted[chosen] = True
        return tuple(self.quotation(coding) for coding in chosen.tolist())

    def quote_each(self, groups: Integers, codings: Flags, *, most: int) -> dict[int, tuple[Quotation, ...]]:
        """The strongest codings of each group; ``groups`` is the group of every coding, flagged or not."""
        those = np.flatnonzero(codings & ~self._is_quoted)
        chosen_groups, chosen = self._strength.strongest(groups[those], those, most=most)
        quotations: dict[int, tuple[Quotation, ...]] = {}
        for group, coding in zip(chosen_groups.tolist(), chosen.tolist(), strict=True):
            quotations[group] = (*quotations.get(group, ()), self.quotation(coding))
        return quotations

    def quote_pairs(
        self, first: Integers, second: Integers, *, most: int
    ) -> tuple[tuple[Quotation, Quotation], ...]:
        """Pairs of codings, those first whose first one is the strongest."""
        _, chosen = self._strength.strongest(np.zeros_like(first), first, most=most)
        partner = dict(zip(first[::-1].tolist(), second[::-1].tolist(), strict=True))
        pairs = dict.fromkeys(chosen.tolist())
        return tuple((self.quotation(coding), self.quotation(partner[coding])) for coding in pairs)

    def quotation(self, coding: int) -> Quotation:
        """One coding's words."""
        columns, frame = self._frame.codings, self._frame
        transcript = frame.transcripts.name[columns.transcript[coding]]
        start, end = int(columns.start[coding]), int(columns.end[coding])
        code, valence, strength = columns.code[coding], columns.valence[coding], int(columns.strength[coding])
        return Quotation(
            quote=self._words(coding, self._text(transcript)),
            attribution=self._attribution(coding),
            kind=TranscriptKind(frame.transcripts.kind[columns.transcript[coding]]),
            transcript=transcript,
            start=start,
            end=end,
            code=frame.codes.name[code],
            code_name=self._code_names[code],
            about=self._component(columns.about[coding]),
            counterpart=self._component(columns.counterpart[coding]),
            valence=Valence(VALENCES[valence]) if valence >= 0 else None,
            strength=strength if strength > 0 else None,
        )

    def _words(self, coding: int, text: str) -> str:
        """What was said; labels that stand between turns may be names and are left out."""
        start, end = int(self._frame.codings.start[coding]), int(self._frame.codings.end[coding])
        first, last = int(self._speech.first_turn[coding]), int(self._speech.last_turn[coding])
        if first == last:
            return text[start:end]
        turns = range(first, last + 1)
        return " […] ".join(
            text[max(start, int(self._turns.start[turn])) : min(end, int(self._turns.end[turn]))].strip()
            for turn in turns
        )

    def _component(self, component: int) -> str | None:
        return self._frame.components.name[component] if component >= 0 else None

    def _attribution(self, coding: int) -> str | None:
        cases, case = self._frame.cases, int(self._speech.case[coding])
        if case < 0:
            return attribution(self._template, {})
        facts = {
            "case": cases.name[case],
            "case.component": self._component(cases.component[case]),
            "case.mission": cases.mission[case],
            "case.role": cases.role[case],
        }
        return attribution(self._template, facts)
