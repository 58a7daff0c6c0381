"""Personal data outside of records: what stands in their place, where they are found, how they are masked.

A value that is declared personal enters no record and no state.  A *reference* ``{"$personal": digest}``
stands for it; ``digest`` is ``algorithm:hex`` over a random salt and the value as canonical JSON.  Who has
neither the value nor the salt learns nothing from it; who has both proves that it is the value recorded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """张* for a name, 138****5678 for a number, z***@host for an address: enough to tell two apart."""
    if not isinstance(value, str):
        return Veiled("***")
    if isinstance(value, Veiled):
        return value
    text = value.strip()
    if "@" in text:
        name, _, host = text.partition("@")
        return Veiled(f"{name[:1]}***@{host}")
    figures = sum(each.isdigit() for each in text)
    if len(text) > 7 and figures * 2 > len(text):
        return Veiled(f"{text[:3]}****{text[-4:]}")
    if figures * 2 > len(text) or len(text) < 2:
        return Veiled("****" if figures else "*")
    return Veiled(text[0] + "*" * min(len(text) - 1, 3))


def unmasked(data: Any, before: Any, values: Mapping[str, Any]) -> Any:
    """*data* with the clear value wherever it shows the mask of what stood there *before*.

    Who edits a form in which a datum is masked does not write the mask over it.  *values* are by digest.
    """

    def same(given: Any, key: str) -> Any:
        known = values.get(key)
        hidden = given in (masked(known), ERASED) and not isinstance(known, Veiled)
        return known if hidden else given

    return _compared(data, before, same)


def unchanged(data: Any, before: Any, values: Mapping[str, Any]) -> Any:
    """*data* with the reference of *before* wherever the value is still the same, or was erased."""

    def same(given: Any, key: str) -> Any:
        return reference(key) if given == values.get(key) else given

    return _compared(data, before, same)


def _compared(given: Any, before: Any, same: Callable[[Any, str], Any]) -> Any:
    if is_reference(before):
        return same(given, str(before[KEY]))
    if isinstance(given, Mapping) and isinstance(before, Mapping):
        return {name: _compared(inner, before.get(name), same) for name, inner in given.items()}
    if isinstance(given, list) and isinstance(before, list):
        rows = [*before, *[None] * (len(given) - len(before))]
        return [_compared(inner, old, same) for inner, old in zip(given, rows, strict=False)]
    return given
