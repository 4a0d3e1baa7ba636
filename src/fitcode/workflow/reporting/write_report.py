"""Write a report: everything gathered, rendered as one page, and put in place whole.

The same project gives the same bytes: the page holds no time of day.
"""

from collections.abc import Sequence
from pathlib import Path

from fitcode.workflow.workspace import Workspace


def write_report(
    workspace: Workspace,
    out: Path,
    *,
    force: bool = False,
    coders: Sequence[str] = (),
    where: Sequence[str] = (),
) -> Path:
    """Write one self-contained HTML page; returns where it stands.

    Raises SeveralCoders when it is not said whose codings count, FitcodeError when a file stands there and
    ``force`` is not given.
    """
    from fitcode.report.render import render
    from fitcode.workflow.reporting.gather_report import gather_report
    from fitcode.workflow.sharing.put_in_place import new_file

    with new_file(out, force=force) as draft:
        page = render(gather_report(workspace, coders=coders, where=where))
        draft.write_text(page, encoding="utf-8", newline="\n")
    return out
