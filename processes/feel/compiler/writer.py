"""Writing Python code that no text of a designer can get into (ADR 21).

The code is made of the words below, of identifiers of one letter and a number, of whole numbers and of
punctuation.  It has no quotes, so there is no text in it; names, literals and types of the expression are
values of such identifiers.  ``finish`` looks at every word again before Python gets to see the code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import CodeType
from typing import Any

from processes.feel.functions import FunctionValue
from processes.feel.run import Frame
from processes.feel.runtime import judging, looping, operating, reading, telling
from processes.feel.values import NATIVE, convert

#: Types whose values are equal exactly when Python says so, given both have the same type.
_SCALARS = frozenset({str, int, Decimal, bool})
#: Whole numbers smaller than this, computed as ``int``, are what decimal arithmetic would give.
_EXACT = 10**34

#: What compiled code may name, besides what it is given with its constants.
RUNTIME: dict[str, Any] = {
    **{kind.__name__: kind for kind in (bool, dict, int, list, str, type, Decimal, Frame, FunctionValue)},
    "len": len,
    "ABSENT": object(),
    "NOTHING": {},
    "NATIVE": NATIVE,
    "SCALARS": _SCALARS,
    "CEILING": _EXACT,
    "FLOOR": -_EXACT,
    "convert": convert,
    **{
        name: getattr(module, name)
        for module, names in (
            (looping, ("turns", "counted", "portions", "snapshot")),
            (operating, ("plus", "minus", "times", "over", "power", "negative")),
            (operating, ("less", "at_most", "greater", "at_least", "same", "other", "within", "instance")),
            (operating, ("below", "up_to", "above", "from_up", "exactly", "anything_but", "spanned")),
            (operating, ("element", "pick", "unpicked")),
            (reading, ("outer", "callee", "call", "call_named", "field_frame", "property_of")),
            (telling, ("undecided",)),
            (judging, ("equals", "accepts", "verdict", "member", "satisfied", "number_key")),
        )
        for name in names
    },
}
_WORDS = frozenset(
    {
        *("def", "return", "if", "elif", "else", "for", "in", "is", "not", "and", "or", "break"),
        *("True", "False", "None", "frame", "run", "scope", "variables", "parent", "site"),
        *("append", "invoke", "spend", "allocate", "define", "evaluate", "first", "get"),
        *RUNTIME,
    }
)
# What a function begins with if it needs it.
_STARTS = (("run", " run = frame.run\n"), ("scope", " scope = frame.variables\n"))
_CODE = re.compile(r"[\w()\[\]{}:,.=<>!+\-* \n]*", re.ASCII)
_WORD = re.compile(r"\w+")
_OWN = re.compile(r"[a-z]\d+|\d+")


class UnsafeCode(Exception):
    """The generator wrote something it must not write: a fault of this package, never of an expression."""


class Writer:
    """Collects the lines of one function."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.indent = 1
        self._lines: list[str] = []
        self._names: dict[int, str] = {}
        self._count = 0

    def put(self, line: str) -> None:
        """One line at the current depth."""
        self._lines.append(" " * self.indent + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A line that ends with a colon, and what is written under it."""
        self.put(head)
        self.indent += 1
        yield
        self.indent -= 1

    def fresh(self, letter: str = "v") -> str:
        """An identifier that is used nowhere else."""
        self._count += 1
        return f"{letter}{self._count}"

    def assign(self, code: str) -> str:
        """A fresh identifier for the value of some code."""
        name = self.fresh()
        self.put(f"{name} = {code}")
        return name

    def constant(self, value: Any) -> str:
        """The identifier of a value; the same one for the same object."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = self.fresh("c")
            self.constants[name] = value
        return name

    def finish(self, parameters: str) -> Callable[..., Any]:
        """The function, from its parameters and the lines written."""
        body = "\n".join(self._lines) + "\n"
        start = "".join(line for word, line in _STARTS if word in body)
        source = f"def evaluate({parameters}):\n{start}{body}"
        names = check(source)
        space = {name: RUNTIME[name] for name in names if name in RUNTIME}
        space.update(self.constants, __builtins__={})
        exec(_translate(source), space)  # noqa: S102 - checked above: no text of a designer is in it
        function: Callable[..., Any] = space["evaluate"]
        return function


def check(source: str) -> frozenset[str]:
    """The words of the code; raises ``UnsafeCode`` when there is anything in it that is not ours."""
    words = frozenset(_WORD.findall(source))
    foreign = [word for word in words - _WORDS if not _OWN.fullmatch(word)]
    if foreign or not _CODE.fullmatch(source):
        raise UnsafeCode(f"not generated here: {foreign}")
    return words


def _translate(source: str) -> CodeType:
    return compile(source, "<feel>", "exec", dont_inherit=True, optimize=2)
