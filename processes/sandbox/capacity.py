"""Who acts in a scenario: ``keshi``, as deputy ``keshi代fenguan``, in a post ``keshi代岗deputy_head@zjw``."""

from __future__ import annotations

from typing import NamedTuple


class Acting(NamedTuple):
    """The part of ``engine.Context`` that tells who asks."""

    actor: str
    on_behalf_of: str | None
    acting_post: str | None


def acting(text: str) -> Acting:
    """Read ``who``, ``who代whom`` (a deputy) or ``who代岗group`` (an acting post)."""
    actor, stands_in, whom = text.partition("代")
    if not stands_in:
        return Acting(text, None, None)
    if whom.startswith("岗"):
        return Acting(actor, None, whom.removeprefix("岗"))
    return Acting(actor, whom, None)
