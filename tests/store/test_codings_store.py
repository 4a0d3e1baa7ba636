"""Codings: stored whole or refused whole, and always holding what stands at their position."""

from contextlib import suppress
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitcode.domain.choices import LinkKind, MemoTarget, Origin, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import (
    AmbiguousName,
    DuplicateCoding,
    InvalidFile,
    QuoteMismatch,
    UnknownCode,
    UnknownCoding,
)
from fitcode.store import codebooks, codings
from fitcode.store.coding_reads import COLUMNS, codings_in_parts, get_coding, list_codings
from fitcode.store.codings import add_codings, change_coding, remove_codings
from fitcode.store.history import list_history
from fitcode.store.links import add_link, list_links
from fitcode.store.memos import add_memo, list_memos
from fitcode.store.span_checks import span_faults
from fitcode.store.transcripts import read_text
from tests.support.projects import (
    add_coder,
    add_draft,
    add_transcript,
    apply_components,
    code,
    codebook_of,
    coding,
    codings_of,
    draft_of,
    new_project,
)
from tests.support.projects import add_codings as store


def test_a_coding_comes_back_with_its_quote(project):
    ana = add_transcript(project, "ANA: [layoff]They let me go.[/] [redundancy]Six of us.[/]")

    assert codings_of(project, ana) == ["layoff: They let me go.", "redundancy: Six of us."]


def test_the_list_has_the_columns_that_scripts_rely_on(project):
    add_transcript(project, "ANA: [layoff]They let me go.[/]")

    assert list_codings(project).columns == COLUMNS


def test_all_that_a_coding_states_comes_back(project):
    apply_components(project, "force", "asifu")
    add_transcript(project, "ANA: [fuel about=force to=asifu misfit 2]No fuel.[/]")

    (record,) = list_codings(project).records()

    stated = {key: record[key] for key in ("about", "counterpart", "valence", "strength", "coder", "origin")}
    assert stated == {
        "about": "force",
        "counterpart": "asifu",
        "valence": "misfit",
        "strength": 2,
        "coder": "ines",
        "origin": "manual",
    }
    assert get_coding(project, str(record["uid"])).quote == "No fuel."


def test_every_fault_of_a_batch_is_named_with_its_line_and_nothing_is_stored(project):
    ana = add_transcript(project, "ANA: They let me go.")
    batch = [
        coding(project, ana, "They", "layoff"),
        coding(project, ana, "They", "layof", about="fource"),
        NewCoding(transcript=ana, start=5, end=500, code="layoff"),
        NewCoding(transcript="anna", start=5, end=9, code="layoff"),
        coding(project, ana, "They", "layoff"),
        coding(project, ana, "let", "layoff").model_copy(update={"quote": "me?"}),
        coding(project, ana, "go", "layoff", coder="nobody"),
    ]

    with pytest.raises(InvalidFile) as raised, project.writing("codings add", coder="ines"):
        add_codings(project, batch, coder="ines", lines=[1, 2, 4, 5, 6, 7, 8], file="stdin")

    faults = [str(fault) for fault in raised.value.faults]
    assert [fault.split(" ")[0] for fault in faults] == [
        *("stdin:2:", "stdin:2:", "stdin:4:", "stdin:5:", "stdin:6:", "stdin:7:", "stdin:8:")
    ]
    assert "'layoff'" in faults[0]
    assert "ends past the 20 characters" in faults[2]
    assert "'ana'" in faults[3]
    assert "reads 'let', not 'me?'" in faults[5]
    assert codings_of(project) == []


def test_what_is_there_already_is_a_fault_beside_new_codings(project):
    ana = add_transcript(project, "ANA: [layoff]They let me go.[/]")
    batch = [coding(project, ana, "go", "layoff"), coding(project, ana, "They let me go.", "layoff")]

    with pytest.raises(InvalidFile, match="1 mistake") as raised:
        store(project, *batch)

    assert raised.value.faults[0].line == 2
    assert codings_of(project) == ["layoff: They let me go."]


def test_a_long_batch_is_refused_whole_with_the_faults_of_every_part(project, monkeypatch):
    monkeypatch.setattr(codings, "AT_ONCE", 2)
    ana = add_transcript(project, "ANA: [layoff]They let me go.[/] One two three four.")
    words = ("They let me go.", "let", "me", "go", "One", "two", "three", "four")
    batch = [coding(project, ana, word, "layoff") for word in (*words, "They let me go.")]
    bad = coding(project, ana, "four", "lay")

    with pytest.raises(InvalidFile) as raised:
        store(project, *batch[1:4], batch[0], *batch[4:8], bad, batch[0])

    assert [fault.line for fault in raised.value.faults] == [4, 9, 10]
    assert codings_of(project) == ["layoff: They let me go."]
    assert len(store(project, *batch[1:8])) == 7


def test_absent_components_count_as_a_value(project):
    apply_components(project, "force")
    ana = add_transcript(project, "ANA: [layoff]They let me go.[/]")

    code(project, ana, "They let me go.", "layoff", about="force")

    assert len(codings_of(project)) == 2
    with pytest.raises(InvalidFile):
        code(project, ana, "They let me go.", "layoff", about="force", valence="fit")


def test_two_coders_may_say_the_same(project):
    ana = add_transcript(project, "ANA: [layoff]They let me go.[/]")

    code(project, ana, "They let me go.", "layoff", coder="omar")

    assert list_codings(project).column("coder") == ["ines", "omar"]


def test_a_batch_with_uids_can_be_repeated(project):
    ana = add_transcript(project, "ANA: They let me go.")
    batch = [
        coding(project, ana, "They", "layoff", uid="gold-0001"),
        coding(project, ana, "go", "fuel", uid="gold-0002"),
    ]
    store(project, *batch)
    events = len(list_history(project).rows)

    assert store(project, *batch) == ["gold-0001", "gold-0002"]

    assert len(list_history(project).rows) == events
    with pytest.raises(InvalidFile, match="1 mistake"):
        store(project, coding(project, ana, "me", "fuel", uid="gold-0001"))


def test_names_and_texts_may_hold_any_letters(project, tmp_path):
    with new_project(tmp_path / "مشروع", codes=("تسريح", "🔥-fuel")) as arabic:
        text = "ANA: سرّحوني 👩🏽‍🚒 من العمل."
        name = add_transcript(arabic, text, name="مقابلة 👋")
        code(arabic, name, "👩🏽‍🚒 من", "تسريح")

        assert codings_of(arabic, name) == ["تسريح: 👩🏽‍🚒 من"]


def test_a_bare_code_that_two_codebooks_use_is_refused_and_its_full_name_is_not(project):
    ana = add_transcript(project, "ANA: They let me go.")
    with project.writing("test", coder="ines"):
        codebooks.apply_codebook(project, codebook_of("fuel", id="matrix"), file_text="")

    with pytest.raises(InvalidFile) as raised:
        code(project, ana, "They", "fuel")
    code(project, ana, "They", "matrix/fuel")

    assert "fit/fuel or matrix/fuel" in str(raised.value.faults[0])
    assert codings_of(project) == ["matrix/fuel: They"]
    with pytest.raises(AmbiguousName):
        list_codings(project, code="fuel")


def test_the_list_is_filtered_and_a_code_brings_its_descendants(project):
    with project.writing("test", coder="ines"):
        book = codebook_of(*("work", "work>layoff", "layoff>redundancy", "fuel"))
        codebooks.apply_codebook(project, book, file_text="")
    apply_components(project, "force")
    add_transcript(project, "ANA: [layoff fit]A.[/] [redundancy]B.[/] [fuel to=force]C.[/]")
    add_transcript(project, "BEN: [fuel about=force misfit]D.[/]", name="ben")

    def quotes(**filters):
        return list_codings(project, **filters).column("quote")

    assert quotes(code="work") == ["A.", "B."]
    assert quotes(code="fit/fuel", transcript="ben") == ["D."]
    assert quotes(component="force") == ["C.", "D."]
    assert quotes(valence=Valence.fit) == ["A."]
    assert quotes(origin=Origin.search) == []
    assert quotes(coder=["ines"]) == ["A.", "B.", "C.", "D."]
    with pytest.raises(UnknownCode, match="feul"):
        quotes(code="feul")


def test_the_list_is_in_the_order_of_transcripts_positions_and_codes(project):
    add_transcript(project, "BEN: [fuel]B.[/]", name="ben")
    add_transcript(project, "ANA: [redundancy]A one. [fuel][layoff]A two.[/][/][/]")

    assert codings_of(project) == [
        *("redundancy: A one. A two.", "fuel: A two.", "layoff: A two.", "fuel: B.")
    ]


def test_codings_of_one_passage_are_in_the_order_of_the_names_of_codes_and_coders(project):
    ana = add_transcript(project, "ANA: We have fuel.")
    # Neither codes nor coders came into the project in the order of their names.
    for coder in ("zoe", "ines", "abel"):
        for one in ("redundancy", "layoff", "fuel"):
            code(project, ana, "We have fuel.", one, coder=coder)

    records = list_codings(project).records()

    names, coders = ("fuel", "layoff", "redundancy"), ("abel", "ines", "zoe")
    assert [(one["code"], one["coder"]) for one in records] == list(product(names, coders))


def test_codings_in_parts_are_the_list_transcript_by_transcript(project):
    add_transcript(project, "ANA: [layoff]They let me go.[/]")
    add_transcript(project, "BEN: Nothing.", name="ben")
    add_transcript(project, "CAY: [fuel]We have [layoff]fuel.[/][/]", name="cay")

    table = codings_in_parts(project)

    assert [len(part[0]) for part in table.parts()] == [1, 2]
    assert (len(table.rows), table.whole()) == (3, list_codings(project))


def test_a_change_moves_the_span_with_its_quote_and_ordinals(project):
    ana = add_transcript(project, "ANA: [layoff]They let me go.[/] Six of us.")
    uid = str(list_codings(project).column("uid")[0])
    text = read_text(project, ana)

    with project.writing("codings change", coder="ines"):
        start = text.index("Six")
        changed = change_coding(project, uid[:23], CodingChange(start=start, end=len(text), code="fuel"))

    assert (changed.quote, changed.code) == ("Six of us.", "fuel")
    assert changed.updated_at >= changed.created_at
    ordinals = "SELECT first_segment, end_segment, first_word, end_word FROM codings"
    assert project.connection.execute(ordinals).fetchone() == (1, 2, 5, 8)


@pytest.mark.parametrize(("start", "end", "quote"), [(None, 13, "They let"), (10, None, "let me go.")])
def test_a_change_of_one_end_moves_the_quote_too(project, start, end, quote):
    add_transcript(project, "ANA: [layoff]They let me go.[/]")
    uid = str(list_codings(project).column("uid")[0])

    with project.writing("codings change", coder="ines"):
        assert change_coding(project, uid, CodingChange(start=start, end=end)).quote == quote

    assert span_faults(project) == {}


def test_a_change_past_the_end_is_refused(project):
    add_transcript(project, "ANA: [layoff]They let me go.[/]")
    uid = str(list_codings(project).column("uid")[0])

    with pytest.raises(QuoteMismatch), project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange(end=21))


def test_a_change_of_code_names_the_codebook_version_in_force(project):
    add_transcript(project, "ANA: [layoff]They let me go.[/]")
    uid = str(list_codings(project).column("uid")[0])
    with project.writing("codebook apply", coder="ines"):
        codebooks.apply_codebook(project, codebook_of("layoff", "fuel"), file_text="")

    with project.writing("codings change", coder="ines"):
        valued = change_coding(project, uid, CodingChange(valence=Valence.fit))
        recoded = change_coding(project, uid, CodingChange(code="fuel"))

    assert (valued.codebook_version, recoded.codebook_version) == (1, 2)


def test_a_change_may_clear_a_field_and_leaves_the_others(project):
    apply_components(project, "force")
    ana = add_transcript(project, "ANA: They let me go.")
    uid = code(project, ana, "They", "layoff", about="force", valence="fit", memo="why")

    with project.writing("codings change", coder="ines"):
        changed = change_coding(project, uid, CodingChange(about=None, valence=Valence.mixed))

    assert (changed.about, changed.valence, changed.memo) == (None, Valence.mixed, "why")


def test_a_change_cannot_make_a_second_coding_of_one(project):
    add_transcript(project, "ANA: [layoff][fuel]They let me go.[/][/]")
    uid = str(list_codings(project, code="fuel").column("uid")[0])

    with pytest.raises(DuplicateCoding), project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange(code="layoff"))


@pytest.mark.parametrize("place", [0, 1], ids=["source", "target"])
def test_removed_codings_take_their_links_and_memos_and_stay_in_the_history(project, place):
    add_transcript(project, "ANA: [layoff]They let me go.[/] [fuel]No fuel.[/]")
    first, second = (str(uid) for uid in list_codings(project).column("uid"))
    with project.writing("test", coder="ines"):
        add_link(project, first, second, kind=LinkKind.leads_to, coder="ines")
        going = (first, second)[place]
        add_memo(project, target=MemoTarget.coding, target_name=going, text="Why?", coder="ines")

    with project.writing("codings remove", coder="ines"):
        assert remove_codings(project, [going]) == 1

    assert len(codings_of(project)) == 1
    assert (list_links(project).rows, list_memos(project).rows) == ([], [])
    assert list_history(project, uid=going).column("action") == ["delete", "insert"]
    with pytest.raises(UnknownCoding):
        get_coding(project, going)


def test_writing_without_a_deed_is_a_mistake_of_the_program(project):
    ana = add_transcript(project, "ANA: They let me go.")

    with pytest.raises(RuntimeError, match="outside"):
        add_codings(project, [coding(project, ana, "They", "layoff")], coder="ines")


ANY_TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("a .\n\u0301\u200d👩🏽")),
    min_size=1,
    max_size=80,
)


class Abandoned(Exception):
    """Gives a deed up, so that the next example finds the project as it was."""


def stored_and_abandoned(project, text, spans):
    with suppress(Abandoned), project.writing("test", coder="ines"):
        name = add_draft(project, draft_of(text))
        made = [NewCoding(transcript=name, start=start, end=end, code="layoff") for start, end in spans]
        add_codings(project, made, coder="ines")
        found = read_text(project, name), list(list_codings(project).records()), span_faults(project)
        raise Abandoned
    return found


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_for_arbitrary_text_every_stored_coding_holds_its_quote(data, project):
    text = f"ANA: {data.draw(ANY_TEXT)}"
    ends = st.integers(1, len(text))
    spans = st.tuples(ends, ends).map(lambda pair: (min(pair) - 1, max(pair)))
    wanted = data.draw(st.lists(spans, min_size=1, max_size=6, unique=True))

    stored, records, faults = stored_and_abandoned(project, text, wanted)

    assert stored == text
    assert sorted((record["start"], record["end"]) for record in records) == sorted(wanted)
    assert all(text[record["start"] : record["end"]] == record["quote"] for record in records)
    assert faults == {}


def test_the_quote_of_each_origin_and_coder_is_kept(project):
    add_coder(project, "omar")
    ana = add_transcript(project, "ANA: They let me go.")

    store(project, coding(project, ana, "They", "layoff", coder="omar", origin="import"))

    (record,) = list_codings(project).records()
    assert (record["coder"], record["origin"]) == ("omar", "import")
