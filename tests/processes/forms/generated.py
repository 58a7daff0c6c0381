"""Random forms with every component and keyword, and submissions for them; the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from processes.forms.model import MULTIPLE

CONTEXT: dict[str, Any] = {
    "limit": 5,
    "flag": True,
    "nothing": None,
    "units": ["住建委", {"label": "财政局", "value": "czj"}, {"label": "", "value": "教委"}, {"label": "空"}],
    "word": "甲",
}
_OPTIONS = ["甲", "乙", "丙"]
_KINDS = (
    *("textfield", "textarea", "number", "checkbox", "checklist", "radio", "select", "taglist"),
    *("datetime", "expression", "textfield", "number", "group", "dynamiclist", "shown"),
)
_SHOWN: list[dict[str, Any]] = [
    {"type": "text", "text": "共 {{limit}} 项 **重要**"},
    {"type": "image", "source": "data:image/png;base64,AAAA", "alt": "图"},
    {"type": "table", "label": "表", "dataSource": "=units", "columns": [{"key": "label", "label": "名称"}]},
    {"type": "documentPreview", "label": "文件", "dataSource": "=nothing"},
    {"type": "spacer", "height": 20},
    {"type": "separator"},
    {"type": "button", "label": "提交", "action": "submit"},
]
#: Conditions on a value of each type; R is where it is found.
_TESTS = {
    "number": ["R > 3", "R = null", "not(R > 3)", "R >= 2 and R < 9", "R in (1, 3)", "R between 1 and limit"],
    "checkbox": ["R", "R = true", "R != true", "not(R)", "R = false, R = null"],
    "text": ['R = "甲"', 'R = null or R = ""', "string length(R) > 2", 'contains(R, "a")', "R = word"],
    "choice": ['R = "甲"', 'R != "乙"', "R = null", 'R in ("甲", "乙")'],
    "list": ["count(R) > 1", 'list contains(R, "甲")', "R = null or count(R) = 0"],
    "datetime": ["R = null", "R != null", 'R = "2026-03-02"'],
    "clock": ["R = null", "R != null"],
    "context": ["flag", "nothing", "limit > 5", "nothing > 2", "not(flag)", "nothing = null", "flag = false"],
}
_COMPUTED = {
    "number": ["R * 2", "R + limit", 'if R > 3 then "多" else "少"', "R > 3"],
    "checkbox": ["not(R)", 'if R then "是" else "否"'],
    "text": ["string length(R)", "R + word", "upper case(R)"],
    "choice": ["R", "{ chosen: R }.chosen"],
    "list": ["count(R)", "R"],
    "datetime": ["R"],
    "clock": ["R != null"],
    "context": ["limit * 2", 'date("2026-01-31") + duration("P1M")', "[1, limit]"],
}
_FAMILY = {
    "textfield": "text",
    "textarea": "text",
    "radio": "choice",
    "select": "choice",
    "checklist": "list",
    "taglist": "list",
}
_PATTERNS = [r"^\d+$", r"^[^\s]{1,4}$", r"\bab\b", "^.{2}$", r"[\u4e00-\u9fa5]", "^(a|b)*$", r"^\S+\s\S+$"]
_WORDS = [
    "",
    "",
    "甲",
    "ab",
    "a b",
    "abc",
    "　",
    "  ",
    "😀x",
    "12345",
    "a\u3000b",
    "x@y.cn",
    "+8613800138000",
    "字" * 9,
]
_NUMBERS = [None, None, 0, 1, 2, 3, 5, 7, 10, -4, 0.5, 2.25, 1.005, 100]


@dataclass
class Seen:
    """What expressions may refer to: (expression, family of values)."""

    names: list[tuple[str, str]] = field(default_factory=list)
    hideable: list[tuple[str, str]] = field(default_factory=list)

    def inside(self, prefix: str) -> Seen:
        return Seen([(prefix + n, f) for n, f in self.names], [(prefix + n, f) for n, f in self.hideable])


class Generator:
    """One document, then any number of submissions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def document(self) -> dict[str, Any]:
        root = {
            "type": "group",
            "id": "root",
            "path": "d",
            "label": "根",
            "components": self.components("d.", 0, Seen()),
        }
        return {"type": "default", "id": "T", "schemaVersion": 19, "components": [root]}

    def components(self, prefix: str, depth: int, seen: Seen) -> list[dict[str, Any]]:
        number = self.random.randint(2, 4) if depth else self.random.randint(5, 9)
        return [self.component(prefix, depth, seen) for _ in range(number)]

    def component(self, prefix: str, depth: int, seen: Seen) -> dict[str, Any]:
        self.count += 1
        random, name = self.random, f"f{self.count}"
        kind = random.choice(_KINDS)
        if depth >= 2 and kind in ("group", "dynamiclist"):
            kind = "number"
        if kind == "shown":
            return {"id": name, **random.choice(_SHOWN), **self.conditional(seen, None)}
        if kind == "group":
            return self.group(name, prefix, depth, seen)
        if kind == "dynamiclist":
            return self.rows(name, depth, seen)
        return self.keyed(kind, name, prefix, seen)

    def group(self, name: str, prefix: str, depth: int, seen: Seen) -> dict[str, Any]:
        path = self.random.choice([name, f"{name}.inner", ""])
        made: dict[str, Any] = {"type": "group", "id": name, "label": name} | ({"path": path} if path else {})
        conditional = self.conditional(seen, None)
        # What a hidden group holds is as hidden as it: only its own members may refer to it.
        own = Seen(list(seen.names), list(seen.hideable)) if conditional else seen
        made["components"] = self.components(f"{prefix}{path}." if path else prefix, depth + 1, own)
        return made | conditional

    def rows(self, name: str, depth: int, seen: Seen) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "dynamiclist",
            "id": name,
            "path": name,
            "label": name,
            "isRepeating": True,
        }
        made |= {
            "allowAddRemove": self.random.random() < 0.8,
            "defaultRepetitions": self.random.randint(0, 2),
        }
        made |= self.conditional(seen, None)
        outer = seen.inside("") if depth == 0 else Seen()
        outer.names = [each for each in outer.names if each[0].startswith("d.")]
        outer.hideable = []
        made["components"] = self.components("this.", depth + 1, outer)
        return made

    def keyed(self, kind: str, name: str, prefix: str, seen: Seen) -> dict[str, Any]:
        random, family = self.random, _FAMILY.get(kind, kind)
        made: dict[str, Any] = {"type": kind, "id": name, "key": name, "label": name}
        conditional = self.conditional(seen, None if prefix.startswith("this.") else seen.hideable)
        if kind == "expression":
            about, of = random.choice([*seen.names, ("", "context")])
            made |= {
                "expression": "=" + random.choice(_COMPUTED[of]).replace("R", about),
                "computeOn": "change",
            }
            return made | conditional
        made |= getattr(self, f"_{family}", lambda kind, seen: {})(kind, seen)
        made.setdefault("validate", {})
        if random.random() < 0.5:
            made["validate"]["required"] = True
        locked = random.random()
        if locked < 0.06:
            made["disabled"] = True
        elif locked < 0.12:
            made["readonly"] = random.choice([True, "=flag", "=nothing", "=limit > 5"])
        known = seen.hideable if conditional else seen.names
        if conditional.get("chained"):
            conditional.pop("chained")
        elif not made.get("serializeToString") and "string(u)" not in made.get("valuesExpression", ""):
            # what has one type; values of two types are compared in different ways (portability class)
            known.append((prefix + name, "clock" if made.get("subtype", "date") != "date" else family))
        return made | conditional

    def conditional(self, seen: Seen, hideable: list[tuple[str, str]] | None) -> dict[str, Any]:
        """form-js follows a condition on a hidden field one step: what that hides is referred to by none."""
        random = self.random
        if random.random() > 0.35:
            return {}
        chained = hideable is not None and bool(hideable) and random.random() < 0.3
        about, family = random.choice((hideable or []) if chained else [*seen.names, ("", "context")])
        made: dict[str, Any] = {
            "conditional": {"hide": "=" + random.choice(_TESTS[family]).replace("R", about)}
        }
        return made | ({"chained": True} if chained else {})

    def limit(self, seen: Seen, *, low: int, high: int) -> Any:
        """A constant, an expression, or one that gives null or nonsense."""
        numbers = [name for name, family in seen.names if family == "number"]
        about = self.random.choice([*numbers, "limit"])
        choices = [
            self.random.randint(low, high),
            self.random.randint(low, high),
            f"={about}",
            f"={about} * 2",
        ]
        return self.random.choice([*choices, "=limit - 3", "=nothing", "=count(units)"])

    def _text(self, kind: str, seen: Seen) -> dict[str, Any]:
        random, found = self.random, {}
        for keyword, low, high in (("minLength", 0, 4), ("maxLength", 1, 8)):
            if random.random() < 0.3:
                found[keyword] = self.limit(seen, low=low, high=high)
        if random.random() < 0.25:
            found["pattern"] = random.choice(_PATTERNS)
        elif random.random() < 0.2:
            found["validationType"] = random.choice(["email", "phone"])
        if "pattern" in found and random.random() < 0.3:
            found["patternErrorMessage"] = "格式不对"
        return {"validate": found} | self.default("甲")

    def _number(self, kind: str, seen: Seen) -> dict[str, Any]:
        random, found = self.random, {}
        for keyword, low, high in (("min", -3, 3), ("max", 2, 9)):
            if random.random() < 0.4:
                found[keyword] = random.choice([self.limit(seen, low=low, high=high)] * 5 + ["=word", "2.5"])
        made: dict[str, Any] = {"validate": found} | self.default(3)
        if random.random() < 0.3:
            made["decimalDigits"] = random.randint(0, 2)
        if random.random() < 0.25:
            made["increment"] = random.choice(["0.5", "2", 3])
        if random.random() < 0.2:
            made["serializeToString"] = True
            made.pop("defaultValue", None)
        return made

    def _choice(self, kind: str, seen: Seen) -> dict[str, Any]:
        options: list[dict[str, Any]] = [
            {"values": [{"label": each, "value": each} for each in _OPTIONS]},
            {"valuesKey": "units"},
            {"valuesExpression": '=["甲", "乙"]'},
            {"valuesExpression": "=for u in [1, limit] return {label: string(u), value: u}"},
        ]
        return dict(self.random.choice(options))

    _list = _choice

    def _checkbox(self, kind: str, seen: Seen) -> dict[str, Any]:
        return self.default(True)

    def _datetime(self, kind: str, seen: Seen) -> dict[str, Any]:
        subtype = self.random.choice(["date", "date", "time", "datetime"])
        made: dict[str, Any] = {"subtype": subtype, "dateLabel": "日", "timeLabel": "时", "use24h": True}
        formats = ["no_timezone", "utc_offset"] if subtype != "date" else []
        return made | ({"timeSerializingFormat": self.random.choice(formats)} if formats else {})

    def default(self, value: Any) -> dict[str, Any]:
        return {"defaultValue": value} if self.random.random() < 0.1 else {}

    def data(self, components: list[dict[str, Any]]) -> dict[str, Any]:
        """Values of the right types: empty, good, and against the rules."""
        found: dict[str, Any] = {}
        for component in components:
            kind = component["type"]
            if kind == "group":
                node = found
                for segment in component.get("path", "").split(".") if component.get("path") else ():
                    node = node.setdefault(segment, {})
                node |= self.data(component["components"])
            elif kind == "dynamiclist":
                fixed = component["defaultRepetitions"]
                number = self.random.randint(0, 3) if component["allowAddRemove"] else fixed
                found[component["path"]] = [self.data(component["components"]) for _ in range(number)]
            elif "key" in component and kind != "expression" and self.random.random() < 0.9:
                found[component["key"]] = self.value(component)
        return found

    def value(self, component: dict[str, Any]) -> Any:
        random, kind = self.random, component["type"]
        if kind in ("textfield", "textarea"):
            return random.choice(_WORDS)
        if kind == "number":
            value = random.choice(_NUMBERS)
            return str(value) if component.get("serializeToString") and value is not None else value
        if kind == "checkbox":
            return random.random() < 0.5
        if kind == "datetime":
            clock = "+08:00" if component.get("timeSerializingFormat") == "utc_offset" else ""
            values = {"date": "2026-03-02", "time": f"09:30{clock}", "datetime": f"2026-03-02T09:30{clock}"}
            return random.choice([None, values[component["subtype"]]])
        members = self.members(component)
        if kind in MULTIPLE:
            return random.sample(members, random.randint(0, len(members)))
        return random.choice([None, *members])

    @staticmethod
    def members(component: dict[str, Any]) -> list[Any]:
        if "valuesKey" in component:
            return ["住建委", "czj", "教委"]
        if "string(u)" in component.get("valuesExpression", ""):
            return [1, 5]
        return _OPTIONS if "values" in component else ["甲", "乙"]
