"""Who runs the effects: the threads of the workers, or Celery on any number of machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import quote, urlsplit, urlunsplit

from service.settings.environment import ConfigError, Environ, choice, number, secret

WORKERS, CELERY = "workers", "celery"


@dataclass(frozen=True, kw_only=True)
class Effects:
    """``runner``: workers or celery; ``broker``: address of its Redis, with the password.

    ``waiting``: no more than so many tickets are put into the line of the broker.
    """

    runner: str = WORKERS
    broker: str = field(default="", repr=False)
    waiting: int = 1000

    @property
    def by_celery(self) -> bool:
        """Whether the workers hand effects over."""
        return self.runner == CELERY

    @classmethod
    def from_environment(cls, env: Environ) -> Effects:
        """Raises ConfigError."""
        runner = choice(env, "JIEDU_EFFECTS", (WORKERS, CELERY))
        if runner == CELERY and find_spec("celery") is None:
            raise ConfigError("JIEDU_EFFECTS：celery 须安装附加的包（pip install 'jiedu[celery]'）")
        waiting = number(env, "JIEDU_CELERY_WAITING", cls.waiting, least=1)
        return cls(runner=runner, broker=_broker(env, needed=runner == CELERY), waiting=waiting)


def _broker(env: Environ, *, needed: bool) -> str:
    """The address; the password is given apart from it, so that the address may be shown."""
    text = env.get("JIEDU_CELERY_BROKER", "").strip()
    if not text and not needed:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        shown = text.rpartition("@")[2]
        raise ConfigError(f"JIEDU_CELERY_BROKER：应为 redis://主机:端口/库，得到“{shown}”")
    password = secret(env, "JIEDU_CELERY_PASSWORD")
    if not password:
        return text
    place = parts.netloc.rpartition("@")[2]
    user = quote(parts.username or "", safe="")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))
