"""Settings: what fitcode.toml may say; unknown keys are refused by name.

A setting that changes numbers (segments, attribution) is named in every output that it shapes.
"""

from pydantic import BaseModel, Field

from fitcode.domain.choices import AttributeType, ComponentFrom, ExecutorKind, SegmentUnit, SpeakerKind


class ProjectSettings(BaseModel, frozen=True, extra="forbid"):
    """``[project]``"""

    name: str = "fitcode project"
    language: str = "en"
    detect_language: bool = True
    """Whether a transcript that states no language gets the one it is spoken in."""

    coder: str | None = None
    """Who acts when neither ``--as`` nor ``FITCODE_CODER`` says."""


class SegmentSettings(BaseModel, frozen=True, extra="forbid"):
    """``[segments]``"""

    unit: SegmentUnit = SegmentUnit.sentence


class SpeakerSettings(BaseModel, frozen=True, extra="forbid"):
    """``[speakers]``"""

    interviewers: tuple[str, ...] = ()
    """Labels of interviewers beyond those that the rules know."""

    roles: dict[str, SpeakerKind] = Field(default_factory=dict)
    """Label to speaker kind."""


class SuggestSettings(BaseModel, frozen=True, extra="forbid"):
    """``[suggest]``"""

    pipeline: str = "blank"
    """``blank``, or the name of any installed spaCy pipeline, whose model is asked about candidates."""

    suggesters: tuple[str, ...] = ("rules", "semantic", "learned")
    encoder: str = "use-multilingual"
    """What turns segments into vectors, for suggesters by meaning."""

    min_score: float = Field(default=0.05, ge=0, le=1)
    jobs: int = Field(default=1, ge=1)
    executor: ExecutorKind = ExecutorKind.processes
    """How several jobs are done."""

    seed: int = 0


class TallySettings(BaseModel, frozen=True, extra="forbid"):
    """``[tally]``"""

    component_from: ComponentFrom = ComponentFrom.about_or_voice
    coder: tuple[str, ...] = ()
    """Whose codings count when ``--coder`` is not given."""


class PrivacySettings(BaseModel, frozen=True, extra="forbid"):
    """``[privacy]``"""

    attribution: str = "{role}, {component}"
    """How a quotation is attributed; case, role, component and mission may stand in braces."""


class PipelineSettings(BaseModel, frozen=True, extra="forbid"):
    """``[pipeline]``"""

    steps: tuple[str, ...] = ()
    """Commands that ``fitcode run`` runs in order."""


class Settings(BaseModel, frozen=True, extra="forbid"):
    """All of fitcode.toml."""

    project: ProjectSettings = ProjectSettings()
    segments: SegmentSettings = SegmentSettings()
    speakers: SpeakerSettings = SpeakerSettings()
    suggest: SuggestSettings = SuggestSettings()
    tally: TallySettings = TallySettings()
    privacy: PrivacySettings = PrivacySettings()
    pipeline: PipelineSettings = PipelineSettings()
    attributes: dict[str, AttributeType] = Field(default_factory=dict)
    """Attribute name to a fixed type."""
