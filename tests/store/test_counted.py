"""Whose codings count: worked out by hand, transcript by transcript."""

import pytest

from fitcode.domain.choices import CoderKind
from fitcode.errors import FitcodeError, SeveralCoders, UnknownCoder
from fitcode.store.counted import counted_coders
from fitcode.store.detail import counting_frame
from tests.support.projects import add_coder, add_transcript, code, finish


def counted_codings(project, *coders):
    """Codings that count, as ``transcript coder: code``."""
    frame, _ = counting_frame(project, coders=coders)
    columns = (frame.codings.transcript, frame.codings.coder, frame.codings.code)
    return [
        f"{frame.transcripts.name[transcript]} {frame.coders[coder]}: {frame.codes.name[one]}"
        for transcript, coder, one in zip(*columns, strict=True)
    ]


def test_the_one_person_who_coded_a_transcript_counts(project):
    add_transcript(project, "ANA: [layoff]A.[/]", name="ana")
    add_transcript(project, "BEN: [fuel]B.[/]", name="ben", coder="omar")

    assert counted_codings(project) == ["ana ines: layoff", "ben omar: fuel"]
    assert counting_frame(project)[1] == ("1 transcript from ines, 1 from omar",)


def test_the_consensus_counts_where_it_adjudicated_and_the_person_elsewhere(project):
    add_coder(project, "consensus", CoderKind.consensus)
    ana = add_transcript(project, "ANA: [layoff]A.[/]", name="ana")
    code(project, ana, "A.", "fuel", coder="omar")
    code(project, ana, "A.", "redundancy", coder="consensus")
    finish(project, ana, coder="consensus")
    add_transcript(project, "BEN: [fuel]B.[/]", name="ben")

    assert counted_codings(project) == ["ana consensus: redundancy", "ben ines: fuel"]


def test_a_consensus_that_found_nothing_is_an_adjudication_too(project):
    add_coder(project, "consensus", CoderKind.consensus)
    ana = add_transcript(project, "ANA: [layoff]A.[/]")
    code(project, ana, "A.", "fuel", coder="omar")

    finish(project, ana, coder="consensus")

    assert counted_codings(project) == []


def test_between_several_persons_nobody_guesses(project):
    for name in ("ana", "ben", "cem"):
        add_transcript(project, f"{name.upper()}: [layoff]A.[/]", name=name)
    code(project, "ana", "A.", "fuel", coder="omar")
    code(project, "cem", "A.", "layoff", coder="noor")

    with pytest.raises(SeveralCoders) as raised:
        counting_frame(project)

    assert "2 transcripts were" in raised.value.problem
    assert "ana: ines, omar; cem: ines, noor" in raised.value.problem
    assert "--coder ines," in raised.value.remedy
    assert "--coder ines,noor,omar" in raised.value.remedy
    assert "[tally] coder" in raised.value.remedy


def test_reading_without_finding_anything_is_coding_too(project):
    ana = add_transcript(project, "ANA: [layoff]A.[/]")
    add_coder(project, "omar")

    finish(project, ana, coder="omar")

    with pytest.raises(SeveralCoders, match="1 transcript was"):
        counting_frame(project)


def test_named_coders_are_pooled_and_identical_codings_count_once(project):
    ana = add_transcript(project, "ANA: [layoff]A.[/] [fuel fit]B.[/]")
    for coder, said in (("omar", "misfit"), ("noor", "fit")):
        code(project, ana, "A.", "layoff", coder=coder)
        code(project, ana, "B.", "fuel", coder=coder, valence=said)

    assert counted_codings(project, "omar") == ["ana omar: layoff", "ana omar: fuel"]
    # omar says misfit where ines says fit: not identical. noor repeats both.
    assert counted_codings(project, "ines", "omar", "noor") == [
        *("ana ines: layoff", "ana ines: fuel", "ana omar: fuel")
    ]
    assert counted_codings(project, "omar", "ines")[0] == "ana omar: layoff"


def test_a_coder_who_coded_nothing_counts_for_nothing(project):
    add_transcript(project, "ANA: [layoff]A.[/]")
    add_coder(project, "omar")

    assert counted_codings(project, "omar") == []
    frame, notes = counting_frame(project, coders=["omar"])
    assert frame.transcripts.name == []
    assert notes == ("1 transcript is left out: neither coded nor finished by them",)


def test_suggesters_never_count(project):
    add_transcript(project, "ANA: [layoff]A.[/]")
    add_coder(project, "rules", CoderKind.machine)
    code_by_machine(project)

    assert counted_codings(project) == ["ana ines: layoff"]
    with pytest.raises(FitcodeError, match="suggester"):
        counted_codings(project, "rules")


def code_by_machine(project):
    key = "(SELECT id FROM coders WHERE name = 'rules')"
    with project.writing("test", coder="ines"):
        project.connection.execute(f"UPDATE coders SET kind = 'person' WHERE id = {key}")
    code(project, "ana", "A.", "fuel", coder="rules")
    with project.writing("test", coder="ines"):
        project.connection.execute(f"UPDATE coders SET kind = 'machine' WHERE id = {key}")


def test_an_unknown_coder_is_named_with_the_nearest_one(project):
    with pytest.raises(UnknownCoder) as raised:
        counting_frame(project, coders=["inez"])

    assert "'ines'" in raised.value.remedy


def test_the_same_answer_is_given_by_names(project):
    add_transcript(project, "ANA: [layoff]A.[/]")

    assert counted_coders(project) == ({"ana": frozenset({"ines"})}, ("1 transcript from ines",))
