"""SpiffWorkflow's Python expressions and scripts, translated to FEEL where that is safe.

The text is parsed (``ast.parse``), never run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from . import python_calls
from .pieces import (
    AND,
    ATOM,
    COMPARISON,
    LOOSE,
    OR,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Piece,
    Untranslatable,
    array,
    call,
    choice,
    context,
    item,
    joined,
    member,
    negation,
    number,
    operation,
    string,
    variable,
)

MAX_LENGTH = 10_000
MAX_DEPTH = 40
_BOTH_LISTS = "“+”两边若是列表，要改用 concatenate()"
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "=", ast.IsNot: "!=",
}  # fmt: skip


@dataclass(frozen=True)
class Assignment:
    """``name = value`` of a script."""

    name: str
    value: Piece


def translate(text: str) -> Piece:
    """A Python expression; Untranslatable if it has no safe counterpart."""
    tree = _parsed(text.strip(), "eval")
    assert isinstance(tree, ast.Expression)
    return expression(tree.body)


def assignments(text: str) -> list[Assignment]:
    """A script of assignments to plain names, in order; Untranslatable for anything else."""
    tree = _parsed(_dedented(text), "exec")
    assert isinstance(tree, ast.Module)
    found = [each for each in map(_assignment, tree.body) if each is not None]
    if not found:
        raise Untranslatable("脚本没有给变量赋值")
    return found


def _dedented(text: str) -> str:
    lines = text.strip("\n").expandtabs(4).splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)


def _parsed(text: str, mode: str) -> ast.AST:
    if len(text) > MAX_LENGTH:
        raise Untranslatable(f"程序超过 {MAX_LENGTH} 个字符")
    try:
        return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Untranslatable("不是合法的 Python") from None


def _assignment(statement: ast.stmt) -> Assignment | None:
    if isinstance(statement, ast.Pass):
        return None
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        name = ast.Name(id=statement.target.id, ctx=ast.Load())
        value: ast.expr = ast.BinOp(left=name, op=statement.op, right=statement.value)
        return Assignment(variable(name.id).text, expression(value))
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        return Assignment(variable(statement.target.id).text, expression(statement.value))
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            return Assignment(variable(target.id).text, expression(statement.value))
    raise Untranslatable(f"第 {getattr(statement, 'lineno', 1)} 行不是“变量 = 表达式”")


def expression(node: ast.expr, depth: int = 0) -> Piece:
    """One node of the syntax tree."""
    if depth > MAX_DEPTH:
        raise Untranslatable(f"表达式嵌套超过 {MAX_DEPTH} 层")
    reader = _READERS.get(type(node))
    if reader is None:
        raise Untranslatable(f"Python 的 {type(node).__name__} 写法没有对应")
    return reader(node, lambda inner: expression(inner, depth + 1))


Read = Callable[[ast.expr], Piece]


def _constant(node: ast.Constant, read: Read) -> Piece:
    value = node.value
    if value is None:
        return Piece("null")
    if isinstance(value, bool):
        return Piece(str(value).lower(), kind="boolean")
    if isinstance(value, str):
        return string(value)
    if isinstance(value, int | float):
        return number(repr(value))
    raise Untranslatable(f"常数 {type(value).__name__} 没有对应的写法")


def _logic(node: ast.BoolOp, read: Read) -> Piece:
    """Python gives one of the operands, FEEL a truth value: the same only where truth values are meant."""
    word, level = ("and", AND) if isinstance(node.op, ast.And) else ("or", OR)
    parts = [read(value) for value in node.values]
    caveat = () if all(p.kind == "boolean" for p in parts) else (f"“{word}”两边应是真假值",)
    piece = parts[0]
    for part in parts[1:]:
        piece = operation(word, piece, part, level, "boolean")
    return joined([piece], piece.text, level, "boolean", caveat)


def _unary(node: ast.UnaryOp, read: Read) -> Piece:
    operand = read(node.operand)
    if isinstance(node.op, ast.Not):
        return negation(operand)
    if isinstance(node.op, ast.USub):
        return joined([operand], f"-{operand.at(SIGN)}", SIGN, "number")
    raise Untranslatable("运算符没有对应")


def _binary(node: ast.BinOp, read: Read) -> Piece:
    left, right = read(node.left), read(node.right)
    kinds = {left.kind, right.kind}
    if isinstance(node.op, ast.Add):
        return _added(left, right, kinds)
    if kinds & {"string", "list", "context"}:
        raise Untranslatable("文字或列表的运算没有对应")
    match node.op:
        case ast.Sub():
            return operation("-", left, right, SUM, "number")
        case ast.Mult():
            return operation("*", left, right, PRODUCT, "number")
        case ast.Div():
            return operation("/", left, right, PRODUCT, "number")
        case ast.FloorDiv():
            return call("floor", operation("/", left, right, PRODUCT, "number"), kind="number")
        case ast.Mod():
            return call("modulo", left, right, kind="number")
        case ast.Pow():
            text = f"{left.at(ATOM)} ** {right.at(ATOM)}"
            return joined((left, right), text, POWER, "number")
    raise Untranslatable("运算符没有对应")


def _added(left: Piece, right: Piece, kinds: set[str]) -> Piece:
    if "list" in kinds:
        return call("concatenate", left, right, kind="list")
    if "context" in kinds:
        raise Untranslatable("字典相加没有对应")
    known = next((kind for kind in ("string", "number") if kind in kinds), "")
    piece = operation("+", left, right, SUM, known)
    return piece if known else joined([piece], piece.text, SUM, "", (_BOTH_LISTS,))


def _compared(node: ast.Compare, read: Read) -> Piece:
    found: list[Piece] = []
    operands = [read(each) for each in (node.left, *node.comparators)]
    for operator, left, right in zip(node.ops, operands, operands[1:], strict=False):
        found.append(_one_comparison(operator, left, right))
    piece = found[0]
    for each in found[1:]:
        piece = operation("and", piece, each, AND, "boolean")
    return piece


def _one_comparison(operator: ast.cmpop, left: Piece, right: Piece) -> Piece:
    if isinstance(operator, ast.In):
        return python_calls.contained(left, right)
    if isinstance(operator, ast.NotIn):
        return negation(python_calls.contained(left, right))
    return operation(_COMPARED[type(operator)], left, right, COMPARISON, "boolean")


def _subscript(node: ast.Subscript, read: Read) -> Piece:
    try:
        key = ast.literal_eval(node.slice)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        key = None
    if isinstance(key, str):
        return member(read(node.value), key)
    if type(key) is int:
        return item(read(node.value), key)
    raise Untranslatable("下标不是常数，无法判断取的是列表项还是字段")


def _if(node: ast.IfExp, read: Read) -> Piece:
    return choice(read(node.test), read(node.body), read(node.orelse))


def _dictionary(node: ast.Dict, read: Read) -> Piece:
    entries = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            raise Untranslatable("字典的键不是文字")
        entries.append((key.value, read(value)))
    return context(entries)


def _formatted(node: ast.JoinedStr, read: Read) -> Piece:
    parts: list[Piece] = []
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            if value.format_spec is not None or value.conversion != -1:
                raise Untranslatable("带格式的 f 字符串没有对应")
            parts.append(call("string", read(value.value), kind="string"))
        else:
            parts.append(read(value))
    piece = parts[0] if parts else string("")
    for part in parts[1:]:
        piece = operation("+", piece, part, SUM, "string")
    return piece


def _comprehension(node: ast.ListComp | ast.GeneratorExp, read: Read) -> Piece:
    name, source, condition = _iteration(node, read)
    result = read(node.elt)
    if condition is not None:
        kept = f"for {name} in {source.at(OR)} return if {condition.at(OR)} then [{result.text}] else []"
        inner = joined([condition, result], "", LOOSE).minus(name)
        return joined([source, inner], f"flatten({kept})", kind="list") if result.kind in (
            "string", "number", "boolean") else _unfiltered(name)  # fmt: skip
    inner = result.minus(name)
    return joined([source, inner], f"for {name} in {source.at(OR)} return {result.at(OR)}", LOOSE, "list")


def _unfiltered(name: str) -> Piece:
    raise Untranslatable(f"带条件的推导式（{name}）没有对应，可改用 FEEL 的列表筛选 列表[条件]")


def _iteration(node: ast.ListComp | ast.GeneratorExp, read: Read) -> tuple[str, Piece, Piece | None]:
    only = node.generators[0]
    if len(node.generators) != 1 or not isinstance(only.target, ast.Name) or len(only.ifs) > 1:
        raise Untranslatable("多重推导式没有对应")
    return variable(only.target.id).text, read(only.iter), read(only.ifs[0]) if only.ifs else None


def _called(node: ast.Call, read: Read) -> Piece:
    if isinstance(node.func, ast.Name) and node.func.id in ("any", "all") and len(node.args) == 1:
        return _quantified(node.func.id, node.args[0], read)
    return python_calls.called(node, read)


def _quantified(word: str, inner: ast.expr, read: Read) -> Piece:
    if not isinstance(inner, ast.GeneratorExp | ast.ListComp):
        return call(word, read(inner), kind="boolean")
    name, source, condition = _iteration(inner, read)
    if condition is not None:
        raise Untranslatable(f"{word}() 里带条件的推导式没有对应")
    test = read(inner.elt)
    quantifier = "some" if word == "any" else "every"
    text = f"{quantifier} {name} in {source.at(OR)} satisfies {test.at(OR)}"
    return joined([source, test.minus(name)], text, LOOSE, "boolean")


_READERS: dict[type[ast.expr], Callable[..., Piece]] = {
    ast.Constant: _constant,
    ast.Name: lambda node, read: variable(node.id),
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compared,
    ast.Attribute: lambda node, read: member(read(node.value), node.attr),
    ast.Subscript: _subscript,
    ast.IfExp: _if,
    ast.List: lambda node, read: array(map(read, node.elts)),
    ast.Tuple: lambda node, read: array(map(read, node.elts)),
    ast.Dict: _dictionary,
    ast.JoinedStr: _formatted,
    ast.ListComp: _comprehension,
    ast.Call: _called,
}
