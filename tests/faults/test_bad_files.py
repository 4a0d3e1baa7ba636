"""Bad files through the real command: each is named with its reason, and the rest is stored.

The ``run`` fixture raises whatever is no clean exit, so a traceback anywhere fails the test.
"""

import csv
import io
import json
import os
import random
import time
from pathlib import Path

import pytest

from fitcode.workflow.starting.create_project import create_project
from tests.faults.bad_files import PARAGRAPHS, TALK, permissions_bind, write_bad_files
from tests.formats.samples import docx_of, page_of, pdf_of

OPEN_TO_US = not permissions_bind()


@pytest.fixture
def project(run, tmp_path):
    """An empty project; gives the command in it."""
    folder = tmp_path / "study"
    create_project(folder, codebook_names=[], component_names=[])

    def run_here(*words, **how):
        return run("-C", folder, *words, **how)

    return run_here


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def stored(project) -> list[str]:
    return [row["transcript"] for row in table(project("transcripts", "list"))]


def table(result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


class TestFilesThatAreNoTranscripts:
    @pytest.fixture
    def bad(self, tmp_path):
        return write_bad_files(tmp_path / "bad")

    def test_each_is_named_with_its_reason_and_the_good_ones_are_stored(self, project, bad, tmp_path):
        folder = tmp_path / "bad"
        (folder / "a-good.txt").write_text(TALK.strip())
        docx_of(folder / "m-good.docx", PARAGRAPHS)
        (folder / "z-good.pdf").write_bytes(pdf_of([page_of([*TALK.splitlines(), "As a PDF."])]))

        result = project("ingest", folder, code=3)

        lines = result.stderr.splitlines()
        wrong = [
            f"{name}: no line with {reason!r}"
            for name, reason in bad.items()
            if not any(f"/{name}" in line and reason in line for line in lines)
        ]
        assert not wrong, "\n".join([*wrong, result.stderr])
        # The document holds the same text as the plain file: it is there already.
        assert f"{len(bad)} failed, 1 known, 2 stored" in result.stderr
        assert stored(project) == ["a-good", "z-good"]
        assert "Traceback" not in result.output
        project("check")

    def test_nothing_good_beside_them_is_still_exit_3(self, project, bad, tmp_path):
        project("ingest", tmp_path / "bad", code=3)
        assert stored(project) == []
        project("check")

    def test_a_dry_run_tells_the_same_reasons(self, project, bad, tmp_path):
        told = project("ingest", tmp_path / "bad", "--dry-run", "--format", "json", code=3)
        rows = {Path(row["file"]).name: row for row in json.loads(told.stdout)}
        assert set(rows) == set(bad)
        assert all(
            rows[name]["status"] == "failed" and reason in rows[name]["reason"]
            for name, reason in bad.items()
        )

    def test_workers_tell_the_same_reasons(self, project, bad, tmp_path):
        result = project("ingest", tmp_path / "bad", "--jobs", "2", code=3)
        assert f"{len(bad)} failed" in result.stderr


class TestEncodings:
    def test_a_file_of_two_encodings_is_read_with_a_warning(self, project, files):
        lines = [*["R01: Café, où ?\n".encode()] * 5, "R02: déjà vu, naïve.\n".encode("cp1252")]
        (files / "mixed.txt").write_bytes(b"".join(lines))
        result = project("ingest", files)
        assert "Mixed encodings" in result.stderr
        assert "Café" in project("transcripts", "show", "mixed").stdout
        assert "déjà vu, naïve" in project("transcripts", "show", "mixed").stdout

    @pytest.mark.parametrize(
        "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-32"]
    )
    def test_each_encoding_gives_the_same_text(self, project, files, encoding):
        talk = "Interviewer: Où étiez-vous à Noël ?\nRespondent: À l’hôtel, déjà prêt. C’était l’été.\n" * 5
        (files / "talk.txt").write_bytes(talk.encode(encoding))
        project("ingest", files)
        assert project("transcripts", "show", "talk", "--text").stdout == talk

    def test_stray_nul_characters_are_left_out(self, project, files):
        (files / "nul.txt").write_bytes(TALK.replace("Nobody", "No\x00body").encode())
        project("ingest", files)
        assert project("transcripts", "show", "nul", "--text").stdout == TALK
        project("check")

    @pytest.mark.parametrize(
        ("label", "talk"),
        [
            ("مقابِل", "كيف حالك؟ لا وقود."),
            ("🙂 Ana", "No fuel 🚚."),
            ("Müller-Lüdenscheidt", "Kein Diesel."),
            ("O'Connor", "No fuel."),
            ("Ngo\u0323c", "Không có nhiên liệu."),
        ],
    )
    def test_speakers_may_have_any_name(self, project, files, label, talk):
        (files / "names.txt").write_text(f"Interviewer: A?\n{label}: {talk}\n" * 3, encoding="utf-8")
        project("ingest", files)
        turns = table(project("transcripts", "show", "names"))
        assert [(turn["speaker"], turn["text"]) for turn in turns][1] == (label, talk)


class TestNamesAndFolders:
    @pytest.mark.parametrize(
        "name",
        [
            b"with space.txt",
            b"new\nline.txt",
            "r\u202etl.txt".encode(),
            b"esc\x1b[31m.txt",
            "مقابلة.txt".encode(),
            "😀.txt".encode(),
            b"not-utf-8-\xff.txt",
            b"'; DROP TABLE transcripts; --.txt",
            b"=cmd.txt",
            b"-rf.txt",
            b"%s{}.txt",
            b"x" * 240 + b".txt",
        ],
    )
    def test_a_file_may_have_any_name(self, project, files, name):
        (files / os.fsdecode(name)).write_bytes(TALK.encode())
        (files / "second.txt").write_text(TALK + "More.")

        result = project("ingest", files, "--format", "json")

        assert "2 stored" in result.stderr
        assert "\x1b" not in result.output
        rows = json.loads(result.stdout)
        assert [row["status"] for row in rows] == ["stored", "stored"]
        assert sorted(row["transcript"] for row in rows) == sorted(
            row["transcript"] for row in json.loads(project("transcripts", "list", "--format", "json").stdout)
        )
        project("check")
        assert "2 known" in project("ingest", files).stderr

    def test_a_bad_file_with_a_line_end_in_its_name_is_told_on_one_line(self, project, files):
        (files / "one\nError: all is lost.txt").write_bytes(b"")
        result = project("ingest", files, code=3)
        assert not any(line.startswith("Error") for line in result.stderr.splitlines())

    def test_what_a_folder_holds_besides_is_skipped_with_the_reason(self, project, files, tmp_path):
        (tmp_path / "secret.txt").write_text("Respondent: out of the folder\n")
        (files / "good.txt").write_text(TALK)
        (files / "._good.txt").write_bytes(b"\x00\x05\x16\x07" + bytes(20))
        (files / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1")
        (files / "Thumbs.db").write_bytes(b"x")
        (files / "~$good.docx").write_bytes(b"x")
        (files / ".~lock.good.odt#").write_bytes(b"x")
        (files / "leads-out.txt").symlink_to(tmp_path / "secret.txt")
        (files / "leads-nowhere.txt").symlink_to(tmp_path / "gone.txt")
        (files / "round.txt").symlink_to(files / "round.txt")
        (files / "folder.txt").mkdir()
        (files / "up").symlink_to(tmp_path)
        os.mkfifo(files / "pipe.txt")

        result = project("ingest", files)

        assert stored(project) == ["good"]
        for name in ("._good.txt", ".DS_Store", "Thumbs.db", "~$good.docx", ".~lock.good.odt#"):
            assert f"{name}: skipped" in result.stderr
        assert "leads-out.txt: skipped (a symbolic link that leads out of the folder)" in result.stderr
        for name in ("leads-nowhere.txt", "round.txt", "up", "pipe.txt"):
            assert f"{name}: skipped" in result.stderr

    def test_a_folder_that_is_named_like_a_file_is_searched(self, project, files):
        (files / "day-1.txt").mkdir()
        (files / "day-1.txt" / "ana.txt").write_text(TALK)
        project("ingest", files / "day-1.txt")
        assert stored(project) == ["ana"]

    @pytest.mark.skipif(OPEN_TO_US, reason="root reads everything")
    def test_a_file_that_may_not_be_read_is_named(self, project, files):
        (files / "closed.txt").write_text(TALK)
        (files / "closed.txt").chmod(0)
        (files / "good.txt").write_text(TALK)
        result = project("ingest", files, code=3)
        assert "closed.txt" in result.stderr
        assert "ermission denied" in result.stderr
        assert stored(project) == ["good"]

    def test_names_inside_an_archive_are_never_used_as_paths(self, project, files, tmp_path):
        before = set(tmp_path.rglob("*"))
        outside = {"../../evil.txt": "x", "/tmp/fitcode-evil.txt": "x", "word/../../evil.xml": "<x/>"}
        docx_of(files / "paths.docx", PARAGRAPHS, extra=outside)
        project("ingest", files)
        assert stored(project) == ["paths"]
        new = {path.name for path in tmp_path.rglob("*") if path.parent != files} - {
            path.name for path in before
        }
        assert not {name for name in new if "evil" in name}
        assert not Path("/tmp/fitcode-evil.txt").exists()

    def test_a_name_that_is_a_file_elsewhere_is_told_apart(self, project, files):
        for day in ("day-1", "day-2", "day-3"):
            (files / day).mkdir()
            (files / day / "ana.txt").write_text(f"{TALK}Respondent: On {day}.\n")
        project("ingest", files)
        assert stored(project) == ["ana", "ana-2", "ana-3"]


class TestSizes:
    def test_a_million_words_are_stored_in_bounded_time(self, project, files):
        chance = random.Random(3)
        words = [
            "the",
            "radio",
            "was",
            "broken",
            "and",
            "nobody",
            "in",
            "the",
            "sector",
            "knew",
            "who",
            "should",
            "mend",
            "it",
            "so",
            "we",
            "waited",
        ]
        with (files / "long.txt").open("w") as stream:
            for _turn in range(5_000):
                said = " ".join(chance.choice(words) for _word in range(197))
                stream.write(f"Interviewer: What then?\nRespondent: {said}.\n")
        began = time.monotonic()
        project("ingest", files)
        took = time.monotonic() - began
        (row,) = table(project("transcripts", "list"))
        assert (row["turns"], int(row["words"]) > 1_000_000) == ("10000", True)
        assert took < 30, f"{took:.1f} s for a million words"

    def test_a_file_beyond_measure_is_refused_unread(self, project, files):
        with (files / "huge.txt").open("wb") as stream:
            stream.write(TALK.encode() * 2_000)
            stream.truncate(150_000_000)
        (files / "good.txt").write_text(TALK)
        began = time.monotonic()
        result = project("ingest", files, code=3)
        assert "huge.txt has 150 MB, more than the 100 MB that are read" in result.stderr
        assert stored(project) == ["good"]
        assert time.monotonic() - began < 5

    @pytest.mark.parametrize(
        "said", ["so we waited " * 4_615, "x" * 60_000, "我们没有燃料" * 10_000], ids=len
    )
    def test_a_turn_of_60_000_characters_without_a_full_stop_is_cut(self, project, files, said):
        (files / "flat.txt").write_text(f"Interviewer: And?\nRespondent: {said}\n", encoding="utf-8")
        project("ingest", files)
        segments = json.loads(project("transcripts", "show", "flat", "--segments", "--format", "json").stdout)
        assert len(segments) > 60
        assert max(segment["end"] - segment["start"] for segment in segments) <= 1_000
        assert (
            "".join(segment["text"] for segment in segments[2:]).replace(" ", "")
            == said.replace(" ", "")[len(segments[1]["text"].replace(" ", "")) :]
        )
        project("check")


class TestFilesThatPeopleWrite:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("id: x\ncodes:\n\t- id: a\n", ["x.yaml:3", "tab"]),
            ("id: x\ncodes: &loop\n  - id: a\n    codes: *loop\n", ["x.yaml:4", "alias"]),
            ("id: x\ncodes:\n  - id: a\n  - id: a\n", ["x.yaml:4", "'a'", "line 3"]),
            ("id: x\ncodes:\n  - id: a\n    defnition: b\n", ["x.yaml:4", "'definition'"]),
            ("id: x\nid: y\ncodes: []\n", ["x.yaml:2", "twice"]),
            ("", ["x.yaml"]),
            ("- a\n- b\n", ["x.yaml:1"]),
            ("id: x\ncodes:\n  - id: !!python/object/apply:os.system ['true']\n", ["x.yaml:3"]),
            ("id: x\ncodes:\n  - id: a\n    patterns: [{phrase: b, weight: 7}]\n", ["x.yaml:4", "weight"]),
            ("id: x\ncodes: [{id: a}\n", ["x.yaml"]),
            ("id: x\nwrong: 1\ncodes:\n  - {id: A b}\n  - {}\n", ["x.yaml:2", "x.yaml:4", "x.yaml:5"]),
        ],
    )
    def test_a_codebook_with_mistakes_is_refused_with_each_at_its_line(self, run, tmp_path, text, told):
        file = tmp_path / "x.yaml"
        file.write_text(text)
        result = run("init", tmp_path / "study", "--codebook", file, code=1)
        assert [words for words in told if words not in result.stderr] == [], result.stderr
        assert not (tmp_path / "study").exists()

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("mission: m\ncomponents:\n  - {id: a}\n  - {id: a}\n", ["m.yaml:4", "'a'"]),
            ("mission: m\ncomponents:\n  - {id: a, parent: b}\n  - {id: b, parent: a}\n", ["m.yaml:"]),
            ("mission: m\ncomponents:\n  - {id: a, parent: gone}\n", ["m.yaml:3", "'gone'"]),
            ("mission: m\ncomponents:\n  - {id: a, branch: millitary}\n", ["m.yaml:3", "'military'"]),
        ],
    )
    def test_so_is_a_registry_of_components(self, run, tmp_path, text, told):
        file = tmp_path / "m.yaml"
        file.write_text(text)
        result = run("init", tmp_path / "study", "--components", file, code=1)
        assert [words for words in told if words not in result.stderr] == [], result.stderr
        assert not (tmp_path / "study").exists()

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
    def test_a_cases_file_may_come_from_any_spreadsheet(self, study, run, tmp_path, delimiter, encoding):
        rows = [
            ["case", "transcript", "role", "rank"],
            ["R07", "ana", "Offizier für Öl", "=1+1"],
            ["R08", "ben", "", ""],
        ]
        text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
        (tmp_path / "people.csv").write_bytes(text.encode(encoding))
        run("cases", "import", tmp_path / "people.csv")
        found = {row["case"]: row for row in table(run("cases", "list"))}
        assert found["R07"]["role"] == "Offizier für Öl"
        assert found["R07"]["rank"] == "'=1+1"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("case,transcript,role\nR1,ana,a\nR1,ana,b\n", ["bad.csv:3", "bad.csv"]),
            ("case,transcript\n,ana\n", ["bad.csv:2", "case"]),
            ("transcript,role\nana,b\n", ["case"]),
            ("case,transcript,case\nR1,ana,R2\n", ["bad.csv:1", "case"]),
            ("", ["empty"]),
        ],
    )
    def test_a_cases_file_with_mistakes_changes_nothing(self, study, run, tmp_path, text, told):
        before = run("cases", "list").stdout
        (tmp_path / "bad.csv").write_text(text)
        result = run("cases", "import", tmp_path / "bad.csv", code=1)
        assert [words for words in told if words not in result.stderr] == [], result.stderr
        assert run("cases", "list").stdout == before

    def test_a_case_of_no_transcript_is_named_and_the_rest_stored(self, study, run, tmp_path):
        (tmp_path / "some.csv").write_text("case,transcript\nR07,ana\nR08,nobody\n")
        result = run("ingest", tmp_path / "inputs/ana.txt", "--cases", tmp_path / "some.csv", code=3)
        assert "some.csv:3" in result.stderr
        assert "'nobody'" in result.stderr

    def test_settings_with_an_unknown_key_are_refused_with_the_nearest_one(self, study, run):
        with (study / "fitcode.toml").open("a") as stream:
            stream.write('\n[sugest]\npipeline = "x"\n')
        result = run("transcripts", "list", code=1)
        assert "fitcode.toml" in result.stderr
        assert "suggest" in result.stderr
