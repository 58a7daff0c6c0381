"""What instances start with because of the unit that they belong to (``processes.store.Office``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.identity.people import units
from service.identity.tables import Post, Unit


class OfficeOfUnits:
    """The units of the office file as new instances see them."""

    def opening(self, session: Session, unit: str | None) -> Mapping[str, Any]:
        """``units`` (options ``{value, label}`` of forms), ``profile`` (district or municipal) and ``unit``:
        id, name and the groups in which the unit has a post (``S2-09`` asks for an ``interp_office``).

        ``units`` are those of the same profile.  An unknown unit gets all units and nothing else.
        """
        home = None if unit is None else session.get(Unit, unit)
        if home is None:
            return {"units": unit_options(session)}
        posts = session.scalars(select(Post.group_code).where(Post.unit_id == home.id).distinct())
        return {
            "units": unit_options(session, home.profile),
            "profile": home.profile,
            "unit": {"id": home.id, "name": home.name, "groups": sorted(posts)},
        }

    def competent(self, session: Session) -> Sequence[str]:
        """The competent offices (主管部门, S2-04) in the order of the office file."""
        return [unit.id for unit in units(session) if unit.competent]


def unit_options(session: Session, profile: str | None = None) -> list[dict[str, str]]:
    """The units, of one profile or all, as options of a form field."""
    found = units(session)
    return [{"value": u.id, "label": u.name} for u in found if profile in (None, u.profile)]
