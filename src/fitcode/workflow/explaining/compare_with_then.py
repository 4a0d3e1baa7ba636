"""Compare with then: whether a suggestion that was made again stands, and what has moved since its run.

Only what moved is named: a codebook where this very code changed, a model where it had a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.choices import SuggestionStatus
from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.suggestion import reasons_of
from fitcode.errors import FitcodeError
from fitcode.store import codebooks, runs
from fitcode.store.names import component_index, full_code
from fitcode.store.suggestion_past import components_changed, input_hash_of, withdrawal_of
from fitcode.store.suggestions import list_suggestions
from fitcode.suggest.patterns.fingerprint import pipeline_version
from fitcode.workflow.explaining.say_evidence import took_part
from fitcode.workflow.suggesting.plan_pass import Asked, recipe_of
from fitcode.workflow.suggesting.training_basis import is_read_by

if TYPE_CHECKING:
    from fitcode.domain.suggestion import NewSuggestion, Run
    from fitcode.workflow.explaining.make_again import MadeAgain
    from fitcode.workflow.workspace import Workspace

_SHOWN = 8
"""Characters of a uid's end by which commands know it."""

_DECIDED = (SuggestionStatus.accepted, SuggestionStatus.amended, SuggestionStatus.rejected)
_LOOKS = frozenset({"patterns", "colour", "source", "id"})
"""Fields of a code that are not its wording: patterns are told apart, the others decide nothing."""


class Withdrawn(NamedTuple):
    """How a suggestion was taken back, in words."""

    line: str
    by_run: Run | None


def withdrawn(workspace: Workspace, found: Mapping[str, Any], run: Run) -> Withdrawn | None:
    """By what and when a suggestion was withdrawn; None for one that was not."""
    if found["status"] != SuggestionStatus.withdrawn:
        return None
    past = withdrawal_of(workspace.project, found["uid"])
    if past is None:
        return Withdrawn("Withdrawn; the history does not tell when.", None)
    when = past.at[:16].replace("T", " ")
    if past.run is None:
        is_pass = past.deed.startswith("suggest:")  # a pass that heeds what was coded by hand
        how = past.deed.partition(": ")[2] if is_pass else f"fitcode {past.deed}"
        return Withdrawn(f"Withdrawn on {when} UTC: {how}.", None)
    later = runs.get_run(workspace.project, past.run)
    return Withdrawn(f"Withdrawn on {when} UTC by run {_by_run(later, run)}.", later)


def _by_run(later: Run, run: Run) -> str:
    """A run by its uid, and how it differed from the run before."""
    used = _joined(later.suggesters)
    said = "the same suggesters" if later.suggesters == run.suggesters else used
    least, least_before = (float(one.settings.get("min_score", 0.0)) for one in (later, run))
    limit = f" and min_score {least:g}" if least != least_before else ""
    return f"{later.uid[-_SHOWN:]}, which used {said}{limit}"


def verdict(
    workspace: Workspace, found: Mapping[str, Any], run: Run, again: MadeAgain, gone: Withdrawn | None
) -> str:
    """Whether the suggestion stands."""
    differences = _differences(workspace, found, again)
    if gone is None:
        if again.now is None:
            return "nobody suggests it any more."
        return f"it stands, with {'; '.join(differences)}." if differences else "it stands, as it was."
    who = f"the suggesters of its run ({_joined(run.suggesters)})"
    if again.now is None:
        return f"{who} would not make it any more, and it was withdrawn."
    how = f", with {'; '.join(differences)}" if differences else ""
    by = f" by run {_by_run(gone.by_run, run)}" if gone.by_run else ""
    return f"{who} would still make it{how}; it was withdrawn{by}."


def _differences(workspace: Workspace, found: Mapping[str, Any], again: MadeAgain) -> list[str]:
    now = again.now
    if now is None:
        return []
    names = component_index(workspace.project)
    shown = {full: names.display[key] for key, full in names.full.items()}
    about, counterpart = (shown.get(name or "", name) for name in (now.about, now.counterpart))
    return [
        f"{what} {before or 'none'} then, {after or 'none'} now"
        for what, before, after in (
            ("score", f"{float(found['score']):.2f}", f"{now.score:.2f}"),
            ("span", f"{found['start']}:{found['end']}", f"{now.start}:{now.end}"),
            ("about", found["about"], about),
            ("counterpart", found["counterpart"], counterpart),
            ("valence", found["valence"], now.valence),
            ("rules", *(" ".join(_rules(evidence)) for evidence in (found["evidence"], now.evidence))),
        )
        if before != after
    ]


def _rules(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    return reasons_of(evidence) if evidence.get("rules") else ()


def comparison_lines(
    workspace: Workspace, found: Mapping[str, Any], run: Run, again: MadeAgain
) -> Iterator[str]:
    """What has moved since the run, and what stands in the place of what was withdrawn."""
    moved = [
        *_code_moved(workspace, found, again),
        *_components_moved(workspace, run),
        *_transcript_moved(workspace, found, again),
        *_pipeline_moved(run, again),
        *_models_moved(found, run, again),
        *_decided_beside(workspace, found, run, again),
    ]
    if moved:
        yield f"Since then changed: {'; '.join(moved)}."
    if other := _other_settings(workspace, run):
        yield f"Other than its run, the settings now say: {'; '.join(other)}."
    if found["status"] == SuggestionStatus.withdrawn and (twins := _pending_there(workspace, found)):
        yield f"In its place: {', '.join(twins)}."


def code_in_force(workspace: Workspace, name: str) -> Code | None:
    """A code as the codebook in force has it; None for one that has left."""
    try:
        book_id, _, code_id = full_code(workspace.project, name).partition("/")
    except FitcodeError:
        return None
    return codebooks.get_codebook(workspace.project, book_id).code(code_id)


def _book_then(workspace: Workspace, found: Mapping[str, Any], again: MadeAgain) -> Codebook:
    book = again.code.partition("/")[0]
    return codebooks.get_codebook(workspace.project, book, version=int(found["codebook_version"]))


def _book_now(again: MadeAgain) -> Codebook:
    return next(book for book in again.recipe.codebooks if book.id == again.code.partition("/")[0])


def _code_moved(workspace: Workspace, found: Mapping[str, Any], again: MadeAgain) -> Iterator[str]:
    """The codebook's version, where this code is another one in it."""
    book_then, book_now = _book_then(workspace, found, again), _book_now(again)
    then, now = (book.code(again.code.partition("/")[2]) for book in (book_then, book_now))
    if then is None or now is None:
        return
    wording = [code.model_dump(mode="json", exclude=set(_LOOKS)) for code in (then, now)]
    parts = [
        name
        for name, is_other in (
            ("patterns", then.patterns != now.patterns),
            ("wording", wording[0] != wording[1]),
            ("language", book_then.language != book_now.language),
        )
        if is_other
    ]
    if parts:
        numbers = codebooks.codebook_versions(workspace.project)
        yield (
            f"{book_now.id} is at version {numbers[book_now.id]}, {found['codebook_version']} then "
            f"({' and '.join(parts)} of {found['code']})"
        )


def _components_moved(workspace: Workspace, run: Run) -> Iterator[str]:
    changed = components_changed(workspace.project, since=run.started_at)
    if changed:
        yield f"components ({', '.join(changed)})"


def _transcript_moved(workspace: Workspace, found: Mapping[str, Any], again: MadeAgain) -> Iterator[str]:
    before = input_hash_of(workspace.project, found["uid"])
    if before is not None and before != again.read.hash:
        yield f"speakers or language of {found['transcript']}"


def _pipeline_moved(run: Run, again: MadeAgain) -> Iterator[str]:
    settings = again.recipe.settings
    for name in ("pipeline", "language", "encoder", "seed"):
        then, now = run.settings.get(name), getattr(settings, name)
        if name in run.settings and then != now:
            yield f"{name} {then} then, {now} now"
    version = pipeline_version(settings)
    if run.settings.get("pipeline") == settings.pipeline and version != run.pipeline_version:
        yield f"{run.pipeline_version} then, {version} now"


def _other_settings(workspace: Workspace, run: Run) -> list[str]:
    """What a command can ask for otherwise than the settings do: it need not have changed since."""
    now = recipe_of(workspace, Asked(), {}).settings
    least = float(run.settings.get("min_score", 0.0))
    other = []
    if run.suggesters != now.suggesters:
        other.append(f"suggesters {_joined(now.suggesters)} ({_joined(run.suggesters)} then)")
    if least != now.min_score:
        other.append(f"min_score {now.min_score:g} ({least:g} then)")
    return other


def _models_moved(found: Mapping[str, Any], run: Run, again: MadeAgain) -> Iterator[str]:
    """Models that had a part then or have one now."""
    now = again.now
    models = {name: state.fingerprint for name, state in again.recipe.models.items()}
    for name in sorted(models.keys() | run.models.keys()):
        then_in = took_part(name, found["evidence"], score=float(found["score"]), valence=found["valence"])
        now_in = now is not None and took_part(name, now.evidence, score=now.score, valence=now.valence)
        if now is None and name in run.suggesters:
            then_in = True  # what it learned may be why nobody makes it
        if not is_read_by(again.recipe, name):
            continue
        if (then_in or now_in) and models.get(name) != run.models.get(name):
            how = "was trained anew" if name in models and name in run.models else "is new"
            yield f"{name} {how if name in models else 'is no longer learned'}"


def _decided_beside(
    workspace: Workspace, found: Mapping[str, Any], run: Run, again: MadeAgain
) -> Iterator[str]:
    """Decisions since then on other suggestions of this code that share words with this one."""
    beside = [
        f"{one['uid'][-_SHOWN:]} {one['status']}"
        for one in _there(workspace, found, _DECIDED, again.now)
        if one["decided_at"] > run.started_at
    ]
    if beside:
        yield f"decided there: {', '.join(beside)}"
    if again.is_coded:
        yield "coded there by hand"


def _pending_there(workspace: Workspace, found: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['uid'][-_SHOWN:]} (score {float(one['score']):.2f}, {one['status']})"
        for one in _there(workspace, found, (SuggestionStatus.pending, *_DECIDED))
    ]


def _there(
    workspace: Workspace,
    found: Mapping[str, Any],
    status: tuple[SuggestionStatus, ...],
    now: NewSuggestion | None = None,
) -> list[dict[str, Any]]:
    """Other suggestions of this very code that overlap with this one, as it was or as it is made now."""
    try:
        table = list_suggestions(
            workspace.project,
            status=[one.value for one in status],
            code=found["code"],
            transcript=found["transcript"],
        )
    except FitcodeError:  # the code has left
        return []
    places = [(int(found["start"]), int(found["end"]))]
    if now is not None:
        places.append((now.start, now.end))
    return [
        one
        for one in table.records()
        if one["uid"] != found["uid"]
        and one["code"] == found["code"]
        and any(int(str(one["start"])) < end and start < int(str(one["end"])) for start, end in places)
    ]


def _joined(suggesters: tuple[str, ...]) -> str:
    return "+".join(suggesters)
