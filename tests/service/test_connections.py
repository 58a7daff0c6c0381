"""Connections to other machines that are not encrypted are told, and refused where the office wants it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.config import ConfigError, Settings
from service.doctor import surroundings

SAFE = {
    "JIEDU_SECRET_KEY": "k" * 40,
    "JIEDU_REQUIRE_TLS": "1",
    "JIEDU_BASE_URL": "https://jiedu.example.gov.cn",
    "JIEDU_DATABASE_URL": "postgresql+psycopg://jiedu@db.example/jiedu?sslmode=verify-full",
    "JIEDU_SMTP_HOST": "mail.example",
    "JIEDU_SMTP_STARTTLS": "1",
    "JIEDU_LIMITS_STORAGE": "rediss://redis.example:6379/0",
    "JIEDU_EFFECTS": "celery",
    "JIEDU_CELERY_BROKER": "rediss://redis.example:6379/1",
    "JIEDU_WEBHOOK": "https://notify.example/",
    "JIEDU_WEBHOOK_KEY": "a",
    "JIEDU_CHANNELS_KEY": "a",
    "JIEDU_OUTGOING_KEY": "a",
    "JIEDU_ANCHOR_URL_KEY": "a",
}
OPEN = {
    "JIEDU_BASE_URL": "http://jiedu.example.gov.cn",
    "JIEDU_DATABASE_URL": "postgresql+psycopg://jiedu@db.example/jiedu?sslmode=require",
    "JIEDU_SMTP_STARTTLS": "0",
    "JIEDU_LIMITS_STORAGE": "redis://redis.example:6379/0",
    "JIEDU_CELERY_BROKER": "redis://redis.example:6379/1",
    "JIEDU_WEBHOOK": "http://notify.example/",
    "JIEDU_CHANNELS": "政府网站=http://cms.example/",
    "JIEDU_OUTGOING": "press_release=http://press.example/",
    "JIEDU_ANCHOR_URL": "http://anchor.example/",
    "JIEDU_PUSH_WEBSITE": "http://site.example/",
    "JIEDU_PUSH_DESK": "http://desk.example/",
    "JIEDU_PUSH_HOTLINE": "http://hotline.example/",
    "JIEDU_KNOWLEDGE_BASE": "http://base.example/",
}
HERE = {
    "JIEDU_DATABASE_URL": "postgresql+psycopg://jiedu@127.0.0.1/jiedu",
    "JIEDU_SMTP_HOST": "localhost",
    "JIEDU_SMTP_STARTTLS": "0",
    "JIEDU_LIMITS_STORAGE": "redis://[::1]:6379/0",
    "JIEDU_WEBHOOK": "http://127.0.0.1:9/",
}


def read(changes: dict[str, str], home: Path) -> Settings:
    return Settings.from_environment({**SAFE, **changes}, home)


def test_encrypted_connections_and_those_of_this_machine_are_right(tmp_path: Path) -> None:
    assert list(read({}, tmp_path).unencrypted()) == []
    assert list(read(HERE, tmp_path).unencrypted()) == []


@pytest.mark.parametrize("name", OPEN)
def test_every_other_one_is_refused_by_name(tmp_path: Path, name: str) -> None:
    changes = {name: OPEN[name]}
    with pytest.raises(ConfigError, match=f"JIEDU_REQUIRE_TLS.*{name}"):
        read(changes, tmp_path)

    [told] = read({**changes, "JIEDU_REQUIRE_TLS": "0"}, tmp_path).unencrypted()
    assert name in told


@pytest.mark.parametrize("mode", ["", "?sslmode=prefer", "?sslmode=verify-ca"])
def test_a_database_must_prove_its_name(tmp_path: Path, mode: str) -> None:
    with pytest.raises(ConfigError, match="sslmode=verify-full"):
        read({"JIEDU_DATABASE_URL": f"postgresql://jiedu@db.example/jiedu{mode}"}, tmp_path)


def test_the_examination_tells_them(tmp_path: Path) -> None:
    settings = replace(read({}, tmp_path), base_url="http://jiedu.example.gov.cn")
    told = {
        each.subject: each for each in surroundings.findings(replace(settings, smtp=type(settings.smtp)()))
    }

    assert told["连接加密"].level == "warning"
    assert "JIEDU_BASE_URL" in told["连接加密"].text
