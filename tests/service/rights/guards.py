"""Rows of the policy table that are guarded a second time, and by what.

Opening such a row alone changes no answer: the rule of the object or the command refuses the same people.
Opening it and taking the second guard away as well turns a cell of the matrix red.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any
from unittest.mock import patch

from flask import Flask

from processes import rights
from processes.commands import user_tasks
from processes.store import rows
from service import auth
from service.identity import deputies
from service.policy import matters
from tests.service.rights.changes import Function, functions


@dataclass(frozen=True)
class Guard:
    """A function that refuses; without it stands ``body``, or else the function without its refusals."""

    module: ModuleType
    function: str
    body: str = ""

    @property
    def name(self) -> str:
        """``service.policy.matters.open_instance``."""
        return f"{self.module.__name__}.{self.function}"

    def changed(self, node: Function) -> None:
        """Take the guard out of the definition."""
        if self.body:
            node.body = ast.parse(self.body).body
        else:
            _Pardon().visit(node)


class _Pardon(ast.NodeTransformer):
    def visit_Raise(self, node: ast.Raise) -> ast.Pass:
        return ast.Pass()


ASKING = Guard(auth, "person")
MATTER = Guard(matters, "open_instance", "return queries.instance(session, instance_id)")
HISTORY = Guard(matters, "open_history", "return queries.instance(session, instance_id)")
WORK = Guard(rights, "may_work_on", "return Verdict()")
HOLDER = Guard(user_tasks, "unclaim_user_task")
URGE = Guard(rights, "may_urge", "return True")
OPERATE = Guard(rights, "may_intervene", "return None")
DEPUTY = Guard(deputies, "may_arrange", "return True")

INTERVENTIONS = (
    "instance-interventions.suspend",
    "instance-interventions.resume",
    "instance-interventions.cancel",
    "instance-interventions.modify",
    "instance-interventions.return_",
    "instance-interventions.set_variables",
    "instance-interventions.migrate",
    "instance-interventions.migrate_many",
)

#: The second guards by the rows that they look at, when everybody who has logged in is let in.
MEMBERS_TOO: dict[tuple[Guard, ...], tuple[str, ...]] = {
    (MATTER,): (
        "tasks.show",
        "instances.show",
        "papers.download",
        "user-tasks.show",
        "process-instances.show",
        "process-instances.papers_of",
        "process-instances.paper",
    ),
    (HISTORY,): ("replay.show", "replay.at_moment", "process-instances.records", "process-instances.view"),
    (WORK,): ("tasks.claim", "tasks.complete", "tasks.return_", "user-tasks.claim", "user-tasks.complete"),
    (WORK, HOLDER): ("tasks.unclaim", "user-tasks.unclaim"),
    (MATTER, URGE): ("tasks.urge", "user-tasks.urge"),
    (OPERATE,): (
        "operations.resolve",
        "operations.retry",
        "operations.retry_fault",
        *INTERVENTIONS,
    ),
    (DEPUTY,): ("deputy.name",),
}
#: When whoever comes is let in: the views of the API ask who it is all the same.
STRANGERS_TOO: dict[tuple[Guard, ...], tuple[str, ...]] = {
    (ASKING,): (
        "user-tasks",
        "deputies",
        "process-instances",
        "ledgers",
        "messages",
        *INTERVENTIONS,
    ),
}


def guards_of(endpoint: str, strangers: bool) -> tuple[Guard, ...]:
    """The second guards of a row that is opened to strangers, or to everybody who has logged in."""
    for guards, endpoints in (STRANGERS_TOO if strangers else MEMBERS_TOO).items():
        if endpoint in endpoints or endpoint.partition(".")[0] in endpoints:
            return guards
    return ()


@contextmanager
def without(guards: tuple[Guard, ...]) -> Iterator[None]:
    """While the block runs, the guards do not refuse."""
    with ExitStack() as stack:
        for guard in guards:
            stack.enter_context(changed(guard.module, guard.function, _out(guard)))
        yield


def _out(guard: Guard) -> CodeType:
    tree = ast.parse(inspect.getsource(guard.module))
    guard.changed(dict(functions(tree))[guard.function])
    return compiled(tree, guard.function)


def compiled(tree: ast.Module, function: str) -> CodeType:
    """The code of a function or method of a module that was changed."""
    code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    for name in function.split("."):
        code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
    return code


@contextmanager
def changed(module: ModuleType, function: str, code: CodeType) -> Iterator[None]:
    """While the block runs, the function has other code, wherever it is called from.

    Statements that were put together before are forgotten: the function may be what puts them together.
    """
    target = found(module, function)
    right = target.__code__
    target.__code__ = code
    try:
        with patch.dict(rows._PREPARED, clear=True):
            yield
    finally:
        target.__code__ = right


def found(module: ModuleType, function: str) -> FunctionType:
    """The function or method itself, without what is wrapped around it."""
    inner: Any = module
    for name in function.split("."):
        inner = vars(inner)[name]
    getter: Any = inner.fget if isinstance(inner, property) else inner
    target: FunctionType = inspect.unwrap(getter)
    return target


def views_of(app: Flask, module: ModuleType, function: str) -> set[str]:
    """The endpoints that a function answers, or that may call it because they stand in the same module."""
    views = {name: inspect.unwrap(view) for name, view in app.view_functions.items()}
    own = {name for name, view in views.items() if view.__module__ == module.__name__}
    return {name for name in own if views[name].__name__ == function} or own
