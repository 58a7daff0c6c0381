"""The catalogue names everything that the installed form-js-viewer knows, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from processes.forms import Form
from processes.forms.catalogue import KINDS, REASONS, ROOT, Use, table
from processes.forms.keywords import VALIDATE
from tests.processes.forms.browser import ask
from tests.processes.forms.small_forms import field

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "forms.md"
#: Names that the viewer gives itself, and one that it reads from ``validate``.
INTERNAL = {"_parent", "config", "required"}
#: Read by the layouter and the editor, by way of other names.
ELSEWHERE = {"properties", "type", "id"}


@cache
def viewer() -> dict[str, Any]:
    """The components, properties and keywords of the installed package."""
    found: dict[str, Any] = ask("inventory")
    return found


def test_every_component_is_in_the_catalogue():
    assert set(viewer()["components"]) == set(KINDS) | {"default"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type)
def test_every_property_is_used_shown_or_refused(kind: Any):
    found = viewer()["components"][kind.type]
    assert set(found["properties"]) - set(kind.properties) == set()
    assert found["keyed"] == (kind.use is Use.DATA and "key" in kind.properties) or kind.type == "filepicker"
    assert found["pathed"] == ("path" in kind.properties)


def test_every_property_that_the_viewer_reads_anywhere_is_known():
    known = {name for kind in KINDS.values() for name in kind.properties} | set(ROOT)
    paths = [*viewer()["expressions"], *viewer()["templates"]]
    assert set(viewer()["all"]) - known - INTERNAL == set()
    assert {path.split(".")[0] for path in paths} - known == set()


def test_the_catalogue_invents_nothing():
    read = set(viewer()["all"]) | {path.split(".")[0] for path in viewer()["expressions"]} | ELSEWHERE
    invented = {(kind.type, name) for kind in KINDS.values() for name in kind.properties if name not in read}
    assert {name for _, name in invented} <= {"accept"}
    assert invented == set()


def test_every_keyword_of_validate_is_checked():
    assert set(viewer()["validate"]) == set(VALIDATE)
    assert viewer()["schemaVersion"] == 19


def test_what_is_refused_says_why_and_what_to_do():
    refused = {kind.type for kind in KINDS.values() if kind.use is Use.REFUSED}
    assert refused == set(REASONS) == {"filepicker", "html", "iframe"}
    assert all(KINDS[kind].remedy for kind in refused)


def test_a_property_without_effect_is_told():
    document = {
        "type": "default",
        "id": "T",
        "schemaVersion": 19,
        "colour": "red",
        "components": [field("textfield", "a", validte={"required": True}), field("number", "b", rowCount=3)],
    }
    found = Form.load(document).warnings
    assert [(each.code, each.element_id, each.severity) for each in found] == [
        ("FORM-unused", "T", "warning"),
        ("FORM-unused", "id_a", "warning"),
        ("FORM-unused", "id_b", "warning"),
    ]
    assert "validte" in found[1].message
    assert found[1].remedy


def test_the_page_has_the_table_of_the_code():
    page = PAGE.read_text(encoding="utf8")
    start, end = "<!-- 由 processes.forms.catalogue.table() 生成 -->\n", "\n<!-- 生成结束 -->"
    assert page.split(start)[1].split(end)[0] == table()
