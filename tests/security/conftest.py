"""One service for the tests of this folder, with a designer and a system administrator who hand things in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.security.uploading import Office


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("uploads"))
    yield made
    made.close()


@pytest.fixture
def app(office: Office) -> Flask:
    return office.app
