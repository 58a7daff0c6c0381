"""FEEL, the expression language of gateways, timers, scripts, decision tables and forms (DMN 1.5 §10.3).

``compile(text)`` once, ``evaluate(scope)`` often.  Expressions cannot reach anything but the values given to
them, and cannot run for ever.
"""

from __future__ import annotations

from processes.feel.dates import Date, InvalidTemporal
from processes.feel.durations import DaysTime, YearsMonths
from processes.feel.environment import Environment, Function
from processes.feel.errors import FeelError, FeelNameError, FeelSyntaxError, LimitExceeded
from processes.feel.expression import Explained, Expression, UnaryTests, compile, compile_unary, evaluate
from processes.feel.functions import FunctionValue
from processes.feel.isotext import read_temporal
from processes.feel.names import names_in
from processes.feel.plain import to_host, to_plain
from processes.feel.sites import Notice
from processes.feel.text import feel_text
from processes.feel.times import DateTime, Time
from processes.feel.values import Range, Value, convert, type_name

__all__ = [
    "Date",
    "DateTime",
    "DaysTime",
    "Environment",
    "Explained",
    "Expression",
    "FeelError",
    "FeelNameError",
    "FeelSyntaxError",
    "Function",
    "FunctionValue",
    "InvalidTemporal",
    "LimitExceeded",
    "Notice",
    "Range",
    "Time",
    "UnaryTests",
    "Value",
    "YearsMonths",
    "compile",
    "compile_unary",
    "convert",
    "evaluate",
    "feel_text",
    "names_in",
    "read_temporal",
    "to_host",
    "to_plain",
    "type_name",
]
