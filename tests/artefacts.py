"""What the repository ships: every diagram, decision table and form of the default deployment."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def shipped() -> list[Path]:
    """The files, diagrams and tables before forms, each in the order of names."""
    return [path for folder in ("bpmn", "forms") for path in sorted((ROOT / folder).iterdir())]


def contents() -> dict[str, bytes]:
    """The same by name of file, as they are deployed."""
    return {path.name: path.read_bytes() for path in shipped()}
