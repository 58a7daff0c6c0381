"""Where what is published, notified and answered leaves the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


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
