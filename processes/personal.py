"""Personal data outside of records: what stands in their place, where they are found, how they are masked.

A value that is declared personal enters no record and no state.  A *reference* ``{"$personal": digest}``
stands for it; ``digest`` is ``algorithm:hex`` over a random salt and the value as canonical JSON.  Who has
neither the value nor the salt learns nothing from it; who has both proves that it is the value recorded.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

#: The only key of a reference; no FEEL name and no key of a form begins with this sign.
KEY = "$personal"
#: What a page shows in place of a value that was erased.
ERASED = "已删除"
#: Names of variables and their members, from the outermost in: ``("inquiry", "contact")``.
Path = tuple[str, ...]
Paths = frozenset[Path]
NO_PATHS: Paths = frozenset()
_EMPTY: tuple[Any, ...] = (None, "", [], {})
#: An address of mail and nothing besides; only its host is shown.
_ADDRESS = re.compile(r"[^@\s]+@(?P<host>(?:[a-z\d-]+\.)+[a-z][a-z\d-]+)", re.ASCII | re.IGNORECASE)
#: From so many characters on the ends of a number are shown.
_LONG = 11
#: A row that was edited and moved is looked for among so many that are left above and below its place.
_REACH = 50


#: Clear values that the running request or job holds, the latest last; whoever logs takes them out.
_IN_HAND: ContextVar[tuple[str, ...]] = ContextVar("personal_data_in_hand", default=())
_AT_MOST = 200


class Veiled(str):
    """Text that stands for personal data: masked, or the word that they are erased."""

    __slots__ = ()


def in_hand() -> tuple[str, ...]:
    """The clear texts that the running request or job holds, long ones first."""
    return tuple(sorted(_IN_HAND.get(), key=len, reverse=True))


def take_in_hand(value: Any) -> None:
    """Let the logs know of a clear value; texts of one character would blot out too much."""
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            take_in_hand(inner)
    elif isinstance(value, str) and not isinstance(value, Veiled) and len(value.strip()) > 1:
        held = _IN_HAND.get()
        if value.strip() not in held:
            _IN_HAND.set((*held, value.strip())[-_AT_MOST:])


def in_sight(_: Path, value: Any) -> dict[str, Any]:
    """For ``replaced``, where the values only have to be known to the logs."""
    take_in_hand(value)
    return {}


def let_go() -> None:
    """Forget them: another request begins."""
    _IN_HAND.set(())


def paths(texts: Iterable[str]) -> Paths:
    """``inquiry.contact`` as a path."""
    return frozenset(tuple(text.split(".")) for text in texts if text)


def digest(algorithm: str, salt: bytes, value: Any) -> str:
    """The salted digest of *value*; *algorithm* is sm3 or sha256."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{algorithm}:{hashlib.new(algorithm, salt + text.encode('utf8', 'surrogatepass')).hexdigest()}"


def reference(key: str) -> dict[str, Any]:
    """What stands for the datum with the digest *key*."""
    return {KEY: key}


def is_reference(value: Any) -> bool:
    """Whether *value* stands for a personal datum."""
    return isinstance(value, Mapping) and KEY in value


def keys(value: Any) -> list[str]:
    """The digests of all references in plain data, each once, in their order."""
    return list(dict.fromkeys(key for _, key in places(value)))


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Path (without numbers of rows) and digest of every reference in plain data."""
    if isinstance(value, Mapping):
        if KEY in value:
            yield path, str(value[KEY])
            return
        for name, inner in value.items():
            yield from places(inner, (*path, str(name)))
    elif isinstance(value, list):
        for inner in value:
            yield from places(inner, path)


def replaced(value: Any, declared: Paths, keep: Callable[[Path, Any], Mapping[str, Any]]) -> Any:
    """*value* with what stands at the *declared* paths exchanged for the reference that *keep* gives.

    Lists on the way count for each of their rows.  What is empty stays, and so does a reference; what needs
    no change is not copied.
    """
    return _replaced(value, (), declared, keep) if declared else value


def _replaced(value: Any, path: Path, declared: Paths, keep: Callable[[Path, Any], Mapping[str, Any]]) -> Any:
    if value in _EMPTY or is_reference(value):
        return value
    if path in declared:
        return dict(keep(path, value))
    if not any(each[: len(path)] == path for each in declared):
        return value
    if isinstance(value, Mapping):
        return {name: _replaced(inner, (*path, name), declared, keep) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, path, declared, keep) for inner in value]
    return value


def resolved(value: Any, show: Callable[[Path, str], Any], path: Path = ()) -> Any:
    """*value* with what *show* gives for path and digest in place of every reference."""
    if isinstance(value, Mapping):
        if KEY in value:
            return show(path, str(value[KEY]))
        return {name: resolved(inner, show, (*path, str(name))) for name, inner in value.items()}
    if isinstance(value, list):
        return [resolved(inner, show, path) for inner in value]
    return value


def masked(value: Any) -> Veiled:
    """张* for a name, 138****5678 for a number, z***@host for an address: enough to tell two apart.

    Of a number four figures or more stay hidden: one of less than eleven shows none.
    """
    if isinstance(value, Veiled):
        return value
    if not isinstance(value, str):
        return Veiled("***")
    text = value.strip()
    address = _ADDRESS.fullmatch(text)
    if address:
        return Veiled(f"{text[0]}***@{address['host']}")
    if sum(each.isdigit() for each in text) * 2 > len(text):
        return Veiled(f"{text[:3]}****{text[-4:]}" if len(text) >= _LONG else "****")
    return Veiled(text[0] + "*" * min(len(text) - 1, 3) if len(text) > 1 else "*")


def unmasked(data: Any, before: Any, values: Mapping[str, Any]) -> Any:
    """*data* with the clear value wherever it shows the mask of what stood there *before*.

    Who edits a form in which a datum is masked does not write the mask over it, nor does who takes out rows
    above it.  *values* are by digest, one for each reference in *before*.
    """
    return _compared(data, [before], {key: masked(value) for key, value in values.items()}, values)


def unchanged(data: Any, before: Any, values: Mapping[str, Any]) -> Any:
    """*data* with the reference of *before* wherever the value is still the same, or was erased."""
    return _compared(data, [before], values, {key: reference(key) for key in values})


def _compared(given: Any, before: list[Any], looks: Mapping[str, Any], becomes: Mapping[str, Any]) -> Any:
    """*given* with what a datum *becomes* wherever it still *looks* so; both are by digest.

    *before*: what may have stood there, the likeliest first.
    """
    if next(places(before), None) is None:
        return given
    known = [str(each[KEY]) for each in before if is_reference(each)]
    if known:
        same = [key for key in known if given in (looks[key], ERASED)]
        return becomes[same[0]] if same else given
    if isinstance(given, Mapping):
        around = [each for each in before if isinstance(each, Mapping)]
        return {
            name: _compared(inner, [each.get(name) for each in around], looks, becomes)
            for name, inner in given.items()
        }
    if isinstance(given, list):
        rows = [row for each in before if isinstance(each, list) for row in each]
        origins = _origins(given, resolved(rows, lambda _, key: looks[key]))
        return [
            _compared(row, [rows[place] for place in places], looks, becomes)
            for row, places in zip(given, origins, strict=True)
        ]
    return given


def _origins(given: Sequence[Any], before: Sequence[Any]) -> list[list[int]]:
    """For each row the places where it may have stood *before*: rows go, come and move.

    A row that looks as it did is that one; any other may be each that is left near by, first the one in its
    place.
    """
    standing: dict[str, list[int]] = {}
    for place in reversed(range(len(before))):
        standing.setdefault(_spelt(before[place]), []).append(place)
    found = [same.pop() if (same := standing.get(_spelt(row))) else None for row in given]
    left = sorted(place for same in standing.values() for place in same)
    return [_near(left, number) if place is None else [place] for number, place in enumerate(found)]


def _spelt(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)


def _near(left: Sequence[int], number: int) -> list[int]:
    """Not all: in a long list of which every row was edited that would take its length squared."""
    middle = bisect_left(left, number)
    return sorted(left[max(0, middle - _REACH) : middle + _REACH], key=number.__ne__)
