"""Numbers of forms, exactly: JavaScript's big.js in the browser, decimals here."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import Any, Final

#: Room for every number that a form accepts, so that nothing is rounded.
EXACT: Final = Context(prec=400)
#: What big.js reads.
_BIG = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?\Z", re.ASCII | re.IGNORECASE)
#: Digits before and after the point of a limit in a document.
MAX_DIGITS: Final = 40


def number(value: Any) -> Decimal | None:
    """A JSON number, or a text that big.js takes for one; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or not _BIG.match(str(value)):
        return None
    return Decimal(str(value))


def is_modest(value: Decimal) -> bool:
    """Whether a number can be written in ``MAX_DIGITS`` digits on each side of the point."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= MAX_DIGITS and value.adjusted() < MAX_DIGITS


def decimals(value: Decimal) -> int:
    """The digits after the point, without zeros at the end."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def shown(value: Decimal) -> str:
    """A number as people write it: ``0.5``, ``1000``."""
    return format(value.normalize(EXACT), "f")
