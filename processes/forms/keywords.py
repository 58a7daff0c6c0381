"""The attributes of one component: validation keywords, options, conditions and our custom properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

import regex

from processes.feel import Expression
from processes.forms.conditions import is_expression, read_assertion, read_expression, read_test
from processes.forms.model import MULTIPLE, Options, Test
from processes.forms.numbers import decimals, is_modest, number
from processes.forms.patterns import compile_pattern
from processes.forms.problems import Problems

_TEXT = frozenset({"textfield", "textarea"})
_NUMBER = frozenset({"number"})
_CHOICE = frozenset({"radio", "select"}) | MULTIPLE
_INPUT = frozenset({"checkbox", "datetime"}) | _TEXT | _NUMBER | _CHOICE
_REPEATED = MULTIPLE | {"dynamiclist"}

VALIDATE: Mapping[str, frozenset[str]] = {
    "required": _INPUT,
    "minLength": _TEXT,
    "maxLength": _TEXT,
    "pattern": _TEXT,
    "patternErrorMessage": _TEXT,
    "validationType": _TEXT,
    "min": _NUMBER,
    "max": _NUMBER,
}
_LIMITS = frozenset({"minLength", "maxLength", "min", "max"})
#: Custom properties for what form-js has no word for; see docs/reference/forms.md.
_PROPERTIES: Mapping[str, frozenset[str]] = {
    "minItems": _REPEATED,
    "maxItems": _REPEATED,
    "uniqueBy": frozenset({"dynamiclist"}),
    "minDate": frozenset({"datetime"}),
    "maxDate": frozenset({"datetime"}),
    "assert": _INPUT | {"group", "dynamiclist"},
}
_SETTINGS: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "decimalDigits": ("number", int),
    "increment": ("number", (int, float, str)),
    "serializeToString": ("number", bool),
    "subtype": ("datetime", str),
    "disallowPassedDates": ("datetime", bool),
    "timeInterval": ("datetime", int),
    "timeSerializingFormat": ("datetime", str),
    "allowAddRemove": ("dynamiclist", bool),
    "defaultRepetitions": ("dynamiclist", int),
}


def read_hide(raw: Mapping[str, Any], identifier: str, problems: Problems) -> Test | None:
    """``conditional.hide``, or None when the component is always shown."""
    conditional = raw.get("conditional")
    hide = conditional.get("hide") if isinstance(conditional, dict) else None
    return None if hide in (None, "") else read_test(hide, "隐藏条件", identifier, problems)


def option_values(source: Any) -> list[Any]:
    """The values of a list of options as form-js takes them: primitives, or objects with label and value."""
    values = []
    for option in source if isinstance(source, list) else ():
        value = option.get("value") if isinstance(option, Mapping) else option
        labelled = isinstance(option, Mapping) and isinstance(option.get("label"), str) and option["label"]
        if _is_primitive(value) or (labelled and isinstance(value, Mapping) and value):
            values.append(value)
    return values


def _is_primitive(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, (bool, int)) or (isinstance(value, str) and value != "")


def _switched_off(keyword: str, value: Any) -> bool:
    # form-js takes an empty limit for a wrong one.
    return value is None or (keyword not in _LIMITS and (value is False or value == ""))


class Keywords:
    """Reads one component's attributes and notes what is wrong with them."""

    def __init__(self, raw: Mapping[str, Any], identifier: str, problems: Problems) -> None:
        self._raw = raw
        self._type: str = raw["type"]
        self._id = identifier
        self._problems = problems
        self._validate = self._mapping("validate")
        self._properties = self._mapping("properties")
        self._readers: Mapping[str, Callable[[str, Any], Any]] = {
            "required": self._required,
            "pattern": self._pattern,
            "validationType": self._validation_type,
            "assert": lambda _, value: read_assertion(value, identifier, problems),
            "uniqueBy": lambda _, value: [name.strip().split(".") for name in str(value).split(",")],
            "minDate": self._date,
            "maxDate": self._date,
        }

    def _mapping(self, name: str) -> Mapping[str, Any]:
        found = self._raw.get(name)
        if found is None or isinstance(found, dict):
            return found or {}
        self._note("FORM-shape", f"{name} 应为对象。")
        return {}

    def _note(self, code: str, message: str) -> None:
        self._problems.add(code, message, "请在表单编辑器中改正。", self._id)

    def readonly(self) -> Test | bool:
        """A constant, or a condition."""
        readonly = self._raw.get("readonly", False)
        if isinstance(readonly, str) and readonly:
            return read_test(readonly, "只读条件", self._id, self._problems) or False
        return readonly is True

    def personal(self) -> bool:
        """Whether the value is personal data, which no record may hold (GB/T 22239 8.1.4.11)."""
        told = self._properties.get("personal", False)
        if told not in (True, False, "true", "false"):
            self._note("FORM-property", f"属性“personal”应为 true 或 false，实际为 {told!r}。")
        return told in (True, "true")

    def expression(self) -> Expression | None:
        """The formula of an expression field."""
        if self._type != "expression":
            return None
        return read_expression(self._raw.get("expression"), "计算字段", self._id, self._problems)

    def rules(self) -> dict[str, Any]:
        """Keyword to constant, expression or condition; what is switched off is left out."""
        found: dict[str, Any] = {}
        for keyword, value in self._validate.items():
            if self._type not in VALIDATE.get(keyword, ()):
                self._note("FORM-validate", f"校验项“{keyword}”不适用于组件类型 {self._type}。")
            elif keyword != "patternErrorMessage" and not _switched_off(keyword, value):
                found[keyword] = self._rule(keyword, value)
        for keyword, types in _PROPERTIES.items():
            value = self._properties.get(keyword)
            if value in (None, ""):
                continue
            if self._type not in types:
                self._note("FORM-property", f"属性“{keyword}”不适用于组件类型 {self._type}。")
            else:
                found[keyword] = self._rule(keyword, value)
        return found

    def _rule(self, keyword: str, value: Any) -> Any:
        if is_expression(value) and keyword not in ("assert", "pattern"):
            shared = keyword in VALIDATE
            return read_expression(value, f"校验项“{keyword}”", self._id, self._problems, shared=shared)
        return self._readers.get(keyword, self._number)(keyword, value)

    def _required(self, keyword: str, value: Any) -> bool:
        if value is not True:
            self._note("FORM-validate", f"{keyword} 应为 true 或 false，实际为 {value!r}。")
        return True

    def _validation_type(self, keyword: str, value: Any) -> Any:
        if value not in ("email", "phone", "custom"):
            self._note("FORM-validate", f"{keyword} 应为 email、phone 或 custom，实际为 {value!r}。")
        return value

    def _number(self, keyword: str, value: Any) -> Any:
        found = number(value)
        count = keyword not in ("min", "max")
        if found is None or not is_modest(found) or (count and (found < 0 or decimals(found))):
            kind = "非负整数" if count else "数字"
            self._note("FORM-validate", f"“{keyword}”应为{kind}或以“=”开头的表达式，实际为 {value!r}。")
            return None
        return int(found) if count else value

    def _date(self, keyword: str, value: Any) -> Any:
        if not isinstance(value, str) or not regex.match(r"\d{4}-\d\d-\d\d", value):
            self._note("FORM-property", f"“{keyword}”应为日期或以“=”开头的表达式，实际为 {value!r}。")
        return value

    def _pattern(self, _: str, value: Any) -> Any:
        try:
            return compile_pattern(value)
        except (regex.error, TypeError, ValueError) as error:
            self._note("FORM-pattern", f"正则表达式 {str(value)[:80]!r} 有误：{error}。")
            return None

    def messages(self) -> dict[str, str]:
        """Our texts that the document replaces: ``<keyword>Message`` properties and the pattern's own."""
        found = {
            name.removesuffix("Message"): value
            for name, value in self._properties.items()
            if name.endswith("Message") and isinstance(value, str) and value
        }
        pattern = self._validate.get("patternErrorMessage")
        if isinstance(pattern, str) and pattern:
            found["pattern"] = pattern
        return found

    def settings(self) -> dict[str, Any]:
        """The plain attributes of the type."""
        found: dict[str, Any] = {}
        for name, (kind, types) in _SETTINGS.items():
            value = self._raw.get(name)
            if self._type != kind or value in (None, ""):
                continue
            if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
                self._note("FORM-shape", f"“{name}”的值 {value!r} 类型不对。")
            else:
                found[name] = value
        self._check_settings(found)
        return found

    def _check_settings(self, found: Mapping[str, Any]) -> None:
        subtype = found.get("subtype", "date")
        if subtype not in ("date", "time", "datetime"):
            self._note("FORM-shape", f"subtype 应为 date、time 或 datetime，实际为 {subtype!r}。")
        if subtype == "time" and {"minDate", "maxDate"} & self._properties.keys():
            self._note("FORM-property", "minDate、maxDate 不适用于只有时间的字段。")
        step = number(found.get("increment", 1))
        if step is None or step <= 0 or not is_modest(step):
            self._note("FORM-shape", f"increment 应为正数，实际为 {found['increment']!r}。")
        for name in ("decimalDigits", "timeInterval", "defaultRepetitions"):
            if found.get(name, 0) < 0:
                self._note("FORM-shape", f"{name} 应为非负整数，实际为 {found[name]!r}。")
        form = found.get("timeSerializingFormat", "no_timezone")
        if form not in ("utc_offset", "utc_normalized", "no_timezone"):
            message = "timeSerializingFormat 应为 utc_offset、utc_normalized 或 no_timezone"
            self._note("FORM-shape", f"{message}，实际为 {form!r}。")

    def options(self) -> Options | None:
        """The source of the options: exactly one of values, valuesKey, valuesExpression."""
        if self._type not in _CHOICE:
            return None
        # form-js takes the first that is there, even an empty one.
        names = [name for name in ("values", "valuesKey", "valuesExpression") if name in self._raw]
        if len(names) != 1:
            self._note("FORM-options", "选项来源应为 values、valuesKey、valuesExpression 之一，且只有一个。")
            return None
        source = self._raw[names[0]]
        if names[0] == "valuesExpression":
            return Options(expression=read_expression(source, "选项表达式", self._id, self._problems))
        if names[0] == "valuesKey":
            if not isinstance(source, str) or not source:
                self._note("FORM-options", f"valuesKey 应为流程变量名，实际为 {source!r}。")
            return Options(key=str(source))
        values = option_values(source)
        if not isinstance(source, list) or len(values) != len(source):
            self._note("FORM-options", "values 应为 {label, value} 组成的列表，value 不能为空。")
        return Options(values=tuple(values))
