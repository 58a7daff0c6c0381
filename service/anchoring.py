"""What anchors of this installation are made of: its key, and the heads of the security journal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from processes import jobs, proof
from service.config import ConfigError, Settings
from service.identity import journal
from service.identity.tables import JournalEntry

JOURNAL = "security_journal"


def rules(settings: Settings) -> jobs.AnchorRules:
    """When and where anchors are made; raises ConfigError for a key that cannot be used."""
    own = settings.anchors
    if own.key_file is None:
        return jobs.AnchorRules()
    places = [name for name, given in (("folder", own.folder), ("url", own.url)) if given]
    made = proof.Anchoring(
        signer=signer(own.key_file),
        every=timedelta(minutes=own.minutes),
        others=others,
        places=tuple(places),
    )
    return jobs.AnchorRules(made, own.folder, own.url, own.url_key)


def signer(path: Path) -> proof.Signer:
    """The key that signs; raises ConfigError."""
    try:
        return proof.signer(path)
    except proof.SpoiltKey as error:
        raise ConfigError(f"JIEDU_ANCHOR_KEY_FILE：{error}") from error


def trusted(settings: Settings) -> dict[str, str]:
    """The public keys that a proof accepts, with their fingerprints; none when nothing is set."""
    own = settings.anchors
    if own.public_keys_file is not None:
        try:
            return proof.public_keys(own.public_keys_file)
        except proof.SpoiltKey as error:
            raise ConfigError(f"JIEDU_ANCHOR_PUBLIC_KEYS_FILE：{error}") from error
    if own.key_file is None:
        return {}
    public = signer(own.key_file).public
    return {public: proof.fingerprint(public)}


def others(session: Session) -> proof.Others:
    """The heads of the security journal, one for each of its chains."""
    heads = journal.heads(session)
    return {JOURNAL: {str(chain): [head.seq, head.hash] for chain, head in sorted(heads.items())}}


def other(session: Session, name: str, chain: str, seq: int) -> str | None:
    """The hash of an entry that an anchor stated, as it is now."""
    if name != JOURNAL or not chain.isdecimal():
        return None
    found = session.get(JournalEntry, (int(chain), seq))
    return found.hash if found else None
