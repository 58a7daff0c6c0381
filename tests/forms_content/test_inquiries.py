"""What the forms about inquiries and the library take from the process and not from the browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forms_content.documents import DATA, components, sample, scope, submit

_MATCH = {"qa_id": "31", "answer": "依法表决通过即可。"}


@pytest.mark.rule("S2-76")
def test_the_answer_at_once_is_the_entry_word_for_word():
    variables = {**scope(), "reply": {"answer": _MATCH["answer"]}}

    stored, errors = submit("F15-instant", {"answer": "另一种说法", "method": "电话"}, variables)

    assert errors == {}
    assert stored["answer"] == _MATCH["answer"]


@pytest.mark.rule("S2-65")
def test_what_is_taken_offline_are_the_entries_that_do_not_hold():
    [item] = sample("F16-offline")["items"]

    stored, errors = submit("F16-offline", {"items": [{**item, "qa_id": "QA-000009"}]}, scope())

    assert errors == {}
    assert [each["qa_id"] for each in stored["items"]] == ["QA-000001"]


@pytest.mark.rule("S2-67")
def test_a_search_that_does_not_work_cannot_be_called_available():
    for broken in ({"on_home": False}, {"search_works": False}):
        _, errors = submit("F21-search", {**sample("F21-search"), **broken}, scope())

        assert set(errors) == {"result"}


def _texts(form_id: str) -> str:
    return " ".join(str(component.get("text", "")) for component in components(form_id))


@pytest.mark.parametrize("form_id", [name for name in DATA if name.startswith(("F14", "F15"))])
def test_the_full_contact_is_shown_to_nobody_but_the_one_who_answers(form_id: str):
    assert ("asker.contact" in _texts(form_id)) == (form_id in ("F15-instant", "F15-delivery"))


def test_of_the_asker_nothing_is_asked_that_the_answer_does_not_need():
    intake: dict[str, Any] = {**sample("F14-intake", "hotline")}

    stored, errors = submit("F14-intake", {**intake, "contact": "13800001234"}, scope())

    assert errors == {}
    assert "contact" not in stored


@pytest.mark.rule("S2-68", "S2-69", "S2-70")
def test_every_way_in_has_its_channel():
    [channel] = [each for each in components("F14-intake") if each.get("key") == "channel"]

    assert [option["value"] for option in channel["values"]] == [
        "12345", "网站信箱", "网民留言", "窗口", "电话", "新媒体",
    ]  # fmt: skip
