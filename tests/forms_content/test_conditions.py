"""Each conditional rule of the catalogue: what is asked when, and what is dropped when it is not asked."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from processes.forms import words
from tests.forms_content.condition_rows import GONE
from tests.forms_content.documents import DATA, sample, scope, submit

_ROWS = [
    import_module(f"tests.forms_content.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*_rows.py"))
]
ASKED = [row for rows in _ROWS for row in rows.ASKED]
DROPPED = [row for rows in _ROWS for row in rows.DROPPED]
REFUSED = [row for rows in _ROWS for row in rows.REFUSED]
REQUIRED = [words.REQUIRED]


def _change(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    for path, value in changes.items():
        *parents, leaf = path.split(".")
        place = values
        for name in parents:
            place = place.setdefault(name, {})
        if value is GONE:
            place.pop(leaf, None)
        else:
            place[leaf] = value
    return values


def _try(
    form_id: str, occasion: str, changes: dict[str, Any], variables: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    return submit(form_id, _change(sample(form_id, occasion), changes), _change(scope(), variables))


@pytest.mark.parametrize(
    ("form_id", "clause", "occasion", "changes", "variables", "field"),
    ASKED,
    ids=[f"{row[0]}-{row[1]}-{row[5]}" for row in ASKED],
)
def test_asked(
    form_id: str, clause: str, occasion: str, changes: dict[str, Any], variables: dict[str, Any], field: str
):
    _, errors = _try(form_id, occasion, changes, variables)

    assert errors == {field: REQUIRED}, clause


@pytest.mark.parametrize(
    ("form_id", "clause", "occasion", "changes", "variables", "fields"),
    DROPPED,
    ids=["-".join((*row[:2], *row[5][:1])) for row in DROPPED],
)
def test_dropped(
    form_id: str,
    clause: str,
    occasion: str,
    changes: dict[str, Any],
    variables: dict[str, Any],
    fields: list[str],
):
    stored, errors = _try(form_id, occasion, changes, variables)

    assert errors == {}, clause
    assert not stored.keys() & set(fields), clause


@pytest.mark.parametrize(
    ("form_id", "clause", "occasion", "changes", "variables", "field", "text"),
    REFUSED,
    ids=[f"{row[0]}-{row[1]}-{row[5]}" for row in REFUSED],
)
def test_refused(
    form_id: str,
    clause: str,
    occasion: str,
    changes: dict[str, Any],
    variables: dict[str, Any],
    field: str,
    text: str,
):
    _, errors = _try(form_id, occasion, changes, variables)

    assert errors == {field: [text]}, clause


def test_the_municipal_sections_replace_those_of_the_district():
    variables = {**scope(), "settings": {"profile": "municipal"}}
    values = sample("F03")

    _, errors = submit("F03", values, variables)

    assert set(errors) == {"goals_overall", "goals_stage", "benefits", "how_to_enjoy", "cases"}


def test_the_explanation_of_an_executing_body_asks_for_its_reading_and_standard_only():
    variables = {**scope(), "registration": {"kind": "exec_explanation"}}

    _, errors = submit("F03", {"audience": "社会公众"}, variables)

    assert set(errors) == {"exec_caliber", "standard"}


@pytest.mark.rule("S2-02", "S2-31")
@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ({"owner_unit": "zjw"}, "official"),
        ({"owner_unit": "czj"}, "other"),
        ({"owner_unit": "czj", "d03": {"responsible_unit": "czj"}}, "official"),
        ({"owner_unit": None}, "other"),
    ],
)
def test_only_the_material_of_the_drafting_unit_is_official(variables: dict[str, Any], kind: str):
    stored, _ = submit("F03", {**sample("F03"), "kind": "official"}, {**scope(), **variables})

    assert stored["kind"] == kind


def test_the_upper_document_asks_for_measures_and_standard_only():
    variables = {**scope(), "registration": {"no_own_doc": True}}

    _, errors = submit("F03", {"audience": "社会公众"}, variables)

    assert set(errors) == {"implementing_measures", "standard"}


def test_an_exception_with_its_reason_passes():
    values = {**sample("F02"), "channels": ["政府网站"], "star_exception": {"news_media": "无合作新闻媒体"}}

    stored, errors = submit("F02", values, scope())

    assert errors == {}
    assert stored["star_exception"] == {"news_media": "无合作新闻媒体"}


def test_the_computed_lists_are_not_taken_from_the_browser():
    values = {**sample("F07"), "missing": []}

    stored, _ = submit("F07", values, {**scope(), "package_missing": ["缺解读方案"]})

    assert stored["missing"] == ["缺解读方案"]


def test_the_stage_is_that_of_the_task():
    stored, _ = submit("F04", sample("F04", "stage1"), {**scope(), "stage": 2})

    assert stored["stage"] == 2


def test_both_answers_of_the_competent_office_are_kept():
    for answer in (True, False):
        values = {"office_requires": answer, "opinion": "群众关心"}

        assert submit("F01-scope", values, scope()) == (values, {})
    assert submit("F01-scope", {"opinion": "群众关心"}, scope())[1] == {"office_requires": REQUIRED}


def test_the_disclosure_review_needs_a_basis_unless_open():
    opinion = {"opinion": "同意"}

    assert submit("F01-disclosure", {**opinion, "disclosure": "主动公开"}, scope())[1] == {}
    assert submit("F01-disclosure", {**opinion, "disclosure": "依申请公开"}, scope())[1] == {
        "basis": REQUIRED
    }


def test_the_document_number_of_the_case_is_accepted():
    for number in (DATA["F08-issue"]["default"]["issue"]["doc_no"], "青岚卫健规〔2026〕5号"):
        assert submit("F08-issue", {**sample("F08-issue"), "doc_no": number}, scope())[1] == {}
