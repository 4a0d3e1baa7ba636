"""Findings as JSON: every field by its name, null for absent; the same content as the Markdown page."""

import json
from dataclasses import asdict
from typing import TextIO

from fitcode.domain.findings import Findings


def write_findings_json(findings: Findings, stream: TextIO) -> None:
    """Write one object."""
    json.dump(asdict(findings), stream, ensure_ascii=False, allow_nan=False, indent=2)
    stream.write("\n")
