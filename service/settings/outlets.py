"""Where what is published, notified and answered leaves the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.settings.environment import ConfigError, Environ, addresses, secret, url


@dataclass(frozen=True, kw_only=True)
class Outlets:
    """Addresses that take signed JSON, each kind with a key of its own, and the folder of pages and feeds."""

    #: Channel → address of its content system.
    channels: Mapping[str, str] = field(default_factory=dict)
    channels_key: str = field(default="", repr=False)
    #: Folder of pages and feeds, and the address under which a web server shows it.
    feed_folder: Path | None = None
    feed_url: str = ""
    #: Where notifications also go.
    webhook: str = field(default="", repr=False)
    webhook_key: str = field(default="", repr=False)
    #: Message name → address of those who are told outside.
    outgoing: Mapping[str, str] = field(default_factory=dict)
    outgoing_key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, env: Environ) -> Outlets:
        """Everything that leaves is signed: an address without its key is refused.  Raises ConfigError."""
        folder = env.get("JIEDU_FEED_FOLDER")
        found = cls(
            channels=addresses(env, "JIEDU_CHANNELS"),
            channels_key=secret(env, "JIEDU_CHANNELS_KEY"),
            feed_folder=Path(folder) if folder else None,
            feed_url=url(env, "JIEDU_FEED_URL"),
            webhook=url(env, "JIEDU_WEBHOOK"),
            webhook_key=secret(env, "JIEDU_WEBHOOK_KEY"),
            outgoing=addresses(env, "JIEDU_OUTGOING"),
            outgoing_key=secret(env, "JIEDU_OUTGOING_KEY"),
        )
        for address, other, name, partner in (
            (found.channels, found.channels_key, "JIEDU_CHANNELS", "JIEDU_CHANNELS_KEY"),
            (found.webhook, found.webhook_key, "JIEDU_WEBHOOK", "JIEDU_WEBHOOK_KEY"),
            (found.outgoing, found.outgoing_key, "JIEDU_OUTGOING", "JIEDU_OUTGOING_KEY"),
            (found.feed_folder, found.feed_url, "JIEDU_FEED_FOLDER", "JIEDU_FEED_URL"),
        ):
            if address and not other:
                raise ConfigError(f"{partner}：应与 {name} 同时设置，不能为空")
        return found
