"""Draws block-structured processes: every split has its join, every token finds its way out.

``draw`` is anything with the methods of ``random.Random``.
"""

from __future__ import annotations

from random import Random

from .shapes import CODES, MESSAGES, SIGNALS, Body, Flow, Model, Node, Trigger

#: (first node, last node) of a block.
Ends = tuple[str, str]
LEAVES = ("user", "user", "task", "script", "service", "wait", "throw", "send", "call")
BLOCKS = (
    "sequence", "sequence", "split", "split", "loop", "race", "sub", "sub", "repeat", "undo", "leaf",
    "trial", "trial", "transaction",
)  # fmt: skip


class Builder:
    """``calls``: processes that may be called; ``depth``: of nesting."""

    def __init__(self, draw: Random, calls: tuple[str, ...]) -> None:
        self.draw, self.calls, self.count = draw, calls, 0
        self.codes: list[str] = []  # of errors that something around catches
        self.plain = 0  # inside what is repeated nothing is undone
        self.looping = False  # inside a loop of the same body

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def node(self, body: Body, kind: str, **more: object) -> str:
        return body.add(Node(self.new(kind), kind, **more)).id  # type: ignore[arg-type]

    def flow(
        self, body: Body, source: str, target: str, condition: tuple[int, int] | None = None, *,
        default: bool = False,
    ) -> None:  # fmt: skip
        body.flows.append(Flow(self.new("f"), source, target, condition, default))

    def condition(self) -> tuple[int, int]:
        k = self.draw.randint(2, 3)
        return k, self.draw.randrange(k)

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    # -- bodies

    def body(self, depth: int, start: Trigger | None = None, *, interrupting: bool = True) -> Body:
        body = Body()
        first = self.node(body, "start", trigger=start, interrupting=interrupting)
        outer, self.looping = self.looping, False
        ends = self.block(body, depth)
        self.looping = outer
        if start is not None:  # what an event starts must not throw it again by itself, or it never ends
            work = self.node(body, "user")
            self.flow(body, first, work)
            first = work
        self.flow(body, first, ends[0])
        self.flow(body, ends[1], self.node(body, "end", trigger=self.last_word()))
        return body

    def last_word(self) -> Trigger | None:
        if self.codes and self.chance(0.4):
            return ("error", self.draw.choice(self.codes))
        if self.chance(0.75):
            return None
        words: list[Trigger] = [
            ("signal", self.draw.choice(SIGNALS)),
            ("message", self.draw.choice(MESSAGES)),
        ]
        words += [("terminate", None), ("escalation", self.draw.choice(CODES))]
        return self.draw.choice(words)

    def block(self, body: Body, depth: int) -> Ends:
        kind = self.draw.choice(BLOCKS) if depth > 0 else "leaf"
        return getattr(self, f"make_{kind}")(body, depth)

    # -- leaves

    def make_leaf(self, body: Body, depth: int) -> Ends:
        kind = self.draw.choice(LEAVES)
        if kind == "call" and not self.calls:
            kind = "user"
        if kind == "call":
            made = self.node(body, "call", called=self.safe_call())
        elif kind == "wait":
            made = self.node(body, *self.draw.choice((("catch",), ("receive",))), trigger=("message", "m1"))
            node = body.nodes[made]
            node.trigger = self.waited() if node.kind == "catch" else ("message", self.draw.choice(MESSAGES))
        elif kind == "throw":
            made = self.node(body, "throw", trigger=self.thrown())
        elif kind == "send":
            made = self.node(body, "send", trigger=("message", self.draw.choice(MESSAGES)))
        else:
            made = self.node(body, kind)
        return made, self.boundaries(body, made)

    def safe_call(self) -> str:
        """A process that throws no error."""
        return self.draw.choice([name for name in self.calls if name != "faulty"])

    def waited(self) -> Trigger:
        return self.draw.choice(
            [("timer", None), ("message", self.draw.choice(MESSAGES)), ("signal", self.draw.choice(SIGNALS))]
        )

    def thrown(self) -> Trigger | None:
        words: list[Trigger | None] = [("message", self.draw.choice(MESSAGES)), None]
        words += [("signal", self.draw.choice(SIGNALS)), ("escalation", self.draw.choice(CODES))]
        return self.draw.choice(words)

    def boundaries(self, body: Body, host: str) -> str:
        """A side exit of a waiting activity; the last node of both ways.

        What goes on beside the host has an end of its own, what interrupts it comes back to its way.
        """
        kind = body.nodes[host].kind
        if kind not in ("user", "service", "receive", "sub", "call") or not self.chance(0.35):
            return host
        triggers: list[Trigger] = [self.waited(), ("cycle", None)]
        if kind == "sub":
            triggers += [("escalation", self.draw.choice([None, *CODES]))]
        if kind == "service":
            triggers += [("error", self.draw.choice([None, *CODES]))]
        trigger = self.draw.choice(triggers)
        interrupting = trigger[0] == "error" or (trigger[0] != "cycle" and self.chance(0.5))
        event = self.node(body, "boundary", trigger=trigger, interrupting=interrupting, host=host)
        aside = self.node(body, self.draw.choice(("user", "task")))
        self.flow(body, event, aside)
        last = self.node(body, "xor" if interrupting else "end")
        self.flow(body, aside, last)
        if not interrupting:
            return host
        self.flow(body, host, last)
        return last

    # -- blocks

    def make_sequence(self, body: Body, depth: int) -> Ends:
        one, two = self.block(body, depth - 1), self.block(body, depth - 1)
        self.flow(body, one[1], two[0])
        return one[0], two[1]

    def make_split(self, body: Body, depth: int) -> Ends:
        kind = self.draw.choice(("and", "and", "xor", "or", "or"))
        split, join = self.node(body, kind), self.node(body, kind)
        for number in range(self.draw.randint(2, 3)):
            first, last = self.block(body, depth - 1)
            default = kind != "and" and number == 0
            condition = None if kind == "and" or default else self.condition()
            self.flow(body, split, first, condition, default=default)
            self.flow(body, last, join)
        return split, join

    def make_loop(self, body: Body, depth: int) -> Ends:
        """Back to a merge (exclusive or inclusive) while a condition holds, with somebody's work between."""
        # §13.4.3: an inclusive merge waits for tokens of parallel branches that an outer loop can bring back
        merge = self.node(body, "xor" if self.looping else self.draw.choice(("xor", "or")))
        work, gate, out = self.node(body, "user"), self.node(body, "xor"), self.node(body, "task")
        outer, self.looping = self.looping, True
        first, last = self.block(body, depth - 1)
        self.looping = outer
        self.flow(body, merge, first)
        self.flow(body, last, work)
        self.flow(body, work, gate)
        self.flow(body, gate, merge, self.condition())
        self.flow(body, gate, out, default=True)
        return merge, out

    def make_race(self, body: Body, depth: int) -> Ends:
        gate, merge = self.node(body, "race"), self.node(body, "xor")
        triggers: list[Trigger] = [("timer", None), ("message", self.draw.choice(MESSAGES))]
        triggers += [("signal", self.draw.choice(SIGNALS))]
        for trigger in triggers[: self.draw.randint(2, 3)]:
            event = self.node(body, "catch", trigger=trigger)
            first, last = self.block(body, depth - 1)
            self.flow(body, gate, event)
            self.flow(body, event, first)
            self.flow(body, last, merge)
        return gate, merge

    def make_sub(self, body: Body, depth: int) -> Ends:
        sub = self.node(body, "sub")
        inner = body.nodes[sub].body = self.body(depth - 1)
        if self.chance(0.4):
            self.handler(inner, depth - 1)
        return sub, self.boundaries(body, sub)

    def make_trial(self, body: Body, depth: int) -> Ends:
        """A sub-process or call that may fail, caught by code, by any code, or by an event sub-process."""
        code = self.draw.choice(CODES)
        kind = "call" if "faulty" in self.calls and self.chance(0.3) else "sub"
        made, merge = self.node(body, kind), self.node(body, "xor")
        node = body.nodes[made]
        node.called = "faulty" if kind == "call" else None
        if kind == "sub":
            self.codes.append(code)
            node.body = self.body(depth - 1)
            self.codes.pop()
        catchers: list[str | None] = [*CODES, None] if kind == "call" else [code, None]
        if kind == "sub" and self.chance(0.4):
            self.handler(node.body, depth - 1, ("error", self.draw.choice([code, None])))
        for caught in catchers if kind == "call" or self.chance(0.5) else catchers[:1]:
            event = self.node(body, "boundary", trigger=("error", caught), host=made)
            aside = self.node(body, self.draw.choice(("user", "task")))
            self.flow(body, event, aside)
            self.flow(body, aside, merge)
        self.flow(body, made, merge)
        return made, merge

    def make_transaction(self, body: Body, depth: int) -> Ends:
        """Work that is undone when it is cancelled."""
        if self.plain:
            return self.make_sub(body, depth)
        made, merge = self.node(body, "transaction"), self.node(body, "xor")
        inner = body.nodes[made].body = Body()
        start, gate, end = self.node(inner, "start"), self.node(inner, "xor"), self.node(inner, "end")
        cancel = self.node(inner, "end", trigger=("cancel", None))
        one, two = self.make_undo(inner, 1), self.block(inner, depth - 1)
        self.flow(inner, start, one[0])
        self.flow(inner, one[1], two[0])
        self.flow(inner, two[1], gate)
        self.flow(inner, gate, cancel, self.condition())
        self.flow(inner, gate, end, default=True)
        event = self.node(body, "boundary", trigger=("cancel", None), host=made)
        self.flow(body, event, merge)
        self.flow(body, made, merge)
        return made, merge

    def handler(self, body: Body, depth: int, trigger: Trigger | None = None) -> None:
        """An event sub-process."""
        if trigger is None:
            trigger = self.draw.choice(
                [self.waited(), ("escalation", self.draw.choice([None, *CODES])), ("cycle", None)]
            )
        interrupting = trigger[0] == "error" or (trigger[0] != "cycle" and self.chance(0.5))
        self.plain += 1
        made = self.node(body, "handler")
        body.nodes[made].body = self.body(max(0, depth - 1), trigger, interrupting=interrupting)
        self.plain -= 1

    def make_repeat(self, body: Body, depth: int) -> Ends:
        """A task, sub-process or call several times; the rounds have no compensation."""
        repeat = self.draw.choice(("parallel", "sequential", "loop")), self.draw.randint(1, 3)
        if repeat[0] != "loop" and self.chance(0.1):
            repeat = repeat[0], 0
        kind = self.draw.choice(("user", "task", "sub", "call" if self.calls else "user"))
        made = self.node(body, kind, repeat=repeat)
        node = body.nodes[made]
        if kind == "call":
            node.called = self.safe_call()
        if kind == "sub":
            self.plain += 1
            node.body = self.body(min(1, depth - 1))
            self.plain -= 1
        if repeat[0] != "loop" and self.chance(0.4):
            node.enough = self.draw.randint(1, 2)
        return made, self.boundaries(body, made)

    def make_undo(self, body: Body, depth: int) -> Ends:
        """Something that can be undone, a block, and perhaps the undoing."""
        if self.plain:
            return self.make_leaf(body, depth)
        by = self.node(body, self.draw.choice(("user", "task")))
        done = self.node(body, self.draw.choice(("user", "task")), undone_by=by)
        first, last = self.block(body, depth - 1)
        gate, back, out = self.node(body, "xor"), self.node(body, "throw"), self.node(body, "xor")
        body.nodes[back].trigger = ("compensate", done if self.chance(0.5) else None)
        self.flow(body, done, first)
        self.flow(body, last, gate)
        self.flow(body, gate, back, self.condition())
        self.flow(body, gate, out, default=True)
        self.flow(body, back, out)
        return done, out


def structured(draw: Random, depth: int) -> Model:
    """A main process, three that are called (one may fail), and one that a message starts."""
    processes: dict[str, Body] = {}
    builder = Builder(draw, ())
    builder.plain = 1
    processes["leafy"] = builder.body(1)
    builder.codes = list(CODES)
    processes["faulty"] = builder.body(1)
    builder.codes = []
    builder.calls = ("leafy", "faulty")
    processes["called"] = builder.body(max(1, depth - 2))
    builder.calls = ("leafy", "called", "faulty")
    builder.plain = 0
    processes["main"] = builder.body(depth)
    builder.calls, builder.plain = (), 1
    if draw.random() < 0.5:
        processes["answer"] = builder.body(1, ("message", MESSAGES[2]))
    return Model(processes)
