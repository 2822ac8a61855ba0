"""docs/workflow.md and docs/permissions.md, written from the table and the mapping."""

from collections.abc import Iterable, Iterator

from django.utils import translation

from accounts.permissions import PERMISSIONS
from workflow.states import STEP_LABELS
from workflow.transitions import TABLE, Transition

NOTE = "<!-- Written by `manage.py write_docs`; a test compares it with the code. Do not edit. -->\n"
WORKFLOW_NOTE = (
    "Only rows of this table change a state (`workflow/transitions.py`, `workflow/engine.py`). "
    "An act whose target equals its source changes data but not the state.\n"
)
PERMISSIONS_NOTE = (
    "One mapping (`accounts/permissions.py`). `in_firm` asks for a role in the firm of the case, `in_scope` "
    "for a role that covers its programme and region, `takes_part` for a current assignment to the case "
    "without a conflict of interest. Which objects somebody meets at all is `visible_to`'s matter.\n"
)


def pages() -> dict[str, str]:
    """File name → text, in English."""
    with translation.override("en"):
        return {"workflow.md": workflow_page(), "permissions.md": permissions_page()}


def workflow_page() -> str:
    parts = [
        "# How a case moves\n",
        NOTE,
        WORKFLOW_NOTE,
    ]
    for step, label in STEP_LABELS.items():
        rows = [row for row in TABLE if row.step == step]
        parts += [f"## {label}\n", _table(WORKFLOW_HEAD, (_workflow_row(row) for row in rows))]
    return "\n".join(parts)


def permissions_page() -> str:
    acts: dict[str, list[str]] = {}
    for row in TABLE:
        acts.setdefault(row.permission, []).append(f"{row.on}.{row.name}")
    rows = (
        (f"`{name}`", f"`{predicate}`", ", ".join(acts.get(name, [])) or "–")
        for name, predicate in PERMISSIONS.items()
    )
    return "\n".join(
        [
            "# Who may do what\n",
            NOTE,
            PERMISSIONS_NOTE,
            _table(("Permission", "Predicate", "Acts"), rows),
        ]
    )


WORKFLOW_HEAD = ("Record", "Act", "From", "To", "Stage", "Permission", "Data", "Comment", "Mail to")


def _workflow_row(row: Transition) -> Iterator[str]:
    yield row.on
    yield f"**{row.name}**: {row.staff_label}"
    yield ", ".join(row.sources)
    yield row.target if row.target not in row.sources or len(row.sources) > 1 else "(unchanged)"
    yield row.stage or ""
    yield f"`{row.permission}`"
    yield ", ".join(datum.name + ("" if datum.required else "?") for datum in row.data)
    yield "required" if row.comment_required else ""
    yield ", ".join(row.notify)


def _table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")
