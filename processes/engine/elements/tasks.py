"""Tasks: what a person, a worker, a decision table or an expression does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.errors import Forbidden, InvalidState
from processes.records import RecordType

from ..faults import Incident
from ..running import scopes, suspension
from ..running.instants import iso
from ..running.tokens import Status, Token
from .assignment import UserWork, computed_by, user_work
from .nodes import FlowNode
from .segregation import check_excluded, check_once, completion

# Looked up once: finding a member of an enumeration costs as much as making a record.
_USER_TASK_CREATED = RecordType.USER_TASK_CREATED
_USER_TASK_COMPLETED = RecordType.USER_TASK_COMPLETED
_READY = Status.READY


def hand_over(token: Token, values: Mapping[str, Any]) -> None:
    """Results of an element: local when output mappings choose among them, else they go outwards."""
    if token.spec.extensions.get("outputs"):
        scopes.declare(token, values)
    elif values:
        scopes.assign(token, values)


class PersonalWork(FlowNode):
    """A person's work: claimed, then completed by command."""

    @cached_property
    def computed(self) -> list[tuple[str, str]]:
        """What its extension elements compute, and from which text."""
        return computed_by(self.extensions)

    def prepare(self, token: Token, scope: scopes.View) -> UserWork:
        work = user_work(self, token.instance, scope)
        form = work.told.get("form_id")
        if form is not None and not (isinstance(form, str) and form in self.process.program.forms):
            raise Incident("missing_form", f"部署中没有表单“{form}”")
        return work

    def execute(self, token: Token, plan: UserWork) -> None:
        token.status = _READY
        token.internal["task"] = plan.kept()
        token.instance.record(_USER_TASK_CREATED, token, plan.told)

    def assign(self, token: Token, assignee: str | None) -> None:
        """Claim, transfer or put back; Forbidden for somebody whom segregation of duties excludes."""
        work, context = self._work(token), token.instance.context
        if assignee is not None:
            check_excluded(self._title, work, context.actor, context.on_behalf_of, assignee)
        if assignee is not None and assignee in (context.actor, context.on_behalf_of):
            check_once(self._title, work, context)
        if assignee not in (None, work["assignee"]) and work["assignee"] is not None:
            self.allows("transfer")
        previous, work["assignee"] = work["assignee"], assignee
        token.instance.emit(RecordType.USER_TASK_ASSIGNED, token, assignee=assignee, previous=previous)

    def allows(self, verb: str) -> None:
        """Forbidden when ``jiedu:verbs`` names what may be done here and *verb* is not among it."""
        allowed = self.extensions.get("verbs", {}).get("allow")
        if allowed is not None and verb not in allowed.split():
            words = {"transfer": "转办", "return": "退回"}
            raise Forbidden(f"“{self._title}”不允许{words[verb]}", verb=verb)

    def complete(self, token: Token, values: Mapping[str, Any]) -> None:
        """Finish the work with the data of the form.

        What ``segregation.completion`` tells is there for output mappings.
        """
        instance, internal = token.instance, token.internal
        work, context = self._work(token), instance.context
        check_excluded(self._title, work, context.actor, context.on_behalf_of)
        check_once(self._title, work, context)
        del internal["task"]
        instance.record(_USER_TASK_COMPLETED, token, {})
        internal["completion"] = completion(context, iso(instance.evaluator.now))
        hand_over(token, values)
        instance.guard(token, self.leave)

    @property
    def _title(self) -> str:
        return str(self.bpmn_name or self.bpmn_id)

    def _work(self, token: Token) -> dict[str, Any]:
        if token.status is not _READY or "task" not in token.internal:
            raise InvalidState(f"“{self._title}”（{token.id}）不是待办的用户任务", status=str(token.status))
        work: dict[str, Any] = token.internal["task"]
        return work

    def withdraw(self, token: Token) -> None:
        if token.internal.pop("task", None) is not None:
            token.instance.emit(RecordType.USER_TASK_CANCELED, token)


class UserTask(PersonalWork, spiff.UserTask):
    """Work with a form."""


class ManualTask(PersonalWork, spiff.ManualTask):
    """Work away from the system; somebody ticks it off."""


class NoneTask(FlowNode, spiff.NoneTask):
    """An abstract task: it completes by itself."""


def job_wanted(spec: FlowNode, token: Token, scope: scopes.View) -> dict[str, Any] | None:
    """The payload of ``job_created`` but for ``waits``; ``None`` when the element asks for no worker."""
    definition = spec.extensions.get("job")
    if definition is None:
        return None
    evaluator = token.instance.evaluator
    job_type = evaluator.value(scope, definition.get("type"))
    retries = evaluator.value(scope, definition.get("retries") or "3")
    if not isinstance(job_type, str) or not job_type or not str(retries).isdecimal():
        raise Incident(
            "job_definition", f"作业类型应为文本、重试次数应为整数，实际得到 {job_type!r}、{retries!r}"
        )
    inputs = {target.partition(".")[0] for _, target in spec.extensions.get("inputs", [])}
    return {
        "type": job_type,
        "retries": int(retries),
        "headers": dict(spec.extensions.get("headers", {})),
        "variables": {name: scope[name] for name in sorted(inputs) if name in scope},
    }


class JobWork(FlowNode):
    """A worker's task (``zeebe:taskDefinition``): the token waits until the job is completed."""

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        return job_wanted(self, token, scope)

    def execute(self, token: Token, plan: Any) -> None:
        if plan is None:
            self.leave(token)
            return
        token.status = _READY
        token.internal["job"] = plan["retries"]
        token.instance.emit(RecordType.JOB_CREATED, token, **plan, waits=True)

    def complete_job(self, token: Token, values: Mapping[str, Any]) -> None:
        """The worker is done."""
        self._open(token)
        token.internal.pop("job")
        token.instance.emit(RecordType.JOB_COMPLETED, token)
        hand_over(token, values)
        suspension.proceed(token)

    def fail_job(self, token: Token, message: str, retries: int) -> None:
        """The worker could not do it; without retries left the element waits for an operator."""
        self._open(token)
        token.internal["job"] = retries
        token.instance.emit(RecordType.JOB_FAILED, token, message=message, retries=retries)
        if retries <= 0:
            token.internal.pop("job")
            token.instance.park(token, Incident("job_failed", f"作业失败：{message}"), "again")

    def again(self, token: Token) -> None:
        """After an incident: ask for the work anew, with its inputs as the repaired data give them."""
        local = self.local_inputs(token)
        plan = self.prepare(token, scopes.view(token).over(local))
        self.bring_in(token, local)
        self.execute(token, plan)

    def _open(self, token: Token) -> None:
        if token.status is not _READY or "job" not in token.internal:
            raise InvalidState(
                f"“{self.bpmn_name or self.bpmn_id}”（{token.id}）没有待完成的作业", status=str(token.status)
            )

    def withdraw(self, token: Token) -> None:
        if token.internal.pop("job", None) is not None:
            token.instance.emit(RecordType.JOB_CANCELED, token)


class ServiceTask(JobWork, spiff.ServiceTask):
    """Work of a machine."""


class ScriptTask(JobWork, spiff.ScriptTask):
    """``zeebe:script``.

    One FEEL expression into one variable (or a worker's job, if it has a task definition).
    """

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        script = self.extensions.get("script")
        if script is None:
            return super().prepare(token, scope)
        return {script["resultVariable"]: token.instance.evaluator.value(scope, script["expression"])}

    def execute(self, token: Token, plan: Any) -> None:
        if "script" not in self.extensions:
            super().execute(token, plan)
            return
        hand_over(token, plan)
        self.leave(token)


class BusinessRuleTask(JobWork, spiff.ServiceTask):
    """``zeebe:calledDecision``: a decision table of the same deployment (DMN 1.5), or a worker's job."""

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        called = self.extensions.get("decision")
        if called is None:
            return super().prepare(token, scope)
        evaluator = token.instance.evaluator
        decision_id = evaluator.value(scope, called.get("decisionId"))
        model = self.process.program.decisions.get(str(decision_id))
        if model is None:
            raise Incident("missing_decision", f"部署中没有决策“{decision_id}”")
        try:
            outcome = model.decide(decision_id, scope, evaluator.environment)
        except Exception as error:
            raise Incident("decision_failed", f"决策“{decision_id}”无法得出结果：{error}") from error
        required = {"required": outcome.required} if outcome.required else {}
        return {
            "decision_id": decision_id,
            "inputs": outcome.inputs,
            "matched": outcome.matched,
            **required,
            "result": outcome.result,
            "result_variable": called.get("resultVariable"),
        }

    def execute(self, token: Token, plan: Any) -> None:
        if "decision" not in self.extensions:
            super().execute(token, plan)
            return
        token.instance.emit(RecordType.DECISION_EVALUATED, token, **plan)
        hand_over(token, {plan["result_variable"]: plan["result"]})
        self.leave(token)
