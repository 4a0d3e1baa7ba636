"""Projects for tests: a real store in a temporary folder, and transcripts written as transcripts.

``add_transcript(project, "ANA: [layoff]They let me go.[/]")`` stores the text without its marks, and a
coding for each mark. A mark may say more: ``[layoff about=force to=asifu misfit 2]``.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from fitcode.domain.choices import CoderKind, SpeakerKind, TranscriptKind, Valence
from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.coding import NewCoding
from fitcode.domain.component import Component, Registry
from fitcode.domain.identity import text_hash
from fitcode.domain.suggestion import NewSuggestion
from fitcode.domain.transcript import Segment, Source, Speaker, TranscriptDraft, Turn
from fitcode.domain.words import word_spans
from fitcode.store import (
    codebooks,
    coders,
    coding_reads,
    codings,
    components,
    finished,
    proposals,
    runs,
    transcripts,
)
from fitcode.store.project import Project, create_project

_MARK = re.compile(r"\[(/|[a-z][^\]]*)\]")
_TURN = re.compile(r"^([A-Z][\w ]*): +", re.MULTILINE)
_SENTENCE = re.compile(r"[^\s.!?][^.!?]*[.!?]*")
_INTERVIEWERS = ("Q", "INTERVIEWER")

CODES = ("layoff", "redundancy", "fuel")


def new_project(folder: Path, *, codes: Sequence[str] = CODES) -> Project:
    """A project with a small codebook and the coder ines."""
    project = create_project(folder, settings_text="")
    with project.writing("test", coder="ines"):
        coders.ensure_coder(project, "ines")
        if codes:
            codebooks.apply_codebook(project, codebook_of(*codes), file_text="")
    return project


def codebook_of(*codes: str, id: str = "fit") -> Codebook:
    """A codebook; ``parent>child`` puts a code under another."""
    made = []
    for code in codes:
        parent, _, child = code.rpartition(">")
        made.append(Code(id=child, name=child.replace("-", " ").capitalize(), parent=parent or None))
    return Codebook(id=id, name=id.capitalize(), codes=tuple(made))


def apply_components(project: Project, *ids: str, mission: str = "minusma") -> None:
    """A registry; ``parent>child`` puts a component under another."""
    made = []
    for one in ids:
        parent, _, child = one.rpartition(">")
        made.append(Component(id=child, name=child.upper(), parent=parent or None, aliases=(child.upper(),)))
    with project.writing("test", coder="ines"):
        components.apply_registry(
            project, Registry(mission=mission, components=tuple(made)), file_text="components: []\n"
        )


def draft_of(text: str) -> TranscriptDraft:
    """Turns from ``Label: text`` lines, segments from sentences, nothing cleverer."""
    words = word_spans(text)
    labels: list[str] = []
    turns: list[Turn] = []
    segments: list[Segment] = []
    heads = list(_TURN.finditer(text))
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        start, end = head.end(), head.end() + len(text[head.end() : end].rstrip())
        if head[1] not in labels:
            labels.append(head[1])
        first = len(segments)
        segments += [
            Segment(len(turns), *match.span(), *_words(words, *match.span()))
            for match in _SENTENCE.finditer(text, start, end)
        ]
        if start < end:
            turns.append(
                Turn(
                    labels.index(head[1]),
                    *(start, end, None, None, first, len(segments)),
                    *_words(words, start, end),
                )
            )
    kinds = dict.fromkeys(_INTERVIEWERS, SpeakerKind.interviewer)
    return TranscriptDraft(
        text=text,
        sha256=text_hash(text),
        language="en",
        speakers=tuple(
            Speaker(label=label, kind=kinds.get(label, SpeakerKind.respondent)) for label in labels
        ),
        turns=tuple(turns),
        segments=tuple(segments),
        words=len(words),
        splitter="test/1",
    )


def add_draft(project: Project, draft: TranscriptDraft, *, name: str = "ana") -> str:
    """Store a draft as it is, inside a deed."""
    source = Source(
        file_name=f"{name}.txt",
        sha256=text_hash(draft.text + name),
        format="txt",
        reader="plain",
        reader_version="1",
    )
    return transcripts.add_transcript(project, draft, source=source, kind=TranscriptKind.interview, name=name)


def add_transcript(project: Project, marked: str, *, name: str = "ana", coder: str = "ines") -> str:
    """Store a transcript and the codings that its marks say."""
    text, made = _unmarked(marked, transcript=name)
    with project.writing("test", coder=coder):
        stored = add_draft(project, draft_of(text), name=name)
    if made:
        add_codings(project, *made, coder=coder)
    return stored


def add_codings(project: Project, *made: NewCoding, coder: str = "ines") -> list[str]:
    """Store codings in a deed of their own."""
    with project.writing("codings add", coder=coder):
        coders.ensure_coder(project, coder)
        return codings.add_codings(project, made, coder=coder)


def coding(project: Project, transcript: str, quote: str, code: str, **fields: object) -> NewCoding:
    """A coding of the first place where a quote stands."""
    start = transcripts.read_text(project, transcript).index(quote)
    return NewCoding.model_validate(
        {"transcript": transcript, "start": start, "end": start + len(quote), "code": code, **fields}
    )


def code(
    project: Project, transcript: str, quote: str, code: str, *, coder: str = "ines", **fields: object
) -> str:
    """Code the first place where a quote stands; returns the uid."""
    return add_codings(project, coding(project, transcript, quote, code, **fields), coder=coder)[0]


def codings_of(project: Project, transcript: str | None = None) -> list[str]:
    """Codings as ``code: quote``."""
    table = coding_reads.list_codings(project, transcript=transcript)
    return [f"{record['code']}: {record['quote']}" for record in table.records()]


def add_coder(project: Project, name: str, kind: CoderKind = CoderKind.person) -> None:
    """A coder in a deed of its own."""
    with project.writing("test", coder=name):
        coders.ensure_coder(project, name, kind=kind)


def finish(project: Project, transcript: str, *, coder: str) -> None:
    """Finish a transcript in a deed of its own."""
    with project.writing("finish", coder=coder):
        finished.finish(project, transcript, coder=coder)


def suggestion(
    project: Project, transcript: str, quote: str, code: str = "fit/layoff", **fields: object
) -> NewSuggestion:
    """A proposal on the first place where a quote stands."""
    start = transcripts.read_text(project, transcript).index(quote)
    made = NewSuggestion(
        start=start,
        end=start + len(quote),
        quote=quote,
        code=code,
        about=None,
        counterpart=None,
        valence=None,
        score=0.5,
        suggester="rules",
        reason="a phrase",
        evidence={"rules": [{"id": "r1", "spans": [[start, start + 2]]}]},
    )
    return made._replace(**fields)  # type: ignore[arg-type]


def run_start(project: Project, *, fingerprint: str = "f1") -> runs.RunStart:
    """The beginning of a run of the rules."""
    return runs.RunStart(
        suggesters=["rules"],
        settings={},
        pipeline="blank:en",
        pipeline_version="3.8",
        codebook_versions=codebooks.codebook_versions(project),
        seed=0,
        fingerprint=fingerprint,
        models={},
        executor="serial",
    )


def run_pass(
    project: Project,
    found: Mapping[str, Sequence[NewSuggestion]],
    *,
    fingerprint: str = "f1",
    only: Sequence[str] | None = None,
) -> tuple[int, int]:
    """A whole suggestion pass; how many suggestions were stored and withdrawn."""
    stored = withdrawn = 0
    with project.writing("suggest", coder="ines"):
        run = runs.start_run(project, run_start(project, fingerprint=fingerprint))
        for name, made in found.items():
            states = {one.code: fingerprint for one in made}
            done = proposals.store_suggestions(
                project, run_uid=run, transcript=name, suggestions=made, fingerprints=states, only=only
            )
            stored, withdrawn = stored + done.counts.stored, withdrawn + done.counts.withdrawn
            runs.mark_done(
                project,
                run,
                transcript=name,
                codes=states,
                input_hash=f"seen {name}",
                suggestions=done.standing,
            )
        runs.finish_run(project, run)
    return stored, withdrawn


def _words(words: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    touched = [number for number, word in enumerate(words) if word[0] < end and word[1] > start]
    return (touched[0], touched[-1] + 1) if touched else (0, 0)


def _unmarked(marked: str, *, transcript: str) -> tuple[str, list[NewCoding]]:
    """The text without its marks, and a coding for each mark."""
    text, last = "", 0
    made: list[NewCoding] = []
    opened: list[tuple[str, int]] = []
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        if mark[1] != "/":
            opened.append((mark[1], len(text)))
            continue
        said, start = opened.pop()
        fields = {"transcript": transcript, "start": start, "end": len(text), **_said(said)}
        made.append(NewCoding.model_validate(fields))
    return text + marked[last:], made


def _said(mark: str) -> dict[str, object]:
    """What a mark such as ``fuel about=force to=asifu misfit 2`` says of its coding."""
    code, *words = mark.split()
    fields: dict[str, object] = {"code": code}
    for word in words:
        key, _, value = word.partition("=")
        if value:
            fields["counterpart" if key == "to" else key] = value
        elif word.isdigit():
            fields["strength"] = int(word)
        else:
            fields["valence"] = Valence(word)
    return fields
