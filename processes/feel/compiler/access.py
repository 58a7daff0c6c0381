"""Properties, elements, filters and calls."""

from __future__ import annotations

from decimal import Decimal

from processes.feel.analysis import decides, free_names
from processes.feel.compiler.emitter import Emitter, Kind, Operand, emits
from processes.feel.compiler.layers import Element
from processes.feel.nodes import Call, Filter, Literal, Name, NamedCall, Negation, Node, Path
from processes.feel.values import CONTEXT


@emits(Path)
def _path(node: Path, emitter: Emitter) -> Operand:
    """Long chains such as ``a.b.c`` are written one after the other."""
    chain = [node]
    while isinstance(chain[-1].source, Path):
        chain.append(chain[-1].source)
    source = emitter.emit(chain[-1].source)
    writer = emitter.writer
    for link in reversed(chain):
        found, key = writer.fresh(), writer.constant(link.name)
        with writer.block(f"if type({source.name}) is dict and {key} in {source.name}:"):
            writer.put(f"{found} = {source.name}[{key}]")
        with writer.block("else:"):
            writer.put(f"{found} = property_of({source.name}, {key}, run, {emitter.site(link)})")
        source = Operand(found, Kind.RAW)
    return source


@emits(Filter)
def _filter(node: Filter, emitter: Emitter) -> Operand:
    """``source[condition]``: a test of each element, or an index when it is a number (1 first, -1 last)."""
    writer, result = emitter.writer, emitter.writer.fresh()
    source = emitter.native(node.source)
    index = _literal_index(node.condition)
    with writer.block(f"if {source} is None:"):
        writer.put(f"{result} = None")
    with emitter.branch("else:"):
        values = writer.assign(f"{source} if type({source}) is list else [{source}]")
        if index is not None:
            with writer.block(f"if {values}:"):
                writer.put("run.spend()")
            writer.put(f"{result} = element({values}, {writer.constant(index)})")
        elif decides(node.condition):
            writer.put(f"{result} = []")
            _select(node.condition, values, result, emitter, decides_all=True)
        else:
            with emitter.branch(f"if not {values}:"):
                writer.put(f"{result} = unpicked({emitter.part(node.condition).name})")
            with emitter.branch("else:"):
                writer.put(f"{result} = []")
                _select(node.condition, values, result, emitter, decides_all=False)
    return Operand(result, Kind.VALUE)


def _literal_index(node: Node) -> Decimal | None:
    """The number that stands alone in the brackets."""
    if isinstance(node, Literal) and type(node.value) is Decimal:
        return node.value
    if isinstance(node, Negation):
        inner = _literal_index(node.operand)
        return None if inner is None else CONTEXT.minus(inner)
    return None


def _select(condition: Node, values: str, result: str, emitter: Emitter, *, decides_all: bool) -> None:
    """Write the loop that collects the elements that pass.

    A condition whose first value is neither a boolean nor null is an index; it ends the loop.
    """
    writer = emitter.writer
    emitter.hoist(condition)
    portion, item = writer.fresh("p"), writer.fresh("i")
    first = None if decides_all else writer.assign("True")
    with emitter.loop(f"for {portion} in portions({values}, run):"):
        with emitter.loop(f"for {item} in {portion}:"):
            with emitter.layer(_element(condition, item, emitter)):
                operand = emitter.emit(condition)
            verdict = operand.name if decides_all else emitter.converted(operand)
            with writer.block(f"if {verdict} is True:"):
                writer.put(f"{result}.append({item} if type({item}) in NATIVE else convert({item}))")
            if first:
                _stop_at_index(verdict, values, result, first, emitter)
        if first:
            with writer.block(f"if {first} is None:"):
                writer.put("break")


def _stop_at_index(verdict: str, values: str, result: str, first: str, emitter: Emitter) -> None:
    writer = emitter.writer
    with writer.block(f"elif {first} and {verdict} is not None and type({verdict}) is not bool:"):
        writer.put(f"{result} = pick({values}, {verdict})")
        writer.put(f"{first} = None")
        writer.put("break")
    writer.put(f"{first} = False")


def _element(condition: Node, item: str, emitter: Emitter) -> Element:
    """Write how an element becomes variables: needless when the condition reads none."""
    writer = emitter.writer
    if not free_names([condition], frozenset()):
        return Element(item, None)
    fields = writer.fresh("f")
    with writer.block(f"if type({item}) is dict:"):
        writer.put(f"{fields} = {item}")
    with writer.block(f"elif type({item}) is int:"):
        writer.put(f"{fields} = NOTHING")
    with writer.block("else:"):
        writer.put(f"{item} = convert({item})")
        writer.put(f"{fields} = {item} if type({item}) is dict else NOTHING")
    return Element(item, fields)


@emits(Call)
def _call(node: Call, emitter: Emitter) -> Operand:
    writer = emitter.writer
    target = _target(node.function, emitter)
    arguments = ", ".join(emitter.native(argument) for argument in node.arguments)
    result, site = writer.fresh(), emitter.site(node)
    with writer.block(f"if type({target}) is FunctionValue:"):
        writer.put(f"run.site = {site}")
        writer.put(f"{result} = {target}.invoke(run, [{arguments}])")
    with writer.block("else:"):
        writer.put(f"{result} = call({target}, [{arguments}], run, {site}, {_label(node, emitter)})")
    return Operand(result, Kind.VALUE)


@emits(NamedCall)
def _named_call(node: NamedCall, emitter: Emitter) -> Operand:
    writer = emitter.writer
    target = _target(node.function, emitter)
    pairs = ", ".join(f"{writer.constant(name)}: {emitter.native(value)}" for name, value in node.arguments)
    code = f"call_named({target}, {{{pairs}}}, run, {emitter.site(node)}, {_label(node, emitter)})"
    return Operand(writer.assign(code), Kind.VALUE)


def _label(node: Call | NamedCall, emitter: Emitter) -> str:
    """The identifier of the function's name, for messages."""
    return emitter.writer.constant(node.function.name if isinstance(node.function, Name) else None)


def _target(node: Node, emitter: Emitter) -> str:
    """What is called: a name of the scope is looked for among functions too."""
    if not isinstance(node, Name):
        return emitter.emit(node).name

    def outermost(name: Name) -> Operand:
        code = f"callee(frame, {emitter.writer.constant(name.name)}, {emitter.site(name)})"
        return Operand(emitter.writer.assign(code), Kind.VALUE)

    return emitter.find(node, emitter.layers, outermost).name
