"""A decision file as parts of a requirements graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from processes.decisions import limits
from processes.decisions.checks import check
from processes.decisions.reader import Reader
from processes.decisions.requirements import (
    DecisionPart,
    InputData,
    KnowledgeModel,
    Module,
    Part,
    Service,
    in_circles,
)
from processes.decisions.scopes import Reading, check_scope
from processes.decisions.types import Types
from processes.decisions.xml import attribute, child, children, line_of, local_name, namespace
from processes.errors import Problem
from processes.feel.names import needs_learning
from processes.xml import BrokenXml, Element, parse

#: MODEL namespaces of DMN 1.2, 1.3 (what dmn-js writes), 1.4 and 1.5.
NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
# Decisions in circles that are named one by one.
_MOST_CIRCLES = 20
_PARTS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


def namespaces_of(documents: Iterable[bytes]) -> dict[str, bytes]:
    """The decision files of a set by namespace, for imports.

    A namespace that several files share (editors give every file the same) cannot be imported.
    """
    found: dict[str, bytes] = {}
    shared: set[str] = set()
    for document in documents:
        try:
            name = attribute(parse(document), "namespace") or ""
        except BrokenXml:
            continue
        if name in found:
            shared.add(name)
        found[name] = document
    return {name: document for name, document in found.items() if name and name not in shared}


class Loader:
    """Loads a file and what it imports; ``problems`` collects everything wrong in them."""

    def __init__(self, imports: Mapping[str, bytes | str], file: str | None) -> None:
        self.parts: dict[str, Part] = {}
        self.problems: list[Problem] = []
        self._imports = imports
        self._file = file
        self._modules: dict[str, Module] = {}
        self._readings: list[Reading] = []
        self._readers: list[Reader] = []
        self._depth = 0

    def load(self, document: bytes | str) -> Module | None:
        """The module of a document; None when it is no decision file."""
        if len(document) > limits.MAX_BYTES:
            message = f"文件有 {len(document)} 字节，上限 {limits.MAX_BYTES}"
            self._problem("DMN-size", message, None, "拆成几个文件")
            return None
        try:
            root = parse(document)
        except BrokenXml as error:
            self._problem("DMN-xml", str(error), error.line, "检查文件是否完整")
            return None
        if local_name(root) != "definitions" or namespace(root) not in NAMESPACES:
            message = f"根元素 {root.tag} 不是 DMN 1.2–1.5 的 definitions"
            self._problem("DMN-namespace", message, line_of(root), "用 DMN 1.3 编辑器另存")
            return None
        count = sum(1 for _ in root.iter())
        if count > limits.MAX_ELEMENTS:
            message = f"文件有 {count} 个 XML 元素，上限 {limits.MAX_ELEMENTS}"
            self._problem("DMN-size", message, line_of(root), "拆成几个文件")
            return None
        return self._load_root(root)

    def _problem(self, code: str, message: str, line: int | None, remedy: str) -> None:
        self.problems.append(Problem(code=code, message=message, file=self._file, line=line, remedy=remedy))

    def _load_root(self, root: Element) -> Module:
        own = attribute(root, "namespace") or ""
        module = self._modules.setdefault(own, Module(own))
        reader = Reader(module.types, _names(root), self._file)
        for element in children(root, "import"):
            self._import(element, module, reader)
        reader.names = reader.names.union(*(_names_of(part) for part in self.parts.values()))
        for element in children(root, "itemDefinition"):
            item = reader.item(element)
            module.types.definitions[item.name] = item
        for element in children(root, *_PARTS):
            begin = len(reader.compiled)
            part = self._part(element, module, reader)
            self._add(part, element, reader)
            self._readings.append(Reading(part, element, reader.compiled[begin:], reader))
        check(root, reader)
        self._readers.append(reader)
        module.tables += reader.tables
        return module

    def _import(self, element: Element, module: Module, reader: Reader) -> None:
        target, name = attribute(element, "namespace") or "", attribute(element, "name") or ""
        kind = attribute(element, "importType") or "MODEL"
        if "MODEL" not in kind:
            reader.problem(
                element, "DMN-import-type", f"不能引用类型为“{kind}”的文件", "改为引用 DMN 文件，或删去"
            )
            return
        module.import_names[target] = name
        other = self._modules.get(target)
        document = self._imports.get(target) or self._imports.get(attribute(element, "locationURI") or "")
        if other is None and document:
            other = self._load_imported(element, document, reader)
        if other is None:
            message = f"没有提供所引用的决策模型 {target}"
            reader.problem(element, "DMN-import", message, "把被引用的文件一并部署")
        module.types.imports[name] = other.types if other is not None else Types()

    def _load_imported(self, element: Element, document: bytes | str, reader: Reader) -> Module | None:
        if self._depth == limits.MAX_DEPTH:
            message = f"文件互相引用超过 {limits.MAX_DEPTH} 层"
            reader.problem(element, "DMN-depth", message, "把定义合并到较少的文件里")
            return None
        self._depth += 1
        try:
            return self.load(document)
        finally:
            self._depth -= 1

    def _add(self, part: Part, element: Element, reader: Reader) -> None:
        if part.key in self.parts:
            reader.problem(element, "DMN-duplicate", f"标识“{part.id}”出现了两次", "改为不同的标识")
        if not part.name:
            reader.problem(element, "DMN-name", "缺少名称", "填写名称")
        self.parts[part.key] = part

    def _part(self, element: Element, module: Module, reader: Reader) -> Part:
        kind, variable = local_name(element), child(element, "variable")
        identifier = attribute(element, "id") or attribute(element, "name") or ""
        common: dict[str, Any] = {
            "key": f"{module.namespace}#{identifier}",
            "id": identifier,
            "name": attribute(element, "name") or "",
            "module": module,
            "type_ref": attribute(variable, "typeRef"),
            "line": line_of(element),
        }
        if kind == "inputData":
            return InputData(**common)
        if kind == "decisionService":
            return Service(
                **common,
                outputs=_hrefs(element, module, "outputDecision"),
                input_decisions=_hrefs(element, module, "inputDecision"),
                input_data=_hrefs(element, module, "inputData"),
            )
        common["requires"] = _references(element, module)
        if kind == "decision":
            name = attribute(variable, "name")
            return DecisionPart(**common, logic=reader.logic(element), variable=name)
        source = child(element, "encapsulatedLogic")
        return KnowledgeModel(**common, logic=None if source is None else reader.function(source))

    def check(self) -> None:
        """Note references to nothing, decisions that need themselves, names that nothing explains."""
        for reading in self._readings:
            check_scope(reading, self.parts)
        for reader in self._readers:
            self.problems += reader.problems
        for part in self.parts.values():
            for key in (*part.requires, *_members(part)):
                if key not in self.parts:
                    self._reference(part, key)
        for circular in in_circles(self.parts, _MOST_CIRCLES):
            message = f"“{circular.name}”直接或间接地需要它自己"
            self._fault(circular, "DMN-cycle", message, "去掉循环的信息需求")

    def _reference(self, part: Part, key: str) -> None:
        target, _, identifier = key.partition("#")
        if target not in part.module.import_names or target in self._modules:
            message = f"“{part.name}”需要的“{identifier}”不存在"
            self._fault(part, "DMN-reference", message, "删除或改正该信息需求")

    def _fault(self, part: Part, code: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(
                code=code,
                message=message,
                file=self._file,
                element_id=part.id,
                line=part.line,
                remedy=remedy,
            )
        )


def _members(part: Part) -> tuple[str, ...]:
    """What a service is made of."""
    return (*part.outputs, *part.parameters) if isinstance(part, Service) else ()


def _references(element: Element, module: Module) -> tuple[str, ...]:
    found: list[str] = []
    for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
        found += _hrefs(requirement, module, "requiredInput", "requiredDecision", "requiredKnowledge")
    return tuple(found)


def _hrefs(element: Element, module: Module, *names: str) -> tuple[str, ...]:
    """Keys of the elements that children with one of the names point to."""
    hrefs = (attribute(part, "href") or "" for part in children(element, *names))
    return tuple(module.namespace + href if href.startswith("#") else href for href in hrefs)


def _names(root: Element) -> frozenset[str]:
    """Every name in the file that FEEL would not read as one word."""
    found = (element.get(key) for element in root.iter("{*}*") for key in ("name", "iteratorVariable"))
    return frozenset(name for name in found if name and needs_learning(name))


def _names_of(part: Part) -> frozenset[str]:
    """The names of an imported part and of the fields of its type."""
    names = {part.name, *(item.name for item in part.module.types.definitions.values())}
    for item in part.module.types.definitions.values():
        names |= {component.name for component in item.components}
    return frozenset(name for name in names if needs_learning(name))
