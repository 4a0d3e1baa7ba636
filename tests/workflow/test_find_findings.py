"""Findings of a project made by hand: every number and every quotation of them is known."""

from pathlib import Path

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import Dimension, LinkKind, Part, Valence
from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.findings import Findings, Quotation, RelatedCode, Statements
from fitcode.domain.settings import Settings
from fitcode.errors import SeveralCoders, UnknownCodebook
from fitcode.store import cases, codebooks, links
from fitcode.store.coding_reads import list_codings
from fitcode.workflow.counting.count_links import count_links
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.finding.find_findings import find_findings
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.workspace import Workspace
from tests.support.projects import add_transcript, apply_components, code, new_project

FIT = Codebook(
    id="fit",
    name="Fit",
    codes=(
        Code(id="operational", name="Operational fit", dimension=Dimension.operational),
        Code(id="radios", name="Radios", parent="operational", dimension=Dimension.operational),
        Code(id="forms", name="Forms", parent="operational", dimension=Dimension.operational),
        Code(id="cultural", name="Cultural fit", dimension=Dimension.cultural),
        Code(id="doing", name="Activities", part=Part.activity),
        Code(id="patrols", name="Patrols", parent="doing"),
        Code(id="outcomes", name="Outcomes", part=Part.consequence),
        Code(id="delay", name="Delay", parent="outcomes"),
        Code(id="cures", name="Cures", part=Part.remedy),
        Code(id="liaison", name="Liaison", parent="cures"),
        Code(id="weather", name="Weather"),
    ),
)
PLAIN = Codebook(id="plain", name="Plain", codes=(Code(id="food", name="Food"), Code(id="rice", name="Rice")))

ANA = """\
Q: And the radios?
A: [patrols about=force]We patrol.[/] \
[radios about=force to=police misfit 3]Our radios never talk to theirs.[/] [delay about=force]So we wait.[/]
A: [radios about=police to=force fit 2]Theirs are fine.[/] [weather]It rains.[/]
"""
BEN = """\
A: [radios about=force to=police misfit 1]No radio.[/]
Q: [radios misfit 3]Radios?[/]
A: [forms about=police misfit 2]Nine forms.[/] [liaison]Send us one officer.[/] \
[cultural about=police to=force mixed]They are polite.[/]
"""


def made(folder: Path, *books: Codebook, **transcripts: str) -> Workspace:
    """A workspace on a project with these codebooks, transcripts, and a case for the A of each."""
    project = new_project(folder, codes=())
    apply_components(project, "force", "police")
    with project.writing("codebook apply", coder="ines"):
        for book in books:
            codebooks.apply_codebook(project, book, file_text="")
    for name, marked in transcripts.items():
        add_transcript(project, marked, name=name)
    return Workspace(project, Settings(), "ines", SilentNarrator())


def say_who(workspace: Workspace, transcript: str, *, role: str, component: str) -> None:
    row = CaseRow(case=f"R-{transcript}", transcript=transcript, speaker="A", role=role, component=component)
    with workspace.project.writing("cases import", coder="ines"):
        cases.apply_cases(workspace.project, [row], types={})


def link(workspace: Workspace, source: str, kind: LinkKind, target: str) -> None:
    uids = {str(row["quote"]): str(row["uid"]) for row in list_codings(workspace.project).records()}
    with workspace.project.writing("links add", coder="ines"):
        links.add_link(workspace.project, uids[source], uids[target], kind=kind, coder="ines")


@pytest.fixture
def study(tmp_path) -> Workspace:
    workspace = made(tmp_path, FIT, PLAIN, ana=ANA, ben=BEN)
    say_who(workspace, "ana", role="captain", component="force")
    say_who(workspace, "ben", role="adviser", component="police")
    link(workspace, "Our radios never talk to theirs.", LinkKind.leads_to, "So we wait.")
    link(workspace, "Nine forms.", LinkKind.leads_to, "They are polite.")
    link(workspace, "No radio.", LinkKind.remedied_by, "They are polite.")
    return workspace


def operational(findings: Findings):
    return next(one for one in findings.dimensions if one.dimension is Dimension.operational)


def quotes(quotations: tuple[Quotation, ...]) -> list[str]:
    return [quotation.quote for quotation in quotations]


def figures(related: tuple[RelatedCode, ...]) -> list[tuple[object, ...]]:
    return [
        (one.name, one.turns, one.misfit_turns, one.fit_turns, one.segments, one.links, one.transcripts)
        for one in related
    ]


class TestADimension:
    def test_its_statements_are_counted_without_the_interviewers(self, study):
        found = operational(find_findings(study))

        assert found.name == "Operational fit"
        assert found.statements == Statements(
            codings=4, transcripts=2, cases=2, fit=1, misfit=3, mixed=0, unstated=0, net_fit=-0.5
        )
        assert found.statements.direction is Valence.misfit

    def test_its_actors_and_pairs_are_those_of_the_codings(self, study):
        found = operational(find_findings(study))

        assert [
            (one.component, one.name, one.statements.misfit, one.statements.fit) for one in found.components
        ] == [("force", "FORCE", 2, 0), ("police", "POLICE", 1, 1)]
        assert [(one.about, one.counterpart, one.statements.codings) for one in found.dyads] == [
            ("force", "police", 2),
            ("police", "force", 1),
        ]

    def test_its_manifestations_stand_by_how_often_they_were_coded_and_those_never_coded_by_name(self, study):
        found = operational(find_findings(study))

        assert [(one.code, one.statements.codings) for one in found.manifestations] == [
            ("radios", 3),
            ("forms", 1),
        ]
        radios = found.manifestations[0]
        assert [(one.component, one.statements.codings) for one in radios.components] == [
            ("force", 2),
            ("police", 1),
        ]
        assert [(one.about, one.statements.codings) for one in radios.dyads] == [("force", 2), ("police", 1)]
        assert found.without_codings == ("Operational fit",)

    def test_activities_are_those_of_the_same_turn(self, study):
        (patrols,) = operational(find_findings(study)).activities

        assert figures((patrols,)) == [("Patrols", 1, 1, 0, 0, 0, 1)]
        assert patrols.components == (("force", 1),)
        assert quotes(patrols.quotations) == ["We patrol."]

    def test_consequences_share_a_turn_or_are_linked(self, study):
        (delay,) = operational(find_findings(study)).consequences

        assert figures((delay,)) == [("Delay", 1, 1, 0, 0, 1, 1)]
        assert [(cause.quote, effect.quote) for cause, effect in delay.pairs] == [
            ("Our radios never talk to theirs.", "So we wait.")
        ]

    def test_a_link_may_call_any_code_a_remedy(self, study):
        found = operational(find_findings(study)).remedies

        assert figures(found) == [
            ("Cultural fit", None, None, None, None, 1, 1),
            ("Liaison", 1, 1, 0, 0, 0, 1),
        ]

    def test_counter_evidence_is_what_is_stated_the_other_way(self, study):
        against = operational(find_findings(study)).counter_evidence

        assert (against.direction, against.codings, against.transcripts, against.cases) == (
            Valence.fit,
            1,
            1,
            1,
        )
        assert against.components == (("police", 1),)
        assert against.codes == (("Radios", 1),)
        assert quotes(against.quotations) == ["Theirs are fine."]

    def test_where_neither_fit_nor_misfit_prevails_there_is_none(self, study):
        cultural = find_findings(study).dimensions[0]

        assert (cultural.dimension, cultural.statements.direction) == (Dimension.cultural, None)
        assert cultural.counter_evidence.direction is None
        assert quotes(cultural.quotations) == ["They are polite."]

    def test_what_shares_a_segment_is_counted_once(self, tmp_path):
        twice = "[radios misfit]Dead radios [delay]and a long[/] [delay about=force]wait.[/][/]"
        workspace = made(tmp_path, FIT, ana=f"A: {twice}\n")

        (delay,) = operational(find_findings(workspace)).consequences

        assert (delay.segments, delay.turns, delay.transcripts) == (1, 1, 1)

    def test_what_shares_only_a_turn_of_the_interviewer_does_not_go_together(self, tmp_path):
        over = "[radios misfit]We have no radios at all.\nQ: So[/] [delay]then?\nA: We wait for many days.[/]"
        workspace = made(tmp_path, FIT, ana=f"A: {over}\n")

        found = find_findings(workspace)

        assert (operational(found).statements.codings, operational(found).consequences) == (1, ())

    def test_a_link_to_what_the_interviewer_says_does_not_count(self, study):
        link(study, "Nine forms.", LinkKind.leads_to, "Radios?")

        assert [one.target for one in find_findings(study).influences] == [Dimension.cultural]

    def test_what_only_a_link_leads_to_is_a_consequence_and_stays_a_further_code(self, study):
        link(study, "Theirs are fine.", LinkKind.leads_to, "It rains.")

        found = find_findings(study)

        assert figures(operational(found).consequences)[1] == ("Weather", None, None, None, None, 1, 1)
        assert [one.code for one in found.others[0].codes] == ["weather"]


class TestQuotations:
    def test_every_interview_is_heard_before_one_is_heard_twice(self, study):
        assert quotes(operational(find_findings(study)).quotations) == [
            "Our radios never talk to theirs.",
            "Nine forms.",
            "No radio.",
        ]

    def test_they_are_attributed_by_role_and_component(self, study):
        first = operational(find_findings(study, quotes=1)).quotations[0]

        assert (first.attribution, first.about, first.strength) == ("captain, force", "force", 3)

    def test_what_a_dimension_has_quoted_is_not_quoted_again_by_its_codes(self, study):
        found = operational(find_findings(study, quotes=1))

        assert quotes(found.quotations) == ["Our radios never talk to theirs."]
        assert [quotes(one.quotations) for one in found.manifestations] == [["No radio."], ["Nine forms."]]

    def test_there_are_none_where_none_are_wanted(self, study):
        found = operational(find_findings(study, quotes=0))

        assert (found.quotations, found.counter_evidence.quotations, found.consequences[0].pairs) == (
            (),
            (),
            (),
        )

    def test_the_order_is_strength_then_valence_then_sides_then_who_speaks_then_length(self, tmp_path):
        marks = {
            "weak": "about=force misfit 1",
            "strong": "about=force misfit 2",
            "silent": "about=force 3",
            "sided": "about=force to=police misfit 1",
            "known": "about=force misfit 1",
        }
        said = {name: f"A: [radios {mark}]We are {name:>7}.[/]\n" for name, mark in marks.items()}
        longer = "A: [radios about=force misfit 1]We are longer than others.[/]\n"
        workspace = made(tmp_path, FIT, **said, longer=longer)
        say_who(workspace, "known", role="captain", component="force")

        quoted = operational(find_findings(workspace, quotes=9)).quotations

        assert [one.transcript for one in quoted] == ["strong", "sided", "known", "longer", "weak"]

    def test_of_two_alike_the_one_that_is_easily_quoted_comes_first(self, tmp_path):
        handy = "We asked for a radio in April and again in June, and what came in July was a form."
        workspace = made(
            tmp_path, FIT, ana="A: [radios misfit]None.[/]\n", ben=f"A: [radios misfit]{handy}[/]\n"
        )

        assert quotes(operational(find_findings(workspace)).quotations) == [handy, "None."]

    def test_an_interview_with_the_strongest_words_does_not_speak_twice_in_a_row(self, tmp_path):
        strong = "[radios about=force misfit 3]None at all.[/] [radios about=police misfit 3]None.[/]"
        weak = "[radios about=force misfit 1]Few.[/]"
        workspace = made(tmp_path, FIT, ana=f"A: {strong}\n", ben=f"A: {weak}\n")

        quoted = operational(find_findings(workspace)).quotations

        assert [one.transcript for one in quoted] == ["ana", "ben", "ana"]

    def test_one_of_the_same_strength_that_states_a_valence_comes_first(self, tmp_path):
        silent, mixed = "A: [food about=force 3]We ate.[/]\n", "A: [food about=force mixed 3]We eat.[/]\n"
        workspace = made(tmp_path, PLAIN, ana=silent, ben=mixed)

        (food,) = find_findings(workspace).others[0].codes

        assert quotes(food.quotations) == ["We eat."]

    def test_components_and_then_codes_take_turns(self, tmp_path):
        marks = ["radios about=force", "radios about=force", "radios about=police", "forms"]
        said = {f"t{number}": f"A: [{mark} misfit]We say {number}.[/]\n" for number, mark in enumerate(marks)}
        workspace = made(tmp_path, FIT, **said)

        quoted = operational(find_findings(workspace, quotes=4)).quotations

        assert [one.transcript for one in quoted] == ["t0", "t3", "t2", "t1"]

    def test_a_passage_over_turns_leaves_out_the_labels_between(self, tmp_path):
        workspace = made(tmp_path, FIT, ana="A: [radios misfit]One.\nMALIKA: Two.[/]\n")

        (quotation,) = operational(find_findings(workspace)).quotations

        assert quotation.quote == "One. […] Two."


class TestWhatElseIsReported:
    def test_links_between_dimensions_are_influences(self, study):
        (influence,) = find_findings(study).influences

        assert (influence.source, influence.target, influence.links) == (
            Dimension.operational,
            Dimension.cultural,
            1,
        )
        assert [quotes(pair) for pair in influence.pairs] == [["Nine forms.", "They are polite."]]

    def test_they_are_as_many_as_the_table_of_links_says(self, study):
        add_transcript(
            study.project, "A: [cultural misfit]We fear.[/] [radios misfit]We fall silent.[/]\n", name="cid"
        )
        link(study, "We fear.", LinkKind.leads_to, "We fall silent.")
        link(study, "We fear.", LinkKind.leads_to, "Our radios never talk to theirs.")

        table = count_links(study, kind=LinkKind.leads_to, by="dimension")

        assert {
            (one.source.value, one.target.value, one.links) for one in find_findings(study).influences
        } == {(row["from"], row["to"], row["links"]) for row in table.records() if row["to"] is not None}

    def test_links_of_several_coders_between_the_same_words_count_once(self, study):
        radios = {"about": "force", "counterpart": "police", "valence": "misfit", "strength": 3}
        uids = [
            code(study.project, "ana", "Our radios never talk to theirs.", "radios", coder="tomas", **radios),
            code(study.project, "ana", "So we wait.", "delay", coder="tomas", about="force"),
        ]
        with study.project.writing("links add", coder="tomas"):
            links.add_link(study.project, *uids, kind=LinkKind.leads_to, coder="tomas")

        (delay,) = operational(find_findings(study, coders=["ines", "tomas"])).consequences

        assert delay.links == 1

    def test_codes_without_dimension_and_part_are_listed_as_further_codes(self, study):
        code(study.project, "ana", "It rains.", "plain/rice")

        assert [
            (one.codebook, [found.code for found in one.codes]) for one in find_findings(study).others
        ] == [
            ("fit", ["weather"]),
            ("plain", ["rice"]),
        ]

    def test_nothing_that_was_coded_is_lost_from_sight(self, study):
        add_transcript(study.project, "A: [outcomes]It is late.[/] [rice]We eat.[/]\n", name="cid")

        found = find_findings(study).others

        assert [(one.codebook, [code.code for code in one.codes], one.is_whole) for one in found] == [
            ("fit", ["outcomes", "weather"], False),
            ("plain", ["rice"], True),
        ]

    def test_an_inventory_shows_every_issue_under_its_theme(self, tmp_path):
        agenda = Codebook(
            id="agenda",
            name="Agenda",
            codes=(
                Code(id="framework", name="Framework", part=Part.issue),
                Code(id="mandate", name="Mandate", parent="framework"),
                Code(id="children", name="Children", part=Part.issue),
            ),
        )
        workspace = made(tmp_path, agenda, ana="A: [mandate about=force]It is a long mandate.[/] And.\n")

        (inventory,) = find_findings(workspace).inventories

        assert [
            (theme.name, [(one.name, one.statements.codings) for one in theme.issues])
            for theme in inventory.themes
        ] == [("Framework", [("Framework", 0), ("Mandate", 1)]), ("Children", [("Children", 0)])]
        assert quotes(inventory.themes[0].issues[1].quotations) == ["It is a long mandate."]

    def test_a_codebook_that_marks_no_part_is_told_of_and_its_links_still_tell(self, tmp_path):
        bare = FIT.model_copy(
            update={"codes": tuple(one.model_copy(update={"part": None}) for one in FIT.codes)}
        )
        workspace = made(tmp_path, bare, ana=ANA)
        link(workspace, "Our radios never talk to theirs.", LinkKind.leads_to, "So we wait.")

        findings = find_findings(workspace)

        assert [note for note in findings.notes if "part: consequence" in note]
        assert figures(operational(findings).consequences) == [("Delay", None, None, None, None, 1, 1)]

    def test_a_project_without_anything_has_findings_of_nothing(self, tmp_path):
        findings = find_findings(made(tmp_path, FIT))

        assert (findings.dimensions, findings.matrices, findings.others) == ((), (), ())
        assert (findings.basis.codings, findings.basis.transcripts) == (0, 0)


class TestWhatIsAskedFor:
    def test_conditions_narrow_everything(self, study):
        found = find_findings(study, where=["role=adviser"])

        assert operational(found).statements.codings == 2
        assert (found.basis.transcripts, found.basis.where) == (1, ("role=adviser",))
        assert operational(found).consequences == ()

    def test_one_dimension_alone(self, study):
        found = find_findings(study, dimensions=[Dimension.operational])

        assert [one.dimension for one in found.dimensions] == [Dimension.operational]
        assert (found.others, len(found.influences)) == ((), 1)

    def test_one_codebook_alone(self, study):
        code(study.project, "ana", "It rains.", "plain/rice")

        found = find_findings(study, codebooks=["plain"])

        assert (found.dimensions, [one.codebook for one in found.others]) == ((), ["plain"])

    def test_an_unknown_codebook_names_the_nearest(self, study):
        with pytest.raises(UnknownCodebook) as caught:
            find_findings(study, codebooks=["plane"])

        assert caught.value.remedy == "Did you mean 'plain'?"

    def test_whose_codings_count_is_not_guessed(self, study):
        code(study.project, "ana", "It rains.", "weather", coder="tomas")

        with pytest.raises(SeveralCoders):
            find_findings(study)
        assert find_findings(study, coders=["tomas"]).basis.codings == 1
        assert find_findings(study, coders=["ines", "tomas"]).basis.codings == 9


def test_every_dimension_and_code_has_the_figures_of_the_tally(study):
    found = find_findings(study)
    by_dimension = {row["dimension"]: row for row in tally_codings(study, by=["dimension"]).records()}
    by_code = {row["code"]: row for row in tally_codings(study, by=["code"]).records()}

    for one in found.dimensions:
        row = by_dimension[one.dimension.value]
        assert (one.statements.codings, one.statements.cases, one.statements.net_fit) == (
            row["codings"],
            row["cases"],
            row["net_fit"],
        )
        for manifestation in one.manifestations:
            assert manifestation.statements.codings == by_code[manifestation.code]["codings"]
