"""A process that was deployed without a drawing says so instead of showing an empty box."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from processes import commands
from processes.commands import SYSTEM
from tests.browser.office import open_office

UNDRAWN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="http://jiedu.gov.example">
  <process id="undrawn" name="\xe6\xb2\xa1\xe6\x9c\x89\xe5\x9b\xbe" isExecutable="true">
    <startEvent id="S"/><sequenceFlow id="f1" sourceRef="S" targetRef="T"/>
    <userTask id="T" name="\xe5\x8a\x9e\xe7\x90\x86"/><sequenceFlow id="f2" sourceRef="T" targetRef="E"/>
    <endEvent id="E"/>
  </process>
</definitions>"""


def test_a_process_without_a_drawing_says_so(tmp_path: Path, browser: Browser) -> None:
    with open_office(tmp_path, browser, "2026-01-12T09:00+08:00") as office:
        with office.state.sessions.begin() as session:
            files = {"undrawn.bpmn": UNDRAWN}
            commands.deploy(session, files, "试", actor=SYSTEM, now=office.clock())
        page = office.desk("zjw-chengban")
        page.goto(f"{office.url}/definitions/undrawn")
        expect(page.locator("#diagram")).to_contain_text("没有图形信息")
        designer = office.desk("designer")
        designer.goto(f"{office.url}/designer/process/undrawn")
        expect(designer.locator("main")).to_contain_text("没有图形信息")
