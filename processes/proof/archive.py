"""The archive of one case: records, definitions, anchors and a verifier, in a zip that proves itself offline.

What only the service knows (papers, names of people) is handed in.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.proof.anchors import leaf_of, proof_of
from processes.proof.keys import Signer
from processes.records import RecordType
from processes.store import Deployment, DeploymentResource, Instance, RecordRow, Resource, records
from processes.store.chain import instant

_VERIFIER = Path(__file__).with_name("verifier.py")
_README = """\
政策解读流程服务：事项归档包
============================

records.ndjson   全部记录，一行一条；payload 是写入时的原文
instance.json    事项是谁：流程、版本、发起人、发起时间，末条记录的序号和哈希
definitions/     所用版本的全部流程图、表单、决策表
anchors/         签名的锚定，各证明当时的末条记录（没有锚定时没有此目录）
papers/          归档时的文书（docx）
people.json      记录中人员标识对应的姓名
manifest.json    每个文件的 SHA-256；manifest.sig.json 是它的签名（有签名密钥时）

校验（不联网，只要有 Python 3.10 以上）：

    python -I verify.py --public-key 公钥文件

公钥应从审计员或公布处另行取得，不要用包里的。显示“通过”或“不通过”和位置。

哈希链：hash = H(前一条 hash + 换行 + 规范 JSON([instance_id, seq, step, type, at, actor, process_id,
element_id, element_instance_id, scope_id, payload]))；第一条之前是 H(规范 JSON(instance.json 中的
algorithm, content_hash, instance_id, process_id, started_at, started_by, version))。H 是 algorithm
（sm3 即 GB/T 32905-2016）。附件没有存入本系统的，以记录中登记的指纹为准。
"""


def archive(
    session: Session,
    instance_id: int,
    extras: Mapping[str, bytes],
    *,
    signer: Signer | None,
    now: datetime,
    by: str,
) -> bytes:
    """The zip of an instance; *extras* are further files by name, *by* names who asked for it.

    With *signer* the manifest is signed, so that papers and names are proven too.
    """
    instance = session.get_one(Instance, instance_id)
    files = {
        "说明.txt": _README.encode(),
        "verify.py": _VERIFIER.read_bytes(),
        "instance.json": _json(_identity(instance)),
        "records.ndjson": b"".join(_line(row) for row in records(session, instance_id)),
        **dict(_definitions(session, instance)),
        **dict(_anchors(session, instance_id)),
        **extras,
    }
    told = {"format": "jiedu-archive-1", "instance_id": instance_id, "made_at": instant(now), "made_by": by}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = _json({**told, "files": hashes})
    files["manifest.json"] = manifest
    if signer is not None:
        signature = {"public_key": signer.public, "signature": signer.sign(manifest.decode())}
        files["manifest.sig.json"] = _json(signature)
    return _zip(files, now)


def _zip(files: Mapping[str, bytes], now: datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(entry, content)
    return packed.getvalue()


def _identity(instance: Instance) -> dict[str, Any]:
    first = instance.origin or {"content_hash": instance.content_hash, "version": instance.version}
    return {
        "algorithm": instance.algorithm,
        "content_hash": first["content_hash"],
        "instance_id": instance.id,
        "process_id": instance.process_id,
        "started_at": instant(instance.started_at),
        "started_by": instance.started_by,
        "version": first["version"],
        "seq": instance.seq,
        "head": instance.head,
        "status": instance.status,
        "title": instance.title,
        "ended_at": None if instance.ended_at is None else instant(instance.ended_at),
    }


def _line(row: RecordRow) -> bytes:
    """A record with the text of its payload as it was hashed."""
    names = [column.name for column in RecordRow.__table__.columns]
    values = {name: getattr(row, name) for name in names} | {"at": instant(row.at)}
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _definitions(session: Session, instance: Instance) -> Iterator[tuple[str, bytes]]:
    """The whole sets of files that the case ran by: that it began with, those that it migrated to, and those
    of which it called a version.
    """
    first = instance.origin or {"deployment_id": instance.deployment_id}
    numbers: set[int] = {instance.deployment_id, first["deployment_id"]}
    kinds = (str(RecordType.INSTANCE_MIGRATED), str(RecordType.PROCESS_CALLED))
    others = select(RecordRow.payload).where(RecordRow.instance_id == instance.id, RecordRow.type.in_(kinds))
    told_of = {json.loads(payload).get("deployment_id") for payload in session.scalars(others)}
    numbers |= {number for number in told_of if number is not None}
    for number in sorted(numbers):
        query = (
            select(DeploymentResource, Resource.content)
            .join(Resource, Resource.hash == DeploymentResource.hash)
            .where(DeploymentResource.deployment_id == number)
            .order_by(DeploymentResource.name)
        )
        listed = []
        for row, content in session.execute(query):
            listed.append({name: getattr(row, name) for name in ("kind", "key", "name", "hash")})
            yield f"definitions/{number}/{row.name}", content
        content_hash = session.get_one(Deployment, number).content_hash
        told = {"id": number, "content_hash": content_hash, "files": listed}
        yield f"definitions/{number}/deployment.json", _json(told)


def _anchors(session: Session, instance_id: int) -> Iterator[tuple[str, bytes]]:
    for head in leaf_of(session, instance_id):
        yield f"anchors/anchor-{head.anchor:06d}.json", _json(proof_of(session, head))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
