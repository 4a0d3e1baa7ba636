"""Counted: whose codings count.

Coders who are named are pooled. Otherwise, transcript by transcript: the consensus where it finished or every
coding was decided, else the one person who coded it; between several persons, and where adjudication was
only begun, nobody guesses. Suggesters never count.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fitcode.domain.choices import CoderKind
from fitcode.errors import FitcodeError, SeveralCoders, UnknownCoder
from fitcode.store.adjudications import settled_versions
from fitcode.store.names import CURRENT_VERSIONS, coder_ids
from fitcode.store.project import Project

WHO_WORKED_WHERE = f"""
    SELECT v.version_id, c.id FROM ({CURRENT_VERSIONS}) v CROSS JOIN coders c
    WHERE EXISTS (SELECT 1 FROM codings WHERE version_id = v.version_id AND coder_id = c.id)
    UNION SELECT version_id, coder_id FROM finished
    WHERE version_id IN (SELECT version_id FROM ({CURRENT_VERSIONS}))"""
"""Current version and everybody who has a coding on it or finished it, without a look at every coding."""

SHOWN = 10
"""How many contested transcripts an error names."""


@dataclass(frozen=True)
class Counted:
    """Whose codings count in which transcript."""

    coders: dict[int, tuple[int, ...]]
    """Key of a transcript version to its coders; the first one's coding stands for identical ones."""

    notes: tuple[str, ...]
    """How many transcripts came from whom."""


@dataclass(frozen=True)
class _Coder:
    id: int
    name: str
    kind: CoderKind


class _Contested(NamedTuple):
    """Who coded a transcript in which nobody's codings count."""

    persons: list[str]
    is_begun: bool
    """Whether something was ruled there, or the consensus coded something."""

    def __str__(self) -> str:
        return ", ".join(self.persons) + " (adjudicated in part)" * self.is_begun


def whose_codings(project: Project, *, coders: Sequence[str] = ()) -> Counted:
    """The coders whose codings count in each transcript."""
    known = [
        _Coder(key, name, CoderKind(kind))
        for key, name, kind in project.connection.execute("SELECT id, name, kind FROM coders ORDER BY name")
    ]
    worked = _who_worked_where(project)
    if coders:
        chosen = _pooled(worked, _named(known, coders))
    else:
        chosen = _adjudicated(project, worked, known)
    names = {coder.id: coder.name for coder in known}
    return Counted(chosen, _notes(Counter(names[key] for keys in chosen.values() for key in keys)))


def counted_coders(
    project: Project, *, coders: Sequence[str] = ()
) -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """Transcript to the names of the coders whose codings count there, and the notes that go with it."""
    counted = whose_codings(project, coders=coders)
    transcripts = _transcript_names(project)
    people = {key: name for name, key in coder_ids(project).items()}
    by_name = {
        transcripts[version]: frozenset(people[key] for key in keys)
        for version, keys in counted.coders.items()
    }
    return by_name, counted.notes


def _named(known: Sequence[_Coder], names: Sequence[str]) -> list[_Coder]:
    by_name = {coder.name: coder for coder in known}
    for name in names:
        if name not in by_name:
            raise UnknownCoder(name, known=by_name)
        if by_name[name].kind is CoderKind.machine:
            raise FitcodeError(
                f"{name!r} is a suggester: its suggestions are no codings and are never counted as such.",
                remedy="Name a person or the consensus; see fitcode coders list.",
            )
    return [by_name[name] for name in dict.fromkeys(names)]


def _who_worked_where(project: Project) -> dict[int, set[int]]:
    """Current version to everybody who has a coding on it or finished it."""
    worked: dict[int, set[int]] = {}
    for version, coder in project.connection.execute(WHO_WORKED_WHERE):
        worked.setdefault(version, set()).add(coder)
    return worked


def _pooled(worked: Mapping[int, set[int]], named: Sequence[_Coder]) -> dict[int, tuple[int, ...]]:
    pooled = {
        version: tuple(coder.id for coder in named if coder.id in present)
        for version, present in worked.items()
    }
    return {version: keys for version, keys in pooled.items() if keys}


def _adjudicated(
    project: Project, worked: Mapping[int, set[int]], known: Sequence[_Coder]
) -> dict[int, tuple[int, ...]]:
    chosen: dict[int, tuple[int, ...]] = {}
    contested: dict[int, _Contested] = {}
    finished = _finished_by_consensus(project)
    settled = settled_versions(project, worked.keys() - finished.keys())
    for version, present in worked.items():
        coders = [coder for coder in known if coder.id in present]
        consensus = [coder for coder in coders if coder.kind is CoderKind.consensus]
        persons = [coder for coder in coders if coder.kind is CoderKind.person]
        is_begun = bool(consensus) or version in settled
        if version in finished:
            chosen[version] = finished[version]
        elif (agreed := settled.get(version)) is not None:
            chosen[version] = (agreed,)
        elif len(persons) > 1 or (persons and is_begun):
            contested[version] = _Contested([coder.name for coder in persons], is_begun)
        elif persons or consensus:
            chosen[version] = tuple(coder.id for coder in persons or consensus)
    if contested:
        raise _several_coders(project, contested)
    return chosen


def _finished_by_consensus(project: Project) -> dict[int, tuple[int, ...]]:
    """Version to the key of the consensus that finished it; to several, where there are several."""
    finished: dict[int, tuple[int, ...]] = {}
    for version, coder in project.connection.execute(
        """SELECT f.version_id, f.coder_id FROM finished f JOIN coders c ON c.id = f.coder_id
           WHERE c.kind = ? ORDER BY c.name""",
        (CoderKind.consensus.value,),
    ):
        finished[version] = (*finished.get(version, ()), coder)
    return finished


def _notes(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Such as: 12 transcripts from ines, 3 from consensus."""
    listed = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{count} from {name}" for name, count in listed]
    if not parts:
        return ()
    count, name = listed[0][1], listed[0][0]
    parts[0] = f"{count} transcript{'' if count == 1 else 's'} from {name}"
    return (", ".join(parts),)


def _several_coders(project: Project, contested: Mapping[int, _Contested]) -> SeveralCoders:
    names = _transcript_names(project)
    listed = sorted((names[version], one) for version, one in contested.items())
    shown = "; ".join(f"{name}: {one}" for name, one in listed[:SHOWN])
    more = f"; and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    everybody = sorted({coder for one in contested.values() for coder in one.persons})
    is_begun = any(one.is_begun for one in contested.values())
    by_whom = "adjudication is not finished" if is_begun else "nobody adjudicated"
    counted = "1 transcript was" if len(listed) == 1 else f"{len(listed)} transcripts were"
    return SeveralCoders(
        f"{counted} coded by several people and {by_whom} ({shown}{more}).",
        remedy=f"Decide between them: fitcode adjudicate {listed[0][0]}, and when all is decided fitcode"
        f" adjudicate --finish {listed[0][0]}. Or say whose codings count: --coder {everybody[0]}, or --coder"
        f' {",".join(everybody)} to pool them, or in fitcode.toml: [tally] coder = ["{everybody[0]}"].',
    )


def _transcript_names(project: Project) -> dict[int, str]:
    return dict(project.connection.execute(f"SELECT version_id, name FROM ({CURRENT_VERSIONS})").fetchall())
