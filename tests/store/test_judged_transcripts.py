"""What suggesters are measured against: finished transcripts, respondents' segments, codings that count."""

import pytest

from fitcode.domain.case import CaseRow
from fitcode.errors import FitcodeError
from fitcode.store.cases import apply_cases
from fitcode.store.decisions import accept_suggestion
from fitcode.store.judged_transcripts import judged_transcripts
from fitcode.store.suggestions import list_suggestions
from tests.support.projects import (
    add_coder,
    add_transcript,
    apply_components,
    code,
    finish,
    run_pass,
    suggestion,
)


def test_a_finished_transcript_comes_with_respondents_segments_and_codings(project):
    apply_components(project, "force", "asifu")
    add_transcript(project, "Q: Any fuel?\nANA: [fuel misfit about=force]No fuel[/] left. Six of us.")
    finish(project, "ana", coder="ines")

    ((one,), notes) = judged_transcripts(project)

    assert one.name == "ana"
    assert [one.text[start:end] for start, end in one.segments] == ["No fuel left.", "Six of us."]
    ((start, end, *fields),) = one.codings
    assert one.text[start:end] == "No fuel"
    assert fields == ["fit/fuel", "misfit", "minusma/force", None]
    assert notes == ("1 transcript from ines",)


def test_what_nobody_finished_counts_and_is_said_to_be_unfinished(project):
    add_transcript(project, "ANA: [fuel]No fuel.[/]")
    add_transcript(project, "BEN: [fuel]Fuel.[/]", name="ben")
    add_transcript(project, "EVE: Nobody read this.", name="eve")
    finish(project, "ana", coder="ines")

    (found, notes) = judged_transcripts(project)

    assert [one.name for one in found] == ["ana", "ben"]
    assert notes[1].startswith("1 of these 2 transcripts nobody finished")


def test_read_and_found_nothing_is_data(project):
    add_transcript(project, "ANA: [fuel]No fuel.[/]")
    add_transcript(project, "BEN: Nothing.", name="ben")
    finish(project, "ben", coder="ines")

    ((_, ben), _notes) = judged_transcripts(project)

    assert (len(ben.segments), ben.codings) == (1, ())


def test_with_nothing_coded_there_is_nothing_to_measure_against(project):
    add_transcript(project, "ANA: No fuel.")
    finish(project, "ana", coder="ines")

    with pytest.raises(FitcodeError, match="Nothing is coded yet"):
        judged_transcripts(project)


def test_everybodys_codings_count_together_unless_somebody_is_named(project):
    add_transcript(project, "ANA: [fuel]No fuel.[/]")
    add_coder(project, "omar")
    code(project, "ana", "No", "fit/layoff", coder="omar")

    def codes(*coders):
        ((one,), notes) = judged_transcripts(project, coders=coders)
        return [coding.code for coding in one.codings], notes[0]

    assert codes() == (["fit/fuel", "fit/layoff"], "1 transcript from ines, 1 from omar")
    assert codes("omar") == (["fit/layoff"], "1 transcript from omar")


def test_codings_that_were_suggested_are_said_to_flatter(project):
    ana = add_transcript(project, "ANA: [fuel]No fuel[/] left.")
    run_pass(project, {ana: [suggestion(project, ana, "left")]})
    with project.writing("suggestions accept", coder="ines"):
        accept_suggestion(project, str(list_suggestions(project).column("uid")[0]), coder="ines")
    finish(project, "ana", coder="ines")

    assert judged_transcripts(project)[1][1].startswith("1 of 2 codings were suggested before")


def test_transcripts_that_share_a_case_share_a_group_over_any_chain(project):
    names = ("ana", "ben", "eve", "zoe", "lea")
    for name in names:
        add_transcript(project, f"A: {name}.\nB: Yes.", name=name)
        code(project, name, name, "fit/fuel")
    join(project, ("R1", "A", ["ana", "eve"]), ("R2", "A", ["zoe", "ben"]), ("R3", "B", ["ben", "eve"]))

    groups = {one.name: one.group for one in judged_transcripts(project)[0]}

    assert groups["ana"] == groups["ben"] == groups["eve"] == groups["zoe"] != groups["lea"]


def join(project, *cases):
    rows = [
        CaseRow(case=case, speaker=speaker, transcript=transcript)
        for case, speaker, transcripts in cases
        for transcript in transcripts
    ]
    with project.writing("test", coder="ines"):
        apply_cases(project, rows, types={})
