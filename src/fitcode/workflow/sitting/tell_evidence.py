"""Tell the evidence: everything that speaks for a suggestion, a line each, from what was stored with it.

The same words as ``fitcode suggestions explain``, without making anything again: at the screen nobody waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from fitcode.domain.codebook import Code
from fitcode.store.screen_reads import ShownSuggestion
from fitcode.workflow.explaining.say_evidence import mention_line, reason_lines, score_lines, stated_line


def evidence_lines(one: ShownSuggestion, code: Code | None, *, common: Collection[str] = ()) -> Iterator[str]:
    """What fired, what stood near, and how the score comes about; ``common`` are words that say little."""
    # Who only graded what others proposed has nothing to show here, but has its part in the score.
    proposed = {**one.evidence, "parts": {}}
    found = {"evidence": proposed, "reason": one.reason}
    yield from reason_lines(found, code, common=common, has_examples=True)
    yield from (mention_line(said, one.start, one.end) for said in one.evidence.get("components", ()))
    stated = (("about", one.about), ("counterpart", one.counterpart), ("valence", one.valence))
    yield from (stated_line(name, value, one.evidence) for name, value in stated if value)
    yield from score_lines(one.evidence, one.score)
