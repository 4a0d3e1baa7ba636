"""Adjudications: what was weighed, what was ruled, who decided and why, and the codings made of it.

``weighed`` maps the uid of each coding to what it stated then, ``made`` the uid of each coding of the
consensus to the codings that it stands for. A coding that states something else today is no longer decided.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitcode.domain.adjudication import Question, QuestionCoding
from fitcode.domain.choices import AdjudicationRule, CoderKind, Origin, Ruling
from fitcode.domain.identity import canonical_json, new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.store.coders import ensure_coder
from fitcode.store.names import (
    CURRENT_VERSIONS,
    code_index,
    component_index,
    resolve_coder,
    resolve_transcript,
)
from fitcode.store.project import Project
from fitcode.store.removals import delete_codings
from fitcode.store.times import now

CONSENSUS = "consensus"
"""The name of the coder who is added where the project has no consensus yet."""

COLUMNS = (
    *("adjudication", "transcript", "start", "end", "ruling", "rule", "reason", "weighed", "made"),
    *("decided_by", "consensus", "decided_at"),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was ruled last on a coding."""

    content: str
    """What the coding stated then."""

    ruling: Ruling
    adjudication: str
    at: str


def consensus_coder(project: Project) -> str | None:
    """The name of the one coder of kind consensus; raises FitcodeError where there are several."""
    found = [
        name
        for (name,) in project.connection.execute(
            "SELECT name FROM coders WHERE kind = ? ORDER BY name", (CoderKind.consensus.value,)
        )
    ]
    if len(found) > 1:
        raise FitcodeError(
            f"The project has several coders of kind consensus ({', '.join(found)}): which of them"
            " adjudicates is not said.",
            remedy="Remove the codings of all but one, or compare them with --coders.",
        )
    return found[0] if found else None


def ensure_consensus(project: Project) -> str:
    """The name of the consensus coder, added where there is none; raises as ``consensus_coder`` does."""
    found = consensus_coder(project)
    if found is None:
        ensure_coder(project, CONSENSUS, kind=CoderKind.consensus)
    return found or CONSENSUS


class WeighedCodings:
    """Codings as they are weighed, names joined once for all of them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        codes, components = code_index(project), component_index(project)
        self._code_index, self._component_index = codes, components
        self._codes, self._components = codes.display, components.display
        self._full_codes, self._full_components = codes.full, components.full

    def of(self, version_id: int, coders: Collection[str]) -> list[QuestionCoding]:
        """The codings of these coders on a version, in the order of the text, then of names."""
        rows = self._project.connection.execute(
            f"""{_CODING} WHERE k.version_id = ? AND c.name IN (SELECT value FROM json_each(?))
                ORDER BY k.start, k."end", c.name, k.uid""",
            (version_id, json.dumps(list(coders))),
        )
        return [self._coding(*row) for row in rows]

    def names(
        self, code: str, about: str | None, counterpart: str | None
    ) -> tuple[str, str | None, str | None]:
        """The names under which codings show a code and two components; raises for unknown ones."""
        components = self._component_index
        return (
            self._codes[self._code_index.resolve(code)],
            None if about is None else self._components[components.resolve(about)],
            None if counterpart is None else self._components[components.resolve(counterpart)],
        )

    def _coding(
        self,
        uid: str,
        coder: str,
        start: int,
        end: int,
        code: int,
        about: int | None,
        counterpart: int | None,
        valence: str | None,
        strength: int | None,
        quote: str,
        memo: str | None,
        created_at: str,
    ) -> QuestionCoding:
        return QuestionCoding(
            uid=uid,
            coder=coder,
            code=self._codes[code],
            start=start,
            end=end,
            quote=quote,
            about=None if about is None else self._components[about],
            counterpart=None if counterpart is None else self._components[counterpart],
            valence=valence,
            strength=strength,
            memo=memo,
            created_at=created_at,
            content=self.content(start, end, code, about, counterpart, valence, strength),
        )

    def content(
        self,
        start: int,
        end: int,
        code: int,
        about: int | None,
        counterpart: int | None,
        valence: str | None,
        strength: int | None,
    ) -> str:
        """What a coding states, as ``604:665 fit/trust about=demo/asifu fit 2``; memos are no part of it."""
        stated = [f"{start}:{end}", self._full_codes[code]]
        for name, key in (("about", about), ("to", counterpart)):
            if key is not None:
                stated.append(f"{name}={self._full_components[key]}")
        stated += [str(one) for one in (valence, strength) if one is not None]
        return " ".join(stated)


_CODING = """SELECT k.uid, c.name, k.start, k."end", k.code_id, k.about_id, k.counterpart_id, k.valence,
    k.strength, k.quote, k.memo, k.created_at FROM codings k JOIN coders c ON c.id = k.coder_id"""


def decided_codings(project: Project, versions: Iterable[int]) -> dict[str, Decided]:
    """Uid of each coding that was weighed on these versions to what was ruled on it last."""
    decided: dict[str, Decided] = {}
    for uid, weighed, ruling, at in _rows(project, versions, "uid, weighed, ruling, created_at"):
        for coding, content in json.loads(weighed).items():
            decided[coding] = Decided(content, Ruling(ruling), uid, at)
    return decided


def settled_versions(project: Project, versions: Iterable[int]) -> dict[int, int]:
    """The versions on which every person's coding is decided as it stands, to the consensus' key."""
    wanted = list(versions)
    consensus: dict[int, int] = dict(_rows(project, wanted, "version_id, consensus_id"))
    decided = decided_codings(project, consensus)
    names = WeighedCodings(project) if consensus else None
    settled: dict[int, int] = {}
    for version, key in consensus.items():
        assert names is not None
        rows = project.connection.execute(
            """SELECT k.uid, k.start, k."end", k.code_id, k.about_id, k.counterpart_id, k.valence, k.strength
               FROM codings k JOIN coders c ON c.id = k.coder_id WHERE k.version_id = ? AND c.kind = ?""",
            (version, CoderKind.person.value),
        )
        if all(uid in decided and decided[uid].content == names.content(*stated) for uid, *stated in rows):
            settled[version] = key
    return settled


def contents_now(project: Project, uids: Sequence[str]) -> dict[str, str]:
    """The uid of each of these codings that is still there to what it states now."""
    names = WeighedCodings(project)
    rows = project.connection.execute(
        """SELECT uid, start, "end", code_id, about_id, counterpart_id, valence, strength FROM codings
           WHERE uid IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(uids)),),
    )
    return {uid: names.content(*stated) for uid, *stated in rows}


def add_adjudication(
    project: Project,
    question: Question,
    *,
    ruling: Ruling,
    made: Mapping[str, Sequence[str]],
    reason: str,
    coder: str,
    consensus: str,
    rule: AdjudicationRule | None = None,
) -> str:
    """Note what was ruled on a question; returns the adjudication's uid."""
    project.require_deed()
    uid = new_uid()
    project.connection.execute(
        """INSERT INTO adjudications (uid, version_id, start, "end", weighed, ruling, made, rule, reason,
               coder_id, consensus_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            *(uid, question.version_id, question.start, question.end),
            canonical_json({coding.uid: coding.content for coding in question.codings}),
            ruling.value,
            canonical_json({key: sorted(sources) for key, sources in made.items()}),
            None if rule is None else rule.value,
            reason,
            resolve_coder(project, coder),
            resolve_coder(project, consensus),
            now(),
        ),
    )
    return uid


def remove_superseded(project: Project, version_id: int, weighed: Collection[str]) -> int:
    """Remove what earlier adjudications made of codings that are weighed anew; how many codings.

    What also stands for a coding that is not weighed now and is still as it was decided stays.
    """
    project.require_deed()
    weighed = set(weighed)
    sources: dict[str, set[str]] = {}
    for (made,) in _rows(project, [version_id], "made"):
        for uid, stands_for in json.loads(made).items():
            sources.setdefault(uid, set()).update(stands_for)
    touched = {uid: of - weighed for uid, of in sources.items() if of & weighed}
    if not touched:
        return 0
    standing = _standing(project, version_id)
    leaving = [uid for uid, others in touched.items() if not others & standing]
    return delete_codings(
        project,
        "uid IN (SELECT value FROM json_each(?)) AND origin = ?",
        (json.dumps(leaving), Origin.adjudication.value),
    )


def list_adjudications(project: Project, *, transcript: str | None = None) -> Table:
    """What was ruled, in the order of transcripts and positions, the earliest first on each passage."""
    if transcript is not None:
        resolve_transcript(project, transcript)
    rows = project.connection.execute(
        f"""SELECT a.uid, v.name, a.start, a."end", a.ruling, a.rule, a.reason, a.weighed, a.made, d.name,
                c.name, a.created_at
            FROM adjudications a JOIN ({CURRENT_VERSIONS}) v ON v.version_id = a.version_id
            JOIN coders d ON d.id = a.coder_id JOIN coders c ON c.id = a.consensus_id
            WHERE coalesce(v.name = ?, TRUE) ORDER BY v.name, a.start, a."end", a.created_at, a.uid""",
        (transcript,),
    )
    return Table.of(
        COLUMNS,
        ((*row[:7], list(json.loads(row[7])), list(json.loads(row[8])), *row[9:]) for row in rows.fetchall()),
    )


def _standing(project: Project, version_id: int) -> set[str]:
    """The uids of the codings on a version that still state what they did when they were decided."""
    persons = [
        name
        for (name,) in project.connection.execute(
            "SELECT name FROM coders WHERE kind = ?", (CoderKind.person.value,)
        )
    ]
    decided = decided_codings(project, [version_id])
    codings = WeighedCodings(project).of(version_id, persons)
    return {one.uid for one in codings if one.uid in decided and decided[one.uid].content == one.content}


def _rows(project: Project, versions: Iterable[int], columns: str) -> list[Any]:
    """Columns of the adjudications on some versions, the earliest first."""
    return project.connection.execute(
        f"""SELECT {columns} FROM adjudications WHERE version_id IN (SELECT value FROM json_each(?))
            ORDER BY created_at, uid""",
        (json.dumps(list(versions)),),
    ).fetchall()
