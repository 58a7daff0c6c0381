"""The cells of the matrix: who asks for what, and what has to come of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.service.rights.office import NOBODY, PEOPLE
from tests.service.rights.world import JOURNAL, World

MATRIX = Path(__file__).with_name("matrix.yaml")
EVERYBODY = (NOBODY, *PEOPLE)
#: Who asks for what is open to everybody: a stranger, staff, and accounts without a right.
ANY = (NOBODY, "承办人", "离岗人员", "兼审计和承办")
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Row:
    """One request, and who may make it."""

    endpoint: str
    method: str
    path: str
    case: str
    allowed: frozenset[str]
    only: tuple[str, ...]
    status: int
    writes: bool | frozenset[str]
    shows: Mapping[str, frozenset[str]] = field(hash=False)
    body: Mapping[str, Any] = field(hash=False)
    login: int | None = None

    @property
    def name(self) -> str:
        """``tasks.claim POST（外单位的起草）``."""
        return f"{self.endpoint} {self.method}" + (f"（{self.case}）" if self.case else "")

    @property
    def is_api(self) -> bool:
        """Whether programs ask: they get a status where people get the login page."""
        return self.path.startswith(("/api/", "/public/api/"))


@cache
def rows() -> tuple[Row, ...]:
    """The matrix as it is written beside this module."""
    told = yaml.safe_load(MATRIX.read_text(encoding="utf8"))
    return tuple(_row(each, told["sets"]) for each in told["rows"])


def _row(told: Mapping[str, Any], sets: Mapping[str, list[str]]) -> Row:
    endpoint, _, method = str(told["route"]).partition(" ")
    unknown = set(told) - _KEYS
    assert not unknown, f"{endpoint}: {unknown}"
    body = {name: told[key] for key, name in _SENT.items() if key in told}
    reading, writes = method == "GET", told.get("writes")
    usual = 200 if reading or told["path"].startswith("/api/") else 302
    allowed = frozenset(people(told["allowed"], sets))
    asking = tuple(people(told["only"], sets)) if "only" in told else EVERYBODY
    if allowed >= set(EVERYBODY):
        asking = ANY
    return Row(
        endpoint=endpoint,
        method=method,
        path=str(told["path"]),
        case=str(told.get("case", "")),
        allowed=allowed,
        only=tuple(sorted(asking, key=allowed.__contains__)),
        status=int(told.get("status", usual)),
        writes=frozenset(writes) if isinstance(writes, list) else not reading if writes is None else writes,
        shows={text: frozenset(people(who, sets)) for text, who in (told.get("shows") or {}).items()},
        body=body,
        login=told.get("login"),
    )


#: Keys of a row that are handed on with the request, by what the client calls them.
_SENT = {"form": "data", "json": "json", "headers": "headers"}
_KEYS = {
    "route",
    "path",
    "case",
    "allowed",
    "only",
    "status",
    "writes",
    "shows",
    *_SENT,
    "login",
}


def people(names: Iterable[str], sets: Mapping[str, list[str]]) -> Iterator[str]:
    """The people that names of people and of sets stand for.  Raises KeyError for a name that is neither."""
    for name in names:
        if name in EVERYBODY:
            yield name
        else:
            yield from people(sets[name], sets)


def check(world: World, row: Row, who: str) -> str | None:
    """Make the request; None when status, text and written tables are as the row says, else what is wrong."""
    options = {name: filled(value, world.given) for name, value in row.body.items()}
    if isinstance(row.writes, frozenset) and who in row.allowed:
        world.fresh()
    answer = world.ask(who, row.method, filled(row.path, world.given), **options)
    written = world.written()
    text = _text(answer) if row.shows else ""
    wrong = [] if who in row.allowed else _refused(row, who, answer, written)
    if who in row.allowed:
        wrong += _given(row, answer.status_code, written)
        for mark, readers in row.shows.items():
            if (str(filled(mark, world.given)) in text) != (who in readers):
                wrong.append(f"“{mark}”{'不应' if who not in readers else '应'}看到")
    return f"{row.name} {who}：{'；'.join(wrong)}" if wrong else None


def first_wrong(office: World, cells: list[tuple[Row, str]]) -> str | None:
    """What is wrong with the first of the cells that is not as the matrix says."""
    for row, who in cells:
        try:
            wrong = check(office, row, who)
        except Exception as error:
            office.written()
            return f"{row.name} {who}：{error!r}"
        if wrong is not None:
            return wrong
    return None


def _text(answer: Any) -> str:
    if answer.is_json:
        return json.dumps(answer.get_json(), ensure_ascii=False)
    return str(answer.get_data(as_text=True))


def _given(row: Row, status: int, written: set[str]) -> list[str]:
    wrong = [] if status == row.status else [f"应为 {row.status}，得到 {status}"]
    extra = written - {JOURNAL}
    if isinstance(row.writes, frozenset):
        if not row.writes <= written or extra - row.writes:
            wrong.append(f"应写入 {sorted(row.writes)}，写入了 {sorted(written)}")
    elif bool(extra) != row.writes:
        wrong.append(f"{'应' if row.writes else '不应'}写入，写入了 {sorted(extra)}")
    return wrong


def _refused(row: Row, who: str, answer: Any, written: set[str]) -> list[str]:
    expected = 403 if who != NOBODY else (row.login or (401 if row.is_api else 302))
    wrong = [] if answer.status_code == expected else [f"应拒绝（{expected}），得到 {answer.status_code}"]
    if expected == 302 and not str(answer.location).startswith("/login?next="):
        wrong.append(f"应转到登录页，转到了 {answer.location}")
    if written - {JOURNAL}:
        wrong.append(f"被拒绝却写入了 {sorted(written)}")
    return wrong


def filled(value: Any, given: Mapping[str, str]) -> Any:
    """*value* with ``{name}`` exchanged for what the world gives; ``#{name}`` becomes a number."""
    if isinstance(value, Mapping):
        return {filled(key, given): filled(inner, given) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, given) for inner in value]
    if not isinstance(value, str):
        return value
    text = _NAMED.sub(lambda found: given.get(found[1], found[0]), value)
    return json.loads(text[1:]) if text.startswith("#") else text
