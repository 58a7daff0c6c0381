"""The pages and the API for everybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from service.settings.environment import ConfigError, Environ, secret, words


@dataclass(frozen=True, kw_only=True)
class Public:
    """The pages and the API for everybody.  Limits count per address."""

    #: Whoever hands in inquiries for 12345 or a desk shows this token; without one nobody can.
    intake_token: str = field(default="", repr=False)
    #: Sites that may show the search in a frame, ``https://www.example.gov.cn``.
    embed_origins: frozenset[str] = frozenset()
    limit: str = "120 per minute"
    intake_limit: str = "10 per hour"

    @classmethod
    def from_environment(cls, env: Environ) -> Public:
        """Raises ConfigError."""
        origins = words(env, "JIEDU_EMBED_ORIGINS")
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or not parts.netloc or origin.count("/") != 2:
                expected = "https://www.example.gov.cn 这样的网站地址，不带路径"
                raise ConfigError(f"JIEDU_EMBED_ORIGINS：应为 {expected}，得到“{origin}”")
        return cls(
            intake_token=secret(env, "JIEDU_INTAKE_TOKEN"),
            embed_origins=origins,
            limit=env.get("JIEDU_PUBLIC_LIMIT") or cls.limit,
            intake_limit=env.get("JIEDU_INTAKE_LIMIT") or cls.intake_limit,
        )
