"""The claim that a join never fires, against every run of small random models.

The token game below knows nothing of the check: it plays markings (tokens on flows) to the end, every choice
in every way.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache

from processes.engine import Resources, compile

from ..models import document, process

KINDS = ("task", "exclusiveGateway", "parallelGateway", "inclusiveGateway")
Marking = tuple[tuple[int, int], ...]  # (flow, tokens)
LIMIT = 700  # markings; a model with more is not judged


def model(seed: int) -> tuple[list[str], list[tuple[int, int]]]:
    """Kinds of the nodes, the first the start event, and flows as pairs of them."""
    drawn = random.Random(seed)
    kinds = ["startEvent", *(drawn.choice(KINDS) for _ in range(drawn.randint(3, 7)))]
    pairs = [(drawn.randrange(node), node) for node in range(1, len(kinds))]
    for _ in range(drawn.randint(1, 5)):
        pairs.append((drawn.randrange(1, len(kinds)), drawn.randrange(1, len(kinds))))
    return kinds, list(dict.fromkeys(pairs))


def steps(
    kind: str, ins: list[int], outs: list[int], tokens: Counter[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """(flows a token is taken from, flows that get one): every way a node may act."""
    if kind == "parallelGateway" and len(ins) > 1:
        takes = [ins] if all(tokens[flow] for flow in ins) else []
    elif kind == "inclusiveGateway" and len(ins) > 1:
        here = [flow for flow in ins if tokens[flow]]
        takes = [[f for n, f in enumerate(here) if chosen >> n & 1] for chosen in range(1, 2 ** len(here))]
    else:
        takes = [[flow] for flow in ins if tokens[flow]]
    for taken in takes:
        if kind == "exclusiveGateway" and outs:
            yield from ((taken, [out]) for out in outs)
        elif kind == "inclusiveGateway" and outs:
            for chosen in range(1, 2 ** len(outs)):
                yield taken, [out for n, out in enumerate(outs) if chosen >> n & 1]
        else:
            yield taken, outs


def fired(kinds: list[str], pairs: list[tuple[int, int]]) -> tuple[set[int], set[int]] | None:
    """Nodes that act in some run, and flows that carry a token in some; None when there are too many runs."""
    ins = [[f for f, (_, b) in enumerate(pairs) if b == n] for n in range(len(kinds))]
    outs = [[f for f, (a, _) in enumerate(pairs) if a == n] for n in range(len(kinds))]
    first: Marking = tuple((flow, 1) for flow in outs[0])
    seen, todo, acted = {first}, [first], set()
    while todo:
        tokens = Counter(dict(todo.pop()))
        for node in range(1, len(kinds)):
            for taken, given in steps(kinds[node], ins[node], outs[node], tokens):
                acted.add(node)
                after = Counter(
                    {
                        flow: min(count, 3)
                        for flow, count in (tokens - Counter(taken) + Counter(given)).items()
                    }
                )
                marking: Marking = tuple(sorted(after.items()))
                if marking not in seen:
                    seen.add(marking)
                    todo.append(marking)
                if len(seen) > LIMIT:
                    return None
    return acted, {flow for marking in seen for flow, _ in marking}


def warned(kinds: list[str], pairs: list[tuple[int, int]]) -> set[int]:
    """The joins that the deployment warns of."""
    nodes = "".join(f'<{kind} id="n{n}"/>' for n, kind in enumerate(kinds) if n)
    flow = "; ".join(f"{'s' if a == 0 else f'n{a}'}>n{b} [x > {i}]" for i, (a, b) in enumerate(pairs))
    program = compile(Resources({"a.bpmn": document(process(nodes, flow))}))
    return {int((w.element_id or "n0")[1:]) for w in program.warnings if w.code == "BPMN-join-never"}


def play(seed: int) -> tuple[set[int], set[int]] | None:
    """(joins that are warned of, joins that wait for ever in every run), or None when it is too large."""
    kinds, pairs = model(seed)
    found = fired(kinds, pairs)
    if found is None:
        return None
    acted, carried = found
    joins = [
        n for n, kind in enumerate(kinds) if kind == "parallelGateway" and sum(b == n for _, b in pairs) > 1
    ]
    dead = {
        n for n in joins if n not in acted and any(b == n and f in carried for f, (_, b) in enumerate(pairs))
    }
    return warned(kinds, pairs), dead


@cache
def games() -> list[tuple[int, set[int], set[int]]]:
    """(seed, joins that are warned of, joins that never fire) of the models that are small enough."""
    found = ((seed, play(seed)) for seed in range(160))
    return [(seed, *played) for seed, played in found if played is not None]


def test_a_join_that_is_warned_of_never_fires():
    assert len(games()) > 100
    assert [seed for seed, warnings, dead in games() if not warnings <= dead] == []


def test_most_joins_that_never_fire_are_warned_of():
    dead, found = sum(len(d) for _, _, d in games()), sum(len(w) for _, w, _ in games())
    assert dead > 30
    assert found > 0.8 * dead
