"""A decision file as parts of a requirements graph."""

from __future__ import annotations

from collections.abc import Mapping

from processes.decisions.boxed import FunctionBox
from processes.decisions.reader import Reader
from processes.decisions.requirements import DecisionPart, InputData, KnowledgeModel, Module, Part, Service
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
_PARTS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


class Loader:
    """Loads a file and what it imports; ``problems`` collects everything wrong in them."""

    def __init__(self, imports: Mapping[str, bytes | str], file: str | None) -> None:
        self.parts: dict[str, Part] = {}
        self.problems: list[Problem] = []
        self._imports = imports
        self._file = file
        self._modules: dict[str, Module] = {}

    def load(self, document: bytes | str) -> Module | None:
        """The module of a document; None when it is no decision file."""
        try:
            root = parse(document)
        except BrokenXml as error:
            self._problem("DMN-xml", str(error), error.line, "检查文件是否完整")
            return None
        if local_name(root) != "definitions" or namespace(root) not in NAMESPACES:
            message = f"根元素 {root.tag} 不是 DMN 1.2–1.5 的 definitions"
            self._problem("DMN-namespace", message, line_of(root), "用 DMN 1.3 编辑器另存")
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
            self._add(self._part(element, module, reader), element, reader)
        self.problems += reader.problems
        module.tables += reader.tables
        return module

    def _import(self, element: Element, module: Module, reader: Reader) -> None:
        target, name = attribute(element, "namespace") or "", attribute(element, "name") or ""
        if "MODEL" not in (attribute(element, "importType") or "MODEL"):
            return
        module.import_names[target] = name
        other = self._modules.get(target)
        if other is None and target in self._imports:
            other = self.load(self._imports[target])
        if other is None:
            message = f"没有提供所引用的决策模型 {target}"
            reader.problem(element, "DMN-import", message, "把被引用的文件一并部署")
        module.types.imports[name] = other.types if other is not None else Types()

    def _add(self, part: Part, element: Element, reader: Reader) -> None:
        if part.key in self.parts:
            reader.problem(element, "DMN-duplicate", f"标识“{part.id}”出现了两次", "改为不同的标识")
        if not part.name:
            reader.problem(element, "DMN-name", "缺少名称", "填写名称")
        self.parts[part.key] = part

    def _part(self, element: Element, module: Module, reader: Reader) -> Part:
        kind, variable = local_name(element), child(element, "variable")
        identifier = attribute(element, "id") or attribute(element, "name") or ""
        name = attribute(element, "name") or ""
        key, type_ref = f"{module.namespace}#{identifier}", attribute(variable, "typeRef")
        requires = _references(element, module)
        if kind == "inputData":
            return InputData(key=key, id=identifier, name=name, module=module, type_ref=type_ref)
        if kind == "decision":
            return DecisionPart(
                key=key,
                id=identifier,
                name=name,
                module=module,
                type_ref=type_ref,
                requires=requires,
                logic=reader.logic(element),
                variable=attribute(variable, "name"),
            )
        if kind == "businessKnowledgeModel":
            source = child(element, "encapsulatedLogic")
            logic = None if source is None else reader.function(source)
            assert logic is None or isinstance(logic, FunctionBox)
            return KnowledgeModel(
                key=key,
                id=identifier,
                name=name,
                module=module,
                type_ref=type_ref,
                requires=requires,
                logic=logic,
            )
        return Service(
            key=key,
            id=identifier,
            name=name,
            module=module,
            type_ref=type_ref,
            outputs=_hrefs(element, module, "outputDecision"),
            input_decisions=_hrefs(element, module, "inputDecision"),
            input_data=_hrefs(element, module, "inputData"),
        )

    def check(self) -> None:
        """Note references to nothing and decisions that need themselves."""
        for part in self.parts.values():
            for key in part.requires:
                if key not in self.parts:
                    self._reference(part, key)
        for part in self.parts.values():
            if isinstance(part, DecisionPart) and self._reaches(part.key, part.key, set()):
                self._fault(part, "DMN-cycle", f"“{part.name}”直接或间接地需要它自己", "去掉循环的信息需求")

    def _reference(self, part: Part, key: str) -> None:
        target, _, identifier = key.partition("#")
        if target not in part.module.import_names or target in self._modules:
            self._fault(
                part, "DMN-reference", f"“{part.name}”需要的“{identifier}”不存在", "删除或改正该信息需求"
            )

    def _fault(self, part: Part, code: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(code=code, message=message, file=self._file, element_id=part.id, remedy=remedy)
        )

    def _reaches(self, start: str, goal: str, seen: set[str]) -> bool:
        for key in self.parts[start].requires if start in self.parts else ():
            if key == goal:
                return True
            if key not in seen:
                seen.add(key)
                if self._reaches(key, goal, seen):
                    return True
        return False


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
