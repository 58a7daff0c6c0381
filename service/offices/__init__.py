"""Office files of the package: the invented 示例市青岚区 of the demonstration."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from service.identity.office_file import Office, read_office

DEMO = Path(__file__).parent / "qinglan.yaml"


@cache
def demo_office() -> Office:
    """The demo office, read and checked once."""
    return read_office(DEMO.read_text(encoding="utf8"), DEMO.name)
