"""Merge nouns: what of a project is merged, by what its rows are known in every project, and what of a row
can differ without being a conflict.

Models, habits and what runs left standing stay where they are: each project makes its own.
"""

from typing import NamedTuple

from fitcode.store.row_fields import PLACED


class Noun(NamedTuple):
    """A table whose rows are merged."""

    table: str
    key: tuple[str, ...] = ("uid",)
    """The columns that tell rows apart in all projects alike."""

    soft: tuple[str, ...] = ()
    """Columns that may differ between states which say the same."""

    once: tuple[str, ...] = ()
    """Columns in which no two rows may agree: what was made twice is one."""


NOUNS = (
    Noun("coders", soft=("created_at",)),
    Noun("missions", ("slug",), soft=("uid", "applied_at")),
    Noun("components", ("mission_id", "slug"), soft=("uid", "position")),
    Noun("component_aliases", ("component_id", "position")),
    Noun("transcripts"),
    Noun(
        "transcript_versions",
        ("transcript_id", "sha256"),
        soft=(
            *("number", "title", "file_name", "file_sha256", "format", "reader", "reader_version"),
            *("encoding", "segment_unit", "splitter", "words", "metadata", "notes", "created_at"),
        ),
    ),
    Noun("speakers", ("transcript_id", "label"), soft=("position",)),
    Noun("cases", ("name",), soft=("uid",)),
    Noun("attributes", ("name",), soft=("position",)),
    Noun("case_attributes", ("case_id", "attribute_id")),
    Noun(
        "case_transcripts",
        ("case_id", "transcript_id", "speaker_id"),
        once=("transcript_id", "speaker_id"),
    ),
    Noun("codebooks", ("slug",), soft=("uid", "created_at")),
    Noun(
        "codebook_versions",
        ("codebook_id", "sha256"),
        soft=(
            *("number", "label", "name", "language", "source", "uncoded_examples", "file_text"),
            *("applied_at", "applied_by"),
        ),
    ),
    Noun("codes", ("codebook_id", "slug"), soft=("uid",)),
    Noun("code_versions", ("version_id", "code_id")),
    Noun(
        "codings",
        soft=("origin", "suggestion_uid", "codebook_version_id", "created_at", "updated_at"),
        once=("version_id", "start", "end", "code_id", "coder_id", "about_id", "counterpart_id"),
    ),
    Noun("links", soft=("created_at",), once=("source_id", "target_id", "kind")),
    Noun(
        "runs",
        soft=(
            *("status", "ended_at", "suggesters", "settings", "codebook_versions", "models", "faults"),
            *("pipeline", "pipeline_version", "seed", "fingerprint", "executor", "started_at"),
        ),
    ),
    Noun("suggestions"),
    Noun("memos", soft=("created_at", "updated_at")),
    Noun("finished", ("coder_id", "version_id"), soft=("codebook_versions", "at")),
    Noun("rounds", ("name",), soft=("uid", "codebook_versions", "opened_at", "closed_at")),
    Noun("round_coders", ("round_id", "coder_id")),
    Noun("round_passages", ("round_id", "version_id", "start")),
    Noun(
        "further_decisions",
        ("suggestion_id", "coder_id"),
        soft=("reason", "coding_uid", "decided_at"),
    ),
    Noun("adjudications", soft=("created_at",)),
)
"""Every one after those that its rows name."""

BY_TABLE = {noun.table: noun for noun in NOUNS}

LEFT_OUT = ("id", *PLACED)
"""Columns that mean nothing elsewhere, or follow from the text."""

NUMBERED = (("finished", "codebook_versions"), ("rounds", "codebook_versions"), ("runs", "codebook_versions"))
"""Columns that name codebook versions by their numbers, which may be others elsewhere."""

APART = "\x1f"
"""Stands between the parts of a row's name."""
