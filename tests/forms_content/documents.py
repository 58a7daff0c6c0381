"""The form documents of the default deployment and the data of case A."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from processes.calendar import default_calendar
from processes.calendar.functions import feel_functions
from processes.errors import InvalidArgument
from processes.feel import Environment
from processes.forms import Form
from tests import artefacts

ROOT = Path(__file__).resolve().parents[2]
#: Deadlines as the service knows them.
_ENVIRONMENT = Environment(functions=feel_functions(default_calendar()))
#: One file per family of processes: ``variables`` (form -> variable), ``forms`` (as in case A), ``scope``.
FAMILIES: list[dict[str, Any]] = [
    artefacts.told(path) for path in sorted((Path(__file__).parent / "data").glob("*.yaml"))
]
#: Form id -> the process variable that completing it writes.
VARIABLES = {
    "F01": "registration",
    "F01-disclosure": "disclosure_review",
    "F01-scope": "scope_opinion",
    "F01-document": "document",
    "F02": "plan",
    "F02-sign": "plan_signature",
    "F03": "material",
    "F03-product": "product",
    "F04": "review",
    "F04-coop": "coop_opinion",
    "F05": "office_review",
    "F06": "submission",
    "F06-sign": "signature",
    "F07": "return_note",
    "F08-issue": "issue",
    "F08": "publication",
    "F16": "qa",
    "F28": "consultation",
    "F35": "overdue_note",
    "F35-supervise": "supervision",
    **{form: variable for family in FAMILIES for form, variable in family["variables"].items()},
}
CASE_A: dict[str, Any] = artefacts.told(ROOT / "tests/case_a/data.yaml")
DATA: dict[str, Any] = {
    **CASE_A["forms"],
    **{form: occasions for family in FAMILIES for form, occasions in family["forms"].items()},
}


@cache
def document(form_id: str) -> dict[str, Any]:
    """The form-js document, parsed."""
    found: dict[str, Any] = json.loads((ROOT / "forms" / f"{form_id}.form").read_text(encoding="utf-8"))
    return found


@cache
def form(form_id: str) -> Form:
    """The form, loaded."""
    return Form.load((ROOT / "forms" / f"{form_id}.form").read_bytes())


def components(form_id: str) -> Iterator[dict[str, Any]]:
    """All components of the document, in the order of the page."""
    pending = list(document(form_id)["components"])
    while pending:
        component = pending.pop(0)
        yield component
        pending[:0] = component.get("components", [])


def component(form_id: str, key: str) -> dict[str, Any]:
    """The component with this key or path."""
    return next(each for each in components(form_id) if key in (each.get("key"), each.get("path")))


def sample(form_id: str, occasion: str = "") -> dict[str, Any]:
    """The values of the root group as case A submits them (the first occasion unless named)."""
    occasions = DATA[form_id]
    data = occasions[occasion] if occasion else next(iter(occasions.values()))
    values: dict[str, Any] = deepcopy(data[VARIABLES[form_id]])
    return values


def scope() -> dict[str, Any]:
    """The process variables that case A has reached when its package is under review."""
    found: dict[str, Any] = {"units": CASE_A["units"], "owner_unit": CASE_A["owner_unit"], "round": 1}
    for name in ("F01", "F28", "F01-document", "F02", "F03", "F16"):
        found.update(deepcopy(DATA[name]["default"]))
    found["products"] = [sample("F03-product", name) for name in ("infographic", "video")]
    found["office_review"] = sample("F05")
    for family in FAMILIES:
        found.update(deepcopy(family.get("scope", {})))
    return found


def submit(
    form_id: str, values: Mapping[str, Any], variables: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What is stored and what is refused, with paths inside the root group."""
    root = VARIABLES[form_id]
    try:
        cleaned = form(form_id).clean({root: values}, variables, _ENVIRONMENT)
    except InvalidArgument as error:
        prefix = f"{root}."
        return {}, {path.removeprefix(prefix): texts for path, texts in error.errors.items()}
    stored: dict[str, Any] = cleaned[root]
    return stored, {}
