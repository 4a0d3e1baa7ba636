"""Charts: figures are written as well as coloured, and whatever names there are can be drawn."""

import itertools
import re

import pytest

from fitcode.report import charts
from fitcode.report.chart_words import labels, said, signed
from fitcode.report.palette import NET_FIT_STOPS, PALETTES, ink_on


def record(component="force", dimension="strategic", codings=4, net_fit=-0.5, low=None, high=None, **more):
    names = {"component": component, "dimension": dimension, "codings": codings}
    return names | {"net_fit": net_fit, "net_fit_low": low, "net_fit_high": high} | more


def cells(specification):
    return {(value["row"], value["column"]): value for value in specification["data"]["values"]}


def test_a_cell_says_its_net_fit_its_count_and_its_interval():
    cell = cells(charts.heatmap([record(low=-1.0, high=0.25)]))["force", "strategic"]

    assert (cell["figure"], cell["count"]) == ("−0.50", "n 4  [−1.00, +0.25]")
    assert cell["said"] == "force, strategic: net fit −0.50 (95 % interval −1.00 to +0.25), 4 codings"


def test_a_pair_without_codings_differs_from_one_that_states_no_fit():
    drawn = cells(charts.heatmap([record(net_fit=None), record("police", "cultural")]))

    assert drawn["force", "strategic"]["state"] == "unstated"
    assert drawn["force", "cultural"]["state"] == "none"
    assert drawn["force", "cultural"]["said"] == "force, cultural: no codings"


def test_dimensions_stand_in_their_own_order_whichever_comes_first():
    records = [record(dimension=name) for name in (None, "operational", "strategic")]

    columns = charts.heatmap(records)["encoding"]["x"]["scale"]["domain"]

    assert columns == ["strategic", "operational", "(none)"]


def test_components_stand_in_one_order_on_both_sides_of_a_dyad_matrix():
    pairs = [("force", "police"), ("police", "force"), ("force", "mandate")]
    records = [record(about=about, counterpart=counterpart) for about, counterpart in pairs]

    encoding = charts.dyads(records)["encoding"]

    assert encoding["y"]["scale"]["domain"] == ["force", "police"]
    assert encoding["x"]["scale"]["domain"] == ["force", "police", "mandate"]


def test_a_dot_is_hollow_without_an_interval_and_missing_where_nothing_is_stated():
    records = [record("a", low=-1.0, high=1.0), record("b"), record("c", net_fit=None)]

    values = charts.net_fit(records)["data"]["values"]

    assert [value["state"] for value in values] == ["interval", "point", "unstated"]


def test_a_timeline_takes_shares_of_an_interview_or_dates():
    through = charts.timeline([record(position=0.25)])
    dated = charts.timeline([record(date="2019-03-05")], at="date")

    assert through["data"]["values"][0]["said"].startswith("strategic, 25% through the interview: net fit")
    assert dated["encoding"]["x"]["type"] == "temporal"


@pytest.mark.parametrize(
    ("dates", "moments", "written"),
    [
        (["2019-Q2", "2019-Q3"], [1554076800000, 1561939200000], "%Y-Q%q"),
        (["2019-05", "2019-06"], [1556668800000, 1559347200000], "%Y-%m"),
        (["2019", "2019-05-14"], [1546300800000, 1557792000000], "%Y-%m-%d"),
    ],
)
def test_periods_stand_where_they_begin_and_are_written_as_exactly_as_they_are_known(dates, moments, written):
    drawn = charts.timeline([record(date=date) for date in dates], at="date")

    assert [value["when"] for value in drawn["data"]["values"]] == moments
    assert drawn["encoding"]["x"]["axis"]["format"] == written


def test_a_date_that_no_calendar_has_is_a_place_among_the_others():
    drawn = charts.timeline([record(date="2019-13"), record(date="2019-05")], at="date")

    assert drawn["encoding"]["x"]["scale"]["domain"] == ["2019-05", "2019-13"]


def test_rows_of_a_timeline_stand_in_the_order_of_the_table_without_those_that_nobody_coded():
    rows = [("fuel", 0), ("trust", 0), ("staff", 2), ("fuel", 3)]
    records = [record(code=code, codings=codings, position=0.5) for code, codings in rows]

    assert charts.timeline(records, by="code")["encoding"]["y"]["scale"]["domain"] == ["fuel", "staff"]


def test_a_timeline_leaves_out_what_has_no_place_or_no_codings():
    records = [record(position=None), record(position=0.5, codings=0), record(position=0.5)]

    assert len(charts.timeline(records)["data"]["values"]) == 1


@pytest.mark.parametrize("chart", [charts.heatmap, charts.dyads, charts.net_fit, charts.timeline])
def test_an_empty_project_gives_a_chart_that_says_so(chart):
    assert chart([])["data"]["values"] == [{"said": "No codings"}]


def test_notes_stand_under_the_title_or_alone():
    titled = charts.heatmap([record()], title="Fit", notes=["Only police."])["title"]
    alone = charts.heatmap([record()], notes=["Only police."])["title"]

    assert (titled["text"], titled["subtitle"]) == ("Fit", ["Only police."])
    assert alone["text"] == ["Only police."]


def test_long_names_are_cut_and_stay_apart():
    one, other = ("the joint mission analysis centre of the sector " * 3 + end for end in ("east", "west"))

    made = labels([one, other], width=30)

    assert len(set(made.values())) == 2
    assert all(len(line) <= 34 for label in made.values() for line in label.split("\n"))


def test_a_name_that_is_markup_or_holds_control_characters_is_text():
    drawn = charts.heatmap([record("<b>\x00\ud800x")])

    assert drawn["encoding"]["y"]["scale"]["domain"] == ["<b> x"]


@pytest.mark.parametrize(("value", "text"), [(-0.004, "0.00"), (0.5, "+0.50"), (-1.0, "−1.00")])
def test_a_net_fit_has_its_sign_unless_it_rounds_to_nothing(value, text):
    assert signed(value) == text


def test_one_coding_is_not_called_codings():
    assert said("force", 1, None, None, None) == "force: 1 coding, none of which states fit or misfit"


def test_every_figure_can_be_read_on_its_colour():
    contrasts = [contrast(step / 50 - 1) for step in range(101)]

    assert min(contrasts) >= 4.5


def test_text_on_a_page_has_the_colour_of_the_page():
    assert PALETTES["page"].ink == "currentColor"
    assert charts.heatmap([record()], theme="page")["background"] is None


def contrast(net_fit):
    """WCAG's ratio between a cell's colour and its ink, reckoned without the palette's own functions."""
    (low, dark), (high, light) = next(
        (one, two) for one, two in itertools.pairwise(NET_FIT_STOPS) if net_fit <= two[0]
    )
    share = (net_fit - low) / (high - low)
    mixed = [
        int(a, 16) + share * (int(b, 16) - int(a, 16))
        for a, b in zip(re.findall("[0-9a-f]{2}", dark), re.findall("[0-9a-f]{2}", light), strict=True)
    ]
    cell, ink = luminance(mixed), 0.0 if ink_on(net_fit) == "#000000" else 1.0
    return (max(cell, ink) + 0.05) / (min(cell, ink) + 0.05)


def luminance(channels):
    parts = [channel / 255 for channel in channels]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
