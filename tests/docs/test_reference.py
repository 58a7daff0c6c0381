"""The reference pages say everything that the code has, and every link leads somewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import pytest

from processes.engine.reading.extensions import JIEDU, READERS, ZEEBE
from processes.engine.reading.rulebook import RULES
from processes.engine.reading.support.page import page as support_page
from processes.records import RecordType
from processes.scenarios import checks, runner
from service.cli import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
READ = re.compile(r"JIEDU_[A-Z_]+")


def page(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf8")


@pytest.mark.parametrize("kind", list(RecordType))
def test_every_record_type_is_described(kind: RecordType):
    assert f"| `{kind}` |" in page("records.md")


def test_no_record_type_is_invented():
    rows = re.findall(r"^\| `([a-z_]+)` \|", page("records.md"), re.MULTILINE)
    assert set(rows) == {str(kind) for kind in RecordType}


def read_by_the_service() -> set[str]:
    rooms = [(ROOT / "service" / name).glob("*.py") for name in ("settings", "cli")]
    sources = [ROOT / "service" / "config.py", *chain.from_iterable(rooms)]
    text = "\n".join(source.read_text(encoding="utf8") for source in sources)
    secrets = set(re.findall(r'\bsecret\(env, "(JIEDU_[A-Z_]+)"\)', text))
    return {name for name in READ.findall(text) if name != "JIEDU_"} | {f"{name}_FILE" for name in secrets}


@pytest.mark.parametrize("name", sorted(read_by_the_service()))
def test_every_setting_is_described(name: str):
    assert f"`{name}`" in page("settings.md")


def test_no_setting_is_invented():
    assert set(READ.findall(page("settings.md"))) <= read_by_the_service()


def commands(group: click.Group, path: str = "jiedu") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("name", "command"), list(commands(main)), ids=lambda value: str(value))
def test_every_command_is_described(name: str, command: click.Command):
    row = next((line for line in page("cli.md").splitlines() if line.startswith(f"| `{name}")), None)
    assert row is not None, name
    for option in (opt for param in command.params for opt in param.opts if opt.startswith("--")):
        if command.name not in {"set-password"}:
            assert f"`{option}" in row, f"{name} {option}"


@pytest.mark.parametrize("tag", sorted(READERS))
def test_every_extension_element_is_described(tag: str):
    assert tag.replace(ZEEBE, "`zeebe:").replace(JIEDU, "`jiedu:") + "`" in page("dialect.md")


def test_the_page_of_what_is_executed_is_what_the_engine_does():
    assert page("bpmn-support.md") == support_page(), "请运行 script/bpmn-support"


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_of_a_deployment_is_described(code: str):
    assert f"| `{code}` |" in page("bpmn-support.md")


def test_every_stimulus_and_expectation_is_described():
    text = page("scenarios.md")
    assert [verb for verb in runner.STIMULI if f"`{verb}: " not in text] == []
    assert [key for key in checks.CHECKS if f"`{key}`" not in text] == []


def test_the_example_of_the_scenario_page_passes(tmp_path: Path):
    example = re.findall(r"```yaml\n(.*?)```", page("scenarios.md"), re.DOTALL)[-1]
    file = tmp_path / "example.yaml"
    file.write_text(example.replace("../..", os.path.relpath(ROOT, tmp_path)), encoding="utf8")
    for scenario in runner.load(file):
        runner.run(scenario)


@pytest.mark.parametrize("source", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_every_link_leads_somewhere(source: Path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", source.read_text(encoding="utf8"))
    missing = [name for name in targets if "://" not in name and not (source.parent / name).exists()]
    assert missing == []


def test_every_page_is_in_the_index():
    index = (DOCS / "README.md").read_text(encoding="utf8")
    pages = {str(path.relative_to(DOCS)) for path in PAGES} - {"README.md"}
    assert [name for name in sorted(pages) if f"]({name})" not in index] == []
