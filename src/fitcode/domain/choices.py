"""Choices: the closed lists of words that files, tables and commands use.

Nothing but the standard library is loaded here, so that a command's help can name them at once.
"""

from enum import StrEnum


class TranscriptKind(StrEnum):
    """What kind of source a transcript is; a source is not always an interview."""

    interview = "interview"
    focus_group = "focus-group"
    consultation = "consultation"
    roundtable = "roundtable"
    workshop_record = "workshop-record"
    field_note = "field-note"
    survey_answer = "survey-answer"
    document = "document"


class SpeakerKind(StrEnum):
    """Whether somebody's speech is counted: interviewers' and moderators' is not unless asked for."""

    respondent = "respondent"
    interviewer = "interviewer"
    moderator = "moderator"
    unknown = "unknown"

    @property
    def is_counted(self) -> bool:
        """Whether this speaker's speech counts as a respondent's."""
        return self in (SpeakerKind.respondent, SpeakerKind.unknown)


class SegmentUnit(StrEnum):
    """What a codable segment is, a project setting."""

    turn = "turn"
    paragraph = "paragraph"
    sentence = "sentence"


class Dimension(StrEnum):
    """The three dimensions of fit (Rietjens and Ruffa 2019, pp. 383-407, after Douma 1997)."""

    strategic = "strategic"
    cultural = "cultural"
    operational = "operational"


class Part(StrEnum):
    """The part that a code plays in the findings, beside its dimension."""

    activity = "activity"
    consequence = "consequence"
    remedy = "remedy"
    issue = "issue"
    """An entry of an inventory of issues; the code above it is its theme."""

    level = "level"
    """A row of a coherence matrix."""

    relationship = "relationship"
    """A column of a coherence matrix."""


class Valence(StrEnum):
    """The sign of a statement about fit; absent when the passage states none."""

    fit = "fit"
    misfit = "misfit"
    mixed = "mixed"


class Branch(StrEnum):
    """The kind of organisation; ``reference`` is a side of fit that is none (mandate, doctrine)."""

    civilian = "civilian"
    military = "military"
    police = "police"
    external = "external"
    reference = "reference"


class Level(StrEnum):
    """Where in the hierarchy a component stands."""

    mission = "mission"
    force = "force"
    sector = "sector"
    unit = "unit"


class AttributeType(StrEnum):
    """How an attribute's values are compared and exported."""

    text = "text"
    number = "number"
    date = "date"
    boolean = "boolean"
    category = "category"


class Origin(StrEnum):
    """How a coding came to be."""

    manual = "manual"
    suggestion = "suggestion"
    imported = "import"
    search = "search"
    merge = "merge"
    adjudication = "adjudication"


class LinkKind(StrEnum):
    """How one coding bears on another of the same coder."""

    leads_to = "leads-to"
    remedied_by = "remedied-by"


class SuggestionStatus(StrEnum):
    """Where a suggestion stands."""

    pending = "pending"
    accepted = "accepted"
    amended = "amended"
    rejected = "rejected"
    withdrawn = "withdrawn"


class ReviewOrder(StrEnum):
    """In which order suggestions are reviewed."""

    place = "place"
    certain = "certain"
    uncertain = "uncertain"
    mix = "mix"
    random = "random"


class ReviewBy(StrEnum):
    """What is reviewed together, one after the other, each in the review order."""

    all = "all"
    """Everything as one queue."""

    transcript = "transcript"
    code = "code"


class StatsBy(StrEnum):
    """What decisions on suggestions are counted by."""

    code = "code"
    suggester = "suggester"
    rule = "rule"


class RunStatus(StrEnum):
    """How a run ended, or that it has not."""

    running = "running"
    finished = "finished"
    interrupted = "interrupted"


class ExecutorKind(StrEnum):
    """Where the shards of a long run are done."""

    serial = "serial"
    """In the command's own process."""

    processes = "processes"
    dask = "dask"


class MemoTarget(StrEnum):
    """What a memo can hang on."""

    project = "project"
    transcript = "transcript"
    case = "case"
    code = "code"
    component = "component"
    coding = "coding"
    suggestion = "suggestion"


class CoderKind(StrEnum):
    """A suggester counts as a coder of kind machine; adjudicated codings belong to the consensus."""

    person = "person"
    machine = "machine"
    consensus = "consensus"


class RoundUnit(StrEnum):
    """What a round of coding samples."""

    transcript = "transcript"
    segment = "segment"


class Ruling(StrEnum):
    """What was decided between the codings of several coders."""

    took = "took"
    """One of them, or each of several."""

    neither = "neither"
    new = "new"
    """A coding that none of them had made."""


class DisagreementKind(StrEnum):
    """How the codings of two coders differ; the order is that in which a question is named."""

    different_code = "different-code"
    """Different codes on passages that share half of either."""

    one_sided = "one-sided"
    """One coded, the other did not."""

    boundaries = "boundaries"
    valence = "valence"
    component = "component"
    """Another component that it is about, or another counterpart."""

    agreed = "agreed"
    """No difference: the same code on the same passage, with the same valence and components."""


class AdjudicationRule(StrEnum):
    """Which questions are decided in bulk."""

    identical = "identical"
    """Those on which all coders agree."""

    overlap = "overlap"
    """Those that differ in boundaries alone, and share enough."""


class Boundaries(StrEnum):
    """Which passage the consensus has where coders cut it differently."""

    union = "union"
    """All that any of them marked."""

    shared = "shared"
    """What all of them marked."""

    earliest = "earliest"
    """As whoever coded it first did."""


class Action(StrEnum):
    """What happened to a row."""

    insert = "insert"
    update = "update"
    delete = "delete"


class ComponentFrom(StrEnum):
    """Which component a coding is counted for: the one choice that changes results."""

    about_or_voice = "about-or-voice"
    """The component it is about; where none is named, the component of the speaker's case."""

    about = "about"
    voice = "voice"


CASE_FIELDS = ("component", "mission", "role")
"""The fields that every case has; anything else is an attribute."""
