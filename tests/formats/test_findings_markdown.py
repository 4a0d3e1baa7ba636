"""Findings as Markdown: what a page says of known findings, and that no text can break it."""

import html
import io
import json
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fitcode.domain.choices import ComponentFrom, Dimension, TranscriptKind, Valence
from fitcode.domain.findings import (
    Basis,
    CodeFinding,
    CoherenceMatrix,
    ComponentFinding,
    CounterEvidence,
    DimensionFindings,
    DyadFinding,
    Findings,
    Influence,
    Inventory,
    MatrixCell,
    OtherCodes,
    Quotation,
    RelatedCode,
    Statements,
    Theme,
)
from fitcode.formats.findings_json import write_findings_json
from fitcode.formats.findings_markdown import write_findings_markdown
from fitcode.formats.markdown_words import table, words

BASIS = Basis(
    project="Serrane",
    transcripts=2,
    cases=1,
    words=1204,
    codings=4,
    coders=("ines", "ben"),
    component_from=ComponentFrom.about_or_voice,
)
MISFIT = Statements(
    codings=4, transcripts=2, cases=1, fit=1, misfit=3, net_fit=-0.5, net_fit_low=-0.904, net_fit_high=-0.1
)
ONCE = Statements(codings=1, transcripts=1, cases=1)


def said(quote: str, who: str | None = "captain, force", transcript: str = "ana") -> Quotation:
    return Quotation(
        quote=quote,
        attribution=who,
        kind=TranscriptKind.field_note,
        transcript=transcript,
        start=0,
        end=len(quote),
        code="radios",
        code_name="Radios",
    )


def operational(**fields: object) -> DimensionFindings:
    known: dict[str, object] = {
        "dimension": Dimension.operational,
        "name": "Operational fit",
        "statements": MISFIT,
        "counter_evidence": CounterEvidence(direction=Valence.fit),
    }
    return DimensionFindings(**known | fields)  # type: ignore[arg-type]


def related(**fields: object) -> RelatedCode:
    known: dict[str, object] = {
        "code": "delay",
        "name": "Delay",
        "turns": 2,
        "misfit_turns": 2,
        "fit_turns": 1,
        "segments": 0,
        "links": 1,
        "transcripts": 2,
        "components": (("force", 2), ("police", 1)),
    }
    return RelatedCode(**known | fields)  # type: ignore[arg-type]


def page(**fields: object) -> str:
    names = {"force": "The force", "police": "Police"}
    findings = Findings(**{"basis": BASIS, "component_names": names} | fields)  # type: ignore[arg-type]
    stream = io.StringIO()
    write_findings_markdown(findings, stream)
    return stream.getvalue()


class TestSentences:
    def test_the_first_one_says_what_the_findings_rest_on(self):
        where = Basis(
            **{field: getattr(BASIS, field) for field in BASIS.__slots__} | {"where": ("role=`x`",)}
        )

        assert (
            "These findings rest on 4 codings, from a corpus of 2 transcripts of 1 case (1,204 words of "
            "respondents), coded by ines and ben. A coding is counted for the component that it "
            "is about, or the speaker's own where none is named." in page()
        )
        assert "on condition that `role= x `." in page(basis=where)

    def test_a_direction_prevails_when_its_interval_lies_on_one_side_of_zero(self):
        assert (
            "**Misfit prevails.** There are 4 statements in 2 transcripts and from 1 case: 3 of misfit, 1 of "
            "fit and 0 of both at once. Net fit is −0.50 [−0.90, −0.10]." in page(dimensions=(operational(),))
        )

    def test_a_direction_that_is_unsure_is_told_as_unsure(self):
        unsure = Statements(codings=3, fit=2, misfit=1, net_fit=1 / 3, net_fit_low=-0.2, net_fit_high=0.8)
        few = Statements(codings=4, fit=2, misfit=1, unstated=1, net_fit=1 / 3)
        even = Statements(codings=2, fit=1, misfit=1, net_fit=0.0)
        silent = Statements(codings=2, unstated=2)
        alone = Statements(codings=1, mixed=1, net_fit=-0.001)

        assert "**More fit than misfit is stated, but the interval holds zero.**" in page(
            dimensions=(operational(statements=unsure),)
        )
        assert (
            "**More fit than misfit is stated, by too few for an interval.** There are 4 statements (1 "
            in (page(dimensions=(operational(statements=few),)))
        )
        assert "**Fit and misfit are in balance.**" in page(dimensions=(operational(statements=even),))
        assert "Net fit is 0.00." in page(dimensions=(operational(statements=even),))
        assert "There is 1 statement in " in page(dimensions=(operational(statements=alone),))
        assert "Net fit is 0.00." in page(dimensions=(operational(statements=alone),))
        assert "**Nothing is stated of fit or misfit.**" in page(dimensions=(operational(statements=silent),))
        assert "Net fit is –." in page(dimensions=(operational(statements=silent),))

    def test_what_goes_with_a_dimension_tells_turns_links_and_whom_it_is_often_of(self):
        assert (
            "- **Delay** (2 turns, 2 with misfit and 1 with fit; 1 link; 2 transcripts; most often of The "
            "force (2))" in page(dimensions=(operational(consequences=(related(),)),))
        )
        assert "- **Delay** (1 link; 1 transcript)" in page(
            dimensions=(operational(remedies=(related(turns=None, transcripts=1, components=()),)),)
        )
        assert "No remedies were coded with this dimension." in page(dimensions=(operational(),))

    def test_a_link_is_told_in_both_quotations_and_one_attribution_where_one_person_said_both(self):
        same = related(pairs=((said("No radio."), said("We wait.")),), quotations=(said("Later."),))
        other = related(pairs=((said("No radio."), said("We wait.", "adviser", "ben")),))

        assert "> “No radio.” *leads to* “We wait.” — captain, force" in page(
            dimensions=(operational(consequences=(same,)),)
        )
        assert "Later." not in page(dimensions=(operational(consequences=(same,)),))
        assert "> “No radio.” — captain, force; *is remedied by* “We wait.” — adviser" in page(
            dimensions=(operational(remedies=(other,)),)
        )

    def test_counter_evidence_tells_its_share_and_where_it_comes_from(self):
        against = CounterEvidence(
            direction=Valence.fit,
            codings=1,
            transcripts=1,
            cases=1,
            components=(("police", 2),),
            codes=(("Radios", 1),),
            quotations=(said("Theirs are fine."),),
        )
        other_way = CodeFinding(
            code="forms", name="Forms", path="Forms", statements=Statements(codings=3, fit=2, misfit=1)
        )

        told = page(dimensions=(operational(counter_evidence=against, manifestations=(other_way,)),))

        assert (
            "1 statement of fit (25 % of those with a valence), in 1 transcript and from 1 case, most often "
            "of Police (2). They concern Radios (1)." in told
        )
        assert "Against the main direction as a whole stand Forms (2 fit, 1 misfit)." in told
        assert "> “Theirs are fine.” — captain, force" in told

    def test_where_nobody_is_known_to_speak_the_kind_of_source_is_told(self):
        assert "“It rains.” — field note" in page(
            dimensions=(operational(quotations=(said("It rains.", None),)),)
        )

    def test_words_in_quotation_marks_get_no_second_pair(self):
        quoted = (said("“It rains.”"), said("“No,” he said, “never.”"))

        told = page(dimensions=(operational(quotations=quoted),))

        assert "> “It rains.” —" in told
        assert "> ““No,” he said, “never.”” —" in told

    def test_nothing_found_is_said(self):
        assert page().endswith("\n\nNothing was found: no coding counts here.\n")


class TestTables:
    def test_components_and_pairs_past_the_first_ones_are_added_up(self):
        many = tuple(
            ComponentFinding(component=f"c{number}", name=f"C{number}", statements=ONCE)
            for number in range(14)
        )

        told = page(dimensions=(operational(components=many),))

        assert "| c11 | 1 | 1 |" in told
        assert "| c12 |" not in told
        assert "And 2 more components with 2 codings together." in told

    def test_a_manifestation_names_its_most_frequent_component_and_pair(self):
        often = Statements(codings=2, fit=2, net_fit=1.0)
        radios = CodeFinding(
            code="radios",
            name="Radios",
            path="Radios",
            statements=MISFIT,
            components=(
                ComponentFinding(component="force", name="The force", statements=often),
                ComponentFinding(component="police", name="Police", statements=ONCE),
            ),
            dyads=(DyadFinding(about="force", counterpart="police", statements=often),),
            quotations=(said("No radio."),),
        )

        told = page(dimensions=(operational(manifestations=(radios,), without_codings=("Forms", "Fuel")),))

        assert (
            "| Radios | The force (2) | The force → Police (2) | 4 | 1 | 1 | 3 | 0 | −0.50 [−0.90, −0.10] |"
            in told
        )
        assert "- Radios: “No radio.” — captain, force" in told
        assert "Nothing was coded as Forms and Fuel." in told

    def test_influences_are_a_square_of_the_dimensions_that_have_any(self):
        influence = Influence(
            source=Dimension.strategic,
            target=Dimension.cultural,
            links=3,
            transcripts=2,
            pairs=((said("No plan."), said("No trust.")),),
        )

        told = page(influences=(influence,))

        assert "| strategic | 0 | 3 |\n| cultural | 0 | 0 |" in told
        assert "- strategic → cultural: “No plan.” *leads to* “No trust.” — captain, force" in told

    def test_a_matrix_shows_every_cell_and_what_stands_beside_it(self):
        matrix = CoherenceMatrix(
            codebook="matrix",
            name="Matrix",
            levels=(("unity", "Unity"), ("competition", "Competition")),
            relationships=(("intra", "Within"), ("inter", "Between")),
            cells=(
                MatrixCell(level="unity", relationship="intra", segments=0),
                MatrixCell(level="unity", relationship="inter", segments=2, quotations=(said("One head."),)),
                MatrixCell(level="competition", relationship="intra", segments=1),
                MatrixCell(level="competition", relationship="inter", segments=0),
            ),
            only_level=4,
            only_relationship=5,
            several=6,
        )

        told = page(matrices=(matrix,))

        assert (
            "|  | Within | Between |\n| --- | ---: | ---: |\n| Unity | 0 | 2 |\n| Competition | 1 | 0 |"
            in told
        )
        assert "no relationship: 4; with a relationship and no level: 5; in several cells: 6." in told
        assert "- Unity, Between: “One head.” — captain, force" in told

    def test_an_inventory_and_further_codes_have_a_section_each(self):
        mandate = CodeFinding(
            code="mandate", name="Mandate", path="Mandate", statements=MISFIT, quotations=(said("Too long."),)
        )
        theme = Theme(code="framework", name="Framework", issues=(mandate,))

        told = page(
            inventories=(Inventory(codebook="agenda", name="Agenda", themes=(theme,)),),
            others=(
                OtherCodes(codebook="own", name="My own", is_whole=True, codes=(mandate,)),
                OtherCodes(codebook="fit", name="Fit", is_whole=False, codes=(mandate,)),
            ),
        )

        assert "## Agenda" in told
        assert "### Framework\n\n| issue | most often of | codings | transcripts | cases |" in told
        assert "| Mandate |  | 4 | 2 | 1 |\n\n- Mandate: “Too long.” — captain, force" in told
        assert "\n## My own\n\n| code | codings | cases | fit | misfit | mixed | net fit |\n" in told
        assert "\n## Further codes: Fit\n" in told

    def test_columns_that_would_be_empty_are_left_out(self):
        silent = CodeFinding(code="food", name="Food", path="Food", statements=ONCE)
        own = OtherCodes(codebook="own", name="My own", is_whole=True, codes=(silent,))

        assert "| code | codings | cases |\n| --- | ---: | ---: |\n| Food | 1 | 1 |\n" in page(others=(own,))


class TestNoTextBreaksThePage:
    HOSTILE = (
        "# no |heading|\n- *list* [link](http://x) <script>alert(1)</script> `code` &copy; ![i](j) ~~s~~ $x$"
    )

    def test_what_was_said_is_shown_as_it_was_said(self):
        told = page(dimensions=(operational(quotations=(said(self.HOSTILE),)),))

        shown = plain(told)

        assert f"“{' '.join(self.HOSTILE.split())}” — captain, force" in shown

    def test_a_cell_stays_one_cell(self):
        rendered = (
            MarkdownIt("commonmark")
            .enable("table")
            .render("\n".join(table(["a", "b"], [[words("x|y\n|z"), 1]])))
        )

        assert rendered.count("<td") == 2
        assert "x|y |z" in rendered

    def test_what_runs_from_right_to_left_is_held_together(self):
        assert words("هذا صعب") == "\u2068هذا صعب\u2069"
        assert words("plain \u202eturned\u202c") == "plain turned"

    @given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
    def test_any_text_is_one_paragraph_that_reads_as_it_was(self, text):
        line = re.sub("[\u202a-\u202e\u2066-\u2069]", "", " ".join(text.split()))

        assert plain(f"“{words(text)}”") == f"“{line}”"


def plain(markdown: str) -> str:
    """What a reader of the rendered page reads."""
    rendered = MarkdownIt("commonmark").enable("table").render(markdown)
    without_tags = html.unescape(re.sub(r"<[^>]+>", "", rendered))
    return re.sub("[\u2068\u2069]", "", without_tags).strip("\n")


def test_json_holds_every_field_by_its_name():
    stream = io.StringIO()
    write_findings_json(Findings(basis=BASIS, dimensions=(operational(consequences=(related(),)),)), stream)

    held = json.loads(stream.getvalue())

    assert held["basis"]["component_from"] == "about-or-voice"
    assert held["dimensions"][0]["statements"]["net_fit"] == -0.5
    assert held["dimensions"][0]["consequences"][0]["components"] == [["force", 2], ["police", 1]]
    assert held["dimensions"][0]["counter_evidence"]["direction"] == "fit"
