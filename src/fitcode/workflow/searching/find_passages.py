"""Find passages: where texts hold something, with the words around it and who speaks, never their names.

What a search finds and leaves out is told, so that nothing looks as if it were not there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitcode.domain.choices import SpeakerKind
from fitcode.domain.searching import SearchMode
from fitcode.domain.table import Cell, Table
from fitcode.store.case_facts import case_facts
from fitcode.store.passages import CodedSpans, Talk, TextFound, segment_spans, talks_of, text_of
from fitcode.text.surroundings import words_around
from fitcode.text.text_matches import SECONDS
from fitcode.workflow.searching.narrow_voices import narrow_voices
from fitcode.workflow.searching.place_hits import Covered, Hit, Span, place_across, turn_at
from fitcode.workflow.searching.ready_searches import ready_searches, texts_worth_reading
from fitcode.workflow.workspace import Workspace

COLUMNS = (
    *("transcript", "start", "end", "before", "hit", "after"),
    *("turn", "speaker_kind", "case", "component", "role"),
)

CONTEXT = 8
"""Words of context on each side unless asked otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for, and where."""

    query: str
    mode: SearchMode = SearchMode.text
    seconds: float = SECONDS
    """How long a regular expression may take, over all texts."""

    transcript: str | None = None
    speakers: frozenset[SpeakerKind | None] | None = None
    """Whose speech, None for what stands outside turns; everything unless stated."""

    where: Sequence[str] = ()
    """Conditions on the transcript, the case and the component of whoever speaks."""

    coded: str | None = None
    """Only what overlaps a coding of this code, or of one below it."""

    is_uncoded: bool = False
    """Only what overlaps no coding."""

    limit: int | None = None
    """So many, the first."""


@dataclass(frozen=True, slots=True)
class TextHits:
    """The hits in one text."""

    found: TextFound
    text: str
    talks: Sequence[Talk]
    hits: Sequence[Hit]

    def talk(self, hit: Hit) -> Talk | None:
        """The turn that a hit stands in."""
        return self.talks[hit.turn] if hit.turn >= 0 else None


class Passages:
    """The hits of one search, text by text, and what it found and left out."""

    def __init__(self, workspace: Workspace, search: Search) -> None:
        self._project = workspace.project
        self._workspace = workspace
        self._search = search
        self._facts = case_facts(workspace.project)
        self._searches = ready_searches(
            workspace, search.query, search.mode, seconds=search.seconds, transcript=search.transcript
        )
        self._voices = narrow_voices(workspace, search.where)
        self._coded = (
            CodedSpans(workspace.project, search.coded)
            if search.coded is not None or search.is_uncoded
            else None
        )
        self.n_labels = 0
        """Hits that hold a speaker's label."""
        self.unheard: Counter[SpeakerKind | None] = Counter()
        """Hits in speech that was not asked for, by who speaks; None for what stands outside turns."""

    def texts(self) -> Iterator[TextHits]:
        """The hits of each text that has any."""
        left = self._search.limit
        for found, matcher in texts_worth_reading(
            self._workspace, self._searches, transcript=self._search.transcript
        ):
            if left is not None and left <= 0:
                return
            text = text_of(self._project, found.version_id)
            spans = matcher.find(text)
            if not spans:
                continue
            talks = talks_of(self._project, found.version_id)
            hits = self._placed(found, text, spans, talks)
            hits = self._narrowed(found, hits, talks)[:left]
            if hits:
                yield TextHits(found, text, talks, hits)
            if left is not None:
                left -= len(hits)

    def rows(self, one: TextHits, *, context: int) -> Iterator[tuple[Cell, ...]]:
        """Keyword in context: a row for each hit of a text."""
        for hit in one.hits:
            start, end, turn, inside = hit
            talk = one.talk(hit)
            case, component, _mission, role = self._case(talk)
            before, after = words_around(one.text, start, end, inside=inside, words=context)
            yield (
                *(one.found.transcript, start, end, before, one.text[start:end], after),
                *(turn if turn >= 0 else None, talk.speaker_kind.value if talk else None),
                *(case, component, role),
            )

    def notes(self, *, n_hits: int) -> list[str]:
        """What a reader of the hits should know."""
        notes = [*self._searches.notes]
        if self.n_labels:
            hits = "1 hit" if self.n_labels == 1 else f"{self.n_labels} hits"
            notes.append(f"{hits} in speakers' labels left out.")
        if not n_hits:
            notes.append("Nothing found.")
        return notes

    def _case(self, talk: Talk | None) -> Sequence[Cell]:
        if talk is None or talk.case_id is None:
            return (None,) * 4
        return self._facts.rows[talk.case_id][:4]

    def _placed(self, found: TextFound, text: str, spans: Sequence[Span], talks: Sequence[Talk]) -> list[Hit]:
        hits: list[Hit] = []
        segments: list[Span] | None = None
        for start, end in spans:
            if text[start:end].isspace():
                continue
            turn = turn_at(talks, start)
            if turn >= 0 and end <= talks[turn].end:
                hits.append(Hit(start, end, turn, talks[turn][:2]))
                continue
            if segments is None:
                segments = segment_spans(self._project, found.version_id)
            hit = place_across(text, start, end, talks=talks, segments=segments)
            if hit is None:
                self.n_labels += 1
            else:
                hits.append(hit)
        return hits

    def _narrowed(self, found: TextFound, hits: list[Hit], talks: Sequence[Talk]) -> list[Hit]:
        """Those that were asked for."""
        if self._voices is not None:
            hits = [hit for hit in hits if (found.transcript, self._case_name(talks, hit)) in self._voices]
        if self._coded is not None and hits:
            covered = Covered(self._coded.of(found.version_id))
            hits = [hit for hit in hits if covered.touches(*hit[:2]) is not self._search.is_uncoded]
        if self._search.speakers is None:
            return hits
        kinds = [talks[hit.turn].speaker_kind if hit.turn >= 0 else None for hit in hits]
        self.unheard.update(kind for kind in kinds if kind not in self._search.speakers)
        return [hit for hit, kind in zip(hits, kinds, strict=True) if kind in self._search.speakers]

    def _case_name(self, talks: Sequence[Talk], hit: Hit) -> str | None:
        name = self._case(talks[hit.turn] if hit.turn >= 0 else None)[0]
        return None if name is None else str(name)


def find_passages(workspace: Workspace, search: Search, *, context: int = CONTEXT) -> Table:
    """Keyword in context, in the order of transcripts and positions.

    Raises UsageError for what cannot be looked for, SearchTooLong, and UnknownName.
    """
    with workspace.project.reading():
        passages = Passages(workspace, search)
        rows = [row for one in passages.texts() for row in passages.rows(one, context=context)]
    return Table.of(COLUMNS, rows, notes=passages.notes(n_hits=len(rows)))
