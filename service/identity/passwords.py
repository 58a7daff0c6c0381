"""Passwords: argon2id hashes (RFC 9106, second recommended profile) and the rule for new ones.

The rule asks for what GB/T 22239-2019 8.1.4.1 a) names (complexity); how much of it, the settings say.
"""

from __future__ import annotations

from collections.abc import Collection

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from processes.errors import InvalidArgument
from service.identity.breached_passwords import is_breached
from service.identity.common_passwords import is_common
from service.settings.accounts import Accounts

_hasher = PasswordHasher()
#: Checked when the account does not exist, so that the answer takes as long as for one that does.
_NOBODY = _hasher.hash("nobody")

#: Characters; a longer one is refused, never cut (OWASP ASVS 5.0 6.2.8, 6.2.9).
LONGEST = 256
#: A password of fewer different characters is a pattern.
FEWEST_DIFFERENT = 5
CLASSES = "小写字母、大写字母、数字、符号"


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes the same time for an account that is missing or switched off.

    It is taken as it came: nothing is cut off, changed to small letters or normalized.
    """
    if len(password) > LONGEST:
        password_hash, password = None, ""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def check_strength(
    password: str, rules: Accounts, *, account: str = "", name: str = "", around: Collection[str] = ()
) -> None:
    """Refuse what is too short, too plain, too common, breached, or tells the account or name of its owner.

    *around* are names of units, as common as other words (docs/reference/passwords.md).
    Raises InvalidArgument (field ``password``), and InvalidState when the list of breached ones is not there.
    """
    texts = [*_too_plain(password, rules)]
    lowered = password.lower()
    if len(account) >= 3 and account.lower() in lowered:
        texts.append("密码不能包含账号")
    if len(name) >= 2 and name.lower() in lowered:
        texts.append("密码不能包含姓名")
    if is_common(password, {*around, *rules.password_words}):
        texts.append("密码太常见，容易被猜到")
    elif rules.breached_passwords is not None and is_breached(password, rules.breached_passwords):
        texts.append("这个密码在已泄露的名单里，别人会先试它")
    if texts:
        raise InvalidArgument("密码不符合要求", errors={"password": texts})


def told(rules: Accounts) -> str:
    """The rule as the page tells it."""
    texts = [
        f"至少 {rules.password_length} 个字符",
        f"包含{CLASSES}中的至少{_chinese(rules.password_classes)}类",
        "不含账号和姓名",
        "不是常见的密码，也不主要由常用词、姓名、单位名、键盘顺序拼成",
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
