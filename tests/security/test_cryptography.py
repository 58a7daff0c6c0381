"""What the source uses of cryptography is what its inventory says, and nothing weak (OWASP ASVS 5.0 V11)."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.security.source_code import ROOT, calls, name, owner

PAGE = (ROOT / "docs" / "reference" / "cryptography.md").read_text(encoding="utf8")
ALLOWED = {
    "SHA-256",
    "SHA-512",
    "SM3 或 SHA-256",
    "HMAC-SHA-256",
    "HMAC-SHA-1",
    "SHA-1（查表）",
    "HKDF-SHA-256",
    "AES-256-GCM",
    "Ed25519",
    "Argon2id",
}
CLASSES = {
    "AESGCM": "AES-256-GCM",
    "HKDF": "HKDF-SHA-256",
    "Ed25519PrivateKey": "Ed25519",
    "Ed25519PublicKey": "Ed25519",
    "PasswordHasher": "Argon2id",
}
#: What else may come from those packages: keys as files, errors, and the hash that HKDF is given.
BESIDE = {"serialization", "SHA256"}
PACKAGES = {"cryptography", "argon2"}
#: Packages that nothing may use: other implementations, and hashes that are none.
REFUSED = {"Crypto", "nacl", "bcrypt", "passlib", "crypt", "md5", "itsdangerous", "rsa", "ecdsa"}


def _hash(node: ast.expr) -> str:
    """``SHA-256`` of ``hashlib.sha256`` or ``"sha256"``."""
    told = node.value if isinstance(node, ast.Constant) else name(node)
    return f"SHA-{str(told).removeprefix('sha')}"


def _of_call(call: ast.Call) -> str | None:
    match (owner(call.func), name(call.func)):
        case ("hmac", "new"):
            return f"HMAC-{_hash(call.args[2])}"
        case ("hashlib", "new"):
            return "SM3 或 SHA-256"
        case ("hashlib", "file_digest"):
            return _hash(call.args[1])
        case ("hashlib", "sha1") if any(word.arg == "usedforsecurity" for word in call.keywords):
            return "SHA-1（查表）"
        case ("hashlib", _):
            return _hash(call.func)
    return None


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in PACKAGES:
            named = {alias.name for alias in node.names} - BESIDE
            if not str(node.module).endswith("exceptions"):
                yield from (CLASSES.get(each, each) for each in named)


def used() -> dict[str, set[str]]:
    """File → its algorithms."""
    found: dict[str, set[str]] = defaultdict(set)
    for place, call in calls():
        if told := _of_call(call):
            found[place].add(told)
    for package in ("processes", "service"):
        for path in (ROOT / package).rglob("*.py"):
            if named := set(_imported(path)):
                found[path.relative_to(ROOT).as_posix()] |= named
    found["service/cookies.py"] = {"HMAC-SHA-256"}  # by test_cookies_are_signed_with_sha_256
    return found


def test_the_inventory_is_what_the_source_uses() -> None:
    rows = re.findall(r"^\| `([\w/]+\.py)` \| ([^|]+) \|", PAGE, re.MULTILINE)
    told = {place: set(algorithms.strip().split("、")) for place, algorithms in rows}

    assert len(told) == len(rows) > 20
    assert told == used()


def test_every_algorithm_is_allowed() -> None:
    found = used()

    assert set().union(*found.values()) <= ALLOWED
    assert {place for place, named in found.items() if named & {"HMAC-SHA-1", "SHA-1（查表）"}} == {
        "service/identity/second_factor.py",
        "service/identity/breached_passwords.py",
    }


def test_nothing_else_encrypts_or_hashes() -> None:
    modules = set()
    for package in ("processes", "service"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    modules.add(str(node.module).split(".")[0])
    assert {"hashlib", "cryptography"} <= modules
    assert modules & REFUSED == set()


def test_every_nonce_is_new() -> None:
    """AES-GCM breaks when a nonce comes twice under one key (NIST SP 800-38D §8)."""
    places = {place for place, call in calls() if name(call.func) == "AESGCM"}
    for place in places:
        text = (ROOT / place).read_text(encoding="utf8")
        assert text.count(".encrypt(nonce,") == text.count(".encrypt(") == 1, place
        assert re.search(r"nonce = secrets\.token_bytes\((12|_NONCE)\)", text), place
    assert len(places) == 2


def test_cookies_are_signed_with_sha_256(app: Flask) -> None:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]

    assert signer.make_signer(b"x").digest_method().name == "sha256"


@pytest.mark.parametrize("chapter", ["算法", "密钥", "连接加密", "换算法"])
def test_the_page_has_its_chapters(chapter: str) -> None:
    assert f"\n## {chapter}\n" in PAGE


def test_every_secret_of_the_settings_is_a_key_of_the_inventory() -> None:
    read = {
        call.args[1].value
        for _, call in calls()
        if name(call.func) == "secret" and len(call.args) == 2 and isinstance(call.args[1], ast.Constant)
    }
    keys = PAGE.partition("## 密钥")[2].partition("生成：")[0]

    assert len(read) > 10
    assert {each for each in read if f"`{each}`" not in keys} == set()
