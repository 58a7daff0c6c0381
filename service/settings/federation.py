"""Deputies: how long one may stand in for somebody at most."""

from __future__ import annotations

from dataclasses import dataclass

from service.settings.environment import Environ, number


@dataclass(frozen=True, kw_only=True)
class Federation:
    """Longest span of a deputy, in days."""

    deputy_days: int = 183

    @classmethod
    def from_environment(cls, env: Environ) -> Federation:
        """Raises ConfigError."""
        return cls(deputy_days=number(env, "JIEDU_DEPUTY_DAYS", cls.deputy_days, least=1))
