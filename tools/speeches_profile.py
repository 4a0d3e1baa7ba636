"""The fit codebook's suggestions on 400 speeches about peacekeeping, counted for docs/speeches.md.

FITCODE_SHARED_DATA=... python -m tools.speeches_profile
"""

import os
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.choices import TranscriptKind
from fitcode.domain.codebook import Codebook
from fitcode.store.suggestions import list_suggestions
from fitcode.store.transcripts import list_transcripts
from fitcode.workflow.ingesting.ingest_files import FileStatus, ingest_files
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.suggesting.plan_pass import Asked
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.workspace import Workspace, open_workspace
from tools.marked_sections import markdown_table, write_part
from tools.pattern_rates import load_codebook

PAGE = Path(__file__).resolve().parent.parent / "docs" / "speeches.md"
NAME = "speeches"
LEAST = 0.6
"""Below it stand hints, of which every speech has hundreds."""

ARCHIVE = Path("load", "un-general-debates-400.tar.gz")


@dataclass(frozen=True, slots=True)
class Profile:
    """What was suggested in the speeches."""

    words: Mapping[str, int]
    """Speech to its words."""

    by_code: Mapping[str, Counter[str]]
    """Code to speeches and how many suggestions each has."""

    valences: Mapping[str, Counter[str]]
    """Code to valence (``unstated`` where none) and suggestions."""


def measure(shared_data: Path) -> Profile:
    """Unpack, ingest as documents, suggest and count, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fitcode-speeches-") as scratch:
        source, folder = Path(scratch) / "source", Path(scratch) / "project"
        with tarfile.open(shared_data / ARCHIVE) as archive:
            archive.extractall(source, filter="data")
        folder.mkdir()
        create_project(folder, codebook_names=["fit"], component_names=[], coder="reader")
        with open_workspace(folder, narrator=SilentNarrator()) as workspace:
            outcomes = ingest_files(workspace, [source], kind=TranscriptKind.document)
            stored = sum(outcome.status is FileStatus.stored for outcome in outcomes)
            assert stored == len(outcomes) > 0, [one.reason for one in outcomes if one.reason]
            suggest_codes(workspace, Asked(suggesters=["rules"], min_score=LEAST))
            return _count(workspace)


def _count(workspace: Workspace) -> Profile:
    by_code: defaultdict[str, Counter[str]] = defaultdict(Counter)
    valences: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in list_suggestions(workspace.project).records():
        by_code[str(one["code"])][str(one["transcript"])] += 1
        valences[str(one["code"])][str(one["valence"] or "unstated")] += 1
    speeches = list_transcripts(workspace.project).records()
    return Profile({str(one["transcript"]): int(str(one["words"])) for one in speeches}, by_code, valences)


def section(profile: Profile, codebook: Codebook) -> str:
    """The tables of the page."""
    total = sum(profile.words.values())
    suggestions = sum(counts.total() for counts in profile.by_code.values())
    header = (
        "code",
        "suggestions",
        "per 10,000 words",
        "speeches with it",
        "fit",
        "misfit",
        "mixed",
        "unstated",
    )
    groups = _groups(codebook)
    parts = [
        f"{len(profile.words)} speeches, {total:,} words, {suggestions:,} suggestions.",
        "\n".join(
            markdown_table(
                header, (_row(f"`{g}`, all codes", c, profile) for g, c in groups.items()), right=7
            )
        ),
        "\n".join(
            markdown_table(
                header,
                (
                    _row(f"`{code}`", [code], profile)
                    for code, _ in sorted(
                        profile.by_code.items(), key=lambda item: (-item[1].total(), item[0])
                    )
                ),
                right=7,
            )
        ),
    ]
    silent = [f"`{code.id}`" for code in codebook.codes if code.id not in profile.by_code]
    if silent:
        parts.append(f"Never suggested: {', '.join(silent)}.")
    return "\n\n".join(parts)


def _groups(codebook: Codebook) -> dict[str, list[str]]:
    """Top codes and everything below them."""
    groups: dict[str, list[str]] = {}
    for code in codebook.codes:
        top = [code.id, *codebook.ancestors(code.id)][-1]
        groups.setdefault(top, []).append(code.id)
    return groups


def _row(name: str, codes: Sequence[str], profile: Profile) -> tuple[object, ...]:
    speeches: Counter[str] = Counter()
    valences: Counter[str] = Counter()
    for code in codes:
        speeches += profile.by_code.get(code, Counter())
        valences += profile.valences.get(code, Counter())
    n, words = speeches.total(), sum(profile.words.values())
    shares = (f"{n / words * 10_000:.1f}", f"{len(speeches) / len(profile.words):.0%}")
    return name, f"{n:,}", *shares, *(f"{valences[key]:,}" for key in ("fit", "misfit", "mixed", "unstated"))


def main() -> int:
    """Write the section."""
    named = os.environ.get("FITCODE_SHARED_DATA")
    if not named or not Path(named).is_dir():
        print("FITCODE_SHARED_DATA names no folder.", file=sys.stderr)
        return 1
    write_part(PAGE, NAME, section(measure(Path(named)), load_codebook("fit")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
