"""The command line, run in the process of the tests against an installation of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main

Run = Callable[..., Result]


def run(*arguments: object, **options: object) -> Result:
    """``jiedu …`` on the installation that the environment names."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]


@pytest.fixture
def jiedu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``jiedu …`` with its state in a directory of the test."""
    monkeypatch.setenv("JIEDU_VAR", str(tmp_path))
    for name in ("JIEDU_DEMO", "JIEDU_DATABASE_URL", "JIEDU_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)

    assert run("db", "upgrade").exit_code == 0
    return run
