"""The three editors: what they write, the verdict of the server, the dialog."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from processes.forms.model import DISPLAY, KEYED
from tests.browser.conftest import Live, ready
from tests.browser.plain import sample

Axe = Callable[[Page], list[Any]]


@pytest.fixture
def sent(plain: Live) -> list[Any]:
    """What the pages have sent in this test."""
    collected: list[Any] = plain.app.config["SENT"]
    collected.clear()
    plain.app.config.update(PROBLEMS=[], LOGIN="valid", DEPLOYED={})
    return collected


PROBLEM = {
    "message": "用户任务没有办理表单",
    "element_id": "Review",
    "line": 12,
    "file": "sample.bpmn",
    "remedy": "选择一个表单",
}


def deploy(page: Page, note: str) -> None:
    page.locator("#bench-deploy").click()
    page.get_by_label("部署说明").fill(note)
    page.locator("#deploy-confirm").click()
    expect(page.locator("#bench-status")).to_contain_text("已部署")


def select(page: Page, element_id: str) -> None:
    page.locator(f"g.djs-shape[data-element-id={element_id}]").click()


def open_group(page: Page, title: str) -> None:
    header = page.locator(".bio-properties-panel-group-header", has=page.get_by_text(title, exact=True))
    header.click()


def test_the_panel_writes_dialect_and_own_namespace(
    page: Page, plain: Live, sent: list[Any], complaints: list[str]
) -> None:
    ready(page, f"{plain.url}/modeler")
    select(page, "Review")
    open_group(page, "办理表单")
    page.get_by_label("办理表单").select_option("F04")
    open_group(page, "职责分离")
    page.get_by_label("不得办理的人").fill("=[drafter]")
    open_group(page, "审批动作")
    page.get_by_label("允许的动作").fill("return transfer")
    open_group(page, "条款依据")
    page.get_by_label("条款编号").fill("S2-31 S2-32")
    page.get_by_label("条款编号").blur()
    expect(page.locator(".bjsl-button")).to_contain_text("没有问题")
    deploy(page, "补充审核表单")
    xml = sent[-1]["files"]["sample.bpmn"]
    review = xml.split('id="Review"')[1].split("</bpmn:userTask>")[0]
    for expected in [
        '<zeebe:formDefinition formId="F04" />',
        '<jiedu:segregation excluded="=[drafter]" />',
        '<jiedu:verbs allow="return transfer" />',
        '<jiedu:rule ids="S2-31 S2-32" />',
    ]:
        assert expected in review
    assert 'xmlns:jiedu="http://jiedu.gov.example/schema/1.0"' in xml
    assert '<jiedu:rule ids="S2-62" />' in xml.split('id="Draft"')[1]
    assert sent[-1]["note"] == "补充审核表单"
    assert sent[-1]["token"] == "token"
    expect(page.locator("#bench-version")).to_have_text("版本 2")
    assert complaints == []


def test_one_change_is_one_undo_step(page: Page, plain: Live, sent: list[Any]) -> None:
    ready(page, f"{plain.url}/modeler")
    select(page, "Review")
    open_group(page, "职责分离")
    page.get_by_label("不得办理的人").fill("=[drafter]")
    page.get_by_label("不得办理的人").blur()
    page.locator("#modeler .djs-container > svg").press("Control+z")
    expect(page.get_by_label("不得办理的人")).to_have_value("")


def test_a_deadline_names_its_rule(page: Page, plain: Live, sent: list[Any]) -> None:
    ready(page, f"{plain.url}/modeler")
    select(page, "Overdue")
    open_group(page, "法定时限依据")
    page.locator("#bio-properties-panel-jiedu-deadline-rule").fill("S2-62")
    page.locator("#bio-properties-panel-jiedu-deadline-rule").blur()
    deploy(page, "时限依据")
    boundary = sent[-1]["files"]["sample.bpmn"].split('id="Overdue"')[1].split("</bpmn:boundaryEvent>")[0]
    assert '<jiedu:deadline rule="S2-62" />' in boundary


def test_a_problem_leads_to_its_element(page: Page, plain: Live, sent: list[Any], axe: Axe) -> None:
    plain.app.config["PROBLEMS"] = [PROBLEM]
    ready(page, f"{plain.url}/modeler")
    page.locator("#bench-validate").click()
    problems = page.get_by_role("region", name="问题")
    expect(problems).to_contain_text("sample.bpmn，第 12 行，Review")
    expect(problems).to_contain_text("建议：选择一个表单")
    expect(page.locator("#bench-status")).to_have_text("校验发现 1 个问题")
    problems.get_by_role("button", name="用户任务没有办理表单").click()
    expect(page.locator("g.djs-shape[data-element-id=Review]")).to_contain_class("selected")
    assert axe(page) == []
    page.locator("#bench-deploy").click()
    expect(page.locator("#bench-status")).to_have_text("没有部署：有 1 个问题需要先解决")
    expect(page.locator("#deploy-dialog")).to_be_hidden()
    assert sent == []


def test_doubts_are_shown_before_the_deployment_is_confirmed(
    page: Page, plain: Live, sent: list[Any], axe: Axe
) -> None:
    doubt = {**PROBLEM, "message": "没有流出的顺序流", "severity": "warning"}
    plain.app.config["PROBLEMS"] = [doubt]
    ready(page, f"{plain.url}/modeler")
    page.locator("#bench-validate").click()
    expect(page.locator("#bench-status")).to_contain_text("校验通过，可以部署；有 1 条提示")
    expect(page.get_by_role("region", name="问题")).to_contain_text("有 1 条提示")
    page.locator("#bench-deploy").click()
    expect(page.locator("#deploy-doubts")).to_contain_text("没有流出的顺序流。建议：选择一个表单")
    assert axe(page) == []
    page.get_by_label("部署说明").fill("照旧")
    page.locator("#deploy-confirm").click()
    expect(page.locator("#bench-status")).to_contain_text("已部署")
    assert len(sent) == 1


def test_a_deployment_names_processes_in_words(page: Page, plain: Live, sent: list[Any]) -> None:
    plain.app.config["DEPLOYED"] = {
        "changed": [
            {"process_id": "main", "name": "总流程", "version": 4, "own": False},
            {"process_id": "Sample", "name": "示例流程", "version": 2, "own": True},
        ]
    }
    ready(page, f"{plain.url}/modeler")
    deploy(page, "改名")
    expect(page.locator("#bench-status")).to_have_text(
        "已部署：示例流程 版本 2；随被调用内容更新：总流程 版本 4；在办的事项仍按原版本办理"
    )


def test_a_login_that_ended_loses_nothing(page: Page, plain: Live, sent: list[Any], axe: Axe) -> None:
    ready(page, f"{plain.url}/modeler")
    plain.app.config["LOGIN"] = "ended"
    page.locator("#bench-deploy").click()
    expect(page.locator("#bench-status")).to_contain_text(
        "登录已过期，没有保存任何内容；您的改动还在这个页面上"
    )
    expect(page.get_by_role("link", name="在新窗口登录")).to_have_attribute("target", "_blank")
    assert axe(page) == []
    plain.app.config["LOGIN"] = "renewed"
    deploy(page, "接着改")
    assert [(each["note"], each["token"]) for each in sent] == [("接着改", "fresh")]


def test_lint_speaks_chinese(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/modeler")
    expect(page.locator(".bjsl-button")).to_contain_text("1 个错误，0 个警告")
    page.locator(".bjsl-overlay[data-overlay-id]:visible, .bjsl-icon:visible").first.hover()
    expect(page.get_by_text("用户任务缺少办理表单")).to_be_attached()


def test_without_a_note_nothing_is_deployed(page: Page, plain: Live, sent: list[Any]) -> None:
    ready(page, f"{plain.url}/modeler")
    page.locator("#bench-deploy").click()
    page.locator("#deploy-confirm").click()
    expect(page.locator("#deploy-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#deploy-dialog")).to_be_hidden()
    assert sent == []


def test_a_diagram_is_downloaded_and_imported(page: Page, plain: Live, tmp_path: Path) -> None:
    ready(page, f"{plain.url}/modeler")
    with page.expect_download() as download:
        page.locator("#bench-download").click()
    assert download.value.suggested_filename == "sample.bpmn"
    path = tmp_path / "changed.bpmn"
    text = Path(download.value.path()).read_text(encoding="utf8")
    path.write_text(text.replace("科室负责人审核", "分管领导审核"), encoding="utf8")
    page.locator("#bench-file").set_input_files(path)
    expect(page.locator("#bench-status")).to_have_text("已导入 changed.bpmn，尚未部署")
    expect(page.locator("g.djs-shape[data-element-id=Review]")).to_contain_text("分管领导")


def test_a_broken_import_says_so_and_keeps_the_page(page: Page, plain: Live, tmp_path: Path) -> None:
    ready(page, f"{plain.url}/formedit")
    path = tmp_path / "broken.form"
    path.write_text("{", encoding="utf8")
    page.locator("#bench-file").set_input_files(path)
    expect(page.locator("#bench-status")).to_contain_text("文件不是表单文档")


@pytest.mark.parametrize("deployed", [False, True])
def test_leaving_with_changes_is_asked_about(page: Page, plain: Live, deployed: bool) -> None:
    ready(page, f"{plain.url}/modeler")
    select(page, "Review")
    open_group(page, "条款依据")
    page.get_by_label("条款编号").fill("S2-31")
    page.get_by_label("条款编号").blur()
    expect(
        page.locator(".bio-properties-panel-group-header", has_text="条款依据").locator(
            ".bio-properties-panel-dot"
        )
    ).to_be_visible()
    if deployed:
        deploy(page, "补充依据")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"{plain.url}/instance")
    assert asked == ([] if deployed else ["beforeunload"])


def test_the_form_editor_writes_the_document(page: Page, plain: Live, sent: list[Any]) -> None:
    ready(page, f"{plain.url}/formedit")
    page.locator(".fjs-element[data-id=Field_title]").click()
    open_group(page, "常规")
    page.get_by_label("字段名称").fill("解读材料标题")
    page.get_by_label("字段名称").blur()
    deploy(page, "改标题")
    document = json.loads(sent[-1]["files"]["sample.form"])
    before = json.loads(sample("sample.form"))
    assert document["components"][0]["components"][0]["label"] == "解读材料标题"
    assert document["schemaVersion"] == before["schemaVersion"]
    assert document["components"][0]["path"] == "plan"


def test_the_palette_offers_what_the_service_accepts_and_shows(page: Page, plain: Live) -> None:
    """No files are kept, and no other site is shown in a frame (content security policy)."""
    ready(page, f"{plain.url}/formedit")
    fields = page.locator(".fjs-palette-field[data-field-type]:visible")
    offered = {str(field.get_attribute("data-field-type")) for field in fields.all()}

    assert offered <= KEYED | DISPLAY | {"group", "dynamiclist"}
    assert offered & {"filepicker", "iframe", "documentPreview"} == set()
    assert {"textfield", "select", "group", "table"} <= offered


def test_the_decision_editor_writes_the_table(page: Page, plain: Live, sent: list[Any]) -> None:
    ready(page, f"{plain.url}/dmn")
    cell = page.locator("td[data-element-id=e8] [contenteditable]")
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("36")
    page.locator("h1").first.click()
    deploy(page, "缩短时限")
    assert re.search(r'id="e8">\s*<text>36</text>', sent[-1]["files"]["sample.dmn"])
    page.get_by_role("button", name="决策关系图：解读形式决策").click()
    expect(page.locator("g.djs-shape[data-element-id=channel]")).to_be_visible()
