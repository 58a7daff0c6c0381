"""The rules of a visible field: required, lengths, ranges, patterns, options, dates, rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from processes.feel import Environment, to_plain
from processes.forms import words
from processes.forms.fields import fits
from processes.forms.keywords import option_values
from processes.forms.model import CONTAINERS, MULTIPLE, Component, Test, rule_value
from processes.forms.numbers import EXACT, decimals, number, shown
from processes.forms.patterns import Pattern
from processes.forms.sheet import Instance, Scope, Sheet, lookup
from processes.forms.texts import EMAIL, PHONE, trimmed

_BEIJING = ZoneInfo("Asia/Shanghai")
#: Where the document sets no limit.
_DEFAULT_LENGTH: Mapping[str, int] = {"textfield": 2_000, "textarea": 100_000}
_DEFAULT_ROWS = 500
_BOUNDS = (("min", words.TOO_SMALL, words.BAD_MIN, 1), ("max", words.TOO_LARGE, words.BAD_MAX, -1))


def check(instance: Instance, sheet: Sheet) -> list[str]:
    """The Chinese messages of one visible, enabled instance; empty when all is well.

    form-js checks read-only fields too; what is only ours is left out there, nobody could correct it.
    """
    if instance.locked and instance.component.keyed and not fits(instance.component, instance.value):
        return []
    found = _Check(instance, sheet)
    messages = list(found.shared())
    if instance.locked or found.is_empty():
        return messages + ([] if instance.locked else list(found.of_lists()))
    messages += found.own()
    return messages or list(found.assertion())


class _Check:
    def __init__(self, instance: Instance, sheet: Sheet) -> None:
        self.instance = instance
        self.component: Component = instance.component
        self.value = instance.value
        self.sheet = sheet
        self.environment: Environment = sheet.environment
        self.scope: Scope = sheet.scope(instance.row)

    def say(self, keyword: str, text: str, **values: Any) -> str:
        """The document's own message for *keyword*, or ours."""
        return self.component.messages.get(keyword) or text.format(**values)

    def rule(self, keyword: str) -> Any:
        """The value of a rule now; None when there is none or its expression gives null."""
        return rule_value(self.component.rules.get(keyword), self.scope, self.environment)

    def is_empty(self) -> bool:
        """Whether nothing was entered.  A radio may offer false as an answer; a box must be ticked."""
        unticked = self.value is False and self.component.type == "checkbox"
        blank = self.component.type in CONTAINERS - {"dynamiclist"}
        return not blank and (self.value is None or self.value in ("", []) or unticked)

    def shared(self) -> Iterator[str]:
        """The rules that form-js checks in the browser, all of them, in the same words."""
        value, kind = self.value, self.component.type
        blank = isinstance(value, str) and not trimmed(value)
        # form-js takes blanks for an answer; here they are none, unless nobody could correct them.
        if (self.is_empty() or (blank and not self.instance.locked)) and self.rule("required") is True:
            yield self.say("required", words.REQUIRED)
        if kind in ("textfield", "textarea") and value:
            yield from self._text()
        elif kind == "number" and value not in (None, ""):
            yield from self._number()

    def own(self) -> Iterator[str]:
        """The rules of a value that form-js does not know or leaves to its controls."""
        kind = self.component.type
        if kind in ("textfield", "textarea"):
            limit = _DEFAULT_LENGTH[kind]
            if "maxLength" not in self.component.rules and len(self.value) > limit:
                yield self.say("maxLength", words.TOO_LONG, limit=limit)
        elif kind == "datetime":
            yield from self._datetime()
        elif self.component.options is not None:
            yield from self._choice()
        yield from self.of_lists()

    def of_lists(self) -> Iterator[str]:
        """How many items and rows there may be; also of an empty list."""
        if self.component.type == "dynamiclist":
            yield from self._rows()
        elif self.component.type in MULTIPLE:
            yield from self._items(len(self.value or ()), _DEFAULT_ROWS)

    def assertion(self) -> Iterator[str]:
        """The document's own condition, when everything else is right."""
        test = self.component.rules.get("assert")
        if isinstance(test, Test) and not test.holds(self.scope, self.environment):
            yield self.say("assert", words.ASSERT)

    def _text(self) -> Iterator[str]:
        # JavaScript counts UTF-16 units; the browser and the server must not disagree about a rare character.
        length = len(trimmed(self.value).encode("utf-16-le")) // 2
        high, low = self._count("maxLength"), self._count("minLength")
        if high is not None and length > high:
            yield self.say("maxLength", words.TOO_LONG, limit=shown(high))
        if low is not None and length < low:
            yield self.say("minLength", words.TOO_SHORT, limit=shown(low))
        pattern = self.component.rules.get("pattern")
        if pattern is not None:
            yield from self._pattern(pattern)
        kind = self.component.rules.get("validationType")
        if kind == "email" and not EMAIL.match(self.value):
            yield self.say("validationType", words.EMAIL)
        if kind == "phone" and not PHONE.match(self.value):
            yield self.say("validationType", words.PHONE)

    def _pattern(self, pattern: Pattern) -> Iterator[str]:
        try:
            if not pattern.search(self.value, self.sheet.seconds_left()):
                yield self.say("pattern", words.PATTERN, limit=pattern.text)
        except TimeoutError:
            yield words.PATTERN_TIMEOUT

    def _count(self, keyword: str, default: int | None = None) -> Decimal | None:
        if keyword not in self.component.rules:
            return None if default is None else Decimal(default)
        return number(self.rule(keyword))

    def _number(self) -> Iterator[str]:
        value = Decimal(str(self.value))
        for keyword, text, broken, sign in _BOUNDS:
            limit = self.rule(keyword)
            bound = number(limit)
            if bound is None and limit is not None:
                yield broken
            elif bound is not None and (value - bound) * sign < 0:
                yield self.say(keyword, text, limit=shown(bound))
        settings = self.component.settings
        digits = settings.get("decimalDigits")
        if digits is not None and decimals(value) > digits:
            text = words.DECIMALS if digits else words.INTEGER
            yield self.say("decimalDigits", text, limit=digits)
        step = number(settings.get("increment"))
        rest = EXACT.remainder(value, step) if step else None
        if step and rest:
            below = EXACT.subtract(value, rest)
            above = EXACT.add(below, step)
            yield self.say("increment", words.INCREMENT, low=shown(below), high=shown(above))

    def _choice(self) -> Iterator[str]:
        chosen = self.value if self.component.type in MULTIPLE else [self.value]
        keys = [_key(value) for value in chosen]
        allowed = {_key(value) for value in self._options()} if keys else set()
        if not allowed.issuperset(keys):
            yield self.say("options", words.OPTION)
        if len(set(keys)) != len(keys):
            yield words.OPTION_TWICE

    def _options(self) -> list[Any]:
        options = self.component.options
        if options is None:
            return []
        if options.expression is not None:
            found = options.expression.evaluate(self.scope, self.environment)
            return option_values(to_plain(found))
        # form-js takes the list of a variable as it was when the form was opened.
        listed = self.sheet.variables.get(options.key) if options.key else None
        return option_values(listed) if options.key else list(options.values or ())

    def _items(self, count: int, default: int) -> Iterator[str]:
        low, high = self._count("minItems"), self._count("maxItems", default)
        if low is not None and count < low:
            yield self.say("minItems", words.MIN_ITEMS, limit=shown(low))
        if high is not None and count > high:
            yield self.say("maxItems", words.MAX_ITEMS, limit=shown(high))

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
            if today is not None and _day(value) < today.isoformat():
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


def _day(text: str) -> str:
    """The day in Beijing of a date, or of a date and time, whose offset counts."""
    moment = _instant(text) if len(text) > len("2026-02-06T09:30:00") else None
    return moment.astimezone(_BEIJING).date().isoformat() if moment else text[:10]


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


def _key(value: Any) -> str:
    """Equal for equal JSON values; 1 and 1.0 are one number, 1 and true are not."""
    return json.dumps(_normal(value), ensure_ascii=False, sort_keys=True)


def _normal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _normal(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
