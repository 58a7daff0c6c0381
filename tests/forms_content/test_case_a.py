"""The data of case A pass, unchanged, and its timeline is complete."""

from __future__ import annotations

import pytest

from tests.forms_content.documents import CASE_A, DATA, VARIABLES, sample, scope, submit

_OCCASIONS = [(form_id, occasion) for form_id, occasions in DATA.items() for occasion in occasions]


@pytest.mark.parametrize(("form_id", "occasion"), _OCCASIONS)
def test_the_data_pass(form_id: str, occasion: str):
    values = sample(form_id, occasion)
    variables = scope()
    if form_id == "F04":
        variables["stage"] = values["stage"]
    if form_id == "F07":
        variables["package_missing"] = CASE_A["expected"]["return_missing"]
    if (form_id, occasion) == ("F06", "corrected"):
        variables["return_note"] = sample("F07")

    stored, errors = submit(form_id, values, variables)

    assert errors == {}
    assert {key: stored[key] for key in values} == values
    assert all(value in ("", None, False, [], {}) for key, value in stored.items() if key not in values)


def test_every_step_of_the_timeline_has_its_data():
    for step in CASE_A["timeline"]:
        form_id, occasion = step["data"].split("/")

        assert form_id in VARIABLES
        assert occasion in DATA[form_id]
        assert step["by"] in CASE_A["people"]


def test_the_timeline_runs_forward():
    moments = [step["at"] for step in CASE_A["timeline"]]

    assert moments == sorted(moments)
