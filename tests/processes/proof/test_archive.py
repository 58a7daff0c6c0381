"""The archive of a case proves itself with the standard library, and tells where it was tampered with."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof, store
from processes.proof import verifier
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.proof.conftest import start

Sessions = sessionmaker[Session]
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def packed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Files:
    """The archive of one of three anchored instances, made once."""
    path, clock = tmp_path_factory.mktemp("archive") / "jiedu.db", Clock()
    path.write_bytes(sqlite_template.read_bytes())
    engine = store.connect(f"sqlite:///{path}")
    sessions, signer = store.sessions(engine), proof.signer(key_file)
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
    found = [start(sessions, clock) for _ in range(3)]
    proof.anchor(sessions, proof.Anchoring(signer), now=clock.advance(hours=1))
    with sessions() as session:
        extras = {"people.json": '{"zhang3": "张三"}'.encode(), "papers/退文单.docx": b"paper"}
        content = proof.archive(session, found[1], extras, signer=signer, now=clock(), by="cheng")
    engine.dispose()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(files: Files, folder: Path, *arguments: object) -> tuple[int, str]:
    """What the packed verifier says of *files*, in a Python without site packages."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf8",
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_an_untouched_archive_passes(packed: Files, tmp_path: Path, key_file: Path) -> None:
    code, told = check(packed, tmp_path, "--public-key", f"{key_file}.pub")
    assert (code, told.startswith("通过：")) == (0, True), told
    assert "清单有签名" in told
    code, told = check({}, tmp_path)
    assert code == 0
    assert hashlib.sha256(bytes.fromhex(proof.signer(key_file).public)).hexdigest()[:32] in told


def test_another_key_does_not_pass(packed: Files, tmp_path: Path) -> None:
    proof.new_key(tmp_path / "other")
    code, told = check(packed, tmp_path / "archive", "--public-key", tmp_path / "other.pub")
    assert (code, "不是所给公钥签名的" in told) == (1, True)


def relisted(files: Files) -> Files:
    """As somebody would who also writes the manifest anew; he cannot sign it."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if not name.startswith("manifest")
    }
    listed = {**files, "manifest.json": json.dumps(manifest, ensure_ascii=False).encode()}
    del listed["manifest.sig.json"]
    return listed


def edit(name: str, old: str, new: str) -> Callable[[Files], Files]:
    def edited(files: Files) -> Files:
        assert old.encode() in files[name]
        return {**files, name: files[name].replace(old.encode(), new.encode(), 1)}

    return edited


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: {other: content for other, content in files.items() if other != name}


def cut(files: Files) -> Files:
    """Without the last record, and with a head that fits."""
    lines = files["records.ndjson"].splitlines(keepends=True)[:-1]
    instance = json.loads(files["instance.json"])
    instance |= {"seq": len(lines), "head": json.loads(lines[-1])["hash"]}
    return {**files, "records.ndjson": b"".join(lines), "instance.json": json.dumps(instance).encode()}


BPMN = "definitions/1/review.bpmn"
ANCHOR = "anchors/anchor-000001.json"


@pytest.mark.parametrize(
    ("change", "listed", "told"),
    [
        (edit("records.ndjson", "zhang3", "zhang4"), False, "records.ndjson：与清单"),
        (edit("papers/退文单.docx", "paper", "other"), False, "退文单.docx：与清单"),
        (without("people.json"), False, "people.json"),
        (lambda files: {**files, "more.txt": b""}, False, "more.txt"),
        (edit("manifest.json", "cheng", "other"), False, "manifest.json：签名不成立"),
        (edit("records.ndjson", '"actor": "zhang3"', '"actor": "zhang4"'), True, "第 1 条记录与其哈希不符"),
        (edit("records.ndjson", '"seq": 2,', '"seq": 3,'), True, "第 2 条记录缺失"),
        (edit("instance.json", "zhang3", "zhang4"), True, "第 1 条记录与其哈希不符"),
        (cut, True, "锚定的不同"),
        (edit(BPMN, "起草", "草拟"), True, "review.bpmn：定义文件已被改动"),
        (edit(ANCHOR, '\\"number\\":1', '\\"number\\":2'), True, "签名不成立"),
        (edit(ANCHOR, '"index": 2', '"index": 1'), True, "路径不成立"),
        (edit(ANCHOR, '"instance"', '"inst"'), True, "路径不成立"),
        (lambda files: {**files, "records.ndjson": b"{"}, True, "无法读取"),
    ],
)
def test_a_tampered_archive_fails_with_the_place(
    packed: Files,
    tmp_path: Path,
    key_file: Path,
    change: Callable[[Files], Files],
    listed: bool,
    told: str,
) -> None:
    files = relisted(change(packed)) if listed else change(packed)
    code, said = check(files, tmp_path, "--public-key", f"{key_file}.pub")
    assert code == 1
    assert said.startswith("不通过：")
    assert told in said


@given(st.binary(max_size=300))
@settings(max_examples=40)
def test_sm3_is_that_of_openssl(data: bytes) -> None:
    assert verifier.sm3(data) == hashlib.new("sm3", data).hexdigest()


@given(message=st.binary(max_size=80), bit=st.integers(0, 511))
@settings(max_examples=25)
def test_signatures_are_judged_as_by_the_library(key_file: Path, message: bytes, bit: int) -> None:
    signer = proof.signer(key_file)
    public, text = bytes.fromhex(signer.public), message.hex()
    signature = bytearray.fromhex(signer.sign(text))
    assert verifier.signed(public, text.encode(), bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    try:
        accepted = verifier.signed(public, text.encode(), bytes(signature))
    except verifier.Failed:
        accepted = False
    assert not accepted


def test_the_verifier_is_short_enough_to_be_read() -> None:
    text = Path(verifier.__file__).read_text(encoding="utf8")
    assert len([line for line in text.splitlines() if line.strip()]) < 200
