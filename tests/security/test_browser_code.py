"""What scripts keep in the browser, and how they write into objects (OWASP ASVS 5.0 14.3.3, 15.3.6)."""

from __future__ import annotations

import json
import re

import pytest

from processes.errors import InvalidDefinition
from processes.forms import Form
from tests.processes.forms.browser import ask
from tests.security.source_code import ROOT

SOURCES = sorted(
    path for kind in ("ts", "tsx") for path in (ROOT / "service" / "ui" / "src").rglob(f"*.{kind}")
)
FORM = ROOT / "forms" / "F14-intake.form"


def where(pattern: str) -> set[str]:
    return {path.name for path in SOURCES if re.search(pattern, path.read_text(encoding="utf8"))}


def test_the_browser_keeps_two_things_alone() -> None:
    """The large letters that somebody likes, and what was typed and not yet handed in."""
    assert len(SOURCES) > 40
    assert where(r"localStorage") == {"large-text.ts"}
    assert where(r"sessionStorage") == {"draft.ts", "logout.ts"}
    assert where(r"indexedDB|document\.cookie|\bcaches\b|serviceWorker|cookieStore") == set()


def test_what_is_personal_is_not_kept() -> None:
    schema = json.loads(FORM.read_text(encoding="utf8"))
    data = {"inquiry": {"question": "怎么办", "asker": "张三", "contact": "13800000000"}}

    [kept] = ask("draft", {"schema": schema, "data": data})
    assert kept == {"inquiry": {"question": "怎么办"}}


def test_personal_fields_in_lists_and_groups_are_not_kept_either() -> None:
    name = {"type": "textfield", "key": "who.name", "properties": {"personal": True}}
    group = {"type": "group", "components": [{"type": "dynamiclist", "path": "people", "components": [name]}]}
    data = {"people": [{"who": {"name": "张三", "role": "甲"}}, {"who": {"name": "李四", "role": "乙"}}]}

    [kept] = ask("draft", {"schema": {"type": "default", "components": [group]}, "data": data})
    assert kept == {"people": [{"who": {"role": "甲"}}, {"who": {"role": "乙"}}]}


def test_no_script_writes_under_a_name_that_came_from_outside() -> None:
    """``object[name] = …`` would reach the prototype by ``__proto__``; numbers of lists cannot."""
    written = {
        (path.name, found)
        for path in SOURCES
        for found in re.findall(r"[\w)]\[([^\]\n]+)\]\s*=(?!=)", path.read_text(encoding="utf8"))
        if not re.fullmatch(r"\d+|'[\w-]+'", found)
    }

    assert written <= {("form.ts", "key")}
    assert "list[key] = withValue(" in (ROOT / "service/ui/src/form/form.ts").read_text(encoding="utf8")
    assert where(r"Object\.(assign|setPrototypeOf)|__proto__\s*[=:]|\bwith \(") == set()


@pytest.mark.parametrize("key", ["__proto__", "constructor", "a.prototype", "a.__proto__.b"])
def test_no_form_binds_a_value_to_a_prototype(key: str) -> None:
    field = {"type": "textfield", "id": "Field_1", "key": key, "label": "甲"}
    form = {"type": "default", "id": "f", "schemaVersion": 19, "components": [field]}

    with pytest.raises(InvalidDefinition, match=r"FORM-key|字段名"):
        Form.load(json.dumps(form))
