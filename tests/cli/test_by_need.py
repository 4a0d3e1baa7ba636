"""Commands by need: every command is found, and asking for one makes no other."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from fitcode.cli.app import MODULES, app
from fitcode.cli.by_need import commands_of

CLI = Path(__file__).resolve().parents[2] / "src" / "fitcode" / "cli"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_module_has_the_commands_that_the_table_says(module):
    assert list(commands_of(module)) == list(module.commands)


def test_no_module_of_commands_is_left_out():
    with_commands = {
        path.stem
        for path in CLI.glob("*.py")
        if any(line.startswith(("def register(app", "group = new_group")) for line in path.open())
    }

    assert {module.name for module in MODULES} == with_commands


def test_every_command_stands_once():
    names = [name for module in MODULES for name in module.commands]
    group: Any = get_command(app)

    assert list(group.commands) == names
    assert len(set(names)) == len(names)


def test_a_command_loads_no_module_of_other_commands():
    script = (
        "import sys; from typer.main import get_command; from fitcode.cli.app import app\n"
        "get_command(app).commands['tally']\n"
        "print([name for name in sys.modules if name.startswith('fitcode.cli.')])"
    )

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert "fitcode.cli.count" in loaded
    assert not [one.name for one in MODULES if f"'fitcode.cli.{one.name}'" in loaded and one.name != "count"]
