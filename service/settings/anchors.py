"""By which key anchors are signed, how often they are made, and where they are kept besides the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from service.settings.environment import ConfigError, Environ, number, secret, url


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """No anchors are made without ``key_file``."""

    key_file: Path | None = None
    #: Keys that a proof trusts; earlier keys stay listed.
    public_keys_file: Path | None = None
    minutes: int = 60
    folder: Path | None = None
    url: str = ""
    url_key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, env: Environ) -> Anchors:
        """Raises ConfigError: what is sent is signed, and nothing is sent that nobody made."""
        found = cls(
            key_file=_path(env, "JIEDU_ANCHOR_KEY_FILE"),
            public_keys_file=_path(env, "JIEDU_ANCHOR_PUBLIC_KEYS_FILE"),
            minutes=number(env, "JIEDU_ANCHOR_MINUTES", 60, least=1),
            folder=_path(env, "JIEDU_ANCHOR_FOLDER"),
            url=url(env, "JIEDU_ANCHOR_URL"),
            url_key=secret(env, "JIEDU_ANCHOR_URL_KEY"),
        )
        if found.url and not found.url_key:
            raise ConfigError("JIEDU_ANCHOR_URL_KEY：应与 JIEDU_ANCHOR_URL 同时设置，不能为空")
        return found


def _path(env: Environ, name: str) -> Path | None:
    text = env.get(name, "").strip()
    return Path(text) if text else None
