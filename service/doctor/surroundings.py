"""What is around the service: settings, keys, folders, the mail server."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from service.config import Settings
from service.doctor.finding import Finding, error, ok, warning

#: Bytes that should be free where the database or what leaves as files is kept.
_ROOM = 1 << 30
_SHORTEST_KEY = 32
_SECONDS = 5


def findings(settings: Settings) -> Iterator[Finding]:
    """Nothing of this needs the database."""
    yield _address(settings)
    if settings.demo:
        yield warning("演示", "JIEDU_DEMO 已打开，登录页列出账号和公开的密码", "正式环境去掉 JIEDU_DEMO")
    if len(settings.secret_key) < _SHORTEST_KEY:
        yield error(
            "会话密钥", f"只有 {len(settings.secret_key)} 个字符", f"用不少于 {_SHORTEST_KEY} 个随机字符"
        )
    else:
        yield ok("会话密钥", "长度足够")
    yield _connections(settings)
    for title, folder in _folders(settings):
        yield _folder(title, folder)
    if settings.smtp.host:
        yield _mail(settings.smtp.host, settings.smtp.port)
    else:
        yield ok("邮件", "没有设置 JIEDU_SMTP_HOST，只有站内通知")


def _address(settings: Settings) -> Finding:
    host = urlsplit(settings.base_url).hostname or ""
    if settings.https or host in {"127.0.0.1", "localhost", "::1"}:
        return ok("地址", settings.base_url)
    return error(
        "地址",
        f"{settings.base_url} 不是 https，密码和会话可被窃听",
        "经 https 代理访问，JIEDU_BASE_URL 写 https://",
    )


def _connections(settings: Settings) -> Finding:
    wrong = list(settings.unencrypted())
    if wrong:
        remedy = "改为加密的连接，再设置 JIEDU_REQUIRE_TLS=1"
        return warning("连接加密", "；".join(wrong), remedy)
    return ok("连接加密", "与其他机器的连接都加密并核对证书")


def _folders(settings: Settings) -> Iterator[tuple[str, Path]]:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        yield "数据库所在目录", Path(url.database).resolve().parent
    for title, folder in (
        ("问答推送目录", settings.library.outbox),
        ("发布订阅目录", settings.outlets.feed_folder),
    ):
        if folder is not None and folder.exists():
            yield title, folder


def _folder(title: str, folder: Path) -> Finding:
    if not os.access(folder, os.W_OK):
        return error(title, f"“{folder}”不能写入", "核对目录是否存在、运行账号有无写权限")
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        return warning(title, f"“{folder}”只剩 {free >> 20} MB", "清理或扩容")
    return ok(title, f"可写，余 {free >> 30} GB")


def _mail(host: str, port: int) -> Finding:
    """Only whether somebody answers: a log-in at every look would fill the logs of the mail server."""
    try:
        with socket.create_connection((host, port), timeout=_SECONDS) as connection:
            connection.settimeout(_SECONDS)
            greeting = connection.recv(64).decode("ascii", "replace")
    except OSError as failure:
        return error(
            "邮件",
            f"{host}:{port} 连不上：{failure.strerror or failure}",
            "核对 JIEDU_SMTP_HOST、JIEDU_SMTP_PORT",
        )
    if not greeting.startswith("220"):
        return error("邮件", f"{host}:{port} 不像邮件服务器：“{greeting.strip()}”", "核对 JIEDU_SMTP_PORT")
    return ok("邮件", f"{host}:{port} 有应答")
