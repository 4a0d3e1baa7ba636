"""Adjudication: what several coders leave to be decided on a passage, and what was decided.

A question weighs codings, each as it stood; one that was changed or added since is not decided by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fitcode.domain.choices import DisagreementKind, Ruling

DISAGREED = tuple(kind for kind in DisagreementKind if kind is not DisagreementKind.agreed)
"""The ways in which codings differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCoding:
    """One coder's coding as it is weighed, everything by name."""

    uid: str
    coder: str
    code: str
    start: int
    end: int
    quote: str
    about: str | None
    counterpart: str | None
    valence: str | None
    strength: int | None
    memo: str | None
    created_at: str
    content: str
    """What it states, in one spelling (``store.adjudications``): whoever changes it changes this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Codings of several coders that answer each other on one passage; each coding is in one question."""

    transcript: str
    version_id: int
    start: int
    """Where the first of its codings begins."""

    end: int
    """Where the last of its codings ends."""

    kinds: tuple[DisagreementKind, ...]
    """How they differ, the weightiest first; ``agreed`` alone where they do not."""

    codings: tuple[QuestionCoding, ...]
    """In the order of the text, then of coders' names."""

    coders: tuple[str, ...]
    """Everybody who is compared on this transcript, those included who coded nothing here."""

    share: float
    """Which part of their non-space characters the least alike of its codings share; 0 where it is one."""

    decided: Ruling | None = None
    """What was ruled on it; none while it is open."""

    adjudication: str | None = None
    """Uid of the latest adjudication that weighed any of its codings, also where it is open again."""

    is_changed: bool = False
    """Whether it is open again: a coding was changed or added since it was decided."""

    @property
    def kind(self) -> DisagreementKind:
        """The weightiest way in which its codings differ."""
        return self.kinds[0]

    @property
    def is_agreed(self) -> bool:
        """Whether all coders made the same coding: nothing to decide."""
        return self.kinds == (DisagreementKind.agreed,)

    @property
    def silent(self) -> tuple[str, ...]:
        """The coders who coded nothing here."""
        present = {coding.coder for coding in self.codings}
        return tuple(coder for coder in self.coders if coder not in present)


def joined_memo(codings: Sequence[QuestionCoding]) -> str | None:
    """The memos of several coders as one text, each under its coder's name; one memo alone as it is."""
    memos = [(coding.coder, coding.memo) for coding in codings if coding.memo]
    if len({memo for _, memo in memos}) == 1:
        return memos[0][1]
    return "\n".join(f"{coder}: {memo}" for coder, memo in dict.fromkeys(memos)) or None
