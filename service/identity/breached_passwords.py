"""Whether a password is on a list of breached ones that the installation keeps as a file.

The file is that of Have I Been Pwned ("Pwned Passwords", ordered by hash): lines of a SHA-1 in capitals, a
colon and a count, in the order of the hashes.  It is searched where it is, whatever its size; nothing leaves
this machine.  SHA-1 finds the line here, it protects nothing.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from processes.errors import InvalidState

_LINE = re.compile(rb"([0-9A-F]{40})(?::[0-9]+)?\r?\n?")
_LENGTH = 40


def is_breached(password: str, file: Path) -> bool:
    """Raises InvalidState when the file cannot be read or is none of these."""
    wanted = hashlib.sha1(password.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
    try:
        with file.open("rb") as lines:
            return _holds(lines, wanted.upper().encode(), file.stat().st_size)
    except OSError as error:
        raise InvalidState("泄露密码的名单读不出来，密码没有更改，请告诉系统管理员") from error


def is_list(file: Path) -> bool:
    """Whether it begins like such a list.  Raises OSError."""
    with file.open("rb") as lines:
        return _LINE.fullmatch(lines.readline(2 * _LENGTH)) is not None


def _holds(lines: BinaryIO, wanted: bytes, size: int) -> bool:
    """Bisection over the places of the file: a line belongs to the place where it begins."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        found, begins, ends = _line_at(lines, middle)
        if found is None or begins >= high:
            high = middle
        elif found == wanted:
            return True
        elif found < wanted:
            low = ends
        else:
            high = middle
    return False


def _line_at(lines: BinaryIO, place: int) -> tuple[bytes | None, int, int]:
    """The hash of the first line that begins at *place* or behind it, and where it begins and ends."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline()  # the rest of the line before
    begins = lines.tell()
    line = lines.readline()
    if not line:
        return None, begins, begins
    if not _LINE.fullmatch(line):
        raise InvalidState("泄露密码的名单有一行不是 SHA-1 和次数，密码没有更改，请告诉系统管理员")
    return line[:_LENGTH], begins, lines.tell()
