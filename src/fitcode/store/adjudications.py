"""Adjudications: what was weighed, what was ruled, who decided and why, and the codings made of it.

``weighed`` maps the uid of each coding to what it stated then, ``made`` the uid of each coding of the
consensus to the codings that it stands for. A coding that states something else today is no longer decided.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitcode.domain.adjudication import Question
from fitcode.domain.choices import AdjudicationRule, CoderKind, Origin, Ruling
from fitcode.domain.identity import canonical_json, new_uid
from fitcode.domain.table import Table
from fitcode.store.names import CURRENT_VERSIONS, resolve_coder, resolve_transcript
from fitcode.store.project import Project
from fitcode.store.removals import delete_codings
from fitcode.store.times import now
from fitcode.store.weighed_codings import WeighedCodings, contents_now

COLUMNS = (
    *("adjudication", "transcript", "start", "end", "ruling", "rule", "reason", "weighed", "made"),
    *("decided_by", "consensus", "decided_at", "state"),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was ruled last on a coding."""

    content: str
    """What the coding stated then."""

    ruling: Ruling
    adjudication: str
    at: str


def decided_codings(project: Project, versions: Iterable[int]) -> dict[str, Decided]:
    """Uid of each coding that was weighed on these versions to what was ruled on it last."""
    decided: dict[str, Decided] = {}
    for uid, weighed, ruling, at in _rows(project, versions, "uid, weighed, ruling, created_at"):
        for coding, content in json.loads(weighed).items():
            decided[coding] = Decided(content, Ruling(ruling), uid, at)
    return decided


def settled_versions(project: Project, versions: Iterable[int]) -> dict[int, int | None]:
    """Each of the versions on which something was ruled to the consensus' key; none where something is open.

    Nothing is open where every person's coding was weighed and still states what it did.
    """
    wanted = list(versions)
    consensus: dict[int, int] = dict(_rows(project, wanted, "version_id, consensus_id"))
    decided = decided_codings(project, consensus)
    names = WeighedCodings(project) if consensus else None
    settled: dict[int, int | None] = {}
    for version, key in consensus.items():
        assert names is not None
        rows = project.connection.execute(
            """SELECT k.uid, k.start, k."end", k.code_id, k.about_id, k.counterpart_id, k.valence, k.strength
               FROM codings k JOIN coders c ON c.id = k.coder_id WHERE k.version_id = ? AND c.kind = ?""",
            (version, CoderKind.person.value),
        )
        is_settled = all(
            uid in decided and decided[uid].content == names.content(*stated) for uid, *stated in rows
        )
        settled[version] = key if is_settled else None
    return settled


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


def made_of(project: Project, versions: Iterable[int]) -> dict[str, set[str]]:
    """Uid of each coding on these versions that was taken to what came of it and is still there."""
    found: dict[str, set[str]] = {}
    for made, ruling in _rows(project, versions, "made, ruling"):
        for uid, sources in json.loads(made).items() if ruling == Ruling.took else ():
            for source in sources:
                found.setdefault(source, set()).add(uid)
    standing = contents_now(project, [uid for made in found.values() for uid in made])
    return {source: made & standing.keys() for source, made in found.items()}


def list_adjudications(project: Project, *, transcript: str | None = None) -> Table:
    """What was ruled, in the order of transcripts and positions, the earliest first on each passage.

    ``state`` says whether it stands, was replaced by a later ruling, or whether a coding was changed since.
    """
    if transcript is not None:
        resolve_transcript(project, transcript)
    rows = project.connection.execute(
        f"""SELECT a.uid, v.name, a.start, a."end", a.ruling, a.rule, a.reason, a.weighed, a.made, d.name,
                c.name, a.created_at, a.version_id
            FROM adjudications a JOIN ({CURRENT_VERSIONS}) v ON v.version_id = a.version_id
            JOIN coders d ON d.id = a.coder_id JOIN coders c ON c.id = a.consensus_id
            WHERE coalesce(v.name = ?, TRUE) ORDER BY v.name, a.start, a."end", a.created_at, a.uid""",
        (transcript,),
    ).fetchall()
    decided = decided_codings(project, {version for *_, version in rows})
    contents = contents_now(project, decided)

    def state(uid: str, weighed: Mapping[str, str]) -> str:
        if all(decided[coding].adjudication != uid for coding in weighed):
            return "replaced"
        is_changed = any(contents.get(coding, content) != content for coding, content in weighed.items())
        return "changed since" if is_changed else "stands"

    listed = []
    for uid, *place, weighed, made, by, consensus, at, _version in rows:
        stated = json.loads(weighed)
        listed.append(
            (uid, *place, list(stated), list(json.loads(made)), by, consensus, at, state(uid, stated))
        )
    return Table.of(COLUMNS, listed)


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
