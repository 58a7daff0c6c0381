"""What tests make once and share because it depends on the source alone: making it takes half their time.

Compiled templates, routes and statements are shared by all applications and engines of a test run.  Compiled
programs are shared in a package whose conftest imports ``programs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from processes import engine
from processes.engine import Program, Resources
from processes.engine.program import content_hash

Builder = Callable[..., tuple[str, str]]
STATEMENTS: LRUCache[Any, Any] = LRUCache(5000)


class Templates(BytecodeCache):
    """Templates that one application has compiled."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


class Route(Rule):
    """A rule whose function that writes addresses is compiled once for all rules that are spelt like it."""

    written: ClassVar[dict[tuple[Any, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        key = (self.rule, *self._trace, repr(self.defaults), append_unknown)
        if key not in self.written:
            self.written[key] = super()._compile_builder(append_unknown)
        return self.written[key]


def _of_one_kind(one: DefaultDialect, other: object) -> bool:
    return isinstance(other, DefaultDialect) and one.name == other.name


Flask.jinja_options = {"bytecode_cache": Templates()}
Flask.url_rule_class = Route
# Statements are remembered by engine and by its dialect; every test has an engine of its own.
Engine._compiled_cache = property(lambda _: STATEMENTS, lambda *_: None)
DefaultDialect.__eq__ = _of_one_kind
DefaultDialect.__hash__ = lambda one: hash(one.name)


@pytest.fixture(autouse=True, scope="package")
def programs() -> Iterator[None]:
    """``engine.compile`` remembers in the package whose conftest imports this: programs are immutable, and
    hundreds of tests deploy the same diagrams.
    """
    known: dict[tuple[str, str], Program] = {}
    compile_anew = engine.compile

    def compile_once(resources: Resources) -> Program:
        key = (content_hash(resources), repr(resources.deployed))
        if key not in known:
            known[key] = compile_anew(resources)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "compile", compile_once)
        yield
