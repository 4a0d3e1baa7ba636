"""Merge decisions: several coders decided on one suggestion, each in a project of their own.

The first decision stands in the suggestion; what others decided stands beside it, as where all of them had
decided in one project.
"""

from collections.abc import Sequence

from fitcode.domain.merging import Content, RowState, shown_deed
from fitcode.store.merge_nouns import APART


def standing_decision(columns: Sequence[str], state: RowState) -> Content | None:
    """What a suggestion says: as it was first decided, or else as it was last made."""
    by, at = columns.index("decided_by_id"), columns.index("decided_at")
    decided = {deed: row for deed, row in state.heads.items() if row is not None and row[by] is not None}
    if not decided:
        deed = shown_deed(state.heads)
        return None if deed is None else state.heads[deed]
    first = min(decided.values(), key=lambda row: (str(row[at]), str(row[by])))
    # Of one coder's decisions the latest is shown; whether they differ, is a conflict.
    return decided[max(deed for deed, row in decided.items() if row[by] == first[by])]


def further_decisions(columns: Sequence[str], further: Sequence[str], state: RowState) -> dict[str, RowState]:
    """Name and state of the decision of each coder whose decision does not stand."""
    by, standing = columns.index("decided_by_id"), standing_decision(columns, state)
    found: dict[str, RowState] = {}
    if standing is None or standing[by] is None:
        return found
    for deed, row in sorted(state.heads.items()):
        if row is not None and row[by] is not None and row[by] != standing[by]:
            said = dict(zip(columns, row, strict=True))
            values = {
                "suggestion_id": said["uid"],
                "coder_id": said["decided_by_id"],
                "status": said["status"],
                "reason": "",
                "coding_uid": said["coding_uid"],
                "decided_at": said["decided_at"],
            }
            name = f"{said['uid']}{APART}{said['decided_by_id']}"
            content = tuple(values[column] for column in further)
            found[name] = RowState(frozenset({deed}), {deed: content})
    return found
