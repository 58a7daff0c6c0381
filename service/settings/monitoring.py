"""What the machinery around may watch."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.settings.environment import Environ, flag, secret


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """``metrics_token`` opens ``/metrics``; without one the address does not exist."""

    metrics_token: str = field(default="", repr=False)
    #: Send traces by OpenTelemetry (``OTEL_*`` variables say where to); needs the extra ``otel``.
    traces: bool = False

    @classmethod
    def from_environment(cls, env: Environ) -> Monitoring:
        """Raises ConfigError."""
        return cls(metrics_token=secret(env, "JIEDU_METRICS_TOKEN"), traces=flag(env, "JIEDU_OTEL"))
