"""Codebooks and components: frozen or brought up to date, never under the feet of what uses them."""

import pytest

from fitcode.domain.choices import Branch, Dimension, Level
from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.component import Component, Registry
from fitcode.errors import AmbiguousName, CodesInUse, FitcodeError, InvalidFile, UnknownCode
from fitcode.store.codebooks import (
    apply_codebook,
    codebook_versions,
    codebooks_in_force,
    current_codebooks,
    get_codebook,
    list_codebooks,
)
from fitcode.store.coding_reads import list_codings
from fitcode.store.components import apply_registry, list_components, registries
from fitcode.store.names import code_index, component_names, resolve_code, resolve_component
from fitcode.store.suggestions import list_suggestions
from tests.support.projects import (
    add_transcript,
    apply_components,
    codebook_of,
    codings_of,
    run_pass,
    suggestion,
)

BOOK = Codebook(
    id="work",
    name="Work",
    version="2026",
    source="Nobody 2026",
    codes=(
        Code(id="job", name="Job", dimension=Dimension.operational, choose_one=True),
        Code(
            id="loss",
            name="Job loss",
            parent="job",
            dimension=Dimension.operational,
            definition="They let one go.",
            examples=("They let me go.",),
            patterns=(Pattern(id="p1", near=(("let",), ("go",)), within=3),),
        ),
    ),
)


def apply(project, book, text="yaml"):
    with project.writing("codebook apply", coder="ines"):
        return apply_codebook(project, book, file_text=text, coder="ines")


def register(project, *parts, mission="minusma"):
    with project.writing("components apply", coder="ines"):
        registry = Registry(mission=mission, name="M", components=parts)
        return apply_registry(project, registry, file_text="yaml")


def test_a_codebook_comes_back_as_it_was_applied(project):
    assert apply(project, BOOK, "# a comment\nid: work\n") == 1

    assert get_codebook(project, "work") == BOOK
    assert [book.id for book in current_codebooks(project)] == ["fit", "work"]
    (kept,) = project.connection.execute(
        "SELECT file_text FROM codebook_versions WHERE name = 'Work'"
    ).fetchone()
    assert kept == "# a comment\nid: work\n"


def test_what_is_in_force_is_known_by_the_hash_of_what_it_holds(project):
    apply(project, BOOK)
    apply(project, BOOK.model_copy(update={"name": "Labour"}))

    fit, work = codebooks_in_force(project)

    assert (fit.codebook.id, fit.number, fit.sha256) == ("fit", 1, fit.codebook.hash)
    assert (work.codebook.name, work.number, work.sha256) == ("Labour", 2, work.codebook.hash)


def test_a_codes_hash_changes_with_anything_it_says():
    loss = BOOK.codes[1]
    changes: list[dict[str, object]] = [
        {"definition": "They let several go."},
        {"colour": "#aa0000"},
        {"patterns": (loss.patterns[0].model_copy(update={"weight": 0.6}),)},
    ]

    assert len({loss.hash, *(loss.model_copy(update=change).hash for change in changes)}) == 4


def test_unchanged_content_makes_no_new_version_and_changed_content_does(project):
    apply(project, BOOK)
    renamed = BOOK.model_copy(
        update={"codes": (BOOK.codes[0], BOOK.codes[1].model_copy(update={"name": "Loss"}))}
    )

    assert apply(project, BOOK, "other comments") == 1
    assert apply(project, renamed) == 2

    assert codebook_versions(project) == {"fit": 1, "work": 2}
    assert get_codebook(project, "work", version=1) == BOOK
    assert get_codebook(project, "work").codes[1].name == "Loss"
    with pytest.raises(FitcodeError, match="version 7"):
        get_codebook(project, "work", version=7)


def test_the_list_shows_the_version_in_force(project):
    apply(project, BOOK)

    (*_, last) = list_codebooks(project).rows

    assert (*last[:4], last[5], last[6]) == ("work", "Work", 1, 2, "ines", BOOK.hash)


def test_codes_that_leave_are_refused_while_they_have_codings(project):
    add_transcript(project, "ANA: [layoff]A.[/] [layoff]B.[/]")

    with pytest.raises(CodesInUse, match=r"layoff \(2\)"):
        apply(project, codebook_of("fuel"))

    assert codebook_versions(project) == {"fit": 1}


def test_a_coding_keeps_the_version_it_was_made_under_and_shows_the_new_name(project):
    add_transcript(project, "ANA: [layoff]A.[/]")
    book = codebook_of("layoff", "fuel")

    apply(
        project, book.model_copy(update={"codes": (book.codes[0].model_copy(update={"name": "Dismissal"}),)})
    )

    (record,) = list_codings(project).records()
    assert (record["code"], record["code_path"], record["codebook_version"]) == ("layoff", "Dismissal", 1)


def test_pending_suggestions_leave_with_their_code_and_it_cannot_be_used_again(project):
    ana = add_transcript(project, "ANA: They let me go.")
    run_pass(project, {ana: [suggestion(project, ana, "me go", "fit/fuel")]})

    apply(project, codebook_of("layoff"))

    assert list_suggestions(project).column("status") == ["withdrawn"]
    with pytest.raises(UnknownCode):
        resolve_code(project, "fuel")


def test_a_bare_name_belongs_to_the_code_that_is_still_there(project):
    apply(project, codebook_of("layoff"))
    apply(project, codebook_of("fuel", id="matrix"))

    codes = code_index(project)
    assert codes.full[codes.resolve("fuel")] == "matrix/fuel"
    assert sorted(codes.display.values()) == ["fit/fuel", "fuel", "layoff", "redundancy"]


def test_a_registry_comes_back_as_it_was_applied(project):
    parts = (
        Component(id="force", name="Force HQ", branch=Branch.military, level=Level.force, place="Bamako"),
        Component(id="asifu", name="ASIFU", parent="force", country="ML", aliases=("ASIFU", "the unit")),
    )

    assert register(project, *parts)

    assert registries(project) == [Registry(mission="minusma", name="M", components=parts)]
    assert list_components(project).rows[1] == (
        *("asifu", "ASIFU", "force", None, None, None, "ML", ["ASIFU", "the unit"], "minusma"),
    )
    assert not register(project, *parts)


def test_components_may_change_place_and_come_back(project):
    one, other = Component(id="one", name="One"), Component(id="other", name="Other", parent="one")
    register(project, one, other)

    register(project, Component(id="other", name="Another"), Component(id="new", name="New", parent="other"))
    assert list_components(project).column("component") == ["other", "new"]

    register(project, one, other)
    assert registries(project)[0].components == (one, other)


def test_a_component_in_use_may_not_leave(project):
    apply_components(project, "force", "asifu")
    add_transcript(project, "ANA: [fuel about=force to=asifu]A.[/]")

    with pytest.raises(FitcodeError, match=r"asifu \(1 codings, 0 cases\)"):
        register(project, Component(id="force", name="F"))

    assert codings_of(project) == ["fuel: A."]


def test_an_unknown_parent_is_a_mistake_in_the_file(project):
    with pytest.raises(InvalidFile) as raised:
        register(project, Component(id="force", name="F"), Component(id="asifu", name="A", parent="fource"))

    assert "'force'" in str(raised.value.faults[0])


def test_two_missions_may_use_one_id(project):
    apply_components(project, "force", "asifu")
    apply_components(project, "force", mission="mistral")

    assert sorted(component_names(project).values()) == ["asifu", "minusma/force", "mistral/force"]
    assert resolve_component(project, "mistral/force") != resolve_component(project, "minusma/force")
    with pytest.raises(AmbiguousName, match="several missions"):
        resolve_component(project, "force")
