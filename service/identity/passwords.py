"""Passwords: argon2id hashes (RFC 9106, second recommended profile) and the rule for new ones."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from processes.errors import InvalidArgument

_hasher = PasswordHasher()
#: Checked when the account does not exist, so that the answer takes as long as for one that does.
_NOBODY = _hasher.hash("nobody")

SHORTEST = 10
LONGEST = 200


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes the same time for an account that is missing or switched off."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def check_strength(password: str) -> None:
    """Refuse what is too short, too long or too plain.  Raises InvalidArgument (field ``password``)."""
    texts = []
    if len(password) < SHORTEST:
        texts.append(f"密码至少 {SHORTEST} 个字符，现有 {len(password)} 个")
    if len(password) > LONGEST:
        texts.append(f"密码至多 {LONGEST} 个字符，现有 {len(password)} 个")
    if len({_kind(character) for character in password}) < 3:
        texts.append("密码应包含小写字母、大写字母、数字、符号中的至少三类")
    if texts:
        raise InvalidArgument("密码不符合要求", errors={"password": texts})


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if not character.isalnum():
        return "sign"
    return "upper" if character.isupper() else "lower"
