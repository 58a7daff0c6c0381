"""Where notifications leave as mail."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.settings.environment import Environ, flag, number, secret


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """Where notifications leave as mail; no mail is sent when ``host`` is empty."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "jiedu@localhost"
    starttls: bool = False

    @classmethod
    def from_environment(cls, env: Environ) -> Smtp:
        """Raises ConfigError."""
        return cls(
            host=env.get("JIEDU_SMTP_HOST", ""),
            port=number(env, "JIEDU_SMTP_PORT", 25),
            user=env.get("JIEDU_SMTP_USER", ""),
            password=secret(env, "JIEDU_SMTP_PASSWORD"),
            sender=env.get("JIEDU_SMTP_SENDER") or "jiedu@localhost",
            starttls=flag(env, "JIEDU_SMTP_STARTTLS"),
        )
