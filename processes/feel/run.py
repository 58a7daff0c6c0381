"""One evaluation in progress: what it has left to spend, and the frames its variables live in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from processes.feel.environment import MAX_WARNINGS, Environment
from processes.feel.errors import LimitExceeded
from processes.feel.sites import Notice, Site

if TYPE_CHECKING:
    from processes.feel.times import DateTime

# The clock is looked at once per so many steps.
_STEPS_BETWEEN_LOOKS = 2_000


class Run:
    """The limits of one evaluation, counted down.  Belongs to one thread.

    ``site`` is the place that is being evaluated, as far as a warning may come from it; ``moment`` what
    ``now()`` answered first.
    """

    __slots__ = (
        "depth_left",
        "ends",
        "environment",
        "moment",
        "next_look",
        "site",
        "size_left",
        "steps_left",
        "warnings_left",
    )

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.steps_left = environment.steps
        self.next_look = environment.steps - _STEPS_BETWEEN_LOOKS
        self.size_left = environment.size
        self.depth_left = environment.depth
        self.ends: float | None = None
        self.warnings_left = MAX_WARNINGS
        self.site: Site | None = None
        self.moment: DateTime | None = None

    def spend(self, steps: int = 1) -> None:
        """Count work done; raises ``LimitExceeded`` when steps or time are used up."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise LimitExceeded(f"表达式的计算步数超过上限 {self.environment.steps}", limit="steps")
        if self.steps_left < self.next_look:
            self.next_look = self.steps_left - _STEPS_BETWEEN_LOOKS
            self.look_at_clock()

    def look_at_clock(self) -> None:
        """Raise ``LimitExceeded`` when the time is used up; it runs from the first look."""
        now = time.thread_time()
        if self.ends is None:
            self.ends = now + self.environment.seconds
        elif now > self.ends:
            raise LimitExceeded(f"表达式的计算时间超过上限 {self.environment.seconds} 秒", limit="seconds")

    def allocate(self, size: int) -> None:
        """Count characters or list items created."""
        self.size_left -= size
        if self.size_left < 0:
            raise LimitExceeded(f"表达式产生的数据超过上限 {self.environment.size}", limit="size")

    def warn(self, template: str, *details: object) -> None:
        """Tell whoever wants to know why a value became null."""
        warn, notice = self.environment.warn, self.environment.notice
        if self.warnings_left == 0 or (warn is None and notice is None):
            return
        self.warnings_left -= 1
        text = template.format(*details)
        if warn is not None:
            warn(text)
        if notice is not None:
            site = self.site
            place = (None, None) if site is None else (site.position, site.text)
            notice(Notice(text, *place))

    def warn_at(self, site: Site, template: str, *details: object) -> None:
        """As ``warn``, about a place."""
        self.site = site
        self.warn(template, *details)

    def enter(self) -> None:
        """One function call deeper."""
        self.depth_left -= 1
        if self.depth_left < 0:
            raise LimitExceeded(f"函数嵌套调用超过上限 {self.environment.depth} 层", limit="depth")

    def leave(self) -> None:
        """Back from a function call."""
        self.depth_left += 1


class Frame:
    """A layer of variables over an outer one.  ``variables`` is never copied and never changed by FEEL."""

    __slots__ = ("parent", "run", "variables")

    def __init__(self, variables: Mapping[str, Any], parent: Frame | None, run: Run) -> None:
        self.variables = variables
        self.parent = parent
        self.run = run

    def inner(self, variables: Mapping[str, Any]) -> Frame:
        """A new layer above this one."""
        return Frame(variables, self, self.run)
