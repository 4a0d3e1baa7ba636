"""Apply front matter: what a transcript says about itself sets its kind, case, fields and attributes."""

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import CASE_FIELDS, TranscriptKind
from fitcode.domain.transcript import TranscriptDraft
from fitcode.store import cases
from fitcode.workflow.workspace import Workspace

_ABOUT_THE_TRANSCRIPT = frozenset({"title", "kind", "language", "case", "speaker", *CASE_FIELDS})
"""Keys that are not attributes of the case."""


def kind_stated(draft: TranscriptDraft) -> TranscriptKind | None:
    """The kind that the front matter names, if it names a known one."""
    stated = draft.metadata.get("kind", "").strip().lower().replace(" ", "-").replace("_", "-")
    return TranscriptKind(stated) if stated in set(TranscriptKind) else None


def apply_front_matter(workspace: Workspace, draft: TranscriptDraft, *, transcript: str) -> None:
    """Store the case that the front matter states; ``cases.settle_types`` must follow once for all files.

    Without ``case`` the transcript's own id names the case, once a component, mission or role is
    stated; keys without any of these are kept with the text and set nothing.
    """
    stated = draft.metadata
    if not any(stated.get(key) for key in ("case", *CASE_FIELDS)):
        return
    row = CaseRow(
        case=stated.get("case") or transcript,
        transcript=transcript,
        speaker=stated.get("speaker"),
        component=stated.get("component"),
        mission=stated.get("mission"),
        role=stated.get("role"),
        attributes={key: value for key, value in stated.items() if key not in _ABOUT_THE_TRANSCRIPT},
    )
    cases.add_cases(workspace.project, [row], types=workspace.settings.attributes)
