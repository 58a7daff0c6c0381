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
    PublishMessage,
    RecomputeDeadlines,
    ResolveIncident,
    ReturnTo,
    SetVariables,
    Start,
    ThrowJobError,
)
from .compiling import compile
from .context import Context, Outgoing, Resources, Step
from .machine import apply, whole
from .program import ProcessInfo, Program, StartEventInfo
from .reading.starting import StartTimer, start_timers
from .running.shelf import Changes, Shelf

__all__ = [
    "AssignUserTask",
    "BroadcastSignal",
    "Cancel",
    "Changes",
    "Command",
    "CompleteJob",
    "CompleteUserTask",
    "Context",
    "FailJob",
    "FireTimer",
    "Outgoing",
    "ProcessInfo",
    "Program",
    "PublishMessage",
    "RecomputeDeadlines",
    "ResolveIncident",
    "Resources",
    "ReturnTo",
    "SetVariables",
    "Shelf",
    "Start",
    "StartEventInfo",
    "StartTimer",
    "Step",
    "ThrowJobError",
    "apply",
    "compile",
    "start_timers",
    "whole",
]
