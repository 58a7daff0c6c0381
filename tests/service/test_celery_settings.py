"""The settings of Celery: what is read, and what is refused before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.cli import main
from service.config import ConfigError
from service.settings.effects import Effects


def broker(**given: str) -> Effects:
    return Effects.from_environment({"JIEDU_EFFECTS": "celery", **given})


def test_settings() -> None:
    assert not Effects.from_environment({}).by_celery
    found = broker(JIEDU_CELERY_BROKER="redis://r.example:6379/1", JIEDU_CELERY_PASSWORD="p@ss/word")
    assert found.broker == "redis://:p%40ss%2Fword@r.example:6379/1"
    assert "word" not in repr(found)
    for wrong in ("", "amqp://x", "redis://"):
        with pytest.raises(ConfigError, match="JIEDU_CELERY_BROKER：应为 redis://主机:端口/库"):
            broker(JIEDU_CELERY_BROKER=wrong)
    with pytest.raises(ConfigError) as refused:
        broker(JIEDU_CELERY_BROKER="http://user:hidden@r.example")
    assert "hidden" not in str(refused.value)
    with pytest.raises(ConfigError, match="JIEDU_EFFECTS：应为 workers、celery 之一"):
        Effects.from_environment({"JIEDU_EFFECTS": "rabbit"})


def test_without_the_package_the_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.settings.effects.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'jiedu\[celery\]'"):
        broker(JIEDU_CELERY_BROKER="redis://r.example/0")


def test_the_worker_of_celery_is_refused_where_workers_run_the_effects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIEDU_VAR", str(tmp_path))
    monkeypatch.delenv("JIEDU_EFFECTS", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["effects-worker"])
    assert ended.value.code == 1
    assert "effects-worker 只用于 celery" in capsys.readouterr().err
