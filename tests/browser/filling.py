"""Fill a form as a person does: click, choose and type, field by field, in the order of the page.

A field that the page does not offer although the data has a value for it fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

Component = Mapping[str, Any]
Rows = tuple[int, ...]
#: Resolves when what has changed is drawn and what follows from drawing it has happened.
DRAWN = """async () => {
    const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    for (let round = 0; round < 3; round++) await drawn();
}"""


def fill(
    page: Page, form: Mapping[str, Any], data: Mapping[str, Any], labels: Mapping[str, str] | None = None
) -> None:
    """Enter *data* (``{variable: {…}}``) into the form-js document *form* on the open page.

    *labels* says what options are called that come from the data of the page (units, people).
    """
    _Filler(page, labels or {}).components(form["components"], data, ())


@dataclass(frozen=True)
class _Filler:
    page: Page
    labels: Mapping[str, str]

    def components(self, components: Sequence[Component], data: Mapping[str, Any], rows: Rows) -> None:
        """Each component that the data has a value for."""
        for component in components:
            kind = component["type"]
            if kind in ("group", "dynamiclist"):
                inside = _inside(data, component.get("path"))
                if kind == "group" and isinstance(inside, Mapping):
                    self.components(component["components"], inside, rows)
                elif kind == "dynamiclist" and isinstance(inside, Sequence):
                    self.rows(component, inside, rows)
            elif component.get("key") in data:
                self.enter(component, data[component["key"]], rows)

    def rows(self, component: Component, values: Sequence[Any], rows: Rows) -> None:
        """As many rows as there are values, each filled."""
        box = self.page.locator(".fjs-form-field-dynamiclist", has_text=component["label"]).first
        if not values and not box.count():
            return
        have = box.locator(".fjs-repeat-row-container")
        while (number := have.count()) < len(values):
            box.locator(".fjs-repeat-render-add").click()
            expect(have).to_have_count(number + 1)
        while (number := have.count()) > len(values):
            box.locator(".fjs-repeat-row-remove").last.click()
            expect(have).to_have_count(number - 1)
        for number, value in enumerate(values):
            self.components(component["components"], value, (*rows, number))

    def enter(self, component: Component, value: Any, rows: Rows) -> None:
        """One field."""
        kind, field = component["type"], self.field(component, rows)
        if component.get("readonly") is True or component.get("disabled") is True or kind == "expression":
            return
        if kind in ("textfield", "textarea", "number"):
            field.fill(str(value))
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind in ("radio", "checklist"):
            self.choose(component, value if isinstance(value, list) else [value], rows)
        elif kind in ("select", "taglist"):
            self.select(component, value if isinstance(value, list) else [value], rows)
        elif kind == "datetime":
            self.moment(component, str(value), rows)
        else:
            raise AssertionError(f"no way to fill a {kind} ({component['id']})")

    def field(self, component: Component, rows: Rows, tail: str = "") -> Locator:
        """The input of a field; in lists the numbers of the rows are part of its id."""
        suffix = "".join(f"_{row}" for row in rows) + tail
        return self.page.locator(f'[id^="fjs-form-"][id$="-{component["id"]}{suffix}"]')

    def choose(self, component: Component, wanted: Sequence[Any], rows: Rows) -> None:
        """Boxes and buttons; options that come from the data of the page are found by their labels."""
        if "values" not in component:
            inside = self.page.locator(f'[id^="fjs-form-"][id*="-{component["id"]}-"]')
            box = self.page.locator(f".fjs-form-field-{component['type']}", has=inside)
            for value in wanted:
                box.get_by_label(self.name(component, value), exact=True).check()
            return
        for number, option in enumerate(component["values"]):
            box = self.field(component, rows, f"-{number}")
            if component["type"] == "checklist":
                box.set_checked(option["value"] in wanted)
            elif option["value"] in wanted:
                box.check()

    def select(self, component: Component, values: Sequence[Any], rows: Rows) -> None:
        """Lists that open; of several values each."""
        box = self.page.locator(f".fjs-form-field-{component['type']}", has=self.field(component, rows))
        for name in (self.name(component, value) for value in values):
            if box.locator(".fjs-taglist-tag-label", has_text=name).count():
                continue
            box.locator(".fjs-input-group, input").first.click()
            self.page.locator(".fjs-dropdownlist-item").get_by_text(name, exact=True).click()
        if component["type"] == "taglist":
            self.page.keyboard.press("Escape")

    def name(self, component: Component, value: Any) -> str:
        """What an option is called: in the document, in its expression, or in the data of the page."""
        options = {option["value"]: option["label"] for option in component.get("values", [])}
        written = re.findall(r'{label: "([^"]+)", value: "([^"]+)"}', component.get("valuesExpression", ""))
        return str({**self.labels, **{known: label for label, known in written}, **options}.get(value, value))

    def moment(self, component: Component, value: str, rows: Rows) -> None:
        """A date is typed in local habit (2026/2/6), a time as 09:30."""
        kind = component.get("subtype", "date")
        if kind in ("date", "datetime"):
            year, month, day = (int(part) for part in value[:10].split("-"))
            field = self.field(component, rows, "-date")
            # A field that has just appeared is emptied once more when its calendar has been attached.
            expect(field).to_have_class(re.compile("flatpickr-input"))
            self.page.evaluate(DRAWN)
            self.type(field, f"{year}/{month}/{day}")
        if kind in ("time", "datetime"):
            self.type(self.field(component, rows, "-time"), value[11:16] if kind == "datetime" else value[:5])
        self.page.evaluate(DRAWN)  # the calendar closes, and what depends on the date moves

    def type(self, field: Locator, text: str) -> None:
        """Typed text counts when the field is left, and the page has seen that it was typed."""
        field.fill(text)
        self.page.evaluate(DRAWN)
        field.press("Enter")
        field.press("Tab")


def _inside(data: Mapping[str, Any], path: str | None) -> Any:
    inside: Any = data
    for step in filter(None, (path or "").split(".")):
        inside = inside.get(step) if isinstance(inside, Mapping) else None
    return inside
