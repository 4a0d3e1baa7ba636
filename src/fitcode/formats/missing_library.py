"""Missing library: a format whose library is an extra says which one, instead of failing in the middle."""

from importlib import import_module
from types import ModuleType

from fitcode.errors import FitcodeError


def extra_library(module: str, *, extra: str, needed_for: str) -> ModuleType:
    """Import a library that fitcode comes without; raises FitcodeError that names the extra."""
    try:
        return import_module(module)
    except ImportError as error:
        raise FitcodeError(
            f"{needed_for} needs {module.partition('.')[0]}, which is not installed.",
            remedy=f"pip install 'fitcode[{extra}]'",
        ) from error
