"""A field that is added to a model must find its column, or be named here as made from others."""

import pytest

from fitcode.domain.case import Case, CaseRow
from fitcode.domain.choices import Valence
from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.coding import Coding, Link, NewCoding
from fitcode.domain.component import Component, Registry
from fitcode.domain.frame import VALENCES
from fitcode.domain.history import Coder, Event
from fitcode.domain.memo import Memo
from fitcode.domain.suggestion import NewSuggestion, Run
from fitcode.domain.transcript import Segment, Source, Speaker, Transcript, TranscriptDraft, Turn
from fitcode.store.triggers import columns_of

RENAMED = {
    "transcript": "version_id",
    "codebook_version": "codebook_version_id",
    "id": "slug",
    "suggester": "coder_id",
    "target_name": "target_uid",
    "version": "number",
    "hash": "sha256",
    "speaker": "speaker_id",
    "mission": "slug",
}
"""Fields whose column has another name than theirs or theirs with ``_id``."""

ELSEWHERE = {
    "Case": {"attributes"},
    "CaseRow": {"case", "attributes", "line", "transcript", "speaker"},
    "Code": set(),
    "Codebook": {"codes", "id"},
    "Component": {"aliases"},
    "Registry": {"components"},
    "Event": {"at", "coder", "deed", "number", "uid"},
    "Run": {"transcripts", "suggestions", "new", "withdrawn"},
    "Source": set(),
    "Transcript": {"name", "uid", "kind", "text", "speakers", "turns", "segments"},
    "TranscriptDraft": {"text", "speakers", "turns", "segments"},
}
"""Fields that are kept in tables of their own or computed."""

FIELDS_OF_A_FILE = {"sha256": "file_sha256"}


@pytest.mark.parametrize(
    ("model", "table"),
    [
        (Case, "cases"),
        (CaseRow, "cases"),
        (Codebook, "codebook_versions"),
        (Coder, "coders"),
        (Coding, "codings"),
        (NewCoding, "codings"),
        (Component, "components"),
        (Registry, "missions"),
        (Event, "history"),
        (Link, "links"),
        (Memo, "memos"),
        (NewSuggestion, "suggestions"),
        (Run, "runs"),
        (Segment, "segments"),
        (Source, "transcript_versions"),
        (Speaker, "speakers"),
        (Transcript, "transcript_versions"),
        (TranscriptDraft, "transcript_versions"),
        (Turn, "turns"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_every_field_of_a_model_has_a_column(project, model, table):
    columns = set(columns_of(project.connection, table))
    fields = getattr(model, "model_fields", None) or model._fields

    missing = [
        name
        for name in fields
        if name not in ELSEWHERE.get(model.__name__, set())
        and not {name, f"{name}_id", RENAMED.get(name), "label" if name == "version" else None} & columns
    ]

    assert missing == []


def test_a_code_is_stored_whole_and_comes_back_whole(project):
    """Codes travel as their content: a new field needs no column, only a round trip."""
    from fitcode.store.codebooks import apply_codebook, get_codebook

    code = Code(
        id="a", name="A", colour="#b5651d", use_when="u", do_not_use_when="d", counter_examples=("c",)
    )
    with project.writing("codebook apply", coder="ines"):
        apply_codebook(project, Codebook(id="b", name="B", codes=(code,)), file_text="")

    assert get_codebook(project, "b").codes == (code,)


def test_the_frame_and_the_model_name_the_same_valences():
    assert tuple(Valence) == VALENCES
