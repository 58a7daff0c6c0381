"""The key that signs anchors: Ed25519 (RFC 8032), private part in a file that its owner alone can read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_END = b"-----END PUBLIC KEY-----"


class SpoiltKey(ValueError):
    """A key file that cannot be used; the text is Chinese and names it."""


@dataclass(frozen=True)
class Signer:
    """A private key; ``public`` is the other half, 64 hexadecimal digits."""

    public: str
    _key: Ed25519PrivateKey = field(repr=False)

    def sign(self, text: str) -> str:
        """The signature of *text* (UTF-8), 128 hexadecimal digits."""
        return self._key.sign(text.encode()).hex()


def new_key(path: Path) -> Signer:
    """Make a key: *path* (PEM, mode 600) and beside it the public half, ``<path>.pub``.

    Raises SpoiltKey where there is a file already: a key that has signed is never overwritten.
    """
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    public = key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)
    path.parent.mkdir(parents=True, exist_ok=True)
    for file, content, mode in ((path, secret, 0o600), (Path(f"{path}.pub"), public, 0o644)):
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError as error:
            raise SpoiltKey(f"{file} 已经存在，不覆盖签过名的密钥；换钥请另给文件名") from error
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
    return _signer(key)


def signer(path: Path) -> Signer:
    """The key in a file.  Raises SpoiltKey."""
    try:
        key = forms.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SpoiltKey(f"{path} 应为 Ed25519 私钥（PEM，无口令）：{error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SpoiltKey(f"{path} 应为 Ed25519 私钥，得到 {type(key).__name__}")
    return _signer(key)


def _signer(key: Ed25519PrivateKey) -> Signer:
    return Signer(key.public_key().public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw).hex(), key)


def public_keys(path: Path) -> dict[str, str]:
    """The public keys (PEM, one after the other: earlier keys stay listed) of a file: key → fingerprint.

    Raises SpoiltKey.
    """
    try:
        blocks = [block.strip() + b"\n" + _END for block in path.read_bytes().split(_END) if block.strip()]
        keys = [forms.load_pem_public_key(block) for block in blocks]
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise SpoiltKey(f"{path} 应为 Ed25519 公钥（PEM）：{error}") from error
    found = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not found or len(found) != len(keys):
        raise SpoiltKey(f"{path} 应只有 Ed25519 公钥（PEM）")
    hexes = [key.public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw).hex() for key in found]
    return {each: fingerprint(each) for each in hexes}


def fingerprint(public: str) -> str:
    """How people compare keys: the first 32 digits of the SHA-256 of its bytes, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def signed(public: str, text: str, signature: str) -> bool:
    """Whether *signature* is that of *text* by *public*."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


Trusted = Mapping[str, str]
