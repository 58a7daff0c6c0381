"""Text to syntax tree by recursive descent (grammar: DMN 1.5 §10.3.1.2)."""

from __future__ import annotations

from processes.feel.errors import FeelSyntaxError
from processes.feel.lexer import MAX_NESTING
from processes.feel.names import KnownNames
from processes.feel.nodes import (
    Arithmetic,
    Between,
    Comparison,
    Conjunction,
    Disjunction,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Iteration,
    Negation,
    Node,
    Quantified,
    UnaryComparison,
)
from processes.feel.primaries import PrimaryParser

_COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")


class Parser(PrimaryParser):
    """Parses one text; ``expression`` and below read the part of the text that follows."""

    def whole_expression(self) -> Node:
        """The whole text as one expression."""
        node = self.expression()
        if not self.at_end:
            self.fail("运算符或表达式结尾")
        return node

    def whole_unary_tests(self) -> tuple[bool, tuple[Node, ...]]:
        """The whole text as unary tests: (negated, tests); ``-`` is no test at all, everything passes it."""
        if self.text.strip() in ("-", ""):
            return False, ()
        start = self.position
        if self.keyword("not") and self.symbol("("):
            tests = self._tests()
            if self.symbol(")") and self.at_end:
                return True, tests
        self.position = start
        tests = self._tests()
        if not self.at_end:
            self.fail("“,” 或测试的结尾")
        return False, tests

    def _tests(self) -> tuple[Node, ...]:
        tests = [self.expression()]
        while self.symbol(","):
            tests.append(self.expression())
        return tuple(tests)

    def expression(self) -> Node:
        """Any expression."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise FeelSyntaxError(f"嵌套超过 {MAX_NESTING} 层", self.text, self.position)
        try:
            return self._expression()
        finally:
            self.nesting -= 1

    def _expression(self) -> Node:
        word = self.word()
        if word == "if":
            return self._if()
        if word == "for":
            return self._for()
        if word in ("some", "every"):
            return self._quantified(word)
        if word == "function" and self.follows(word, "("):
            return self._function()
        return self._disjunction()

    def _if(self) -> Node:
        start = self.position
        self.need_keyword("if")
        condition = self.expression()
        self.need_keyword("then")
        consequent = self.expression()
        self.need_keyword("else")
        return If(condition, consequent, self.expression(), at=start)

    def _iterations(self, closing: str) -> tuple[Iteration, ...]:
        found = []
        while True:
            start = self.position
            name = self.declared_name("in")
            self.need_keyword("in")
            source = self.expression()
            end = self.expression() if self.symbol("..") else None
            found.append(Iteration(name, source, end, at=start))
            if not self.symbol(","):
                break
        self.need_keyword(closing)
        return tuple(found)

    def _for(self) -> Node:
        start = self.position
        self.need_keyword("for")
        iterations = self._iterations("return")
        return For(iterations, self.expression(), at=start)

    def _quantified(self, word: str) -> Node:
        start = self.position
        self.need_keyword(word)
        iterations = self._iterations("satisfies")
        return Quantified(word == "some", iterations, self.expression(), at=start)

    def _function(self) -> Node:
        start = self.position
        self.need_keyword("function")
        self.need("(")
        names, types = [], []
        if not self.symbol(")"):
            while True:
                names.append(self.declared_name(",", ")", ":"))
                types.append(self.type() if self.symbol(":") else None)
                if not self.symbol(","):
                    break
            self.need(")")
        external = self.keyword("external")
        body = self.expression()
        return FunctionDefinition(tuple(names), tuple(types), None if external else body, at=start)

    def _disjunction(self) -> Node:
        start = self.position
        parts = [self._conjunction()]
        while self.keyword("or"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Disjunction(tuple(parts), at=start)

    def _conjunction(self) -> Node:
        start = self.position
        parts = [self._comparison()]
        while self.keyword("and"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else Conjunction(tuple(parts), at=start)

    def _operator(self) -> str | None:
        """The comparison operator that is next, without moving."""
        ahead = self.ahead(2)
        return next((operator for operator in _COMPARISONS if ahead.startswith(operator)), None)

    def _comparison(self) -> Node:
        operator, start = self._operator(), self.position
        if operator is not None:
            self.need(operator)
            return UnaryComparison(operator, self._additive(), at=start)
        node = self._additive()
        while True:
            operator, start = self._operator(), self.position
            if operator is not None:
                self.need(operator)
                node = Comparison(operator, node, self._additive(), at=start)
            elif self.keyword("between"):
                low = self._additive()
                self.need_keyword("and")
                node = Between(node, low, self._additive(), at=start)
            elif self.keyword("in"):
                node = In(node, self._in_tests(), at=start)
            elif self.keyword("instance"):
                self.need_keyword("of")
                node = InstanceOf(node, self.type(), at=start)
            else:
                return node

    def _in_tests(self) -> tuple[Node, ...]:
        """What follows ``in``: tests in parentheses, or one value (which may itself begin with one)."""
        start = self.position
        if start not in self._no_tests and self.symbol("("):
            try:
                tests = self._tests()
                if self.symbol(")") and (len(tests) > 1 or not self._value_goes_on()):
                    return tests
            except FeelSyntaxError:
                pass
            self._no_tests.add(start)
            self.position = start
        return (self._comparison() if self._operator() else self._additive(),)

    def _value_goes_on(self) -> bool:
        return self.ahead() in ("[", ".", "(") or self.ahead(2) == ".."

    def _additive(self) -> Node:
        node = self._multiplicative()
        while self.ahead() in ("+", "-"):
            operator, start = self.ahead(), self.position
            self.need(operator)
            node = Arithmetic(operator, node, self._multiplicative(), at=start)
        return node

    def _multiplicative(self) -> Node:
        node = self._power()
        while self.ahead() in ("*", "/") and self.ahead(2) != "**":
            operator, start = self.ahead(), self.position
            self.need(operator)
            node = Arithmetic(operator, node, self._power(), at=start)
        return node

    def _power(self) -> Node:
        node = self._negation()
        start = self.position
        while self.symbol("**"):
            node = Arithmetic("**", node, self._negation(), at=start)
            start = self.position
        return node

    def _negation(self) -> Node:
        count, start = 0, self.position
        while self.symbol("-"):
            count += 1
        if count > MAX_NESTING:
            raise FeelSyntaxError(f"负号超过 {MAX_NESTING} 个", self.text, self.position)
        node = self.postfix()
        for _ in range(count):
            node = Negation(node, at=start)
        return node


def parse(text: str, known: KnownNames) -> Node:
    """Parse an expression; raises ``FeelSyntaxError``."""
    try:
        return Parser(text, known).whole_expression()
    except RecursionError:
        raise FeelSyntaxError("表达式嵌套过深", text, 0) from None


def parse_unary(text: str, known: KnownNames) -> tuple[bool, tuple[Node, ...]]:
    """Parse unary tests; raises ``FeelSyntaxError``."""
    try:
        return Parser(text, known).whole_unary_tests()
    except RecursionError:
        raise FeelSyntaxError("表达式嵌套过深", text, 0) from None
