"""Every regular expression of the source, how it is used, and texts made to keep it busy."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
#: Ways to use a pattern; ``split`` and ``findall`` look for it as ``finditer`` does.
WAYS = {"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"}
_ANYWHERE = {"findall", "split", "subn", "sub"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_CATEGORIES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "a",
    "CATEGORY_NOT_SPACE": "a",
    "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_WORD": " ",
}


@dataclass(frozen=True)
class Use:
    """A pattern and how it is used: ``search``, ``match``, ``fullmatch`` or ``finditer``."""

    pattern: re.Pattern[str]
    way: str


def uses() -> dict[Use, str]:
    """Every use with its place.  A pattern that is handed on counts as one for ``fullmatch``."""
    found: dict[Use, str] = {}
    for path in _modules():
        text, module = path.read_text(encoding="utf8"), _module(path)
        if "import re\n" not in text and not any(map(_is_text, vars(module).values())):
            continue
        tree = ast.parse(text)
        own = {name for node in tree.body for name in _assigned(node)}
        direct = {use: node.lineno for use, node in _calls(tree, module)}
        handed = {value for name, value in vars(module).items() if name in own and _is_text(value)}
        handed -= {use.pattern for use in direct}
        for use in (*direct, *(Use(pattern, "fullmatch") for pattern in handed)):
            found.setdefault(use, f"{path.relative_to(ROOT).as_posix()}:{direct.get(use, '')}")
    return found


def texts(pattern: re.Pattern[str]) -> set[tuple[str, str, str]]:
    """Beginning, what is repeated, and an end at which the match fails; for each repetition inside."""
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    found = {("", _sample(parsed), "!")}
    for before, unit in _repetitions(parsed, ""):
        found |= {(before, unit, "\n!"), (before, unit, ""), ("", unit, " "), ("", before + unit, "\n!")}
    return {each for each in found if each[1]}


def _modules() -> Iterator[Path]:
    for package in ("processes", "service"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "ui"} & set(path.parts) and path.name != "__main__.py":
                yield path


def _module(path: Path) -> ModuleType:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return importlib.import_module(name.removesuffix(".__init__"))


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id


def _is_text(value: object) -> bool:
    return isinstance(value, re.Pattern) and isinstance(value.pattern, str)


def _calls(tree: ast.Module, module: ModuleType) -> Iterator[tuple[Use, ast.Call]]:
    for node in ast.walk(tree):
        call = node.func if isinstance(node, ast.Call) else None
        if (
            not isinstance(call, ast.Attribute)
            or call.attr not in WAYS
            or not isinstance(call.value, ast.Name)
        ):
            continue
        assert isinstance(node, ast.Call)
        given = node.args[0] if node.args else None
        if call.value.id == "re" and isinstance(given, ast.Constant):
            yield _use(re.compile(given.value), call.attr), node
        elif _is_text(named := vars(module).get(call.value.id)):
            yield _use(named, call.attr), node


def _use(pattern: re.Pattern[str], way: str) -> Use:
    return Use(pattern, "finditer" if way in _ANYWHERE else way)


def _repetitions(items: Iterable[tuple[Any, Any]], before: str) -> Iterator[tuple[str, str]]:
    """What comes before a repetition, and one round of it."""
    for name, given in items:
        kind = str(name)
        if kind in _REPEATS:
            yield before, _sample(given[2]) or "a"
            yield from _repetitions(given[2], before)
        for inner in _inside(kind, given):
            yield from _repetitions(inner, before)
        before += _sample([(name, given)])


def _inside(kind: str, given: Any) -> list[Any]:
    if kind == "BRANCH":
        return list(given[1])
    if kind in ("ASSERT", "ASSERT_NOT"):
        return [given[1]]
    return [given[3]] if kind == "SUBPATTERN" else []


def _sample(items: Iterable[tuple[Any, Any]]) -> str:
    """A text that the items match; what may be left out stands there once."""
    return "".join(_one(str(name), given) for name, given in items)


def _one(kind: str, given: Any) -> str:
    if kind == "LITERAL":
        return chr(given)
    if kind == "IN":
        return next((each for each in _candidates(given) if _matches(given, each)), "~")
    if kind in _REPEATS:
        return _sample(given[2]) * max(1, given[0])
    if kind == "BRANCH":
        return _sample(given[1][0])
    if kind in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _sample(given[3] if kind == "SUBPATTERN" else given)
    return {"ANY": "a", "NOT_LITERAL": "b" if given == ord("a") else "a"}.get(kind, "")


def _candidates(given: list[tuple[Any, Any]]) -> str:
    first = ""
    for name, value in given:
        kind = str(name)
        first += {"LITERAL": lambda v: chr(v), "RANGE": lambda v: chr(v[0])}.get(kind, lambda _: "")(value)
        first += _CATEGORIES.get(str(value), "")
    return first + "a1 一<>x_-.()"


def _matches(given: list[tuple[Any, Any]], letter: str) -> bool:
    return re.fullmatch(_written(given), letter) is not None


def _written(given: list[tuple[Any, Any]]) -> str:
    short = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}
    text = ""
    for name, value in given:
        kind = str(name)
        if kind == "NEGATE":
            text = "^" + text
        elif kind == "LITERAL":
            text += re.escape(chr(value))
        elif kind == "RANGE":
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            letter = short[str(value).rsplit("_", 1)[1]]
            text += "\\" + (letter.upper() if "_NOT_" in str(value) else letter)
    return f"[{text}]"
