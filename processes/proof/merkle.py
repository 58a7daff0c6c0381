"""The tree over the heads of an anchor: RFC 6962 §2.1 with SHA-256, over lines of canonical JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from processes.store.types import canonical


def leaf(kind: str, subject: int, seq: int, head: str) -> bytes:
    """The hash of a leaf: ``SHA-256(0x00 + ["kind",subject,seq,"head"])``."""
    return hashlib.sha256(b"\x00" + canonical([kind, subject, seq, head]).encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees: ``SHA-256(0x01 + left + right)``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The root over leaves that come one after the other; it keeps one hash for each power of two."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[tuple[int, bytes]] = []

    def add(self, leaf_hash: bytes) -> None:
        """The next leaf."""
        self.size += 1
        level = 0
        while self._full and self._full[-1][0] == level:
            leaf_hash = node(self._full.pop()[1], leaf_hash)
            level += 1
        self._full.append((level, leaf_hash))

    def root(self) -> str:
        """Hexadecimal; without leaves, the hash of nothing."""
        if not self._full:
            return hashlib.sha256(b"").hexdigest()
        found = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            found = node(left, found)
        return found.hex()


def path(leaves: Sequence[bytes], index: int) -> list[str]:
    """The hashes (hexadecimal) beside the way from leaf *index* to the root, from below."""
    if len(leaves) <= 1:
        return []
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    mine, other = (leaves[:half], leaves[half:]) if index < half else (leaves[half:], leaves[:half])
    return [*path(mine, index % half if index < half else index - half), _root(other).hex()]


def _root(leaves: Sequence[bytes]) -> bytes:
    tree = Tree()
    for each in leaves:
        tree.add(each)
    return bytes.fromhex(tree.root())
