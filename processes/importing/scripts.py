"""Script tasks: expressions become ``zeebe:script``, programs become a job with the text kept."""

from __future__ import annotations

from . import expressions, jobs, python
from .draft import Draft, Element
from .names import BPMN
from .pieces import Piece, Untranslatable, checked, joined, variable

_FEEL, _JUEL, _PYTHON = ("feel", "feel-script"), ("juel", "el"), ("python",)


def convert(draft: Draft) -> None:
    """Every script task."""
    for task in draft.elements("scriptTask"):
        found = task.findall(f"{BPMN}script")
        result = draft.take(task, "resultVariable")
        resource = draft.take(task, "resource")
        language = str(task.attrib.pop("scriptFormat", "")).lower()
        text = "\n".join(script.text or "" for script in found).strip("\n")
        for script in found:
            task.remove(script)
        if text.strip():
            _script(draft, task, text, language, result)
        elif resource is not None:
            made = jobs.propose(draft, task, task.get("id", "script"))
            message = f"脚本在另外的文件里，改为作业“{made}”：请提供处理它的程序，或写成 FEEL 表达式"
            draft.unmapped(task, "resource", message, resource, f"zeebe:taskDefinition type {made}")


def _script(draft: Draft, task: Element, text: str, language: str, result: str | None) -> None:
    subject = f"script（{language or 'python' if draft.python else language}）"
    try:
        message = _translated(draft, task, text, language, result)
    except Untranslatable as error:
        made = jobs.propose(draft, task, task.get("id", "script"))
        _keep(task, text, language)
        message = (
            f"程序不能自动译成 FEEL（{error}），改为作业“{made}”，原文放进了说明：请改写成表达式，"
            "或提供处理作业的程序"
        )
        draft.unmapped(task, subject, message, text, f"zeebe:taskDefinition type {made}")
        if result is not None:
            draft.header(task, "resultVariable", result)
    else:
        draft.changed(task, subject, message, text)


def _translated(draft: Draft, task: Element, text: str, language: str, result: str | None) -> str:
    """Write the expression; what to say about it.  Untranslatable if it is a program."""
    if language in _JUEL or expressions.has_template(text):
        return _one(draft, task, expressions.from_juel(text), result)
    if language in _FEEL:
        return _one(draft, task, Piece(text.removeprefix("=").strip()), result)
    if language in _PYTHON or (not language and draft.python):
        return _assigned(draft, task, python.assignments(text))
    raise Untranslatable(f"语言是 {language or '未写明'}")


def _one(draft: Draft, task: Element, piece: Piece, result: str | None) -> str:
    name = result or f"{task.get('id', 'script')}_result".replace("-", "_").replace(".", "_")
    _write(draft, task, piece.text, variable(name).text)
    told = f"脚本写成表达式，结果写入“{name}”"
    return told if result else f"{told}（原来没有结果变量）"


def _assigned(draft: Draft, task: Element, found: list[python.Assignment]) -> str:
    """One assignment is one result; several are entries of a context, handed on by output mappings."""
    caveats = tuple(dict.fromkeys(caveat for each in found for caveat in each.value.caveats))
    told = f"；{'；'.join(caveats)}" if caveats else ""
    if len(found) == 1:
        _write(draft, task, checked(found[0].value).text, found[0].name)
        return f"赋值写成表达式，结果写入“{found[0].name}”{told}"
    names = [each.name for each in found]
    if len(set(names)) < len(names):
        raise Untranslatable("同一个变量赋值多次")
    bound: set[str] = set()
    for each in found:
        checked(each.value)
        if each.name in each.value.names:
            raise Untranslatable(f"“{each.name}”用自己的旧值赋值，又与其他赋值写在一起")
        bound.add(each.name)
    entries = ", ".join(f"{each.name}: {each.value.text}" for each in found)
    piece = checked(joined([each.value for each in found], f"{{{entries}}}").minus(*_earlier(found)))
    holder = f"{task.get('id', 'script')}_result".replace("-", "_").replace(".", "_")
    _write(draft, task, piece.text, variable(holder).text)
    for name in names:
        draft.mapping(task, "output", f"= {holder}.{name}", name)
    return f"{len(found)} 个赋值合成一个表达式，再用输出映射分别写入变量{told}"


def _earlier(found: list[python.Assignment]) -> set[str]:
    """Names that are read only after an entry has defined them."""
    defined: set[str] = set()
    free: set[str] = set()
    for each in found:
        free |= each.value.names - defined
        defined.add(each.name)
    if free & {each.name for each in found}:
        raise Untranslatable("变量先被读取，后被赋值")
    return defined


def _write(draft: Draft, task: Element, expression: str, name: str) -> None:
    script = draft.extension(task, "script")
    script.set("expression", f"= {expression}")
    script.set("resultVariable", name)


def _keep(task: Element, text: str, language: str) -> None:
    """The text of the program as documentation, so that nothing is lost."""
    note = task.makeelement(f"{BPMN}documentation", {})
    note.text = f"原脚本（{language or 'python'}）：\n{text}"
    task.insert(len(task.findall(f"{BPMN}documentation")), note)
