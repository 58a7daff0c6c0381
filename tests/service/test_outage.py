"""The database goes away: everybody is told to try again, nothing is a bug, then all is as before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import InterfaceError, OperationalError

from service.identity import log_ins
from tests.service.conftest import Browser

GONE = Exception("server closed the connection unexpectedly")


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT", None, GONE),
        InterfaceError("SELECT", None, GONE, connection_invalidated=True),
    ],
    ids=["operational", "interface"],
)
def test_pages_and_programs_are_told_to_try_again(
    as_user: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    lin = as_user("lin")

    def away(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(log_ins, "live_session", away)
        page = lin.get("/")
        assert page.status_code == 503
        assert "暂时" in page.get_data(as_text=True)
        answer = lin.get("/api/v1/user-tasks/")
        assert (answer.status_code, answer.json["code"]) == (503, "database_busy")
    assert lin.get("/").status_code == 200
