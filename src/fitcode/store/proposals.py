"""Proposals: what a pass writes for one transcript, and what it takes back.

A suggestion is known by its place, its code and components, and its reasons: the same proposal is one
suggestion however often it is made, and what was decided stays decided. The pending suggestions of a code
are those of the latest pass that looked for it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from fitcode.domain.choices import CoderKind, SuggestionStatus
from fitcode.domain.identity import canonical_json, derived_uid
from fitcode.domain.suggestion import Decided, DecidedAs, NewSuggestion, Settled, SpanReasons, span_reasons
from fitcode.errors import FitcodeError, UnknownRun
from fitcode.store.coders import ensure_coder
from fitcode.store.hand_codings import covered_spans
from fitcode.store.names import (
    CURRENT_CODEBOOK_VERSIONS,
    Names,
    by_uid,
    code_index,
    coder_ids,
    component_index,
)
from fitcode.store.project import Project
from fitcode.store.spans import current_text
from fitcode.store.times import now

_DECIDED = (SuggestionStatus.accepted, SuggestionStatus.amended, SuggestionStatus.rejected)


class StoredCounts(NamedTuple):
    """What one pass changed for one transcript."""

    stored: int
    """Proposals that are new, or made again after they had been withdrawn."""

    changed: int
    """Pending suggestions that have another score or other reasons than before."""

    withdrawn: int
    """Pending suggestions that are no longer made."""


class Stored(NamedTuple):
    """What one pass wrote for one transcript."""

    counts: StoredCounts
    standing: tuple[int, ...]
    """Keys of the suggestions that stand now, pending or decided, codes that were not looked for included."""


class RunNames:
    """What a pass needs of the whole project, read once and used for every transcript."""

    def __init__(self, project: Project, run_uid: str) -> None:
        self.run_id = by_uid(project, "runs", run_uid, error=UnknownRun)
        self.codes: Names = code_index(project)
        self.components: Names = component_index(project)
        self.versions = _versions_of_run(project, self.run_id)
        """Key of each code to the codebook version under which the run suggests it."""


def decided_suggestions(project: Project, transcript: str) -> tuple[Decided, ...]:
    """What people decided on the suggestions of a transcript, segment by segment, and what they coded."""
    version_id = current_text(project, transcript).version_id
    return _decided(project, version_id, codes=code_index(project))


def _decided(project: Project, version_id: int, *, codes: Names) -> tuple[Decided, ...]:
    rows = project.connection.execute(
        'SELECT uid, start, "end", code_id, status, evidence FROM suggestions'
        " WHERE version_id = ? AND status IN (?, ?, ?) ORDER BY id",
        (version_id, *(status.value for status in _DECIDED)),
    )
    decided = [
        Decided(
            *(one.start, one.end, codes.full[code]),
            DecidedAs.rejected if status == SuggestionStatus.rejected else DecidedAs.accepted,
            one.reasons,
            uid,
        )
        for uid, start, end, code, status, evidence in rows
        for one in span_reasons(json.loads(evidence), start=start, end=end)
    ]
    by_hand = [
        Decided(start, end, codes.full[code], DecidedAs.by_hand, suggestion=suggestion)
        for start, end, code, suggestion in covered_spans(project, version_id)
    ]
    return (*decided, *by_hand)


def store_suggestions(
    project: Project,
    *,
    run_uid: str,
    transcript: str,
    suggestions: Sequence[NewSuggestion],
    fingerprints: Mapping[str, str],
    only: Collection[str] | None = None,
    is_whole: bool = True,
    names: RunNames | None = None,
) -> Stored:
    """Store what a pass proposes for one transcript; ``fingerprints`` are noted with it, by code.

    Pending suggestions that are no longer made are withdrawn: all of them, or those of the codes in ``only``
    when the pass looked for some codes only. Where a suggester failed and the pass is not whole, only those
    in whose place something was made for the same code.
    """
    project.require_deed()
    proposals = _Proposals(
        project,
        names or RunNames(project, run_uid),
        transcript=transcript,
        fingerprints=fingerprints,
        # Where one code is looked for, what is known of the others need not be read.
        only=None if only is None else {*only, *(suggestion.code for suggestion in suggestions)},
    )
    for suggestion in suggestions:
        proposals.add(suggestion)
    return proposals.write(only=only, is_whole=is_whole)


class _Known(NamedTuple):
    """A suggestion that the transcript has already."""

    key: int
    code_id: int
    start: int
    end: int
    status: str
    said: tuple[object, ...]
    """Score, valence, reason, evidence and the key of the suggester."""


class _Proposals:
    """What one pass proposes for one transcript."""

    def __init__(
        self,
        project: Project,
        names: RunNames,
        *,
        transcript: str,
        fingerprints: Mapping[str, str],
        only: Collection[str] | None,
    ) -> None:
        self._project = project
        self._names = names
        self._text = current_text(project, transcript)
        self._fingerprints = fingerprints
        self._coders: dict[str, int] = {}
        self._known = self._read_known(only)
        self._settled = Settled(_decided(project, self._text.version_id, codes=names.codes))
        self._made: set[str] = set()
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._new: list[dict[str, object]] = []
        self._returned: list[tuple[object, ...]] = []
        self._changed: list[tuple[object, ...]] = []

    def _read_known(self, only: Collection[str] | None) -> dict[str, _Known]:
        codes = [code for code in self._names.codes.full if self._is_looked_for(code, only)]
        rows = self._project.connection.execute(
            'SELECT uid, id, code_id, start, "end", status, score, valence, reason, evidence, coder_id'
            " FROM suggestions"
            " WHERE version_id = ?1 AND (?2 OR code_id IN (SELECT value FROM json_each(?3)))",
            (self._text.version_id, only is None, json.dumps(codes)),
        )
        return {
            uid: _Known(key, code, start, end, status, tuple(said))
            for uid, key, code, start, end, status, *said in rows
        }

    def add(self, suggestion: NewSuggestion) -> None:
        """Take in one proposal; what is decided already stays as it was decided."""
        spans = span_reasons(suggestion.evidence, start=suggestion.start, end=suggestion.end)
        uid = derived_uid(
            *(self._text.sha256, suggestion.start, suggestion.end, suggestion.code, suggestion.about),
            *(suggestion.counterpart, [list(one) for one in spans]),
        )
        if uid in self._made:
            return
        self._made.add(uid)
        self._places[suggestion.code].append((suggestion.start, suggestion.end))
        known = self._known.get(uid)
        # The pass knew the decisions of when it began; a person may have gone on deciding.
        is_back = known is None or known.status == SuggestionStatus.withdrawn
        if is_back and self._is_settled(suggestion.code, spans):
            return
        if known is None:
            self._new.append(self._values(suggestion) | {"uid": uid})
            return
        said = (
            *(suggestion.score, suggestion.valence, suggestion.reason, canonical_json(suggestion.evidence)),
            self._coder(suggestion.suggester),
        )
        if known.status == SuggestionStatus.withdrawn:
            self._returned.append(self._change(known, said))
        elif known.status == SuggestionStatus.pending and known.said != said:
            self._changed.append(self._change(known, said))

    def _is_settled(self, code: str, spans: Sequence[SpanReasons]) -> bool:
        """Whether any part is: what was rejected does not come back inside a longer one."""
        return any(
            self._settled.holds(code, start=one.start, end=one.end, reasons=one.reasons) for one in spans
        )

    def _change(self, known: _Known, said: tuple[object, ...]) -> tuple[object, ...]:
        version = self._names.versions[known.code_id]
        fingerprint = self._fingerprints.get(self._names.codes.full[known.code_id], "")
        run = self._names.run_id
        return (*said, SuggestionStatus.pending.value, run, version, fingerprint, known.key)

    def write(self, *, only: Collection[str] | None, is_whole: bool) -> Stored:
        """Write what is new or changed, withdraw what is no longer made."""
        execute_many = self._project.connection.executemany
        if self._new:
            columns = ", ".join(f'"{column}"' for column in self._new[0])
            marks = ", ".join("?" * len(self._new[0]))
            execute_many(
                f"INSERT INTO suggestions ({columns}) VALUES ({marks})",
                [tuple(values.values()) for values in self._new],
            )
        execute_many(
            "UPDATE suggestions SET score = ?, valence = ?, reason = ?, evidence = ?, coder_id = ?,"
            " status = ?, run_id = ?, codebook_version_id = ?, fingerprint = ? WHERE id = ?",
            [*self._returned, *self._changed],
        )
        gone = self._no_longer_made(only, is_whole=is_whole)
        execute_many(
            "UPDATE suggestions SET status = ? WHERE id = ?",
            [(SuggestionStatus.withdrawn.value, key) for key in gone],
        )
        counts = StoredCounts(len(self._new) + len(self._returned), len(self._changed), len(gone))
        return Stored(counts, self._standing())

    def _no_longer_made(self, only: Collection[str] | None, *, is_whole: bool) -> list[int]:
        return [
            known.key
            for uid, known in self._known.items()
            if known.status == SuggestionStatus.pending
            and uid not in self._made
            and self._is_looked_for(known.code_id, only)
            and (is_whole or self._is_made_anew(known))
        ]

    def _is_made_anew(self, known: _Known) -> bool:
        """Whether something was made for the same code in the same place, alike or not."""
        places = self._places.get(self._names.codes.full[known.code_id], ())
        return any(start < known.end and known.start < end for start, end in places)

    def _is_looked_for(self, code: int, only: Collection[str] | None) -> bool:
        name = self._names.codes.full[code]
        return only is None or name in only or name.partition("/")[0] in only

    def _standing(self) -> tuple[int, ...]:
        rows = self._project.connection.execute(
            "SELECT id FROM suggestions WHERE version_id = ? AND status <> ?",
            (self._text.version_id, SuggestionStatus.withdrawn.value),
        )
        return tuple(key for (key,) in rows)

    def _values(self, suggestion: NewSuggestion) -> dict[str, object]:
        names = self._names
        code = names.codes.resolve(suggestion.code)
        about, counterpart = suggestion.about, suggestion.counterpart
        if not 0 <= suggestion.score <= 1:
            raise FitcodeError(
                f"Suggester {suggestion.suggester!r} gave a score of {suggestion.score}, not in [0, 1]."
            )
        return {
            "version_id": self._text.version_id,
            "start": suggestion.start,
            "end": suggestion.end,
            "quote": self._text.quote(suggestion.start, suggestion.end, expected=suggestion.quote),
            "code_id": code,
            "coder_id": self._coder(suggestion.suggester),
            "about_id": None if about is None else names.components.resolve(about),
            "counterpart_id": None if counterpart is None else names.components.resolve(counterpart),
            "valence": suggestion.valence,
            "score": suggestion.score,
            "run_id": names.run_id,
            "codebook_version_id": names.versions[code],
            "fingerprint": self._fingerprints.get(suggestion.code, ""),
            "status": SuggestionStatus.pending.value,
            "reason": suggestion.reason,
            "evidence": canonical_json(suggestion.evidence),
            "created_at": now(),
        }

    def _coder(self, suggester: str) -> int:
        if suggester not in self._coders:
            ensure_coder(self._project, suggester, kind=CoderKind.machine)
            self._coders[suggester] = coder_ids(self._project)[suggester]
        return self._coders[suggester]


def _versions_of_run(project: Project, run_id: int) -> dict[int, int]:
    (stated,) = project.connection.execute(
        "SELECT codebook_versions FROM runs WHERE id = ?", (run_id,)
    ).fetchone()
    numbers: dict[str, int] = json.loads(stated)
    query = project.connection.execute
    versions: dict[int, int] = dict(
        query(
            f"SELECT code_id, version_id FROM code_versions WHERE version_id IN ({CURRENT_CODEBOOK_VERSIONS})"
        ).fetchall()
    )
    for slug, number in numbers.items():
        rows: list[Any] = query(
            """SELECT cv.code_id, cv.version_id FROM code_versions cv
               JOIN codebook_versions v ON v.id = cv.version_id
               JOIN codebooks b ON b.id = v.codebook_id WHERE b.slug = ? AND v.number = ?""",
            (slug, number),
        ).fetchall()
        versions |= dict(rows)
    return versions
