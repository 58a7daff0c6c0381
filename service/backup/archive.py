"""The file of a backup: written whole or not at all, checked before anything is replaced."""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from sqlalchemy import Engine, delete

from processes.errors import InvalidArgument, InvalidState
from service.backup.copies import NAMES, copy_in, copy_out
from service.backup.manifest import Manifest, is_empty
from service.identity.tables import LoginSession

_MANIFEST = "manifest.json"


def take(engine: Engine, target: Path, *, now: datetime) -> Manifest:
    """Write a backup to *target*, readable by its owner alone (mode 600).

    Raises InvalidArgument (the file is there already) and InvalidState (the copy failed).
    """
    if target.exists():
        raise InvalidArgument(f"“{target}”已存在：请换一个文件名，备份不覆盖旧的备份")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".jiedu-backup-") as folder:
        copy = Path(folder) / NAMES[engine.dialect.name]
        copy.touch(mode=0o600)
        found = copy_out(engine, copy)
        manifest = Manifest(
            taken_at=now.isoformat(),
            version=version("jiedu"),
            file=copy.name,
            sha256=_digest(copy),
            size=copy.stat().st_size,
            **found,
        )
        packed = Path(folder) / "packed"
        _pack(packed, manifest, copy)
        os.replace(packed, target)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What a backup says about itself.  Raises InvalidArgument."""
    with _opened(source) as archive:
        return _manifest(archive, source)


def restore(source: Path, engine: Engine, *, replace: bool = False) -> Manifest:
    """Put a backup into the database of *engine*; everybody has to log in again, as what has ended since
    the backup would otherwise be open again.

    Raises InvalidArgument (not a backup, damaged, of the other kind of database) and InvalidState (the
    database holds something and *replace* was not said, or the copy failed); then nothing has changed.
    """
    with _opened(source) as archive, tempfile.TemporaryDirectory(prefix="jiedu-restore-") as folder:
        manifest = _manifest(archive, source)
        if manifest.dialect != engine.dialect.name:
            raise InvalidArgument(f"备份来自 {manifest.dialect}，不能恢复到 {engine.dialect.name}")
        copy = Path(folder) / NAMES[manifest.dialect]
        _unpack(archive, manifest, copy)
        with engine.connect() as connection:
            if not replace and not is_empty(connection):
                raise InvalidState("目标数据库不是空的：核对无误后加 --replace，现有内容将被整个替换")
        copy_in(copy, engine)
    with engine.begin() as connection:
        connection.execute(delete(LoginSession))
    return manifest


def _pack(packed: Path, manifest: Manifest, copy: Path) -> None:
    content = manifest.text().encode()
    entry = tarfile.TarInfo(_MANIFEST)
    entry.size, entry.mode = len(content), 0o600
    with open(os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
            archive.addfile(entry, BytesIO(content))
            archive.add(copy, copy.name)
        file.flush()
        os.fsync(file.fileno())


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, "r:gz")
    except (OSError, tarfile.TarError) as error:
        raise InvalidArgument(f"“{source}”不是可读的备份文件：{error}") from error


def _manifest(archive: tarfile.TarFile, source: Path) -> Manifest:
    try:
        entry = archive.next()
        file = archive.extractfile(entry) if entry is not None and entry.name == _MANIFEST else None
        content = file.read(1 << 20) if file is not None else b""
    except (OSError, EOFError, tarfile.TarError) as error:
        raise InvalidArgument(f"“{source}”已损坏：{error}") from error
    if not content:
        raise InvalidArgument(f"“{source}”不是 jiedu 的备份：开头应是 {_MANIFEST}")
    return Manifest.parse(content)


def _unpack(archive: tarfile.TarFile, manifest: Manifest, copy: Path) -> None:
    """Only the one file that the manifest names, to a place of ours: names in an archive are not believed."""
    try:
        entry = archive.next()
        file = archive.extractfile(entry) if entry is not None and entry.name == copy.name else None
        if file is None:
            raise InvalidArgument(f"备份中应有 {copy.name}")
        copy.touch(mode=0o600)
        with file, copy.open("wb") as target:
            while block := file.read(1 << 20):
                target.write(block)
    except (OSError, EOFError, tarfile.TarError) as error:
        raise InvalidArgument(f"备份已损坏：{error}") from error
    if _digest(copy) != manifest.sha256:
        raise InvalidArgument("备份的内容与其说明不符（SHA-256 不同）：文件已损坏或被改动，没有恢复")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
