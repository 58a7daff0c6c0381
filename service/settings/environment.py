"""Readers of single environment variables: what is wrong is refused with its name and what was expected."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

Environ = Mapping[str, str]


class ConfigError(ValueError):
    """A setting that the service cannot start with; the text is Chinese and names the variable."""


def secret(env: Environ, name: str) -> str:
    """A secret given directly or as ``<name>_FILE``, the name of a file that holds it."""
    file = env.get(f"{name}_FILE")
    if not file:
        return env.get(name, "")
    try:
        return Path(file).read_text(encoding="utf8").strip()
    except OSError as error:
        raise ConfigError(f"{name}_FILE：应为可读的文件，得到“{file}”（{error.strerror}）") from error


def kept_secret(path: Path) -> str:
    """The generated key of this installation; readable by its owner alone (mode 600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="ascii").strip()


def number(env: Environ, name: str, default: int, *, least: int = 0) -> int:
    """A whole number, not below *least*."""
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name}：应为非负整数，得到“{text}”")
    if int(text) < least:
        raise ConfigError(f"{name}：应不小于 {least}，得到“{text}”")
    return int(text)


def flag(env: Environ, name: str) -> bool:
    """1 or 0; not set is 0."""
    text = env.get(name, "").strip().lower()
    if text in {"", "0", "false", "no"}:
        return False
    if text in {"1", "true", "yes"}:
        return True
    raise ConfigError(f"{name}：应为 1 或 0，得到“{text}”")


def choice(env: Environ, name: str, allowed: tuple[str, ...]) -> str:
    """One of *allowed*, of which the first is the default."""
    text = env.get(name, "").strip() or allowed[0]
    if text not in allowed:
        raise ConfigError(f"{name}：应为 {'、'.join(allowed)} 之一，得到“{text}”")
    return text


def words(env: Environ, name: str) -> frozenset[str]:
    """Words separated by blanks or commas."""
    return frozenset(env.get(name, "").replace(",", " ").split())


def url(env: Environ, name: str) -> str:
    """An address of http or https, or nothing."""
    text = env.get(name, "").strip()
    if text and not text.startswith(("http://", "https://")):
        raise ConfigError(f"{name}：应为 http:// 或 https:// 开头的网址，得到“{text}”")
    return text


def addresses(env: Environ, name: str) -> dict[str, str]:
    """``name=address`` pairs, separated by blanks."""
    found = {}
    for pair in env.get(name, "").split():
        key, _, address = pair.partition("=")
        if not key or not address.startswith(("http://", "https://")):
            raise ConfigError(f"{name}：应为空格分隔的 名称=网址，得到“{pair}”")
        found[key] = address
    return found


def font(env: Environ, name: str) -> Path | None:
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
