"""Sample passages: which transcripts or segments a round takes, all or drawn, and what each stratum gives."""

from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.choices import RoundUnit
from fitcode.domain.sampling import Stratum, draw, sample_size
from fitcode.errors import FitcodeError, UsageError
from fitcode.store.project import Project
from fitcode.store.round_frame import round_frame
from fitcode.store.rounds import Passage


class Sampled(NamedTuple):
    """What was taken for a round."""

    passages: Sequence[Passage]
    strata: Sequence[Stratum]
    """By name; one without a name where nothing is stratified by."""


def sample_passages(
    project: Project,
    *,
    unit: RoundUnit,
    sample: str | None = None,
    transcripts: Sequence[str] = (),
    stratify_by: str | None = None,
    seed: int = 0,
) -> Sampled:
    """Take all units of these transcripts (of all transcripts without), or a sample of them.

    Raises UnknownTranscript, UsageError for a sample or stratum that cannot be, FitcodeError where nothing is
    there.
    """
    if stratify_by is not None and sample is None:
        raise UsageError(
            "--stratify-by says how a sample is drawn, and none is.",
            remedy="Add --sample N, or leave it out.",
        )
    frame = round_frame(project, unit=unit, transcripts=transcripts, stratify_by=stratify_by)
    if not frame:
        raise FitcodeError(
            "There is nothing to code in this round: no transcript, or nothing said by a respondent.",
            remedy="Read transcripts: fitcode ingest PATH. fitcode transcripts speaker says who responds.",
        )
    size = len(frame) if sample is None else sample_size(sample, len(frame))
    places, strata = draw([one for one, _ in frame], size, seed=seed)
    return Sampled([frame[place][1] for place in places], strata)
