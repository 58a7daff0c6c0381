"""Random walks with operators: people work, timers ring, tokens are moved, versions change.

Whatever happens, no token is lost or doubled, a refusal changes nothing, the records alone tell the state, a
state with its long parts on a shelf is the same, and the commands can be repeated.
"""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from processes.engine import (
    Command,
    CompleteUserTask,
    Context,
    FireTimer,
    Migrate,
    Modify,
    PublishMessage,
    Resources,
    Resume,
    ReturnTo,
    Start,
    Suspend,
    apply,
    compile,
    whole,
)
from processes.engine.elements import places
from processes.engine.running.instance import Instance
from processes.engine.running.shelf import MemoryShelf
from processes.engine.running.state import load
from processes.engine.running.tokens import Status, Token
from processes.errors import ProcessError
from processes.history import Entry, View
from processes.records import Record
from tests.processes.engine import folding
from tests.processes.engine.models import NOW, document, ext, process

CALLED = ext('<zeebe:calledElement processId="q"/>')
LOOP = ext(
    '<zeebe:loopCharacteristics inputCollection="=people" inputElement="person" '
    'outputCollection="answers" outputElement="=person"/>'
)


def version(draft: str, extra: str) -> Resources:
    """A process with a fork, a sub-process under a timer, a called process and rounds; ``extra`` is new."""
    timer = "<timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition>"
    nodes = (
        f'<userTask id="{draft}"/><parallelGateway id="f"/><subProcess id="sub"><startEvent id="i"/>'
        '<userTask id="u"/><intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/>'
        '</intermediateCatchEvent><sequenceFlow id="q1" sourceRef="i" targetRef="u"/>'
        '<sequenceFlow id="q2" sourceRef="u" targetRef="c"/></subProcess>'
        f'<boundaryEvent id="late" attachedToRef="sub" cancelActivity="false">{timer}</boundaryEvent>'
        f'<userTask id="urge"/><callActivity id="call">{CALLED}</callActivity><userTask id="sign">'
        f"<multiInstanceLoopCharacteristics>{LOOP}</multiInstanceLoopCharacteristics></userTask>"
        f'<parallelGateway id="j"/><userTask id="last"/>{extra}'
    )
    after = "j>more; more>last" if extra else "j>last"
    flows = f"s>{draft}; {draft}>f; f>sub; f>call; f>sign; sub>j; call>j; sign>j; {after}; late>urge; last>e"
    called = process('<userTask id="w"/><userTask id="v"/>', "s>w; w>v; v>e", "q")
    message = '<message id="m" name="m"/>'
    return Resources({"a.bpmn": document(message, process(nodes, flows)), "b.bpmn": document(called)})


VERSIONS = [compile(version("draft", "")), compile(version("write", '<userTask id="more"/>'))]
MAPPINGS = [{"write": "draft"}, {"draft": "write"}]


class Walk(RuleBasedStateMachine):
    """One instance and its operators."""

    @initialize(rounds=st.sampled_from([2, 20]))
    def start(self, rounds: int) -> None:
        self.now, self.at = NOW, 0
        self.state: dict[str, Any] | None = None
        self.kept: dict[str, Any] | None = None
        self.shelf, self.view, self.seq = MemoryShelf(), View(), 0
        self.log: list[tuple[int, Command, Context, list[Record]]] = []
        self.run(Start("p", {"people": list(range(rounds)), "text": "长" * 5000}))

    def run(self, command: Command) -> bool:
        """Ask the engine; whether it did it."""
        context = Context(self.now, "li", target=VERSIONS[1 - self.at])
        before, shelved = copy.deepcopy((self.state, self.kept)), copy.deepcopy(self.shelf)
        try:
            step = apply(VERSIONS[self.at], self.state, command, context)
        except ProcessError:
            assert (self.state, self.kept) == before
            return False
        other = apply(VERSIONS[self.at], self.kept, command, context, shelved)
        assert other.changes is not None
        shelved.put(other.changes)
        assert other.records == step.records
        self.log.append((self.at, command, context, step.records))
        self.state, self.kept = json.loads(json.dumps(step.state)), json.loads(json.dumps(other.state))
        self.shelf = shelved
        if isinstance(command, Migrate):
            self.at = 1 - self.at
        for record in step.records:
            self.seq += 1
            self.view.take(Entry(self.seq, len(self.log), record))
        return True

    @property
    def live(self) -> Instance:
        assert self.state is not None
        return load(VERSIONS[self.at], self.state)

    def running(self) -> bool:
        return getattr(self, "state", None) is not None and self.live.ended is None

    def tokens(self) -> list[Token]:
        """What an operator can take hold of."""
        everything = places.everything(self.live.root)
        return [token for token in everything if token.scope is not None and not token.passive]

    # -- people and time

    @precondition(lambda self: self.running() and self.view.user_tasks)
    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.view.user_tasks)))
        active = self.view.status == "active"
        assert self.run(CompleteUserTask(number, {"x": number})) == active

    @precondition(lambda self: self.running() and self.view.timers)
    @rule(data=st.data())
    def ring(self, data: st.DataObject) -> None:
        self.now += timedelta(hours=data.draw(st.integers(1, 48)))
        self.run(FireTimer(*data.draw(st.sampled_from(sorted(self.view.timers)))))

    @precondition(lambda self: self.running())
    @rule()
    def message(self) -> None:
        self.run(PublishMessage("m"))

    @rule(hours=st.integers(1, 48))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    # -- operators

    @precondition(lambda self: self.running())
    @rule()
    def stand_still_or_go_on(self) -> None:
        assert self.run(Suspend("等") if self.view.status == "active" else Resume())

    @precondition(lambda self: self.running() and self.tokens())
    @rule(data=st.data(), count=st.integers(1, 3))
    def modify(self, data: st.DataObject, count: int) -> None:
        targets = [node.bpmn_id for node in places.startable(VERSIONS[self.at], "p")]
        made: list[dict[str, Any]] = []
        for _ in range(count):
            token = data.draw(st.sampled_from(self.tokens()))
            target = data.draw(st.sampled_from(targets))
            kind = data.draw(st.sampled_from(["move", "cancel", "activate", "round"]))
            if kind == "round":
                body = {"scope": token.id, "variables": {token.spec.bpmn_id: {"person": "新"}}}
                made.append({"type": "activate", "element_id": token.spec.bpmn_id, **body})
            elif kind == "activate":
                made.append({"type": "activate", "element_id": target})
            else:
                moved = {"target": target} if kind == "move" else {}
                made.append({"type": kind, "element_instance_id": token.id, **moved})
        self.run(Modify(made, "改"))

    @precondition(lambda self: self.running() and self.tokens())
    @rule(data=st.data())
    def back(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.tokens()))
        target = data.draw(st.sampled_from(["draft", "write", "u", "w", "sign"]))
        self.run(ReturnTo(token.id, target, "退"))

    @precondition(lambda self: self.running())
    @rule(mapped=st.booleans(), anew=st.sampled_from([[], ["*"]]))
    def migrate(self, mapped: bool, anew: list[str]) -> None:
        target = VERSIONS[1 - self.at]
        mapping = MAPPINGS[1 - self.at] if mapped else {}
        self.run(Migrate(2, 2, target.content_hash, mapping, anew, "换"))

    # -- what always holds

    @invariant()
    def the_records_tell_the_state(self) -> None:
        if getattr(self, "state", None) is not None and self.live.ended is None:
            assert folding.of_records(self.view) == folding.of_engine(VERSIONS[self.at], self.state)

    @invariant()
    def the_shelf_makes_no_difference(self) -> None:
        if getattr(self, "kept", None) is not None:
            assert whole(VERSIONS[self.at], self.kept, self.shelf) == self.state

    @invariant()
    def no_token_is_lost_or_doubled(self) -> None:
        if not self.running():
            return
        live = self.live
        everything = list(places.everything(live.root))
        assert sorted(token.id for token in everything) == sorted(live.tokens)
        for token in everything:
            assert token.active == sum(not inner.passive for inner in token.inner.values())
            if token.status is Status.OPEN:
                assert token.active > 0
        seen = {(t.scope.id, t.spec.name) for t in everything if t.passive and t.scope and t.alive}
        assert len(seen) == sum(token.passive for token in everything)

    def teardown(self) -> None:
        """The commands give the same records again."""
        state: dict[str, Any] | None = None
        for at, command, context, records in getattr(self, "log", ()):
            step = apply(VERSIONS[at], state, command, context)
            assert step.records == records
            state = step.state
        assert not getattr(self, "log", ()) or json.loads(json.dumps(state)) == self.state


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_rounds_on_the_shelf_end_in_the_order_of_their_numbers() -> None:
    """One round comes in before the others: it must not come first when all of them end."""
    walk = Walk()
    walk.start(20)
    walk.run(CompleteUserTask(2))
    second = [number for number, task in walk.view.user_tasks.items() if task.element_id == "sign"][1]
    assert walk.run(ReturnTo(second, "draft", "退"))
