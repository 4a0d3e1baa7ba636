"""Narrow voices: which cases in which transcripts meet conditions, as a tally reads them.

A passage has no code and no coder yet: what codings alone can say is refused.
"""

from collections.abc import Sequence

from fitcode.analysis.selecting.conditions import ATTRIBUTE_PREFIX, parse_condition
from fitcode.domain.choices import ComponentFrom
from fitcode.errors import UsageError
from fitcode.store.detail import frame_without_codings
from fitcode.workflow.workspace import Workspace

_OF_PASSAGES = ("transcript", "kind", "case", "mission", "role", "component")

Voice = tuple[str, str | None]
"""A transcript, and the case of whoever speaks; None where nobody said whose speech it is."""


def narrow_voices(workspace: Workspace, where: Sequence[str]) -> set[Voice] | None:
    """The voices of which every condition holds; None when there is no condition.

    Raises UsageError for a condition that cannot be read, and UnknownName for what is not there.
    """
    conditions = [parse_condition(one) for one in where]
    for one in conditions:
        if not one.name.startswith((ATTRIBUTE_PREFIX, *_OF_PASSAGES)):
            raise UsageError(
                f"A passage has no {one.name} that --where could ask for.",
                remedy=f"It has {', '.join(_OF_PASSAGES)} and case.<attribute>; codes go with --coded.",
            )
    if not conditions:
        return None
    import numpy as np

    from fitcode.analysis.selecting.features import Features
    from fitcode.analysis.selecting.filters import Filter
    from fitcode.analysis.selecting.voices import Voices

    frame = frame_without_codings(workspace.project)
    pairs = [(transcript, case) for case, transcript in frame.cases.in_transcripts]
    pairs += [(transcript, -1) for transcript in range(len(frame.transcripts.name))]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    voices = Voices(
        transcript=table[:, 0],
        case=table[:, 1],
        words=np.zeros(len(table), dtype=np.int64),
        is_heard=np.ones(len(table), dtype=np.bool_),
        of_codings=np.zeros(0, dtype=np.int64),
    )
    features = Features(frame, voices, component_from=ComponentFrom.voice)
    left = Filter(frame, features, rollup=False).apply(conditions, voices)
    for note in left.notes:
        workspace.narrator.note(note)
    return {
        (frame.transcripts.name[transcript], frame.cases.name[case] if case >= 0 else None)
        for transcript, case in table[left.voices].tolist()
    }
