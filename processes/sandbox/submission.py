"""What people submit to a task in the sandbox, checked by its form as the service does it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from processes.errors import InvalidArgument
from processes.feel import Environment
from processes.forms import Form
from processes.personal import NO_PATHS, Paths
from processes.sandbox.deployments import Deployed
from processes.sandbox.view import UserTask
from processes.visible import Seat, seat


def accepted(
    task: UserTask, data: Mapping[str, Any], deployments: Deployed, environment: Environment
) -> dict[str, Any]:
    """The data as the form of the task stores it, in the version that the task is of.

    A task without a form takes plain variables.  Raises InvalidArgument that names every field in its text.
    """
    if task.form_id is None:
        return dict(data)
    found = _seat(task, deployments)
    form = _form(deployments.resources(found.program.content_hash).forms[task.form_id])
    try:
        return form.clean(data, found.variables, environment)
    except InvalidArgument as error:
        told = "；".join(f"{path}：{'、'.join(texts)}" for path, texts in error.errors.items())
        raise InvalidArgument(f"表单 {task.form_id} 不接受所填内容：{told or error}", error.errors) from error


def personal_paths(task: UserTask, deployments: Deployed) -> Paths:
    """The paths of personal data that the form of the task and the processes of its version declare."""
    if task.form_id is None or not task.instance.history.called:
        forms, declared = deployments.resources(task.instance.program.content_hash).forms, NO_PATHS
    else:
        program = _seat(task, deployments).program
        forms, declared = deployments.resources(program.content_hash).forms, program.personal
    document = forms.get(task.form_id or "")
    if document is None or b'"personal"' not in document:
        return declared
    return _form(document).personal | declared


def _seat(task: UserTask, deployments: Deployed) -> Seat:
    instance, state = task.instance, task.instance.engine_state or {}
    return seat(instance.program, state, task.element_instance_id, instance.shelf, deployments)


@lru_cache(maxsize=512)
def _form(document: bytes) -> Form:
    return Form.load(document)
