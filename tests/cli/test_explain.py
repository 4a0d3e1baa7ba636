"""Explained suggestions: whether they stand, and what has moved since, and nothing that has not."""

import re

from rich.cells import cell_len

from fitcode.cli import console
from tests.cli.test_passes import edit_codebook, rows, uid_of
from tests.support.studies import suggest_with


def explained(run, uid):
    return run("suggestions", "explain", uid).stdout


def edit_components(study, run, old, new):
    path = study / "components" / "mistral.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    run("components", "apply")


class TestWhatMoved:
    def test_whom_it_is_about_is_compared_and_the_component_named(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_components(study, run, "[MPOL]", "[MISPOL]")

        page = explained(run, uid)

        assert "Made again now: it stands, with about police then, none now.\n" in page
        assert page.endswith("Since then changed: components (police).\n")

    def test_a_counterpart_is_compared(self, study, run):
        run("suggest")
        uid = uid_of(run, "We trust")
        edit_components(study, run, "[RECCE]", "[SCOUTS]")

        assert "counterpart recce then, none now" in explained(run, uid)

    def test_what_was_changed_back_is_not_named(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_components(study, run, "[MPOL]", "[MISPOL]")
        edit_components(study, run, "[MISPOL]", "[MPOL]")

        assert explained(run, uid).endswith("Made again now: it stands, as it was.\n")

    def test_a_codebook_is_named_only_where_this_code_moved(self, study, run):
        run("suggest")
        spare, trust = uid_of(run, "Spare parts"), uid_of(run, "We trust")
        edit_codebook(study, run, "trust each other,", "trust one another,")

        assert explained(run, spare).endswith("Made again now: it stands, as it was.\n")
        assert "Since then changed: mini is at version 2, 1 then (patterns of trust).\n" in explained(
            run, trust
        )

    def test_wording_is_told_from_patterns(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_codebook(study, run, "definition: Fuel and parts.", "definition: Parts.")

        assert "Since then changed: mini is at version 2, 1 then (wording of spare-parts).\n" in (
            explained(run, uid)
        )

    def test_settings_of_now_are_told_beside_those_of_the_run(self, study, run):
        run("suggest", "--min-score", "0.2")
        suggest_with(study, "rules", "semantic")

        page = explained(run, uid_of(run, "Spare parts"))

        assert "the settings now say: suggesters rules+semantic (rules then); min_score " in page
        assert "Since then changed" not in page

    def test_speakers_of_another_component_are_told(self, study, run, tmp_path):
        run("suggest")
        uid = uid_of(run, "We trust")
        run("cases", "set", "R01", "component=police")

        assert "Since then changed: speakers or language of ana.\n" in explained(run, uid)


class TestWithdrawn:
    def test_it_is_said_first_and_by_which_run(self, study, run):
        run("suggest", "-s", "rules", "-s", "semantic", "--min-score", "0.01")
        run("suggest", "-s", "rules")
        latest = rows(run("runs", "list"))[0]["run"]
        uid = next(row["uid"] for row in rows(run("suggestions", "list", "--status", "withdrawn")))

        page = explained(run, uid)

        by = rf"by run {latest[-8:]}, which used rules( and min_score [0-9.]+)?\."
        assert re.fullmatch(rf"Withdrawn on [0-9-]+ [0-9:]+ UTC {by}", page.splitlines()[2])
        assert (
            "Made again now: the suggesters of its run (rules+semantic) would still make it; it was" in page
        )
        assert "it stands" not in page

    def test_what_stands_in_its_place_is_named(self, study, run):
        run("suggest")
        uid = uid_of(run, "Spare parts")
        edit_codebook(study, run, "phrase: spare part,", "phrase: spare parts,")
        run("suggest")
        other = next(
            row["uid"]
            for row in rows(run("suggestions", "list", "--status", "pending"))
            if row["quote"].startswith("Spare")
        )

        page = explained(run, uid)

        assert f"In its place: {other[-8:]} (score 0.80, pending).\n" in page
        assert "which used the same suggesters" in page


class TestDecisionsBeside:
    def add_neighbours(self, study, run):
        (study.parent / "cem.txt").write_text(
            "Q: And?\nA: We have no spare parts. The spare parts are old.\n", encoding="utf-8"
        )
        run("ingest", study.parent / "cem.txt")
        run("suggest")
        (row,) = rows(run("suggestions", "list", "--transcript", "cem"))
        assert row["quote"] == "We have no spare parts. The spare parts are old."
        return row["uid"]

    def test_what_was_rejected_beside_it_counts_as_in_the_pass(self, study, run):
        run("suggestions", "reject", self.add_neighbours(study, run))
        edit_codebook(study, run, "patterns: [{phrase: spare", "patterns: [have no, {phrase: spare")
        run("suggest")
        (row,) = rows(run("suggestions", "list", "--transcript", "cem", "--status", "pending"))

        assert row["quote"] == "We have no spare parts."
        assert explained(run, row["uid"]).endswith("Made again now: it stands, as it was.\n")

    def test_its_own_decision_does_not_count(self, study, run):
        for deed in ("reject", "accept"):
            uid = self.add_neighbours(study, run) if deed == "reject" else uid_of(run, "Spare parts")
            run("suggestions", deed, uid)

            assert explained(run, uid).endswith("Made again now: it stands, as it was.\n")

    def test_a_later_decision_is_named(self, study, run):
        rejected = self.add_neighbours(study, run)
        edit_codebook(study, run, "patterns: [{phrase: spare", "patterns: [have no, {phrase: spare")
        run("suggest")
        shown = rows(run("suggestions", "list", "--transcript", "cem", "--status", "pending"))
        run("suggestions", "reject", shown[0]["uid"])

        page = explained(run, rejected)

        assert f"decided there: {shown[0]['uid'][-8:]} rejected" in page


def test_models_that_had_no_part_are_not_named(study, run):
    suggest_with(study, "rules", "semantic", "learned")
    run("suggest")

    page = explained(run, uid_of(run, "Spare parts"))

    assert "learned" not in page
    assert "models semantic " in page


def test_lines_fit_a_narrow_terminal_and_break_between_words(study, run, monkeypatch):
    run("suggest")
    uid = uid_of(run, "We trust")
    piped = explained(run, uid)
    monkeypatch.setenv("COLUMNS", "48")
    monkeypatch.setattr(console, "is_for_eyes", lambda _: True)

    page = explained(run, uid)

    assert all(cell_len(line) <= 48 for line in page.splitlines())
    assert " ".join(page.split()) == " ".join(piped.split())
    assert "pipeline blank:en spacy" in piped
    assert 'rule c840d58f (phrase, weight 0.5, fit) "trust\n    each other": ' in page
