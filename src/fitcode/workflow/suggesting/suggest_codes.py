"""Suggest codes: a pass over the transcripts that are new or stale, stored transcript by transcript.

What a pass says of a transcript depends on the pass and on what it reads of the transcript; where both
are as they were, nothing is done and spaCy is not even loaded. A killed pass leaves whole transcripts
only, and the next one goes on under the same run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitcode.batch.executors import in_batches, map_in_order
from fitcode.domain.choices import RunStatus
from fitcode.domain.codebook import Codebook
from fitcode.domain.component import Registry
from fitcode.domain.suggestion import NewSuggestion, TranscriptText
from fitcode.errors import FitcodeError, UnknownTranscript
from fitcode.store import codebooks, components, runs, suggestions
from fitcode.store.coding_reads import codes_below
from fitcode.store.transcripts import transcript_names
from fitcode.suggest.fingerprint import pass_fingerprint, pipeline_name, pipeline_version
from fitcode.suggest.suggester import PassSettings
from fitcode.workflow.suggesting.read_for_suggesting import InputHash, input_hashes, read_for_suggesting
from fitcode.workflow.workspace import Workspace

_SECONDS_A_TRANSACTION = 0.5
"""Transcripts done within this time share a commit."""


@dataclass(frozen=True, slots=True)
class SuggestOutcome:
    """What a pass did."""

    transcripts: int
    """Transcripts read in this pass."""

    unchanged: int
    """Transcripts left alone because nothing about them or the pass had changed."""

    suggestions: int
    """New pending suggestions."""

    withdrawn: int
    """Pending suggestions that no longer hold."""

    run: str | None
    """Uid of the run; None when there was nothing to do."""


def suggest_codes(
    workspace: Workspace,
    *,
    only: Sequence[str] = (),
    suggesters: Sequence[str] = (),
    min_score: float | None = None,
    jobs: int | None = None,
    everything: bool = False,
) -> SuggestOutcome:
    """Run the suggesters over what is new or stale (over everything on request).

    Raises UnknownCode for ``only``, and FitcodeError for a suggester or pipeline that is not there.
    """
    plan = _plan(workspace, only=only, suggesters=suggesters, min_score=min_score)
    inputs = input_hashes(workspace.project)
    done = set() if everything else runs.transcripts_done(workspace.project, plan.fingerprint)
    todo = [one for one in inputs if (one.transcript, one.hash) not in done]
    if not todo:
        _close_what_is_done(workspace, plan)
        return SuggestOutcome(0, len(inputs), 0, 0, None)
    run = _begin(workspace, plan)
    try:
        stored, withdrawn = _carry_out(
            workspace, plan, run, todo, jobs=jobs or workspace.settings.suggest.jobs
        )
    except (KeyboardInterrupt, FitcodeError):
        _end(workspace, run, RunStatus.interrupted)
        raise
    _end(workspace, run, RunStatus.finished)
    return SuggestOutcome(len(todo), len(inputs) - len(todo), stored, withdrawn, run)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A pass by its recipe: plain values, from which each worker process makes the pass anew."""

    codebooks: tuple[Codebook, ...]
    registries: tuple[Registry, ...]
    settings: PassSettings
    fingerprint: str


def _plan(
    workspace: Workspace, *, only: Sequence[str], suggesters: Sequence[str], min_score: float | None
) -> _Plan:
    chosen = workspace.settings.suggest
    settings = PassSettings(
        pipeline=chosen.pipeline,
        language=workspace.settings.project.language,
        suggesters=tuple(suggesters) or chosen.suggesters,
        min_score=chosen.min_score if min_score is None else min_score,
        seed=chosen.seed,
        only=tuple(sorted({full for code in only for full in codes_below(workspace.project, code)})) or None,
    )
    books = tuple(codebooks.current_codebooks(workspace.project))
    registries = tuple(components.registries(workspace.project))
    fingerprint = pass_fingerprint(codebooks=books, registries=registries, settings=settings)
    return _Plan(books, registries, settings, fingerprint)


def _begin(workspace: Workspace, plan: _Plan) -> str:
    with workspace.writing("suggest"):
        return runs.start_run(
            workspace.project,
            suggesters=plan.settings.suggesters,
            settings=plan.settings.model_dump(mode="json"),
            pipeline=pipeline_name(plan.settings),
            pipeline_version=pipeline_version(plan.settings),
            codebook_versions=codebooks.codebook_versions(workspace.project),
            seed=plan.settings.seed,
            fingerprint=plan.fingerprint,
        )


def _end(workspace: Workspace, run: str, status: RunStatus) -> None:
    with workspace.writing("suggest"):
        runs.finish_run(workspace.project, run, status=status)


def _close_what_is_done(workspace: Workspace, plan: _Plan) -> None:
    """A pass killed after its last transcript left its run open."""
    versions = codebooks.codebook_versions(workspace.project)
    run = runs.unfinished_run(workspace.project, plan.fingerprint, codebook_versions=versions)
    if run is not None:
        _end(workspace, run, RunStatus.finished)


@dataclass(frozen=True, slots=True)
class _Shard:
    """A few transcripts on their way to a worker."""

    plan: _Plan
    texts: tuple[TranscriptText, ...]
    inputs: tuple[InputHash, ...]


@dataclass(frozen=True, slots=True)
class _ShardResult:
    inputs: tuple[InputHash, ...]
    suggestions: tuple[list[NewSuggestion], ...]
    fingerprints: dict[str, str]
    """Suggester name to its fingerprint."""

    notes: tuple[str, ...]
    """What a person should know of the pass, such as patterns that this pipeline cannot run."""


_TRANSCRIPTS_A_SHARD = 4


def _carry_out(
    workspace: Workspace, plan: _Plan, run: str, todo: Sequence[InputHash], *, jobs: int
) -> tuple[int, int]:
    stored = withdrawn = finished = 0
    notes: dict[str, None] = {}
    with workspace.narrator.progress("Suggesting", len(todo)) as advance:
        results = map_in_order(_suggest_shard, _shards(workspace, plan, todo), jobs=jobs)
        for batch in in_batches(results, seconds=_SECONDS_A_TRANSACTION):
            with workspace.writing("suggest"):
                for result in batch:
                    new, gone = _store(workspace, run, plan, result)
                    stored, withdrawn = stored + new, withdrawn + gone
            finished += sum(len(result.inputs) for result in batch)
            notes.update(dict.fromkeys(note for result in batch for note in result.notes))
            advance(finished)
    for note in notes:
        workspace.narrator.note(note)
    return stored, withdrawn


def _shards(workspace: Workspace, plan: _Plan, todo: Sequence[InputHash]) -> Iterator[_Shard]:
    for first in range(0, len(todo), _TRANSCRIPTS_A_SHARD):
        inputs = tuple(todo[first : first + _TRANSCRIPTS_A_SHARD])
        there = [(one, text) for one in inputs if (text := _read(workspace, one.transcript)) is not None]
        yield _Shard(plan, tuple(text for _one, text in there), tuple(one for one, _text in there))


def _read(workspace: Workspace, transcript: str) -> TranscriptText | None:
    try:
        return read_for_suggesting(workspace.project, transcript)
    except UnknownTranscript:
        workspace.narrator.warn(f"{transcript} was removed while the pass ran; it is left out.")
        return None


_PREPARED: dict[str, object] = {}
"""The pass of this process by its fingerprint: compiled once, used for every shard."""


def _suggest_shard(shard: _Shard) -> _ShardResult:
    from fitcode.suggest.passes import SuggestionPass, prepare_pass

    plan = shard.plan
    prepared = _PREPARED.get(plan.fingerprint)
    if not isinstance(prepared, SuggestionPass):
        prepared = prepare_pass(codebooks=plan.codebooks, registries=plan.registries, settings=plan.settings)
        _PREPARED.clear()
        _PREPARED[plan.fingerprint] = prepared
    found = tuple(made for _transcript, made in prepared.run(shard.texts))
    return _ShardResult(shard.inputs, found, dict(prepared.suggester_fingerprints), tuple(prepared.notes))


def _store(workspace: Workspace, run: str, plan: _Plan, result: _ShardResult) -> tuple[int, int]:
    stored = withdrawn = 0
    there = set(transcript_names(workspace.project))
    for one, made in zip(result.inputs, result.suggestions, strict=True):
        if one.transcript not in there:
            workspace.narrator.warn(f"{one.transcript} was removed while the pass ran; it is left out.")
            continue
        counts = suggestions.store_suggestions(
            workspace.project,
            run_uid=run,
            transcript=one.transcript,
            suggestions=made,
            suggester_fingerprints=result.fingerprints,
            only=plan.settings.only,
        )
        runs.mark_done(
            workspace.project,
            run,
            transcript=one.transcript,
            fingerprint=plan.fingerprint,
            input_hash=one.hash,
        )
        stored, withdrawn = stored + counts.stored, withdrawn + counts.withdrawn
    return stored, withdrawn
