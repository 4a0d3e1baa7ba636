"""Exports at the command line: what each format holds, what is refused, and what never leaves unasked."""

import csv
import hashlib
import io
import json

import duckdb
import openpyxl
import pyreadstat
import pytest

FOCUS_GROUP = """\
Moderator: Welcome.
Anna Bell: We trust each other. Anna Bell said so.
Chidi Okafor: Spare parts never come.
Anna Bell: Never.
"""

FORMATS = ("csv", "jsonl", "xlsx", "parquet", "sav", "dta")


def read_csv(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def coded(study, run):
    """A study with a coding of every kind of sign, and a link."""
    run("suggest")
    first = run(
        "codings", "add", "ana", "75:97", "-c", "trust", "--valence", "fit", "--about", "force"
    ).stdout
    second = run(
        "codings", "add", "ben", "15:38", "-c", "spare-parts", "--valence", "misfit", "--strength", 3
    )
    run("links", "add", first.strip(), "leads-to", second.stdout.strip())
    return study


@pytest.fixture
def focus_group(study, run, tmp_path):
    """A transcript whose labels are names, with a coding that runs over its turns."""
    (tmp_path / "group.txt").write_text(FOCUS_GROUP)
    run("ingest", tmp_path / "group.txt")
    start, end = FOCUS_GROUP.index("We trust"), FOCUS_GROUP.index("Never.") + 6
    run("codings", "add", "group", f"{start}:{end}", "-c", "trust")
    return study


@pytest.mark.parametrize("format_", FORMATS)
class TestEveryFormat:
    def test_the_same_project_gives_the_same_bytes(self, coded, run, format_):
        run("export", format_, "--out", "one")
        run("export", format_, "--out", "two")

        assert contents(coded / "one") == contents(coded / "two")

    def test_the_manifest_knows_every_other_file(self, coded, run, format_):
        run("export", format_, "--out", "out")

        files = contents(coded / "out")
        told = manifest(coded / "out")
        del files["manifest.json"]
        assert {name: one["sha256"] for name, one in told["files"].items()} == {
            name: hashlib.sha256(content).hexdigest() for name, content in files.items()
        }
        assert told["codebooks"][0]["id"] == "mini"
        assert told["tables"]["codings"]["rows"] == 2
        assert files["methods.md"].startswith(b"# Methods\n\n2 transcripts")

    def test_an_earlier_export_stays_unless_forced(self, coded, run, format_):
        run("export", format_, "--out", "out")
        before = contents(coded / "out")
        run("codings", "add", "ana", "0:9", "-c", "trust")

        assert "--force" in run("export", format_, "--out", "out", code=1).stderr
        assert contents(coded / "out") == before
        run("export", format_, "--out", "out", "--force")
        assert manifest(coded / "out")["tables"]["codings"]["rows"] == 3

    def test_a_project_without_codings_can_be_exported(self, study, run, format_):
        run("export", format_, "--out", "out")

        assert manifest(study / "out")["tables"]["codings"]["rows"] == 0


class TestTables:
    def test_a_segment_tells_whose_it_is_and_which_counted_codes_touch_it(self, coded, run):
        run("export", "csv", "--out", "out")

        rows = read_csv(coded / "out", "segments")
        assert {row["speaker_kind"] for row in rows} == {"respondent"}
        assert [(row["case"], row["codes"]) for row in rows if row["transcript"] == "ana"][:2] == [
            ("R01", "trust"),
            ("R01", ""),
        ]
        assert "text" not in rows[0]

    def test_what_was_said_leaves_only_when_asked(self, coded, run):
        run("export", "csv", "--out", "out", "--with-text")

        first = read_csv(coded / "out", "segments")[0]
        assert first["text"] == "We trust each other."
        assert int(first["words"]) == 4

    def test_tallies_are_those_of_the_command(self, coded, run):
        run("export", "csv", "--out", "out")

        for name, by in (("tally", "component,dimension"), ("tally_by_code", "code")):
            counted = run("tally", "--by", by, "--format", "csv").stdout
            assert (coded / "out" / f"{name}.csv").read_text(encoding="utf-8") == counted
        assert (coded / "out/dyads.csv").read_text(encoding="utf-8") == run("dyads", "--format", "csv").stdout

    def test_presence_is_one_where_a_case_has_the_code(self, coded, run):
        run("export", "csv", "--out", "out")

        presence = {
            row["case"]: (row["trust"], row["spare-parts"]) for row in read_csv(coded / "out", "presence")
        }
        assert presence == {"R01": ("1", "0"), "R02": ("0", "1")}

    def test_an_attribute_is_of_one_kind_in_every_table(self, coded, run):
        """Whichever cases have codings: here only the one whose day nobody knows."""
        (coded / "days.csv").write_text("case,transcript,day\nR01,ana,\nR02,ben,2024-05-01\n")
        run("cases", "import", "days.csv")
        listed = run("codings", "list", "--transcript", "ben", "--format", "csv").stdout
        run("codings", "remove", "--yes", next(csv.DictReader(io.StringIO(listed)))["uid"])

        run("export", "csv", "--out", "out")

        tables = manifest(coded / "out")["tables"]
        kinds = {
            (table, column["name"]): column["kind"]
            for table in ("cases", "codings")
            for column in tables[table]["columns"]
        }
        assert (kinds["cases", "day"], kinds["codings", "case.day"]) == ("date", "date")

    def test_where_it_is_open_whose_codings_count_there_is_no_tally_and_no_code_on_a_segment(
        self, coded, run
    ):
        run("--as", "tomas", "codings", "add", "ana", "75:97", "-c", "trust")

        told = run("export", "csv", "--out", "out")

        assert "No tally was exported" in told.stderr
        assert not (coded / "out/tally.csv").exists()
        assert {row["codes"] for row in read_csv(coded / "out", "segments")} == {""}
        run("export", "csv", "--out", "out", "--coder", "tomas", "--force")
        assert [row["codings"] for row in read_csv(coded / "out", "tally_by_code")] == ["1"]


class TestMethods:
    def test_they_tell_corpus_coders_and_how_often_suggestions_were_accepted(self, coded, run):
        first, second = [row["uid"] for row in csv.DictReader(io.StringIO(suggestions(run)))][:2]
        run("suggestions", "accept", first)
        run("suggestions", "reject", second)
        run("export", "csv", "--out", "out")

        methods = (coded / "out/methods.md").read_text(encoding="utf-8")
        assert "2 transcripts (" in methods
        assert (
            "One person coded: coder 1 made 3 codings. "
            "The figures count the codings of coder 1 (2 transcripts).\n" in methods
        )
        assert "Accepted or amended among those decided: codebook patterns 50 % of 2 (9 to 91 %)." in methods

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ((), "Whose codings count where several people coded is not yet said"),
            (("--coder", "tomas"), "The figures count the codings of coder 2 (1 transcript).\n"),
            (
                ("--coder", "ines,tomas"),
                "of coder 1 (2 transcripts) and of coder 2 (1 transcript), identical ones once.",
            ),
        ],
    )
    def test_they_tell_whose_codings_are_counted_and_nobody_by_name(self, coded, run, options, told):
        run("--as", "tomas", "codings", "add", "ana", "75:97", "-c", "trust")
        run("--as", "tomas", "finish", "ana")
        run("export", "csv", "--out", "out", *options)

        methods = (coded / "out/methods.md").read_text(encoding="utf-8")
        assert (
            "Two people coded: coder 1 made 2 codings; coder 2 made 1 coding and finished 1 tran" in methods
        )
        assert told in methods
        assert "tomas" not in methods

    def test_they_tell_what_was_adjudicated(self, coded, run):
        run("coders", "add", "consensus", "--kind", "consensus")
        run("--as", "consensus", "codings", "add", "ana", "75:97", "-c", "trust")
        run("--as", "consensus", "finish", "ana")
        run("export", "csv", "--out", "out")

        methods = (coded / "out/methods.md").read_text(encoding="utf-8")
        assert "The consensus of those who adjudicated holds 1 coding. The figures count" in methods
        assert "of coder 1 (1 transcript) and of the consensus (1 transcript).\n" in methods


def suggestions(run):
    return run("suggestions", "list", "--format", "csv").stdout


class TestOtherPrograms:
    def test_duckdb_joins_the_parquet_files(self, coded, run):
        run("export", "parquet", "--out", "out")

        joined = duckdb.sql(
            f"""SELECT c.code, c.valence, t.words > 0 FROM '{coded}/out/codings.parquet' c
                JOIN '{coded}/out/transcripts.parquet' t USING (transcript) ORDER BY c.code"""
        )
        assert joined is not None
        assert joined.fetchall() == [("spare-parts", "misfit", True), ("trust", "fit", True)]

    @pytest.mark.parametrize(
        ("format_", "read"), [("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)]
    )
    def test_statistics_programs_get_labelled_codings(self, coded, run, format_, read):
        run("export", format_, "--out", "out")

        frame, about = read(coded / f"out/codings.{format_}", apply_value_formats=True)
        assert sorted(zip(frame["code"], frame["valence"], frame["case_role"], strict=True)) == [
            ("Spare parts [spare-parts]", "misfit", "adviser"),
            ("Trust [trust]", "fit", "officer"),
        ]
        assert about.column_names_to_labels["valence"].startswith("Fit, misfit or mixed")
        present, about = read(coded / f"out/presence.{format_}")
        assert about.column_names_to_labels["spare_parts"] == "Present: Spare parts"
        assert present["spare_parts"].tolist() == [0, 1]

    def test_a_workbook_has_a_sheet_a_table(self, coded, run):
        run("export", "xlsx", "--out", "out")

        book = openpyxl.load_workbook(coded / "out/tables.xlsx")
        assert {"codings", "cases", "segments", "tally", "presence"} <= set(book.sheetnames)
        assert {sheet.freeze_panes for sheet in book} == {"A2"}
        assert all(sheet.auto_filter.ref for sheet in book)
        assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "b"}

    def test_a_workbook_can_be_one_file_that_says_how_it_came_about(self, coded, run):
        run("export", "xlsx", "--out", "out.xlsx")

        about = dict(
            openpyxl.load_workbook(coded / "out.xlsx")["about"].iter_rows(min_row=2, values_only=True)
        )
        assert about["methods"].startswith("2 transcripts")
        assert "sha256" in about["codebooks"]
        assert [path.name for path in coded.glob("*out*")] == ["out.xlsx"]
        run("export", "xlsx", "--out", "out.xlsx", code=1)
        run("export", "xlsx", "--out", "out.xlsx", "--force")

    def test_other_formats_are_folders_and_say_so(self, coded, run):
        told = run("export", "sav", "--out", "codings.sav", code=2).stderr

        assert "--out codings" in told
        assert not (coded / "codings.sav").exists()


class TestNames:
    @pytest.mark.parametrize("format_", ["csv", "jsonl"])
    def test_no_label_leaves_between_the_turns_of_a_quotation(self, focus_group, run, format_):
        run("export", format_, "--out", "out")

        written = b"".join(contents(focus_group / "out").values()).decode()
        assert "Chidi Okafor" not in written
        assert "Okafor" not in written
        assert "[respondent]: Spare parts never come." in written
        # What was said stays as it was said.
        assert "We trust each other. Anna Bell said so." in written

    @pytest.mark.parametrize("format_", ["csv", "jsonl"])
    def test_no_label_leaves_in_the_quotations_of_a_link(self, focus_group, run, format_):
        first, second = (
            run("codings", "add", "group", span, "-c", "spare-parts").stdout.strip()
            for span in (f"0:{len(FOCUS_GROUP) - 1}", "11:19")
        )
        run("links", "add", first, "leads-to", second)
        run("export", format_, "--out", "out")

        links = (focus_group / f"out/links.{format_}").read_text(encoding="utf-8")
        assert ("Okafor" in links, "[respondent]: Spare parts" in links) == (False, True)

    @pytest.mark.parametrize(
        ("format_", "read"), [("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)]
    )
    def test_no_label_leaves_as_what_an_attribute_called_speaker_may_say(self, coded, run, format_, read):
        for case in ("R01", "R02"):
            run("cases", "set", case, "case.speaker=first")
        (coded / "same.csv").write_text("case,transcript,role\nR01,ana,officer\n")
        run("cases", "import", "same.csv")  # settles what kind of attribute that is

        run("export", format_, "--out", "out")

        _, about = read(coded / f"out/codings.{format_}")
        assert about.variable_value_labels["case_speaker"] == {1: "first"}
        assert "case.speaker" in run("cases", "list", "--format", "csv").stdout.splitlines()[0]

    def test_a_list_of_quotations_names_no_speaker_either(self, focus_group, run):
        listed = run("quotes", "--format", "csv")

        assert "Okafor" not in listed.stdout
        assert "[respondent]: Spare parts never come." in listed.stdout
        assert "Not verbatim: 1 quote runs over turns" in listed.stderr

    def test_a_label_with_wider_spaces_in_its_file_is_a_label(self, study, run, tmp_path):
        wide = FOCUS_GROUP.replace("Anna Bell: Never", "Anna  Bell: Never")
        (tmp_path / "wide.txt").write_text(wide)
        run("ingest", tmp_path / "wide.txt")
        run("codings", "add", "wide", f"{wide.index('Spare')}:{wide.index('Never.') + 6}", "-c", "trust")
        run("export", "csv", "--out", "out")

        (coding,) = read_csv(study / "out", "codings")
        assert coding["quote"] == "Spare parts never come.\n[respondent]: Never."

    def test_a_changed_quotation_is_told(self, focus_group, run):
        run("export", "csv", "--out", "out")

        (note,) = manifest(focus_group / "out")["tables"]["codings"]["notes"]
        assert note.startswith("Not verbatim: 1 quote runs over turns")

    def test_names_leave_when_asked(self, focus_group, run):
        run("export", "csv", "--out", "out", "--with-names")

        (coding,) = read_csv(focus_group / "out", "codings")
        assert "\nChidi Okafor: Spare parts" in coding["quote"]
        assert {row["speaker"] for row in read_csv(focus_group / "out", "segments")} >= {"Chidi Okafor"}
        assert "speaker" in read_csv(focus_group / "out", "cases")[0]
        assert manifest(focus_group / "out")["tables"]["codings"]["notes"] == []

    def test_settings_that_name_speakers_leave_when_asked(self, focus_group, run):
        with (focus_group / "fitcode.toml").open("a", encoding="utf-8") as stream:
            stream.write("steps = [\"ingest talks --speakers 'Anna Bell=respondent'\"]\n")
        settings = (focus_group / "fitcode.toml").read_text("utf-8")
        named = settings.replace("[speakers]", '[speakers]\ninterviewers = ["Chidi Okafor"]')
        (focus_group / "fitcode.toml").write_text(named, "utf-8")
        run("export", "csv", "--out", "out")
        run("export", "csv", "--out", "named", "--with-names")

        told = [(focus_group / out / "manifest.json").read_text("utf-8") for out in ("out", "named")]
        assert [text.count("Anna Bell") + text.count("Chidi Okafor") for text in told] == [0, 2]
