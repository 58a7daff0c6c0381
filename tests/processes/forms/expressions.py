"""Random typed FEEL expressions over the data that forms have: JSON values, some of them missing."""

from __future__ import annotations

import re
from random import Random
from typing import Any

#: The same names with other values: whole numbers, decimals, nothing at all.
CONTEXTS: list[dict[str, Any]] = [
    {
        **{
            "n": 3,
            "m": 7,
            "x": 2.5,
            "neg": -4,
            "zero": 0,
            "s": "政策解读",
            "t": "abc",
            "empty": "",
            "ok": True,
        },
        **{
            "no": False,
            "nothing": None,
            "xs": [1, 2, 3, 4],
            "ws": ["a", "b", "a"],
            "none": [],
            "day": "2026-03-02",
        },
        **{"c": {"p": 5, "q": "z"}, "cs": [{"p": 1, "q": "x"}, {"p": 9, "q": "y"}], "clock": "09:30:00"},
        **{"moment": "2026-03-02T09:30:00", "意见": "同意", "hs": [{"p": None, "q": "x"}, {"q": "y"}]},
    },
    {
        **{
            "n": 0,
            "m": 10,
            "x": 0.1,
            "neg": -1.5,
            "zero": 0,
            "s": "a b",
            "t": "甲abc",
            "empty": "",
            "ok": False,
        },
        **{"no": True, "nothing": None, "xs": [5], "ws": ["甲"], "none": [], "day": "2024-02-29"},
        **{
            "c": {"p": 0.2, "q": ""},
            "cs": [],
            "clock": "23:59:59",
            "moment": "2024-02-29T00:00:00",
            "意见": "",
        },
        **{"hs": []},
    },
    {
        **{"n": None, "m": 2, "x": None, "neg": -3, "zero": 0, "s": None, "t": "x", "empty": "", "ok": None},
        **{"no": False, "nothing": None, "xs": None, "ws": [], "none": [], "day": None, "c": None},
        **{"cs": [{"p": 2, "q": None}], "clock": None, "moment": None, "意见": None, "hs": None},
    },
]
#: The kinds of these names, as the fields of a form tell them.
TYPES: dict[str, str] = {
    **dict.fromkeys(("n", "m", "zero"), "integer"),
    **dict.fromkeys(("x", "neg", "c.p", "cs[].p", "hs[].p", "xs[]"), "number"),
    **dict.fromkeys(
        ("s", "t", "empty", "day", "clock", "moment", "意见", "c.q", "cs[].q", "hs[].q", "ws[]"), "text"
    ),
    **dict.fromkeys(("ok", "no"), "boolean"),
    **dict.fromkeys(("xs", "ws", "none", "cs", "hs"), "list"),
    **dict.fromkeys(("c", "cs[]"), "context"),
}
#: Literals and variables of each type, one a line apart by two spaces.
_ATOMS = {
    "n": "n  m  x  neg  zero  c.p  nothing  count(xs)  cs[1].p  xs[1]  1  2  10  0  0.5  2.5  7  100  0.1",
    "i": "1  2  3  -1  0  n",
    "t": 's  t  empty  c.q  意见  cs[1].q  day  nothing  "x"  ""  "政策"  "a b"  "abc"  "b"',
    "b": 'ok  no  nothing  true  false  n > 2  t = "abc"  nothing = null  n = null  x != 2.5',
    "ns": "xs  [1,2,3]  []  none  [n, m]  cs.p  [5]  hs.p  nothing",
    "ts": 'ws  ["q"]  cs.q  ["a", "b"]  none  hs.q',
    "d": 'date("2024-02-29")  date("2026-11-20")  @"2025-01-31"  date(2024, 12, 31)  date(day)',
    "tm": 'time("09:30:00")  @"23:59:59"  time(clock)  time(9, 5, 0)',
    "dt": 'date and time("2024-02-29T10:00:00")  @"2026-03-02T09:30:00"  date and time(moment)',
    "dd": 'duration("P20D")  @"P5D"  duration("PT48H")  duration("P1DT2H")  duration("-PT30M")',
    "dm": 'duration("P1M")  duration("P1Y")  @"P14M"  duration("-P1M")',
    "c": "c  {a: n, b: t}  cs[1]  {}  {a: 1}",
}
_SAME = "({0} < {0})  ({0} = {0})  ({0} >= {0})"
#: How an expression of each type is made of others: groups that are equally likely.
_TEMPLATES = {
    "n": [
        "({n} + {n})  ({n} - {n})  ({n} * {n})  ({n} / {n})  ({n} + {n})  ({n} - {n})  ({n} * {n})",
        "({n} + {n})  ({n} - {n})  ({n} * {n})  -({n})",
        "decimal({n}, {i})  round up({n}, {i})  round half up({n}, {i})  round down({n}, {i})",
        "abs({n})  floor({n})  ceiling({n})  sqrt({n})  floor({n})  exp({n})  log({n})",
        "sum({ns})  min({ns})  max({ns})  mean({ns})  median({ns})  product({ns})  stddev({ns})",
        "({d}).year  ({d}).month  ({d}).day  ({d}).weekday  ({dd}).days  ({dd}).hours  ({dd}).minutes",
        "({dm}).years  ({dm}).months  ({tm}).hour  ({dt}).day  day of year({d})  week of year({d})",
        "count({ts})  string length({t})  modulo({n}, {n})  (if {b} then {n} else {n})  number({t})",
        "{ns}[{i}]  index of({ns}, {n})[1]  ({n} ** {i})  number(string({n}))  mode({ns})[1]",
    ],
    "t": [
        "({t} + {t})  (if {b} then {t} else {t})  substring({t}, {i})  substring({t}, {i}, {i})",
        "upper case({t})  lower case({t})  substring before({t}, {t})  substring after({t}, {t})",
        'string({n})  string({b})  string({d})  string({dd})  string join({ts}, "-")  {ts}[{i}]',
        'replace({t}, "a", "b")  replace({t}, "[a-c]+", "($0)")  string({ns})  string({dt})',
        "string join({ts})  string({dm})  day of week({d})  month of year({d})  string({c})",
    ],
    "b": [
        "  ".join(_SAME.format(f"{{{kind}}}") for kind in ("n", "t", "d", "dd", "tm", "dt")),
        "({b} = {b})  ({n} != {n})  ({t} != {t})  ({ns} = {ns})  ({c} = {c})  ({dm} = {dm})",
        "({n} < {t})  ({n} = {t})  ({t} >= {d})  ({d} = {dt})",
        "({b} and {b})  ({b} or {b})  not({b})  (if {b} then {b} else {b})",
        "({n} in ({n}, {n}))  ({t} in ({t}, {t}))  ({n} in [{n}..{n}])  ({n} between {n} and {n})",
        "({n} in (< {n}, > {n}))  list contains({ns}, {n})  list contains({ts}, {t})  ({n} in {ns})",
        "({d} between {d} and {d})  ({n} in ({n}..{n}))  ({d} in [{d}..{d}])  ({n} in [1..9])",
        "(some i in {ns} satisfies i > {n})  (every i in {ns} satisfies i > {n})",
        "(some i in {ns} satisfies i = {n})  (every i in {ns} satisfies i = {n})",
        "contains({t}, {t})  starts with({t}, {t})  ends with({t}, {t})",
        'matches({t}, "^[a-c]+$")  matches({t}, "^\\\\d+$")  matches({t}, "\\\\s")  matches({t}, "\\\\p{L}")',
        "all([{b}, {b}])  any([{b}, {b}])  odd({n})  even({n})  is({n}, {n})",
        "({n} instance of number)  ({t} instance of string)  ({b} instance of boolean)",
        "({any} = null)  ({any} != null)  ({d} instance of date)",
        "before({n}, {n})  after({d}, {d})  during({n}, [{n}..{n}])",
    ],
    "ns": [
        "(for i in {ns} return i + {n})  (for i in 1..{i} return i * 2)  {ns}[item > {n}]  [{n}, {n}]",
        "concatenate({ns}, {ns})  reverse({ns})  append({ns}, {n})  distinct values({ns})",
        "sublist({ns}, {i})  flatten([{ns}, {ns}])  insert before({ns}, {i}, {n})  union({ns}, {ns})",
        "sort({ns}, function(a, b) a < b)  remove({ns}, {i})  cs[p > {n}].p  sublist({ns}, {i}, {i})",
        "index of({ns}, {n})  (if {b} then {ns} else {ns})  mode({ns})  list replace({ns}, {i}, {n})",
        "(for a in {ns}, b in {ns} return a * b)  sort({ns})",
    ],
    "ts": [
        '[{t}, {t}]  split({t}, "b")  cs[p > {n}].q  ws[item = {t}]  distinct values({ts})',
        "(for w in {ts} return upper case(w))  reverse({ts})  append({ts}, {t})  concatenate({ts}, {ts})",
    ],
    "d": ["({d} + {dd})  ({d} - {dd})  ({d} + {dm})  (if {b} then {d} else {d})  date({dt})  ({d} - {dm})"],
    "tm": ["time({dt})  ({tm} + {dd})  ({tm} - {dd})  (if {b} then {tm} else {tm})"],
    "dt": ["({dt} + {dd})  ({dt} - {dd})  date and time({d}, {tm})  ({dt} + {dm})  ({dt} - {dm})"],
    "dd": [
        "({dd} + {dd})  ({d} - {d})  ({dt} - {dt})  ({dd} * {n})  ({dd} / 2)",
        "abs({dd})  -({dd})  ({tm} - {tm})  ({dd} + {dd})",
    ],
    "dm": ["({dm} + {dm})  years and months duration({d}, {d})  ({dm} * {n})  abs({dm})  -({dm})"],
    "c": ['{a: {n}, b: {t}}  context put({c}, "k", {n})  context merge([{c}, {c}])  {a: {n}, b: a}'],
}
_KINDS = ("n", "t", "b", "b", "ns", "ts", "d", "dd", "dm", "dt", "tm", "c")
_HOLE = re.compile("{(" + "|".join((*_ATOMS, "any")) + ")}")


class Expressions:
    """Expressions of a type; depth 0 is a literal or a variable."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def any(self, depth: int) -> str:
        return self.make(self.random.choice(_KINDS), depth)

    def boolean(self, depth: int) -> str:
        return self.make("b", depth)

    def make(self, kind: str, depth: int) -> str:
        """An expression whose parts are expressions of depth - 1."""
        if kind == "any":
            return self.any(depth)
        if depth <= 0 or kind not in _TEMPLATES:
            return self.random.choice(_ATOMS[kind].split("  "))
        template = self.random.choice(self.random.choice(_TEMPLATES[kind]).split("  "))
        return _HOLE.sub(lambda hole: self.make(hole[1], depth - 1), template)
