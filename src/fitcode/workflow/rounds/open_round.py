"""Open a round: its passages are drawn, and from then on its coders see only their own work there."""

from collections.abc import Sequence
from dataclasses import dataclass

from fitcode.domain.choices import RoundUnit
from fitcode.errors import UsageError
from fitcode.store import rounds
from fitcode.workflow.rounds.sample_passages import Sampled, sample_passages
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """What somebody asks of a round."""

    name: str
    coders: Sequence[str]
    is_blind: bool = True
    unit: RoundUnit = RoundUnit.transcript
    sample: str | None = None
    """A number of units or a share of them; all without it."""

    transcripts: Sequence[str] = ()
    """Those to take or to draw from; all without them."""

    stratify_by: str | None = None
    seed: int = 0


def open_round(workspace: Workspace, plan: RoundPlan) -> Sampled:
    """Draw a round's passages and open it; what was drawn.

    Raises UnknownCoder, UnknownTranscript, UsageError, and FitcodeError for a name that is taken.
    """
    if not plan.coders:
        raise UsageError("A round has coders.", remedy="Say who codes: --coders ines,tomas")
    with workspace.writing("rounds open"):
        project = workspace.project
        rounds.require_round_name(project, plan.name)
        rounds.require_people(project, plan.coders)
        sampled = sample_passages(
            project,
            unit=plan.unit,
            sample=plan.sample,
            transcripts=plan.transcripts,
            stratify_by=plan.stratify_by,
            seed=plan.seed,
        )
        new = rounds.NewRound(
            *(plan.name, plan.unit, plan.is_blind, plan.coders),
            passages=sampled.passages,
            stratified_by=plan.stratify_by,
            seed=plan.seed,
        )
        rounds.open_round(project, new)
    return sampled
