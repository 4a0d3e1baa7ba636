"""Code hits: one code put on everything that a search finds, after a look at what that would be.

What the coder has already is left out and counted, before the question and again when the codings are stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fitcode.domain.choices import Origin, SpeakerKind, Valence
from fitcode.domain.coding import NewCoding
from fitcode.domain.searching import CodedSpan
from fitcode.domain.table import Cell, Table
from fitcode.store import codings
from fitcode.store.passages import OwnSpans, find_texts, segment_spans
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.searching.find_passages import COLUMNS, CONTEXT, Passages, Search, TextHits
from fitcode.workflow.searching.place_hits import Hit, Span, touched
from fitcode.workflow.workspace import Workspace

HEARD: frozenset[SpeakerKind | None] = frozenset({*filter(lambda kind: kind.is_counted, SpeakerKind), None})
"""Whose speech is coded unless somebody says otherwise: respondents', and what nobody says."""

_STATED = ("code", "about", "counterpart", "valence", "strength", "memo")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutCode:
    """What is put on each hit."""

    code: str
    about: str | None = None
    counterpart: str | None = None
    valence: Valence | None = None
    strength: int | None = None
    memo: str | None = None
    span: CodedSpan = CodedSpan.segment


@dataclass(frozen=True, slots=True)
class HitCodings:
    """What coding the hits of a search comes to."""

    hits: Table
    """The hits, in context."""

    put: PutCode
    new: list[NewCoding]
    """What would be added."""

    n_known: int
    """How many the coder has already."""

    n_unheard: int
    """Hits in the speech of interviewers and moderators that were left out."""

    @property
    def n_transcripts(self) -> int:
        """How many transcripts would get codings."""
        return len({one.transcript for one in self.new})


def plan_hit_codings(
    workspace: Workspace, search: Search, put: PutCode, *, context: int = CONTEXT
) -> HitCodings:
    """What coding the hits would add; respondents' only, unless the search says whose.

    Raises what finding them raises, and UnknownName for the code and the components.
    """
    is_default = search.speakers is None
    stated = {name: getattr(put, name) for name in _STATED} | {"origin": Origin.search}
    with workspace.project.reading():
        own = _own_spans(workspace, put)
        passages = Passages(workspace, replace(search, speakers=HEARD) if is_default else search)
        rows: list[tuple[Cell, ...]] = []
        new: list[NewCoding] = []
        n_known = 0
        for one in passages.texts():
            rows.extend(passages.rows(one, context=context))
            there = own.of(one.found.version_id)
            wanted = dict.fromkeys(_spans(workspace, one, put.span))
            n_known += len(there & wanted.keys())
            stated["transcript"] = one.found.transcript
            new += [
                NewCoding.model_validate({"start": start, "end": end, "quote": one.text[start:end], **stated})
                for start, end in wanted
                if (start, end) not in there
            ]
    hits = Table.of(COLUMNS, rows, notes=passages.notes(n_hits=len(rows)))
    return HitCodings(hits, put, new, n_known, passages.unheard.total() if is_default else 0)


def code_hits(workspace: Workspace, planned: HitCodings) -> list[str]:
    """Store the planned codings in one deed and give back their uids; what came since is left out.

    Raises InvalidFile, storing nothing, where a transcript or the code is no longer there, or where another
    transcript has the name now.
    """
    if not planned.new:
        return []
    with workspace.writing("search"):
        new = _still_new(workspace, planned)
        uids = codings.add_codings(workspace.project, new, coder=workspace.coder, file="search")
    warn_of_choices(workspace, uids)
    return uids


def _own_spans(workspace: Workspace, put: PutCode) -> OwnSpans:
    return OwnSpans(
        workspace.project, coder=workspace.coder, code=put.code, about=put.about, counterpart=put.counterpart
    )


def _still_new(workspace: Workspace, planned: HitCodings) -> list[NewCoding]:
    own = _own_spans(workspace, planned.put)
    named = {one.transcript for one in planned.new}
    there = {
        one.transcript: own.of(one.version_id)
        for one in find_texts(workspace.project)
        if one.transcript in named
    }
    return [one for one in planned.new if (one.start, one.end) not in there.get(one.transcript, ())]


def _spans(workspace: Workspace, one: TextHits, span: CodedSpan) -> Iterator[Span]:
    """What is coded for each hit of a text."""
    if span is CodedSpan.hit:
        yield from (_trimmed(one.text, hit) for hit in one.hits)
        return
    segments = segment_spans(workspace.project, one.found.version_id)
    for hit in one.hits:
        talk = one.talk(hit)
        if span is CodedSpan.turn and talk is not None:
            yield talk.start, max(talk.end, _around(segments, hit)[1])
        else:
            yield _around(segments, hit)


def _around(segments: Sequence[Span], hit: Hit) -> Span:
    held = touched(segments, hit.start, hit.end)
    return held[0][0], held[-1][1]


def _trimmed(text: str, hit: Hit) -> Span:
    quote = text[hit.start : hit.end]
    return hit.end - len(quote.lstrip()), hit.start + len(quote.rstrip())
