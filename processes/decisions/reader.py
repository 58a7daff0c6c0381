"""XML elements to boxed expressions and decision tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import islice

from processes.decisions import boxed, limits
from processes.decisions.boxed import Boxed, Variable
from processes.decisions.policies import check_policy
from processes.decisions.tables import DecisionTable, InputClause, OutputClause, Rule
from processes.decisions.texts import TextReader
from processes.decisions.types import Types
from processes.decisions.xml import attribute, child, children, line_of, local_name, text_of
from processes.feel import FeelSyntaxError
from processes.feel import compile as compile_feel
from processes.xml import Element


class Reader(TextReader):
    """Reads the logic of one document; ``tables`` are all tables in it, however deep they are boxed."""

    def __init__(self, types: Types, names: frozenset[str], file: str | None) -> None:
        super().__init__(types, names, file)
        self.tables: list[DecisionTable] = []
        self._depth = 0

    def logic(self, element: Element | None) -> Boxed | None:
        """The first boxed expression below an element."""
        found = self.boxes(element, most=1) if element is not None else ()
        return found[0] if found else None

    def boxes(self, element: Element, most: int | None = None) -> tuple[Boxed, ...]:
        """The boxed expressions directly below an element, or the first of them."""
        if self._depth == limits.MAX_DEPTH:
            message = f"方框表达式嵌套超过 {limits.MAX_DEPTH} 层"
            self.problem(element, "DMN-depth", message, "把内层改为单独的决策")
            return ()
        parts = ((part, BOXES.get(local_name(part))) for part in element)
        found = islice(((part, read) for part, read in parts if read is not None), most)
        self._depth += 1
        try:
            return tuple(read(self, part) for part, read in found)
        finally:
            self._depth -= 1

    def literal(self, element: Element) -> Boxed:
        """A literal expression."""
        return boxed.LiteralBox(
            types=self.types, type_ref=element.get("typeRef"), expression=self.expression(element)
        )

    def context(self, element: Element) -> Boxed:
        """A boxed context; an entry without variable is its result."""
        entries: list[tuple[Variable, Boxed | None]] = []
        result, has_result = None, False
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            if variable is None:
                result, has_result = self.logic(entry), True
            else:
                entries.append((_variable(variable), self.logic(entry)))
        return boxed.ContextBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            entries=tuple(entries),
            result=result,
            has_result=has_result,
        )

    def list(self, element: Element) -> Boxed:
        """A boxed list."""
        return boxed.ListBox(types=self.types, type_ref=element.get("typeRef"), items=self.boxes(element))

    def relation(self, element: Element) -> Boxed:
        """A relation."""
        return boxed.RelationBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            columns=tuple(map(_variable, children(element, "column"))),
            rows=tuple(self.boxes(row) for row in children(element, "row")),
        )

    def function(self, element: Element) -> Boxed:
        """A function definition or encapsulated logic."""
        return boxed.FunctionBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            parameters=tuple(_variable(part) for part in children(element, "formalParameter")),
            body=self.logic(element),
            external=element.get("kind") in ("Java", "PMML"),
        )

    def invocation(self, element: Element) -> Boxed:
        """An invocation."""
        bindings = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            if parameter is not None:
                bindings.append((_variable(parameter), self.logic(binding)))
        return boxed.InvocationBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            function=self.logic(element),
            bindings=tuple(bindings),
        )

    def conditional(self, element: Element) -> Boxed:
        """A boxed if."""
        return boxed.ConditionalBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            condition=self.logic(child(element, "if")),
            consequent=self.logic(child(element, "then")),
            alternative=self.logic(child(element, "else")),
        )

    def filter(self, element: Element) -> Boxed:
        """A boxed filter."""
        return boxed.FilterBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            source=self.logic(child(element, "in")),
            match=self.logic(child(element, "match")),
        )

    def iteration(self, element: Element) -> Boxed:
        """A boxed for, some or every."""
        kind = local_name(element)
        assert kind in ("for", "some", "every")
        return boxed.IterationBox(
            types=self.types,
            type_ref=element.get("typeRef"),
            kind=kind,  # type: ignore[arg-type]
            variable=element.get("iteratorVariable") or "",
            source=self.logic(child(element, "in")),
            body=self.logic(child(element, "return", "satisfies")),
        )

    def table(self, element: Element) -> Boxed:
        """A decision table."""
        owner = _owner(element)
        self._check_size(element)
        inputs = tuple(self._input(part) for part in children(element, "input"))
        outputs = tuple(self._output(part) for part in children(element, "output"))
        policy = (element.get("hitPolicy") or "UNIQUE").replace("_", " ")
        aggregation = element.get("aggregation")
        check_policy(self, element, policy, aggregation, outputs)
        rows = enumerate(islice(children(element, "rule"), limits.MAX_RULES), start=1)
        read = DecisionTable(
            types=self.types,
            type_ref=element.get("typeRef"),
            id=element.get("id") or attribute(owner, "id") or "",
            owner=attribute(owner, "id") or element.get("id") or "",
            title=attribute(owner, "name") or element.get("label") or element.get("id") or "",
            hit_policy=policy,
            aggregation=aggregation if policy == "COLLECT" else None,
            inputs=inputs,
            outputs=outputs,
            rules=tuple(self._rule(row, index, len(inputs), len(outputs)) for index, row in rows),
            names=self.names,
            line=line_of(element),
        )
        self.tables.append(read)
        return read

    def _check_size(self, element: Element) -> None:
        for tags, most, what in (
            (("rule",), limits.MAX_RULES, "条规则"),
            (("input", "output"), limits.MAX_COLUMNS, "列"),
        ):
            count = sum(1 for _ in children(element, *tags))
            if count > most:
                message = f"决策表有 {count} {what}，上限 {most}"
                self.problem(element, "DMN-size", message, "拆成几张表")

    def _input(self, element: Element) -> InputClause:
        source = child(element, "inputExpression")
        if not text_of(source):
            self.problem(element, "DMN-input", "输入列没有表达式", "填写要判断的变量或表达式")
        return InputClause(
            label=element.get("label") or text_of(source),
            expression=self.expression(source),
            type_ref=attribute(source, "typeRef"),
            allowed=self.unary(child(element, "inputValues")),
            line=line_of(element),
        )

    def _output(self, element: Element) -> OutputClause:
        values = child(element, "outputValues")
        tests = self.unary(values)
        priorities = None
        if tests is not None:
            # Output values that are tests (``< 5``) only restrict; they give no priorities.
            with suppress(FeelSyntaxError):
                priorities = compile_feel(f"[{text_of(values)}]", self.names)
        return OutputClause(
            name=element.get("name") or element.get("label") or "",
            label=element.get("label") or "",
            type_ref=element.get("typeRef"),
            values=tests,
            priorities=priorities,
            default=self.expression(child(element, "defaultOutputEntry")),
            line=line_of(element),
        )

    def _rule(self, element: Element, index: int, inputs: int, outputs: int) -> Rule:
        tests = [self.unary(cell) for cell in children(element, "inputEntry")]
        results = [self.expression(cell) for cell in children(element, "outputEntry")]
        if (len(tests), len(results)) != (inputs, outputs):
            message = (
                f"规则 {index} 有 {len(tests)} 个输入、{len(results)} 个输出，应为 {inputs}、{outputs} 个"
            )
            self.problem(element, "DMN-rule", message, "让每条规则的单元格与表头一致")
        return Rule(
            id=element.get("id") or str(index),
            tests=tuple((tests + [None] * inputs)[:inputs]),
            outputs=tuple((results + [None] * outputs)[:outputs]),
            line=line_of(element),
        )


def _owner(element: Element) -> Element | None:
    """The decision or knowledge model around an element."""
    parent = element.getparent()
    while parent is not None and local_name(parent) not in ("decision", "businessKnowledgeModel"):
        parent = parent.getparent()
    return parent


def _variable(element: Element) -> Variable:
    return Variable(name=element.get("name") or "", type_ref=element.get("typeRef"))


#: The elements that are boxed expressions, and how they are read.
BOXES: dict[str, Callable[[Reader, Element], Boxed]] = {
    "literalExpression": Reader.literal,
    "context": Reader.context,
    "list": Reader.list,
    "relation": Reader.relation,
    "functionDefinition": Reader.function,
    "invocation": Reader.invocation,
    "conditional": Reader.conditional,
    "filter": Reader.filter,
    "for": Reader.iteration,
    "some": Reader.iteration,
    "every": Reader.iteration,
    "decisionTable": Reader.table,
}
