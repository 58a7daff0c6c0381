"""Arithmetic, comparison and logic."""

from __future__ import annotations

from decimal import Decimal

from processes.feel.compiler.emitter import Emitter, Kind, Operand, emits
from processes.feel.nodes import (
    Arithmetic,
    Between,
    Comparison,
    Conjunction,
    Disjunction,
    InstanceOf,
    Negation,
    Node,
    UnaryComparison,
)
from processes.feel.runtime import operating
from processes.feel.values import Value

_ARITHMETIC = {"+": "plus", "-": "minus", "*": "times", "/": "over", "**": "power"}
_ORDER = {"<": "less", "<=": "at_most", ">": "greater", ">=": "at_least"}
#: What makes the range of a comparison standing alone.
RANGES = {"<": "below", "<=": "up_to", ">": "above", ">=": "from_up", "=": "exactly", "!=": "anything_but"}
# Longer whole numbers stay decimal.
_SHORT = 10**15


def quick_number(emitter: Emitter, value: Decimal) -> str:
    """The identifier of a number in the form that compares fastest with numbers."""
    short = abs(value) < _SHORT and value == value.to_integral_value()
    return emitter.writer.constant(int(value) if short else value)


def number_test(*operands: Operand) -> str | None:
    """Code that says whether all are numbers; empty when they surely are, None when they cannot be."""
    tests = []
    for operand in operands:
        if operand.kind is Kind.TRUTH or (operand.literal and not operand.is_literal(Decimal)):
            return None
        if operand.literal is None:
            tests.append(f"(type({operand.name}) is int or type({operand.name}) is Decimal)")
    return " and ".join(tests)


def quick(emitter: Emitter, operand: Operand) -> str:
    """The identifier to compare by, once it is known to hold a number."""
    if operand.literal is not None and operand.is_literal(Decimal):
        return quick_number(emitter, operand.literal.value)
    return operand.name


@emits(Arithmetic)
def _arithmetic(node: Arithmetic, emitter: Emitter) -> Operand:
    """Long chains such as ``a + b + c`` are written one after the other."""
    chain = [node]
    while isinstance(chain[-1].left, Arithmetic):
        chain.append(chain[-1].left)
    left = emitter.emit(chain[-1].left)
    for link in reversed(chain):
        left = _operation(link, left, emitter.emit(link.right), emitter)
    return left


def _operation(node: Arithmetic, a: Operand, b: Operand, emitter: Emitter) -> Operand:
    writer, sign = emitter.writer, node.operator
    general = f"{_ARITHMETIC[sign]}({a.name}, {b.name}, run, {emitter.site(node)})"
    whole = _whole_test(a, b) if sign in ("+", "-", "*") else None
    if not whole:
        return Operand(writer.assign(general), Kind.VALUE)
    result = writer.fresh()
    with writer.block(f"if {whole}:"):
        writer.put(f"{result} = {_exact(emitter, a)} {sign} {_exact(emitter, b)}")
        with writer.block(f"if not FLOOR < {result} < CEILING:"):
            writer.put(f"{result} = {general}")
    with writer.block("else:"):
        writer.put(f"{result} = {general}")
    return Operand(result, Kind.RAW)


def _whole_test(*operands: Operand) -> str | None:
    """Code that says whether all are ``int``; None when some cannot be."""
    tests = []
    for operand in operands:
        if operand.literal is None and operand.kind is Kind.RAW:
            tests.append(f"type({operand.name}) is int")
        elif operand.literal is None or not _is_whole(operand.literal.value):
            return None
    return " and ".join(tests)


def _is_whole(value: Value) -> bool:
    """Written without point and exponent, so that its sums look the same as whole numbers."""
    return type(value) is Decimal and value.as_tuple().exponent == 0 and abs(value) < _SHORT


def _exact(emitter: Emitter, operand: Operand) -> str:
    return operand.name if operand.literal is None else quick(emitter, operand)


@emits(Negation)
def _negation(node: Negation, emitter: Emitter) -> Operand:
    return Operand(
        emitter.writer.assign(f"negative({emitter.emit(node.operand).name}, run, {emitter.site(node)})"),
        Kind.VALUE,
    )


@emits(Comparison)
def _comparison(node: Comparison, emitter: Emitter) -> Operand:
    a, b = emitter.emit(node.left), emitter.emit(node.right)
    if node.operator in ("=", "!="):
        return _equality(node, a, b, emitter)
    general = f"{_ORDER[node.operator]}({a.name}, {b.name}, run, {emitter.site(node)})"
    return choose(
        emitter, number_test(a, b), f"{quick(emitter, a)} {node.operator} {quick(emitter, b)}", general
    )


def choose(emitter: Emitter, test: str | None, fast: str, general: str) -> Operand:
    """Write a truth value: the fast code where the test allows it."""
    writer = emitter.writer
    if not test:
        return Operand(writer.assign(general), Kind.TRUTH)
    result = writer.fresh()
    with writer.block(f"if {test}:"):
        writer.put(f"{result} = {fast}")
    with writer.block("else:"):
        writer.put(f"{result} = {general}")
    return Operand(result, Kind.TRUTH)


def _equality(node: Comparison, a: Operand, b: Operand, emitter: Emitter) -> Operand:
    sign = "==" if node.operator == "=" else "!="
    general = f"{'same' if sign == '==' else 'other'}({a.name}, {b.name}, run, {emitter.site(node)})"
    if a.literal is not None:
        a, b = b, a
    if a.literal is not None:
        return choose(emitter, None, "", general)
    name = a.name
    if b.is_literal(Decimal):
        return choose(emitter, number_test(a), f"{name} {sign} {quick(emitter, b)}", general)
    if b.is_literal(str, bool):
        kind = "str" if b.is_literal(str) else "bool"
        return choose(emitter, f"type({name}) is {kind}", f"{name} {sign} {b.name}", general)
    if b.is_literal(type(None)):
        test = f"type({name}) in NATIVE or type({name}) is int"
        return choose(emitter, test, f"{name} is {'' if sign == '==' else 'not '}None", general)
    test = f"type({name}) is type({b.name}) and type({name}) in SCALARS"
    return choose(emitter, None if b.literal else test, f"{name} {sign} {b.name}", general)


@emits(UnaryComparison)
def _unary_comparison(node: UnaryComparison, emitter: Emitter) -> Operand:
    """``< 5`` alone is the range of values below five."""
    made = RANGES[node.operator]
    operand = emitter.emit(node.operand)
    if operand.literal is not None:
        constant = getattr(operating, made)(operand.literal.value)
        return Operand(emitter.writer.constant(constant), Kind.VALUE)
    return Operand(emitter.writer.assign(f"{made}({emitter.converted(operand)})"), Kind.VALUE)


@emits(Between)
def _between(node: Between, emitter: Emitter) -> Operand:
    value, low, high = emitter.emit(node.value), emitter.emit(node.low), emitter.emit(node.high)
    fast = f"{quick(emitter, low)} <= {quick(emitter, value)} <= {quick(emitter, high)}"
    return choose(
        emitter,
        number_test(value, low, high),
        fast,
        f"within({value.name}, {low.name}, {high.name}, run, {emitter.site(node)})",
    )


@emits(InstanceOf)
def _instance_of(node: InstanceOf, emitter: Emitter) -> Operand:
    value = emitter.emit(node.value)
    ref, site = emitter.writer.constant(node.type), emitter.site(node)
    return Operand(emitter.writer.assign(f"instance({value.name}, {ref}, run, {site})"), Kind.VALUE)


@emits(Conjunction)
def _conjunction(node: Conjunction, emitter: Emitter) -> Operand:
    """False if any part is false, else null if any part is not a boolean (DMN 1.5 table 50)."""
    return _logic(node.parts, "True", "False", emitter)


@emits(Disjunction)
def _disjunction(node: Disjunction, emitter: Emitter) -> Operand:
    """True if any part is true, else null if any part is not a boolean."""
    return _logic(node.parts, "False", "True", emitter)


def _logic(parts: tuple[Node, ...], neutral: str, decisive: str, emitter: Emitter) -> Operand:
    """Parts one after the other, until one is decisive."""
    writer = emitter.writer
    first = emitter.emit(parts[0])
    code = first.name
    if first.kind is not Kind.TRUTH:
        code = f"{code} if type({code}) is bool else None"
    result = writer.assign(code)
    for part in parts[1:]:
        with emitter.branch(f"if {result} is not {decisive}:"):
            found = emitter.emit(part).name
            with writer.block(f"if {found} is {decisive}:"):
                writer.put(f"{result} = {decisive}")
            with writer.block(f"elif {found} is not {neutral}:"):
                writer.put(f"{result} = None")
    return Operand(result, Kind.TRUTH)
