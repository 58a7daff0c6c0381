"""The tightly binding half of the grammar: literals, names, paths, filters, calls, brackets, types."""

from __future__ import annotations

from abc import abstractmethod

from processes.feel.errors import FeelSyntaxError
from processes.feel.isotext import read_temporal
from processes.feel.lexer import Reader
from processes.feel.names import KEYWORDS, KnownNames
from processes.feel.nodes import (
    Call,
    ContextLiteral,
    Filter,
    InstanceOf,
    Interval,
    ListLiteral,
    Literal,
    Name,
    NamedCall,
    Node,
    Path,
)
from processes.feel.typerefs import LONG_TYPES, SIMPLE_TYPES, TypeRef
from processes.feel.values import CONTEXT

_WORDS = {"true": True, "false": False, "null": None}


class PrimaryParser(Reader):
    """Parses operands; ``nesting`` counts expressions within expressions."""

    def __init__(self, text: str, known: KnownNames) -> None:
        self.nesting = 0
        # Within the upper end of a range, "[" may be the closing bracket of the range.
        self._in_range_end = 0
        # Brackets once found to be no filter, or no tests after ``in``: looking again would take for ever.
        self._no_filter: set[int] = set()
        self._no_tests: set[int] = set()
        super().__init__(text, known)

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    def postfix(self) -> Node:
        """An operand with the paths, filters and calls that follow it."""
        node = self._primary()
        while True:
            ahead, start = self.ahead(), self.position
            if ahead == "." and self.ahead(2) != "..":
                self.need(".")
                node = Path(node, self.name(), at=start)
            elif ahead == "[":
                if self._in_range_end and start in self._no_filter:
                    return node
                try:
                    node = self._filter(node)
                except FeelSyntaxError:
                    if not self._in_range_end:
                        raise
                    self._no_filter.add(start)
                    self.position = start
                    return node
            elif ahead == "(":
                node = self._call(node)
            elif self.word() == "instance":
                self.need_keyword("instance")
                self.need_keyword("of")
                node = InstanceOf(node, self.type(), at=start)
            else:
                return node

    def _filter(self, node: Node) -> Node:
        start = self.position
        self.need("[")
        condition = self.expression()
        self.need("]")
        return Filter(node, condition, at=start)

    def _call(self, function: Node) -> Node:
        self.need("(")
        start = function.at
        if self.symbol(")"):
            return Call(function, (), at=start)
        if self._named_argument_ahead():
            named = [self._named_argument()]
            while self.symbol(","):
                named.append(self._named_argument())
            self.need(")")
            return NamedCall(function, tuple(named), at=start)
        arguments = [self.expression()]
        while self.symbol(","):
            arguments.append(self.expression())
        self.need(")")
        return Call(function, tuple(arguments), at=start)

    def _named_argument_ahead(self) -> bool:
        start = self.position
        try:
            self.declared_name(":", ",", ")", learn_it=False)
            return self.ahead() == ":"
        except FeelSyntaxError:
            return False
        finally:
            self.position = start

    def _named_argument(self) -> tuple[str, Node]:
        name = self.declared_name(":", learn_it=False)
        self.need(":")
        return name, self.expression()

    def _primary(self) -> Node:
        ahead, start = self.ahead(), self.position
        if ahead == '"':
            text = self.string()
            if text is None:
                self.fail("字符串的右引号")
            return Literal(text, at=start)
        digits = self.number()
        if digits is not None:
            return self._number(digits, start)
        if ahead == "@":
            return self._at_literal()
        if ahead == "(":
            return self._parenthesis()
        if ahead == "[":
            return self._bracket()
        if ahead == "]":
            return self._open_interval()
        if ahead == "{":
            return self._context()
        return self._word()

    def _number(self, digits: str, start: int) -> Node:
        try:
            return Literal(CONTEXT.create_decimal(digits), at=start)
        except ArithmeticError:
            raise FeelSyntaxError(f"数字超出范围：{digits[:40]}", self.text, start) from None

    def _at_literal(self) -> Node:
        start = self.position
        self.need("@")
        text = self.string()
        if text is None:
            self.fail("@ 后的字符串")
        return Literal(read_temporal(text), at=start)

    def _word(self) -> Node:
        word, start = self.word(), self.position
        if word is None:
            self.fail("值、名称或“(”")
        if word in _WORDS:
            self.need_keyword(word)
            return Literal(_WORDS[word], at=start)
        if word in ("if", "for", "some", "every", "function"):
            return self.expression()
        if word in KEYWORDS and word not in self.known:
            self.fail("值或名称（不能是关键字）")
        return Name(self.name(), at=start)

    def _parenthesis(self) -> Node:
        self.need("(")
        node = self.expression()
        if self.symbol(".."):
            return self._interval(node, low_included=False)
        self.need(")")
        return node

    def _interval(self, low: Node, *, low_included: bool) -> Node:
        start = low.at
        self._in_range_end += 1
        try:
            high = self.expression()
        finally:
            self._in_range_end -= 1
        if self.symbol("]"):
            return Interval(low, high, low_included, True, at=start)
        if not (self.symbol(")") or self.symbol("[")):
            self.fail("区间的右端 “]” “)” 或 “[”")
        return Interval(low, high, low_included, False, at=start)

    def _open_interval(self) -> Node:
        self.need("]")
        low = self.expression()
        self.need("..")
        return self._interval(low, low_included=False)

    def _bracket(self) -> Node:
        start = self.position
        self.need("[")
        if self.symbol("]"):
            return ListLiteral((), at=start)
        items = [self.expression()]
        if self.symbol(".."):
            return self._interval(items[0], low_included=True)
        while self.symbol(","):
            items.append(self.expression())
        self.need("]")
        return ListLiteral(tuple(items), at=start)

    def _context(self) -> Node:
        start = self.position
        self.need("{")
        if self.symbol("}"):
            return ContextLiteral((), at=start)
        entries = [self._entry()]
        while self.symbol(","):
            entries.append(self._entry())
        self.need("}")
        return ContextLiteral(tuple(entries), at=start)

    def _entry(self) -> tuple[str, Node]:
        key = self.string()
        if key is None:
            key = self.declared_name(":")
        else:
            self.learn(key)
        self.need(":")
        return key, self.expression()

    def type(self) -> TypeRef:
        """A type expression."""
        word = self.word()
        if word is None:
            self.fail("类型名")
        if word in ("list", "range", "context", "function"):
            self.need_keyword(word)
            return self._composite(word)
        for name in LONG_TYPES:
            if self.literal_word(name):
                return TypeRef(name)
        name = self.name()
        while self.symbol("."):
            name += "." + self.name()
        return TypeRef(name, defined=name not in SIMPLE_TYPES)

    def _composite(self, word: str) -> TypeRef:
        if not self.symbol("<"):
            return TypeRef(word)
        if word == "context":
            fields = self._type_fields()
            return TypeRef(word, fields=fields)
        if word == "function":
            return self._function_type()
        element = self.type()
        self.need(">")
        return TypeRef(word, element=element)

    def _type_fields(self) -> tuple[tuple[str, TypeRef], ...]:
        fields = []
        while True:
            name = self.declared_name(":")
            self.need(":")
            fields.append((name, self.type()))
            if not self.symbol(","):
                self.need(">")
                return tuple(fields)

    def _function_type(self) -> TypeRef:
        parameters: list[TypeRef] = []
        if not self.symbol(">"):
            parameters.append(self.type())
            while self.symbol(","):
                parameters.append(self.type())
            self.need(">")
        self.need("->")
        return TypeRef("function", parameters=tuple(parameters), result=self.type())
