"""Tell of codings: what others added to a page, changed on it or took from it, in few words.

By coder and as numbers: whoever wants to know which looks at the page.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from fitcode.store.screen_reads import ShownCoding


class KnownCodings:
    """The codings of a page that somebody knows of: made here, or told of."""

    def __init__(self) -> None:
        self._known: dict[str, ShownCoding] = {}

    def learn(self, codings: Iterable[ShownCoding], *, only: Collection[str] | None = None) -> None:
        """These are known now; with ``only``, those with these uids, and of the others what was known."""
        if only is None:
            self._known = {one.uid: one for one in codings}
            return
        for uid in only:
            self._known.pop(uid, None)
        self._known |= {one.uid: one for one in codings if one.uid in only}

    def tell(self, codings: Iterable[ShownCoding], *, own: str) -> Iterator[str]:
        """What became of the known ones and what came to them, as the coder called ``own`` is told it."""
        before, now = self._known, {one.uid: one for one in codings}
        added = Counter(one.coder for uid, one in now.items() if uid not in before)
        for coder, number in sorted(added.items()):
            by = "in your name, elsewhere" if coder == own else f"by {coder}"
            yield f"{_counted(number)} added here {by}."
        changed = [uid for uid, one in now.items() if uid in before and _is_changed(before[uid], one)]
        yield from _told_whose("changed", [now[uid].coder for uid in changed], own)
        yield from _told_whose("removed", [one.coder for uid, one in before.items() if uid not in now], own)


def _told_whose(done: str, coders: list[str], own: str) -> Iterator[str]:
    for coder, number in sorted(Counter(coders).items()):
        whose = "of yours" if coder == own else f"of {coder}"
        yield f"{_counted(number, whose)} {done} elsewhere."


def _is_changed(before: ShownCoding, now: ShownCoding) -> bool:
    """Whether somebody changed it; another name of its code or its coder is no change of the coding."""
    return before.updated_at != now.updated_at


def _counted(number: int, whose: str = "") -> str:
    noun = " ".join(["coding" if number == 1 else "codings", *filter(None, [whose])])
    return f"{number} {noun} {'was' if number == 1 else 'were'}"
