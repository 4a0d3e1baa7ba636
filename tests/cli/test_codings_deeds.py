"""Codes created, codings merged and split from the command line: what is printed, and how it ends."""

import json


def codings(run):
    return json.loads(run("codings", "list", "--format", "json").stdout)


def add(run, start, end, *options):
    return run("codings", "add", "ana", f"{start}:{end}", "--code", "trust", *options).stdout.strip()


def test_a_code_is_added_and_its_full_id_printed(study, run):
    added = run(
        *("codebook", "add", "Waiting for fuel", "--under", "spare-parts"),
        *("--definition", "Nothing moves.", "--example", "We waited."),
    )

    assert added.stdout == "mini/waiting-for-fuel\n"
    shown = run("codebook", "show", "mini", "--format", "json").stdout
    assert "Nothing moves." in shown
    assert run("codebook", "diff").stderr == "No changes.\n"


def test_a_code_may_have_an_id_of_its_own(study, run):
    assert run("codebook", "add", "燃料", "--id", "fuel", "--codebook", "mini").stdout == "mini/fuel\n"


def test_a_code_that_is_there_is_refused_with_a_remedy(study, run):
    refused = run("codebook", "add", "Trust", code=1)

    assert "--id" in refused.stderr
    assert refused.stdout == ""


def test_a_code_needs_a_name(study, run):
    run("codebook", "add", code=2)


def test_codings_are_merged_and_split_again(study, run):
    first, second = add(run, 40, 50, "--valence", "fit"), add(run, 45, 60)

    merged = run("codings", "merge", second, first[-8:])
    assert merged.stdout == f"{first}\n"
    assert merged.stderr == "Merged 2 codings.\n"
    assert [(one["start"], one["end"], one["valence"]) for one in codings(run)] == [(40, 60, "fit")]

    parts = run("codings", "split", first, "--at", "50").stdout.split()
    assert parts[0] == first
    assert [one["uid"] for one in codings(run)] == parts
    run("undo", 2)
    assert [one["uid"] for one in codings(run)] == [first, second]


def test_a_contradiction_names_the_option_that_ends_it(study, run):
    uids = [add(run, 40, 50, "--valence", "fit"), add(run, 45, 60, "--valence", "misfit")]

    assert "--prefer" in run("codings", "merge", *uids, code=1).stderr
    run("codings", "merge", *uids, "--prefer", uids[1])

    assert [one["valence"] for one in codings(run)] == ["misfit"]


def test_a_cut_outside_is_an_error_and_one_without_a_position_wrong_usage(study, run):
    uid = add(run, 40, 50)

    assert "empty" in run("codings", "split", uid, "--at", "50", code=1).stderr
    run("codings", "split", uid, code=2)
    run("codings", "split", uid, "--at", "-1", code=2)


def test_several_codings_are_changed_alike_or_none_is(study, run):
    uids = [add(run, 40, 50), add(run, 51, 60, "--about", "recce")]

    run("codings", "change", *uids, "--valence", "mixed")
    assert [one["valence"] for one in codings(run)] == ["mixed", "mixed"]
    run("undo")
    assert [one["valence"] for one in codings(run)] == [None, None]
    run("codings", "change", *uids, "no-such-uid", "--valence", "mixed", code=1)
    assert [one["valence"] for one in codings(run)] == [None, None]
    run("codings", "change", *uids, "--span", "40:60", code=2)
