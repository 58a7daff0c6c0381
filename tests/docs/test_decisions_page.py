"""The reference of decisions is what the code says, says all of it, and its examples are true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from processes.decisions.reader import BOXES
from processes.decisions.reference import BLOCKS, BOXED, POLICIES, filled
from processes.decisions.tables import HIT_POLICIES
from service.cli import main

from .decisions_page import text

ROOT = Path(__file__).parents[2]


def test_page_is_up_to_date() -> None:
    assert text() == filled(text()), "python -m tests.docs.decisions_page"
    assert re.findall(r"<!-- (\w+) -->", text()) == list(BLOCKS)


def test_every_boxed_expression_and_hit_policy_is_described() -> None:
    assert BOXED.keys() == BOXES.keys()
    assert tuple(POLICIES) == HIT_POLICIES


CONSOLE = "\n".join(re.findall(r"```console\n(.*?)```", text(), re.DOTALL))
EXAMPLES = [part.partition("\n") for part in CONSOLE.split("$ jiedu ")[1:]]


@pytest.mark.parametrize(("command", "_", "output"), EXAMPLES)
def test_examples(command: str, _: str, output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.output.rstrip() == output.rstrip()
