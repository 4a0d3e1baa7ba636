"""List segments: what respondents said, segment by segment, with the codes of those whose codings count.

A segment without codes in a transcript that was read is data (an empty list); in one that was not, missing.
"""

from collections.abc import Mapping, Sequence
from itertools import compress, count
from operator import sub

from fitcode.domain.frame import SPEAKER_KINDS, CountingFrame
from fitcode.domain.table import Cell, Columnar, Columns, Table, joined
from fitcode.store.detail import frame_without_codings
from fitcode.store.passages import TextFound, find_texts, text_of
from fitcode.store.project import Project
from fitcode.store.spans import segment_columns
from fitcode.store.transcripts import read_speakers, read_talk

COLUMNS = ("transcript", "segment", "start", "end", "words", "turn", "speaker_kind", "case", "codes")

_COUNTED = tuple(SPEAKER_KINDS.index(kind) for kind in ("respondent", "unknown"))


def list_segments(
    project: Project, counted: CountingFrame | None, *, with_names: bool = False, with_text: bool = False
) -> Table:
    """A row for each segment of respondents' speech, numbered from 1 in its transcript, as turns are.

    Without a frame of counted codings nobody's codes are shown. Names add the speaker's label, text what was
    said.
    """
    texts = find_texts(project)
    cells_of_turns = _cells_of_turns(_everybodys_talk(project, counted, n_texts=len(texts)))
    codes = {} if counted is None else _codes_of_segments(counted)
    further = [_labels] * with_names + [_words] * with_text
    columns = (*COLUMNS, *["speaker"] * with_names, *["text"] * with_text)
    parts: list[Columns] = []
    for found in texts:
        turns, on = cells_of_turns.get(found.transcript, []), codes.get(found.transcript)
        segments = segment_columns(project, found.version_id)
        whose = [turns[turn] if turn >= 0 else None for turn in segments["turn"]]
        is_counted = [one is not None for one in whose]
        places = list(compress(count(), is_counted))
        if not places:
            continue
        turn, start, end, first_word, end_word = (list(compress(of, is_counted)) for of in segments.values())
        part: list[Sequence[Cell]] = [
            [found.transcript] * len(places),
            [place + 1 for place in places],
            *(start, end),
            list(map(sub, end_word, first_word)),
            [ordinal + 1 for ordinal in turn],
            *zip(*filter(None, whose), strict=True),
            [None if on is None else on.get(place, []) for place in places],
            *(tell(project, found, turn, list(zip(start, end, strict=True))) for tell in further),
        ]
        parts.append(part)
    return Table(columns, Columnar(joined(parts, n_columns=len(columns))))


def _everybodys_talk(project: Project, counted: CountingFrame | None, *, n_texts: int) -> CountingFrame:
    """Who speaks where in every transcript: a frame may leave out those that its coders did not read."""
    if counted is not None and len(counted.transcripts.name) == n_texts:
        return counted
    return frame_without_codings(project)


def _cells_of_turns(talk: CountingFrame) -> Mapping[str, Sequence[tuple[Cell, ...] | None]]:
    """By transcript and turn what the speaker is, and whose case; None for speech that is not counted."""
    speakers, turns = talk.speakers, talk.turns
    of_speakers: list[tuple[Cell, ...] | None] = [
        (SPEAKER_KINDS[kind], talk.cases.name[case] if case >= 0 else None) if kind in _COUNTED else None
        for kind, case in zip(speakers.kind, speakers.case, strict=True)
    ]
    cells: dict[str, list[tuple[Cell, ...] | None]] = {}
    for transcript, speaker in zip(turns.transcript, turns.speaker, strict=True):
        cells.setdefault(talk.transcripts.name[transcript], []).append(of_speakers[speaker])
    return cells


def _codes_of_segments(counted: CountingFrame) -> Mapping[str, Mapping[int, list[str]]]:
    """By transcript and segment the codes that touch it, in the order of their codebooks."""
    import numpy as np

    from fitcode.analysis.numbers.numbering import as_integers, number_tuples, spread

    codings, names = counted.codings, counted.codes.name
    first, end = as_integers(codings.first_segment), as_integers(codings.end_segment)
    coding, segment = spread(first, end - first)
    columns = [as_integers(codings.transcript)[coding], segment, as_integers(codings.code)[coding]]
    sizes = [len(counted.transcripts.name), int(end.max(initial=0)) + 1, len(names)]
    different, _ = number_tuples(columns, sizes=sizes, length=len(coding))
    told = [names[code] for code in different[:, 2].tolist()]
    is_head = np.ones(len(different), dtype=np.bool_)
    is_head[1:] = (np.diff(different[:, :2], axis=0) != 0).any(axis=1)
    heads = np.flatnonzero(is_head)
    ends = np.append(heads, len(different))[1:]
    found: list[dict[int, list[str]]] = [{} for _ in counted.transcripts.name]
    spans = zip(different[heads, :2].tolist(), heads.tolist(), ends.tolist(), strict=True)
    for (transcript, place), head, until in spans:
        found[transcript][place] = told[head:until]
    return dict(zip(counted.transcripts.name, found, strict=True))


def _labels(
    project: Project, found: TextFound, turns: Sequence[int], _spans: Sequence[tuple[int, int]]
) -> list[Cell]:
    labels = [speaker.label for speaker in read_speakers(project, found.transcript)]
    spoken = read_talk(project, found.transcript).turns
    return [labels[spoken[turn].speaker] for turn in turns]


def _words(
    project: Project, found: TextFound, _turns: Sequence[int], spans: Sequence[tuple[int, int]]
) -> list[Cell]:
    text = text_of(project, found.version_id)
    return [text[start:end] for start, end in spans]
