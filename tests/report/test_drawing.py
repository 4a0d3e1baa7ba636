"""Drawing: one tidy SVG behind every picture, the same bytes each time, and no name becomes markup."""

import re
import struct
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from fitcode.report import charts
from fitcode.report.drawing import draw
from tests.report.test_charts import record

SVG = "{http://www.w3.org/2000/svg}"
RECORDS = [
    record("force", low=-0.8, high=-0.2),
    record("<script>alert('1')</script>", "cultural", net_fit=0.4),
    record("قوة", "cultural", net_fit=None),
]
SPECIFICATIONS = {
    "heatmap": charts.heatmap(RECORDS, title="Fit & misfit"),
    "net_fit": charts.net_fit(RECORDS, theme="dark"),
    "timeline": charts.timeline([one | {"position": 0.3} for one in RECORDS], theme="page"),
    "empty": charts.heatmap([]),
}


def drawn(specification, **options):
    return ET.fromstring(draw(specification, as_="svg", **options))


@pytest.mark.parametrize("name", SPECIFICATIONS)
@pytest.mark.parametrize("as_", ["svg", "png", "pdf"])
def test_the_same_chart_gives_the_same_bytes(name, as_):
    assert len({draw(SPECIFICATIONS[name], as_=as_) for _ in range(3)}) == 1


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_an_svg_has_no_style_script_class_or_address(name):
    root = drawn(SPECIFICATIONS[name])

    attributes = {attribute for element in root.iter() for attribute in element.attrib}
    assert not attributes & {"style", "class", "onclick"}
    assert {element.tag for element in root.iter()} <= {
        SVG + tag
        for tag in (
            "svg",
            "g",
            "path",
            "text",
            "line",
            "rect",
            "title",
            "defs",
            "linearGradient",
            "stop",
            "tspan",
        )
    }


def test_an_svg_is_an_image_with_the_title_and_description_it_was_given():
    root = drawn(SPECIFICATIONS["heatmap"], title="Net fit <1>", description="Two & two", name="fit")

    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert named[root.get("aria-labelledby")] == "Net fit <1>"
    assert named[root.get("aria-describedby")] == "Two & two"


def test_two_charts_on_a_page_share_no_id():
    one, other = (ids(drawn(SPECIFICATIONS[name])) for name in ("heatmap", "timeline"))

    assert one
    assert not one & other


def test_what_refers_to_an_id_finds_it():
    root = drawn(SPECIFICATIONS["heatmap"], name="fit")

    fills = {element.get("fill") for element in root.iter() if "url(" in element.get("fill", "")}
    assert fills
    assert fills <= {f"url(#{name})" for name in ids(root)}


def test_a_name_is_drawn_as_the_text_that_it_is():
    root = drawn(SPECIFICATIONS["heatmap"])

    assert "<script>alert('1')</script>" in {element.text for element in root.iter(SVG + "text")}


def test_a_cell_with_a_link_leads_to_a_place_on_the_page_and_says_what_it_shows():
    linked = charts.heatmap([record(link="#quotes-1"), record("police", link="https://elsewhere.example/#x")])

    root = drawn(linked)

    links = list(root.iter(SVG + "a"))
    assert root.get("role") == "group"
    assert [link.get("href") for link in links] == ["#quotes-1", "#x"]
    assert links[0].get("aria-label") == "force, strategic: net fit −0.50, 4 codings"


def test_text_on_a_page_takes_the_colour_of_the_page():
    root = drawn(SPECIFICATIONS["timeline"])

    assert {element.get("fill") for element in root.iter(SVG + "text")} == {"currentColor"}


def test_a_specification_cannot_fetch_anything():
    away = SPECIFICATIONS["heatmap"] | {"data": {"url": "https://elsewhere.example/data.json"}}

    with pytest.raises(ValueError, match="not allowed"):
        draw(away, as_="svg")


def test_a_png_has_as_many_pixels_as_its_scale_says():
    root = drawn(SPECIFICATIONS["heatmap"])

    png = draw(SPECIFICATIONS["heatmap"], as_="png", scale=3)

    assert struct.unpack(">II", png[16:24]) == (3 * int(root.get("width")), 3 * int(root.get("height")))


def test_a_pdf_holds_its_text_and_its_fonts():
    pdf = draw(SPECIFICATIONS["heatmap"], as_="pdf")

    with pypdfium2.PdfDocument(pdf) as document:
        assert "Fit & misfit" in document[0].get_textpage().get_text_range()
    assert b"/FontFile" in pdf


def test_a_label_of_two_lines_stays_above_its_column():
    long = "joint mission analysis centre"
    root = drawn(charts.heatmap([record(dimension="strategic"), record(dimension=long)]))

    (label,) = [text for text in root.iter(SVG + "text") if "joint mission" in "".join(text.itertext())]
    top = float(re.findall(r"translate\([-\d.]+,([-\d.]+)\)", label.get("transform"))[0])
    lines = [float(line.get("dy", 0)) for line in label.iter(SVG + "tspan")]
    assert len(lines) == 2
    assert top + sum(lines) < 0


def test_a_chart_is_as_wide_and_high_as_asked():
    root = drawn(charts.heatmap(RECORDS, width=700, height=400))

    assert (root.get("width"), root.get("height")) == ("700", "400")


def ids(root):
    return {element.get("id") for element in root.iter() if element.get("id")}
