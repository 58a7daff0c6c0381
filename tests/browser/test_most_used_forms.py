"""The forms that a year of the district fills most: by people in a browser, at a desk and on a phone."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from processes.commands import TaskRef
from tests import artefacts
from tests.browser.filling import fill
from tests.browser.office import Office, open_office
from tests.case_a.walk import CASE, MAIN, PROCESSES, Walk
from tests.inquiries.office import Desk

Axe = Callable[[Page], list[Any]]
Shot = Callable[[Page, str], None]
Step = dict[str, Any]
STEPS: list[Step] = artefacts.told(Path(__file__).parent / "most_used.yaml")
PHONE: ViewportSize = {"width": 390, "height": 844}
SCREEN: ViewportSize = {"width": 1280, "height": 900}


class House(Desk):
    """Messages come in as at the desk, and every process of the repository is there."""

    def documents(self) -> dict[str, bytes]:
        """As for case A."""
        return Walk.documents(self)


class Year:
    """The matters of the list, carried on by commands up to the step that a test does by hand."""

    def __init__(self, office: Office) -> None:
        self.office, self.done, self.case_done = office, 0, ""

    @property
    def house(self) -> House:
        """What the office is furnished with."""
        return cast(House, self.office.walk)

    def until(self, number: int) -> TaskRef:
        """Do what comes before this step; gives the task of the step."""
        while self.done < number:
            self._do(STEPS[self.done])
            self.finished(self.done)
        return self._arrive(STEPS[number])

    def finished(self, number: int) -> None:
        """The step has been done, and what follows from it as well."""
        self.house.settle()
        self.done = number + 1
        if "case" in STEPS[number]:
            self.case_done = _line(STEPS[number])["at"]

    def _do(self, step: Step) -> None:
        if step.get("tell") == "case_a":
            self.house.begin()
        elif "tell" in step:
            self._at(step)
            self.house.tell(step["tell"], **step["data"])
        else:
            ref = self._arrive(step)
            self.house.hand_in(self.person(step), ref, self.data(step, ref))

    def _arrive(self, step: Step) -> TaskRef:
        self._at(step)
        if "case" not in step:
            process, element = step["task"].split(".")
            return self.house.open_ref(process, element)
        wanted = _line(step)
        for line in CASE["timeline"]:
            if self.case_done < line["at"] < wanted["at"]:
                self.office.at(line["at"])
                data = self.office.entered(line["data"])
                self.office.hand_in(CASE["people"][line["by"]], self._of_case(line, data), data)
                self.office.work()
                self.case_done = line["at"]
        self.office.at(wanted["at"])
        return self._of_case(wanted, self.office.entered(wanted["data"]))

    def _of_case(self, line: Mapping[str, str], data: Mapping[str, Any]) -> TaskRef:
        process, element = line["step"].split(".")
        return self.house.open_task(self.house.newest(MAIN), PROCESSES[process], element, data)

    def _at(self, step: Step) -> None:
        if "at" in step:
            self.office.at(step["at"])

    def person(self, step: Step) -> str:
        """Who does it."""
        person: str = CASE["people"][_line(step)["by"]] if "case" in step else step["by"]
        return person

    def data(self, step: Step, ref: TaskRef) -> dict[str, Any]:
        """What he enters; ``first`` is the best answer that was found."""
        if "case" in step:
            return self.office.entered(step["case"])
        data: dict[str, Any] = copy.deepcopy(step["data"])
        if data.get("triage", {}).get("match") == "first":
            data["triage"]["match"] = self.house.seen(ref)["matches"][0]["qa_id"]
        return data


def _line(step: Step) -> dict[str, str]:
    lines = (line for line in CASE["timeline"] if line["data"] == step["case"])
    return cast(dict[str, str], next(lines))


def name(number: int) -> str:
    """What the step is called in the report: its task or its form."""
    step = STEPS[number]
    return str(step.get("case", step.get("task"))).replace("/", "-")


def wrong(data: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """The data with what is wrong at its place."""
    told = copy.deepcopy(dict(data))
    for path, value in step["wrong"].items():
        *way, key = path.split(".")
        inside = told
        for each in way:
            inside = inside[each]
        if value is None:
            del inside[key]
        else:
            inside[key] = value
    return told


def right(data: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Only what was wrong, put right."""
    found: dict[str, Any] = {}
    for path in step["wrong"]:
        *way, key = path.split(".")
        source: Any = data
        target = found
        for each in way:
            source, target = source[each], target.setdefault(each, {})
        target[key] = source[key]
    return found


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Year]:
    """One office for all forms."""
    folder = tmp_path_factory.mktemp("forms")
    with open_office(folder, browser, "2025-12-01T08:30+08:00", House) as opened:
        yield Year(opened)


def refused(page: Page, says: str) -> None:
    """The form stays; the summary says why, and so does the field itself."""
    page.get_by_role("button", name="提交并办结").click()
    summary = page.locator("#form-errors")
    expect(summary).to_contain_text(says)
    label, text = says.split("：", 1)
    field = page.locator(".fjs-form-field", has=page.locator(".fjs-form-field-error", has_text=text))
    expect(field.filter(has_text=label).last).to_be_visible()


def look(page: Page, title: str, shot: Shot, axe: Axe) -> None:
    """A picture; nothing serious for those who read by ear; nothing beside the screen."""
    shot(page, title)
    assert axe(page) == []
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [n for n, step in enumerate(STEPS) if "wrong" in step], ids=name)
def test_a_form_is_filled_at_the_desk_and_on_the_phone(year: Year, number: int, shot: Shot, axe: Axe) -> None:
    step, ref = STEPS[number], year.until(number)
    data, labels = year.data(step, ref), {**Office.labels(), "none": "没有适用的问答"}
    page = year.office.claimed(year.person(step), ref)
    form, title = year.office.form(page), f"{number:02}-{name(number)}"
    fill(page, form, wrong(data, step), labels)
    if step["wrong"]:
        refused(page, step["says"])
        shot(page, f"{title}-refused")
    fill(page, form, right(data, step), labels)
    expect(page.locator(".fjs-form-field-error")).to_have_count(0)
    look(page, f"{title}-desktop", shot, axe)

    page.set_viewport_size(PHONE)
    page.goto(f"{year.office.url}/tasks/{ref}")
    page.wait_for_selector("body[data-ready='1']", state="attached")
    fill(page, form, data, labels)
    look(page, f"{title}-phone", shot, axe)
    year.office.submit(page)
    page.set_viewport_size(SCREEN)
    year.finished(number)
