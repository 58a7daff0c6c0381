"""One-time passwords by time: the vectors of RFC 6238, codes that are taken once, secrets that are kept."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes.errors import InvalidArgument, InvalidState
from service.identity import second_factor
from service.identity.second_factor import RECOVERY, STEP, TOTP, code_at
from service.identity.tables import RecoveryCode, SecondFactor

KEY, NOW = "for tests only", 1_700_000_000
Sessions = sessionmaker[Session]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238_appendix_b(at: int, code: str) -> None:
    assert code_at(b"12345678901234567890", at // STEP, digits=8) == code


def enrol(sessions: Sessions, user: str = "lin") -> tuple[bytes, list[str]]:
    with sessions.begin() as session:
        second_factor.begin(session, user, KEY, now=NOW)
    with sessions.begin() as session:
        secret = second_factor.pending(session, user, KEY)
        assert secret is not None
        codes = second_factor.confirm(session, user, code_at(secret, NOW // STEP), KEY, now=NOW)
    return secret, codes


def take(sessions: Sessions, code: str, *, now: int = NOW + STEP, key: str = KEY) -> str | None:
    with sessions.begin() as session:
        return second_factor.take(session, "lin", code, key, now=now)


def test_a_code_is_taken_once(sessions: Sessions) -> None:
    secret, _ = enrol(sessions)
    here = NOW // STEP

    assert take(sessions, code_at(secret, here)) is None  # the one that confirmed the secret
    assert take(sessions, code_at(secret, here + 1)) == TOTP
    assert take(sessions, code_at(secret, here + 1)) is None
    assert take(sessions, code_at(secret, here + 2)) == TOTP  # the telephone is half a minute ahead
    assert take(sessions, code_at(secret, here + 1), now=NOW + 2 * STEP) is None  # older than the last one


@pytest.mark.parametrize("drift", [-2, 3])
def test_a_code_of_another_time_is_refused(sessions: Sessions, drift: int) -> None:
    secret, _ = enrol(sessions)
    later = NOW + 100 * STEP

    assert take(sessions, code_at(secret, later // STEP + drift), now=later) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "abcdef", "aaaa-aaaa-aaaa-aaaa"])
def test_nonsense_is_refused(sessions: Sessions, code: str) -> None:
    enrol(sessions)

    assert take(sessions, code) is None


def test_a_recovery_code_is_taken_once_however_it_is_typed(sessions: Sessions) -> None:
    _, codes = enrol(sessions)
    assert len(set(codes)) == 8
    assert all(re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", code) for code in codes)

    assert take(sessions, codes[0].upper().replace("-", " ")) == RECOVERY
    assert take(sessions, codes[0]) is None
    assert take(sessions, codes[1]) == RECOVERY
    with sessions() as session:
        assert second_factor.codes_left(session, "lin") == 6


def test_new_recovery_codes_replace_the_old_ones(sessions: Sessions) -> None:
    _, codes = enrol(sessions)
    with sessions.begin() as session:
        fresh = second_factor.new_codes(session, "lin", KEY)

    assert take(sessions, codes[0]) is None
    assert take(sessions, fresh[0]) == RECOVERY


def test_the_code_of_another_person_is_refused(sessions: Sessions) -> None:
    secret, codes = enrol(sessions, "xu")
    enrol(sessions, "lin")

    assert take(sessions, code_at(secret, NOW // STEP + 1)) is None
    assert take(sessions, codes[0]) is None


def test_secret_and_codes_are_not_in_the_tables(sessions: Sessions) -> None:
    secret, codes = enrol(sessions)
    with sessions() as session:
        kept = session.get_one(SecondFactor, "lin").secret
        digests = [row.digest for row in session.query(RecoveryCode)]
    assert second_factor.readable(secret) not in kept
    assert secret.hex() not in kept
    assert not {code.replace("-", "") for code in codes} & set(digests)


def test_a_secret_moved_to_another_account_opens_nothing(sessions: Sessions) -> None:
    secret, _ = enrol(sessions, "xu")
    enrol(sessions, "lin")
    with sessions.begin() as session:
        session.get_one(SecondFactor, "lin").secret = session.get_one(SecondFactor, "xu").secret

    assert take(sessions, code_at(secret, NOW // STEP + 1)) is None


def test_another_secret_key_opens_nothing(sessions: Sessions) -> None:
    secret, codes = enrol(sessions)

    assert take(sessions, code_at(secret, NOW // STEP + 1), key="another") is None
    assert take(sessions, codes[0], key="another") is None


def test_an_unconfirmed_secret_counts_for_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        second_factor.begin(session, "lin", KEY, now=NOW)
        secret = second_factor.pending(session, "lin", KEY)
        assert secret is not None
        assert not second_factor.is_set(session, "lin")
        with pytest.raises(InvalidArgument, match="没有启用"):
            second_factor.confirm(session, "lin", "000000", KEY, now=NOW)
    assert take(sessions, code_at(secret, NOW // STEP + 1)) is None


def test_a_secret_in_use_is_neither_shown_nor_replaced(sessions: Sessions) -> None:
    enrol(sessions)
    with sessions.begin() as session:
        assert second_factor.pending(session, "lin", KEY) is None
        with pytest.raises(InvalidState, match="已经启用"):
            second_factor.begin(session, "lin", KEY, now=NOW)
        with pytest.raises(InvalidState, match="没有待启用"):
            second_factor.confirm(session, "lin", "000000", KEY, now=NOW)


def test_removing_it_removes_the_recovery_codes(sessions: Sessions) -> None:
    _, codes = enrol(sessions)
    with sessions.begin() as session:
        assert second_factor.remove(session, "lin")
        assert not second_factor.remove(session, "lin")
    assert take(sessions, codes[0]) is None


def test_the_picture_says_what_authenticators_read() -> None:
    found = second_factor.address(b"12345678901234567890", "lin")

    assert found.startswith("otpauth://totp/")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in found
    assert found.endswith("digits=6&period=30")
