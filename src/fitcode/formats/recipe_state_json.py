"""recipe state: what ``fitcode run`` has made, noted in a file beside the project's database.

The file can be deleted; what cannot be read counts as nothing, so that everything is made again.
"""

import json
from typing import Any

from fitcode.domain.recipe import RecipeState, StepRecord, StepStatus

FILE_NAME = "fitcode.run.json"
_FORM = 1


def parse_state(text: str) -> RecipeState | None:
    """The state that a file notes; None where it is not one of ours."""
    try:
        raw: Any = json.loads(text)
        if raw["form"] != _FORM:
            return None
        return RecipeState(
            latest_deed=int(raw["latest_deed"]),
            steps={
                str(key): StepRecord(
                    status=StepStatus(record["status"]),
                    basis={str(name): str(value) for name, value in record["basis"].items()},
                )
                for key, record in raw["steps"].items()
            },
            outputs={str(path): str(value) for path, value in raw["outputs"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def state_text(state: RecipeState) -> str:
    """The state as JSON, in one order."""
    noted = {
        "note": "Written by fitcode run, to know what is up to date. It may be deleted.",
        "form": _FORM,
        "latest_deed": state.latest_deed,
        "steps": {
            key: {"status": record.status.value, "basis": dict(record.basis)}
            for key, record in state.steps.items()
        },
        "outputs": state.outputs,
    }
    return json.dumps(noted, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
