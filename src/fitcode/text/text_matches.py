"""Text matches: where a query stands in a text, in code points, within the time that it may take.

Nothing is found half: a search that runs out of time or finds more than anybody reads is an error.
"""

import time
from collections.abc import Callable

from fitcode.domain.searching import SearchMode
from fitcode.errors import FitcodeError
from fitcode.text.search_terms import Pattern, forms_among, ready_query, words_of

SECONDS = 10.0
"""How long a regular expression may look, over all texts."""

MOST_HITS = 1_000_000
"""More are no finding, and would fill the memory."""


class SearchTooLong(FitcodeError):
    """A regular expression that was not done in its time."""


class TimedMatcher:
    """Finds a pattern in one text after the other; the time it may take counts over all of them."""

    def __init__(self, pattern: Pattern, *, seconds: float | None = None) -> None:
        self._pattern = pattern
        self._seconds = self._left = seconds
        self._n_hits = 0

    def find(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each hit that holds something; raises SearchTooLong."""
        begun = time.monotonic()
        hits: list[tuple[int, int]] = []
        try:
            for match in self._pattern.finditer(text, timeout=self._left):
                if match.end() > match.start():
                    hits.append(match.span())
                if self._n_hits + len(hits) > MOST_HITS:
                    raise FitcodeError(
                        f"The search finds more than {MOST_HITS:,} passages.", remedy="Search for less."
                    )
        except TimeoutError:
            raise self._too_long() from None
        self._n_hits += len(hits)
        if self._left is not None:
            self._left -= time.monotonic() - begun
            if self._left <= 0:
                raise self._too_long()
        return hits

    def _too_long(self) -> SearchTooLong:
        return SearchTooLong(
            f"The expression was not done after {self._seconds:g} seconds.",
            remedy="Make it simpler (no repeat inside a repeat), or give it longer: --seconds 60",
        )


def matcher(pattern: Pattern, mode: SearchMode, *, seconds: float = SECONDS) -> TimedMatcher:
    """A matcher that is limited where somebody wrote the pattern himself."""
    return TimedMatcher(pattern, seconds=seconds if mode is SearchMode.regex else None)


def find_in_text(
    text: str,
    query: str,
    mode: SearchMode = SearchMode.text,
    *,
    lemma: Callable[[str], str] | None = None,
    seconds: float = SECONDS,
) -> list[tuple[int, int]]:
    """Start and end of each hit in one text; a search by lemma needs a word's lemma.

    Raises UsageError for what cannot be looked for, and SearchTooLong.
    """
    forms = None if lemma is None else forms_among(words_of(text) if mode is SearchMode.lemma else (), lemma)
    ready = ready_query(query, mode, forms=forms)
    return matcher(ready.pattern, mode, seconds=seconds).find(text)
