"""Searching a project: passages in context, codes put on them, memos; nothing left out in silence."""

import re

import pytest

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import MemoTarget, Origin, SpeakerKind
from fitcode.domain.searching import CodedSpan, SearchMode
from fitcode.domain.transcript import Segment
from fitcode.errors import (
    FitcodeError,
    InvalidFile,
    UnknownCode,
    UnknownComponent,
    UnknownTranscript,
    UsageError,
)
from fitcode.store.cases import apply_cases
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import open_project
from fitcode.store.transcripts import read_text, remove_transcript, set_language
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.coding.write_memos import add_memo
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.searching.code_hits import PutCode, code_hits, plan_hit_codings
from fitcode.workflow.searching.find_memos import find_memos
from fitcode.workflow.searching.find_passages import COLUMNS, Search, find_passages
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import (
    add_codings,
    add_draft,
    add_transcript,
    apply_components,
    code,
    coding,
    codings_of,
    draft_of,
    new_project,
)

ANA = """\
Interview on fuel

Q: Is there fuel?
ANA: We had no fuel. Then fuel came, and fuel was stolen. We laughed.
Q: Who stole the fuel?
BEN: Nobody knows."""

ZOE = "ZOE: No fuel at all went our way."


class Listener(SilentNarrator):
    """Remembers what it was told."""

    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)


def add_with_heading(project, text, *, name, end):
    """A transcript whose text begins with a segment outside turns."""
    draft = draft_of(text)
    words = (0, len(text[:end].split()))
    turns = (
        turn._replace(first_segment=turn.first_segment + 1, end_segment=turn.end_segment + 1)
        for turn in draft.turns
    )
    segments = (Segment(-1, 0, end, *words), *draft.segments)
    with project.writing("test", coder="ines"):
        add_draft(project, draft.model_copy(update={"turns": tuple(turns), "segments": segments}), name=name)


@pytest.fixture
def workspace(tmp_path):
    with new_project(tmp_path / "study", codes=("fuel", "fuel>theft", "layoff")) as project:
        apply_components(project, "force", "force>recce", "police")
        add_with_heading(project, ANA, name="ana", end=len("Interview on fuel"))
        add_transcript(project, ZOE, name="zoe")
        with project.writing("test", coder="ines"):
            rows = [
                CaseRow(case="R1", transcript="ana", speaker="ANA", component="recce", role="officer",
                        attributes={"rank": "captain", "years": "3"}),
                CaseRow(case="R2", transcript="zoe", component="police", attributes={"years": "11"}),
            ]  # fmt: skip
            apply_cases(project, rows, types={})
    with open_workspace(tmp_path / "study", coder="ines", narrator=Listener()) as opened:
        yield opened


def hits(workspace, query="fuel", **fields):
    """Transcript, and the hit with a word on each side."""
    table = find_passages(workspace, Search(query=query, **fields), context=1)
    return [f"{one['transcript']}: {one['before']}|{one['hit']}|{one['after']}" for one in table.records()]


def plan(workspace, query="fuel", *, code="layoff", put=None, **fields):
    return plan_hit_codings(workspace, Search(query=query, **fields), PutCode(code=code, **(put or {})))


IN_ZOE = "zoe: No|fuel|at"
OF_ANA = ["ana: no|fuel|.", "ana: Then|fuel|came,", "ana: and|fuel|was"]
HEADING = "ana: on|fuel|"
OF_Q = ["ana: there|fuel|?", "ana: the|fuel|?"]


class TestPassages:
    """Keyword in context."""

    def test_a_row_says_where_a_hit_stands_and_who_speaks(self, workspace):
        table = find_passages(workspace, Search(query="fuel was", transcript="ana"), context=3)

        assert table.columns == COLUMNS
        start = ANA.index("fuel was")
        assert table.rows == [
            ("ana", start, start + 8, "fuel came, and", "fuel was", "stolen. We laughed.",
             1, "respondent", "R1", "recce", "officer")
        ]  # fmt: skip

    def test_hits_come_in_the_order_of_transcripts_and_positions(self, workspace):
        assert hits(workspace) == [HEADING, OF_Q[0], *OF_ANA, OF_Q[1], IN_ZOE]

    def test_context_stays_inside_the_turn_so_that_no_label_is_shown(self, workspace):
        table = find_passages(workspace, Search(query="We", transcript="ana"), context=50)

        shown = " ".join(f"{one['before']} {one['hit']} {one['after']}" for one in table.records())
        assert not {"ANA", "BEN", "Q"} & {*re.findall(r"\w+", shown)}
        assert "laughed." in shown

    @pytest.mark.parametrize("query", ["ANA", "fuel?\nANA: We", "Q: Who"])
    def test_what_holds_a_label_is_left_out_and_counted(self, workspace, query):
        table = find_passages(workspace, Search(query=query))

        assert table.rows == []
        assert table.notes == ("1 hit in speakers' labels left out.", "Nothing found.")

    def test_space_alone_is_no_hit(self, workspace):
        table = find_passages(workspace, Search(query=r"\s+", mode=SearchMode.regex))

        assert (table.rows, table.notes) == ([], ("Nothing found.",))

    def test_a_text_without_turns_gives_its_context_too(self, workspace):
        text = "only small words here"
        add_with_heading(workspace.project, text, name="note", end=len("only small words"))

        assert hits(workspace, "words", transcript="note") == ["note: small|words|here"]

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"speakers": frozenset({SpeakerKind.interviewer})}, OF_Q),
            ({"speakers": frozenset({SpeakerKind.respondent})}, [*OF_ANA, IN_ZOE]),
            ({"transcript": "zoe"}, [IN_ZOE]),
            ({"where": ["role=officer"]}, OF_ANA),
            ({"where": ["role=officer", "case.rank=major"]}, []),
            ({"where": ["role!=officer"]}, [HEADING, *OF_Q, IN_ZOE]),
            ({"where": ["case="]}, [HEADING, *OF_Q]),
            ({"where": ["case.years>5"]}, [IN_ZOE]),
            ({"where": ["component=recce"]}, OF_ANA),
            ({"where": ["mission=minusma"]}, [*OF_ANA, IN_ZOE]),
            ({"where": ["transcript=zoe,ana"]}, [HEADING, OF_Q[0], *OF_ANA, OF_Q[1], IN_ZOE]),
            ({"where": ["kind=field-note"]}, []),
            ({"limit": 2}, [HEADING, OF_Q[0]]),
            ({"limit": 6}, [HEADING, OF_Q[0], *OF_ANA, OF_Q[1]]),
            ({"limit": 0}, []),
        ],
    )
    def test_hits_are_narrowed(self, workspace, fields, expected):
        assert hits(workspace, **fields) == expected

    def test_no_context_is_none(self, workspace):
        table = find_passages(workspace, Search(query="went"), context=0)

        assert (table.column("before"), table.column("after")) == ([""], [""])

    def test_what_stands_beside_a_coding_or_in_a_longer_one_is_told_apart(self, workspace):
        code(workspace.project, "ana", "had no ", "layoff")
        assert hits(workspace, coded="layoff") == []

        code(workspace.project, "ana", "We had no fuel. Then fuel", "layoff")

        assert hits(workspace, coded="layoff") == OF_ANA[:2]

    def test_hits_are_narrowed_by_what_is_coded(self, workspace):
        code(workspace.project, "ana", "We had no fuel. Then", "theft")
        code(workspace.project, "ana", "no fuel", "layoff")

        assert hits(workspace, coded="fuel") == OF_ANA[:1]
        assert hits(workspace, coded="layoff", query="then") == []
        assert hits(workspace, is_uncoded=True) == [HEADING, OF_Q[0], *OF_ANA[1:], OF_Q[1], IN_ZOE]

    @pytest.mark.parametrize(
        ("fields", "error", "named"),
        [
            ({"transcript": "anna"}, UnknownTranscript, "'ana'"),
            ({"where": ["transcript=anna"]}, UnknownTranscript, "'ana'"),
            ({"where": ["component=reccee"]}, UnknownComponent, "'recce'"),
            ({"where": ["case.ranc=major"]}, UsageError, "'rank'"),
            ({"where": ["code=fuel"]}, UsageError, "--coded"),
            ({"where": ["fuel"]}, UsageError, "NAME=VALUE"),
            ({"coded": "feul"}, UnknownCode, "'fuel'"),
            ({"query": " "}, UsageError, "Give a word"),
        ],
    )
    def test_what_is_not_there_is_refused_with_what_is_meant(self, workspace, fields, error, named):
        with pytest.raises(error) as refused:
            find_passages(workspace, Search(**{"query": "fuel", **fields}))

        assert named in refused.value.remedy

    def test_a_removed_transcript_is_searched_no_more(self, workspace):
        with workspace.writing("transcripts remove"):
            remove_transcript(workspace.project, "ana")

        assert hits(workspace) == [IN_ZOE]

    def test_any_form_of_a_word_is_found_and_told(self, workspace):
        table = find_passages(workspace, Search(query="steal go", mode=SearchMode.lemma))
        assert table.rows == []

        table = find_passages(workspace, Search(query="steal", mode=SearchMode.lemma))

        assert table.column("hit") == ["stolen", "stole"]
        assert table.notes == ("Forms of 'steal' (en): steal, stole, stolen.",)

    def test_forms_are_those_of_the_transcripts_language(self, workspace):
        add_transcript(workspace.project, "LEA: Nous allons et vous irez. Elle went.", name="lea")
        with workspace.writing("test"):
            set_language(workspace.project, "lea", "fr")

        assert hits(workspace, "aller", mode=SearchMode.lemma) == ["lea: Nous|allons|et", "lea: vous|irez|."]
        assert hits(workspace, "go", mode=SearchMode.lemma) == ["zoe: all|went|our"]

    def test_the_time_of_an_expression_counts_over_all_texts(self, workspace):
        add_transcript(workspace.project, "TIM: " + "a" * 5000 + "!", name="tim")

        with pytest.raises(FitcodeError, match=r"after 0\.1 seconds"):
            find_passages(workspace, Search(query="(a+)+$", mode=SearchMode.regex, seconds=0.1))

    def test_a_project_that_can_only_be_read_is_searched(self, workspace):
        with open_workspace(workspace.project.folder, coder="ines", read_only=True) as reader:
            assert hits(reader, "went") == ["zoe: all|went|our"]
            assert hits(reader, "going", mode=SearchMode.lemma) == ["zoe: all|went|our"]


class TestCodes:
    """Codes put on hits."""

    def test_hits_in_one_segment_make_one_coding_and_interviewers_none(self, workspace):
        planned = plan(workspace, "fuel", transcript="ana")
        assert planned.n_unheard == 2

        code_hits(workspace, planned)

        assert codings_of(workspace.project) == [
            "layoff: Interview on fuel",
            "layoff: We had no fuel.",
            "layoff: Then fuel came, and fuel was stolen.",
        ]
        assert set(list_codings(workspace.project).column("origin")) == {Origin.search.value}

    @pytest.mark.parametrize(
        ("span", "expected"),
        [
            (CodedSpan.hit, ["fuel", "fuel", "fuel"]),
            (CodedSpan.segment, ["We had no fuel.", "Then fuel came, and fuel was stolen."]),
            (CodedSpan.turn, ["We had no fuel. Then fuel came, and fuel was stolen. We laughed."]),
        ],
    )
    def test_the_hit_its_segment_or_its_turn_is_coded(self, workspace, span, expected):
        speakers = frozenset({SpeakerKind.respondent})

        code_hits(workspace, plan(workspace, transcript="ana", speakers=speakers, put={"span": span}))

        assert list_codings(workspace.project).column("quote") == expected

    def test_a_hit_over_two_segments_codes_both_and_its_space_is_cut(self, workspace):
        crossing = {"query": r"\s*fuel\.\s+Then\s", "mode": SearchMode.regex}
        whole = plan(workspace, **crossing)
        narrow = plan(workspace, **crossing, put={"span": CodedSpan.hit})

        text = read_text(workspace.project, "ana")
        (one,), (other,) = whole.new, narrow.new
        assert text[one.start : one.end] == "We had no fuel. Then fuel came, and fuel was stolen."
        assert text[other.start : other.end] == "fuel. Then"

    def test_what_is_said_of_a_coding_is_stored_with_it(self, workspace):
        put = {"about": "recce", "counterpart": "police", "valence": "misfit", "strength": 2, "memo": "why"}

        code_hits(workspace, plan(workspace, transcript="zoe", put=put))

        (record,) = list_codings(workspace.project).records()
        assert {key: record[key] for key in put} == put

    def test_what_the_coder_has_already_is_left_out_and_counted(self, workspace):
        segment = "Then fuel came, and fuel was stolen."
        code(workspace.project, "ana", segment, "layoff")
        code(workspace.project, "ana", "We had no fuel.", "layoff", about="recce")
        add_codings(workspace.project, coding(workspace.project, "zoe", ZOE[5:], "layoff"), coder="ben")

        planned = plan(workspace, where=["case!="])

        assert (planned.n_known, len(planned.new), planned.n_transcripts) == (1, 2, 2)

    def test_what_came_after_the_plan_is_left_out_too(self, workspace):
        planned = plan(workspace, where=["case!="])
        code_hits(workspace, planned)

        assert code_hits(workspace, planned) == []
        assert len(codings_of(workspace.project)) == 3

    def test_a_transcript_that_went_after_the_plan_is_named_and_nothing_stored(self, workspace):
        planned = plan(workspace)
        with workspace.writing("transcripts remove"):
            remove_transcript(workspace.project, "zoe")

        with pytest.raises(InvalidFile) as refused:
            code_hits(workspace, planned)

        assert "zoe" in str(refused.value.faults[0])
        assert codings_of(workspace.project) == []

    def test_another_transcript_that_took_the_name_after_the_plan_is_left_alone(self, workspace):
        planned = plan(workspace)
        with workspace.writing("transcripts remove"):
            remove_transcript(workspace.project, "zoe")
        add_transcript(workspace.project, "ZOE: Quite another text, long enough for it.", name="zoe")

        with pytest.raises(InvalidFile) as refused:
            code_hits(workspace, planned)

        assert "zoe" in str(refused.value.faults[0])
        assert codings_of(workspace.project) == []

    def test_all_codings_are_one_act(self, workspace):
        code(workspace.project, "zoe", "fuel", "fuel")
        code_hits(workspace.gesture(), plan(workspace))

        undone = undo_acts(workspace)

        assert [act.deed for act in undone] == ["search"]
        assert codings_of(workspace.project) == ["fuel: fuel"]

    @pytest.mark.parametrize(
        ("put", "error"),
        [({"code": "feul"}, UnknownCode), ({"put": {"about": "recee"}}, UnknownComponent)],
    )
    def test_an_unknown_code_or_component_is_refused(self, workspace, put, error):
        with pytest.raises(error, match="No "):
            plan(workspace, **put)

    def test_nothing_found_codes_nothing(self, workspace):
        assert code_hits(workspace, plan(workspace, "nowhere")) == []

    def test_a_new_coder_may_look_before_coding(self, workspace):
        with open_workspace(workspace.project.folder, coder="new", read_only=True) as reader:
            assert len(plan(reader).new) == 4

    def test_a_project_that_can_only_be_read_is_not_coded(self, workspace):
        with open_project(workspace.project.folder, read_only=True) as project:
            planned = plan(workspace)
            with pytest.raises(FitcodeError, match="only be read"):
                code_hits(type(workspace)(project, workspace.settings, "ines", SilentNarrator()), planned)


class TestMemos:
    """Notes that hold something."""

    @pytest.fixture
    def noted(self, workspace):
        uid = code(workspace.project, "zoe", "fuel", "fuel", memo="Ask about the theft again.")
        add_memo(workspace, MemoTarget.project, None, text="Thefts everywhere.", title="On theft")
        add_memo(workspace, MemoTarget.code, "layoff", text="Nothing yet.")
        return uid

    def test_memos_and_notes_of_codings_are_found_with_what_they_hang_on(self, workspace, noted):
        found = find_memos(workspace, Search(query="theft"), context=2)

        assert [(one["target"], one["target_name"], one["before"], one["hit"], one["after"])
                for one in found.records()] == [
            ("project", None, "On", "theft", ""),
            ("coding", noted, "about the", "theft", "again."),
        ]  # fmt: skip

    def test_memos_are_found_by_lemma_and_expression(self, workspace, noted):
        lemma = find_memos(workspace, Search(query="theft", mode=SearchMode.lemma, limit=2))
        expression = find_memos(workspace, Search(query="^Noth", mode=SearchMode.regex))

        assert lemma.column("hit") == ["theft", "Thefts"]
        assert expression.column("target_name") == ["layoff"]

    def test_an_empty_result_says_so(self, workspace, noted):
        assert find_memos(workspace, Search(query="nowhere")).notes == ("Nothing found.",)

    @pytest.mark.parametrize("fields", [{"transcript": "ana"}, {"coded": "fuel"}, {"is_uncoded": True}])
    def test_what_no_memo_has_is_refused(self, workspace, fields):
        with pytest.raises(UsageError, match="memo"):
            find_memos(workspace, Search(query="theft", **fields))
