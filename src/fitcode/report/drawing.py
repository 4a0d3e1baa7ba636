"""Drawing: a chart's specification to SVG, PNG or PDF, without a browser and without a network.

Every picture is drawn from one tidy SVG: no style attributes, no scripts, no ids that another chart has too,
and the same bytes each time.
"""

import hashlib
import itertools
import json
import re
import unicodedata
from xml.etree import ElementTree as ET

from fitcode.domain.picture import PictureFormat
from fitcode.report.chart_frame import Specification
from fitcode.report.chart_words import plain

_VEGA_LITE = "5.21"
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DROPPED = frozenset({"pointer-events", "class", "role", "style", "version", "cursor"})
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_PDF_FONT = re.compile(rb"/BaseFont /[A-Z]{6}\+(\S+)")
_PDF_RESOURCES = re.compile(rb"(?:^ +/[a-z]+[0-9]+ [0-9]+ 0 R\n){2,}", re.MULTILINE)
_MOST_PDF_DRAWINGS = 100
"""Enough for four fonts to come in one order once, all but certainly; each takes some milliseconds."""

_OTHER_SCRIPTS = "'DejaVu Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', "
"""Asked first for text written from right to left: else any font that has the letters is taken, even bold."""

ET.register_namespace("", _SVG)


def draw(
    specification: Specification,
    *,
    as_: PictureFormat,
    scale: float = 2,
    title: str = "",
    description: str = "",
    name: str = "",
) -> bytes:
    """Draw a chart; ``scale`` is a PNG's pixels for each unit of length.

    An SVG bears its title and description for screen readers, and ids that begin with the name (by default
    one made from the specification).
    """
    import vl_convert

    # An empty list of addresses: a specification that asked for data from elsewhere would be refused.
    drawn = vl_convert.vegalite_to_svg(specification, vl_version=_VEGA_LITE, allowed_base_urls=[])
    whole = json.dumps(specification, sort_keys=True, default=str)
    prefix = name or f"chart-{hashlib.sha256(whole.encode()).hexdigest()[:10]}"
    svg = _tidied(drawn, title=title, description=description, prefix=prefix)
    match as_:
        case "svg":
            return svg.encode("utf-8")
        case "png":
            return bytes(vl_convert.svg_to_png(svg, scale=scale))
        case "pdf":
            return _pdf(svg)


def _pdf(svg: str) -> bytes:
    """A PDF with its fonts embedded, put in one order: the writer takes them and what it refers to in any."""
    import vl_convert

    for _ in range(_MOST_PDF_DRAWINGS):
        drawing = bytes(vl_convert.svg_to_pdf(svg))
        fonts = list(dict.fromkeys(_PDF_FONT.findall(drawing)))
        if fonts == sorted(fonts):
            break
    # Lines that change places leave the file as long as it was, so that its table of positions holds.
    return _PDF_RESOURCES.sub(lambda found: b"".join(sorted(found[0].splitlines(keepends=True))), drawing)


def _tidied(drawn: str, *, title: str, description: str, prefix: str) -> str:
    """The drawing with what a page needs, and without what only Vega's own view needs."""
    root = ET.fromstring(drawn)  # noqa: S314  # vl-convert has just written it
    _drop_hidden(root)
    _name_marks(root)
    has_links = _tidy_links(root)
    _tidy_attributes(root)
    _rename_ids(root, prefix)
    # Links inside an image could not be reached: a chart with links is a group.
    root.set("role", "group" if has_links else "img")
    root.set("aria-labelledby", f"{prefix}-title")
    heading = ET.Element(f"{{{_SVG}}}title", {"id": f"{prefix}-title"})
    heading.text = plain(title) if title else "Chart"
    root.insert(0, heading)
    if description:
        root.set("aria-describedby", f"{prefix}-desc")
        told = ET.Element(f"{{{_SVG}}}desc", {"id": f"{prefix}-desc"})
        told.text = plain(description)
        root.insert(1, told)
    return ET.tostring(root, encoding="unicode")


def _drop_hidden(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.get("display") == "none":
                parent.remove(child)


def _name_marks(root: ET.Element) -> None:
    """What a mark shows, as its title: a page shows it on hovering, a screen reader says it."""
    for element in root.iter():
        said = element.get("aria-label")
        if said and element.tag == f"{{{_SVG}}}path":
            heading = ET.Element(f"{{{_SVG}}}title")
            heading.text = said
            element.insert(0, heading)


def _tidy_links(root: ET.Element) -> bool:
    """Links lead to places on the same page only, and say what they are about; whether there are any."""
    links = list(root.iter(f"{{{_SVG}}}a"))
    for link in links:
        # Vega puts an address of its own before whatever is not a whole address.
        _, _, place = link.attrib.pop(_XLINK, "").partition("#")
        link.set("href", f"#{place}")
        said = next((mark.get("aria-label") for mark in link if mark.get("aria-label")), None)
        if said:
            link.set("aria-label", said)
    return bool(links)


def _tidy_attributes(root: ET.Element) -> None:
    for element in root.iter():
        is_link = element.tag == f"{{{_SVG}}}a"
        for attribute in list(element.attrib):
            if attribute in _DROPPED or (attribute.startswith("aria-") and not is_link):
                del element.attrib[attribute]
        if element.tag == f"{{{_SVG}}}text":
            element.set("pointer-events", "none")  # the figures lie on their cells
            if any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in "".join(element.itertext())):
                element.set("font-family", _OTHER_SCRIPTS + element.get("font-family", "sans-serif"))


def _rename_ids(root: ET.Element, prefix: str) -> None:
    """Vega counts its gradients through a whole process: here they begin anew with each chart."""
    numbers = itertools.count(1)
    new = {
        element.attrib["id"]: f"{prefix}-{next(numbers)}" for element in root.iter() if "id" in element.attrib
    }
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set("id", new[value])
            elif found := _REFERENCE.fullmatch(value):
                element.set(attribute, f"url(#{new[found[1]]})")
