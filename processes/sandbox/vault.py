"""Personal data in a sandbox: the engine sees references, as in the service; who looks sees the values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from processes.engine import commands
from processes.personal import Path, Paths, digest, reference, replaced, resolved


class Vault:
    """The personal data of all instances of a sandbox by digest."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def clear(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The variables with the values in place of their references."""
        found: dict[str, Any] = resolved(dict(variables), lambda _, key: self._values.get(key))
        return found

    def apart(self, command: commands.Command, declared: Paths) -> commands.Command:
        """The command as the engine gets it; salts count up, so that the same run gives the same records."""
        if not declared:
            return command
        plain: dict[str, Any] = json.loads(json.dumps(command.to_plain()))
        if isinstance(plain.get("variables"), dict):
            plain["variables"] = replaced(plain["variables"], declared, self._keep)
        return commands.from_plain(plain)

    def _keep(self, _: Path, value: Any) -> dict[str, Any]:
        key = digest("sha256", str(len(self._values)).encode(), value)
        self._values[key] = value
        return reference(key)
