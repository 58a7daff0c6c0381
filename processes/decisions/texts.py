"""FEEL texts and types of a decision file; faults are noted with element id and line, not raised at once."""

from __future__ import annotations

from processes.decisions import limits
from processes.decisions.rulebook import RULES
from processes.decisions.types import ItemDefinition, Types
from processes.decisions.xml import attribute, child, children, line_of, text_of
from processes.errors import Problem
from processes.feel import Expression, FeelSyntaxError, UnaryTests, compile_unary
from processes.feel import compile as compile_feel
from processes.xml import Element


class TextReader:
    """Reads one document; ``names`` are all names in it that contain spaces."""

    def __init__(self, types: Types, names: frozenset[str], file: str | None) -> None:
        self.types = types
        self.names = names
        self.file = file
        self.problems: list[Problem] = []
        #: Everything that was compiled, with the element it stands in.
        self.compiled: list[tuple[Element, Expression | UnaryTests]] = []

    def problem(self, element: Element | None, code: str, message: str, remedy: str) -> None:
        """Note a fault at an element, or at the nearest one around it that has an id."""
        line = None if element is None else line_of(element)
        while element is not None and element.get("id") is None:
            element = element.getparent()
        self.problems.append(
            Problem(
                code=code,
                message=message,
                file=self.file,
                element_id=attribute(element, "id"),
                line=line,
                remedy=remedy,
                severity=RULES[code].severity,
            )
        )

    def expression(self, element: Element | None) -> Expression | None:
        """The FEEL text of an element; None when it is missing, empty or broken."""
        text = text_of(element)
        if element is None or not text or not self._is_feel(element):
            return None
        try:
            read = compile_feel(text, self.names)
        except FeelSyntaxError as error:
            self._syntax(element, text, error)
            return None
        self.compiled.append((element, read))
        return read

    def unary(self, element: Element | None) -> UnaryTests | None:
        """The unary tests of an element; None when anything passes."""
        text = text_of(element)
        if element is None or text in ("", "-") or not self._is_feel(element):
            return None
        try:
            read = compile_unary(text, self.names)
        except FeelSyntaxError as error:
            self._syntax(element, text, error)
            return _NEVER
        self.compiled.append((element, read))
        return read

    def _syntax(self, element: Element, text: str, error: FeelSyntaxError) -> None:
        message = f"{_shortened(text)}：{error}"
        self.problem(element, "DMN-feel", message, "改正表达式；FEEL 的引号、括号和逗号都是半角")

    def _is_feel(self, element: Element) -> bool:
        language = attribute(element, "expressionLanguage")
        if language is None or "feel" in language.lower():
            return True
        self.problem(element, "DMN-language", f"不支持表达式语言“{language}”", "改用 FEEL")
        return False

    def item(self, element: Element, depth: int = 0) -> ItemDefinition:
        """An item definition or component."""
        parts = list(children(element, "itemComponent"))
        if parts and depth == limits.MAX_DEPTH:
            self.problem(element, "DMN-depth", f"类型嵌套超过 {depth} 层", "把内层改为单独的类型")
            parts = []
        base = child(element, "typeRef")
        return ItemDefinition(
            name=element.get("name") or "",
            base=None if base is None else (base.text or "").strip(),
            collection=element.get("isCollection") == "true",
            function=child(element, "functionItem") is not None,
            allowed=self.unary(child(element, "allowedValues")),
            constraint=self.unary(child(element, "typeConstraint")),
            components=tuple(self.item(part, depth + 1) for part in parts),
        )


def _shortened(text: str) -> str:
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


# What a broken cell means: no value passes it.
_NEVER = compile_unary("? != ?")
