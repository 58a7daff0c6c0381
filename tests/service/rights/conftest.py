"""The furnished office, made once, and an application over a copy of it for each module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from processes.store import database
from tests.service.rights.world import World, furnish, world


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """A database file, and the values that the paths of the matrix name."""
    path = tmp_path_factory.mktemp("rights") / "furnished.sqlite3"
    engine = database.connect(f"sqlite:///{path}")
    given = furnish(engine)
    engine.dispose()
    return path, given


@pytest.fixture(scope="module")
def office(
    furnished: tuple[Path, Mapping[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """An application of the module's own."""
    path = tmp_path_factory.mktemp("matrix") / "matrix.sqlite3"
    path.write_bytes(furnished[0].read_bytes())
    with world(f"sqlite:///{path}", furnished[1]) as made:
        yield made
