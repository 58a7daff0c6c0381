"""Changes that no cell of the matrix and no test can notice, by name, and why."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {
    "processes.rights.may_work_on 第 84 行 去掉条件 not own": "本人名义多试一次，结果不变",
}
