"""fitcode plot: the pictures that it makes, the numbers in them, and what it refuses."""

from xml.etree import ElementTree as ET

import pytest

SVG = "{http://www.w3.org/2000/svg}"

CODED = [
    ("ana", "88:108", "trust", "force", "recce", "fit"),
    ("ana", "109:143", "spare-parts", "force", "police", "misfit"),
    ("ben", "26:37", "spare-parts", "police", "force", "misfit"),
]


@pytest.fixture
def coded(study, run):
    for transcript, span, code, about, counterpart, valence in CODED:
        options = ["--code", code, "--about", about, "--counterpart", counterpart, "--valence", valence]
        run("codings", "add", transcript, span, *options)
    return study


def words(path):
    return [text for element in ET.parse(path).iter(f"{SVG}text") for text in element.itertext()]


def sentences(path):
    return [element.text for element in ET.parse(path).iter(f"{SVG}title")]


def test_a_heatmap_holds_the_numbers_of_the_tally(coded, run):
    result = run("plot", "heatmap", "--out", "fit.svg", "--title", "Fit")

    assert result.stderr.startswith("2 transcripts from ines\nNo interval for net fit")
    assert result.stderr.endswith("\nDrew fit.svg.\n")
    assert "force, operational: net fit −1.00, 1 coding" in sentences("fit.svg")
    assert {"Fit", "Component: about-or-voice.", "cultural", "force", "n 1"} <= set(words("fit.svg"))


@pytest.mark.parametrize(
    ("plot", "sentence"),
    [
        (["dyads"], "police, force: net fit −1.00, 1 coding"),
        (["netfit"], "force: net fit 0.00, 2 codings"),
        (["netfit", "--by", "code"], "trust: net fit +1.00, 1 coding"),
        (["heatmap", "--by", "role,code"], "adviser, spare-parts: net fit −1.00, 1 coding"),
        (["timeline"], "cultural, 5% through the interview: net fit +1.00, 1 coding"),
        (["timeline", "--by", "code"], "spare-parts, 35% through the interview: net fit −1.00, 1 coding"),
    ],
)
def test_each_plot_says_its_numbers(coded, run, plot, sentence):
    run("plot", *plot, "--out", "it.svg")

    assert sentence in sentences("it.svg")


@pytest.mark.parametrize(
    ("kind", "order"), [("netfit", ["trust", "spare-parts"]), ("timeline", ["spare-parts", "trust"])]
)
def test_dots_are_ranked_by_net_fit_and_rows_of_a_timeline_stand_as_in_the_codebook(coded, run, kind, order):
    run("plot", kind, "--by", "code", "--out", "it.svg")

    assert [word for word in words("it.svg") if word in order] == order


def test_a_timeline_follows_a_date_of_cases(coded, run):
    run("cases", "set", "R01", "interview_date=2019-05-14")
    run("cases", "set", "R02", "interview_date=2019-08-02")

    run("plot", "timeline", "--along", "date", "--every", "quarter", "--out", "it.svg")

    assert {"2019-Q2", "2019-Q3"} <= set(words("it.svg"))
    assert "operational, 2019-Q3: net fit −1.00, 1 coding" in sentences("it.svg")


def test_a_condition_stands_in_the_picture(coded, run):
    run("plot", "netfit", "--out", "it.svg", "--where", "role=adviser")

    assert "Only role=adviser." in words("it.svg")
    assert not any(sentence.startswith("force") for sentence in sentences("it.svg"))


@pytest.mark.parametrize(
    ("name", "begins"), [("it.png", b"\x89PNG"), ("it.PDF", b"%PDF"), ("it.svg", b"<svg")]
)
def test_the_end_of_the_name_says_the_format(coded, run, name, begins):
    run("plot", "heatmap", "--out", name)

    assert (coded / name).read_bytes().startswith(begins)


def test_a_name_with_another_end_is_wrong_usage_and_nothing_is_written(coded, run):
    result = run("plot", "heatmap", "--out", "it.jpeg", code=2)

    assert "it.jpeg" in result.stderr
    assert ".svg, .png or .pdf" in result.stderr
    assert not (coded / "it.jpeg").exists()


def test_a_file_that_is_there_is_replaced_only_when_forced(coded, run):
    (coded / "it.svg").write_text("mine")

    result = run("plot", "heatmap", "--out", "it.svg", code=1)

    assert "--force" in result.stderr
    assert (coded / "it.svg").read_text() == "mine"
    run("plot", "heatmap", "--out", "it.svg", "--force")
    assert (coded / "it.svg").read_text().startswith("<svg")


@pytest.mark.parametrize(
    ("plot", "told"),
    [
        (["heatmap", "--by", "component"], "takes 2 groups, not 1"),
        (["netfit", "--by", "component,code"], "takes 1 group, not 2"),
        (["dyads", "--by", "code,code"], "by about and counterpart"),
        (["netfit", "--along", "date"], "Only a timeline"),
        (["netfit", "--every", "year"], "Only a timeline"),
        (["timeline", "--every", "year"], "Only along a date are there periods."),
        (["netfit", "--by", "componnent"], "Did you mean 'component'"),
    ],
)
def test_groups_that_a_plot_cannot_show_are_wrong_usage(coded, run, plot, told):
    assert told in run("plot", *plot, "--out", "it.svg", code=2).stderr


@pytest.mark.parametrize("kind", ["heatmap", "dyads", "netfit", "timeline"])
def test_a_project_without_codings_gives_a_picture_that_says_so(study, run, kind):
    run("plot", kind, "--out", "it.svg")

    assert "No codings" in words("it.svg")


def test_the_same_project_gives_the_same_picture(coded, run):
    for name in ("one.pdf", "two.pdf"):
        run("plot", "netfit", "--out", name)

    assert (coded / "one.pdf").read_bytes() == (coded / "two.pdf").read_bytes()
