"""Runs: suggestion passes, and what each has done of which transcripts, code by code.

A transcript is marked done in the same deed that stores its suggestions, so that a pass that was
killed goes on where it stopped, and a code that changed is done again alone.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fitcode.domain.choices import RunStatus
from fitcode.domain.identity import canonical_json, new_uid, text_hash
from fitcode.domain.suggestion import Run
from fitcode.domain.table import Table
from fitcode.errors import UnknownRun
from fitcode.store.names import CURRENT_VERSIONS, by_uid
from fitcode.store.project import Project
from fitcode.store.spans import current_text
from fitcode.store.times import now

_TRANSCRIPTS = "(SELECT count(*) FROM run_transcripts WHERE run_id = r.id)"
"""Transcripts done."""


class RunStart(NamedTuple):
    """What a pass is, when it begins."""

    suggesters: Sequence[str]
    settings: Mapping[str, Any]
    pipeline: str
    pipeline_version: str
    codebook_versions: Mapping[str, int]
    seed: int
    fingerprint: str
    """Hash of everything that decides what is suggested."""

    models: Mapping[str, str]
    """Suggester name to the fingerprint of the model that it uses."""

    executor: str
    """``serial``, ``processes`` or ``dask``: it decides nothing but the time it takes."""

    started_at: str | None = None
    """When reading and training began; None where the pass begins now."""


def start_run(project: Project, start: RunStart) -> str:
    """Note that a pass begins; returns its uid. The latest run, where it is the same pass and was not
    finished, goes on; other runs that never ended are marked interrupted.
    """
    project.require_deed()
    found = unfinished_run(project, start.fingerprint, codebook_versions=start.codebook_versions)
    project.connection.execute(
        "UPDATE runs SET status = ? WHERE status = ? AND uid IS NOT ?",
        (RunStatus.interrupted.value, RunStatus.running.value, found),
    )
    if found is not None:
        _set_status(project, found, status=RunStatus.running, ended_at=None)
        return found
    uid = new_uid()
    project.connection.execute(
        "INSERT INTO runs (uid, suggesters, settings, pipeline, pipeline_version, codebook_versions, seed,"
        " fingerprint, models, executor, status, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(uid, canonical_json(list(start.suggesters)), canonical_json(start.settings), start.pipeline),
            *(start.pipeline_version, canonical_json(start.codebook_versions), start.seed),
            *(
                start.fingerprint,
                canonical_json(start.models),
                start.executor,
                RunStatus.running.value,
                start.started_at or now(),
            ),
        ),
    )
    return uid


def finish_run(
    project: Project, uid: str, *, status: RunStatus = RunStatus.finished, faults: Sequence[str] = ()
) -> None:
    """Note how a pass ended, and what failed on the way."""
    project.require_deed()
    _set_status(project, uid, status=status, ended_at=now())
    project.connection.execute(
        "UPDATE runs SET faults = ? WHERE uid = ? AND faults <> ?1",
        (canonical_json(list(dict.fromkeys(faults))), uid),
    )


def unfinished_run(project: Project, fingerprint: str, *, codebook_versions: Mapping[str, int]) -> str | None:
    """Uid of the latest run, when it is this pass and was killed or interrupted."""
    latest = project.connection.execute(
        "SELECT uid, fingerprint, codebook_versions, status FROM runs ORDER BY id DESC LIMIT 1"
    ).fetchone()
    # Versions that differ in definitions only have one fingerprint, and suggestions name their version.
    same = (fingerprint, canonical_json(codebook_versions))
    is_open = latest is not None and latest[1:3] == same and latest[3] != RunStatus.finished
    return str(latest[0]) if is_open else None


def mark_done(
    project: Project,
    run_uid: str,
    *,
    transcript: str,
    codes: Mapping[str, str],
    input_hash: str,
    suggestions: Sequence[int],
) -> None:
    """Note that a pass has done a transcript: each code's fingerprint, what was read, what stands since."""
    project.require_deed()
    key = by_uid(project, "runs", run_uid, error=UnknownRun)
    version_id = current_text(project, transcript).version_id
    # A run that goes on may read a transcript again that has changed; the latest mark has the last word.
    project.connection.execute(
        "DELETE FROM run_transcripts WHERE run_id = ? AND version_id = ?", (key, version_id)
    )
    project.connection.execute(
        "INSERT INTO run_transcripts (run_id, version_id, fingerprint, input_hash) VALUES (?, ?, ?, ?)",
        (key, version_id, _keep_codes(project, codes), input_hash),
    )
    project.connection.execute(
        "INSERT OR REPLACE INTO run_suggestions (run_id, version_id, suggestions) VALUES (?, ?, ?)",
        (key, version_id, json.dumps(sorted(suggestions), separators=(",", ":"))),
    )


def _keep_codes(project: Project, codes: Mapping[str, str]) -> str:
    written = canonical_json(codes)
    fingerprint = text_hash(written)
    project.connection.execute(
        "INSERT INTO pass_codes (fingerprint, codes) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (fingerprint, written),
    )
    return fingerprint


class Done(NamedTuple):
    """How the latest pass left a transcript."""

    input_hash: str
    codes: Mapping[str, str]
    """Code to the fingerprint under which it was done."""


def transcripts_done(project: Project) -> dict[str, Done]:
    """Every transcript that some pass has done, as the latest left it."""
    rows = project.connection.execute(
        f"""SELECT c.name, d.input_hash, d.fingerprint FROM ({CURRENT_VERSIONS}) c
            JOIN run_transcripts d ON d.id = (
                SELECT max(id) FROM run_transcripts WHERE version_id = c.version_id)"""
    ).fetchall()
    wanted = json.dumps(sorted({fingerprint for *_, fingerprint in rows}))
    maps: dict[str, dict[str, str]] = {
        fingerprint: json.loads(codes)
        for fingerprint, codes in project.connection.execute(
            "SELECT fingerprint, codes FROM pass_codes WHERE fingerprint IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
    }
    return {name: Done(input_hash, maps.get(fingerprint, {})) for name, input_hash, fingerprint in rows}


class Left(NamedTuple):
    """What a pass left behind; later passes do not change it."""

    standing: int
    """Suggestions of the whole project that stood at its end, pending or decided."""

    new: int | None
    """Those that did not stand before it; None for a run of a release that wrote no such thing down."""

    withdrawn: int | None
    """Those that stood before it and did no longer at its end."""


def what_runs_left(project: Project) -> dict[str, Left]:
    """Uid of each run to what it left, by what runs have written down of each transcript that they did.

    A transcript that was removed since has taken that with it, until it comes back.
    """
    query = project.connection.execute
    written: dict[int, list[tuple[int, str]]] = defaultdict(list)
    standing_now = query(
        """SELECT s.run_id, s.version_id, s.suggestions FROM run_suggestions s
           JOIN transcript_versions v ON v.id = s.version_id
           JOIN transcripts t ON t.id = v.transcript_id WHERE t.removed_at IS NULL"""
    )
    for run, version, keys in standing_now:
        written[run].append((version, keys))
    rows = query(
        f"""SELECT id, uid, {_TRANSCRIPTS},
                   (SELECT count(*) FROM suggestions WHERE run_id = r.id) FROM runs r ORDER BY id"""
    )
    standing: dict[int, frozenset[int]] = {}
    left: dict[str, Left] = {}
    for run, uid, n_done, made in rows.fetchall():
        if n_done and not written[run]:
            left[uid] = Left(made, None, None)
            continue
        new = withdrawn = 0
        for version, keys in written[run]:
            before, now_there = standing.get(version, frozenset()), frozenset(json.loads(keys))
            new, withdrawn = new + len(now_there - before), withdrawn + len(before - now_there)
            standing[version] = now_there
        left[uid] = Left(sum(map(len, standing.values())), new, withdrawn)
    return left


def list_runs(project: Project) -> Table:
    """Every pass, the latest first."""
    columns = (
        *("run", "suggesters", "pipeline", "pipeline_version", "codebook_versions", "seed", "fingerprint"),
        *("executor", "status", "started_at", "ended_at", "transcripts", "suggestions", "new", "withdrawn"),
        "faults",
    )
    rows = project.connection.execute(
        f"""SELECT uid, suggesters, pipeline, pipeline_version, codebook_versions, seed, fingerprint,
                   executor, status, started_at, ended_at, {_TRANSCRIPTS}, json_array_length(faults)
            FROM runs r ORDER BY id DESC"""
    )
    left = what_runs_left(project)
    return Table.of(
        columns,
        (
            (
                *(uid, json.loads(suggesters), pipeline, version),
                [f"{slug} {number}" for slug, number in json.loads(codebooks).items()],
                *(*rest, *left[uid], n_faults),
            )
            for uid, suggesters, pipeline, version, codebooks, *rest, n_faults in rows
        ),
    )


def latest_run(project: Project) -> str | None:
    """Uid of the run that began last."""
    found = project.connection.execute("SELECT uid FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    return None if found is None else str(found[0])


def get_run(project: Project, uid: str) -> Run:
    """A pass with all that is needed to repeat it."""
    row = project.connection.execute(
        f"""SELECT uid, suggesters, settings, pipeline, pipeline_version, codebook_versions, seed,
                   fingerprint, models, executor, faults, status, started_at, ended_at, {_TRANSCRIPTS}
            FROM runs r WHERE id = ?""",
        (by_uid(project, "runs", uid, error=UnknownRun),),
    ).fetchone()
    left = what_runs_left(project)[row[0]]
    values = dict(zip(Run.model_fields, (*row, *left), strict=True))
    written = ("suggesters", "settings", "codebook_versions", "models", "faults")
    loaded = {name: json.loads(values[name]) for name in written}
    return Run.model_validate(values | loaded)


def _set_status(project: Project, uid: str, *, status: RunStatus, ended_at: str | None) -> None:
    project.connection.execute(
        "UPDATE runs SET status = ?, ended_at = ? WHERE id = ?",
        (status.value, ended_at, by_uid(project, "runs", uid, error=UnknownRun)),
    )
