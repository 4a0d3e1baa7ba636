"""Tallies against figures worked out by hand; each figure is derived beside it."""

from typing import Any

import pytest

from fitcode.analysis.selecting.conditions import Condition, parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from tests.analysis.frames import K, Q, frame


def shown(table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table, row by row."""
    return list(zip(*(table.column(name) for name in columns), strict=True))


def where(*texts: str) -> list[Condition]:
    return [parse_condition(text) for text in texts]


# T1: Ana of sector-east (7 + 4 words); T2: Ben of no component (5); T3: somebody without a case (4).
# Respondents' words: 11 + 5 + 4 = 20. The interviewer's: 3 + 3 + 2.
ANSWERS = {
    "T1": [
        "I: Did it work?",
        "ANA: We trusted the force. They kept us.",
        "I: And the radios?",
        "ANA: Our radios never worked.",
    ],
    "T2": ["I: And you?", "BEN: Police had other plans then."],
    "T3": ["CEM: Nobody asked me once."],
}
ANA = K(name="R1", speaks=[("T1", "ANA")], component="sector-east", mission="minusma", role="commander")
BEN = K(name="R2", speaks=[("T2", "BEN")], mission="minusma", role="analyst")
CODINGS = [
    Q("T1", "We trusted the force.", "trust", "fit", strength=3, about="force"),
    Q("T1", "They kept us.", "trust", "misfit", strength=2),
    Q("T1", "radios never worked", "radios", "misfit"),
    Q("T2", "Police had other plans", "planning", "mixed", about="police"),
    Q("T2", "other plans then.", "actors"),
    Q("T3", "Nobody asked", "trust", "misfit", strength=1),
]
PROJECT = frame(ANSWERS, CODINGS, cases=[ANA, BEN])


class TestWhichComponentACodingCountsFor:
    @pytest.mark.parametrize(
        ("by", "told"), [("code", ["The component in a condition is taken by voice."]), ("component", [])]
    )
    def test_a_condition_that_no_column_speaks_of_is_told(self, by, told):
        table = tally(
            PROJECT, by=[by], where=where("component=sector-east"), component_from=ComponentFrom.voice
        )

        assert [note for note in table.notes if "condition" in note] == told

    def test_the_one_it_is_about_else_that_of_the_voice(self):
        table = tally(PROJECT, by=["component"])

        # force: named once. sector-east: Ana's two without about. police: named once.
        # null: Ben's "actors" (no about, no component) and Cem's (no about, no case).
        assert shown(table, "component", "codings", "component_from") == [
            ("force", 1, "about-or-voice"),
            ("sector-east", 2, "about-or-voice"),
            ("police", 1, "about-or-voice"),
            (None, 2, "about-or-voice"),
        ]

    def test_only_the_one_it_is_about(self):
        table = tally(PROJECT, by=["component"], component_from=ComponentFrom.about)

        assert shown(table, "component", "codings") == [("force", 1), ("police", 1), (None, 4)]

    def test_only_that_of_the_voice(self):
        table = tally(PROJECT, by=["component"], component_from=ComponentFrom.voice)

        # All three of T1 are Ana's; Ben has no component, Cem no case.
        assert shown(table, "component", "codings") == [("sector-east", 3), (None, 3)]

    def test_attribution_is_named_for_a_property_of_the_component_too_and_not_otherwise(self):
        assert tally(PROJECT, by=["component.branch"]).columns[-1] == "component_from"
        assert "component_from" not in tally(PROJECT, by=["code"]).columns

    def test_a_property_is_that_of_the_attributed_component(self):
        table = tally(PROJECT, by=["component.branch", "component.level"])

        # force is military/force, sector-east military/sector, police police/force.
        assert shown(table, "component.branch", "component.level", "codings") == [
            ("military", "force", 1),
            ("military", "sector", 2),
            ("police", "force", 1),
            (None, None, 2),
        ]


class TestRollup:
    def test_a_row_includes_descendants_and_ancestors_get_rows(self):
        table = tally(PROJECT, by=["component"], rollup=True)

        # mission: force 1 + sector-east 2 + police 1. force: its own 1 + sector-east's 2.
        assert shown(table, "component", "codings") == [
            ("mission", 4),
            ("force", 3),
            ("sector-east", 2),
            ("police", 1),
            (None, 2),
        ]

    def test_words_are_united_within_the_rolled_up_row(self):
        overlapping = frame(
            ANSWERS,
            [
                Q("T1", "We trusted the force.", "trust", about="force"),
                Q("T1", "the force. They", "trust", about="isr-coy"),
            ],
        )

        table = tally(overlapping, by=["component"], rollup=True)

        # force: words 1-4 and 3-5 united: 5. isr-coy and its sector: 3. mission as force.
        assert shown(table, "component", "codings", "words") == [
            ("mission", 2, 5),
            ("force", 2, 5),
            ("sector-east", 1, 3),
            ("isr-coy", 1, 3),
        ]

    def test_a_condition_on_a_component_includes_descendants_only_then(self):
        conditions = where("component=force")

        assert tally(PROJECT, by=["code"], where=conditions).column("codings") == [1]
        # trust: the one about force and Ana's; radios: Ana's.
        rolled_up = tally(PROJECT, by=["code"], where=conditions, rollup=True)
        assert shown(rolled_up, "code", "codings") == [("trust", 2), ("radios", 1)]

    def test_the_voice_scope_of_a_rolled_up_row_holds_the_descendants(self):
        table = tally(PROJECT, by=["component"], rollup=True, component_from=ComponentFrom.voice)

        # Only Ana (11 words) has a component; she is in the scope of sector-east, force and mission.
        assert shown(table, "component", "per_1000_words", "case_share") == [
            ("mission", pytest.approx(3 / 11 * 1000), 1.0),
            ("force", pytest.approx(3 / 11 * 1000), 1.0),
            ("sector-east", pytest.approx(3 / 11 * 1000), 1.0),
            (None, pytest.approx(3 / 9 * 1000), 1.0),  # Ben's 5 words and Cem's 4; of the cases only Ben
        ]


class TestCountsAndRates:
    def test_all_measures_of_a_row(self):
        table = tally(PROJECT, by=["code"])

        # trust: T1 "We trusted the force." (4 words), "They kept us." (3), T3 "Nobody asked" (2) in three
        # segments, of R1 and of nobody. In scope 20 words and 2 cases. Stated: 1 fit, 2 misfit.
        trust = next(record for record in table.records() if record["code"] == "trust")
        assert trust == {
            "code": "trust",
            "codings": 3,
            "segments": 3,
            "transcripts": 2,
            "cases": 1,
            "words": 9,
            "per_1000_words": pytest.approx(150.0),
            "case_share": 0.5,
            "fit": 1,
            "misfit": 2,
            "mixed": 0,
            "unstated": 0,
            "strength_mean": 2.0,
            "net_fit": pytest.approx(-1 / 3),
            "net_fit_low": None,  # two clusters say anything: too few
            "net_fit_high": None,
        }

    def test_nothing_stated_is_null_and_not_zero(self):
        actors = tally(PROJECT, by=["code"], where=where("code=actors"))

        assert shown(actors, "unstated", "strength_mean", "net_fit") == [(1, None, None)]

    def test_mixed_counts_below_the_line_only(self):
        mixed = frame(ANSWERS, [Q("T1", "force", "trust", "fit"), Q("T1", "kept", "trust", "mixed")])

        assert tally(mixed, by=["code"]).column("net_fit") == [0.5]  # (1 - 0) / (1 + 0 + 1)

    def test_codings_that_overlap_share_words_and_segments(self):
        table = tally(PROJECT, by=["transcript"], where=where("transcript=T2"))

        # "Police had other plans" and "other plans then." in one sentence: 4 + 3 - 2 words, 1 segment.
        assert shown(table, "codings", "words", "segments") == [(2, 5, 1)]

    def test_a_coding_without_dimension_keeps_a_row_that_comes_last(self):
        table = tally(PROJECT, by=["dimension"])

        assert shown(table, "dimension", "codings") == [
            ("strategic", 1),
            ("cultural", 3),
            ("operational", 1),
            (None, 1),
        ]

    def test_several_coders_are_rows_of_their_own_or_pooled(self):
        pooled = frame(
            ANSWERS,
            [Q("T1", "force", "trust"), Q("T1", "the force", "trust", coder="ben"), Q("T1", "kept", "trust")],
        )

        assert shown(tally(pooled, by=["coder"]), "coder", "codings", "words") == [
            ("ana", 2, 2),
            ("ben", 1, 2),
        ]
        # Ana's "force" lies in Ben's "the force": 2 words, and "kept".
        assert shown(tally(pooled, by=["code"]), "codings", "words") == [(3, 3)]

    def test_without_groups_there_is_one_row(self):
        assert shown(tally(PROJECT, by=[]), "codings", "words", "cases") == [(6, 4 + 3 + 3 + 5 + 2, 2)]


class TestScope:
    def test_grouping_by_transcript_narrows_it(self):
        table = tally(PROJECT, by=["transcript"])

        # T1: 3 codings on 11 words; T2: 2 on 5; T3: 1 on 4, and no case at all.
        assert shown(table, "transcript", "per_1000_words", "case_share") == [
            ("T1", pytest.approx(3 / 11 * 1000), 1.0),
            ("T2", pytest.approx(400.0), 1.0),
            ("T3", pytest.approx(250.0), None),
        ]

    def test_grouping_by_a_case_field_narrows_it_and_those_without_form_a_row(self):
        table = tally(PROJECT, by=["role"])

        assert shown(table, "role", "codings", "per_1000_words", "case_share") == [
            ("analyst", 2, pytest.approx(400.0), 1.0),
            ("commander", 3, pytest.approx(3 / 11 * 1000), 1.0),
            (None, 1, pytest.approx(250.0), None),
        ]

    def test_grouping_by_code_or_component_about_does_not(self):
        table = tally(PROJECT, by=["component"], component_from=ComponentFrom.about)

        assert table.column("per_1000_words") == [pytest.approx(number / 20 * 1000) for number in (1, 1, 4)]

    def test_a_condition_on_the_role_leaves_the_words_of_those_cases(self):
        table = tally(PROJECT, by=["code"], where=where("role=commander"))

        assert shown(table, "code", "per_1000_words", "case_share") == [
            ("trust", pytest.approx(2 / 11 * 1000), 1.0),
            ("radios", pytest.approx(1 / 11 * 1000), 1.0),
        ]

    def test_a_condition_on_the_code_leaves_all_words(self):
        table = tally(PROJECT, by=["code"], where=where("code=radios"))

        assert shown(table, "per_1000_words", "case_share") == [(pytest.approx(50.0), 0.5)]

    def test_a_condition_on_the_component_narrows_it_under_voice_alone(self):
        conditions = where("component=sector-east")

        by_voice = tally(PROJECT, by=["code"], where=conditions, component_from=ComponentFrom.voice)
        by_either = tally(PROJECT, by=["code"], where=conditions)

        # Under voice Ana's 11 words and three codings are left; else all 20 words and two codings.
        assert by_voice.column("per_1000_words") == [pytest.approx(n / 11 * 1000) for n in (2, 1)]
        assert by_either.column("per_1000_words") == [pytest.approx(n / 20 * 1000) for n in (1, 1)]

    def test_about_means_about_whatever_components_are_taken_from(self):
        assert tally(PROJECT, by=[], where=where("about=")).column("codings") == [4]
        assert tally(PROJECT, by=[], where=where("about=sector-east")).rows == []

    def test_a_transcript_is_in_scope_through_its_respondents_only(self):
        # R1, a commander, is the only respondent of T1: what the interviewer says there makes nobody else.
        project = frame(ANSWERS, [*CODINGS, Q("T1", "Did it work?", "trust", "fit")], cases=[ANA, BEN])
        conditions = where("role!=commander")

        table = tally(project, by=["transcript"], complete=True, where=conditions)
        everybody = tally(project, by=["transcript", "code"], where=conditions, include_interviewer=True)

        assert shown(table, "transcript", "codings") == [("T2", 2), ("T3", 1)]
        assert shown(everybody, "transcript", "code", "fit", "net_fit") == [
            ("T1", "trust", 1, 1.0),
            ("T2", "planning", 0, 0.0),
            ("T2", "actors", 0, None),
            ("T3", "trust", 0, -1.0),
        ]

    def test_a_case_that_speaks_nowhere_is_in_no_scope(self):
        project = frame(ANSWERS, CODINGS, cases=[ANA, BEN, K(name="R3", speaks=[], role="analyst")])

        assert tally(project, by=["role"]).column("case_share") == [1.0, 1.0, None]


class TestSharedCases:
    FOCUS_GROUP = frame(
        {
            "G": ["M: Go on.", "ANA: We met often.", "BEN: We never met."],
            "H": ["ANA: It went well. Quite well."],
        },
        [
            Q("G", "We met", "trust", "fit"),
            Q("G", "never met", "trust", "misfit"),
            Q("H", "It went well.", "trust", "fit"),
        ],
        cases=[
            K(name="R1", speaks=[("G", "ANA"), ("H", "ANA")], role="commander"),
            K(name="R2", speaks=[("G", "BEN")], role="analyst"),
        ],
    )

    def test_a_focus_group_has_several_cases_and_a_case_several_transcripts(self):
        table = tally(self.FOCUS_GROUP, by=["case"])

        # R1: 3 words in G and 5 in H; R2: 3 in G.
        assert shown(table, "case", "codings", "transcripts", "per_1000_words") == [
            ("R1", 2, 2, pytest.approx(250.0)),
            ("R2", 1, 1, pytest.approx(1 / 3 * 1000)),
        ]

    def test_the_scope_of_a_transcript_is_all_who_speak_in_it(self):
        table = tally(self.FOCUS_GROUP, by=["transcript"])

        assert shown(table, "transcript", "cases", "case_share", "per_1000_words") == [
            ("G", 2, 1.0, pytest.approx(2 / 6 * 1000)),
            ("H", 1, 1.0, pytest.approx(200.0)),
        ]

    def test_the_scope_of_a_transcript_and_role_is_both(self):
        table = tally(self.FOCUS_GROUP, by=["transcript", "role"], complete=True)

        # No analyst speaks in H: nothing to divide by.
        assert shown(table, "transcript", "role", "codings", "per_1000_words", "case_share") == [
            ("G", "analyst", 1, pytest.approx(1 / 3 * 1000), 1.0),
            ("G", "commander", 1, pytest.approx(1 / 3 * 1000), 1.0),
            ("H", "analyst", 0, None, None),
            ("H", "commander", 1, pytest.approx(200.0), 1.0),
        ]


class TestInterviewers:
    TALK = (
        "A heading of the file",
        "I: Tell us.",
        "ANA: We left.",
        "I: When did you all leave the town?",
        "U: In May.",
    )

    def count(self, *quotes: str, **terms) -> Table:
        codings = [Q("T", quote, "trust") for quote in quotes]
        return tally(
            frame({"T": self.TALK}, codings, cases=[K(name="R1", speaks=[("T", "ANA")])]),
            by=["case"],
            **terms,
        )

    def test_their_speech_is_left_out_and_the_note_says_how_much(self):
        table = self.count("We left.", "Tell us.", "you all leave", "A heading")

        assert shown(table, "case", "codings") == [("R1", 1)]
        assert table.notes == (
            "2 codings on interviewers' speech left out; --include-interviewer counts them.",
            "1 coding outside every turn left out; --include-interviewer counts them.",
        )

    def test_their_speech_is_counted_when_asked_for(self):
        table = self.count("We left.", "Tell us.", "A heading of", include_interviewer=True)

        # Nobody's: 2 + 3 words in two segments; respondents still say 2 (Ana) and 2 (unknown).
        assert shown(table, "case", "codings", "words", "segments", "per_1000_words") == [
            ("R1", 1, 2, 1, pytest.approx(500.0)),
            (None, 2, 5, 2, pytest.approx(1000.0)),
        ]

    def test_conditions_come_before_the_note(self):
        table = self.count("Tell us.", where=where("code=radios"))

        assert table.notes == ("No coding meets every condition.",)

    def test_an_unknown_speaker_counts_as_a_respondent(self):
        assert shown(self.count("In May."), "case", "codings") == [(None, 1)]

    def test_a_coding_is_a_respondents_by_most_of_its_characters(self):
        # "us." is 3 characters of the interviewer, "We left" 7 of Ana; labels lie outside turns.
        mostly_ana = self.count("us.\nANA: We left")
        # "Tell us." is 8, "We l" 4.
        mostly_interviewer = self.count("Tell us.\nANA: We l")

        assert shown(mostly_ana, "case", "codings", "words", "segments") == [("R1", 1, 2, 1)]
        assert mostly_interviewer.rows == []

    def test_half_is_not_most(self):
        # "us." against "We " and its neighbour: "We" is cut to three characters with the space.
        assert self.count("us.\nANA: We l").rows != []  # 3 against 4
        assert self.count("us.\nANA: We ").rows == []  # 3 against 3

    def test_words_and_segments_of_interviewers_inside_a_respondents_coding_do_not_count(self):
        long = {"T": ["ANA: We left the camp early.", "I: Why?", "ANA: Nobody told us. So it goes."]}
        project = frame(long, [Q("T", "the camp early.\nI: Why?\nANA: Nobody told us.", "trust")])

        # the camp early (3), Nobody told us (3); labels and the question (3 words) are not counted.
        assert shown(tally(project, by=["code"]), "words", "segments") == [(6, 2)]
        everything = tally(project, by=["code"], include_interviewer=True)
        assert shown(everything, "words", "segments") == [(9, 3)]


class TestWhoseCodingItIs:
    def test_it_belongs_to_the_speaker_with_most_characters_over_all_turns(self):
        talk = {"T": ["ANA: We were.", "BEN: Not really so.", "ANA: We were indeed."]}
        cases = [K(name="R1", speaks=[("T", "ANA")]), K(name="R2", speaks=[("T", "BEN")])]
        project = frame(
            talk, [Q("T", "were.\nBEN: Not really so.\nANA: We were indeed.", "trust")], cases=cases
        )

        # Ben's one turn has 14 characters; Ana has 5 + 15.
        assert tally(project, by=["case"]).column("case") == ["R1"]

    def test_of_two_with_as_many_the_earlier_has_it(self):
        talk = {"T": ["BEN: Yes.", "ANA: Nay."]}
        cases = [K(name="R1", speaks=[("T", "ANA")]), K(name="R2", speaks=[("T", "BEN")])]
        project = frame(talk, [Q("T", "Yes.\nANA: Nay.", "trust")], cases=cases)

        assert tally(project, by=["case"]).column("case") == ["R2"]


class TestCompleteTables:
    def test_rows_without_codings_are_present_with_zeros_and_nulls(self):
        table = tally(PROJECT, by=["component", "dimension"], complete=True, where=where("about!="))

        # 6 components x 3 dimensions; no coding left lacks a component or a dimension.
        assert len(table.rows) == 18
        empty = dict(zip(table.columns, table.rows[0], strict=True))
        assert empty == {
            "component": "mission",
            "dimension": "strategic",
            **dict.fromkeys(["codings", "segments", "transcripts", "cases", "words"], 0),
            **dict.fromkeys(["per_1000_words", "case_share"], 0.0),
            **dict.fromkeys(["fit", "misfit", "mixed", "unstated"], 0),
            **dict.fromkeys(["strength_mean", "net_fit", "net_fit_low", "net_fit_high"]),
            "component_from": "about-or-voice",
        }

    def test_null_rows_are_shown_only_where_codings_are(self):
        table = tally(PROJECT, by=["dimension", "valence"], complete=True)

        assert shown(table, "dimension", "valence", "codings") == [
            *[("strategic", "fit", 0), ("strategic", "misfit", 0), ("strategic", "mixed", 1)],
            *[("cultural", "fit", 1), ("cultural", "misfit", 2), ("cultural", "mixed", 0)],
            *[("operational", "fit", 0), ("operational", "misfit", 1), ("operational", "mixed", 0)],
            (None, None, 1),
        ]

    def test_conditions_take_the_labels_they_rule_out(self):
        cultural = tally(PROJECT, by=["code"], complete=True, where=where("dimension=cultural"))
        second = tally(PROJECT, by=["transcript"], complete=True, where=where("role=analyst"))
        military = tally(PROJECT, by=["component"], complete=True, where=where("component.branch=military"))

        assert shown(cultural, "code", "codings") == [("trust", 3), ("language", 0)]
        assert shown(second, "transcript", "codings") == [("T2", 2)]
        assert shown(military, "component", "codings") == [("force", 1), ("sector-east", 2), ("isr-coy", 0)]

    def test_a_project_without_codings_has_a_shape_too(self):
        assert tally(frame(ANSWERS), by=["code"]).rows == []
        assert tally(frame(ANSWERS), by=["dimension"], complete=True).column("codings") == [0, 0, 0]
        assert tally(frame({}), by=["component", "role"], complete=True).rows == []

    def test_a_table_too_large_to_show_is_refused(self, monkeypatch):
        monkeypatch.setattr("fitcode.analysis.measuring.rows.MOST_ROWS", 35)

        with pytest.raises(UsageError, match="36 rows"):
            tally(PROJECT, by=["code", "component"], complete=True)


class TestOrder:
    def test_rows_follow_the_registry_the_codebook_and_the_names(self):
        codings = [
            Q("T1", "kept us", "radios", about="mandate"),
            Q("T1", "kept us", "radios", about="mission"),
            Q("T1", "kept us", "planning", about="mandate"),
        ]

        table = tally(frame(ANSWERS, codings), by=["component", "code"])

        assert shown(table, "component", "code") == [
            ("mission", "radios"),
            ("mandate", "planning"),
            ("mandate", "radios"),
        ]

    def test_numbers_are_ordered_as_numbers(self):
        cases = [
            K(name=f"R{rotation}", speaks=[(name, label)], attributes={"rotation": rotation})
            for rotation, name, label in ((10, "T1", "ANA"), (9, "T2", "BEN"))
        ]

        table = tally(frame(ANSWERS, CODINGS, cases=cases), by=["case.rotation"])

        assert shown(table, "case.rotation", "codings") == [(9, 2), (10, 3), (None, 1)]


class TestWrongWords:
    @pytest.mark.parametrize(
        ("group", "hint"),
        [
            ("compnent", "'component'"),
            ("codes", "'code'"),
            ("case.rotaton", "'rotation'"),
            ("xyzzy", "Known"),
            ("case.role", "write role"),
        ],
    )
    def test_an_unknown_group_is_refused_with_the_nearest(self, group: str, hint: str):
        cases = [K(name="R1", speaks=[("T1", "ANA")], attributes={"rotation": 1})]

        with pytest.raises(UsageError) as refused:
            tally(frame(ANSWERS, CODINGS, cases=cases), by=[group])

        assert hint in refused.value.remedy

    def test_a_group_named_twice_is_refused(self):
        with pytest.raises(UsageError, match="named twice"):
            tally(PROJECT, by=["code", "code"])
