"""How many files a deployment may have, and what they may be called."""

from __future__ import annotations

from collections.abc import Sized

from processes.errors import InvalidDefinition

#: Files of one deployment; the shipped set has about a hundred.
MAX_FILES = 500
#: Characters of a file name.
MAX_NAME = 120
#: What would not be one file on some system, and what could be taken for markup or for another name.
_STRANGE = frozenset('<>:"/\\|?*')


def refuse_too_many(files: Sized) -> None:
    """Raise InvalidDefinition for more files than anybody deploys at once (ASVS 5.0 5.2.1)."""
    if len(files) > MAX_FILES:
        raise InvalidDefinition(f"一次最多部署 {MAX_FILES} 个文件，实际为 {len(files)} 个")


def refuse_strange(name: str) -> None:
    """Raise InvalidDefinition for a name that cannot be shown and stored anywhere (ASVS 5.0 5.3.2).

    Control characters and those that change the direction of writing are not printable.
    """
    is_plain = name.isprintable() and not _STRANGE & set(name) and name == name.strip()
    if not is_plain or not 0 < len(name) <= MAX_NAME:
        signs = " ".join(sorted(_STRANGE))
        wanted = f"文件名应为 1 至 {MAX_NAME} 个可见字符，不含 {signs}"
        raise InvalidDefinition(f"{wanted}，实际为 {name[:60]!r}")
