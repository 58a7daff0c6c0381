"""The list of components is whole and well formed (OWASP ASVS 5.0 15.1.2)."""

from __future__ import annotations

import configparser
import importlib.util
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.security.source_code import ROOT

_SPEC = importlib.util.spec_from_file_location("components", ROOT / "script" / "components.py")
assert _SPEC is not None
assert _SPEC.loader is not None
components = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(components)


@pytest.fixture(scope="module")
def bom() -> dict[str, Any]:
    made: dict[str, Any] = components.bom(datetime.now(UTC))
    return made


def names(bom: dict[str, Any], kind: str) -> set[str]:
    return {each["name"] for each in bom["components"] if each["purl"].startswith(f"pkg:{kind}/")}


def test_it_is_a_list_of_cyclonedx(bom: dict[str, Any]) -> None:
    assert (bom["bomFormat"], bom["specVersion"], bom["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bom["serialNumber"])
    for each in bom["components"]:
        assert re.fullmatch(r"pkg:(pypi|npm)/[\w.%/-]+@[\w.%+-]+", each["purl"])
        assert each["version"]
        assert each["licenses"]
    assert all(len(each["hashes"][0]["content"]) == 128 for each in bom["components"] if "hashes" in each)


def test_every_dependency_of_python_is_in_it(bom: dict[str, Any]) -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf8")
    wanted = config["options"]["install_requires"].split("\n")
    wanted += [
        line
        for extra in ("celery", "otel", "redis")
        for line in config["options.extras_require"][extra].split("\n")
    ]
    named = {components.canonical(Requirement(line).name) for line in wanted if line.strip()}

    assert len(named) > 25
    assert named - names(bom, "pypi") == set()
    assert {"werkzeug", "jinja2", "itsdangerous", "kombu", "joserfc"} <= names(bom, "pypi")


def test_every_package_of_the_lock_file_that_pages_use_is_in_it(bom: dict[str, Any]) -> None:
    lock = json.loads((ROOT / "service/ui/package-lock.json").read_text(encoding="utf8"))["packages"]
    wanted = {
        place.rpartition("node_modules/")[2] for place, told in lock.items() if place and not told.get("dev")
    }

    assert len(wanted) > 100
    assert names(bom, "npm") == wanted


def test_who_needs_whom_is_told(bom: dict[str, Any]) -> None:
    known = {each["bom-ref"] for each in bom["components"]}
    told = {each["ref"]: set(each["dependsOn"]) for each in bom["dependencies"]}

    assert len(known) == len(bom["components"])
    assert set(told) == known | {"jiedu"}
    assert set().union(*told.values()) <= known
    reached, waiting = set(), {"jiedu"}
    while waiting:
        reached |= waiting
        waiting = set().union(*(told[ref] for ref in waiting)) - reached
    pypi = {ref for ref in known if ref.startswith("pkg:pypi/")}
    assert pypi <= reached


def test_tools_of_tests_are_not_in_it(bom: dict[str, Any]) -> None:
    assert names(bom, "pypi") & {"pytest", "hypothesis", "mypy", "ruff", "playwright"} == set()
