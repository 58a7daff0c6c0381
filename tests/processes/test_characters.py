"""What cannot be kept is exactly what UTF-8 cannot write, and NUL."""

from __future__ import annotations

import sys

from processes.characters import UNKEEPABLE


def test_everything_that_can_be_written_can_be_kept() -> None:
    every = "".join(map(chr, range(1, sys.maxunicode + 1)))
    assert UNKEEPABLE.sub("", every) == every.encode(errors="ignore").decode()
    assert UNKEEPABLE.fullmatch("\0")
