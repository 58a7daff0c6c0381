"""Settings of one installation, read from ``JIEDU_*`` environment variables (docs/reference/settings.md).

A wrong value is refused at start with the name of the variable, what was expected and what came.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.outlets import Outlets

Clock = Callable[[], datetime]


class ConfigError(ValueError):
    """A setting that the service cannot start with; the text is Chinese and names the variable."""


def system_clock() -> datetime:
    """Now, aware, in UTC.  The only place of the service that looks at the wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """Where notifications leave as mail; no mail is sent when ``host`` is empty."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "jiedu@localhost"
    starttls: bool = False


@dataclass(frozen=True, kw_only=True)
class Library:
    """Where the question library gets words from and where it goes to."""

    #: The office's own word list (docs/reference/library.md).
    lexicon: Path | None = None
    #: Addresses that take pushes: the website, the desk, the 12345 hotline; and its knowledge base.
    website: str = ""
    desk: str = ""
    hotline: str = ""
    knowledge_base: str = ""
    token: str = field(default="", repr=False)
    #: Folder of what is pushed to places without an address.
    outbox: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Public:
    """The pages and the API for everybody.  Limits count per address."""

    #: Whoever hands in inquiries for 12345 or a desk shows this token; without one nobody can.
    intake_token: str = field(default="", repr=False)
    #: Sites that may show the search in a frame, ``https://www.example.gov.cn``.
    embed_origins: frozenset[str] = frozenset()
    limit: str = "120 per minute"
    intake_limit: str = "10 per hour"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations.  Spans of time are minutes."""

    database_url: str
    secret_key: str = field(repr=False)
    smtp: Smtp = Smtp()
    library: Library = Library()
    public: Public = Public()
    outlets: Outlets = field(default_factory=Outlets)
    #: ``host`` or ``host:port`` names that the link check may fetch; empty: any public host.
    link_check_hosts: frozenset[str] = frozenset()
    base_url: str = "http://127.0.0.1:8000"
    session_idle: int = 30
    session_lifetime: int = 12 * 60
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

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, home: Path | None = None) -> Settings:
        """Read ``JIEDU_*``; state that must survive a restart goes to ``JIEDU_VAR`` (default ``var/``
        in the working directory).

        Raises ConfigError.
        """
        env = os.environ if environ is None else environ
        var = Path(env.get("JIEDU_VAR") or (home or Path.cwd()) / "var")
        return cls(
            database_url=_database(env, var),
            secret_key=_secret(env, "JIEDU_SECRET_KEY") or _kept_secret(var / "secret_key"),
            smtp=_smtp(env),
            library=_library(env, var),
            public=_public(env),
            outlets=_outlets(env),
            link_check_hosts=frozenset(env.get("JIEDU_LINK_CHECK_HOSTS", "").replace(",", " ").split()),
            base_url=_base_url(env),
            session_idle=_number(env, "JIEDU_SESSION_IDLE_MINUTES", 30),
            session_lifetime=_number(env, "JIEDU_SESSION_LIFETIME_MINUTES", 12 * 60),
            login_limit=env.get("JIEDU_LOGIN_LIMIT") or cls.login_limit,
            login_address_limit=env.get("JIEDU_LOGIN_ADDRESS_LIMIT") or cls.login_address_limit,
            demo=_flag(env, "JIEDU_DEMO"),
            proxies=_number(env, "JIEDU_PROXIES", 0),
            pdf_font=_font(env, "JIEDU_PDF_FONT"),
            log_format=_choice(env, "JIEDU_LOG_FORMAT", ("console", "json")),
        )


def _database(env: Mapping[str, str], var: Path) -> str:
    url = env.get("JIEDU_DATABASE_URL")
    if not url:
        var.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{var / 'jiedu.sqlite3'}"
    password = _secret(env, "JIEDU_DATABASE_PASSWORD")
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        expected = "sqlite:///路径 或 postgresql+psycopg://用户@主机/库"
        raise ConfigError(f"JIEDU_DATABASE_URL：应形如 {expected}，得到“{url}”") from error
    return (parsed.set(password=password) if password else parsed).render_as_string(hide_password=False)


def _secret(env: Mapping[str, str], name: str) -> str:
    """A secret given directly or as ``<name>_FILE``, the name of a file that holds it."""
    file = env.get(f"{name}_FILE")
    if not file:
        return env.get(name, "")
    try:
        return Path(file).read_text(encoding="utf8").strip()
    except OSError as error:
        raise ConfigError(f"{name}_FILE：应为可读的文件，得到“{file}”（{error.strerror}）") from error


def _kept_secret(path: Path) -> str:
    """The generated key of this installation; readable by its owner alone (mode 600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="ascii").strip()


def _smtp(env: Mapping[str, str]) -> Smtp:
    return Smtp(
        host=env.get("JIEDU_SMTP_HOST", ""),
        port=_number(env, "JIEDU_SMTP_PORT", 25),
        user=env.get("JIEDU_SMTP_USER", ""),
        password=_secret(env, "JIEDU_SMTP_PASSWORD"),
        sender=env.get("JIEDU_SMTP_SENDER") or "jiedu@localhost",
        starttls=_flag(env, "JIEDU_SMTP_STARTTLS"),
    )


def _library(env: Mapping[str, str], var: Path) -> Library:
    lexicon = env.get("JIEDU_LEXICON")
    return Library(
        lexicon=Path(lexicon) if lexicon else None,
        website=_url(env, "JIEDU_PUSH_WEBSITE"),
        desk=_url(env, "JIEDU_PUSH_DESK"),
        hotline=_url(env, "JIEDU_PUSH_HOTLINE"),
        knowledge_base=_url(env, "JIEDU_KNOWLEDGE_BASE"),
        token=_secret(env, "JIEDU_PUSH_TOKEN"),
        outbox=Path(env.get("JIEDU_OUTBOX") or var / "outbox"),
    )


def _public(env: Mapping[str, str]) -> Public:
    origins = frozenset(env.get("JIEDU_EMBED_ORIGINS", "").replace(",", " ").split())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or origin.count("/") != 2:
            expected = "https://www.example.gov.cn 这样的网站地址，不带路径"
            raise ConfigError(f"JIEDU_EMBED_ORIGINS：应为 {expected}，得到“{origin}”")
    return Public(
        intake_token=_secret(env, "JIEDU_INTAKE_TOKEN"),
        embed_origins=origins,
        limit=env.get("JIEDU_PUBLIC_LIMIT") or Public.limit,
        intake_limit=env.get("JIEDU_INTAKE_LIMIT") or Public.intake_limit,
    )


def _outlets(env: Mapping[str, str]) -> Outlets:
    """Everything that leaves is signed: an address without its key is refused."""
    folder = env.get("JIEDU_FEED_FOLDER")
    found = Outlets(
        channels=_addresses(env, "JIEDU_CHANNELS"),
        channels_key=_secret(env, "JIEDU_CHANNELS_KEY"),
        feed_folder=Path(folder) if folder else None,
        feed_url=_url(env, "JIEDU_FEED_URL"),
        webhook=_url(env, "JIEDU_WEBHOOK"),
        webhook_key=_secret(env, "JIEDU_WEBHOOK_KEY"),
        outgoing=_addresses(env, "JIEDU_OUTGOING"),
        outgoing_key=_secret(env, "JIEDU_OUTGOING_KEY"),
    )
    for address, other, name, partner in (
        (found.channels, found.channels_key, "JIEDU_CHANNELS", "JIEDU_CHANNELS_KEY"),
        (found.webhook, found.webhook_key, "JIEDU_WEBHOOK", "JIEDU_WEBHOOK_KEY"),
        (found.outgoing, found.outgoing_key, "JIEDU_OUTGOING", "JIEDU_OUTGOING_KEY"),
        (found.feed_folder, found.feed_url, "JIEDU_FEED_FOLDER", "JIEDU_FEED_URL"),
    ):
        if address and not other:
            raise ConfigError(f"{partner}：应与 {name} 同时设置，不能为空")
    return found


def _addresses(env: Mapping[str, str], name: str) -> dict[str, str]:
    """``name=address`` pairs, separated by blanks."""
    found = {}
    for pair in env.get(name, "").split():
        key, _, url = pair.partition("=")
        if not key or not url.startswith(("http://", "https://")):
            raise ConfigError(f"{name}：应为空格分隔的 名称=网址，得到“{pair}”")
        found[key] = url
    return found


def _url(env: Mapping[str, str], name: str) -> str:
    url = env.get(name, "").strip()
    if url and not url.startswith(("http://", "https://")):
        raise ConfigError(f"{name}：应为 http:// 或 https:// 开头的网址，得到“{url}”")
    return url


def _base_url(env: Mapping[str, str]) -> str:
    url = env.get("JIEDU_BASE_URL") or f"http://127.0.0.1:{_number(env, 'JIEDU_PORT', 8000)}"
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"JIEDU_BASE_URL：应为 http:// 或 https:// 开头的网址，得到“{url}”")
    return url.rstrip("/")


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name}：应为非负整数，得到“{text}”")
    return int(text)


def _flag(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().lower()
    if text in {"", "0", "false", "no"}:
        return False
    if text in {"1", "true", "yes"}:
        return True
    raise ConfigError(f"{name}：应为 1 或 0，得到“{text}”")


def _font(env: Mapping[str, str], name: str) -> Path | None:
    """A TrueType file (ISO/IEC 14496-22): one with other outlines cannot be put into a PDF here."""
    file = env.get(name, "").strip()
    if not file:
        return None
    try:
        with open(file, "rb") as opened:
            kind = opened.read(4)
    except OSError as error:
        raise ConfigError(f"{name}：应为可读的字体文件，得到“{file}”（{error.strerror}）") from error
    if kind not in (b"\x00\x01\x00\x00", b"true", b"ttcf"):
        raise ConfigError(f"{name}：应为 TrueType 字体（.ttf 或 .ttc），得到“{file}”")
    return Path(file)


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    text = env.get(name, "").strip() or allowed[0]
    if text not in allowed:
        raise ConfigError(f"{name}：应为 {'、'.join(allowed)} 之一，得到“{text}”")
    return text
