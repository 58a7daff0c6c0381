"""What is installed is whole: the package, the image, and the services that compose starts."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import click
import pytest
import yaml

from service.cli import main
from service.cli.server import serve
from tests.docs.test_reference import read_by_the_service

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "containers.md"
#: Not part of the package: what Python and the front end build, and the sources of the front end.
_BUILT = shutil.ignore_patterns("__pycache__", "node_modules", "ui")


def copied() -> list[str]:
    """What the Dockerfile takes from the repository; not what it takes from another stage."""
    lines = re.findall(
        r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(encoding="utf8"), re.MULTILINE
    )
    return [source for line in lines for source in line.split()[:-1]]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf8"))
    return found


SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "jiedu")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel made of what the image is made of."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("processes", "service"):
        shutil.copytree(ROOT / name, source / name, ignore=_BUILT)
    (source / "service/static/ui/chunks").mkdir(parents=True)
    (source / "service/static/ui/chunks/part.js").touch()
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with ZipFile(next(out.glob("jiedu-*.whl"))) as archive:
        found = set(archive.namelist())
    files = (path for name in ("processes", "service") for path in (source / name).rglob("*"))
    return found | {f"source:{path.relative_to(source).as_posix()}" for path in files if path.is_file()}


def test_every_file_of_the_packages_is_in_the_wheel(wheel: set[str]) -> None:
    sources = {name.removeprefix("source:") for name in wheel if name.startswith("source:")}
    assert {"service/templates/base.html", "processes/rules/rules.yaml"} <= sources
    assert sorted(sources - wheel) == []


def test_the_image_gets_what_the_dockerfile_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf8").splitlines()
    assert "*" in lines
    let_in = [line[1:] for line in lines if line.startswith("!")]
    for source in copied():
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source.split("/")[0], pattern) for pattern in let_in), f"{source} is ignored"


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_may_do_as_little_as_possible(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["init"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["environment"]) <= read_by_the_service()
    held = [key for key in service["environment"] if re.search(r"PASSWORD|SECRET|KEY|TOKEN", key)]
    assert held
    assert all(key.endswith("_FILE") for key in held)
    given = {service["environment"][key].removeprefix("/run/secrets/") for key in held}
    assert given <= set(service["secrets"]) <= set(compose()["secrets"])


def test_only_the_migration_has_the_password_of_the_owner_of_the_tables() -> None:
    assert [name for name in OURS if "db_password" in SERVICES[name]["secrets"]] == ["migrate"]


def test_containers_are_given_the_time_that_the_processes_take_to_stop() -> None:
    grace = next(each.default for each in serve.params if each.name == "grace")
    for name in OURS:
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > grace


def test_the_client_in_the_image_is_that_of_the_server() -> None:
    client = re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text(encoding="utf8"))
    assert SERVICES["database"]["image"] == f"postgres:{client[0]}"


def test_the_database_is_healthy_only_when_others_reach_it() -> None:
    asked = SERVICES["database"]["healthcheck"]["test"]
    assert asked[asked.index("-h") + 1] == "127.0.0.1"  # the server of the set-up has no address


def given_commands() -> list[list[str]]:
    """The ``jiedu`` commands of compose.yaml and of the page about containers, without their ends."""
    lines = [" ".join(each) for each in (SERVICES[name]["command"] for name in OURS)]
    lines += [
        line for line in PAGE.read_text(encoding="utf8").splitlines() if line.startswith("docker compose")
    ]
    return [found.split() for line in lines for found in re.findall(r"\bjiedu ((?:[a-z-]+ ?)+)", line)]


@pytest.mark.parametrize("words", given_commands(), ids=" ".join)
def test_every_command_that_is_given_exists(words: list[str]) -> None:
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            break
        assert word in command.commands, words
        command = command.commands[word]
    assert not isinstance(command, click.Group), words


def test_the_page_makes_every_secret() -> None:
    made = set(re.findall(r"secrets/([a-z_]+)\n", PAGE.read_text(encoding="utf8")))
    made |= set(re.findall(r"for name in ([a-z_ ]+);", PAGE.read_text(encoding="utf8"))[0].split())
    assert set(compose()["secrets"]) <= made
