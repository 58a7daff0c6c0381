"""The rules of a visible field: required, lengths, ranges, patterns, options, dates, rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from processes.feel import Environment, to_plain
from processes.forms import words
from processes.forms.keywords import option_values
from processes.forms.model import MULTIPLE, Component, Test, rule_value
from processes.forms.sheet import Instance, Scope, Sheet, lookup

_BEIJING = ZoneInfo("Asia/Shanghai")
#: Where the document sets no limit.
_DEFAULT_LENGTH: Mapping[str, int] = {"textfield": 2_000, "textarea": 100_000}
_DEFAULT_ROWS = 500
_PATTERN_SECONDS = 0.25
# The same expressions as the form view's.
_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*\Z")
_PHONE = re.compile(r"(\+|00)[1-9]\d{5,24}\Z", re.ASCII)


def check(instance: Instance, sheet: Sheet) -> list[str]:
    """The Chinese messages of one visible, unlocked instance; empty when all is well."""
    return list(_Check(instance, sheet).messages())


class _Check:
    def __init__(self, instance: Instance, sheet: Sheet) -> None:
        self.instance = instance
        self.component: Component = instance.component
        self.value = instance.value
        self.environment: Environment = sheet.environment
        self.scope: Scope = sheet.scope(instance.row)

    def say(self, keyword: str, text: str, **values: Any) -> str:
        """The document's own message for *keyword*, or ours."""
        return self.component.messages.get(keyword) or text.format(**values)

    def rule(self, keyword: str) -> Any:
        """The value of a rule now; None when there is none or its expression gives null."""
        return rule_value(self.component.rules.get(keyword), self.scope, self.environment)

    def messages(self) -> Iterator[str]:
        kind = self.component.type
        if self._is_empty():
            if self.rule("required") is True:
                yield self.say("required", words.REQUIRED)
                return
            if kind != "dynamiclist" and kind not in MULTIPLE:
                return
        found = list(self._of_kind(kind))
        yield from found or self._assertion()

    def _of_kind(self, kind: str) -> Iterator[str]:
        if kind in ("textfield", "textarea"):
            yield from self._text()
        elif kind == "number":
            yield from self._number()
        elif kind == "datetime":
            yield from self._datetime()
        elif kind == "dynamiclist":
            yield from self._rows()
        elif self.component.options is not None:
            yield from self._choice()

    def _is_empty(self) -> bool:
        value = self.value
        if self.component.type == "group":
            return False
        if isinstance(value, str):
            return not value.strip()
        # A radio may offer false as an answer; only an unticked box counts as unanswered.
        unticked = value is False and self.component.type == "checkbox"
        return value is None or unticked or value == []

    def _assertion(self) -> Iterator[str]:
        test = self.component.rules.get("assert")
        if isinstance(test, Test) and not test.holds(self.scope, self.environment):
            yield self.say("assert", words.ASSERT)

    def _text(self) -> Iterator[str]:
        # JavaScript counts UTF-16 units; the browser and the server must not disagree about a rare character.
        length = len(self.value.strip().encode("utf-16-le")) // 2
        limit = self._count("maxLength", _DEFAULT_LENGTH[self.component.type])
        if limit is not None and length > limit:
            yield self.say("maxLength", words.TOO_LONG, limit=limit)
            return
        low = self._count("minLength", 0)
        if low is not None and length < low:
            yield self.say("minLength", words.TOO_SHORT, limit=low)
        pattern = self.component.rules.get("pattern")
        if pattern is not None:
            yield from self._pattern(pattern)
        kind = self.component.rules.get("validationType")
        if kind == "email" and not _EMAIL.match(self.value):
            yield self.say("validationType", words.EMAIL)
        if kind == "phone" and not _PHONE.match(self.value):
            yield self.say("validationType", words.PHONE)

    def _pattern(self, pattern: Any) -> Iterator[str]:
        try:
            if not pattern.search(self.value, timeout=_PATTERN_SECONDS):
                yield self.say("pattern", words.PATTERN, limit=pattern.pattern)
        except TimeoutError:
            yield words.PATTERN_TIMEOUT

    def _count(self, keyword: str, default: int) -> int | None:
        if keyword not in self.component.rules:
            return default
        limit = _decimal(self.rule(keyword))
        return None if limit is None else int(limit)

    def _number(self) -> Iterator[str]:
        number = Decimal(str(self.value))
        low, high = self._bound("min"), self._bound("max")
        if low is not None and number < low:
            yield self.say("min", words.TOO_SMALL, limit=format(low.normalize(), "f"))
        if high is not None and number > high:
            yield self.say("max", words.TOO_LARGE, limit=format(high.normalize(), "f"))
        settings = self.component.settings
        digits = settings.get("decimalDigits")
        exponent = number.normalize().as_tuple().exponent
        if digits is not None and isinstance(exponent, int) and -exponent > digits:
            text = words.DECIMALS if digits else words.INTEGER
            yield self.say("decimalDigits", text, limit=digits)
        increment = _decimal(settings.get("increment"))
        if increment and number % increment:
            below = number - number % increment
            yield self.say("increment", words.INCREMENT, low=below, high=below + increment)

    def _bound(self, keyword: str) -> Decimal | None:
        return _decimal(self.rule(keyword))

    def _choice(self) -> Iterator[str]:
        chosen = self.value if self.component.type in MULTIPLE else [self.value]
        keys = [_key(value) for value in chosen]
        allowed = {_key(value) for value in self._options()} if keys else set()
        if not allowed.issuperset(keys):
            yield self.say("options", words.OPTION)
        if len(set(keys)) != len(keys):
            yield words.OPTION_TWICE
        if self.component.type in MULTIPLE:
            yield from self._items(len(keys), len(keys))

    def _options(self) -> list[Any]:
        options = self.component.options
        if options is None:
            return []
        if options.expression is not None:
            found = options.expression.evaluate(self.scope, self.environment)
            return option_values(to_plain(found))
        return option_values(self.scope.get(options.key)) if options.key else list(options.values or ())

    def _items(self, count: int, default: int) -> Iterator[str]:
        low, high = self._count("minItems", 0), self._count("maxItems", default)
        if low is not None and count < low:
            yield self.say("minItems", words.MIN_ITEMS, limit=low)
        if high is not None and count > high:
            yield self.say("maxItems", words.MAX_ITEMS, limit=high)

    def _rows(self) -> Iterator[str]:
        rows = self.value
        yield from self._items(len(rows), _DEFAULT_ROWS)
        if self.component.settings.get("allowAddRemove") is False:
            stored = lookup(self.instance.row.stored, self.instance.local)
            repetitions = self.component.settings.get("defaultRepetitions", 1)
            expected = len(stored) if isinstance(stored, list) else repetitions
            if len(rows) != expected:
                yield self.say("allowAddRemove", words.FIXED_ROWS, limit=expected)

    def _datetime(self) -> Iterator[str]:
        value: str = self.value
        settings = self.component.settings
        if settings.get("disallowPassedDates") and settings.get("subtype", "date") != "time":
            today = _today(self.environment)
            if today is not None and value[:10] < today.isoformat():
                yield self.say("disallowPassedDates", words.PAST_DATE, limit=today.isoformat())
        low, high = self.rule("minDate"), self.rule("maxDate")
        if isinstance(low, str) and _before(value, low):
            yield self.say("minDate", words.MIN_DATE, limit=_shown(low))
        if isinstance(high, str) and _before(high, value):
            yield self.say("maxDate", words.MAX_DATE, limit=_shown(high))
        interval = settings.get("timeInterval")
        clock = value.rpartition("T")[2]
        if interval and ":" in clock and int(clock[3:5]) % min(interval, 60):
            yield self.say("timeInterval", words.INTERVAL, limit=interval)


def duplicate_rows(instance: Instance) -> Iterator[tuple[int, int]]:
    """Rows whose ``uniqueBy`` fields repeat an earlier row: (index of the row, number of the first)."""
    names = instance.component.rules.get("uniqueBy")
    if not names:
        return
    seen: dict[str, int] = {}
    for index, row in enumerate(instance.value):
        key = _key([lookup(row, tuple(name)) for name in names])
        if key in seen:
            yield index, seen[key] + 1
        else:
            seen[key] = index


def _today(environment: Environment) -> date | None:
    """The day of the environment; without a clock no day has passed."""
    now = environment.now
    if now is None:
        return None
    return (now.astimezone(_BEIJING) if now.tzinfo else now).date()


def _before(first: str, second: str) -> bool:
    """Whether *first* is earlier; by the day unless both have a time."""
    if len(first) > 10 and len(second) > 10:
        try:
            return _instant(first) < _instant(second)
        except ValueError:
            pass
    return first[:10] < second[:10]


def _shown(text: str) -> str:
    """A date, or date and time to the minute, as people write it."""
    return text[:16].replace("T", " ")


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text.partition("@")[0])
    return moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)


def _decimal(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _key(value: Any) -> str:
    """Equal for equal JSON values; 1 and 1.0 are one number, 1 and true are not."""
    return json.dumps(_normal(value), ensure_ascii=False, sort_keys=True)


def _normal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _normal(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
