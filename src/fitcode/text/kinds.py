"""Kinds of speakers: who asks and who answers, from labels first and from the talk where labels say nothing.

What the user states wins over everything; whatever was guessed from the talk is owned up to in a note.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fitcode.domain.choices import SpeakerKind
from fitcode.text.labels import guess_kind, label_key

REMEDY = "If that is wrong, name them with 'fitcode ingest --speakers' or under [speakers] in fitcode.toml."

_INTRODUCES = re.compile(
    r"(?i)\b(?:(?:interview|conversation|speaking|speak|talk|talking|here|joined) (?:today )?(?:with|by)"
    r"|(?:the )?interviewer is|oral history|for (?:the )?(?:record|tape)|(?:can|may) (?:i|we) record"
    r"|thank(?:s| you)(?: \w+){0,4} (?:for|to)(?: \w+){0,2}"
    r" (?:taking|participating|joining|coming|agreeing|meeting|time|your time)"
    r"|entretien avec|merci (?:d'avoir|d’avoir|de|pour)|gesprek met|interview mit|danke,? dass"
    r"|entrevista con)"
)
OPENING = 1500
"""Characters of the first talk that are read for an introduction."""

_MOST_SPEAKERS = 60
_ASKS = 0.25
"""An interviewer ends at least this share of turns with a question mark."""


class Talk(NamedTuple):
    """What one speaker does in a transcript."""

    label: str
    turns: int
    questions: int
    """Turns that end with a question mark."""

    characters: int
    opening: str
    """The beginning of the first turn, if it is among the transcript's first two; else empty."""

    @property
    def asking(self) -> float:
        return self.questions / self.turns if self.turns else 0.0


def settle_kinds(
    talks: Sequence[Talk],
    *,
    interviewers: Sequence[str] = (),
    roles: Mapping[str, SpeakerKind] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> tuple[list[SpeakerKind], list[str]]:
    """The kind of each speaker, and notes on those guessed from the talk.

    1. ``roles``, then ``interviewers``, by label.
    2. The label's own words (``labels.guess_kind``), then a front matter line such as ``interviewer: Dan``.
    3. With an interviewer or moderator known, the others are respondents. With only respondents known and
       one other, that one is the interviewer.
    4. With nothing known: who introduces the interview and says less than the longest speaker is the
       interviewer; of two speakers, also who ends turns with questions far more often than the other.
       Otherwise all stay unknown.
    """
    stated = {label_key(label): SpeakerKind.interviewer for label in interviewers}
    stated |= {label_key(label): kind for label, kind in (roles or {}).items()}
    kinds = [stated.get(label_key(talk.label)) or guess_kind(_undotted(talk.label)) for talk in talks]
    fixed = {index for index, talk in enumerate(talks) if label_key(talk.label) in stated}
    _take_from_metadata(kinds, talks, metadata=metadata or {}, fixed=fixed)
    open_ones = [i for i, kind in enumerate(kinds) if kind is SpeakerKind.unknown and i not in fixed]
    notes = _settle_open(kinds, talks, open_ones) if open_ones and len(talks) > 1 else []
    if talks and not any(SpeakerKind(kind).is_counted for kind in kinds):
        notes.append(f"Nobody but interviewers speaks here, so that nothing is counted. {REMEDY}")
    return kinds, notes


def _undotted(label: str) -> str:
    """A label without the full stop of ``Int.`` and ``Resp.``: once it is known for a label, it is a role."""
    return label.removesuffix(".") if label.count(".") == 1 else label


def _take_from_metadata(
    kinds: list[SpeakerKind], talks: Sequence[Talk], *, metadata: Mapping[str, str], fixed: set[int]
) -> None:
    for field, value in metadata.items():
        kind = guess_kind(field.rstrip("s"))
        if kind is SpeakerKind.unknown:
            continue
        names = {label_key(part) for part in re.split(r"[,;&]| and | et ", value)}
        words = {name.split()[0] for name in names if name} | {name.split()[-1] for name in names if name}
        for index, talk in enumerate(talks):
            key = label_key(talk.label)
            if index not in fixed and kinds[index] is SpeakerKind.unknown and (key in names or key in words):
                kinds[index] = kind


def _settle_open(kinds: list[SpeakerKind], talks: Sequence[Talk], open_ones: list[int]) -> list[str]:
    """Decide the open kinds in place; return the notes that say how."""
    asking = [i for i, kind in enumerate(kinds) if kind in (SpeakerKind.interviewer, SpeakerKind.moderator)]
    if asking:
        for index in open_ones:
            kinds[index] = SpeakerKind.respondent
        taken = f"{_names(talks, open_ones)} taken as respondent{_s(open_ones)}"
        return [f"{taken}, because {_names(talks, asking)} asks the questions. {REMEDY}"]
    if len(open_ones) < len(talks):
        if len(open_ones) > 1:
            guessless = f"No kind could be guessed for {_names(talks, open_ones)}"
            return [f"{guessless}: counted as respondents. {REMEDY}"]
        kinds[open_ones[0]] = SpeakerKind.interviewer
        others = [i for i in range(len(talks)) if i not in open_ones]
        answer = "answers" if len(others) == 1 else "answer"
        taken = f"{_names(talks, open_ones)} taken as the interviewer"
        return [f"{taken}, because {_names(talks, others)} {answer}. {REMEDY}"]
    return [_guess_from_talk(kinds, talks)]


def _guess_from_talk(kinds: list[SpeakerKind], talks: Sequence[Talk]) -> str:
    """Decide the kinds of speakers whose labels say nothing at all; return the note that says how."""
    main = _main_interviewer(talks) if len(talks) <= _MOST_SPEAKERS else None
    if main is None:
        return f"Who interviews whom could not be guessed: all speakers are counted as respondents. {REMEDY}"
    asking = [main, *(i for i in range(len(talks)) if i != main and _asks_too(talks, i, main=main))]
    answering = [i for i in range(len(talks)) if i not in asking]
    for index in range(len(talks)):
        kinds[index] = SpeakerKind.interviewer if index in asking else SpeakerKind.respondent
    return (
        f"{_names(talks, asking)} taken as interviewer{_s(asking)} from the talk, "
        f"{_names(talks, answering)} as respondent{_s(answering)}. {REMEDY}"
    )


def _main_interviewer(talks: Sequence[Talk]) -> int | None:
    """Who plainly leads the interview, or None."""
    longest = max(range(len(talks)), key=lambda index: talks[index].characters)
    scores: list[tuple[int, float, int]] = []
    for index, talk in enumerate(talks):
        if index == longest:
            continue
        introduces = bool(_INTRODUCES.search(talk.opening))
        asks = talk.questions > 1 and talk.asking >= _ASKS and talk.asking >= 2 * talks[longest].asking
        # Of many voices, those who only ask may be students or an audience.
        if introduces or (asks and len(talks) == 2):
            scores.append((introduces + asks, talk.asking, index))
    return max(scores)[2] if scores else None


def _asks_too(talks: Sequence[Talk], index: int, *, main: int) -> bool:
    """Whether a further speaker interviews as well: asks as often as the first, and says little."""
    talk = talks[index]
    longest = max(other.characters for other in talks)
    return (
        talk.questions > 1
        and talk.asking >= max(_ASKS, 0.7 * talks[main].asking)
        and talk.characters < longest / 3
    )


def _names(talks: Sequence[Talk], indices: Sequence[int]) -> str:
    labels = [talks[index].label for index in indices]
    if len(labels) > 4:
        labels = [*labels[:3], f"{len(labels) - 3} others"]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _s(indices: Sequence[int]) -> str:
    return "s" if len(indices) > 1 else ""
