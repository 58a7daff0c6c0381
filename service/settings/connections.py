"""Which connections to other machines are not encrypted, or believe whoever answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from service.settings.mail import Smtp

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ENCRYPTED = frozenset({"https", "rediss", "memory"})
_VERIFIED = "verify-full"


def unencrypted(database: str, mail: Smtp, addresses: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is wrong, in Chinese, with the name of the variable; this machine itself needs no encryption.

    *addresses*: pairs of a variable and the address that it holds, which may be empty.
    """
    if told := _database(database):
        yield told
    if mail.host and not mail.starttls and mail.host not in _LOOPBACK:
        yield "JIEDU_SMTP_STARTTLS 应为 1，邮件服务器在另一台机器上"
    for name, address in addresses:
        parts = urlsplit(address)
        if address and parts.scheme not in _ENCRYPTED and parts.hostname not in _LOOPBACK:
            expected = "rediss://" if parts.scheme == "redis" else "https://"
            yield f"{name} 应以 {expected} 开头，实际为 {parts.scheme}://{parts.hostname}"


def _database(text: str) -> str | None:
    url = make_url(text)
    host = str(url.query.get("host") or url.host or "")
    if url.get_backend_name() != "postgresql" or not host or host.startswith("/") or host in _LOOPBACK:
        return None
    mode = url.query.get("sslmode", "prefer")
    if mode == _VERIFIED:
        return None
    return f"JIEDU_DATABASE_URL 应带 sslmode={_VERIFIED}（libpq），实际为 {mode}，数据库在 {host}"
