"""The BPMN engine: a pure function from (program, state, command, context) to (state, records).

This room is the only one that imports SpiffWorkflow: its parser and specification classes read the diagrams,
the tokens that run through them are ours.  Nothing here looks at a clock, draws a random number or touches a
database.
"""

from __future__ import annotations

from .commands import (
    AssignUserTask,
    BroadcastSignal,
    Cancel,
    Command,
    CompleteJob,
    CompleteUserTask,
    FailJob,
    FireTimer,
    Migrate,
    Modify,
    PublishMessage,
    RecomputeDeadlines,
    ResolveIncident,
    Resume,
    ReturnTo,
    SetVariables,
    Start,
    Suspend,
    ThrowJobError,
    UrgeUserTask,
)
from .compiling import compile
from .context import Context, Deployments, Outgoing, Resources, Step, Version
from .elements.migrating import MigrationRefused
from .machine import apply, whole
from .program import ProcessInfo, Program, StartEventInfo
from .reading.starting import StartTimer, start_timers
from .running.shelf import Changes, Shelf
from .running.state import called_in

__all__ = [
    "AssignUserTask",
    "BroadcastSignal",
    "Cancel",
    "Changes",
    "Command",
    "CompleteJob",
    "CompleteUserTask",
    "Context",
    "Deployments",
    "FailJob",
    "FireTimer",
    "Migrate",
    "MigrationRefused",
    "Modify",
    "Outgoing",
    "ProcessInfo",
    "Program",
    "PublishMessage",
    "RecomputeDeadlines",
    "ResolveIncident",
    "Resources",
    "Resume",
    "ReturnTo",
    "SetVariables",
    "Shelf",
    "Start",
    "StartEventInfo",
    "StartTimer",
    "Step",
    "Suspend",
    "ThrowJobError",
    "UrgeUserTask",
    "Version",
    "apply",
    "called_in",
    "compile",
    "start_timers",
    "whole",
]
