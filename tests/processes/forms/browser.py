"""form-js and feelin as the browser has them, run in Node (service/ui/checks)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

UI = Path(__file__).parents[3] / "service" / "ui"
NODE = Path(sys.executable).parent / "node"


def ask(script: str, question: Any = None) -> Any:
    """What service/ui/checks/*script*.mjs answers to *question*, both JSON; dates are Beijing's."""
    run = subprocess.run(
        [NODE, f"checks/{script}.mjs"],
        cwd=UI,
        input=json.dumps(question).encode(),
        env={**os.environ, "TZ": "Asia/Shanghai"},
        capture_output=True,
        check=False,
        timeout=100,
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    return json.loads(run.stdout)
