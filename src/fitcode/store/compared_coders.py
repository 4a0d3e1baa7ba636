"""Compared coders: whose codings are held against each other in which transcript.

Only who finished a transcript is compared on it: what somebody else left uncoded may not have been read yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fitcode.domain.choices import CoderKind
from fitcode.errors import FitcodeError, UnknownCoder
from fitcode.store.counted import WHO_WORKED_WHERE
from fitcode.store.names import CURRENT_VERSIONS, resolve_transcript
from fitcode.store.project import Project


@dataclass(frozen=True, slots=True)
class ComparedTranscript:
    """A transcript that several coders finished."""

    transcript: str
    version_id: int
    coders: tuple[str, ...]
    """In the order of their names, or as they were named."""


@dataclass(frozen=True, slots=True)
class ComparedCoders:
    """Where coders are compared, and what is left out."""

    transcripts: tuple[ComparedTranscript, ...]
    """In the order of their names."""

    notes: tuple[str, ...]
    """Which transcripts or coders are left out because somebody has not finished."""


def compared_coders(
    project: Project, *, transcript: str | None = None, coders: Sequence[str] = ()
) -> ComparedCoders:
    """The persons who finished each transcript, where they are two or more; or the coders who are named.

    Raises UnknownTranscript, UnknownCoder, FitcodeError for a suggester or for one name alone.
    """
    if transcript is not None:
        resolve_transcript(project, transcript)
    named = _named(project, coders)
    finished = _by_version(
        project, "SELECT f.version_id, c.name FROM finished f JOIN coders c ON c.id = f.coder_id"
    )
    worked = _by_version(
        project, f"SELECT w.version_id, c.name FROM ({WHO_WORKED_WHERE}) w JOIN coders c ON c.id = w.id"
    )
    compared: list[ComparedTranscript] = []
    unfinished: dict[str, list[str]] = {}
    rows = project.connection.execute(f"SELECT name, version_id FROM ({CURRENT_VERSIONS}) ORDER BY name")
    for name, version in rows.fetchall():
        if transcript not in (None, name):
            continue
        done = [coder for coder in named if coder in finished.get(version, ())]
        begun = [coder for coder in named if coder in worked.get(version, ()) and coder not in done]
        is_compared = len(done) == len(named) if coders else len(done) > 1
        if is_compared:
            compared.append(ComparedTranscript(name, version, tuple(done)))
        if begun and len(done) + len(begun) > 1:
            unfinished[name] = begun
    return ComparedCoders(tuple(compared), _notes(unfinished))


def _named(project: Project, coders: Sequence[str]) -> list[str]:
    """The coders who may be compared: those named, else every person."""
    kinds = {
        name: CoderKind(kind)
        for name, kind in project.connection.execute("SELECT name, kind FROM coders ORDER BY name")
    }
    for coder in coders:
        if coder not in kinds:
            raise UnknownCoder(coder, known=kinds)
        if kinds[coder] is CoderKind.machine:
            raise FitcodeError(
                f"{coder!r} is a suggester: its suggestions are no codings to weigh.",
                remedy="Name persons or the consensus; see fitcode coders list.",
            )
    if coders and len(set(coders)) < 2:
        raise FitcodeError(
            f"{coders[0]!r} alone cannot disagree with anybody.", remedy="Name two coders: --coders A,B"
        )
    return list(dict.fromkeys(coders)) or [name for name, kind in kinds.items() if kind is CoderKind.person]


def _by_version(project: Project, query: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for version, coder in project.connection.execute(query):
        found.setdefault(version, set()).add(coder)
    return found


_SHOWN = 3


def _notes(unfinished: dict[str, list[str]]) -> tuple[str, ...]:
    if not unfinished:
        return ()
    shown = "; ".join(f"{name}: {', '.join(who)}" for name, who in list(unfinished.items())[:_SHOWN])
    more = f"; and {len(unfinished) - _SHOWN} more" if len(unfinished) > _SHOWN else ""
    name, (coder, *_) = next(iter(unfinished.items()))
    return (f"Not compared, because not finished ({shown}{more}): fitcode finish {name} --as {coder}",)
