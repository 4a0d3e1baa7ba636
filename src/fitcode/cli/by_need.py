"""By need: the commands of the outermost group, each made of its module when somebody asks for it.

Of sixty commands a run needs one: to make the others takes longer than many a command's own work.
"""

from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from typer.main import get_group

from fitcode.cli.command import StepsGroup, new_group


class Module(NamedTuple):
    """A module of commands and where these stand in the help."""

    step: str
    name: str
    commands: Sequence[str]
    """What it registers, and its own name where it has a group of commands."""


class CommandsByNeed(MutableMapping[str, Any]):
    """Commands by name, in the order of the help; all names are known, a command is made when it is read.

    Typer's commands have private types: hence Any.
    """

    def __init__(self, modules: Sequence[Module]) -> None:
        self._modules = {name: module for module in modules for name in module.commands}
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made |= commands_of(self._modules[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._modules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def commands_of(module: Module) -> dict[str, Any]:
    """Name to command of everything that a module has."""
    found = import_module(f"fitcode.cli.{module.name}")
    shell = new_group("")
    if hasattr(found, "register"):
        found.register(shell, step=module.step)
    if hasattr(found, "group"):
        shell.add_typer(found.group, name=module.name, rich_help_panel=module.step)
    return dict(get_group(shell).commands)


def group_by_need(modules: Sequence[Module]) -> type[StepsGroup]:
    """The kind of group that has the commands of these modules."""

    class GroupByNeed(StepsGroup):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.commands = CommandsByNeed(modules)

    return GroupByNeed
