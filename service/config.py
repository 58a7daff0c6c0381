"""Settings of one installation, read from ``JIEDU_*`` environment variables (docs/reference/settings.md).

Each part has its room in ``service.settings``; a new setting goes to its room, not in here.  A wrong value is
refused at start with the name of the variable, what was expected and what came.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.settings.accounts import Accounts
from service.settings.anchors import Anchors
from service.settings.connections import unencrypted
from service.settings.effects import Effects
from service.settings.environment import (
    ConfigError,
    choice,
    flag,
    font,
    kept_secret,
    number,
    secret,
    words,
)
from service.settings.federation import Federation
from service.settings.library import Library
from service.settings.load import Load
from service.settings.mail import Smtp
from service.settings.monitoring import Monitoring
from service.settings.outlets import Outlets
from service.settings.public import Public

__all__ = [
    "Accounts",
    "Clock",
    "ConfigError",
    "Library",
    "Load",
    "Outlets",
    "Public",
    "Settings",
    "Smtp",
    "system_clock",
]

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC.  The only place of the service that looks at the wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations.  Spans of time are minutes."""

    database_url: str
    secret_key: str = field(repr=False)
    smtp: Smtp = field(default_factory=Smtp)
    library: Library = field(default_factory=Library)
    public: Public = field(default_factory=Public)
    outlets: Outlets = field(default_factory=Outlets)
    anchors: Anchors = field(default_factory=Anchors)
    load: Load = field(default_factory=Load)
    accounts: Accounts = field(default_factory=Accounts)
    monitoring: Monitoring = field(default_factory=Monitoring)
    federation: Federation = field(default_factory=Federation)
    effects: Effects = field(default_factory=Effects)
    #: ``host`` or ``host:port`` names that the link check may fetch; empty: any public host.
    link_check_hosts: frozenset[str] = frozenset()
    base_url: str = "http://127.0.0.1:8000"
    session_idle: int = 30
    session_lifetime: int = 12 * 60
    #: Log-ins that an account may have at a time; 0: any number.
    session_count: int = 5
    #: Failed log-ins allowed per account, and per address (an office often has a single one).
    login_limit: str = "10 per 5 minutes"
    login_address_limit: str = "60 per 5 minutes"
    demo: bool = False
    #: Number of reverse proxies whose ``X-Forwarded-*`` headers are believed.
    proxies: int = 0
    log_format: str = "console"
    #: A TrueType file for papers as PDF; without one, the Chinese font that PDF readers bring.
    pdf_font: Path | None = None
    #: Clock of the business (deadlines, records).  Tests hand in their own.
    clock: Clock = system_clock
    #: Clock of the sessions; never moved together with the business clock.
    session_clock: Clock = system_clock
    testing: bool = False

    @property
    def https(self) -> bool:
        """Whether browsers reach the service by https (cookies become ``Secure``)."""
        return self.base_url.startswith("https://")

    def unencrypted(self) -> Iterator[str]:
        """Connections to other machines that are not encrypted or not verified, in Chinese."""
        library, outlets = self.library, self.outlets
        named = [
            ("JIEDU_BASE_URL", self.base_url),
            ("JIEDU_PUSH_WEBSITE", library.website),
            ("JIEDU_PUSH_DESK", library.desk),
            ("JIEDU_PUSH_HOTLINE", library.hotline),
            ("JIEDU_KNOWLEDGE_BASE", library.knowledge_base),
            ("JIEDU_WEBHOOK", outlets.webhook),
            *(("JIEDU_CHANNELS", address) for address in outlets.channels.values()),
            *(("JIEDU_OUTGOING", address) for address in outlets.outgoing.values()),
            ("JIEDU_ANCHOR_URL", self.anchors.url),
            ("JIEDU_CELERY_BROKER", self.effects.broker if self.effects.by_celery else ""),
            ("JIEDU_LIMITS_STORAGE", self.load.limits_storage),
        ]
        return unencrypted(self.database_url, self.smtp, named)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, home: Path | None = None) -> Settings:
        """Read ``JIEDU_*``; state that must survive a restart goes to ``JIEDU_VAR`` (default ``var/``
        in the working directory).

        Raises ConfigError.
        """
        env = os.environ if environ is None else environ
        var = Path(env.get("JIEDU_VAR") or (home or Path.cwd()) / "var")
        demo = flag(env, "JIEDU_DEMO")
        found = cls(
            database_url=_database(env, var),
            secret_key=secret(env, "JIEDU_SECRET_KEY") or kept_secret(var / "secret_key"),
            smtp=Smtp.from_environment(env),
            library=Library.from_environment(env, var),
            public=Public.from_environment(env),
            outlets=Outlets.from_environment(env),
            anchors=Anchors.from_environment(env),
            load=Load.from_environment(env),
            accounts=Accounts.from_environment(env, demo=demo),
            monitoring=Monitoring.from_environment(env),
            federation=Federation.from_environment(env),
            effects=Effects.from_environment(env),
            link_check_hosts=words(env, "JIEDU_LINK_CHECK_HOSTS"),
            base_url=_base_url(env),
            session_idle=number(env, "JIEDU_SESSION_IDLE_MINUTES", 30),
            session_lifetime=number(env, "JIEDU_SESSION_LIFETIME_MINUTES", 12 * 60),
            session_count=number(env, "JIEDU_SESSION_COUNT", 0 if demo else cls.session_count),
            login_limit=env.get("JIEDU_LOGIN_LIMIT") or cls.login_limit,
            login_address_limit=env.get("JIEDU_LOGIN_ADDRESS_LIMIT") or cls.login_address_limit,
            demo=demo,
            proxies=number(env, "JIEDU_PROXIES", 0),
            pdf_font=font(env, "JIEDU_PDF_FONT"),
            log_format=choice(env, "JIEDU_LOG_FORMAT", ("console", "json")),
        )
        wrong = list(found.unencrypted()) if flag(env, "JIEDU_REQUIRE_TLS") else []
        if wrong:
            raise ConfigError(f"JIEDU_REQUIRE_TLS：与其他机器的连接都应加密：{'；'.join(wrong)}")
        return found


def _database(env: Mapping[str, str], var: Path) -> str:
    url = env.get("JIEDU_DATABASE_URL")
    if not url:
        var.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{var / 'jiedu.sqlite3'}"
    password = secret(env, "JIEDU_DATABASE_PASSWORD")
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        expected = "sqlite:///路径 或 postgresql+psycopg://用户@主机/库"
        raise ConfigError(f"JIEDU_DATABASE_URL：应形如 {expected}，得到“{url}”") from error
    return (parsed.set(password=password) if password else parsed).render_as_string(hide_password=False)


def _base_url(env: Mapping[str, str]) -> str:
    url = env.get("JIEDU_BASE_URL") or f"http://127.0.0.1:{number(env, 'JIEDU_PORT', 8000)}"
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"JIEDU_BASE_URL：应为 http:// 或 https:// 开头的网址，得到“{url}”")
    return url.rstrip("/")
