"""Every check is needed: with any one of them gone a cell of the matrix turns red.

Here every row of the policy table is opened and shut, and some changes of the functions are made;
``script/mutate-rights`` makes them all and runs the tests besides.
"""

from __future__ import annotations

from service.policy import matters, units
from tests.service.rights.mutants import mutants
from tests.service.rights.opened import opened
from tests.service.rights.survivors import EQUIVALENT
from tests.service.rights.world import World


def test_every_row_is_needed(office: World) -> None:
    """A row that is guarded a second time is opened together with its second guard."""
    about = list(opened())
    survivors = [each.name for each in about if each.noticed(office, alone=False) is None]

    assert len(about) > 300
    assert survivors == []


def test_changes_of_the_rules_of_objects_are_noticed(office: World) -> None:
    every = [
        each for each in mutants() if each.spot.module in (matters, units) and each.key not in EQUIVALENT
    ]

    assert len(every) > 30
    assert [each.name for each in every[::6] if each.noticed(office) is None] == []


def test_every_view_asks_what_it_has_to(office: World) -> None:
    """A page, a paper or an answer of the API that forgets to ask whose matter it is turns a cell red."""
    every = [
        each for each in mutants() if not (each.spot.whole or each.spot.tests) and each.key not in EQUIVALENT
    ]

    asking = {each.spot.module.__name__ for each in every}
    assert asking >= {
        f"service.{each}" for each in ("api.instances", "web.papers", "web.replay", "web.tasks")
    }
    assert [each.name for each in every if each.cells(office.app) and each.noticed(office) is None] == []


def test_no_change_is_called_equivalent_that_is_none_any_more() -> None:
    assert EQUIVALENT.keys() <= {each.key for each in mutants()}
