"""Plan steps: which steps of the pipeline something has changed for, and what to note of each.

A step's basis is taken when its turn has come, after the steps before it: what those changed makes it stale.
For a step that changes the project it is taken after it, with its own changes in it.
"""

from importlib.metadata import PackageNotFoundError, version
from os.path import relpath
from pathlib import Path

import fitcode
from fitcode.domain.identity import content_hash
from fitcode.domain.recipe import Part, Step, StepKind, StepRecord, StepStatus
from fitcode.errors import FitcodeError
from fitcode.store.contents import content_of, ingested_files, latest_deed
from fitcode.workflow.running.hash_files import hash_of_output, hashes_of_inputs
from fitcode.workflow.running.keep_state import keep_state, read_state
from fitcode.workflow.workspace import Workspace

_SAID = {
    "fitcode": "fitcode has another version",
    "settings": "its settings in fitcode.toml have changed",
    "libraries": "a library that it works with has another version",
    "files": "its files have changed",
    "ingested": "some of its files are not in the project",
    "counted": "codings have changed",
    "codings": "codings have changed",
    "transcripts": "transcripts have changed",
    "cases": "cases or components have changed",
    "codebooks": "a codebook has changed",
    "suggestions": "suggestions have changed",
    "memos": "memos have changed",
    "history": "the project has changed",
}


class Pipeline:
    """The steps of a project as they stand: what each would be run for, and what was noted of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._project = workspace.project
        self._folder = workspace.project.folder
        self._state = read_state(self._folder, workspace.narrator)
        self._contents: dict[Part, str] = {}
        if latest_deed(self._project) < self._state.latest_deed:
            workspace.narrator.note("The project is older than its last run: every step counts as new.")
            self._state.steps.clear()

    def status(self, step: Step) -> StepStatus | None:
        """How the step ended when it was last run; None where it never was."""
        record = self._state.steps.get(step.key)
        return record.status if record else None

    def reason(self, step: Step) -> str | None:
        """Why the step is to be run; None where it is up to date."""
        record = self._state.steps.get(step.key)
        if record is None:
            return "it was never run"
        if record.status is StepStatus.unfinished:
            return "it was not finished"
        if record.status is StepStatus.partly:
            return "some of it failed the last time"
        basis = self._basis(step)
        for name, said in _SAID.items():
            if basis.get(name) != record.basis.get(name):
                return said
        return self._missing_output(step)

    def begin(self, step: Step, *, force: bool) -> tuple[str, ...]:
        """The words to run a step with; notes that its output is being made.

        Raises FitcodeError where something stands there that the pipeline did not make. What it made and
        somebody changed since is set aside.
        """
        words = step.words
        if step.output is not None:
            path = self._folder / step.output
            found = hash_of_output(path)
            if found is not None and not self._is_ours(step, found, force=force):
                self._set_aside(step, path)
                found = None
            if found is not None and step.asks_for_force and "--force" not in words:
                words = (*words, "--force")
            path.parent.mkdir(parents=True, exist_ok=True)
            self._state.outputs[str(step.output)] = ""
        self._note(step, StepStatus.unfinished, {})
        return words

    def end(self, step: Step, *, status: StepStatus) -> None:
        """Note that a step has ended well, and what it made."""
        if step.kind.changes_project:
            self._contents.clear()
        if step.output is not None:
            self._state.outputs[str(step.output)] = hash_of_output(self._folder / step.output) or ""
        self._note(step, status, self._basis(step))

    def _note(self, step: Step, status: StepStatus, basis: dict[str, str]) -> None:
        self._state.steps[step.key] = StepRecord(status=status, basis=basis)
        self._state.latest_deed = latest_deed(self._project)
        keep_state(self._folder, self._state)

    def _basis(self, step: Step) -> dict[str, str]:
        """What decides the step's result now."""
        kind = step.kind
        settings = self._workspace.settings.model_dump(mode="json", include=set(kind.settings))
        basis = {"fitcode": fitcode.__version__, "settings": content_hash(settings)}
        if kind.libraries:
            basis["libraries"] = content_hash([_release(name) for name in self._libraries(kind)])
        if kind.files:
            hashes = hashes_of_inputs(self._inputs(step))
            # By the place beside the project: a project that was moved is the same one.
            basis["files"] = content_hash({relpath(name, self._folder): hashes[name] for name in hashes})
            basis["ingested"] = content_hash(ingested_files(self._project, hashes.values()))
        for part in kind.reads:
            if part not in self._contents:
                self._contents[part] = content_of(self._project, part)
            basis[part] = self._contents[part]
        return basis

    def _inputs(self, step: Step) -> tuple[Path, ...]:
        edited = sorted((self._folder / step.kind.folder).glob("*.yaml")) if step.kind.folder else []
        return (*(self._folder / path for path in step.inputs), *edited)

    def _libraries(self, kind: StepKind) -> tuple[str, ...]:
        """The packages whose release decides; a language pipeline is one where the settings name one."""
        return (*kind.libraries, self._workspace.settings.suggest.pipeline)

    def _missing_output(self, step: Step) -> str | None:
        if step.output is None:
            return None
        found = hash_of_output(self._folder / step.output)
        if found is None:
            return f"{step.output} is not there"
        return None if found == self._state.outputs.get(str(step.output)) else f"{step.output} was changed"

    def _is_ours(self, step: Step, found: str, *, force: bool) -> bool:
        """Whether what stands at the output is as the pipeline left it; refuses what it never made."""
        noted = self._state.outputs.get(str(step.output))
        if noted is None and not force:
            raise FitcodeError(
                f"Step {step.number} would replace {step.output}, which this pipeline did not make.",
                remedy="Move it, name another file in fitcode.toml, or run: fitcode run --force",
            )
        # Empty while a step writes: a run that was killed has left it.
        return noted in (None, "", found)

    def _set_aside(self, step: Step, path: Path) -> None:
        """Keep what somebody changed under another name: it may be work."""
        aside = path.with_name(f"{path.name}.changed")
        number = 1
        while aside.exists():
            number += 1
            aside = path.with_name(f"{path.name}.changed-{number}")
        path.rename(aside)
        self._workspace.narrator.note(
            f"{step.output} was changed since it was made; it is kept as {aside.name}."
        )


def _release(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
