"""Recipe: the steps of a project's pipeline, and what was noted when each was last done.

A step is done again when something that decides its result has changed, and for no other reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

Part = Literal["counted", "codings", "transcripts", "cases", "codebooks", "suggestions", "memos", "history"]
"""What of a project a step reads; ``counted`` is of codings what numbers are made of, without their memos."""


class StepStatus(StrEnum):
    """How a step ended when it was last run."""

    done = "done"
    partly = "partly"
    """Some of its inputs failed, so that it is run again."""

    unfinished = "unfinished"
    """It failed, or was killed while it ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepKind:
    """What decides the result of a command."""

    reads: tuple[Part, ...] = ()
    settings: tuple[str, ...] = ()
    """Tables of fitcode.toml."""

    files: tuple[str, ...] = ()
    """Its arguments and options that name files."""

    folder: str = ""
    """A folder in the project whose YAML files it reads."""

    changes_project: bool = False
    libraries: tuple[str, ...] = ()
    """Packages whose release decides as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of the pipeline, read and found to be one."""

    number: int
    words: tuple[str, ...]
    """As given to ``fitcode``."""

    command: str
    """The words in one line, as a shell would take them."""

    key: str
    """The command; of those that stand twice, which one."""

    kind: StepKind
    inputs: tuple[Path, ...] = ()
    """Files and folders that it reads, from the project's folder."""

    output: Path | None = None
    """The file or folder that it writes."""

    asks_for_force: bool = False
    """Whether the command leaves a file that is there alone unless ``--force`` is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """What was noted when a step was last run."""

    status: StepStatus
    basis: Mapping[str, str]
    """What decided the result, by name, as hashes."""


@dataclass(slots=True)
class RecipeState:
    """What a project's pipeline has made so far."""

    latest_deed: int = 0
    """The latest deed of the project when something was last noted: a project put back has earlier ones."""

    steps: dict[str, StepRecord] = field(default_factory=dict)
    """By the key of the step."""

    outputs: dict[str, str] = field(default_factory=dict)
    """Path to the hash of what the pipeline wrote there; empty while it writes."""
