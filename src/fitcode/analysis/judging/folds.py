"""Folds: whole transcripts to folds, so that nothing is tested on the talk it was learned from.

Who has several transcripts of one person gives them one group number.
"""

import numpy as np

from fitcode.analysis.numbers.numbering import Integers
from fitcode.errors import UsageError


def grouped_folds(groups: Integers, *, n_folds: int, seed: int) -> Integers:
    """The fold of each unit; units of one group stay together.

    Groups are dealt out by size, a round at a time and at random within the round: folds differ by no
    more units than the largest group has.
    """
    _, member, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if not 2 <= n_folds <= len(sizes):
        raise UsageError(
            f"{n_folds} folds cannot be made of {len(sizes)} transcripts that people have coded.",
            remedy=f"Ask for 2 to {len(sizes)} folds."
            if len(sizes) >= 2
            else "Code and finish a second one.",
        )
    generator = np.random.Generator(np.random.PCG64(seed))
    order = generator.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    rounds = -(-len(sizes) // n_folds)
    dealt = np.concatenate([generator.permutation(n_folds) for _ in range(rounds)])[: len(sizes)]
    fold = np.empty(len(sizes), dtype=np.int64)
    fold[order] = dealt
    return fold[member]
