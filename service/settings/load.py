"""How much the service takes on at once, and how long it remembers what it has answered."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from limits import parse

from service.settings.environment import ConfigError, Environ, number


@dataclass(frozen=True, kw_only=True)
class Load:
    """Limits of one installation; those of requests and connections hold for each web process."""

    #: Threads that answer.
    threads: int = 24
    #: Connections to the database; a request has at most one at a time.
    connections: int = 24
    #: Requests of one person.
    person_limit: str = "1800 per minute"
    #: Where limits are counted: in the memory of each process, or for all of them in Redis.
    limits_storage: str = "memory://"
    #: Effects that may be due before machines are asked to hand in later; 0: any number.
    backlog: int = 5000
    #: Hours that an answer given under an ``Idempotency-Key`` is kept for whoever asks again.
    key_hours: int = 24

    @property
    def requests(self) -> int:
        """Requests in work: a sixth of the threads stays free to say that it is too much."""
        return max(1, self.threads - max(1, self.threads // 6))

    @property
    def writes(self) -> int:
        """Requests in work that write."""
        return max(1, self.threads * 2 // 3)

    @classmethod
    def from_environment(cls, env: Environ) -> Load:
        """Raises ConfigError."""
        return cls(
            threads=number(env, "JIEDU_THREADS", cls.threads, least=2),
            connections=number(env, "JIEDU_DATABASE_CONNECTIONS", cls.connections, least=2),
            person_limit=_rate(env, "JIEDU_PERSON_LIMIT", cls.person_limit),
            limits_storage=_storage(env, "JIEDU_LIMITS_STORAGE", cls.limits_storage),
            backlog=number(env, "JIEDU_EFFECTS_BACKLOG", cls.backlog),
            key_hours=number(env, "JIEDU_IDEMPOTENCY_HOURS", cls.key_hours, least=1),
        )


def _rate(env: Environ, name: str, default: str) -> str:
    text = env.get(name, "").strip() or default
    try:
        parse(text)
    except ValueError as error:
        raise ConfigError(f"{name}：应形如 1800 per minute，得到“{text}”") from error
    return text


def _storage(env: Environ, name: str, default: str) -> str:
    text = env.get(name, "").strip() or default
    if text != default and not text.startswith(("redis://", "rediss://")):
        raise ConfigError(f"{name}：应为 {default} 或 redis://主机:端口/库，得到“{text}”")
    if text != default and find_spec("redis") is None:
        raise ConfigError(f"{name}：使用 Redis 须安装 redis 包（pip install jiedu[redis]）")
    return text
