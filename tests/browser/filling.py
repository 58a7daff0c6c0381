"""Fill a form as a person does: click, choose and type, field by field, in the order of the page.

``fill(page, form, data)`` walks the form-js document and enters what ``data`` holds for each visible field; a field
that the page does not offer although data has a value for it fails the test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

Component = Mapping[str, Any]
TEXTS = ("textfield", "textarea", "number")


def fill(page: Page, form: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Enter *data* (``{variable: {…}}``) into the form-js document *form* on the open page."""
    _components(page, form["components"], data, ())


def _components(page: Page, components: Sequence[Component], data: Mapping[str, Any], rows: tuple[int, ...]) -> None:
    for component in components:
        kind = component["type"]
        if kind in ("group", "dynamiclist"):
            inside = _inside(data, component.get("path"))
            if kind == "group" and isinstance(inside, Mapping):
                _components(page, component["components"], inside, rows)
            elif kind == "dynamiclist" and isinstance(inside, Sequence):
                _rows(page, component, inside, rows)
        elif component.get("key") in data:
            _enter(page, component, data[component["key"]], rows)


def _inside(data: Mapping[str, Any], path: str | None) -> Any:
    inside: Any = data
    for step in (path or "").split("."):
        if step:
            inside = inside.get(step) if isinstance(inside, Mapping) else None
    return inside


def _rows(page: Page, component: Component, values: Sequence[Any], rows: tuple[int, ...]) -> None:
    box = page.locator(".fjs-form-field-dynamiclist", has_text=component["label"]).first
    have = box.locator(".fjs-repeat-row-container")
    while have.count() < len(values):
        before = have.count()
        box.locator(".fjs-repeat-render-add").click()
        expect(have).to_have_count(before + 1)
    while have.count() > len(values):
        before = have.count()
        box.locator(".fjs-repeat-row-remove").last.click()
        expect(have).to_have_count(before - 1)
    for number, value in enumerate(values):
        _components(page, component["components"], value, (*rows, number))


def _field(page: Page, component: Component, rows: tuple[int, ...], tail: str = "") -> Locator:
    suffix = "".join(f"_{row}" for row in rows)
    return page.locator(f'[id^="fjs-form-"][id$="-{component["id"]}{suffix}{tail}"]')


def _enter(page: Page, component: Component, value: Any, rows: tuple[int, ...]) -> None:
    kind = component["type"]
    if component.get("readonly") is True or component.get("disabled") is True or kind == "expression":
        return
    if kind in TEXTS:
        _field(page, component, rows).fill(str(value))
    elif kind == "checkbox":
        _field(page, component, rows).set_checked(bool(value))
    elif kind in ("radio", "checklist"):
        _choose(page, component, value, rows)
    elif kind == "select":
        _select(page, component, [value], rows)
    elif kind == "taglist":
        _select(page, component, value, rows)
    elif kind == "datetime":
        _moment(page, component, value, rows)
    else:
        raise AssertionError(f"no way to fill a {kind} ({component['id']})")


def _choose(page: Page, component: Component, value: Any, rows: tuple[int, ...]) -> None:
    wanted = value if isinstance(value, list) else [value]
    options = [option["value"] for option in component["values"]]
    for number, option in enumerate(options):
        box = _field(page, component, rows, f"-{number}")
        if component["type"] == "checklist":
            box.set_checked(option in wanted)
        elif option in wanted:
            box.check()


def _select(page: Page, component: Component, values: Sequence[Any], rows: tuple[int, ...]) -> None:
    """Options may come from the page's data: the label belongs to a value there, so choose by the value's label."""
    names = {option["value"]: option["label"] for option in component.get("values", [])}
    for value in values:
        if component["type"] == "taglist" and _chosen(page, component, rows, names.get(value, value)):
            continue
        field = _field(page, component, rows)
        field.click()
        options = page.locator(".fjs-dropdownlist-item")
        options.get_by_text(str(names.get(value, value)), exact=True).click()
    page.keyboard.press("Escape")


def _chosen(page: Page, component: Component, rows: tuple[int, ...], label: Any) -> bool:
    box = page.locator(".fjs-form-field-taglist", has=_field(page, component, rows))
    return box.locator(".fjs-taglist-tag-label", has_text=str(label)).count() > 0


def _moment(page: Page, component: Component, value: str, rows: tuple[int, ...]) -> None:
    kind = component.get("subtype", "date")
    if kind in ("date", "datetime"):
        year, month, day = value[:10].split("-")
        field = _field(page, component, rows, "-date")
        field.fill(f"{year}/{int(month)}/{int(day)}")
        field.press("Tab")
    if kind in ("time", "datetime"):
        field = _field(page, component, rows, "-time")
        field.fill(value[11:16] if kind == "datetime" else value[:5])
        field.press("Tab")
