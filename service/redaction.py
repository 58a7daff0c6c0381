"""Nothing secret and nothing personal gets into the logs.

Taken out are values under names such as ``password`` or ``token``, such pairs inside texts (also of
tracebacks), credentials in addresses, telephone and identity numbers, addresses of mail, and every personal
datum that the request or job has in hand.  Control characters are written out, so that no value can forge a
line.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

from processes.personal import in_hand, masked

HIDDEN = "***"
#: Characters of one value, and of one traceback, that are looked at and kept.
LONGEST, LONGEST_LINES = 10_000, 100_000
_NAMES = (
    r"pass(?:word|wd|phrase)?|pwd|secret|token|cookie|authorization|credentials?|api[_-]?key|private[_-]?key"
    r"|csrf|otp|totp|recovery|session[_-]?id|asker|contact|mobile|phone|id[_-]?card|salt"
    r"|密码|口令|令牌|密钥|联系方式|电话|手机|身份证"
)
_NAME = re.compile(_NAMES, re.IGNORECASE)
#: ``password=x``, ``"token": "x"``, ``Cookie: a=b; c=d``; quoted values up to their quote.
_PAIR = re.compile(
    rf"""((?:{_NAMES})[\w-]{{0,40}}["']?\s{{0,20}}[:=：]\s{{0,20}})
    (?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[^\s,;&"'}})\]]++)""",
    re.IGNORECASE | re.VERBOSE,
)
_HEADER = re.compile(r"((?:set-)?cookie|(?:proxy-)?authorization)(\s*[:=]\s*)[^\r\n]+", re.IGNORECASE)
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
_ADDRESS = re.compile(r"(\b[a-z][a-z0-9+.-]{0,30}://)[^\s/@:]{0,2000}:[^\s/@]{0,2000}@", re.IGNORECASE)
_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(r"(?<![\w.])\d{17}[\dXx](?![\w.])")
_MOBILE = re.compile(r"(?<![\w.])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![\w.])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LINES = re.compile(r"[\n\t]")


def text(told: str, *, lines: bool = False) -> str:
    """*told* without anything secret; ``lines``: it may have several."""
    for datum in in_hand():
        told = told.replace(datum, masked(datum))
    longest = LONGEST_LINES if lines else LONGEST
    if len(told) > longest:
        told = told[:longest] + "…"
    told = _HEADER.sub(rf"\1\2{HIDDEN}", told)
    told = _BEARER.sub(rf"\1 {HIDDEN}", told)
    told = _PAIR.sub(rf"\1{HIDDEN}", told)
    told = _ADDRESS.sub(rf"\1{HIDDEN}@", told)
    for pattern in (_IDENTITY, _MOBILE, _MAIL):
        told = pattern.sub(lambda found: masked(found[0]), told)
    told = _CONTROL.sub(_written, told)
    return told if lines else _LINES.sub(_written, told)


def _written(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def processor(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """For structlog, behind ``format_exc_info``: the same event without anything secret."""
    return {
        key: text(value, lines=True) if key == "exception" and isinstance(value, str) else _value(key, value)
        for key, value in event.items()
    }


def _value(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if _NAME.search(name):
        return HIDDEN
    if isinstance(value, Mapping):
        return {text(str(key)): _value(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value("", inner) for inner in value]
    return text(value if isinstance(value, str) else str(value))


class Redacting(logging.Filter):
    """The same for what libraries and the worker write with ``logging``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it always passes."""
        try:
            record.msg = text(record.getMessage())
        except (TypeError, ValueError):
            record.msg = text(str(record.msg))
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = text("".join(traceback.format_exception(*record.exc_info)).rstrip(), lines=True)
            record.exc_info = None
        if record.stack_info:
            record.stack_info = text(record.stack_info, lines=True)
        return True


def install() -> None:
    """Put the filter on what writes the lines of ``logging``; again does no harm."""
    handlers = [*logging.getLogger().handlers, logging.lastResort]
    for handler in handlers:
        if handler is not None and not any(isinstance(each, Redacting) for each in handler.filters):
            handler.addFilter(Redacting())
