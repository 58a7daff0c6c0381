"""Where an inquiry stands, for whoever asked: the number alone tells nothing, the code proves it (S1-35)."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from processes import library
from processes.errors import NotFound
from service import db
from service.state import current

_NUMBER = re.compile(r"Q-\d{4}-(\d{6,15})")
_CODE_LENGTH = 12


def code_of(number: str) -> str:
    """The code that is told together with the number of an inquiry."""
    key = current().settings.secret_key.encode()
    return hmac.new(key, f"inquiry {number}".encode(), hashlib.sha256).hexdigest()[:_CODE_LENGTH]


def standing(number: str, code: str) -> dict[str, Any]:
    """The question, when it came, and the answer once it has been given.

    Raises NotFound for a wrong number or code: which of them is not told.
    """
    found = _NUMBER.fullmatch(number)
    told = None
    if found is not None and hmac.compare_digest(code.encode(), code_of(number).encode()):
        told = library.inquiry_of(db.reading(), int(found[1]))
    if told is None:
        raise NotFound("没有这件咨询，或者查询码不对")
    replied = told["replied_at"] is not None
    answer = {
        name: told[name] if replied else None for name in ("replied_at", "answer", "policy_ref", "clause")
    }
    asked = {name: told[name] for name in ("question", "received_at")}
    return {"inquiry_no": number, "status": "已答复" if replied else "办理中", **asked, **answer}
