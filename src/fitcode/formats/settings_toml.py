"""fitcode.toml: what a project may set, every mistake named at its line.

A single text where a list of texts belongs is a list of one; nothing else is bent. What the file
leaves out has the default that ``initial_settings`` writes down as a comment.
"""

import json
import re
import string
import tomllib
from typing import Any

from pydantic import BaseModel, ValidationError

from fitcode.domain.choices import AttributeType
from fitcode.domain.settings import Settings
from fitcode.errors import nearest
from fitcode.formats.fault_list import FaultList
from fitcode.formats.plain_faults import plain_words
from fitcode.formats.toml_lines import key_lines, line_of
from fitcode.formats.written_words import as_language, attribute_name, language_trouble, shown

MOST_CHARACTERS = 1_000_000
"""The longest settings file that is read."""

_ATTRIBUTION_NAMES = ("case", "role", "component", "mission")
_SYNTAX_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)")
_SYNTAX_HINTS = {
    "Invalid value": "The value cannot be read: put text in double quotes.",
    "Cannot overwrite a value": "The key stands twice, or is both a value and a table: remove one.",
    "Expected '=' after a key": "An `=` should follow the key; a key with spaces in it needs quotes.",
    "Illegal character '\\n'": "The quote that opens on this line is never closed.",
    "Unclosed array": "The list opened with [ is not closed, or misses a comma.",
    "Unclosed inline table": "The braces are not closed, or miss a comma.",
    "Exceeds the limit": "A number is far too long.",
    "Unescaped '\\'": "In double quotes \\ has a meaning of its own: use single quotes or write \\\\.",
}


def parse_settings(text: str, *, file: str) -> Settings:
    """The settings that a file states; raises InvalidFile with every mistake."""
    faults = FaultList(file)
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_CHARACTERS:
        faults.add(f"The file has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read.")
        raise faults.as_error()
    raw = _load(text, faults=faults)
    lines = key_lines(text)
    _tidy(raw, faults=faults, lines=lines)
    settings = Settings()
    try:
        # Strict JSON mode takes words for choices and lists for tuples, and no number for a text.
        settings = Settings.model_validate_json(json.dumps(raw, default=str), strict=True)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            location = found["loc"]
            message = plain_words(found, known=_known_keys(location[:-1]))
            if found["type"] == "extra_forbidden":
                message = _elsewhere(location) or message
            faults.add(message, line=line_of(location, lines=lines))
    _check_words(raw, faults=faults, lines=lines)
    faults.raise_any()
    return settings


def initial_settings(
    *, name: str, language: str, coder: str | None = None, tally_coder: str | None = None
) -> str:
    """A new project's fitcode.toml: what was asked for, and every default as a comment."""
    values = {
        "@language@": _quoted(language),
        "@coder@": f"coder = {_quoted(coder)}" if coder else '# coder = "ana"',
        "@tally_coder@": f"coder = [{_quoted(tally_coder)}]" if tally_coder else "# coder = []",
        "@name@": _quoted(name),
    }
    # One pass: a project may itself be called @language@.
    return re.sub("|".join(values), lambda found: values[found[0]], _TEMPLATE)


def _load(text: str, *, faults: FaultList) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        faults.add("The file is nested too deep.")
    except ValueError as error:
        said = str(error)
        found = _SYNTAX_PLACE.fullmatch(said)
        problem = found[1] if found else said
        message = next((hint for words, hint in _SYNTAX_HINTS.items() if words in problem), f"{problem}.")
        if found and found[2]:
            faults.add(message, line=int(found[2]), column=int(found[3]))
        elif found:
            message = (
                "The file ends too early: a quote, list or table is never closed, or a value is missing."
            )
            faults.add(message, line=text.rstrip().count("\n") + 1)
        else:
            faults.add(message)
    raise faults.as_error()


def _tidy(raw: dict[str, Any], *, faults: FaultList, lines: dict[tuple[str, ...], int]) -> None:
    """Single texts to lists of one, names to their usual spelling; changes ``raw``."""
    for section, name in _text_lists():
        table = raw.get(section)
        value = table.get(name) if isinstance(table, dict) else None
        if isinstance(table, dict) and isinstance(value, str):
            parts = value.split(",") if (section, name) == ("tally", "coder") else [value]
            table[name] = [part.strip() for part in parts if part.strip()]
    project = raw.get("project")
    if isinstance(project, dict) and isinstance(project.get("language"), str):
        project["language"] = as_language(project["language"])
    attributes = raw.get("attributes")
    if isinstance(attributes, dict):
        raw["attributes"] = _named_once(attributes, faults=faults, lines=lines)


def _named_once(
    attributes: dict[str, Any], *, faults: FaultList, lines: dict[tuple[str, ...], int]
) -> dict[str, Any]:
    """Attributes under the names that cases have; ``case.rank`` is ``rank``."""
    inner = attributes.get("case")
    nested = [(("case", name), value) for name, value in inner.items()] if isinstance(inner, dict) else []
    plain = [((name,), value) for name, value in attributes.items() if not (name == "case" and nested)]
    named: dict[str, Any] = {}
    for written, value in [*plain, *nested]:
        name = attribute_name(written[-1])
        line = line_of(("attributes", *written), lines=lines)
        if name in named:
            faults.add(f"The attribute {shown(name)} stands twice.", line=line)
        named.setdefault(name, value)
        if line is not None:
            lines.setdefault(("attributes", name), line)
    return named


def _check_words(raw: dict[str, Any], *, faults: FaultList, lines: dict[tuple[str, ...], int]) -> None:
    """What a type cannot say: a language is a code, an attribution names what there is."""
    language = _at(raw, "project", "language")
    if isinstance(language, str) and (trouble := language_trouble(language)):
        faults.add(f"`project.language`: {trouble}", line=line_of(("project", "language"), lines=lines))
    attribution = _at(raw, "privacy", "attribution")
    if isinstance(attribution, str) and (trouble := _attribution_trouble(attribution)):
        faults.add(f"`privacy.attribution`: {trouble}", line=line_of(("privacy", "attribution"), lines=lines))


def _attribution_trouble(template: str) -> str:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return "A brace is open or closed without its other half."
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if form or conversion or name not in _ATTRIBUTION_NAMES:
            return f"{{{name}}} cannot be filled in. {nearest(name, _ATTRIBUTION_NAMES)}"
    return ""


def _at(raw: dict[str, Any], section: str, name: str) -> Any:
    table = raw.get(section)
    return table.get(name) if isinstance(table, dict) else None


def _sections() -> dict[str, type[BaseModel]]:
    """The tables that have keys of their own."""
    annotated = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {
        name: kind
        for name, kind in annotated.items()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
    }


def _text_lists() -> list[tuple[str, str]]:
    return [
        (section, name)
        for section, model in _sections().items()
        for name, field in model.model_fields.items()
        if field.annotation == tuple[str, ...]
    ]


def _known_keys(location: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at a place."""
    if not location:
        return list(Settings.model_fields)
    section = _sections().get(str(location[0]))
    return list(section.model_fields) if section and len(location) == 1 else []


def _elsewhere(location: tuple[str | int, ...]) -> str:
    """Where a key belongs that stands in the wrong table."""
    name = str(location[-1])
    homes = [f"[{section}]" for section, model in _sections().items() if name in model.model_fields]
    return f"The key {shown(name)} belongs under {' or '.join(homes)}." if homes else ""


def _quoted(text: str) -> str:
    """A TOML text; JSON's spelling is TOML's but for the delete character."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007F")


_ATTRIBUTE_TYPES = ", ".join(AttributeType)

_TEMPLATE = f"""\
# The settings of this project. A line that begins with # is a default: take the # away to change it.

[project]
name = @name@
language = @language@
# detect_language = true   # of transcripts that state none; false takes the language above for all of them
@coder@            # who codes when neither --as nor FITCODE_CODER says

[segments]
# unit = "sentence"        # what is coded: turn, paragraph or sentence; set before the first ingest

[speakers]
# interviewers = []        # labels of interviewers that are not recognised, such as ["MK", "Moderatorin"]
# roles = {{}}               # label to kind: {{ ANA = "respondent", DESK = "moderator" }}

[suggest]
# pipeline = "blank"       # or the name of an installed spaCy pipeline, which is asked about candidates
# suggesters = ["rules", "semantic", "learned"]
# encoder = "use-multilingual"        # what turns sentences into vectors
# min_score = 0.05         # suggestions below it are not kept
# jobs = 1
# executor = "processes"   # how several jobs are done: serial, processes or dask
# seed = 0

[tally]
# component_from = "about-or-voice"   # whose component a coding counts for: about-or-voice, about or voice
@tally_coder@               # whose codings count when --coder is not given

[privacy]
# attribution = "{{role}}, {{component}}"   # under a quotation; {{case}} and {{mission}} may stand too

[attributes]
# rank = "category"        # a fixed type for an attribute of cases: {_ATTRIBUTE_TYPES}

[pipeline]
# steps = []               # what `fitcode run` does, in order; for instance
#   "ingest interviews --cases interviews/cases.csv",
#   "suggest",
#   "tally --by component,dimension --out tables/tally.csv",
#   "plot heatmap --out figures/fit.pdf",
#   "export csv --out data",
#   "report --out report.html",
"""
