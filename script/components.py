"""A list of what the product is made of: CycloneDX 1.6 (ECMA-424), from what is installed and the lock file.

    script/sbom [file]

Python packages: those that ``jiedu`` needs, directly or not, with the optional ones that are installed.
npm packages: those of ``service/ui/package-lock.json`` that go into the pages.
"""

from __future__ import annotations

import base64
import configparser
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "service" / "ui" / "package-lock.json"
PRODUCT = "jiedu"
#: Extras of the product that run in production; those for tests and linters do not.
EXTRAS = ("celery", "otel", "redis")


def canonical(name: str) -> str:
    """The one form of a name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bom(now: datetime) -> dict[str, Any]:
    """The whole list."""
    python, npm = dict(_python()), dict(_npm(json.loads(LOCK.read_text(encoding="utf8"))))
    root = {
        "type": "application",
        "bom-ref": PRODUCT,
        "name": PRODUCT,
        "version": _settings()["metadata"]["version"],
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    first = sorted([*(ref for ref, (_, direct, _) in python.items() if direct)])
    first += sorted(ref for ref, (_, direct, _) in npm.items() if direct)
    parts = {**python, **npm}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {"timestamp": now.isoformat(timespec="seconds"), "component": root},
        "components": [parts[ref][0] for ref in sorted(parts)],
        "dependencies": [
            {"ref": PRODUCT, "dependsOn": first},
            *({"ref": ref, "dependsOn": sorted(parts[ref][2])} for ref in sorted(parts)),
        ],
    }


def _settings() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf8")
    return found


def _first() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the product names itself, with its extras."""
    config = _settings()
    lists = [config["options"]["install_requires"]]
    lists += [config["options.extras_require"][extra] for extra in EXTRAS]
    for line in "\n".join(lists).splitlines():
        if line.strip():
            need = Requirement(line)
            yield need.name, tuple(need.extras)


def _needs(name: str, extras: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for text in metadata.distribution(name).requires or ():
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
            yield need.name, tuple(need.extras)


def _python() -> Iterator[tuple[str, tuple[dict[str, Any], bool, set[str]]]]:
    """Reference → component, whether the product names it, and what it needs in turn."""
    waiting, seen = list(_first()), set[str]()
    direct = {canonical(name) for name, _ in waiting}
    while waiting:
        name, extras = waiting.pop()
        if canonical(name) in seen or not _is_installed(name):
            continue
        seen.add(canonical(name))
        needs = [each for each in _needs(name, ("", *extras)) if _is_installed(each[0])]
        waiting += needs
        component = _component("pypi", canonical(name), metadata.version(name))
        component["licenses"] = _licences(metadata.metadata(name))
        on = {_ref("pypi", canonical(each), metadata.version(each)) for each, _ in needs}
        yield component["bom-ref"], (component, canonical(name) in direct, on)


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _licences(told: metadata.PackageMetadata) -> list[dict[str, Any]]:
    expression = told.get("License-Expression")
    if expression:
        return [{"expression": expression}]
    named = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License")
    ]
    return [{"license": {"name": each}} for each in named or ["unknown"]]


def _npm(lock: Mapping[str, Any]) -> Iterator[tuple[str, tuple[dict[str, Any], bool, set[str]]]]:
    packages: Mapping[str, Any] = lock["packages"]
    direct = set(packages[""]["dependencies"])
    for place, told in packages.items():
        if not place or told.get("dev"):
            continue
        name = place.rpartition("node_modules/")[2]
        component = _component("npm", name, told["version"])
        component["licenses"] = [{"expression": str(told.get("license", "LicenseRef-unknown"))}]
        method, _, digest = str(told.get("integrity", "")).partition("-")
        if method == "sha512":
            component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        on = {found for each in told.get("dependencies", ()) if (found := _found(packages, place, each))}
        yield component["bom-ref"], (component, name in direct, on)


def _found(packages: Mapping[str, Any], place: str, name: str) -> str | None:
    """Node looks for a package beside its user and then in every folder above."""
    while True:
        here = f"{place}/node_modules/{name}" if place else f"node_modules/{name}"
        if here in packages:
            return _ref("npm", name, packages[here]["version"])
        if not place:
            return None
        place = place.rpartition("/node_modules/")[0] if "/node_modules/" in place else ""


def _component(kind: str, name: str, version: str) -> dict[str, Any]:
    ref = _ref(kind, name, version)
    return {"type": "library", "bom-ref": ref, "name": name, "version": version, "purl": ref}


def _ref(kind: str, name: str, version: str) -> str:
    """A package URL (ECMA-427)."""
    return f"pkg:{kind}/{quote(name, safe='/')}@{quote(version)}"


def main() -> None:
    """Write the list to a file or to standard output."""
    text = json.dumps(bom(datetime.now(UTC)), ensure_ascii=False, indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
