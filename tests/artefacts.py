"""What the repository ships: every diagram, decision table and form of the default deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def shipped() -> list[Path]:
    """The files, diagrams and tables before forms, each in the order of names."""
    return [path for folder in ("bpmn", "forms") for path in sorted((ROOT / folder).iterdir())]


def contents() -> dict[str, bytes]:
    """The same by name of file, as they are deployed."""
    return {path.name: path.read_bytes() for path in shipped()}


def told(path: Path) -> Any:
    """What a YAML file of ours says; libyaml reads it seven times as quickly."""
    return yaml.load(path.read_text(encoding="utf8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
