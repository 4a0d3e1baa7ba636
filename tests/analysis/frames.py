"""Small frames for tests, written as transcripts: ``frame(T1=["I: How was it?", "ANA: Good."], ...)``.

The builder cuts words, segments (at full stops and question marks) and turns as the rules of the domain say,
and places codings with the real placer, so that a test names quotations and never counts positions.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fitcode.domain.frame import (
    SPEAKER_KINDS,
    VALENCES,
    CaseColumns,
    CodeColumns,
    CodingColumns,
    ComponentColumns,
    CountingFrame,
    SpeakerColumns,
    TranscriptColumns,
    TurnColumns,
)
from fitcode.domain.placement import Placement, Placer
from fitcode.domain.table import AttributeValue
from fitcode.domain.transcript import Segment, Turn
from fitcode.domain.words import word_spans

_LABELLED = re.compile(r"([A-Z][A-Z0-9]*): (.*)", re.DOTALL)
_SENTENCE = re.compile(r"\S[^.?!]*[.?!]*")

INTERVIEWERS = {"I": "interviewer", "M": "moderator", "U": "unknown"}
"""Labels that are not a respondent's."""


@dataclass(frozen=True, kw_only=True)
class C:
    """A component: name, parent and properties."""

    name: str
    parent: str | None = None
    branch: str | None = None
    level: str | None = None
    country: str | None = None
    mission: str = "minusma"


@dataclass(frozen=True, kw_only=True)
class K:
    """A case and where it speaks: ``speaks=[("T1", "ANA")]``."""

    name: str
    speaks: Sequence[tuple[str, str]]
    component: str | None = None
    mission: str | None = None
    role: str | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Q:
    """A coding, found by its quotation (or positions) in a transcript."""

    transcript: str
    quote: str | tuple[int, int]
    code: str
    valence: str | None = None
    strength: int | None = None
    about: str | None = None
    counterpart: str | None = None
    coder: str = "ana"


MISSION = (
    C(name="mission", branch="civilian", level="mission"),
    C(name="force", parent="mission", branch="military", level="force"),
    C(name="sector-east", parent="force", branch="military", level="sector", country="Senegal"),
    C(name="isr-coy", parent="sector-east", branch="military", level="unit", country="Netherlands"),
    C(name="police", parent="mission", branch="police", level="force"),
    C(name="mandate", branch="reference"),
)
"""A registry: mission > force > sector-east > isr-coy, mission > police, and the mandate."""

CODES = (
    ("planning", None, "strategic"),
    ("tasking", "planning", "strategic"),
    ("trust", None, "cultural"),
    ("language", "trust", "cultural"),
    ("radios", None, "operational"),
    ("actors", None, None),
)
"""A codebook: name, parent, dimension; one code has no dimension."""


class _Text:
    """One transcript cut up."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self.labels: list[str] = []
        self.turns: list[Turn] = []
        self.segments: list[Segment] = []
        self._words = word_spans(self.text)
        begin = 0
        for line in lines:
            labelled = _LABELLED.fullmatch(line)
            self._add(
                labelled[1] if labelled else None,
                begin + (labelled.start(2) if labelled else 0),
                begin + len(line),
            )
            begin += len(line) + 1
        self.placer = Placer(self.text, turns=self.turns, segments=self.segments)

    def _add(self, label: str | None, start: int, end: int) -> None:
        first_segment = len(self.segments)
        for sentence in _SENTENCE.finditer(self.text, start, end):
            turn = len(self.turns) if label else -1
            self.segments.append(
                Segment(turn, sentence.start(), sentence.end(), *self._word_range(*sentence.span()))
            )
        if label:
            if label not in self.labels:
                self.labels.append(label)
            speaker = self.labels.index(label)
            segments = (first_segment, len(self.segments))
            self.turns.append(Turn(speaker, start, end, None, None, *segments, *self._word_range(start, end)))

    def _word_range(self, start: int, end: int) -> tuple[int, int]:
        touched = [place for place, (left, right) in enumerate(self._words) if left < end and start < right]
        return (touched[0], touched[-1] + 1) if touched else (-1, -1)

    def place(self, quote: str | tuple[int, int]) -> tuple[int, int, Placement]:
        if isinstance(quote, str):
            assert self.text.count(quote) == 1, f"{quote!r} stands {self.text.count(quote)} times in the text"
            quote = self.text.index(quote), self.text.index(quote) + len(quote)
        return *quote, self.placer.place(*quote)


def frame(
    transcripts: Mapping[str, Sequence[str]],
    codings: Iterable[Q] = (),
    *,
    cases: Sequence[K] = (),
    components: Sequence[C] = MISSION,
    codes: Sequence[tuple[str, str | None, str | None]] = CODES,
    kinds: Mapping[str, str] = {},
    coders: Sequence[str] = ("ana", "ben"),
    caller: Mapping[str, str] = INTERVIEWERS,
) -> CountingFrame:
    """A frame of these transcripts and codings; lines without a label are text outside turns."""
    names = sorted(transcripts)
    texts = {name: _Text(transcripts[name]) for name in names}
    cases = sorted(cases, key=lambda case: case.name)
    speakers = [(name, label) for name in names for label in texts[name].labels]
    of_component = _index(component.name for component in components)
    speaks = [(place, spoken) for place, case in enumerate(cases) for spoken in case.speaks]
    case_of = {spoken: place for place, spoken in speaks}
    attributes = sorted({attribute for case in cases for attribute in case.attributes})
    return CountingFrame(
        transcripts=TranscriptColumns(name=names, kind=[kinds.get(name, "interview") for name in names]),
        speakers=SpeakerColumns(
            transcript=[names.index(name) for name, _ in speakers],
            kind=[SPEAKER_KINDS.index(caller.get(label, "respondent")) for _, label in speakers],
            case=[case_of.get(speaker, -1) for speaker in speakers],
        ),
        turns=_turns(names, texts, speakers),
        cases=CaseColumns(
            name=[case.name for case in cases],
            component=[of_component[case.component] for case in cases],
            mission=[case.mission for case in cases],
            role=[case.role for case in cases],
            attributes={name: [case.attributes.get(name) for case in cases] for name in attributes},
            in_transcripts=sorted({(place, names.index(name)) for place, (name, _) in speaks}),
        ),
        components=ComponentColumns(
            name=[component.name for component in components],
            parent=[of_component[component.parent] for component in components],
            mission=[component.mission for component in components],
            branch=[component.branch for component in components],
            level=[component.level for component in components],
            country=[component.country for component in components],
        ),
        codes=CodeColumns(
            name=[name for name, _, _ in codes],
            codebook=["fit"] * len(codes),
            parent=[_index(name for name, _, _ in codes)[parent] for _, parent, _ in codes],
            dimension=[dimension for _, _, dimension in codes],
        ),
        coders=list(coders),
        codings=_codings(
            list(codings), names, texts, of_component, _index(code[0] for code in codes), coders
        ),
    )


def _index(names: Iterable[str]) -> dict[str | None, int]:
    return {**{name: place for place, name in enumerate(names)}, None: -1}


def _turns(
    names: Sequence[str], texts: Mapping[str, _Text], speakers: Sequence[tuple[str, str]]
) -> TurnColumns:
    turns = [(name, turn) for name in names for turn in texts[name].turns]
    return TurnColumns(
        transcript=[names.index(name) for name, _ in turns],
        speaker=[speakers.index((name, texts[name].labels[turn.speaker])) for name, turn in turns],
        start=[turn.start for _, turn in turns],
        end=[turn.end for _, turn in turns],
        first_word=[turn.first_word for _, turn in turns],
        end_word=[turn.end_word for _, turn in turns],
        first_segment=[turn.first_segment for _, turn in turns],
        end_segment=[turn.end_segment for _, turn in turns],
    )


def _codings(
    codings: Sequence[Q],
    names: Sequence[str],
    texts: Mapping[str, _Text],
    of_component: Mapping[str | None, int],
    of_code: Mapping[str | None, int],
    coders: Sequence[str],
) -> CodingColumns:
    placed = [texts[coding.transcript].place(coding.quote) for coding in codings]
    return CodingColumns(
        transcript=[names.index(coding.transcript) for coding in codings],
        start=[start for start, _, _ in placed],
        end=[end for _, end, _ in placed],
        first_word=[place.first_word for *_, place in placed],
        end_word=[place.end_word for *_, place in placed],
        first_segment=[place.first_segment for *_, place in placed],
        end_segment=[place.end_segment for *_, place in placed],
        first_turn=[place.first_turn for *_, place in placed],
        end_turn=[place.end_turn for *_, place in placed],
        code=[of_code[coding.code] for coding in codings],
        coder=[coders.index(coding.coder) for coding in codings],
        about=[of_component[coding.about] for coding in codings],
        counterpart=[of_component[coding.counterpart] for coding in codings],
        valence=[VALENCES.index(coding.valence) if coding.valence else -1 for coding in codings],
        strength=[coding.strength or -1 for coding in codings],
    )
