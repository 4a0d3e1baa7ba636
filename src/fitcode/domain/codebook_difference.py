"""What changes from one codebook to the next, code by code, in words for people.

A code is the same code as long as its id is: a new name is a rename, a new parent a move. Two
codebooks have no changes between them exactly when their content hashes are equal.
"""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel

from fitcode.domain.codebook import Code, Codebook, Pattern

_MOST_NAMED = 3
_LONGEST_VALUE = 40

_OWN_FIELDS = frozenset(["id", "name", "parent", "patterns"])
"""Fields with a kind of change of their own; the others are content."""


class ChangeKind(StrEnum):
    """What happened to a code."""

    added = "added"
    removed = "removed"
    renamed = "renamed"
    moved = "moved"
    changed = "changed"
    """Its definition, rules of use, examples or anything else that says what it means."""

    patterns = "patterns"
    """What suggests it; the meaning of past codings is not touched."""


class Change(BaseModel, frozen=True):
    """One difference between two codebooks."""

    kind: ChangeKind
    code: str | None
    """Id of the code; None for the codebook itself."""

    detail: str = ""
    """What exactly, in a line for people."""

    def __str__(self) -> str:
        subject = self.code or "the codebook"
        return (
            f"{self.kind.value} {subject}: {self.detail}" if self.detail else f"{self.kind.value} {subject}"
        )


def compare_codebooks(old: Codebook | None, new: Codebook) -> list[Change]:
    """The changes that lead from one codebook to the other: in the new one's order, what left at the end."""
    if old is None:
        return [_added(code, codebook=new) for code in new.codes]
    before = {code.id: code for code in old.codes}
    kept = {code.id for code in new.codes}
    changes = _codebook_changes(old, new)
    for code in new.codes:
        known = before.get(code.id)
        changes += _code_changes(known, code, old=old, new=new) if known else [_added(code, codebook=new)]
    changes += [
        Change(kind=ChangeKind.removed, code=code.id, detail=old.path(code.id))
        for code in old.codes
        if code.id not in kept
    ]
    return changes


def _added(code: Code, *, codebook: Codebook) -> Change:
    count = len(code.patterns)
    patterns = f", with {count} pattern{'' if count == 1 else 's'}" if count else ""
    return Change(kind=ChangeKind.added, code=code.id, detail=f"{codebook.path(code.id)}{patterns}")


def _codebook_changes(old: Codebook, new: Codebook) -> list[Change]:
    details = [
        _field_detail(field, getattr(old, field), getattr(new, field))
        if isinstance(getattr(old, field), tuple)
        else f"{field} {_from_to(getattr(old, field), getattr(new, field))}"
        for field in Codebook.model_fields
        if field != "codes" and getattr(old, field) != getattr(new, field)
    ]
    shared_before, shared_after = _shared_order(old, new), _shared_order(new, old)
    if shared_before != shared_after:
        details.append("order of the codes")
    return [Change(kind=ChangeKind.changed, code=None, detail="; ".join(details))] if details else []


def _shared_order(codebook: Codebook, other: Codebook) -> list[str]:
    known = {code.id for code in other.codes}
    return [code.id for code in codebook.codes if code.id in known]


def _code_changes(before: Code, after: Code, *, old: Codebook, new: Codebook) -> list[Change]:
    changes: list[Change] = []
    if before.name != after.name:
        changes.append(_change(ChangeKind.renamed, after, _from_to(before.name, after.name)))
    if before.parent != after.parent:
        detail = f"from {_place(before, codebook=old)} to {_place(after, codebook=new)}"
        changes.append(_change(ChangeKind.moved, after, detail))
    details = [
        _field_detail(field, getattr(before, field), getattr(after, field))
        for field in Code.model_fields
        if field not in _OWN_FIELDS and getattr(before, field) != getattr(after, field)
    ]
    if details:
        changes.append(_change(ChangeKind.changed, after, "; ".join(details)))
    if before.patterns != after.patterns:
        changes.append(_change(ChangeKind.patterns, after, _pattern_detail(before.patterns, after.patterns)))
    return changes


def _change(kind: ChangeKind, code: Code, detail: str) -> Change:
    return Change(kind=kind, code=code.id, detail=detail)


def _place(code: Code, *, codebook: Codebook) -> str:
    return repr(codebook.path(code.parent)) if code.parent else "the top"


def _field_detail(field: str, before: object, after: object) -> str:
    """A field with its values where they are short, else by name only."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return f"{field} ({len(before)} to {len(after)})" if len(before) != len(after) else field
    if not before or not after:
        return f"{field} {'taken away' if before else 'added'}"
    is_short = max(len(str(before)), len(str(after))) <= _LONGEST_VALUE
    return f"{field} {_from_to(before, after)}" if is_short else field


def _from_to(before: object, after: object) -> str:
    return f"from {_written(before)} to {_written(after)}"


def _written(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "...")


def _pattern_detail(before: Sequence[Pattern], after: Sequence[Pattern]) -> str:
    old = {pattern.id: pattern for pattern in before}
    new = {pattern.id: pattern for pattern in after}
    groups = {
        "added": [pattern for pattern in after if pattern.id not in old],
        "removed": [pattern for pattern in before if pattern.id not in new],
        "changed": [pattern for pattern in after if pattern.id in old and old[pattern.id] != pattern],
    }
    details = [f"{len(group)} {verb} ({_named(group)})" for verb, group in groups.items() if group]
    return "; ".join(details) or "another order"


def _named(patterns: Sequence[Pattern]) -> str:
    names = [_wording(pattern) for pattern in patterns[:_MOST_NAMED]]
    more = len(patterns) - _MOST_NAMED
    return ", ".join([*names, f"and {more} more"] if more > 0 else names)


def _wording(pattern: Pattern) -> str:
    """What a pattern looks for, short enough for a list."""
    if pattern.phrase is not None:
        return _written(pattern.phrase)
    if pattern.any_of is not None:
        more = ", ..." if len(pattern.any_of) > _MOST_NAMED else ""
        return f"any of {', '.join(pattern.any_of[:_MOST_NAMED])}{more}"
    if pattern.near is not None:
        return "near " + " + ".join(group[0] if group else "" for group in pattern.near)
    return f"tokens {pattern.id}"
