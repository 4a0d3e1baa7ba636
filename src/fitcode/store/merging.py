"""Merging: what was done in another project comes into this one.

The same projects merged in whatever order say the same; what two of them changed, each without knowing of the
other, is kept and listed for a person to decide.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from fitcode.domain.choices import CoderKind
from fitcode.errors import FitcodeError
from fitcode.store.merge_noun_plans import NounPlan
from fitcode.store.merge_plans import MergePlan
from fitcode.store.merge_sides import MergeSide, recorded_pairs
from fitcode.store.merge_writing import Merged, write_merge
from fitcode.store.names import CURRENT_VERSIONS
from fitcode.store.project import Project

_WORK = ("codings", "memos", "links", "finished")
"""Tables that hold what coders did."""


class CodersClash(FitcodeError):
    """One name in two projects, and nobody says whether it is one person's."""


def merge_project(
    project: Project, other: Project, *, called: str, same_coders: Collection[str] = ()
) -> Merged:
    """Bring in what was done in ``other``; a coder in ``same_coders`` is one person in both.

    Raises CodersClash, and ProjectDamaged where rows of the other do not hold together.
    """
    project.require_deed()
    same = _same_uids(project, other, same_coders)
    plan = MergePlan(MergeSide(project, same=same), MergeSide(other, same=same))
    _refuse_equal_names(plan.nouns["coders"])
    merged = write_merge(project, plan, same=same, other=called)
    merged.notes += _told(plan)
    return merged


def _same_uids(project: Project, other: Project, same_coders: Collection[str]) -> dict[str, str]:
    """Uids that mean the same, now or since an earlier merge, to the one that stays: the smallest."""
    pairs = [*recorded_pairs(project), *recorded_pairs(other)]
    known = [_uids(project), _uids(other)]
    same = _smallest(pairs, known=known)
    _refuse_kinds(project, other)
    pairs += _same_coders(project, other, same_coders, same)
    pairs += _same_consensus(project, other)
    pairs += _same_transcripts(project, other)
    return _smallest(pairs, known=known)


def _smallest(pairs: Iterable[tuple[str, str]], *, known: Sequence[Collection[str]]) -> dict[str, str]:
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        group = groups.get(one, {one}) | groups.get(other, {other})
        # What one project tells apart is not made one here.
        if all(len(group.intersection(uids)) < 2 for uids in known):
            groups |= dict.fromkeys(group, group)
    return {uid: min(group) for uid, group in groups.items() if uid != min(group)}


def _uids(project: Project) -> set[str]:
    rows = project.connection.execute("SELECT uid FROM coders UNION ALL SELECT uid FROM transcripts")
    return {uid for (uid,) in rows}


def _same_coders(
    project: Project, other: Project, stated: Collection[str], same: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The uids of people who are one though each project gave them another."""
    own, theirs = _people(project), _people(other)
    own_uids, their_uids = ({uid for uid, _ in people.values()} for people in (own, theirs))
    for name in stated:
        if name not in own or name not in theirs:
            raise FitcodeError(
                f"{name!r} is not a person's name in both projects.",
                remedy="Leave --same-coder out for whoever is in one of them only.",
            )
    for name in sorted(own.keys() & theirs.keys()):
        (uid, works), (their_uid, they_work) = own[name], theirs[name]
        if same.get(uid, uid) == same.get(their_uid, their_uid):
            continue
        if uid in their_uids or their_uid in own_uids:
            continue  # one project tells them apart: renamed since
        if works and they_work and name not in stated:
            raise CodersClash(
                f"Both projects have a coder named {name!r}, made apart, and both hold work of theirs.",
                remedy=f"If they are one person: --same-coder {name}; if not, rename one of them:"
                f" fitcode coders rename {name} NEW. Nothing was changed.",
            )
        yield uid, their_uid


def _people(project: Project) -> dict[str, tuple[str, bool]]:
    """Name to uid of every person, and whether there is work of theirs."""
    work = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE coder_id = c.id)" for table in _WORK)
    rows = project.connection.execute(
        f"""SELECT name, uid, {work} OR EXISTS (SELECT 1 FROM suggestions WHERE decided_by_id = c.id)
            FROM coders c WHERE kind = ?""",
        (CoderKind.person.value,),
    )
    return {name: (uid, bool(works)) for name, uid, works in rows}


def _same_consensus(project: Project, other: Project) -> list[tuple[str, str]]:
    """The uids of the consensus, where each project has one: it is one, whatever each calls it."""
    own, theirs = (
        one.connection.execute(
            "SELECT uid FROM coders WHERE kind = ?", (CoderKind.consensus.value,)
        ).fetchall()
        for one in (project, other)
    )
    return [(own[0][0], theirs[0][0])] if len(own) == len(theirs) == 1 else []


def _refuse_kinds(project: Project, other: Project) -> None:
    kinds = dict(project.connection.execute("SELECT name, kind FROM coders").fetchall())
    for name, kind in other.connection.execute("SELECT name, kind FROM coders ORDER BY name"):
        if kinds.get(name, kind) != kind:
            raise CodersClash(
                f"{name!r} is a coder of kind {kinds[name]} here and of kind {kind} there.",
                remedy="Rename one of them first: fitcode coders rename OLD NEW. Nothing was changed.",
            )


def _refuse_equal_names(coders: NounPlan) -> None:
    """Two people who each got one name, in whichever project, would have it both."""
    names = Counter(
        content[coders.place("name")] for one in coders.final_names() if (content := coders.final(one))
    )
    if names and (most := names.most_common(1)[0])[1] > 1:
        raise CodersClash(
            f"Two coders would be named {most[0]!r}, because each got that name in one of the projects.",
            remedy=f"Rename one of them first: fitcode coders rename {most[0]} NEW. Nothing was changed.",
        )


def _same_transcripts(project: Project, other: Project) -> list[tuple[str, str]]:
    """The uids of transcripts that are one text, read in by each project."""
    own, theirs = _texts(project), _texts(other)
    return [(own[sha256], theirs[sha256]) for sha256 in sorted(own.keys() & theirs.keys())]


def _texts(project: Project) -> dict[str, str]:
    rows = project.connection.execute(
        f"""SELECT c.sha256, t.uid FROM ({CURRENT_VERSIONS}) c
            JOIN transcripts t ON t.id = c.transcript_id"""
    )
    return dict(rows.fetchall())


def _told(plan: MergePlan) -> list[str]:
    """What happened to names and numbers."""
    notes = []
    transcripts = plan.nouns["transcripts"]
    place = transcripts.place("name")
    for name, content in transcripts.wanted.items():
        state = transcripts.states[name]
        stated = transcripts.shown(state)
        if content is not None and stated is not None and content[place] != stated[place]:
            notes.append(
                f"Another text is called {stated[place]!r} already: this one is now {content[place]!r}."
            )
    versions = plan.nouns["codebook_versions"]
    number, codebook = versions.place("number"), versions.place("codebook_id")
    for name, content in versions.wanted.items():
        stated = versions.shown(versions.states[name])
        if content is not None and stated is not None and content[number] != stated[number]:
            notes.append(
                f"Codebook {content[codebook]}: version {stated[number]} of one project is version"
                f" {content[number]} from now on, because both went on from the same one."
            )
    return notes
