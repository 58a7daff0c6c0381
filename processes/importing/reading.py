"""Reading a strange BPMN document, bounded in size and depth."""

from __future__ import annotations

from typing import NoReturn

from lxml import etree

from processes.errors import InvalidDefinition, Problem
from processes.xml import BrokenXml, parse

from .names import BPMN

MAX_BYTES = 4_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100


def read(document: bytes) -> etree._Element:
    """The root of a BPMN document; raises InvalidDefinition for anything else."""
    if len(document) > MAX_BYTES:
        _refuse("XML-too-large", f"文件有 {len(document)} 字节，上限 {MAX_BYTES}", "拆分流程图")
    try:
        root = parse(document)
    except BrokenXml as error:
        if error.doctype:
            _refuse("XML-doctype", str(error), "删去 DOCTYPE 声明")
        _refuse("XML-syntax", str(error), "用原来的建模器重新保存", error.line)
    if root.tag != f"{BPMN}definitions":
        _refuse("BPMN-root", f"根元素应为 bpmn:definitions，实际是 {root.tag}", "选择 BPMN 2.0 文件")
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            _refuse("XML-too-large", f"元素超过 {MAX_ELEMENTS} 个或嵌套超过 {MAX_DEPTH} 层", "拆分流程图")
    return root


def _refuse(code: str, message: str, remedy: str, line: int | None = None) -> NoReturn:
    problem = Problem(code=code, message=message, line=line, remedy=remedy)
    raise InvalidDefinition(f"不能导入：{message}", [problem])
