"""The question library: its words and where it is pushed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from service.settings.environment import Environ, secret, url


@dataclass(frozen=True, kw_only=True)
class Library:
    """Where the question library gets words from and where it goes to."""

    #: The office's own word list (docs/reference/library.md).
    lexicon: Path | None = None
    #: Addresses that take pushes: the website, the desk, the 12345 hotline; and its knowledge base.
    website: str = ""
    desk: str = ""
    hotline: str = ""
    knowledge_base: str = ""
    token: str = field(default="", repr=False)
    #: Folder of what is pushed to places without an address.
    outbox: Path | None = None

    @classmethod
    def from_environment(cls, env: Environ, var: Path) -> Library:
        """What is pushed to places without an address is kept under *var*.  Raises ConfigError."""
        lexicon = env.get("JIEDU_LEXICON")
        return cls(
            lexicon=Path(lexicon) if lexicon else None,
            website=url(env, "JIEDU_PUSH_WEBSITE"),
            desk=url(env, "JIEDU_PUSH_DESK"),
            hotline=url(env, "JIEDU_PUSH_HOTLINE"),
            knowledge_base=url(env, "JIEDU_KNOWLEDGE_BASE"),
            token=secret(env, "JIEDU_PUSH_TOKEN"),
            outbox=Path(env.get("JIEDU_OUTBOX") or var / "outbox"),
        )
