"""What applications of the tests share: without it each of some thousand would make it again.

It depends on the source alone, never on settings: compiled templates, and compiled routes, which are half of
what it costs to make an application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


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


Flask.jinja_options = {"bytecode_cache": Templates()}
Flask.url_rule_class = Route
