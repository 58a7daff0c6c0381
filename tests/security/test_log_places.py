"""Logs go to the two outputs of the process and nowhere else (OWASP ASVS 5.0 16.2.3)."""

from __future__ import annotations

import ast
import logging
import sys
from collections.abc import Iterator

import pytest

from service import logs
from tests.security.source_code import ROOT, calls, name

HANDLERS = {
    "FileHandler",
    "RotatingFileHandler",
    "TimedRotatingFileHandler",
    "WatchedFileHandler",
    "SocketHandler",
    "DatagramHandler",
    "SysLogHandler",
    "SMTPHandler",
    "HTTPHandler",
    "MemoryHandler",
    "basicConfig",
    "dictConfig",
    "fileConfig",
    "WriteLoggerFactory",
    "PrintLoggerFactory",
}
PAGE = (ROOT / "docs" / "reference" / "logs.md").read_text(encoding="utf8")


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    found = logging.getLogger()
    kept, level = list(found.handlers), found.level
    yield found
    found.handlers[:] = kept
    found.setLevel(level)


def test_a_process_has_one_handler_and_it_writes_to_its_output(root: logging.Logger) -> None:
    logs.take_over("json", "machine-7")

    [handler] = root.handlers
    assert type(handler) is logging.StreamHandler
    assert handler.stream is sys.stderr


def test_nothing_opens_another_way_out_for_logs() -> None:
    assert [place for place, call in calls() if name(call.func) in HANDLERS] == []
    assert [place for place, call in calls() if name(call.func) == "StreamHandler"] == ["service/logs.py"]


def test_no_file_is_written_at_its_end() -> None:
    """As a log would be; the feed opens its lock so."""
    modes = [
        place
        for place, call in calls()
        if name(call.func) == "open"
        for given in [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
        if isinstance(given, ast.Constant) and str(given.value) in ("a", "ab", "at", "a+")
    ]

    assert modes == ["processes/jobs/channels/feed.py"]


@pytest.mark.parametrize("kind", ["运行日志", "安全日志", "事项记录", "数据库日志", "代理日志"])
def test_every_log_is_listed(kind: str) -> None:
    assert f"| {kind} |" in PAGE
