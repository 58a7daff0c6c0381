"""A short soak: real processes and a real PostgreSQL are killed; ``script/soak`` is the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
#: How many kills a machine manages that runs other tests beside is not what is tested.
_SHORT = (
    "--seconds 8 --kill-every 0.4 --kills-at-least 0.5 --crashes 1 "
    "--instances 20 --timers 100 --workers 2 --webs 1"
)


@pytest.mark.postgresql
@pytest.mark.timeout(300)
def test_nothing_is_lost_or_done_twice() -> None:
    told = [sys.executable, "-m", "benchmarks.soak", *_SHORT.split()]
    done = subprocess.run(told, cwd=_ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == "sound"
    assert "ok  PostgreSQL killed: 1" in done.stdout
