"""docs/reference/bpmn-support.md, made from the tables that the engine acts on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..dialect import DECORATION, DIALECT, OTHER_ENGINES
from ..extensions import JIEDU, ZEEBE
from ..rulebook import RULES
from ..schema import schema
from .attributes import ATTRIBUTES
from .elements import ELEMENTS
from .verdict import Kind, Verdict

_HEAD = """# BPMN 支持范围

由 `script/bpmn-support` 生成，测试保证与代码一致：请改 `processes/engine/reading` 下的
`support`、`dialect`、`rulebook`，不要改本页。

部署时逐个元素、逐个属性核对 BPMN 2.0.2 的 XML 模式，没有一处被悄悄忽略：

- **执行**：有标准规定的效果，每一项都有一致性用例；
- **拒绝**：部署被拒绝，给出规则代码、元素、行号、改法；
- **提示**：可以部署，但不起作用，部署时说明；
- **只作说明**：本来就不影响执行，留给读者和工具。

不在模式里的元素、属性（`BPMN-unknown-element`、`BPMN-unknown-attribute`），放错地方的元素（`BPMN-misplaced`），
不合类型的值（`BPMN-bad-value`）一律拒绝。整体只作说明的编排、会话，不可执行的流程，以及图形（`bpmndi`）里的内容不核对。
章节号是 BPMN 2.0.2（formal/2013-12-09）的。
"""
_MANY = 30  # names in a cell of the table


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *_summary(), *_elements(), *_attributes(), *_dialect(), *_rules(), ""])


def _table(head: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {head.replace(' ', ' | ')} |"
    yield "|" + "---|" * len(head.split())
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _positions() -> list[tuple[str, str, str]]:
    """(element, attribute, declared name) of every attribute of every element of a document."""
    kinds = {name: kind for (_, name), kind in schema().walk().items()}
    return [
        (name, attribute, f"{found.declared}.{attribute}")
        for name in sorted(kinds)
        for attribute, found in schema().attributes(kinds[name]).items()
    ]


def _summary() -> Iterator[str]:
    elements = Counter(verdict.kind for verdict in ELEMENTS.values())
    attributes = Counter(ATTRIBUTES[declared].kind for _, _, declared in _positions())
    yield f"模式有 {elements.total()} 个元素、{attributes.total()} 处属性；部署规则 {len(RULES)} 条。\n"
    rows = [(str(kind), str(elements[kind]), str(attributes[kind])) for kind in Kind]
    yield from _table("结论 元素 属性", rows)


def _result(verdict: Verdict) -> str:
    if verdict.code is None:
        return str(verdict.kind)
    values = "、".join(f"`{value}`" for value in sorted(verdict.unless or ()) if value)
    return f"{verdict.kind} `{verdict.code}`" + (f"（{values} 除外）" if values else "")


def _elements() -> Iterator[str]:
    yield "## 元素\n"
    rows = [(f"`{name}`", _result(verdict), verdict.note) for name, verdict in sorted(ELEMENTS.items())]
    yield from _table("元素 结论 章节或理由", rows)


def _attributes() -> Iterator[str]:
    yield "## 属性\n"
    carriers: dict[str, list[str]] = {}
    for element, _, declared in _positions():
        carriers.setdefault(declared, []).append(element)
    rows = []
    for declared, names in sorted(carriers.items(), key=lambda item: item[0].partition(".")[::-1]):
        where = "、".join(f"`{name}`" for name in names) if len(names) <= _MANY else f"{len(names)} 个元素"
        verdict = ATTRIBUTES[declared]
        rows.append((f"`{declared.partition('.')[2]}`", where, _result(verdict), verdict.note))
    yield from _table("属性 所在元素 结论 章节或理由", rows)


def _short(name: str) -> str:
    return f"`{name.replace(ZEEBE, 'zeebe:').replace(JIEDU, 'jiedu:')}`"


def _dialect() -> Iterator[str]:
    yield "## 扩展元素\n"
    yield "含义见[流程图写法参考](dialect.md)。放在别处、写两次、属性不认识的都拒绝。\n"
    rows = [
        (
            _short(name),
            "、".join(map(_short, sorted(word.places))) or "任何元素",
            "、".join(f"`{attribute}`" for attribute in word.attributes),
        )
        for name, word in DIALECT.items()
    ]
    yield from _table("扩展元素 写在 属性", rows)
    others = "、".join(f"{name}（`{space}`）" for space, name in OTHER_ENGINES.items())
    yield f"其他引擎的扩展拒绝（`BPMN-other-engine`），可先用 `jiedu import` 转换：{others}。\n"
    looks = "、".join(f"`{space}`" for space in sorted(DECORATION))
    yield f"只管外观和工具的命名空间不提示：{looks}；其余命名空间提示一次（`BPMN-foreign-extension`）。\n"


def _rules() -> Iterator[str]:
    yield "## 部署规则\n"
    words = {"error": "拒绝", "warning": "提示"}
    rows = [
        (
            f"`{rule.code}`",
            words[rule.severity],
            rule.meaning,
            rule.remedy,
            _basis(rule.standard),
            f"`{rule.check}`",
        )
        for rule in RULES.values()
    ]
    yield from _table("代码 级别 问题 改法 依据 检查", rows)


def _basis(standard: str) -> str:
    words = {"dialect": "方言", "engine": "引擎的限度", "safety": "安全"}
    return words.get(standard, standard)
