"""Labels: what the examples say of rows and codes, as tables that a classifier is fitted to.

What is not known has importance nought: an accepted suggestion says nothing of other codes, and a coding
with a child nothing against its parent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.material import Material, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

UNCODED = 0.5
"""Weight of a segment that nobody coded in a transcript that was coded: it may have been overlooked."""

MOST_UNCODED = 3_000
"""More are drawn from, and those drawn stand for the others."""

MOST_ANCHORS = 600
"""Rows that nothing is known of, on which what is learned is held near the prior."""

ANCHORED = 100.0
"""Examples that the anchors weigh at most: with many decisions they should be forgotten."""


class Labels(NamedTuple):
    """Rows of the material that something is known of."""

    rows: NDArray[np.int64]
    labels: Floats
    """1 where the code is right; rows by codes."""

    importance: Floats
    """0 where nothing is known."""

    groups: tuple[str, ...]
    """The transcript of each row."""

    said: int
    """Codings and decisions, however many segments each of them speaks of."""

    anchors: NDArray[np.bool_]
    """Rows that nothing is known of."""

    is_read: bool
    """Whether somebody read whole transcripts, so that it is known how frequent codes are."""


def labels_of(material: Material, codes: Sequence[str], parents: Sequence[int], seed: int) -> Labels:
    """All that is known of these codes; ``parents`` by number, -1 for top codes."""
    import numpy as np

    number = {code: place for place, code in enumerate(codes)}
    known = [example for example in material.examples if example.code in number]
    spoken = sorted({example.row for example in known})
    idle = sorted({e.row for e in material.examples if e.source is Source.uncoded} - set(spoken))
    kept = idle
    if len(idle) > MOST_UNCODED:
        drawn = np.random.default_rng(seed).choice(idle, MOST_UNCODED, replace=False)
        kept = sorted(drawn.tolist())
    anchors = sorted(set(range(len(material))) - set(spoken) - set(idle))
    if len(anchors) > MOST_ANCHORS:
        drawn = np.random.default_rng([seed, 1]).choice(anchors, MOST_ANCHORS, replace=False)
        anchors = sorted(drawn.tolist())
    rows = sorted([*spoken, *kept, *anchors])
    place = {row: index for index, row in enumerate(rows)}
    labels = np.zeros((len(rows), len(codes)))
    importance = np.zeros_like(labels)
    importance[[place[row] for row in kept]] = UNCODED * len(idle) / max(len(kept), 1)
    read = sorted({example.row for example in known if example.source is Source.coding})
    importance[[place[row] for row in read]] = 1.0
    kin = _kin(parents)
    for example in sorted(known, key=lambda one: (one.is_positive, one.row, one.code)):
        at, code = place[example.row], number[example.code]
        if example.is_positive:
            unsure = [other for other in kin[code] if not labels[at, other]]
            importance[at, unsure] = 0
            labels[at, code] = 1
        importance[at, code] = example.weight
    return Labels(
        np.array(rows, dtype=np.int64),
        labels,
        importance,
        tuple(material.groups[row] for row in rows),
        len({example.uid or (example.row, example.code) for example in known}),
        np.isin(rows, anchors),
        bool(idle),
    )


def held_near(labels: Labels, chances: Floats) -> Labels:
    """The same, with every anchor labelled by its chance before anything was learned.

    Who accepts thirty suggestions and rejects few has not said that all segments are such. Together the
    anchors weigh as much as what people said of the code, up to a limit.
    """
    import numpy as np

    if not labels.anchors.any():
        return labels
    right, importance = labels.labels.copy(), labels.importance.copy()
    right[labels.anchors] = chances[labels.anchors]
    said = np.minimum(labels.importance.sum(axis=0), ANCHORED)
    importance[labels.anchors] = said / labels.anchors.sum()
    return labels._replace(labels=right, importance=importance)


def _kin(parents: Sequence[int]) -> list[list[int]]:
    """Ancestors and descendants of each code."""
    lines: list[list[int]] = []
    for parent in parents:
        lines.append([parent, *lines[parent]] if parent >= 0 else [])
    kin = [list(line) for line in lines]
    for code, line in enumerate(lines):
        for ancestor in line:
            kin[ancestor].append(code)
    return kin


def branch_labels(labels: Labels, branches: NDArray[np.int64], count: int) -> Labels:
    """The same of branches: a branch is right where one of its codes is; its codes' rejections say little."""
    import numpy as np

    right = np.zeros((len(labels.rows), count))
    importance = np.zeros_like(right)
    for branch in range(count):
        own = branches == branch
        positive = (labels.labels[:, own] * labels.importance[:, own]).max(axis=1)
        # A code that is known for wrong says nothing of the branch, unless every code of it is.
        against = labels.importance[:, own].min(axis=1)
        right[:, branch] = positive > 0
        importance[:, branch] = np.where(positive > 0, positive, against)
    return labels._replace(labels=right, importance=importance)


def folds_of(groups: Sequence[str], folds: int, seed: int) -> NDArray[np.int64]:
    """A fold for each row, whole transcripts together; stretches of rows where there is one transcript."""
    import numpy as np

    names = sorted(set(groups))
    if len(names) < 2:
        return np.arange(len(groups), dtype=np.int64) * folds // max(len(groups), 1)
    order = np.random.default_rng(seed).permutation(len(names))
    fold = {names[place]: number % min(folds, len(names)) for number, place in enumerate(order)}
    return np.array([fold[group] for group in groups], dtype=np.int64)
