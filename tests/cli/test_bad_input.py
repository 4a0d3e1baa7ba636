"""Bad input is named with a reason and a remedy; the rest goes on; the exit code tells."""

import json


def test_a_bad_file_is_named_and_the_rest_stored(study, run, tmp_path):
    inputs = tmp_path / "mixed"
    inputs.mkdir()
    (inputs / "empty.txt").write_bytes(b"")
    (inputs / "good.txt").write_text("Q: Well?\nA: Fine.\n")
    (inputs / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (inputs / "._good.txt").write_bytes(b"\x00\x05\x16\x07")
    result = run("ingest", inputs, code=3)
    assert "empty.txt" in result.stderr
    assert "picture.docx" in result.stderr
    assert "._good.txt: skipped" in result.stderr
    assert "1 stored" in result.stderr
    assert "good" in run("transcripts", "list").stdout


def test_a_missing_file_is_an_error_that_names_it(study, run):
    assert "nowhere.txt" in run("ingest", "nowhere.txt", code=3).stderr


def test_a_dry_run_stores_nothing_and_says_what_was_recognised(study, run, tmp_path):
    (tmp_path / "new.txt").write_text("Q: Well?\nA: Fine.\n")
    result = run("ingest", tmp_path / "new.txt", "--dry-run", "--format", "json")
    (row,) = json.loads(result.stdout)
    assert (row["status"], row["format"], row["turns"]) == ("recognised", "txt", 2)
    assert "new" not in run("transcripts", "list").stdout


def test_outside_a_project_a_command_says_how_to_make_one(run):
    result = run("tally", code=1)
    assert "fitcode init" in result.stderr


def test_init_refuses_a_folder_that_is_a_project(study, run):
    assert "already" in run("init", study, code=1).stderr


def test_an_unknown_group_is_wrong_usage_with_the_nearest_name(study, run):
    result = run("tally", "--by", "componnent", code=2)
    assert "component" in result.stderr


def test_a_mistake_in_a_codebook_shows_file_line_and_nearest_name(study, run):
    file = study / "codebooks/mini.yaml"
    file.write_text(file.read_text().replace("definition:", "defintion:"))
    result = run("codebook", "check", code=1)
    assert "mini.yaml:10" in result.stderr
    assert "definition" in result.stderr


def test_a_code_with_codings_cannot_leave(study, run):
    run("codings", "add", "ana", "0:9", "-c", "trust")
    file = study / "codebooks/mini.yaml"
    file.write_text(file.read_text().replace("id: trust, name: Trust", "id: distrust, name: Distrust"))

    result = run("codebook", "apply", code=1)

    assert "trust" in result.stderr


def test_a_changed_codebook_is_a_new_version_and_shows_its_difference(study, run):
    file = study / "codebooks/mini.yaml"
    file.write_text(file.read_text().replace("Fuel and parts.", "Fuel and parts and tools."))
    assert "spare-parts" in run("codebook", "diff").stdout
    assert "version 2" in run("codebook", "apply").stderr
    assert "unchanged" in run("codebook", "apply").stderr


def test_destructive_commands_need_yes_without_a_terminal(study, run):
    assert "--yes" in run("transcripts", "remove", "ana", code=1).stderr
    run("transcripts", "remove", "ana", "--dry-run")
    assert "ana" in run("transcripts", "list").stdout
    run("transcripts", "remove", "ana", "--yes")
    assert "ana" not in run("transcripts", "list").stdout
    assert list((study / "backups").iterdir())
    run("check")


def test_escape_sequences_never_reach_the_terminal(study, run, tmp_path):
    (tmp_path / "evil.txt").write_text("Q: Well?\nA: \x1b[2J\x1b]0;owned\x07Fine.\n")
    run("ingest", tmp_path / "evil.txt")
    assert "\x1b" not in run("transcripts", "show", "evil").stdout
    result = run("cases", "set", "\x1b[31mred", "role=x")
    assert "\x1b" not in result.stderr


def test_every_command_has_an_example_in_its_help():
    from typer.main import get_command

    from fitcode.cli.app import app

    def leaves(command, path):
        for name, child in getattr(command, "commands", {}).items():
            yield from leaves(child, [*path, name])
        if not getattr(command, "commands", None):
            yield " ".join(path), command

    missing = [
        path
        for path, command in leaves(get_command(app), [])
        if "Example: fitcode" not in (command.help or "")
    ]
    assert missing == []


def test_a_malformed_line_keeps_the_right_ones_out_as_well(study, run):
    right = json.dumps({"transcript": "ana", "start": 0, "end": 9, "code": "trust", "coder": "newcomer"})
    malformed = json.dumps({"transcript": "ana", "start": 0, "end": 9, "cdoe": "trust"})

    result = run("codings", "add", "--stdin", input=f"{right}\n{malformed}\n", code=1)

    assert "<stdin>:2:" in result.stderr
    assert json.loads(run("codings", "list", "-f", "json").stdout) == []
    assert "newcomer" not in run("coders", "list").stdout


def test_the_same_text_in_another_file_is_known_by_its_hash(study, run, tmp_path):
    text = (tmp_path / "inputs/ana.txt").read_text(encoding="utf-8")
    (tmp_path / "copy.txt").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    result = run("ingest", tmp_path / "copy.txt", "--format", "json")

    (row,) = json.loads(result.stdout)
    assert (row["status"], row["reason"]) == ("known", "the same text is already there")
    assert "copy" not in run("transcripts", "list").stdout
