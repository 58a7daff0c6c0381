"""Lists, contexts and ranges written out."""

from __future__ import annotations

from processes.feel.compiler.emitter import Emitter, Kind, Operand, emits
from processes.feel.compiler.layers import Entries
from processes.feel.nodes import ContextLiteral, Interval, ListLiteral, Literal
from processes.feel.runtime import operating
from processes.feel.values import CONTEXT_SIZE, LIST_SIZE


@emits(ListLiteral)
def _list(node: ListLiteral, emitter: Emitter) -> Operand:
    items = ", ".join([emitter.native(item) for item in node.items])
    if node.items:
        emitter.writer.put(f"run.allocate({len(node.items) + LIST_SIZE})")
    return Operand(emitter.writer.assign(f"[{items}]"), Kind.VALUE)


@emits(ContextLiteral)
def _context(node: ContextLiteral, emitter: Emitter) -> Operand:
    """Later entries see earlier ones; a name written twice makes the whole context null."""
    writer = emitter.writer
    if len({name for name, _ in node.entries}) < len(node.entries):
        return Operand(writer.constant(None), Kind.TRUTH)
    if node.entries:
        writer.put(f"run.allocate({len(node.entries) + CONTEXT_SIZE})")
    context = writer.assign("{}")
    entries = Entries(context)
    with emitter.layer(entries):
        for name, value in node.entries:
            found = emitter.native(value)
            writer.put(f"{context}[{writer.constant(name)}] = {found}")
            entries.add(name, found)
    return Operand(context, Kind.VALUE)


@emits(Interval)
def _interval(node: Interval, emitter: Emitter) -> Operand:
    """Made once when both ends are literals."""
    ends = (node.low_included, node.high_included)
    if isinstance(node.low, Literal) and isinstance(node.high, Literal):
        made = operating.interval(node.low.value, node.high.value, *ends)
        if made is not None:
            return Operand(emitter.writer.constant(made), Kind.VALUE)
    low, high = emitter.native(node.low), emitter.native(node.high)
    code = f"spanned({low}, {high}, {ends[0]}, {ends[1]}, run, {emitter.site(node)})"
    return Operand(emitter.writer.assign(code), Kind.VALUE)
