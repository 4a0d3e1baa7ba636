"""dyads, cooccur, links matrix and links quotes: their data, their notes and their exit codes."""

import csv
import io
import json

import pytest


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def coded(study, run):
    """The study with five codings, one of them without a counterpart, and two links between them."""
    text = {"ana": (study.parent / "inputs/ana.txt").read_text(encoding="utf-8")}
    text["ben"] = (study.parent / "inputs/ben.txt").read_text(encoding="utf-8")
    wanted = [
        ("ana", "We trust each other", "trust", "force", "recce", "fit"),
        ("ana", "other. Spare parts never come", "spare-parts", "force", "police", "misfit"),
        ("ana", "Nobody reads it", "trust", "force", None, None),
        ("ben", "no spare parts", "spare-parts", "police", "force", "misfit"),
        ("ben", "trust nobody", "trust", "police", "force", "misfit"),
    ]
    lines = []
    for transcript, quote, code, about, counterpart, valence in wanted:
        start = text[transcript].index(quote)
        fields = {"start": start, "end": start + len(quote), "code": code, "about": about}
        fields |= {"transcript": transcript, "counterpart": counterpart, "valence": valence}
        lines.append(json.dumps({name: value for name, value in fields.items() if value is not None}))
    uids = run("codings", "add", "--stdin", input="\n".join(lines)).stdout.split()
    run("links", "add", uids[3], "leads-to", uids[4])
    run("links", "add", uids[1], "remedied-by", uids[0])
    return uids


def test_dyads_are_rows_with_the_columns_of_a_tally_and_say_what_was_left_out(coded, run):
    result = run("dyads")

    assert [(row["about"], row["counterpart"], row["codings"], row["net_fit"]) for row in rows(result)] == [
        ("force", "recce", "1", "1.0"),
        ("force", "police", "1", "-1.0"),
        ("police", "force", "2", "-1.0"),
    ]
    assert list(rows(result)[0])[2:] == list(rows(run("tally", "--by", "code"))[0])[1:]
    assert "Left out of the dyads: 1 coding without a counterpart." in result.stderr


def test_dyads_take_a_dimension_a_direction_and_a_measure(coded, run):
    result = run("dyads", "--dimension", "operational", "--undirected", "--measure", "codings")

    assert rows(result) == [
        {"about": "force", "force": "0", "police": "2"},
        {"about": "police", "force": "2", "police": "0"},
    ]


def test_dyads_roll_up_on_both_sides_and_are_complete_on_request(coded, run):
    assert rows(run("dyads", "--rollup", "--where", "counterpart=recce"))[0]["counterpart"] == "force"
    assert len(rows(run("dyads", "--complete"))) == 9


@pytest.mark.parametrize(("weight", "net_fit"), [("coding", -1 / 3), ("case", 0.0)])
def test_a_crosstab_of_net_fit_weighs_codings_or_cases(coded, run, weight, net_fit):
    options = ("--measure", "net_fit", "--weight", weight, "--where", "counterpart!=police")

    (row,) = rows(run("crosstab", "kind", "codebook", *options))

    assert float(row["mini"]) == pytest.approx(net_fit)


def test_an_unknown_dimension_or_component_comes_with_the_nearest_name(coded, run):
    assert "Did you mean 'operational'?" in run("dyads", "--dimension", "operationl", code=2).stderr
    assert "Did you mean 'police'?" in run("dyads", "--where", "about=polce", code=1).stderr


def test_codes_that_stand_together_come_with_the_numbers_that_say_so(coded, run):
    result = run("cooccur", "--format", "json")

    # Ana says four segments, the first of which carries both, and Ben two.
    assert json.loads(result.stdout) == [
        {
            "code": "spare-parts",
            "other": "trust",
            "together": 1,
            "first": 3,
            "second": 3,
            "jaccard": 0.2,
            "lift": pytest.approx(1 * 6 / (3 * 3)),
            "units": 6,
            "level": "segment",
        }
    ]


@pytest.mark.parametrize(
    ("level", "together"), [("segment", 1), ("turn", 2), ("overlap", 1), ("neighbour", 2), ("case", 2)]
)
def test_every_level_is_to_be_had(coded, run, level, together):
    result = rows(run("cooccur", "--dimensions", "--level", level))

    (pair,) = [row for row in result if row["dimension"] != row["other"]]
    assert (pair["together"], pair["level"]) == (str(together), level)


def test_valences_say_which_misfit_goes_with_which(coded, run):
    options = ("--dimensions", "--level", "case", "--valence", "misfit")

    assert [row["together"] for row in rows(run("cooccur", *options))] == ["1"]
    (matrix,) = rows(run("cooccur", *options, "--other-valence", "fit", "--measure", "together"))[1:]
    assert matrix == {"dimension": "operational", "cultural": "1", "operational": "0"}


def test_nothing_together_is_a_header_and_a_note(coded, run):
    result = run("cooccur", "--where", "valence=mixed")

    assert result.stdout.splitlines() == [
        "code,other,together,first,second,jaccard,lift,units,level",
    ]
    assert "No two codes stand together here at level segment." in result.stderr


def test_an_unknown_level_is_wrong_usage(coded, run):
    assert "'neighbour'" in run("cooccur", "--level", "sentence", code=2).stderr


def test_links_are_counted_by_both_ends(coded, run):
    assert rows(run("links", "matrix")) == [
        {
            "from": "operational",
            "to": "cultural",
            "kind": kind,
            "links": "1",
            "transcripts": "1",
            "cases": "1",
        }
        for kind in ("leads-to", "remedied-by")
    ]
    matrix = rows(run("links", "matrix", "--by", "code", "--kind", "leads-to", "--measure", "links"))
    assert matrix == [{"from": "spare-parts", "kind": "leads-to", "trust": "1"}]


def test_a_link_has_two_quotations_with_attribution(coded, run):
    (quotes,) = rows(run("links", "quotes", "--valence", "misfit", "--to-valence", "misfit"))

    assert (quotes["kind"], quotes["from_quote"], quotes["to_quote"]) == (
        "leads-to",
        "no spare parts",
        "trust nobody",
    )
    assert (quotes["from_code"], quotes["to_dimension"]) == ("spare-parts", "cultural")
    assert quotes["from_attribution"] == quotes["to_attribution"] == "adviser, police"


def test_links_are_narrowed_by_either_end(coded, run):
    assert len(rows(run("links", "quotes", "--from", "operational", "--to", "trust"))) == 2
    assert len(rows(run("links", "quotes", "--where", "role=officer"))) == 1
    assert len(rows(run("links", "quotes", "--where", "origin=manual"))) == 2
    assert len(rows(run("links", "quotes", "--where", "coder!=nobody"))) == 2
    assert rows(run("links", "quotes", "--where", "coder=")) == []
    nothing = run("links", "matrix", "--to", "spare-parts")
    assert (rows(nothing), "No link here counts." in nothing.stderr) == ([], True)
    assert "Did you mean 'trust'?" in run("links", "matrix", "--from", "trsut", code=1).stderr
