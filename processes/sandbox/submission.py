"""What people submit to a task in the sandbox, checked by its form as the service does it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from processes.errors import InvalidArgument
from processes.feel import Environment
from processes.forms import Form
from processes.personal import NO_PATHS, Paths
from processes.sandbox.view import UserTask
from processes.visible import visible_variables


def accepted(
    task: UserTask, data: Mapping[str, Any], forms: Mapping[str, bytes], environment: Environment
) -> dict[str, Any]:
    """The data as the form of the task stores it; *forms* are documents by form id.

    A task without a form takes plain variables.  Raises InvalidArgument that names every field in its text.
    """
    if task.form_id is None:
        return dict(data)
    instance = task.instance
    state = instance.engine_state or {}
    scope = visible_variables(instance.program, state, task.element_instance_id, instance.shelf)
    try:
        return _form(forms[task.form_id]).clean(data, scope, environment)
    except InvalidArgument as error:
        told = "；".join(f"{path}：{'、'.join(texts)}" for path, texts in error.errors.items())
        raise InvalidArgument(f"表单 {task.form_id} 不接受所填内容：{told or error}", error.errors) from error


def personal_paths(task: UserTask, forms: Mapping[str, bytes]) -> Paths:
    """The paths of personal data that the form of the task declares."""
    document = forms.get(task.form_id or "")
    return NO_PATHS if document is None or b'"personal"' not in document else _form(document).personal


@lru_cache(maxsize=512)
def _form(document: bytes) -> Form:
    return Form.load(document)
