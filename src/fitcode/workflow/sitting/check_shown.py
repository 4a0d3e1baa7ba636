"""Check what was shown: a suggestion is decided as the person saw it, or not at all.

Whoever else decided it, or whichever pass changed it since, is told of in the refusal.
"""

from collections.abc import Sequence

from fitcode.domain.choices import SuggestionStatus
from fitcode.errors import FitcodeError, UnknownSuggestion
from fitcode.store.project import Project
from fitcode.store.screen_reads import ShownSuggestion, read_names, shown_suggestions
from fitcode.store.suggestions import get_suggestion

LOOK_AGAIN = "Nothing was decided; look at what is there now."


def require_as_shown(project: Project, ones: Sequence[ShownSuggestion]) -> None:
    """Refuse to decide what has been decided, withdrawn or changed since it was read: FitcodeError."""
    names = read_names(project)
    found = {one.uid: one for one in shown_suggestions(project, [one.uid for one in ones], names)}
    other = [one for one in ones if found.get(one.uid) != one]
    if not other:
        return
    if len(ones) > 1:
        raise FitcodeError(
            f"{len(other)} of these {len(ones)} were decided, withdrawn or changed meanwhile.",
            remedy=LOOK_AGAIN,
        )
    if ones[0].uid in found:
        problem = "This suggestion was changed meanwhile: a later pass says something else of it."
    else:
        problem = what_became(project, ones[0])
    raise FitcodeError(problem, remedy=LOOK_AGAIN)


def what_became(project: Project, one: ShownSuggestion) -> str:
    """Why a suggestion no longer waits."""
    try:
        found = get_suggestion(project, one.uid)
    except UnknownSuggestion:
        return f"This suggestion ({one.code}) is gone: transcript {one.transcript} was removed meanwhile."
    if found["status"] == SuggestionStatus.withdrawn:
        return (
            f"This suggestion ({one.code}) was withdrawn meanwhile: its code or component has gone, or"
            " the latest pass does not make it."
        )
    return f"This suggestion ({one.code}) was {found['status']} meanwhile by {found['decided_by']}."
