"""A form: a form-js document that checks and cleans what people submit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from typing import Any, ClassVar, Self

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from processes.errors import InvalidArgument, Problem
from processes.feel import Environment, Expression, LimitExceeded, UnaryTests
from processes.forms import words
from processes.forms.checks import check, duplicate_rows
from processes.forms.fields import field_for
from processes.forms.model import Component, Test, walk
from processes.forms.reader import read_form
from processes.forms.sheet import Instance, Path, Sheet
from processes.forms.size import measure
from processes.personal import Paths

_SCHEMA_ERROR = "_schema"


class Form:
    """One form document.

    ``id``, ``name`` and ``components`` as the document has them; ``variables`` are the process variables its
    fields belong to, ``references`` all names its expressions read, ``personal`` the paths of its personal
    data.  ``warnings`` are what a designer should know and what does not prevent the deployment.
    """

    def __init__(
        self,
        identifier: str,
        name: str,
        components: tuple[Component, ...],
        warnings: tuple[Problem, ...] = (),
    ) -> None:
        self.warnings = warnings
        self.id = identifier
        self.name = name
        self.components = components
        self.variables = frozenset(_top_names(components))
        self.references = frozenset(_references(components))
        self.personal: Paths = frozenset(_personal(components, ()))
        self._schema = _form_schema(self)

    @classmethod
    def load(cls, document: bytes | str | Mapping[str, Any]) -> Form:
        """Read a form-js document; raises :class:`InvalidDefinition` with every problem found."""
        return cls(*read_form(document))

    def schema(self) -> type[FormSchema]:
        """The marshmallow schema class; its instances take ``scope`` and ``environment``."""
        return self._schema

    def clean(
        self,
        data: Mapping[str, Any],
        scope: Mapping[str, Any] | None = None,
        environment: Environment | None = None,
    ) -> dict[str, Any]:
        """The data that may be stored: typed, complete, without hidden fields, with computed ones.

        *scope* are the process variables the task sees.  Raises :class:`InvalidArgument` whose ``errors`` map
        paths such as ``plan.channels[0].name`` to Chinese messages.
        """
        measure(data)
        try:
            cleaned: dict[str, Any] = self._empty.around(scope, environment).load(data)
        except ValidationError as error:
            errors = dict(_flat(error.messages, ()))
            raise InvalidArgument(words.SUMMARY.format(count=len(errors)), errors) from None
        return cleaned

    @cached_property
    def _empty(self) -> FormSchema:
        """The schema with its fields bound: that takes as long as checking a small form."""
        return self._schema()

    def prefill(self, scope: Mapping[str, Any]) -> dict[str, Any]:
        """The variables that the form view needs, and no others: its own and those its expressions read."""
        return {name: scope[name] for name in sorted(self.variables | self.references) if name in scope}


class FormSchema(Schema):
    """Base of the schemas of forms: the fields check types, the hooks apply the rules of the document."""

    form: ClassVar[Form]

    class Meta:
        """Not in marshmallow's global registry: forms come and go with deployments."""

        register = False

    error_messages: dict[str, str] = {"unknown": words.UNKNOWN, "type": words.NOT_OBJECT}  # noqa: RUF012

    def __init__(
        self,
        *,
        scope: Mapping[str, Any] | None = None,
        environment: Environment | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._see(scope, environment)

    def around(self, scope: Mapping[str, Any] | None, environment: Environment | None) -> Self:
        """The same for one submission; the fields, which hold nothing of it, are shared."""
        found = copy(self)
        found._see(scope, environment)
        return found

    def _see(self, scope: Mapping[str, Any] | None, environment: Environment | None) -> None:
        self._scope: Mapping[str, Any] = scope if scope is not None else {}
        self._environment = environment if environment is not None else Environment()

    def _sheet(self, data: Mapping[str, Any], original: Mapping[str, Any]) -> Sheet:
        return Sheet(self.form.components, data, original, self._scope, self._environment)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _check_rules(self, data: Any, original_data: Any, **_: Any) -> None:
        if not isinstance(original_data, Mapping):
            return
        errors: dict[Any, Any] = {}
        try:
            sheet = self._checked = self._sheet(data, original_data)
            for instance in sheet.instances:
                for path, messages in _faults(instance, sheet):
                    _put(errors, path, messages)
        except (LimitExceeded, TimeoutError, RecursionError):
            raise ValidationError(words.TOO_SLOW) from None
        if errors:
            raise ValidationError(errors)

    @post_load(pass_original=True)
    def _finish(self, data: Any, original_data: Any, **_: Any) -> dict[str, Any]:
        cleaned: dict[str, Any] = {}
        for instance in self._checked.instances:
            if not instance.hidden:
                _store(cleaned, instance)
        return cleaned


def _faults(instance: Instance, sheet: Sheet) -> Iterator[tuple[Path, list[str]]]:
    component = instance.component
    if instance.hidden or component.disabled or instance.failed or component.expression is not None:
        return
    sheet.seconds_left()
    messages = check(instance, sheet)
    if messages:
        yield instance.path, messages
    if component.type == "dynamiclist":
        text = instance.component.messages.get("uniqueBy") or words.UNIQUE
        for index, first in duplicate_rows(instance):
            # Not str.format: the text may be the document's own.
            yield (*instance.path, index), [text.replace("{row}", str(first))]


def _store(cleaned: dict[str, Any], instance: Instance) -> None:
    node: Any = cleaned
    path = instance.path
    if instance.component.type == "group":
        for segment in path:
            node = node[segment] if isinstance(segment, int) else node.setdefault(segment, {})
        return
    for segment in path[:-1]:
        node = node[segment] if isinstance(segment, int) else node.setdefault(segment, {})
    repeated = instance.component.type == "dynamiclist"
    node[path[-1]] = [{} for _ in instance.value] if repeated else instance.value


def _put(errors: dict[Any, Any], path: Path, messages: list[str]) -> None:
    node = errors
    for segment in path:
        node = node.setdefault(segment, {})
    node.setdefault(_SCHEMA_ERROR, []).extend(messages)


def _flat(messages: Any, path: Path) -> Iterator[tuple[str, list[str]]]:
    if isinstance(messages, Mapping):
        merged: dict[str, list[str]] = {}
        for key, below in messages.items():
            inner = path if key == _SCHEMA_ERROR else (*path, key)
            for name, texts in _flat(below, inner):
                merged.setdefault(name, []).extend(texts)
        yield from merged.items()
    else:
        yield path_text(path), [str(text) for text in messages]


def path_text(path: Path) -> str:
    """``("plan", "channels", 0, "name")`` as ``plan.channels[0].name``."""
    text = ""
    for segment in path:
        text += f"[{segment}]" if isinstance(segment, int) else f".{segment}" if text else str(segment)
    return text


def _form_schema(form: Form) -> type[FormSchema]:
    name = f"Form_{form.id}"
    schema: type[FormSchema] = type(name, (FormSchema,), _fields(form.components, name))
    # Set afterwards: a field of the form may have this key too.
    schema.form = form
    return schema


class _Part(Schema):
    """Base of the schemas of groups and rows."""

    class Meta:
        """As above."""

        register = False

    error_messages: dict[str, str] = FormSchema.error_messages


def _fields(components: Iterable[Component], name: str) -> dict[str, fields.Field[Any]]:
    tree: dict[str, Any] = {}
    _grow(components, tree, (), name)
    return _nested(tree, name)


def _grow(components: Iterable[Component], tree: dict[str, Any], base: tuple[str, ...], name: str) -> None:
    for component in components:
        path = (*base, *component.path)
        if component.type == "group":
            _branch(tree, path)
            _grow(component.components, tree, path, name)
        elif component.type == "dynamiclist":
            row = type(f"{name}_{component.id}", (_Part,), _fields(component.components, component.id))
            _branch(tree, path[:-1])[path[-1]] = fields.Nested(
                row, many=True, allow_none=True, error_messages={"type": words.NOT_LIST}
            )
        elif component.keyed:
            _branch(tree, path[:-1])[path[-1]] = field_for(component)


def _branch(tree: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for segment in path:
        tree = tree.setdefault(segment, {})
    return tree


def _nested(tree: dict[str, Any], name: str) -> dict[str, fields.Field[Any]]:
    found: dict[str, fields.Field[Any]] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            part = type(f"{name}_{key}", (_Part,), _nested(value, f"{name}_{key}"))
            value = fields.Nested(part, allow_none=True, error_messages={"type": words.NOT_OBJECT})
        found[key] = value
    return found


def _top_names(components: Iterable[Component]) -> Iterator[str]:
    for component in components:
        if component.path:
            yield component.path[0]
        else:
            yield from _top_names(component.components)


def _personal(components: tuple[Component, ...], base: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for component in components:
        path = (*base, *component.path)
        if component.personal:
            yield path
        yield from _personal(component.components, path)


def _references(components: tuple[Component, ...]) -> Iterator[str]:
    for component in walk(components):
        tests = (component.hide, component.readonly, component.rules.get("assert"))
        found: list[Any] = [component.expression, *component.rules.values(), *component.shown]
        found += [test.compiled for test in tests if isinstance(test, Test)]
        if component.options is not None:
            found.append(component.options.expression)
            if component.options.key:
                yield component.options.key
        for compiled in found:
            if isinstance(compiled, (Expression, UnaryTests)):
                yield from compiled.names
