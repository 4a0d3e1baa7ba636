"""Keep track: how often what proposed a suggestion was right so far, by rule and by suggester.

Counted as ``fitcode suggestions stats`` counts: read from the store, and kept up to date by the decisions of
the sitting in between.
"""

from collections.abc import Iterator
from typing import NamedTuple

from fitcode.domain.choices import StatsBy
from fitcode.domain.table import Cell
from fitcode.store.project import Project
from fitcode.store.screen_reads import ShownSuggestion
from fitcode.store.suggestion_stats import suggestion_stats

_Key = tuple[str, str]
"""Code and rule; a suggester has no code."""


class TrackRecord(NamedTuple):
    """How often a rule or a suggester was right."""

    proposer: str
    """A suggester's name, or ``rule`` and its id."""

    rule: str
    """The rule's id; empty for a suggester."""

    words: tuple[str, ...]
    """What the rule fired on here; a suggester has none."""

    right: int
    decided: int

    def __str__(self) -> str:
        return f"{self.proposer}{' ' if self.words else ''}{self.said}"

    @property
    def said(self) -> str:
        """What fired here, and how often that was right."""
        words = ", ".join(f"“{word}”" for word in self.words)
        return (
            f"{words}: {self.right} of {self.decided} accepted"
            if self.decided
            else f"{words}: none decided yet"
        )


class TrackRecords:
    """Those of every rule and suggester of a project."""

    def __init__(self) -> None:
        self._counts: dict[_Key, tuple[int, int]] = {}

    def read(self, project: Project) -> None:
        """Read them anew."""
        by_rule = suggestion_stats(project, by=StatsBy.rule).records()
        by_suggester = suggestion_stats(project, by=StatsBy.suggester).records()
        self._counts = {(str(one["code"]), str(one["rule"])): _counted(one) for one in by_rule}
        self._counts |= {("", str(one["suggester"])): _counted(one) for one in by_suggester}

    def note(self, one: ShownSuggestion, *, is_right: bool, is_undone: bool = False) -> None:
        """Count a decision, or no longer count one that was taken back."""
        step = -1 if is_undone else 1
        parts = one.evidence.get("parts")
        took_part = tuple(parts) if isinstance(parts, dict) else (one.proposers,)
        for key in (*((one.code, rule) for rule in one.rules), *(("", name) for name in took_part)):
            right, decided = self._counts.get(key, (0, 0))
            self._counts[key] = (right + step * is_right, decided + step)

    def of(self, one: ShownSuggestion) -> Iterator[TrackRecord]:
        """Those of whatever proposed a suggestion: its rules, then other suggesters."""
        for rule in one.rules:
            said = [word for hit in one.evidence["rules"] if str(hit["id"]) == rule for word in _words(hit)]
            words = tuple(dict.fromkeys(said))
            yield TrackRecord(f"rule {rule}", rule, words, *self._counts.get((one.code, rule), (0, 0)))
        for name in one.proposers.split("+"):
            if name != "rules" or not one.rules:
                yield TrackRecord(name, "", (), *self._counts.get(("", name), (0, 0)))


def _words(hit: dict[str, list[str]]) -> list[str]:
    return [str(word) for word in hit.get("words", ())]


def _counted(row: dict[str, Cell]) -> tuple[int, int]:
    accepted, amended, rejected = (int(str(row[name])) for name in ("accepted", "amended", "rejected"))
    return accepted + amended, accepted + amended + rejected
