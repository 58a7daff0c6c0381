"""How much the service takes on at once, and how long it remembers what it has answered."""

from __future__ import annotations

from dataclasses import dataclass

from service.settings.environment import Environ, number


@dataclass(frozen=True, kw_only=True)
class Load:
    """Limits of one installation."""

    #: Hours that an answer given under an ``Idempotency-Key`` is kept for whoever asks again.
    key_hours: int = 24

    @classmethod
    def from_environment(cls, env: Environ) -> Load:
        """Raises ConfigError."""
        return cls(key_hours=number(env, "JIEDU_IDEMPOTENCY_HOURS", cls.key_hours, least=1))
