"""Case rows: the lines of a cases file, resolved and joined into cases.

Nothing is stored here; every mistake of the file is found before anything is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import AttributeType, SpeakerKind
from fitcode.errors import Fault, FitcodeError, UnknownName, UnknownTranscript, nearest
from fitcode.store.case_facts import fits
from fitcode.store.names import Names, component_index, resolve_transcript
from fitcode.store.project import Project

Voice = tuple[str, int, int | None]
"""Case name, key of the transcript, key of the speaker."""


@dataclass
class CaseFields:
    """What a file states of one case; None where it states nothing."""

    component_id: int | None = None
    mission: str | None = None
    role: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class MergedRows:
    """A whole file: its cases, whose speech is theirs, and what is wrong."""

    cases: dict[str, CaseFields] = field(default_factory=dict)
    voices: list[Voice] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def ordered(self, voices: Iterable[tuple[int, int, int | None]]) -> list[tuple[int, int, int | None]]:
        """Voices in an order that does not depend on hashing."""
        return sorted(voices, key=lambda voice: (voice[0], voice[1], voice[2] or 0))


class _Known:
    """What the rows speak of, looked up when first named: the front matter of one file needs no more."""

    def __init__(self, project: Project, types: Mapping[str, AttributeType]) -> None:
        self.components = component_index(project)
        self.missions = {slug for (slug,) in project.connection.execute("SELECT slug FROM missions")}
        self.types = types
        self._project = project
        self._speakers: dict[str, tuple[int, dict[str, tuple[int, SpeakerKind]]]] = {}

    def transcript(self, name: str) -> tuple[int, dict[str, tuple[int, SpeakerKind]]]:
        """Key of a transcript, and its speakers' labels to their keys and kinds."""
        if name not in self._speakers:
            key = resolve_transcript(self._project, name)
            rows = self._project.connection.execute(
                "SELECT label, id, kind FROM speakers WHERE transcript_id = ? ORDER BY position", (key,)
            )
            speakers = {label: (speaker, SpeakerKind(kind)) for label, speaker, kind in rows}
            self._speakers[name] = key, speakers
        return self._speakers[name]


def merge_rows(
    project: Project, rows: Sequence[CaseRow], *, types: Mapping[str, AttributeType], file: str
) -> MergedRows:
    """Read every row against the project and against the rows before it."""
    known = _Known(project, types)
    merged = MergedRows()
    owners: dict[tuple[int, int], str] = {}
    missions: dict[str, str] = {}
    for row in rows:
        if row.mission:
            missions.setdefault(row.case, row.mission)
    for row in rows:
        messages = _merge_fields(merged, row, known, mission=row.mission or missions.get(row.case))
        voice, message = _voice(row, known)
        messages += [message] if message else []
        if voice is not None:
            owner = owners.setdefault((voice[1], voice[2]), row.case) if voice[2] is not None else row.case
            if owner != row.case:
                messages.append(f"the speaker in {row.transcript!r} is the speaker of case {owner!r} already")
            elif voice not in merged.voices:
                merged.voices.append(voice)
        merged.faults += [Fault(message, file=file, line=row.line) for message in messages]
    return merged


def _merge_fields(merged: MergedRows, row: CaseRow, known: _Known, *, mission: str | None) -> list[str]:
    """Join a row's fields to those of the case; says where two rows contradict each other."""
    messages: list[str] = []
    fields = merged.cases.setdefault(row.case, CaseFields())
    component_id = None
    if row.component:
        try:
            _refuse_foreign(row.component, mission, known)
            component_id = resolve_in_mission(known.components, row.component, mission)
        except FitcodeError as error:
            messages.append(f"{error.problem} {error.remedy}".strip())
    for name, value in (("component_id", component_id), ("mission", row.mission), ("role", row.role)):
        old = getattr(fields, name)
        if value and old is not None and old != value:
            shown = row.component if name == "component_id" else value
            messages.append(f"case {row.case!r} had another {name.removesuffix('_id')} above than {shown!r}")
        elif value:
            setattr(fields, name, value)
    for name, value in row.attributes.items():
        old = fields.attributes.get(name)
        kind = known.types.get(name)
        if not value:
            continue
        if old is not None and old != value:
            messages.append(f"case {row.case!r} had {name} {old!r} above, here {value!r}")
        elif kind is not None and not fits(value, kind):
            messages.append(f"{name} {value!r} is no {kind.value}")
        else:
            fields.attributes[name] = value
    return messages


def _refuse_foreign(component: str, mission: str | None, known: _Known) -> None:
    """Refuse a component that only other missions have than the case's, where the project knows that one."""
    owners = known.components.owners(component)
    if mission in known.missions and owners and mission not in owners:
        named = " and ".join(repr(owner) for owner in owners)
        raise FitcodeError(
            f"component {component!r} is not in mission {mission!r} but in {named}.",
            remedy="Mend the one or the other.",
        )


def resolve_in_mission(components: Names, name: str, mission: str | None) -> int:
    """A component by its name; the case's mission helps where several missions use it."""
    if mission:
        try:
            return components.resolve(f"{mission}/{name}")
        except UnknownName:
            pass
    return components.resolve(name)


def _voice(row: CaseRow, known: _Known) -> tuple[Voice | None, str]:
    """Whose speech in the transcript is the case's, or what is wrong."""
    try:
        transcript, speakers = known.transcript(row.transcript)
    except UnknownTranscript as error:
        return None, f"{error.problem} {error.remedy}".strip()
    if row.speaker:
        if row.speaker not in speakers:
            hint = nearest(row.speaker, speakers)
            return None, f"no speaker {row.speaker!r} in transcript {row.transcript!r}. {hint}".strip()
        return (row.case, transcript, speakers[row.speaker][0]), ""
    counted = [label for label, (_, kind) in speakers.items() if kind.is_counted]
    if len(counted) > 1:
        named = ", ".join(repr(label) for label in counted[:8])
        return (
            None,
            f"transcript {row.transcript!r} has several respondents ({named}): name one in column speaker",
        )
    return (row.case, transcript, speakers[counted[0]][0] if counted else None), ""
