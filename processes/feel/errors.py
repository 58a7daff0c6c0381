"""Why an expression cannot be compiled or was stopped.  A type error is neither: FEEL answers null."""

from __future__ import annotations

from processes.errors import ProcessError
from processes.feel.sites import position_of


class FeelError(ProcessError):
    """Base class of everything FEEL raises."""

    code = "feel_error"


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression.

    ``position`` is (line, column), both counted from 1; ``text`` is the whole expression.
    """

    code = "feel_syntax_error"

    def __init__(self, reason: str, text: str, offset: int) -> None:
        line, column = position_of(text, offset)
        super().__init__(
            f"表达式第 {line} 行第 {column} 列：{reason}", line=line, column=column, expression=text
        )
        self.reason = reason
        self.text = text
        self.position = (line, column)


class FeelNameError(FeelSyntaxError):
    """The text reads a variable or calls a function that its scope is known not to have: ``name``."""

    code = "feel_name_error"

    def __init__(self, reason: str, text: str, offset: int, name: str) -> None:
        super().__init__(reason, text, offset)
        self.name = name


class LimitExceeded(FeelError):
    """The evaluation used more steps, depth, memory or time than its environment allows."""

    code = "feel_limit_exceeded"
