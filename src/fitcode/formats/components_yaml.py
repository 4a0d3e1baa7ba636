"""components/<mission>.yaml: the parts of a mission's organisation.

An alias may stand with several components (a mention of it is then ambiguous); an id may not, and
parents must exist and never lead back to their own child.
"""

from fitcode.domain.choices import Branch, Level
from fitcode.domain.component import Component, Registry
from fitcode.errors import nearest
from fitcode.formats.fault_list import FaultList
from fitcode.formats.written_words import as_slug, shown
from fitcode.formats.yaml_fields import Fields
from fitcode.formats.yaml_lines import YamlNode, YamlText, load_yaml

_REGISTRY_KEYS = ("mission", "name", "source", "components")
_COMPONENT_KEYS = ("id", "name", "parent", "branch", "level", "place", "country", "aliases")


def parse_registry(text: str, *, file: str) -> Registry:
    """The components that a file states; raises InvalidFile with every mistake."""
    faults = FaultList(file)
    root = load_yaml(text, faults=faults)
    fields = Fields(root, thing="a components file", known=_REGISTRY_KEYS, faults=faults)
    mission = fields.slug("mission", proposed="minusma")
    if fields.get("components") is None:
        fields.fault("The file has no `components`: add a list of them.", fields.place("components"))
    components: list[Component] = []
    parents: dict[str, YamlNode] = {}
    lines: dict[str, int] = {}
    for node in fields.mappings("components", example="- id: force"):
        entry = Fields(node, thing="a component", known=_COMPONENT_KEYS, faults=faults)
        component = _component(entry)
        components.append(component)
        place = entry.get("id") or node
        first = lines.get(component.id)
        lines.setdefault(component.id, place.line)
        if first is not None and component.id:
            entry.fault(
                f"Two components have the id {shown(component.id)}, the first on line {first}.", place
            )
        elif component.parent:
            parents[component.id] = entry.get("parent") or node
    _check_parents(components, places=parents, fields=fields)
    faults.raise_any()
    return Registry(
        mission=mission,
        name=fields.line("name"),
        source=fields.text("source"),
        components=tuple(components),
    )


def _component(fields: Fields) -> Component:
    name = fields.line("name")
    identity = fields.slug("id", proposed=as_slug(name))
    return Component(
        id=identity,
        name=name or identity,
        parent=fields.line("parent") or None,
        branch=fields.choice("branch", Branch),
        level=fields.choice("level", Level),
        place=fields.line("place") or None,
        country=fields.line("country") or None,
        aliases=_aliases(fields),
    )


def _aliases(fields: Fields) -> tuple[str, ...]:
    aliases = fields.lines("aliases")
    node = fields.get("aliases")
    if isinstance(node, YamlText) and "," in node.text:
        fields.fault(f"`aliases` is one text with commas: write a list, [{shown(node.text)[1:-1]}].", node)
    return aliases


def _check_parents(components: list[Component], *, places: dict[str, YamlNode], fields: Fields) -> None:
    """Parents are components of this file, and no chain of them comes back to where it began."""
    parents = {component.id: component.parent for component in components if component.id in places}
    known = {component.id for component in components}
    for child, parent in parents.items():
        if parent not in known:
            fields.fault(
                f"No component {shown(parent)} for a parent. {nearest(str(parent), known)}", places[child]
            )
    settled: set[str] = set()
    for child in parents:
        chain: dict[str, None] = {}
        current: str | None = child
        while current is not None and current not in settled and current not in chain:
            chain[current] = None
            current = parents.get(current)
        if current in chain:
            walked = list(chain)
            circle = walked[walked.index(current) :]
            names = " > ".join([*circle, circle[0]])
            fields.fault(f"Parents lead in a circle: {names}.", places[circle[0]])
        settled.update(chain)
