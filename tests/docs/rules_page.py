"""Writes docs/reference/rules.md: every rule, what carries it out and what checks it.

``python -m tests.docs.rules_page``
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from processes.rules import Place, Rule, places, rules
from tests import artefacts
from tests.docs.rule_checks import checks

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "rules.md"
KINDS = (("element", "流程元素"), ("timer", "定时器"), ("field", "表单字段"), ("row", "决策行"))
_HEAD = """# 条款与执行

本页由 `python -m tests.docs.rules_page` 从流程图、表单、决策表和测试生成，测试保证它与产物一致。
执行处写作“流程、表单或决策：标识”，检验写作测试函数或场景。

{counts}
"""


def carried_out() -> Mapping[str, list[Place]]:
    """The places of the default artefacts by rule."""
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places(artefacts.contents()):
        found[place.rule].append(place)
    return found


def page() -> str:
    """The text of the page."""
    carried, checked = carried_out(), checks()
    parts = [_HEAD.format(counts=_counts(carried, checked))]
    for document in dict.fromkeys(rule.document for rule in rules().values()):
        parts.append(f"\n## {document.name}\n")
        mine = [rule for rule in rules().values() if rule.document == document]
        parts += [_section(rule, carried.get(rule.id, []), checked.get(rule.id, [])) for rule in mine]
    return "\n".join(parts) + "\n"


def _counts(carried: Mapping[str, list[Place]], checked: Mapping[str, list[str]]) -> str:
    kinds = Counter(place.kind for found in carried.values() for place in found)
    tests = len({name for names in checked.values() for name in names})
    told = "，".join(f"{word} {kinds[kind]} 处" for kind, word in KINDS)
    traced = [rule for rule in rules() if carried.get(rule) and checked.get(rule)]
    return f"共 {len(rules())} 条规则，{len(traced)} 条有执行处和检验；{told}；检验 {tests} 项。"


def _section(rule: Rule, found: Sequence[Place], tests: Sequence[str]) -> str:
    lines = [f"\n### {rule.id} {rule.citation}\n", f"> {rule.text}\n"]
    for kind, word in KINDS:
        mine = [place for place in found if place.kind == kind]
        if mine:
            lines.append(f"* {word}：" + "；".join(_by_owner(mine)))
    lines.append("* 检验：" + ("；".join(f"`{name}`" for name in tests) or "（无）"))
    return "\n".join(lines)


def _by_owner(found: Iterable[Place]) -> Iterator[str]:
    owners: dict[str, list[str]] = defaultdict(list)
    for place in found:
        owners[place.owner].append(place.id)
    for owner, ids in owners.items():
        yield f"`{owner}`：" + "、".join(dict.fromkeys(ids))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
