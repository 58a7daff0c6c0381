"""Nobody is talked to who shows a certificate that is not trusted, or another's (OWASP ASVS 5.0 12.3.2)."""

from __future__ import annotations

import contextlib
import datetime
import smtplib
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest
import requests
from limits.storage import storage_from_string
from sqlalchemy.exc import OperationalError

from processes import jobs, store
from processes.jobs import LinkRules, Smtp, fetch, notify
from processes.jobs.posting import Limits, post_signed
from service import oidc_line
from service.celery_app import Broker
from service.settings.effects import Effects
from tests.security import tls_server
from tests.security.tls_server import Authority, Before, Server

#: What each of them says of a server that it does not believe, or that hangs up.
GIVEN_UP = (
    fetch.NotReachable,
    jobs.JobFailed,
    jobs.Unreachable,
    requests.ConnectionError,
    OperationalError,
    smtplib.SMTPException,
    OSError,
    AssertionError,
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def link_check(port: int, _: Path) -> None:
    fetch.fetch(f"https://localhost:{port}/", LinkRules(frozenset({"localhost"}), timeout=5))


def webhook(port: int, _: Path) -> None:
    now = datetime.datetime.now(UTC)
    post_signed(f"https://localhost:{port}/", {}, "k", "secret", now, Limits(5), "接收方")


def provider(port: int, _: Path) -> None:
    with requests.Session() as session:
        oidc_line.install(session, frozenset({f"localhost:{port}"}))
        session.get(f"https://localhost:{port}/", timeout=5)


def mail(port: int, _: Path) -> None:
    notify._server(Smtp("localhost", port, starttls=True, timeout=5)).ehlo()


def database(port: int, authority: Path) -> None:
    given = f"sslmode=verify-full&sslrootcert={authority}&hostaddr=127.0.0.1"
    store.connect(f"postgresql://jiedu@localhost:{port}/jiedu?{given}").connect()


def broker(port: int, _: Path) -> None:
    Broker(Effects(broker=f"rediss://localhost:{port}/0")).room()


def limits(port: int, _: Path) -> None:
    assert storage_from_string(f"rediss://localhost:{port}/0").check()


CLIENTS: dict[str, tuple[Callable[[int, Path], None], Before]] = {
    "link check": (link_check, tls_server.at_once),
    "webhook": (webhook, tls_server.at_once),
    "identity provider": (provider, tls_server.at_once),
    "mail": (mail, tls_server.starttls),
    "database": (database, tls_server.postgresql),
    "broker": (broker, tls_server.at_once),
    "limits": (limits, tls_server.at_once),
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"))


@contextlib.contextmanager
def serving(certificate: Path, before: Before) -> Iterator[Server]:
    server = Server(certificate, before, b"" if before is tls_server.postgresql else ANSWER)
    try:
        yield server
    finally:
        server.close()


def trusts(client: str, certificate: Path, authority: Path) -> bool:
    """Whether the client went on with a server that shows the certificate."""
    call, before = CLIENTS[client]
    with serving(certificate, before) as server:
        with contextlib.suppress(*GIVEN_UP):
            call(server.port, authority)
        return server.trusted


@pytest.mark.parametrize("client", CLIENTS)
def test_a_server_of_a_known_authority_is_trusted(
    client: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))

    assert trusts(client, authority.issue("localhost"), authority.file)


@pytest.mark.parametrize("client", CLIENTS)
def test_nobody_else_is(
    client: str, authority: Authority, stranger: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    yesterday = datetime.datetime.now(UTC) - datetime.timedelta(days=1)
    shown = {
        "of an unknown authority": stranger.issue("localhost"),
        "for another host": authority.issue("other.example"),
        "of yesterday": authority.issue("localhost", until=yesterday),
    }

    assert [why for why, file in shown.items() if trusts(client, file, authority.file)] == []


def test_the_authority_of_nobody_is_not_trusted(authority: Authority) -> None:
    assert not trusts("link check", authority.issue("localhost"), authority.file)
