"""Tell of an evaluation: how much it rests on, said before it takes its time, and what follows from it.

A difference that rests on one code, or on a handful of passages, is luck: it is left out with its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from fitcode.domain.amounts import counted
from fitcode.store.judged_transcripts import JudgedTranscript

if TYPE_CHECKING:
    from fitcode.analysis.judging.evaluation import Evaluation, Trial

LEAST_CODES = 3
"""Codes that can be judged, below which suggesters are not compared."""

LEAST_POSITIVES = 5
"""Coded segments of those codes, below which suggesters are not compared."""


def what_there_is(transcripts: Sequence[JudgedTranscript], codes: Collection[str], *, n_folds: int) -> str:
    """How much there is to measure by, and what that takes, in a line or two."""
    groups: dict[str, set[int]] = defaultdict(set)
    there = {one.group for one in transcripts if one.codings}
    n_codings = 0
    for one in transcripts:
        for coding in one.codings:
            if coding.code in codes:
                groups[coding.code].add(one.group)
                n_codings += 1
    n_transcripts = sum(bool(one.codings) for one in transcripts)
    line = (
        f"Measured against {counted(n_codings, 'coding')} of {counted(len(groups), 'code')} in"
        f" {counted(n_transcripts, 'transcript')}. Suggesters are trained anew for each of"
        f" {max(1, min(n_folds, len(there)))} folds: that may take minutes."
    )
    n_judged = sum(len(found) > 1 for found in groups.values())
    if n_judged >= LEAST_CODES:
        return line
    return (
        f"{line}\nThat is little: {counted(n_judged, 'code')} can be judged, coded in two transcripts or"
        f" more without a case in common. With fewer than {LEAST_CODES} suggesters are not compared."
    )


def too_little(trial: Trial) -> str | None:
    """Why suggesters are not compared on this trial; None where they are."""
    n_codes, n_positives = int(trial.is_judged.sum()), int(trial.positives[:, trial.is_judged].sum())
    if n_codes >= LEAST_CODES and n_positives >= LEAST_POSITIVES:
        return None
    return (
        f"only {counted(n_codes, 'code')} with {counted(n_positives, 'coded segment')} can be judged, and"
        f" fewer than {LEAST_CODES} codes or {LEAST_POSITIVES} coded segments say too little."
    )


def difference_lines(evaluation: Evaluation, pass_name: str) -> list[str]:
    """How much better the pass ranks than each other suggester, where there is enough to tell."""
    others = [other for other in evaluation.judged if other != pass_name]
    if pass_name not in evaluation.judged or not others:
        return []
    if reason := too_little(evaluation.trial):
        return [f"Suggesters are not compared: {reason}"]
    lines = []
    for other in others:
        _one, _other, value, low, high = evaluation.difference(pass_name, other)
        if isinstance(value, float):
            interval = f" [{low:+.3f}, {high:+.3f}]" if low is not None else ""
            lines.append(f"{pass_name} minus {other}: mean average precision {value:+.3f}{interval}")
    return lines
