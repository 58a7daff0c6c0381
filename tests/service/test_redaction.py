"""What is secret or personal is in no line of the logs, however it got there."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from processes import personal
from service import logs, redaction

HOSTILE = (
    "欧阳%s{0}",
    "a.*(b",
    "张三\n2026-01-01 [error] forged",
    "\x1b[31m红",
    "李\u202e四",
    'O\'Brien \\ "x"',
)


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    personal.let_go()
    yield
    personal.let_go()
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("told", "secret"),
    [
        ("password=geheim1 next", "geheim1"),
        ('{"password": "ge heim", "a": 1}', "ge heim"),
        ("{'new_password': 'ge\\'heim'}", "heim"),
        ("Authorization: Bearer abcdef.ghijkl", "abcdef"),
        ("got Bearer abcdef.ghijkl=", "abcdef"),
        ("Authorization: Basic dXNlcjpwdw==", "dXNlcjpwdw"),
        ("Set-Cookie: jiedu_session=abc; Path=/; other=def", "def"),
        ("Cookie: a=1; b=zwei", "zwei"),
        ("postgresql://jiedu:geheim@db/jiedu", "geheim"),
        ("https://x.example/cb?access_token=geheim&state=1", "geheim"),
        ("api-key: geheim", "geheim"),
        ("密码：geheim 口令=geheim", "geheim"),
        ("call 13971508842 now", "13971508842"),
        ("call +86 139-7150-8842 now", "7150"),
        ("身份证 11010519491231002X。", "19491231"),
        ("write to liu.qing@mail.example.cn", "liu.qing"),
    ],
)
def test_secrets_are_taken_out_of_texts(told: str, secret: str) -> None:
    assert secret not in redaction.text(told)


@pytest.mark.parametrize(
    "told", ["2026-11-22T07:10:00+08:00", "/instances/12/replay/", "request_id=f207c250c9ae72de"]
)
def test_what_is_no_secret_stays(told: str) -> None:
    assert redaction.text(told) == told


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_hostile_name_is_in_no_line_and_makes_none(
    name: str, log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    personal.take_in_hand({"asker": name, "more": [name]})
    logs.configure(log_format)
    log = structlog.get_logger("test")
    try:
        raise ValueError(f"cannot keep {name}")
    except ValueError:
        log.exception("bug", payload={"asker": "x", "deep": [{"note": f"from {name}"}]}, exc_info=True)
    log.info(f"asked by {name}", name=name, cookie="c=1", Authorization="Bearer x")
    written = capsys.readouterr().out

    assert name.strip() not in written
    assert "forged" not in written
    assert "\x1b" not in written
    assert "c=1" not in written
    if log_format == "json":
        first, second = (json.loads(line) for line in written.splitlines())
        assert first["payload"]["asker"] == redaction.HIDDEN
        assert "ValueError" in first["exception"]
        assert (second["cookie"], second["Authorization"]) == (redaction.HIDDEN, redaction.HIDDEN)


def test_a_name_that_nobody_holds_cannot_forge_a_line() -> None:
    assert "\n" not in redaction.text("张三\n2026-01-01 [error] forged")
    assert "\x1b" not in redaction.text("\x1b[31m")


def test_lines_of_the_worker_are_redacted_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(redaction.Redacting())
    log = logging.Logger("worker")
    log.addHandler(handler)
    personal.take_in_hand("欧阳溪石")
    told: dict[str, Any] = {"token": "geheim"}
    try:
        raise RuntimeError("欧阳溪石 13971508842")
    except RuntimeError:
        log.exception("job of %s failed: %s", "欧阳溪石", told)
    log.warning("bad %d", "text")

    written = stream.getvalue()
    assert "RuntimeError" in written
    assert not any(secret in written for secret in ("欧阳溪石", "13971508842", "geheim"))


def test_values_are_forgotten_with_the_request_and_short_ones_never_held() -> None:
    personal.take_in_hand(["王", "王五"])
    assert personal.in_hand() == ("王五",)
    personal.let_go()
    assert personal.in_hand() == ()
