"""Writes docs/reference/rule-settings.md: every entry of the decision ``settings`` and what reads it.

``python -m tests.docs.rule_settings_page``
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from tests import artefacts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "rule-settings.md"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
#: ``settings.close`` in an expression, ``settings.get("close")`` in a module.
_READ = re.compile(r'(?<![\w.])settings(?:\.(?!get\b)|\.get\(")(\w+)')
#: A setting that more than these read is read everywhere.
_MANY = 8
_WORDS = {"true": "true、false", "false": "true、false"}
_FIXED = """A5（三校是否另设任务）没有设置：每级一项任务，分审（六个方面）、校（校对清单）两部分，
由同一人办理，见[决策记录 19](../adr/0019-decision-tables-depart-from-the-catalogue.md)。"""
_HEAD = f"""# 规则设置参考

本页由 `python -m tests.docs.rule_settings_page` 生成，测试保证它与 `bpmn/settings.dmn`
和读取设置的流程图、决策表、表单、模块一致。

设置是部署中的一个决策：改 `bpmn/settings.dmn` 后重新部署，只影响新发起的事项，已发起的保持发起时的读法
（[决策记录 42](../adr/0042-an-instance-starts-with-the-settings-of-its-deployment.md)）。
流程图、决策表、表单写 `settings.键`；[流程场景](scenarios.md)用 `settings:` 换一种读法。

## 制度没有写明的问题

{_FIXED}
"""
_COLUMNS = "| {} | 默认 | 取值 | 读取处 |\n|---|---|---|---|"


@dataclass(frozen=True)
class Setting:
    """One entry: its key, the question it answers (with the number of it, ``A8``), its default as FEEL."""

    key: str
    description: str
    default: str

    @property
    def number(self) -> str:
        """``A8``, or nothing for what is no open question of the rules."""
        found = re.match(r"A\d+(?=：)", self.description)
        return found[0] if found else ""

    @property
    def question(self) -> str:
        """What it decides, in people's words."""
        return re.sub(r"^A\d*：", "", self.description)

    @property
    def named(self) -> tuple[str, ...]:
        """The answers that the description names; only those that are words have such."""
        return tuple(re.findall(r"\b[a-z][a-z_]+\b(?= )", self.question)) if '"' in self.default[:1] else ()

    @property
    def choices(self) -> str:
        """What may be written."""
        if self.named:
            return "、".join(f"`{each}`" for each in self.named)
        if self.default in _WORDS:
            return _WORDS[self.default]
        if self.default.startswith("{") and self.default.endswith('"}'):
            return "各渠道的做法"
        kinds = {"[": "列表", "{": "各维度的数", '"': "时刻"}
        return kinds.get(self.default[0], "数")


@cache
def entries() -> tuple[Setting, ...]:
    """The entries of the deployed decision, in its order."""
    tree = etree.parse(ROOT / "bpmn" / "settings.dmn")
    found = tree.iter(f"{DMN}contextEntry")
    return tuple(Setting(*map(str.strip, _parts(entry))) for entry in found)


def _parts(entry: etree._Element) -> Iterator[str]:
    yield entry.find(f"{DMN}variable").get("name")
    yield entry.findtext(f"{DMN}description") or ""
    text = entry.findtext(f"{DMN}literalExpression/{DMN}text") or ""
    chosen = re.fullmatch(r'if profile = null then ("\w+") else profile', text.strip())
    yield chosen[1] if chosen else text


def keys() -> tuple[str, ...]:
    """Their names."""
    return tuple(entry.key for entry in entries())


@cache
def texts() -> Mapping[str, str]:
    """What may read a setting: name as the page shows it -> text."""
    shown = artefacts.shipped()
    shown += [path for kind in ("processes", "service") for path in (ROOT / kind).rglob("*.py")]
    named = {
        path.relative_to(ROOT).as_posix() if path.suffix == ".py" else path.stem: path
        for path in sorted(shown)
        if path.name != "settings.dmn"
    }
    return {name: path.read_text(encoding="utf8").replace("&quot;", '"') for name, path in named.items()}


@cache
def _read() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(_READ.findall(text)) for name, text in texts().items()}


def readers(key: str) -> list[str]:
    """The diagrams, tables, forms and modules that read the setting."""
    return [name for name, read in _read().items() if key in read]


def unknown() -> set[str]:
    """What diagrams, tables and forms read although no entry has this name."""
    told = {key for name, read in _read().items() if not name.endswith(".py") for key in read}
    return told - set(keys())


def page() -> str:
    """The text of the page."""
    asked = sorted((e for e in entries() if e.number), key=lambda e: int(e.number[1:]))
    others = [entry for entry in entries() if not entry.number]
    parts = [_HEAD, _COLUMNS.format("问题")]
    parts += [_row(f"{entry.number} ", entry) for entry in asked]
    parts += ["\n## 其余设置\n", _COLUMNS.format("设置"), *(_row("", entry) for entry in others)]
    return "\n".join(parts) + "\n"


def _row(number: str, entry: Setting) -> str:
    found = readers(entry.key)
    where = "、".join(f"`{name}`" for name in found) if len(found) <= _MANY else "各流程图、决策表、表单"
    first = f"{number}`{entry.key}`：{entry.question}"
    cells = (first, f"`{entry.default}`", entry.choices, where)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
