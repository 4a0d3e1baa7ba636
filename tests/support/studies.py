"""A study made through the command line, and a way to run commands in it."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fitcode.cli.app import app

CODEBOOK = """\
id: mini
name: A small codebook
codes:
  - id: operational
    name: Operational fit
    dimension: operational
    codes:
      - id: spare-parts
        name: Spare parts
        definition: Fuel and parts.
        patterns: [{phrase: spare part, valence: misfit, weight: 0.8}]
  - id: cultural
    name: Cultural fit
    dimension: cultural
    codes:
      - {id: trust, name: Trust, patterns: [trust, {phrase: trust each other, valence: fit}]}
"""

COMPONENTS = """\
mission: mistral
name: A fictional mission
components:
  - {id: force, name: Force Headquarters, branch: military, aliases: [FHQ]}
  - {id: recce, name: Reconnaissance Company, parent: force, branch: military, aliases: [RECCE]}
  - {id: police, name: Mission Police, branch: police, aliases: [MPOL]}
"""

ANA = """\
Interview with R01, synthetic

Interviewer: How do you work with the RECCE?
Respondent: We trust each other. Spare parts never come from MPOL.
Interviewer: Do you trust the spare parts list?
Respondent: No. 🙂 Nobody reads it.
"""

BEN = """\
Q: And you?
A: We have no spare parts. They trust nobody at FHQ.
"""

CASES = """\
case,transcript,component,mission,role,rank
R01,ana,force,mistral,officer,captain
R02,ben,police,mistral,adviser,
"""

Run = Callable[..., Result]


def suggest_with(folder: Path, *suggesters: str) -> None:
    """Let a project's settings name these suggesters: rules alone suggest in a tenth of a second."""
    file = folder / "fitcode.toml"
    text = file.read_text(encoding="utf-8")
    named = f"suggesters = {json.dumps(suggesters)}"
    changed = re.sub(r"^(# )?suggesters = .*$", named, text, count=1, flags=re.MULTILINE)
    assert changed != text, "the settings name no suggesters"
    file.write_text(changed, encoding="utf-8")


@pytest.fixture
def run(tmp_path, monkeypatch) -> Run:
    """Run a command in the study's folder: its data, its notes, its exit code."""
    monkeypatch.setenv("FITCODE_CODER", "ines")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)

    def run_(*words: object, input: str | None = None, code: int | None = 0) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words], input=input, prog_name="fitcode")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if code is not None:
            assert result.exit_code == code, f"{words} ended with {result.exit_code}:\n{result.output}"
        return result

    return run_


@pytest.fixture
def study(run, tmp_path: Path) -> Path:
    """Two interviews with cases under a small codebook; the working directory is the project."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for name, text in {
        "mini.yaml": CODEBOOK,
        "mistral.yaml": COMPONENTS,
        "cases.csv": CASES,
        "ana.txt": ANA,
        "ben.txt": BEN,
    }.items():
        (inputs / name).write_text(text, encoding="utf-8")
    folder = tmp_path / "study"
    run("init", folder, "--codebook", inputs / "mini.yaml", "--components", inputs / "mistral.yaml")
    suggest_with(folder, "rules")
    os.chdir(folder)
    run("ingest", inputs / "ana.txt", inputs / "ben.txt", "--cases", inputs / "cases.csv")
    return folder
