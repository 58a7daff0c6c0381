"""Processes run in memory under a virtual clock: for designers' scenarios, for tests, for trying a draft.

Nothing here is a stand-in for the engine: every stimulus is an engine command, and what the sandbox shows
(open tasks, jobs, timers, incidents) is folded from the records alone.
"""

from __future__ import annotations

from processes.sandbox.documents import Documents
from processes.sandbox.runner import DEFAULT_NOW, Sandbox
from processes.sandbox.view import Job, SandboxInstance, UserTask

__all__ = ["DEFAULT_NOW", "Documents", "Job", "Sandbox", "SandboxInstance", "UserTask"]
