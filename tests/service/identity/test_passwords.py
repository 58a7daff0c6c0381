"""Passwords as they are judged and compared (OWASP ASVS 5.0 6.1.2, 6.2.4, 6.2.8, 6.2.9, 6.2.11, 6.2.12)."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from processes.errors import InvalidArgument, InvalidState
from service.config import Accounts, ConfigError
from service.identity import accounts, administration, passwords
from service.identity.common_passwords import is_common
from service.identity.common_words import CONTEXT, EVERYBODY, NAMES
from service.identity.tables import Unit, User
from service.state import State
from tests.service.conftest import Browser

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "passwords.md"
RULES = Accounts()
#: The weakest rule that an installation can set.
WEAKEST = Accounts(password_length=8, password_classes=1)
TAILS = ("1", "123", "1!", "@123", "#123", "2024", "@2025", "_2026")
#: As lists of leaked passwords tell that people fill in what is demanded.
LISTED = (
    *("12345678", "123456789", "1234567890", "87654321", "11111111", "11223344", "1122334455", "123123123"),
    *(
        "qwertyuiop",
        "q1w2e3r4t5",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "zaq12wsx",
        "qazwsxedc",
        "asdfghjkl",
        "qweasdzxc",
    ),
    *("Password1!", "P@ssw0rd123", "Passw0rd2024", "Abcd1234!", "Abc@123456", "Aa123456789!", "Admin@2025"),
    *(
        "Welcome@123",
        "Qwer1234!@#$",
        "1qaz!QAZ2wsx",
        "Woaini1314!",
        "Liwei@1990",
        "Beijing2008!",
        "a123456789",
    ),
)


def listed() -> Iterator[str]:
    """What everybody tries, written as rules demand it."""
    yield from LISTED
    for word, tail in product(sorted(EVERYBODY | CONTEXT), TAILS):
        yield word.title() + tail
    for name, tail in product(sorted(NAMES)[::37], TAILS):
        yield name.title() + tail


@pytest.mark.parametrize("rules", [RULES, WEAKEST], ids=["default", "weakest"])
def test_more_than_three_thousand_common_passwords_of_the_right_shape_are_refused(rules: Accounts) -> None:
    fitting = {each for each in listed() if not passwords._too_plain(each, rules)}

    assert len(fitting) > 3_000
    assert [each for each in fitting if not is_common(each)] == []


def test_what_a_password_manager_makes_is_taken() -> None:
    letters = string.ascii_letters + string.digits + "!#$%*+-_"
    made = ["".join(secrets.choice(letters) for _ in range(20)) for _ in range(200)]

    assert sum(map(is_common, made)) <= 1
    assert not any(is_common(administration.temporary_password(RULES)) for _ in range(50))


def test_names_of_units_and_of_the_installation_are_common(state: State) -> None:
    rules = Accounts(password_words=frozenset({"qinglan"}))
    with state.sessions.begin() as session:
        session.add(Unit(id="chengguan", name="城市管理局"))
        session.flush()
        for word in ("Chengguan#2026", "城市管理局-Aa123", "Qinglan@2026!"):
            with pytest.raises(InvalidArgument) as caught:
                accounts.new_hash(session, "lin", word, rules)
            assert caught.value.errors["password"] == ["密码太常见，容易被猜到"]
        assert accounts.new_hash(session, "lin", "Tulpe-chengguan-9", rules)


def test_the_page_of_passwords_lists_the_words() -> None:
    text = PAGE.read_text(encoding="utf8").split()

    assert CONTEXT - set(text) == set()


@pytest.mark.parametrize(
    "password", ["amselhaufen", "TROLLBLUME", "落霞与孤鹜齐飞秋水", "amsel haufen", "🌸🌿🌊🔥🌙🍂🌾🎋"]
)
def test_any_composition_is_taken_where_the_rule_is_one_kind(password: str) -> None:
    passwords.check_strength(password, WEAKEST)


EXACT = [
    " Leading and trailing 1 ",
    "Grün+teal=1 Ton",
    "梅花-Xue-2031-落🌸",
    "e\u0301cole-Bleue-9",
    "Tab\tand\u3000wide-1",
    "x" * 249 + "-Aa1 落🌸",
]


@pytest.mark.parametrize("password", EXACT, ids=range(len(EXACT)))
def test_a_password_is_compared_as_it_came(browser: Browser, state: State, password: str) -> None:
    with state.sessions.begin() as session:
        accounts.set_password(session, "lin", password, now=0)
        session.get_one(User, "lin").password_changed_at = None
    others = {password.strip(), password.swapcase(), password[:-1], password + " ", password[:64]} - {
        password
    }
    others.add(password.replace("e\u0301", "\u00e9") if "e\u0301" in password else password + "\u0301")

    for other in sorted(others):
        with state.readers() as session:
            assert accounts.authenticate(session, "lin", other) is None
    assert browser.login("lin", password).status_code == 302


def test_a_longer_password_is_refused_not_cut(browser: Browser, state: State) -> None:
    longest = ("Sechsundfünfzig-" * 16)[: passwords.LONGEST]
    with state.sessions.begin() as session:
        accounts.set_password(session, "lin", longest, now=0)

    assert (passwords.LONGEST, len(longest)) == (256, 256)
    assert browser.login("lin", longest + "x").status_code == 422
    with pytest.raises(InvalidArgument, match="密码不符合要求"):
        passwords.check_strength(longest + "x", RULES)


@pytest.fixture
def breached(tmp_path: Path) -> Path:
    """A list as it is published, of 500 passwords."""
    words = [f"Correct-battery-{number}" for number in range(500)]
    hashes = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in words)
    file = tmp_path / "breached.txt"
    file.write_bytes(b"".join(f"{each}:{place + 1}\r\n".encode() for place, each in enumerate(hashes)))
    return file


def test_a_breached_password_is_refused(breached: Path) -> None:
    rules = Accounts.from_environment({"JIEDU_BREACHED_PASSWORDS_FILE": str(breached)}, demo=False)
    for number in range(500):
        with pytest.raises(InvalidArgument) as caught:
            passwords.check_strength(f"Correct-battery-{number}", rules)
        assert caught.value.errors["password"] == ["这个密码在已泄露的名单里，别人会先试它"]
    for number in range(500, 700):
        passwords.check_strength(f"Correct-battery-{number}", rules)


def test_a_list_that_is_none_is_refused(breached: Path, tmp_path: Path) -> None:
    for content, text in ((b"password\n", "应为按散列排序的泄露密码名单"), (None, "应为可读的文件")):
        file = tmp_path / "other.txt"
        file.unlink(missing_ok=True)
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(ConfigError, match=text):
            Accounts.from_environment({"JIEDU_BREACHED_PASSWORDS_FILE": str(file)}, demo=False)

    rules = Accounts(breached_passwords=breached)
    breached.unlink()
    with pytest.raises(InvalidState, match="密码没有更改"):
        passwords.check_strength("Correct-battery-1", rules)
