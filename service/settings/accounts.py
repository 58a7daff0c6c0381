"""Local accounts: the rule for passwords, the lock after failed log-ins, who needs a second factor.

GB/T 22239-2019 8.1.4.1 asks for complexity, regular change, handling of failures and two factors; the numbers
are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.identity.breached_passwords import is_list
from service.settings.environment import ConfigError, Environ, number, words

#: Groups whose people must have a second factor, unless the installation says otherwise.
ADMINISTRATORS = frozenset({"sysadmin", "secadmin", "auditor"})
EVERYBODY, NOBODY = "all", "none"


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """Defaults are those of an installation, but for the second factor, which tests set up themselves."""

    password_length: int = 10
    #: Of lower case, upper case, digits and signs.
    password_classes: int = 3
    #: So many earlier passwords are refused.
    password_history: int = 5
    #: Days after which a password has to be changed; 0: never.
    password_days: int = 90
    #: Words of the installation that make a password as common as other words do: local names, systems.
    password_words: frozenset[str] = frozenset()
    #: A list of breached passwords (``service.identity.breached_passwords``).
    breached_passwords: Path | None = None
    #: Failed log-ins in a row that lock an account, and for how many minutes.
    lock_after: int = 5
    lock_minutes: int = 15
    #: Group codes; ``all`` for everybody.
    second_factor: frozenset[str] = frozenset()

    @classmethod
    def from_environment(cls, env: Environ, *, demo: bool) -> Accounts:
        """In a demonstration nobody needs a second factor and no password ages.  Raises ConfigError."""
        classes = number(env, "JIEDU_PASSWORD_CLASSES", cls.password_classes, least=1)
        if classes > 4:
            raise ConfigError(f"JIEDU_PASSWORD_CLASSES：应为 1 至 4，得到“{classes}”")
        return cls(
            password_length=number(env, "JIEDU_PASSWORD_LENGTH", cls.password_length, least=8),
            password_classes=classes,
            password_history=number(env, "JIEDU_PASSWORD_HISTORY", cls.password_history),
            password_days=number(env, "JIEDU_PASSWORD_DAYS", 0 if demo else cls.password_days),
            password_words=words(env, "JIEDU_PASSWORD_WORDS"),
            breached_passwords=_breached_passwords(env),
            lock_after=number(env, "JIEDU_LOCK_AFTER", cls.lock_after, least=1),
            lock_minutes=number(env, "JIEDU_LOCK_MINUTES", cls.lock_minutes, least=1),
            second_factor=_second_factor(env, demo=demo),
        )

    def needs_second_factor(self, groups: frozenset[str]) -> bool:
        """Whether somebody in these resolved groups may not work without one."""
        if EVERYBODY in self.second_factor:
            return True
        return any(group.partition("@")[0] in self.second_factor for group in groups)


def _breached_passwords(env: Environ) -> Path | None:
    name = "JIEDU_BREACHED_PASSWORDS_FILE"
    file = env.get(name, "").strip()
    if not file:
        return None
    try:
        if is_list(Path(file)):
            return Path(file)
    except OSError as error:
        raise ConfigError(f"{name}：应为可读的文件，得到“{file}”（{error.strerror}）") from error
    raise ConfigError(f"{name}：应为按散列排序的泄露密码名单（每行 SHA-1:次数），得到“{file}”")


def _second_factor(env: Environ, *, demo: bool) -> frozenset[str]:
    named = words(env, "JIEDU_SECOND_FACTOR")
    if not named:
        return frozenset() if demo else ADMINISTRATORS
    return named - {NOBODY}
