"""``fingerprint(value)``: which version of a text or of a filled form was approved (S2-40)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from processes.feel.environment import Function
from processes.feel.plain import to_plain

_ALGORITHM = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"


def fingerprint(value: Any) -> str:
    """``sm3:`` and the SM3 hash (GB/T 32905) of *value* in its canonical form, in hexadecimal.

    A text is hashed as it is; anything else as JSON with sorted keys and without empty entries, so that a
    field that was never filled in and one that was emptied are the same version.  Where this Python's
    OpenSSL has no SM3 the prefix is ``sha256:``.
    """
    plain = _without_empty(to_plain(value))
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return f"{_ALGORITHM}:{hashlib.new(_ALGORITHM, text.encode()).hexdigest()}"


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        pruned = {key: _without_empty(inner) for key, inner in value.items()}
        return {key: inner for key, inner in pruned.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value


FINGERPRINT = Function(
    ("value",),
    fingerprint,
    meaning="内容的版本指纹：国密 SM3 值（GB/T 32905），内容不变则不变；结构按键排序，空字段不计。",
    example='fingerprint("abc")',
)
