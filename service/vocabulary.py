"""Variables, values and conditions in the words of the forms and decision tables of a deployment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from sqlalchemy.orm import Session

from processes import definitions
from processes.engine import Resources
from processes.personal import Veiled
from service import form_text
from service.papers import DECISIONS
from service.titles import FIELDS, TITLES

_CALLED = "{http://camunda.org/schema/zeebe/1.0}calledDecision"
_VALUES = DECISIONS | {
    "ok": "达标",
    "not_ok": "未达标",
    "refuse": "不同意",
    "withdrawn": "已撤回",
    "yes": "是",
    "no": "否",
    "ask": "须认定",
    "district": "区级",
    "municipal": "市级",
    "product": "成品",
    "press_office": "新闻办",
    "interp_office": "政策解读工作机构",
    "site": "政府网站",
    "press": "新闻媒体",
    "wechat": "微信",
    "weibo": "微博",
    "douyin": "抖音",
    "new_media": "新媒体",
    "offline": "线下",
}
#: Personal data that no form writes; forms mark their own fields as ``personal``.
_PRIVATE = frozenset({"asker"})
_FUNCTIONS = {"count": "个数", "date": "日期"}
_WORDS = {"and": "且", "or": "或", "true": "是", "false": "否", "null": "空", "not": "非", "in": "属于"}
_SIGNS = {"!=": "≠", ">=": "≥", "<=": "≤"}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|!=|>=|<=|[^\W\d][\w]*(?:\s*\.\s*\w+)*(?:\s*\()?')


@dataclass(frozen=True)
class Vocabulary:
    """``titles`` and ``options`` (texts by value) by path; ``forms`` by the variable that they write."""

    titles: Mapping[str, str] = field(default_factory=lambda: TITLES)
    options: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=lambda: FIELDS)
    decisions: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Paths of personal data, which pages about an instance show masked or not at all.
    private: frozenset[str] = _PRIVATE

    def title(self, path: str) -> str:
        """``政策性文件登记·文件标题`` for ``registration.title``; what is not known keeps its name."""
        parts = path.split(".")
        return "·".join(self.label(".".join(parts[: count + 1])) for count in range(len(parts)))

    def label(self, path: str) -> str:
        """The last part of a path alone."""
        name = path.rpartition(".")[2]
        inner = self.fields.get(name) if "." in path else None
        return self.titles.get(path) or inner or self.titles.get(name) or name

    def text(self, path: str, value: Any) -> str:
        """A value in words; what a mapping holds, as ``键：值；键：值``."""
        if path in self.private and not _is_veiled(value):
            return form_text.PRIVATE
        if value is None or value == "":
            return "（空）"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(self._part(path, item) for item in value) or "（无）"
        if isinstance(value, Mapping):
            if isinstance(value.get("explanation"), str):
                return str(value["explanation"])
            told = (
                f"{self.label(f'{path}.{key}')}：{self._part(f'{path}.{key}', value[key])}" for key in value
            )
            return "；".join(told) or "（无）"
        return self.options.get(path, {}).get(value) or _VALUES.get(value) or str(value)

    def without_personal_data(self, path: str, value: Any) -> Any:
        """The value with everything private taken out of it."""
        if path in self.private and not _is_veiled(value):
            return form_text.PRIVATE
        if isinstance(value, Mapping):
            return {key: self.without_personal_data(f"{path}.{key}", inner) for key, inner in value.items()}
        return value

    def condition(self, text: str) -> str:
        """A FEEL condition read out: paths by their titles, operators in Chinese."""
        return _TOKEN.sub(lambda found: self._token(found[0]), text.strip().removeprefix("=").strip())

    def _part(self, path: str, value: Any) -> str:
        text = self.text(path, value)
        return f"（{text}）" if isinstance(value, Mapping) and value else text

    def _token(self, token: str) -> str:
        if token.startswith('"'):
            return f"“{_VALUES.get(token[1:-1], token[1:-1])}”"
        if token in _WORDS or token in _SIGNS:
            return _WORDS.get(token) or _SIGNS[token]
        if token.endswith("("):
            name = token[:-1].strip()
            return (_FUNCTIONS.get(name) or self._token(name)) + "("
        path = re.sub(r"\s", "", token)
        return self.title(path) if path.partition(".")[0] in self.titles else token


def _is_veiled(value: Any) -> bool:
    """Whether there is nothing to hide: empty, or masked already."""
    if isinstance(value, Mapping):
        return all(map(_is_veiled, value.values()))
    return not value or isinstance(value, Veiled)


def of_deployment(session: Session, deployment_id: int, content_hash: str) -> Vocabulary:
    """The words of a deployment; learned once and kept under its hash."""
    kept = _kept(content_hash)
    if not kept:
        kept.append(learn(definitions.resources(session, deployment_id)))
    return kept[0]


@lru_cache(maxsize=32)
def _kept(_content_hash: str) -> list[Vocabulary]:
    return []


def learn(resources: Resources) -> Vocabulary:
    """Titles and options from the documents of a deployment."""
    titles: dict[str, str] = {}
    options: dict[str, Mapping[Any, str]] = {}
    forms: dict[str, Mapping[str, Any]] = {}
    private = set(_PRIVATE)
    for form_id, content in sorted(resources.forms.items(), key=lambda item: (len(item[0]), item[0])):
        form = json.loads(content)
        variable = form_text.root_path(form)
        if variable is None or variable in forms:
            continue
        forms[variable] = form
        private |= set(form_text.private_paths(form))
        for path, label, texts in _fields(form.get("components") or [], ""):
            titles.setdefault(path, label)
            options.setdefault(path, texts)
        titles[variable] = form_text.form_name(form, form_id)
    fields = {path.rpartition(".")[2]: label for path, label in titles.items() if "." in path}
    decided, names = _decided(resources)
    fields |= FIELDS
    return Vocabulary({**TITLES, **decided, **titles}, options, fields, names, forms, frozenset(private))


def _fields(
    components: Sequence[Mapping[str, Any]], outer: str
) -> Iterator[tuple[str, str, Mapping[Any, str]]]:
    for component in components:
        own = str(component.get("path") or component.get("key") or "")
        path = ".".join(filter(None, (outer, own)))
        label = form_text.label(component).strip()
        if own and label not in ("", component.get("key")):
            yield path, label, _texts(component)
        yield from _fields(component.get("components") or [], path)


def _texts(component: Mapping[str, Any]) -> Mapping[Any, str]:
    values = component.get("values")
    return {
        item["value"]: str(item["label"])
        for item in (values if isinstance(values, list) else [])
        if isinstance(item, Mapping) and item.get("label") and isinstance(item.get("value"), str | int)
    }


def _decided(resources: Resources) -> tuple[dict[str, str], dict[str, str]]:
    """The variables that decisions write, with their outputs; the names of the decisions."""
    names: dict[str, str] = {}
    outputs: dict[str, dict[str, str]] = {}
    for content in resources.dmn.values():
        for decision in _elements(content, "decision"):
            key = decision.get("id") or ""
            names[key] = decision.get("name") or key
            clauses = (
                part for part in decision.iter(etree.Element) if etree.QName(part).localname == "output"
            )
            outputs[key] = {part.get("name") or "": part.get("label") or "" for part in clauses}
    titles: dict[str, str] = {}
    for content in resources.bpmn.values():
        for called in etree.fromstring(content, _parser()).iter(_CALLED):
            key, variable = called.get("decisionId") or "", called.get("resultVariable")
            if variable and key in names:
                titles[variable] = names[key]
                titles.update({f"{variable}.{name}": text for name, text in outputs[key].items() if text})
    return titles, names


def _elements(content: bytes, tag: str) -> list[etree._Element]:
    root = etree.fromstring(content, _parser())
    return [node for node in root.iter(etree.Element) if etree.QName(node).localname == tag]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)
