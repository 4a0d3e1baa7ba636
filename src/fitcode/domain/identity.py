"""Identities: uids for work by hand, content hashes, and uids that equal work shares.

A uid survives export, import and merge; it is never reused and never changes.
"""

import hashlib
import json
import os
import time
import uuid
from collections.abc import Mapping, Sequence

FITCODE_NAMESPACE = uuid.UUID("6f6d2f4e-6b1c-5c57-9b43-2a6c0b6f17c0")
"""The UUIDv5 namespace under which equal suggestions get equal uids."""


def new_uid() -> str:
    """A UUIDv7 (RFC 9562, section 5.7): milliseconds since 1970, then randomness, so uids sort by time."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10))
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def derived_uid(*parts: object) -> str:
    """A UUIDv5 of the parts: the same parts give the same uid on every machine."""
    return str(uuid.uuid5(FITCODE_NAMESPACE, canonical_json(list(parts))))


def is_uid(text: str) -> bool:
    """Whether a text is written as uids are: a UUID in lower case with its hyphens."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def text_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hex: the identity of a transcript version."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_hash(value: Mapping[str, object] | Sequence[object]) -> str:
    """SHA-256 of a JSON value with sorted keys, in hex; order of keys does not matter."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces: one spelling for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
