"""Invariants: whatever is sent, a form answers with clean data or with errors at paths, never otherwise."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from processes.errors import InvalidArgument, InvalidDefinition
from processes.forms import Form

_FOLDER = Path(__file__).parents[3] / "forms"
FORMS = [Form.load(path.read_bytes()) for path in sorted(_FOLDER.glob("*.form"))]
SCOPE = {
    "units": ["区住房城乡建委", "区财政局"],
    "registration": {"disclosure": "主动公开", "is_joint": True},
}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["主动公开", "2026-02-06"]),
)
json_data = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)


@st.composite
def submissions(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form and data with its own keys at the right and the wrong places."""
    form = draw(st.sampled_from(FORMS))

    def data_for(components: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for component in components:
            if not draw(st.integers(0, 3)):
                continue
            node = found
            for segment in component.path[:-1]:
                node = node.setdefault(segment, {})
            if component.type == "group":
                below = data_for(component.components)
                if component.path:
                    node.setdefault(component.path[-1], {}).update(below)
                else:
                    merge(found, below)
            elif component.type == "dynamiclist":
                node[component.path[-1]] = [
                    data_for(component.components) for _ in range(draw(st.integers(0, 2)))
                ]
            elif component.keyed:
                node[component.path[-1]] = draw(value_for(component))
        return found

    return form, data_for(form.components)


def merge(target: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value


def value_for(component: Any) -> st.SearchStrategy[Any]:
    good: dict[str, st.SearchStrategy[Any]] = {
        "textfield": st.text(max_size=30),
        "textarea": st.text(max_size=30),
        "number": st.integers(-5, 500),
        "checkbox": st.booleans(),
        "datetime": st.sampled_from(["2026-02-06", "2026-02-06T09:30", "09:30"]),
    }
    if component.options is not None:
        chosen = st.sampled_from(list(component.options.values or ["区财政局"]))
        right = st.lists(chosen, max_size=3) if component.type in ("checklist", "taglist") else chosen
    else:
        right = good.get(component.type, json_data)
    return st.one_of(right, right, right, json_data)


@settings(max_examples=150, deadline=None)
@given(submissions())
def test_clean_data_is_stable_plain_and_known(pair: tuple[Form, dict[str, Any]]):
    form, data = pair
    before = json.dumps(data, default=str)
    with suppress(InvalidArgument):
        cleaned = form.clean(data, SCOPE)
        assert set(cleaned) <= form.variables
        assert json.loads(json.dumps(cleaned)) == cleaned
        assert json.dumps(cleaned, ensure_ascii=False).encode("utf-8")
        assert form.clean(cleaned, SCOPE) == cleaned
    assert json.dumps(data, default=str) == before


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(FORMS), json_data)
def test_any_data_is_cleaned_or_refused(form: Form, data: Any):
    with suppress(InvalidArgument):
        form.clean(data, SCOPE)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_document_is_loaded_or_refused(data: st.DataObject):
    path = data.draw(st.sampled_from(sorted(_FOLDER.glob("*.form"))))
    document = json.loads(path.read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 4))):
        node: Any = document
        while isinstance(node, (dict, list)) and node:
            keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(node[key], (dict, list)) or data.draw(st.integers(0, 5)) == 0:
                node[key] = data.draw(json_data)
                break
            node = node[key]
    with suppress(InvalidDefinition, InvalidArgument):
        Form.load(document).clean({}, SCOPE)
