"""The second factor: one-time passwords by time (RFC 6238) and recovery codes.  Times: seconds since 1970.

The secret is stored encrypted (AES-256-GCM, bound to the account) under a key derived from the secret key of
the installation (HKDF, RFC 5869); recovery codes as keyed digests.  With another secret key both are worth
nothing and have to be set up again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from processes.errors import InvalidArgument, InvalidState
from service.identity.tables import RecoveryCode, SecondFactor

#: What authenticators expect when nothing else is told (RFC 6238 §4, RFC 4226 §5.3).
STEP, DIGITS, SECRET_BYTES = 30, 6, 20
#: Steps before and after now whose codes are taken: clocks of telephones differ.
DRIFT = 1
RECOVERY_CODES = 8
TOTP, RECOVERY = "password+totp", "password+recovery"
ISSUER = "政策解读办理平台"


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step of time: HOTP (RFC 4226 §5.3) with HMAC-SHA-1, which every authenticator knows."""
    mac = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    place = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[place : place + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def is_set(session: Session, user_id: str) -> bool:
    """Whether the person logs in with a second factor."""
    found = session.get(SecondFactor, user_id)
    return found is not None and found.confirmed_at is not None


def begin(session: Session, user_id: str, key: str, *, now: int) -> None:
    """Make a new secret, which counts for nothing until ``confirm``.  Raises InvalidState when one is set."""
    found = session.get(SecondFactor, user_id)
    if found is not None and found.confirmed_at is not None:
        raise InvalidState("动态口令已经启用")
    sealed = _seal(secrets.token_bytes(SECRET_BYTES), user_id, key)
    session.merge(SecondFactor(user_id=user_id, secret=sealed, begun_at=now, last_step=0))


def pending(session: Session, user_id: str, key: str) -> bytes | None:
    """The secret that waits to be confirmed: only now may it be shown."""
    found = session.get(SecondFactor, user_id)
    if found is None or found.confirmed_at is not None:
        return None
    return _unseal(found.secret, user_id, key)


def confirm(session: Session, user_id: str, code: str, key: str, *, now: int) -> list[str]:
    """Begin to use the secret, once its first code is shown; the recovery codes, which nobody sees again.

    Raises InvalidState (nothing waits) and InvalidArgument (field ``code``).
    """
    found = session.get(SecondFactor, user_id)
    secret = pending(session, user_id, key)
    if found is None or secret is None:
        raise InvalidState("没有待启用的动态口令，请重新开始")
    step = _step_of(secret, code, now=now)
    if step is None:
        text = "动态口令不正确，请核对手机的时间后输入最新的 6 位数字"
        raise InvalidArgument("动态口令没有启用", errors={"code": [text]})
    found.confirmed_at, found.last_step = now, step
    return new_codes(session, user_id, key)


def take(session: Session, user_id: str, code: str, key: str, *, now: int) -> str | None:
    """``TOTP`` or ``RECOVERY`` when the code is right, and never again; None when it is not."""
    typed = "".join(code.split()).replace("-", "").lower()
    if len(typed) == DIGITS and typed.isdigit() and typed.isascii():
        return TOTP if _take_step(session, user_id, typed, key, now=now) else None
    digest = _digest(typed, user_id, key)
    unused = (
        (RecoveryCode.user_id == user_id) & (RecoveryCode.digest == digest) & RecoveryCode.used_at.is_(None)
    )
    return RECOVERY if _changes_one(session, update(RecoveryCode).where(unused).values(used_at=now)) else None


def new_codes(session: Session, user_id: str, key: str) -> list[str]:
    """Recovery codes in place of all that were there."""
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(RecoveryCode(user_id=user_id, digest=_digest(code, user_id, key)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, 16, 4)) for code in codes]


def codes_left(session: Session, user_id: str) -> int:
    """How many recovery codes are still worth something."""
    unused = (RecoveryCode.user_id == user_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(unused)) or 0


def remove(session: Session, user_id: str) -> bool:
    """The person logs in with his password alone from now on; whether there was something to remove."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    return _changes_one(session, delete(SecondFactor).where(SecondFactor.user_id == user_id))


def address(secret: bytes, user_id: str) -> str:
    """What the picture says to the authenticator: ``otpauth://totp/…``."""
    given = {"secret": readable(secret), "issuer": ISSUER, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(f'{ISSUER}:{user_id}')}?{urlencode(given, quote_via=quote)}"


def readable(secret: bytes) -> str:
    """The secret for typing it in (base32, RFC 4648)."""
    return base64.b32encode(secret).decode()


def _take_step(session: Session, user_id: str, code: str, key: str, *, now: int) -> bool:
    found = session.get(SecondFactor, user_id)
    secret = _unseal(found.secret, user_id, key) if found is not None and found.confirmed_at else None
    step = _step_of(secret, code, now=now) if secret is not None else None
    if step is None:
        return False
    later = (SecondFactor.user_id == user_id) & (SecondFactor.last_step < step)
    return _changes_one(session, update(SecondFactor).where(later).values(last_step=step))


def _step_of(secret: bytes, code: str, *, now: int) -> int | None:
    here, typed = now // STEP, "".join(code.split())
    right = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode())
    ]
    return right[-1] if right else None


def _changes_one(session: Session, statement: object) -> bool:
    result = session.execute(statement)  # type: ignore[call-overload]
    return isinstance(result, CursorResult) and result.rowcount == 1


def _seal(secret: bytes, user_id: str, key: str) -> str:
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(_key(key, "totp")).encrypt(nonce, secret, user_id.encode())
    return base64.b64encode(nonce + sealed).decode()


def _unseal(sealed: str, user_id: str, key: str) -> bytes | None:
    """None when it was sealed under another secret key, or for somebody else."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key(key, "totp")).decrypt(raw[:12], raw[12:], user_id.encode())
    except InvalidTag:
        return None


def _digest(code: str, user_id: str, key: str) -> str:
    return hmac.new(_key(key, "recovery"), f"{user_id}\n{code}".encode(), hashlib.sha256).hexdigest()


def _key(secret_key: str, purpose: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"jiedu second factor: {purpose}".encode())
    return made.derive(secret_key.encode())
