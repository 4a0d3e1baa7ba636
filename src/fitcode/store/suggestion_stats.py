"""Suggestion statistics: what became of suggestions, and how many right ones still wait.

Only codes that suggesters propose are spoken of; what they all overlook is measured by coding whole
transcripts (``fitcode evaluate``), never from decisions. What a person coded by hand is found, and a
suggestion that lies on it waits no more, though it is pending until the next pass withdraws it.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import log
from typing import NamedTuple

from fitcode.domain.choices import StatsBy, SuggestionStatus
from fitcode.domain.proportion import Estimate, calibration_z, expected_count, expected_rest, wilson
from fitcode.domain.review_order import random_rank
from fitcode.domain.table import Cell, Table
from fitcode.store.hand_codings import covered_suggestions, found_by_hand
from fitcode.store.names import code_index
from fitcode.store.project import Project

COUNTS = ("pending", "accepted", "amended", "rejected", "precision", "low", "high")
EXPECTED = ("expected_pending", "expected_low", "expected_high", "expected_from", "found_share")

LEAST_DRAWN = 30
"""With fewer decided at random nothing is concluded from them."""

LEAST_CHECKED = 20
"""With fewer decisions nothing is said about how well scores keep their promise."""

_BROKEN = 3.0
"""Standard errors from which on decisions belie the scores; two are not rare among many projects."""

_CHANCE = 0.001
"""A sample that decisions in another order give with a larger chance is taken for none."""


def suggestion_stats(project: Project, *, by: StatsBy = StatsBy.code, seed: int = 0) -> Table:
    """What became of suggestions by code and suggester, by suggester, or by code and rule.

    ``precision`` is the share accepted (or amended: they pointed at something) among those decided, with
    its Wilson interval. By code there is also ``expected_pending``: how many of those pending are right,
    from decisions on a random sample of this seed where there is one, else from the scores taken as chances;
    ``found_share`` is the share found so far, accepted or coded by hand, of the right ones found and
    expected.
    """
    covered = covered_suggestions(project)
    if by is StatsBy.code:
        return _by_code(project, covered, seed=seed)
    known = {"covered": json.dumps(sorted(covered))}
    if by is StatsBy.suggester:
        return _counted(("suggester",), project.connection.execute(_BY_SUGGESTER, known))
    codes = code_index(project).display
    rows = project.connection.execute(_BY_RULE, known)
    return _counted(("code", "rule"), ((codes[code], *rest) for code, *rest in rows))


_STATUSES = """
    count(*) FILTER (WHERE status = 'pending' AND id NOT IN (SELECT value FROM json_each(:covered))),
    count(*) FILTER (WHERE status = 'accepted'),
    count(*) FILTER (WHERE status = 'amended'), count(*) FILTER (WHERE status = 'rejected')"""

# A suggestion that several suggesters took part in counts for each; without parts, for who made it.
_BY_SUGGESTER = f"""
    SELECT part, {_STATUSES} FROM (
        SELECT p.key AS part, s.id AS id, s.status AS status
        FROM suggestions s, json_each(s.evidence, '$.parts') p
        WHERE s.status <> 'withdrawn' AND json_type(s.evidence, '$.parts') = 'object'
        UNION ALL
        SELECT c.name, s.id, s.status FROM suggestions s JOIN coders c ON c.id = s.coder_id
        WHERE s.status <> 'withdrawn'
          AND coalesce(json_type(s.evidence, '$.parts'), '') <> 'object')
    GROUP BY part"""

# A rule may have fired in several segments of one suggestion, which is one decision all the same.
_BY_RULE = f"""
    SELECT code_id, rule, {_STATUSES} FROM (
        SELECT DISTINCT s.id AS id, s.code_id AS code_id, s.status AS status,
               json_extract(r.value, '$.id') AS rule
        FROM suggestions s, json_each(s.evidence, '$.rules') r WHERE s.status <> 'withdrawn')
    WHERE rule IS NOT NULL GROUP BY code_id, rule"""


def _counted(keys: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """The rows with precision and its interval, in the order of their keys."""
    n_keys = len(keys)
    table = [
        (*map(str, row[:n_keys]), *_counts(*(int(str(count)) for count in row[n_keys:]))) for row in rows
    ]
    table.sort(key=lambda row: tuple(map(str, row[:n_keys])))
    return Table.of((*keys, *COUNTS), table)


def _counts(pending: int, accepted: int, amended: int, rejected: int) -> tuple[Cell, ...]:
    right = accepted + amended
    decided = right + rejected
    interval = wilson(right, decided) or (None, None)
    precision = right / decided if decided else None
    return (pending, accepted, amended, rejected, precision, *interval)


class _Suggestion(NamedTuple):
    """What counting needs of a suggestion."""

    score: float
    status: str
    rank: int
    """Where it stands in the random sample."""

    @property
    def is_pending(self) -> bool:
        return self.status == SuggestionStatus.pending

    @property
    def is_right(self) -> bool:
        return self.status in (SuggestionStatus.accepted, SuggestionStatus.amended)


class _Pile:
    """Suggestions that are counted together; ``by_hand`` are the passages of their codes found without."""

    def __init__(self, suggestions: Sequence[_Suggestion], *, by_hand: int) -> None:
        self.pending = [one for one in suggestions if one.is_pending]
        self.decided = [one for one in suggestions if not one.is_pending]
        self.right = sum(one.is_right for one in self.decided)
        self.found = self.right + by_hand

    def counts(self) -> tuple[Cell, ...]:
        """Statuses, and the share that was right."""
        counts = Counter(one.status for one in self.decided)
        return _counts(len(self.pending), *(counts[status] for status in ("accepted", "amended", "rejected")))

    def expected(self) -> tuple[Estimate, str | None]:
        """How many of those pending are right, and what that was read from."""
        if not self.pending:
            return Estimate(0.0, 0.0, 0.0), None
        drawn = self.drawn()
        sampled = expected_rest(
            found=self.right,
            right=sum(one.is_right for one in drawn),
            drawn=len(drawn),
            total=len(self.pending) + len(self.decided),
        )
        if sampled is not None:
            return sampled, "sample"
        return expected_count(one.score for one in self.pending), "scores"

    def drawn(self) -> Sequence[_Suggestion]:
        """The random sample as far as it is decided, nothing when it is none.

        However its members came to be decided, the first so many of a random order are a random sample of
        them all. Only where the sample ends depends on decisions, so a short one is not trusted.
        """
        n_decided = len(self.decided)
        if n_decided < LEAST_DRAWN:
            return ()
        end = min(one.rank for one in self.pending)
        drawn = [one for one in self.decided if one.rank < end]
        # Decisions made in any other order reach so far by chance with this share to the power of the length.
        share = n_decided / (n_decided + len(self.pending))
        is_sample = len(drawn) >= LEAST_DRAWN and len(drawn) * log(share) < log(_CHANCE)
        return drawn if is_sample else ()

    def broken_promise(self) -> str | None:
        """What to say when decisions belie the scores (calibration in the large), None when they do not."""
        z = calibration_z((one.score for one in self.decided), right=self.right)
        if len(self.decided) < LEAST_CHECKED or z is None or abs(z) < _BROKEN:
            return None
        promised = sum(one.score for one in self.decided)
        return (
            f"Scores are no chances here: of {len(self.decided)} decided they promised {promised:.0f} right,"
            f" and {self.right} were. Expectations from scores are off likewise; review a random sample:"
            " fitcode suggestions list --order random"
        )


def _by_code(project: Project, covered: Collection[int], *, seed: int) -> Table:
    codes = code_index(project).display
    piles: dict[tuple[str, str], list[_Suggestion]] = {}
    for key, code, suggester, uid, score, status in project.connection.execute(
        """SELECT s.id, s.code_id, c.name, s.uid, s.score, s.status FROM suggestions s
           JOIN coders c ON c.id = s.coder_id WHERE s.status <> 'withdrawn' ORDER BY s.uid"""
    ):
        pile = piles.setdefault((codes[code], suggester), [])
        if key not in covered:
            pile.append(_Suggestion(score, status, random_rank(uid, seed=seed)))
    by_hand = {codes[code]: number for code, number in found_by_hand(project).items()}
    rows = [_row(key, _Pile(pile, by_hand=by_hand.get(key[0], 0))) for key, pile in sorted(piles.items())]
    seen = {code for code, _ in piles}
    everywhere = sum(number for code, number in by_hand.items() if code in seen)
    everything = _Pile([one for pile in piles.values() for one in pile], by_hand=everywhere)
    return Table.of(("code", "suggester", *COUNTS, *EXPECTED), rows, notes=_notes(everything))


def _row(key: tuple[str, str], pile: _Pile) -> tuple[Cell, ...]:
    expected, source = pile.expected()
    return (*key, *pile.counts(), *expected, source, _found_share(pile.found, expected))


def _found_share(found: int, expected: Estimate) -> float | None:
    whole = found + expected.value
    return found / whole if whole else None


def _notes(everything: _Pile) -> list[str]:
    """The same in all, in words: a row without a code would be counted twice by whoever sums rows."""
    if not everything.pending:
        return []
    expected, source = everything.expected()
    share = _found_share(everything.found, expected)
    found = f"; {everything.found} found so far, {share:.0%} of those" if share is not None else ""
    basis = "a random sample" if source == "sample" else "their scores"
    broken = everything.broken_promise() if source == "scores" else None
    note = (
        f"{len(everything.pending)} pending, of which {expected.value:.0f} ({expected.low:.0f} to"
        f" {expected.high:.0f}) are right by {basis}{found}."
    )
    return [note, *([broken] if broken else [])]
