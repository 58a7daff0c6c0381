"""How long deputies and API tokens may last at most."""

from __future__ import annotations

from dataclasses import dataclass

from service.settings.environment import Environ, number


@dataclass(frozen=True, kw_only=True)
class Federation:
    """Longest span of a deputy and longest life of an API token, in days."""

    deputy_days: int = 183
    token_days: int = 365

    @classmethod
    def from_environment(cls, env: Environ) -> Federation:
        """Raises ConfigError."""
        return cls(
            deputy_days=number(env, "JIEDU_DEPUTY_DAYS", cls.deputy_days, least=1),
            token_days=number(env, "JIEDU_TOKEN_DAYS", cls.token_days, least=1),
        )
