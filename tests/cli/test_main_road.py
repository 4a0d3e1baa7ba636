"""The main road through the command line: files, suggestions, decisions, tallies."""

import csv
import io
import json
import shutil
import stat


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_init_makes_files_that_only_their_owner_reads(study):
    for name in ("fitcode.toml", "fitcode.db", "codebooks/mini.yaml", "components/mistral.yaml"):
        assert stat.S_IMODE((study / name).stat().st_mode) == 0o600, name


def test_transcripts_list_tells_turns_speakers_and_cases(study, run):
    ana, ben = rows(run("transcripts", "list"))
    assert (ana["transcript"], ana["turns"], ana["speakers"], ana["cases"]) == ("ana", "4", "2", "1")
    assert (ben["transcript"], ben["turns"], ben["kind"], ben["format"]) == ("ben", "2", "interview", "txt")


def test_a_second_ingest_of_the_same_files_stores_nothing(study, run):
    again = run("ingest", study.parent / "inputs/ana.txt", study.parent / "inputs/ben.txt")
    assert "2 known" in again.stderr
    assert len(rows(run("transcripts", "list"))) == 2


def test_suggestions_come_from_respondents_only_and_say_why(study, run):
    run("suggest")
    found = rows(run("suggestions", "list"))
    assert [(row["transcript"], row["quote"], row["code"]) for row in found] == [
        ("ana", "We trust each other.", "trust"),
        ("ana", "Spare parts never come from MPOL.", "spare-parts"),
        ("ben", "We have no spare parts.", "spare-parts"),
        ("ben", "They trust nobody at FHQ.", "trust"),
    ]
    assert found[1]["valence"] == "misfit"
    assert found[1]["about"] == "police"
    assert "spare part" in found[1]["reason"].lower()
    assert {row["status"] for row in found} == {"pending"}


def test_a_second_pass_has_nothing_to_do(study, run):
    run("suggest")
    assert "Nothing to do" in run("suggest").stderr


def test_an_accepted_suggestion_is_a_coding_and_a_rejected_one_is_not(study, run):
    run("suggest")
    uids = [row["uid"] for row in rows(run("suggestions", "list"))]

    run("suggestions", "accept", uids[0], "--valence", "fit", "--strength", "2")
    run("suggestions", "reject", uids[1])

    listed = rows(run("suggestions", "list", "--status", "all"))
    assert [row["status"] for row in listed][:2] == ["amended", "rejected"]
    (coding,) = rows(run("codings", "list"))
    assert (coding["quote"], coding["code"], coding["origin"]) == (
        "We trust each other.",
        "trust",
        "suggestion",
    )
    assert (coding["coder"], coding["strength"], coding["suggestion_uid"]) == ("ines", "2", uids[0])
    assert (coding["case"], coding["case.component"], coding["case.rank"]) == ("R01", "force", "captain")


def test_codings_added_by_hand_are_tallied_per_component(study, run):
    text = run("transcripts", "show", "ana", "--text").stdout
    start = text.index("Spare parts")
    run(
        "codings",
        "add",
        "ana",
        f"{start}:{start + 33}",
        "--code",
        "spare-parts",
        "--about",
        "police",
        "--valence",
        "misfit",
    )
    start = text.index("We trust")
    run("codings", "add", "ana", f"{start}:{start + 20}", "-c", "trust", "--valence", "fit")

    tally = rows(run("tally"))

    assert [(row["component"], row["dimension"], row["codings"], row["net_fit"]) for row in tally] == [
        ("force", "cultural", "1", "1.0"),
        ("police", "operational", "1", "-1.0"),
    ]
    assert {row["component_from"] for row in tally} == {"about-or-voice"}


def test_a_batch_with_faults_is_refused_whole_and_every_fault_named(study, run):
    lines = [
        {"transcript": "ana", "start": 0, "end": 9, "code": "trust"},
        {"transcript": "ana", "start": 0, "end": 9, "code": "trsut"},
        {"transcript": "nobody", "start": 0, "end": 9, "code": "trust"},
        {"transcript": "ana", "start": 0, "end": 90_000, "code": "trust"},
        {"transcript": "ana", "start": 0, "end": 9, "code": "trust", "about": "polise"},
    ]
    result = run("codings", "add", "--stdin", input="\n".join(map(json.dumps, lines)), code=1)
    for line in (2, 3, 4, 5):
        assert f"<stdin>:{line}:" in result.stderr
    assert "'trust'" in result.stderr
    assert "'police'" in result.stderr
    assert rows(run("codings", "list")) == []


def test_what_is_wrong_with_lines_and_with_what_they_name_is_told_at_once(study, run):
    lines = [
        {"transcript": "ana", "start": 0, "end": 9, "code": "trust", "coder": "zoe"},
        {"transcript": "nobody", "start": 0, "end": 9, "code": "trust"},
        {"transcript": "ana", "start": 0, "end": 9, "code": "trust", "strength": 4},
        {"transcript": "ana", "start": 0, "end": 90_000, "code": "trust"},
        {"transcript": "ben", "start": 0, "end": 2, "code": "trust"},
        {"transcript": "ben", "start": 0, "end": 2, "code": "trust"},
    ]
    result = run("codings", "add", "--stdin", input="\n".join(map(json.dumps, lines)), code=1)
    told = [line.split(":")[1] for line in result.stderr.splitlines() if line.startswith("<stdin>:")]
    assert told == ["2", "3", "4", "6"]
    assert "This repeats line 5." in result.stderr
    assert rows(run("codings", "list")) == []
    assert "zoe" not in [row["coder"] for row in rows(run("coders", "list"))]


def test_a_batch_that_is_there_already_says_that_nothing_was_added(study, run):
    run("codings", "add", "ana", "0:9", "-c", "trust")
    (coding,) = json.loads(run("codings", "list", "--format", "json").stdout)
    named = {name: coding[name] for name in ("transcript", "start", "end", "code", "coder", "uid")}
    again = run("codings", "add", "--stdin", input=json.dumps(named))
    assert "Added 0 codings. 1 was there already." in again.stderr
    assert again.stdout.split() == [coding["uid"]]


def test_notes_of_a_narrowed_tally_do_not_speak_of_the_whole_project(study, run):
    run("codings", "add", "ben", "9:32", "-c", "trust")
    notes = run("tally", "--where", "transcript=ben").stderr
    assert "Before --where: 1 transcript from ines" in notes
    assert "Before --where: 1 transcript is in scope that nobody has coded or finished" in notes


def test_a_tally_of_pooled_coders_by_coder_says_who_identical_codings_go_to(study, run):
    for coder in ("ines", "tomas"):
        run("--as", coder, "codings", "add", "ben", "9:32", "-c", "trust")
    told = "Identical codings of several coders count once"
    assert told in run("tally", "--by", "coder", "--coder", "ines,tomas").stderr
    assert told in run("tally", "--where", "coder=tomas", "--coder", "ines,tomas").stderr
    assert told not in run("tally", "--coder", "ines,tomas").stderr


def test_positions_come_back_with_the_text_that_stands_there(study, run):
    text = run("transcripts", "show", "ana", "--text").stdout
    spans = [
        (text.index("🙂"), text.index("🙂") + 1),
        (0, 9),
        (text.index("Nobody"), text.index("Nobody") + 6),
    ]
    lines = [json.dumps({"transcript": "ana", "start": a, "end": b, "code": "trust"}) for a, b in spans]
    run("codings", "add", "--stdin", input="\n".join(lines))
    for coding in json.loads(run("codings", "list", "--format", "json").stdout):
        assert text[coding["start"] : coding["end"]] == coding["quote"]


def test_two_coders_without_adjudication_are_not_counted_silently(study, run):
    run("--as", "ines", "codings", "add", "ana", "0:9", "-c", "trust")
    run("--as", "tomas", "codings", "add", "ana", "0:9", "-c", "trust")
    refused = run("tally", code=1)
    assert "ines" in refused.stderr
    assert "--coder" in refused.stderr
    run("tally", "--coder", "ines,tomas", "--include-interviewer")


def test_a_named_coder_leaves_in_scope_what_they_coded_or_finished(study, run):
    run("codings", "add", "ben", "9:32", "-c", "trust")

    (without_ana,) = rows(run("tally", "--by", "dimension", "--coder", "ines"))
    run("finish", "ana")
    (with_ana,) = rows(run("tally", "--by", "dimension", "--coder", "ines"))

    # Ben says 10 words (We have no spare parts. They trust nobody at FHQ.), Ana 14.
    assert float(without_ana["per_1000_words"]) == 1000 / 10
    assert float(with_ana["per_1000_words"]) == 1000 / 24
    assert (without_ana["case_share"], with_ana["case_share"]) == ("1.0", "0.5")


def test_quotes_are_attributed_by_role_and_component(study, run):
    run("codings", "add", "ben", "9:32", "-c", "spare-parts")
    (quote,) = rows(run("quotes"))
    assert quote["attribution"] == "adviser, police"
    assert "label" not in "".join(quote)


def test_an_export_is_the_same_byte_for_byte_when_nothing_changed(study, run):
    run("suggest")
    run("export", "csv", "--out", "one")
    run("export", "csv", "--out", "two")
    files = sorted(path.name for path in (study / "one").iterdir())
    assert "codings.csv" in files
    assert "manifest.json" in files
    for name in files:
        assert (study / "one" / name).read_bytes() == (study / "two" / name).read_bytes(), name


def test_an_export_does_not_overwrite_what_is_not_an_export(study, run):
    (study / "mine").mkdir()
    (study / "mine/notes.txt").write_text("months of work")
    run("export", "csv", "--out", "mine", code=1)
    assert (study / "mine/notes.txt").read_text() == "months of work"


def test_check_finds_nothing_after_the_main_road(study, run):
    run("suggest")
    assert "No problems" in run("check").stderr


def test_history_tells_who_did_what(study, run):
    run("codings", "add", "ana", "0:9", "-c", "trust")
    newest = rows(run("history", "--noun", "codings"))[0]
    assert (newest["coder"], newest["deed"], newest["changes"]) == ("ines", "codings add", "1 coding added")
    newest = rows(run("history", "--rows", "--noun", "codings"))[0]
    assert (newest["coder"], newest["deed"], newest["action"]) == ("ines", "codings add", "insert")


def test_finish_is_counted_for_the_coder(study, run):
    run("finish", "ana", "ben")
    run("finish", "ben", "--reopen")
    (ines,) = [row for row in rows(run("coders", "list")) if row["coder"] == "ines"]
    assert (ines["kind"], ines["finished"]) == ("person", "1")


def test_every_format_has_the_same_columns(study, run):
    csv_columns = run("transcripts", "list", "-f", "csv").stdout.splitlines()[0].split(",")
    assert run("transcripts", "list", "-f", "tsv").stdout.splitlines()[0].split("\t") == csv_columns
    assert list(json.loads(run("transcripts", "list", "-f", "json").stdout)[0]) == csv_columns
    assert list(json.loads(run("transcripts", "list", "-f", "jsonl").stdout.splitlines()[0])) == csv_columns
    table = run("transcripts", "list", "-f", "table").stdout
    assert all(column in table for column in csv_columns)


def test_quiet_silences_notes_and_keeps_data(study, run):
    result = run("suggest", "--quiet")
    assert result.stderr == ""


def test_a_transcript_says_how_it_was_read_and_what_kind_it_is(study, run):
    run("transcripts", "kind", "ana", "field-note")
    shown = run("transcripts", "show", "ana")
    assert "field-note" in shown.stderr
    assert "utf-8" in shown.stderr
    assert [row["speaker"] for row in rows(shown)] == ["Interviewer", "Respondent"] * 2


def test_an_earlier_version_of_a_codebook_can_be_shown(study, run):
    file = study / "codebooks/mini.yaml"
    file.write_text(file.read_text().replace("Fuel and parts.", "Fuel alone."))
    run("codebook", "apply")
    definitions = [
        {row["code"]: row["definition"] for row in rows(run("codebook", "show", *version))}["spare-parts"]
        for version in ([], ["--version", "1"])
    ]
    assert definitions == ["Fuel alone.", "Fuel and parts."]


def test_a_speaker_said_to_be_an_interviewer_is_not_counted(study, run):
    run("codings", "add", "ben", "9:32", "-c", "trust")
    run("transcripts", "speaker", "ben", "A", "interviewer")
    assert rows(run("tally")) == []
    assert len(rows(run("tally", "--include-interviewer"))) == 1


def test_a_misspelt_field_is_no_new_attribute(study, run):
    assert "component" in run("cases", "set", "R01", "compnent=police", code=1).stderr
    assert "New attribute: unit" in run("cases", "set", "R01", "unit=third").stderr


def test_contexts_stop_at_the_turn_because_labels_can_be_names(study, run):
    text = run("transcripts", "show", "ana", "--text").stdout
    start = text.index("We trust")
    run("codings", "add", "ana", f"{start}:{start + 20}", "-c", "trust")
    (quote,) = rows(run("quotes"))
    assert (quote["before"], quote["after"]) == ("", "Spare parts never come from MPOL.")


def test_many_links_come_from_lines_whole_or_not_at_all(study, run):
    first = run("codings", "add", "ana", "0:9", "-c", "trust").stdout.strip()
    second = run("codings", "add", "ana", "0:9", "-c", "spare-parts").stdout.strip()
    good = json.dumps({"source": first, "kind": "leads-to", "target": second, "memo": "so it went"})
    unknown = json.dumps({"source": first, "kind": "leads-to", "target": "00000000-none"})
    misspelt = json.dumps({"source": first, "kind": "lead-to", "target": second})

    refused = run("links", "add", "--stdin", input=f"{good}\n{unknown}\n", code=1)
    assert "<stdin>:2: No coding named '00000000-none'" in refused.stderr
    refused = run("links", "add", "--stdin", input=f"{misspelt}\n{good}\n{unknown}\n", code=1)
    assert "Did you mean 'leads-to'?" in refused.stderr
    assert "<stdin>:3: No coding named '00000000-none'" in refused.stderr
    assert rows(run("links", "list")) == []

    assert "Added 1 link." in run("links", "add", "--stdin", input=f"{good}\n").stderr
    assert [row["memo"] for row in rows(run("links", "list"))] == ["so it went"]
    again = run("links", "add", "--stdin", input=f"{good}\n{good}\n")
    assert "Added 0 links." in again.stderr
    assert len(set(again.stdout.split())) == 1
    run("links", "add", first, "--stdin", code=2)
    run("links", "add", first, "leads-to", code=2)


def test_links_and_memos_are_added_listed_and_removed(study, run):
    first = run("codings", "add", "ana", "0:9", "-c", "trust").stdout.strip()
    second = run("codings", "add", "ana", "0:9", "-c", "spare-parts").stdout.strip()
    link = run("links", "add", first, "leads-to", second[-8:], "--memo", "so it went").stdout.strip()
    assert [row["memo"] for row in rows(run("links", "list"))] == ["so it went"]
    memo = run("memos", "add", "code", "trust", "--text", "Ask Tomas.").stdout.strip()
    assert run("memos", "show", memo[-8:]).stdout == "Ask Tomas.\n"
    run("links", "remove", link)
    run("memos", "remove", memo)
    assert rows(run("links", "list")) == rows(run("memos", "list")) == []


def test_a_new_registry_is_a_skeleton_that_needs_no_mending(study, run, tmp_path, monkeypatch):
    told = run("components", "new", "harbour").stderr
    assert "components/harbour.yaml" in told
    assert "mission: harbour\n" in (study / "components/harbour.yaml").read_text()
    assert stat.S_IMODE((study / "components/harbour.yaml").stat().st_mode) == 0o600
    assert "no mistakes" in run("components", "check", "harbour").stderr
    assert "there already" in run("components", "new", "harbour", code=1).stderr
    for mission, mended in {
        "My Harbour": "'my-harbour'",
        "../harbour": "'harbour'",
        "": "something like",
    }.items():
        assert f"write {mended}" in run("components", "new", mission, code=2).stderr
    assert [path.name for path in (study / "components").iterdir() if path.stem.startswith(".")] == []

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    run("components", "new", "lagoon")
    assert (elsewhere / "lagoon.yaml").is_file()


def test_a_new_registry_makes_the_folder_that_a_project_lacks(study, run):
    shutil.rmtree(study / "components", ignore_errors=True)

    run("components", "new", "harbour")

    assert (study / "components/harbour.yaml").is_file()


def test_the_demo_is_whole_for_programs_and_short_for_eyes(run):
    whole = rows(run("demo", "one"))
    shown = run("demo", "two", "--format", "table")

    assert {row["dimension"] for row in whole} == {"strategic", "cultural", "operational", ""}
    assert "per_1000_words" in whole[0]
    assert "per_1000_words" not in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 110
    assert "The whole tally: fitcode tally" in shown.stderr


def test_check_tells_an_example_that_no_pattern_finds(run, tmp_path):
    code = "{id: fuel, patterns: [diesel], examples: [No petrol.], counter_examples: [I like diesel.]}"
    (tmp_path / "b.yaml").write_text(f"id: b\ncodes:\n  - {code}\n")

    told = run("codebook", "check", "b.yaml").stderr

    assert "b.yaml: fuel: no pattern finds the example 'No petrol.'" in told
    assert "fuel: a counter-example is found" in told


def test_an_export_names_the_version_that_the_codebooks_author_gave(study, run):
    file = study / "codebooks/mini.yaml"
    file.write_text(
        file.read_text().replace("name: A small codebook\n", 'name: A small codebook\nversion: "7b"\n')
    )
    run("codebook", "apply")
    run("export", "csv", "--out", "tables")

    (book,) = json.loads((study / "tables/manifest.json").read_text())["codebooks"]
    assert (book["stated_version"], book["version"]) == ("7b", 2)
    assert "version 7b, in this project version 2" in (study / "tables/methods.md").read_text()


def test_of_two_suggestions_at_one_place_the_higher_score_comes_first(study, run):
    file = study / "codebooks/mini.yaml"
    file.write_text(
        file.read_text().replace("patterns: [trust,", "patterns: [{phrase: spare part, weight: 0.9}, trust,")
    )
    run("codebook", "apply")
    run("suggest")

    first, second = [row for row in rows(run("suggestions", "list")) if row["transcript"] == "ben"][:2]
    assert (first["code"], second["code"], first["start"]) == ("trust", "spare-parts", second["start"])
