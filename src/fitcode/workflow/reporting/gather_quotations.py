"""Gather quotations: every counted coding and the talk that it stands in, without anybody's name.

What stands between the turns (labels, headings, notes) can name people and is left out; speakers are told by
role and component.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from fitcode.analysis.counted_codings import CountedCodings
from fitcode.domain.choices import SpeakerKind
from fitcode.domain.frame import SPEAKER_KINDS, VALENCES, CountingFrame
from fitcode.domain.table import Cell, Table
from fitcode.report.contents import Quotations, TranscriptText, Voice
from fitcode.store import codebooks, components, transcripts
from fitcode.store.coding_reads import list_codings
from fitcode.workflow.sharing.attribute_quotes import attribution
from fitcode.workflow.workspace import Workspace

_WIDE = re.compile("[\U00010000-\U0010ffff]")

_WRITTEN = ("field-note", "survey-answer", "document")
"""Kinds of transcript that nobody speaks in: what nobody's case is said to have written is called by them."""


def gather_quotations(
    workspace: Workspace, frame: CountingFrame, counted: CountedCodings, *, is_narrowed: bool
) -> Quotations:
    """The counted codings with their transcripts; narrowed, only transcripts that have any are taken."""
    cast = _Cast(workspace, frame)
    listed = list(transcripts.list_transcripts(workspace.project).records())
    facts = {str(record["transcript"]): record for record in listed}
    positions: dict[int, list[int]] = {}
    for coding, place in enumerate(counted.columns["transcript"]):
        positions.setdefault(place, []).append(coding)
    columns = {name: list(column) for name, column in counted.columns.items()}
    columns["voice"] = columns.pop("case")
    shown: list[TranscriptText] = []
    turns_of = _turns_by_transcript(frame)
    for place, name in enumerate(frame.transcripts.name):
        codings = positions.get(place, [])
        if is_narrowed and not codings:
            continue
        text = transcripts.read_text(workspace.project, name)
        layout = _Layout(text, turns_of.get(place, []), cast.in_transcript(place))
        for coding in codings:
            columns["transcript"][coding] = len(shown)
            if columns["voice"][coding] < 0:
                columns["voice"][coding] = layout.caseless_voice(
                    columns["first_turn"][coding], columns["end_turn"][coding], cast.voices
                )
            columns["start"][coding] = layout.place(columns["start"][coding], is_end=False)
            columns["end"][coding] = layout.place(columns["end"][coding], is_end=True)
        shown.append(_transcript(facts[name], frame.transcripts.kind[place], layout, cast, len(codings)))
    columns["memo"], memos = _memos(workspace, frame, counted)
    return Quotations(
        codes=_codes(workspace, frame),
        components=_components(workspace, frame),
        dimensions=counted.dimensions,
        periods=counted.periods,
        valences=VALENCES,
        voices=tuple(cast.voices),
        transcripts=tuple(shown),
        memos=memos,
        columns=columns,
    )


class _Turn(NamedTuple):
    speaker: int
    start: int
    end: int


class _Cast:
    """Who speaks: each case, and in each transcript those who have none, told without a name."""

    def __init__(self, workspace: Workspace, frame: CountingFrame) -> None:
        self._frame = frame
        cases, names = frame.cases, [*frame.components.name, None]
        self.voices: list[Voice] = []
        for case, component, mission, role in zip(
            cases.name, cases.component, cases.mission, cases.role, strict=True
        ):
            facts: dict[str, Cell] = {
                "case": case,
                "case.component": names[component],
                "case.mission": mission,
                "case.role": role,
            }
            label = attribution(workspace.settings.privacy.attribution, facts)
            self.voices.append(Voice(label=label or case, case=case))
        self._others: dict[Voice, int] = {}
        self._speakers: dict[int, list[int]] = {}
        for speaker, transcript in enumerate(frame.speakers.transcript):
            self._speakers.setdefault(transcript, []).append(speaker)

    def in_transcript(self, transcript: int) -> dict[int, int]:
        """Speaker to voice: the case's own, else one by what kind of speaker it is, several numbered."""
        here = self._speakers.get(transcript, [])
        cases = self._frame.speakers.case
        voices = {speaker: cases[speaker] for speaker in here if cases[speaker] >= 0}
        called = {speaker: self._called(speaker, transcript) for speaker in here if speaker not in voices}
        alike, met = Counter(called.values()), Counter[Voice]()
        for speaker, voice in called.items():
            met[voice] += 1
            several = alike[voice] > 1
            told = replace(voice, label=f"{voice.label} {met[voice]}") if several else voice
            voices[speaker] = self._place(told)
        return voices

    def _called(self, speaker: int, transcript: int) -> Voice:
        kind = SpeakerKind(SPEAKER_KINDS[self._frame.speakers.kind[speaker]])
        source = self._frame.transcripts.kind[transcript]
        if kind.is_counted:
            label = source.replace("-", " ").capitalize() if source in _WRITTEN else "Respondent"
            return Voice(label=label)
        return Voice(label=kind.value.capitalize(), is_respondent=False)

    def _place(self, voice: Voice) -> int:
        if voice not in self._others:
            self._others[voice] = len(self.voices)
            self.voices.append(voice)
        return self._others[voice]


class _Layout:
    """The turns of a transcript, joined by one line end each, and where a position of the text lies there."""

    def __init__(self, text: str, turns: Sequence[_Turn], voices: Mapping[int, int]) -> None:
        self._turns = turns
        self.turns = [(voices[turn.speaker], text[turn.start : turn.end]) for turn in turns]
        self._starts = [turn.start for turn in turns]
        self._offsets: list[int] = []
        at = 0
        for _, said in self.turns:
            self._offsets.append(at)
            at += len(said) + 1
        joined = "\n".join(said for _, said in self.turns)
        # A browser counts UTF-16 units: a character outside the basic plane is two of them.
        self._wide = [character.start() for character in _WIDE.finditer(joined)]

    def caseless_voice(self, first_turn: int, end_turn: int, voices: Sequence[Voice]) -> int:
        """The respondent without a case who is the first to speak in some turns."""
        heard = [voice for voice, _ in self.turns[first_turn:end_turn]]
        nameless = [voice for voice in heard if voices[voice].is_respondent and not voices[voice].case]
        return (nameless or heard)[0]

    def place(self, position: int, *, is_end: bool) -> int:
        """Where a position lies, in UTF-16 units; one between turns goes to the turn inside the span."""
        turn = bisect_right(self._starts, position - 1 if is_end else position) - 1
        if turn < 0:
            return 0
        _, start, end = self._turns[turn]
        is_after = not is_end and position >= end and turn + 1 < len(self._turns)
        at = self._offsets[turn + 1] if is_after else self._offsets[turn] + min(position, end) - start
        return at + bisect_left(self._wide, at)


def _turns_by_transcript(frame: CountingFrame) -> dict[int, list[_Turn]]:
    turns: dict[int, list[_Turn]] = {}
    columns = (frame.turns.transcript, frame.turns.speaker, frame.turns.start, frame.turns.end)
    for transcript, *turn in zip(*columns, strict=True):
        turns.setdefault(transcript, []).append(_Turn(*turn))
    return turns


def _transcript(
    facts: Mapping[str, Cell], kind: str, layout: _Layout, cast: _Cast, n_codings: int
) -> TranscriptText:
    heard = dict.fromkeys(voice for voice, _ in layout.turns if cast.voices[voice].is_respondent)
    return TranscriptText(
        name=str(facts["transcript"]),
        kind=kind,
        language=str(facts["language"] or ""),
        words=int(str(facts["words"])),
        codings=n_codings,
        voices=tuple(dict.fromkeys(cast.voices[voice].label for voice in heard)),
        turns=tuple(layout.turns),
    )


def _codes(workspace: Workspace, frame: CountingFrame) -> tuple[tuple[str, str], ...]:
    paths = {
        f"{book.id}/{code.id}": (code.name, book.path(code.id))
        for book in codebooks.current_codebooks(workspace.project)
        for code in book.codes
    }
    return tuple(
        paths[f"{book}/{name.rpartition('/')[2]}"]
        for book, name in zip(frame.codes.codebook, frame.codes.name, strict=True)
    )


def _components(workspace: Workspace, frame: CountingFrame) -> tuple[tuple[str, str], ...]:
    listed = components.list_components(workspace.project)
    names = dict(zip(listed.column("component"), listed.column("name"), strict=True))
    return tuple((name, str(names.get(name) or name)) for name in frame.components.name)


def _memos(
    workspace: Workspace, frame: CountingFrame, counted: CountedCodings
) -> tuple[list[int], tuple[str, ...]]:
    """For each coding its memo, and the memos."""
    noted = _noted(list_codings(workspace.project, coder=list(frame.coders)))
    memos: dict[str, int] = {}
    places: list[int] = []
    columns = counted.columns
    keys = zip(*(columns[name] for name in ("transcript", "start", "end", "code")), strict=True)
    for transcript, start, end, code in keys:
        memo = noted.get((frame.transcripts.name[transcript], start, end, frame.codes.name[code]))
        places.append(-1 if memo is None else memos.setdefault(memo, len(memos)))
    return places, tuple(memos)


def _noted(codings: Table) -> dict[tuple[Cell, ...], str]:
    """Transcript, start, end and code to what the codings there say of themselves."""
    noted: dict[tuple[Cell, ...], str] = {}
    for record in codings.records():
        if record["memo"]:
            key = record["transcript"], record["start"], record["end"], record["code"]
            noted[key] = "\n".join(filter(None, (noted.get(key), str(record["memo"]))))
    return noted
