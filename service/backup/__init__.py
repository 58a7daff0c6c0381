"""Backup of a whole installation while it runs, and its return.

A backup is one file (tar): ``manifest.json`` and a copy of the database as it was at one instant.  The secret
key is not in it: whoever finds the file must not find the key beside it.
"""

from service.backup.archive import read_manifest, restore, take
from service.backup.manifest import Manifest

__all__ = ["Manifest", "read_manifest", "restore", "take"]
