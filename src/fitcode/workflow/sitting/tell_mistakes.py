"""Tell mistakes: what a value cannot be, and what has gone since it was seen, as errors of our own.

A screen catches FitcodeError and nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from fitcode.errors import FitcodeError, UnknownCoding, UnknownMemo, UnknownSuggestion, UnknownTranscript


@contextmanager
def mistakes_told() -> Iterator[None]:
    """What a value cannot be, said as one of our errors."""
    try:
        yield
    except ValidationError as error:
        mistake = error.errors()[0]
        named = " ".join(map(str, mistake["loc"]))
        raise FitcodeError(f"{named}: {mistake['msg']}.".removeprefix(": ")) from error


@contextmanager
def gone_told() -> Iterator[None]:
    """That something is gone, said to somebody who has just seen it."""
    try:
        yield
    except (UnknownCoding, UnknownSuggestion, UnknownTranscript, UnknownMemo) as error:
        raise FitcodeError(
            f"This {error.noun} was removed elsewhere meanwhile.", remedy="Nothing was written."
        ) from error
