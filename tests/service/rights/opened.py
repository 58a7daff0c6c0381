"""Rows of the policy table that let in other people than they should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.policy.roles import Role
from service.policy.rules import ACCOUNT, ANYBODY
from service.policy.table import TABLE
from tests.service.rights.cells import Row, first_wrong, rows
from tests.service.rights.guards import Guard, guards_of, without
from tests.service.rights.office import NOBODY
from tests.service.rights.world import World


@dataclass(frozen=True)
class Opened:
    """A row of the policy table that lets in other people than it should."""

    endpoint: str
    method: str
    what: str
    roles: Role

    @property
    def name(self) -> str:
        """``tasks.show GET 登录的人都可以``."""
        return f"{self.endpoint} {self.method} {self.what}"

    @property
    def second(self) -> str:
        """What guards the row besides; empty when nothing does."""
        return "、".join(guard.name for guard in self._guards)

    @property
    def _guards(self) -> tuple[Guard, ...]:
        return () if not self.roles else guards_of(self.endpoint, ANYBODY in self.roles)

    def noticed(self, office: World, alone: bool) -> str | None:
        """The first cell that is not as the matrix says; unless *alone*, the second guards are gone, too."""
        rule = TABLE[self.endpoint, self.method]
        TABLE[self.endpoint, self.method] = replace(rule, roles=self.roles)  # type: ignore[index]
        try:
            with without(() if alone else self._guards):
                return first_wrong(office, self._cells())
        finally:
            TABLE[self.endpoint, self.method] = rule  # type: ignore[index]

    def _cells(self) -> list[tuple[Row, str]]:
        about = [row for row in rows() if (row.endpoint, row.method) == (self.endpoint, self.method)]
        cells = [(row, who) for row in about for who in row.only]
        if not self.roles:
            return [(row, who) for row, who in cells if who in row.allowed]
        strangers = ANYBODY in self.roles
        return [(row, who) for row, who in cells if who not in row.allowed and (who == NOBODY) == strangers]


def opened() -> Iterator[Opened]:
    """Every row that is not for everybody, opened to strangers, opened to all accounts, and shut to all."""
    for (endpoint, method), rule in TABLE.items():
        if ANYBODY in rule.roles:
            continue
        yield Opened(endpoint, method, "不登录也可以", ANYBODY | ACCOUNT)
        if rule.roles != ACCOUNT:
            yield Opened(endpoint, method, "登录的人都可以", ACCOUNT)
        yield Opened(endpoint, method, "谁也不可以", Role(0))
