"""Gather quotations: every counted coding and the talk that it stands in, without anybody's name.

What stands between the turns (labels, headings, notes) can name people and is left out; speakers are told by
role and component.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fitcode.analysis.counted_codings import CountedCodings
from fitcode.domain.frame import SPEAKER_KINDS, VALENCES, CountingFrame
from fitcode.domain.table import Cell, Table
from fitcode.report.contents import Quotations, TranscriptText, Voice
from fitcode.store import codebooks, components, transcripts
from fitcode.store.coding_reads import list_codings
from fitcode.workflow.sharing.attribute_quotes import attribution
from fitcode.workflow.workspace import Workspace

_KINDS = {
    "respondent": "Respondent",
    "interviewer": "Interviewer",
    "moderator": "Moderator",
    "unknown": "Respondent",
}
"""What a speaker is called whose case nobody stated; somebody unknown is counted as a respondent."""


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
    columns["voice"] = [cast.of_case(case) for case in columns.pop("case")]
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
        self.voices = [Voice(label=_KINDS["unknown"])]
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
        self._others: dict[Voice, int] = {self.voices[0]: 0}

    def of_case(self, case: int) -> int:
        """The voice of a case; somebody whose case nobody stated is a respondent."""
        return case + 1

    def in_transcript(self, transcript: int) -> dict[int, int]:
        """Speaker to voice; several of one kind who have no case are numbered."""
        speakers = self._frame.speakers
        here = [key for key, place in enumerate(speakers.transcript) if place == transcript]
        nameless = [key for key in here if speakers.case[key] < 0]
        voices = {key: self.of_case(speakers.case[key]) for key in here if speakers.case[key] >= 0}
        for kind, label in _KINDS.items():
            alike = [key for key in nameless if SPEAKER_KINDS[speakers.kind[key]] == kind]
            for number, key in enumerate(alike, start=1):
                told = label if len(alike) == 1 else f"{label} {number}"
                voice = Voice(label=told, is_respondent=kind in ("respondent", "unknown"))
                voices[key] = self._others.setdefault(voice, len(self.voices))
                if voices[key] == len(self.voices):
                    self.voices.append(voice)
        return voices


class _Layout:
    """The turns of a transcript, joined by one line end each, and where a position of the text lies there."""

    def __init__(self, text: str, turns: Sequence[_Turn], voices: Mapping[int, int]) -> None:
        self._turns = turns
        self.turns = [(voices.get(turn.speaker, 0), text[turn.start : turn.end]) for turn in turns]
        self._starts = [turn.start for turn in turns]
        self._offsets: list[int] = []
        at = 0
        for _, said in self.turns:
            self._offsets.append(at)
            at += len(said) + 1
        joined = "\n".join(said for _, said in self.turns)
        # A browser counts UTF-16 units: a character outside the basic plane is two of them.
        self._wide = [place for place, character in enumerate(joined) if character > "\uffff"]

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
