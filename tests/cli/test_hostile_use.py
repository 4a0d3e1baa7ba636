"""A hostile or clumsy user: nothing overwritten, nothing steers the terminal, every error has a remedy."""

import getpass
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest


def real(*words: str, shell: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program itself, as a shell does; ``shell`` is what follows its words, as in ``>&-``."""
    command = f'exec "$0" -m fitcode "$@" {shell}'
    return subprocess.run(
        ["bash", "-c", command, sys.executable, *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=60,
    )


def test_out_never_overwrites_the_project(study, run):
    before = (study / "fitcode.db").read_bytes()
    assert "belongs to a project" in run("coders", "list", "--out", "fitcode.db", code=1).stderr
    (study / "link.csv").symlink_to("fitcode.toml")
    run("coders", "list", "--out", "link.csv", code=1)
    assert (study / "fitcode.db").read_bytes() == before
    run("tally")


def test_out_writes_to_a_pipe_and_leaves_it_one(study, run, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDWR)
    run("coders", "list", "--out", pipe)
    assert os.read(handle, 1_000).startswith(b"coder,kind")
    os.close(handle)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_out_keeps_a_link_pointing(study, run):
    Path("link.csv").symlink_to("real.csv")
    run("coders", "list", "--out", "link.csv")
    assert Path("link.csv").is_symlink()
    assert Path("real.csv").read_text().startswith("coder,kind")


@pytest.mark.parametrize("out", [".", "", "..", "missing/x.csv"])
def test_out_that_is_no_file_is_an_error_with_a_remedy(study, run, out):
    assert "--out" in run("coders", "list", "--out", out, code=1).stderr


def test_an_export_never_replaces_the_folder_one_is_in(study, run):
    run("export", "csv", "--out", "exported")
    os.chdir(study / "exported")
    assert "the folder you are in" in run("export", "csv", "--out", ".", code=1).stderr
    assert (study / "exported/manifest.json").exists()


def test_an_unknown_name_with_nothing_near_says_where_names_are_listed(study, run):
    assert "fitcode memos list" in run("memos", "show", "zzzzzzzzz", code=1).stderr


def test_a_huge_name_is_told_in_a_short_line(study, run):
    assert len(run("transcripts", "show", "x" * 50_000, code=1).stderr) < 1_000


def test_a_name_that_turns_the_line_around_does_not_reach_the_terminal(study, run):
    assert "\u202e" not in run("cases", "set", "\u202eR03", "role=officer").stderr


def test_without_a_system_user_reading_works_and_writing_asks_for_a_name(study, run, monkeypatch):
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.delenv("FITCODE_CODER")
    Path("fitcode.toml").write_text("")
    run("transcripts", "list")
    assert "--as NAME" in run("memos", "add", "project", "--text", "x", code=1).stderr


def test_data_are_utf_8_whatever_the_locale(study, run):
    run("memos", "add", "project", "--text", "ملاحظة")
    for settings in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}):
        for output in ("csv", "json", "md", "table"):
            result = real("memos", "list", "--format", output, **settings)
            assert result.returncode == 0, result.stderr
            assert "ملاحظة" in result.stdout


def test_bytes_that_are_no_text_are_refused_in_plain_words(study):
    for words in (("memos", "add", "project"), ("codings", "add", "--stdin"), ("suggestions", "reject", "-")):
        result = real(*words, shell="< <(printf 'a\\377')")
        assert result.returncode == 1, result.stderr
        assert "Traceback" not in result.stderr
    result = real("transcripts", "show", os.fsdecode(b"\xff"))
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_reason_to_fail(study, closed):
    for words in (("coders", "list"), ("codings", "add", "--stdin"), ("--version",), ("--help",)):
        result = real(*words, shell=f"{closed} {'< /dev/null' if '<' not in closed else ''}")
        assert (result.returncode, result.stderr.count("Traceback")) == (0, 0), result.stderr
    assert real("check").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_one_clear_line(study):
    for words in (("coders", "list"), ("--help",), ("--version",)):
        result = real(*words, shell="> /dev/full")
        assert result.returncode == 1
        assert "could not be written" in result.stderr
        assert "Traceback" not in result.stderr
        assert "Exception ignored" not in result.stderr
    assert real("coders", "list", shell="2> /dev/full").returncode == 0


def test_in_a_folder_that_is_gone_one_is_told_so(study, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    result = real("tally")
    os.chdir(tmp_path)
    assert (result.returncode, "no longer there" in result.stderr) == (1, True)


@pytest.mark.parametrize("digits", [13, 23, 5_000])
def test_a_huge_number_is_wrong_usage(study, run, digits):
    run("codings", "add", "ana", f"0:{'9' * digits}", "-c", "trust", code=2)
    run("codebook", "show", "--version", "9" * digits, code=2)
