"""Passwords: argon2id hashes (RFC 9106, second recommended profile) and the rule for new ones.

The rule asks for what GB/T 22239-2019 8.1.4.1 a) names (complexity); how much of it, the settings say.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from processes.errors import InvalidArgument
from service.identity.common_passwords import is_common
from service.settings.accounts import Accounts

_hasher = PasswordHasher()
#: Checked when the account does not exist, so that the answer takes as long as for one that does.
_NOBODY = _hasher.hash("nobody")

LONGEST = 200
#: A password of fewer different characters is a pattern.
FEWEST_DIFFERENT = 5
CLASSES = "小写字母、大写字母、数字、符号"


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes the same time for an account that is missing or switched off."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def check_strength(password: str, rules: Accounts, *, account: str = "", name: str = "") -> None:
    """Refuse what is too short, too plain, too common, or tells the account or name of its owner.

    Raises InvalidArgument (field ``password``).
    """
    texts = [*_too_plain(password, rules)]
    lowered = password.lower()
    if len(account) >= 3 and account.lower() in lowered:
        texts.append("密码不能包含账号")
    if len(name) >= 2 and name.lower() in lowered:
        texts.append("密码不能包含姓名")
    if is_common(password):
        texts.append("密码太常见，容易被猜到")
    if texts:
        raise InvalidArgument("密码不符合要求", errors={"password": texts})


def told(rules: Accounts) -> str:
    """The rule as the page tells it."""
    texts = [
        f"至少 {rules.password_length} 个字符",
        f"包含{CLASSES}中的至少{_chinese(rules.password_classes)}类",
        "不含账号和姓名",
        "不是常见密码",
    ]
    if rules.password_history:
        texts.append(f"不同于最近 {rules.password_history} 个密码")
    return "，".join(texts)


def _too_plain(password: str, rules: Accounts) -> list[str]:
    texts, length = [], len(password)
    if length < rules.password_length:
        texts.append(f"密码至少 {rules.password_length} 个字符，现有 {length} 个")
    if length > LONGEST:
        texts.append(f"密码至多 {LONGEST} 个字符，现有 {length} 个")
    if len({_kind(character) for character in password}) < rules.password_classes:
        texts.append(f"密码应包含{CLASSES}中的至少{_chinese(rules.password_classes)}类")
    if len(set(password)) < FEWEST_DIFFERENT:
        texts.append(f"密码至少有 {FEWEST_DIFFERENT} 个不同的字符")
    return texts


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if not character.isalnum():
        return "sign"
    return "upper" if character.isupper() else "lower"


def _chinese(count: int) -> str:
    return "零一二三四"[count]
