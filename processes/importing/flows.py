"""Texts of the standard that are expressions: conditions, timers, correlation."""

from __future__ import annotations

import ast
import re

from . import expressions, juel
from .draft import Draft, Element
from .names import BPMN
from .pieces import Piece, Untranslatable, checked

#: Quartz: seconds, minutes, hours, day of month, month, day of week, perhaps a year.
_CRON = re.compile(r"[\w*,/#?-]+(\s+[\w*,/#?-]+){5,6}")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FEEL = (
    "feel",
    "https://www.omg.org/spec/feel",
    "http://www.omg.org/spec/feel",
    "http://www.omg.org/spec/dmn",
)
_OTHERS = ("groovy", "javascript", "ecmascript", "python", "jruby", "ruby", "mvel", "xpath", "java")


def convert(draft: Draft) -> None:
    """Conditions of flows and events, values of timers, message paths."""
    for element in draft.elements("conditionExpression"):
        _resource(draft, element)
        convert_text(draft, element, "conditionExpression")
    for element in draft.elements("condition", "activationCondition"):
        _resource(draft, element)
        convert_text(draft, element, str(element.tag).rpartition("}")[2])
    for element in draft.elements("timeDate", "timeDuration", "timeCycle"):
        _timer(draft, element)
    for element in draft.elements("messagePath"):
        convert_text(draft, element, "messagePath")


def _resource(draft: Draft, element: Element) -> None:
    raw = draft.take(element, "resource")
    if raw is not None:
        draft.unmapped(element, "resource", "条件在另外的脚本文件里，请写成 FEEL 表达式", raw)


def convert_text(draft: Draft, element: Element, name: str) -> None:
    """The text of an element that is always an expression."""
    raw = (element.text or "").strip()
    if not raw or raw.startswith("="):
        return
    language = str(element.attrib.pop("language", "")).lower()
    if language.startswith(_FEEL):
        element.text = f"= {raw}"
        draft.mapped(element, name, raw, element.text)
        return
    try:
        piece, guess = _read(draft, raw, language)
    except Untranslatable as error:
        element.text = expressions.refused(raw)
        message = f"表达式不能自动译成 FEEL（{error}），原文保留，部署时会被拒绝；请改写"
        draft.unmapped(element, name, message, raw, element.text)
        return
    if piece is None:
        return
    element.text = f"= {piece.text}"
    caveats = [*guess, *piece.caveats]
    if caveats:
        draft.changed(element, name, f"已译成 FEEL；{'；'.join(caveats)}", raw, element.text)
    else:
        draft.mapped(element, name, raw, element.text)


def _read(draft: Draft, raw: str, language: str) -> tuple[Piece | None, list[str]]:
    """The translation and what is uncertain about it; ``None``: the text is nobody's and stays."""
    if any(language.endswith(other) for other in _OTHERS) and not expressions.has_template(raw):
        raise Untranslatable(f"语言是 {language}")
    if expressions.has_template(raw):
        return expressions.from_template(raw), []
    if raw.isdecimal():
        return Piece(raw), []
    if draft.python:
        return expressions.from_python(raw), []
    if draft.juel:
        return _guessed(raw), ["原文没有 ${}，按其中的表达式理解"]
    return None, []


def _guessed(raw: str) -> Piece:
    """Without ``${}``: what reads the same as JUEL or as Python."""
    try:
        return checked(juel.translate(raw))
    except Untranslatable:
        return expressions.from_python(raw)


def _timer(draft: Draft, element: Element) -> None:
    raw = (element.text or "").strip()
    name = str(element.tag).rpartition("}")[2]
    end = draft.take(element, "endDate")
    if end is not None:
        draft.unmapped(element, "endDate", "周期定时器的截止日期不支持，请用次数（R3/P1D）或网关", end)
    if not raw or raw.startswith("="):
        return
    ours = expressions.ISO_TIME.match(raw) or not (draft.juel or draft.python)
    if ours and not expressions.has_template(raw):
        return
    if draft.python and (literal := _python_text(raw)) is not None:
        element.text = literal
        draft.mapped(element, name, raw, literal)
        return
    if _CRON.fullmatch(raw):
        _cron(draft, element, raw)
        return
    convert_text(draft, element, name)
    text = (element.text or "").removeprefix("= ")
    if text.startswith('duration("') and text.endswith('")') and text.count('"') == 2:
        element.text = text[len('duration("') : -2]


def _cron(draft: Draft, element: Element, raw: str) -> None:
    """Quartz has the seconds first, days of the week from 1 for Sunday, and perhaps a year."""
    *fields, days = raw.split()[:6]
    year = raw.split()[6:]
    if "/" in days or year not in ([], ["*"]):
        element.text = expressions.refused(raw)
        message = "cron 中的年份、星期的步长不能转换，请改写"
        draft.unmapped(element, "timeCycle", message, raw, element.text)
        return
    named = re.sub(r"(?<![#\d])[1-7](?!\d)", lambda found: _DAYS[int(found[0]) - 1], days)
    element.text = " ".join([*fields, named])
    draft.changed(element, "timeCycle", "cron 按北京时间计算，星期写成名称", raw, element.text)


def _python_text(raw: str) -> str | None:
    """The text of a Python string that holds nothing but an ISO time."""
    try:
        value = ast.literal_eval(raw) if len(raw) < 200 else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(value, str) or not expressions.ISO_TIME.match(value):
        return None
    return value if value.isprintable() and not expressions.has_template(value) else None


def error_references(draft: Draft) -> None:
    """Activiti and Flowable let ``errorRef`` be the code itself; the standard wants an ``error`` element."""
    known = {element.get("id") for element in draft.root.findall(f"{BPMN}error")}
    made_for: dict[str, str] = {}
    for definition in draft.elements("errorEventDefinition"):
        code = definition.get("errorRef")
        local = code.rpartition(":")[2] if code else None
        if not draft.juel or not code or code in known or local in known:
            continue
        if code in made_for:
            definition.set("errorRef", made_for[code])
            continue
        error_id = f"Error_{len(known) + 1}"
        while error_id in known:
            error_id += "_"
        made = draft.root.makeelement(f"{BPMN}error", {"id": error_id, "errorCode": code})
        draft.root.insert(0, made)
        known.add(error_id)
        made_for[code] = error_id
        definition.set("errorRef", error_id)
        draft.changed(definition, "errorRef", "补上了错误定义", code, f"bpmn:error {error_id}")
