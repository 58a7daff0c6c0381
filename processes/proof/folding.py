"""The row of an instance, told by its records once more: an edited title or unit does not pass for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

from processes.history import DEFINITION
from processes.proof.faults import Fault
from processes.records import Record, RecordType
from processes.store import Instance, instance_row
from processes.store.chain import instant
from processes.store.types import canonical

#: What is compared, and how it is called.
_TOLD = {
    "status": "状态",
    "title": "事项名称",
    "title_source": "名称来源",
    "owner_unit": "归属单位",
    "ended_at": "结束时间",
    "correlation_key": "关联键",
    "context": "引擎设置",
    "version": "版本",
    "deployment_id": "部署",
    "content_hash": "定义内容",
    "origin": "最初的版本",
}
_ALWAYS = frozenset(
    {
        RecordType.INSTANCE_STARTED,
        RecordType.INSTANCE_SUSPENDED,
        RecordType.INSTANCE_RESUMED,
        RecordType.INSTANCE_MIGRATED,
        RecordType.INSTANCE_COMPLETED,
        RecordType.INSTANCE_TERMINATED,
        RecordType.INSTANCE_FAILED,
    }
)
_TYPE, _SCOPE, _PAYLOAD = 3, 8, 9


class Folded:
    """Takes the records of *instance* in order, then tells where its row says something else."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._told = SimpleNamespace(
            context={}, correlation_key=None, **{name: getattr(instance, name) for name in DEFINITION}
        )
        self._told.origin = instance.origin
        self._told.title_source = None
        instance_row.clear(self._row)

    @property
    def _row(self) -> Instance:
        return cast(Instance, self._told)

    def take(self, row: Any) -> None:
        """The next record, as ``chains`` reads it; one that cannot be read is told by its hash."""
        kind = row[_TYPE]
        if kind == RecordType.COMMAND_ACCEPTED:
            if '"context":' in row[_PAYLOAD]:
                self._told.context = self._payload(row).get("context", self._told.context)
        elif kind in _ALWAYS or (kind == RecordType.VARIABLES_CHANGED and row[_SCOPE] is None):
            instance_row.take(self._row, Record(RecordType(kind), row[-1], "", payload=self._payload(row)))

    def _payload(self, row: Any) -> dict[str, Any]:
        try:
            found = json.loads(row[_PAYLOAD])
        except (ValueError, TypeError):
            found = None
        return found if isinstance(found, dict) else {}

    def differences(self, deployments: Mapping[int, str]) -> Iterator[Fault]:
        """What the row says and the records do not."""
        instance = self._instance
        for name, called in _TOLD.items():
            mine, told = getattr(instance, name), getattr(self._told, name)
            if name == "ended_at":
                mine, told = _instant(mine), _instant(told)
            if mine != told and canonical(mine) != canonical(told):
                text = f"表头的{called}（{name}）与记录推出的不同：记录推出“{told}”，表头为“{mine}”"
                yield Fault(instance.id, None, text)
        bound = {"": (instance.deployment_id, instance.content_hash)}
        if instance.origin:
            bound["最初的"] = (instance.origin["deployment_id"], instance.origin["content_hash"])
        for which, (number, content) in bound.items():
            if deployments.get(number) != content:
                yield Fault(instance.id, None, f"表头所指{which}部署 {number} 的内容与表头的内容哈希不同")


def _instant(value: Any) -> str | None:
    """SQLite gives the instant of a record as the text that is stored."""
    if value is None or isinstance(value, str):
        return value
    return instant(value).replace("T", " ").removesuffix("+00:00")
