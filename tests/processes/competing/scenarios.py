"""Two or more commands want the same at the same moment; named after what competes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import commands, jobs, store
from processes.commands import Actor, Move, TaskRef
from processes.errors import InvalidState
from tests.processes.competing.arena import OPERATOR, PEOPLE, Arena, Contender, one_wins, other, refused
from tests.processes.competing.calendars import a_calendar_and_everybody


def _complete(arena: Arena, ref: TaskRef, actor: Actor) -> Contender:
    return lambda session: commands.complete_user_task(
        session, ref, {"by": actor.id}, actor=actor, now=arena.now
    )


def _claim(arena: Arena, ref: TaskRef, actor: Actor) -> Contender:
    return lambda session: commands.claim_user_task(session, ref, actor=actor, now=arena.now)


def _fire(arena: Arena, number: int) -> Contender:
    place = arena.timer(number)
    return lambda session: commands.fire_timer(session, *place, now=arena.later)


def _publish(arena: Arena, name: str, key: str | None = None) -> Contender:
    return lambda session: commands.publish_message(session, name, {}, key, actor=OPERATOR, now=arena.now)


def _operate(command: Callable[..., object], arena: Arena, number: int, *reason: str) -> Contender:
    return lambda session: command(session, number, *reason, actor=OPERATOR, now=arena.now)


def completing_the_same_task(arena: Arena) -> None:
    """One of up to sixteen; the others are told the revision as it is now."""
    ref = arena.task(arena.start("task"))
    outcomes = arena.race(*(_complete(arena, ref, actor) for actor in arena.crowd()))
    one_wins(outcomes)
    assert all("revision" in error.context for error in refused(outcomes))
    assert arena.count(ref.instance_id, "user_task_completed") == 1


def claiming_the_same_task(arena: Arena) -> None:
    ref = arena.task(arena.start("task"))
    outcomes = arena.race(*(_claim(arena, ref, actor) for actor in arena.crowd()))
    one_wins(outcomes)
    assert all("revision" in error.context for error in refused(outcomes))


def completing_with_a_revision_while_others_claim(arena: Arena) -> None:
    """Whoever saw the task before it was claimed may not complete what has changed."""
    ref = arena.task(arena.start("task"))
    stale = partial(
        commands.complete_user_task, task=ref, data={}, actor=PEOPLE[0], now=arena.now, revision=1
    )
    one_wins(arena.race(_claim(arena, ref, PEOPLE[1]), stale))


def completing_and_cancelling(arena: Arena) -> None:
    number = arena.start("task")
    cancel = _operate(commands.cancel_instance, arena, number, "不办了")
    one_wins(arena.race(_complete(arena, arena.task(number), PEOPLE[0]), cancel))


def cancelling_twice(arena: Arena) -> None:
    number = arena.start("task")
    one_wins(arena.race(*[_operate(commands.cancel_instance, arena, number, "不办了")] * 3))


def completing_and_suspending(arena: Arena) -> None:
    """The one or the other; a completed instance cannot be suspended."""
    number = arena.start("task")
    suspend = _operate(commands.suspend_instance, arena, number, "核查")
    one_wins(arena.race(_complete(arena, arena.task(number), PEOPLE[0]), suspend))


def suspending_and_resuming_twice(arena: Arena) -> None:
    number = arena.start("task")
    one_wins(arena.race(*[_operate(commands.suspend_instance, arena, number, "核查")] * 3))
    one_wins(arena.race(*[_operate(commands.resume_instance, arena, number)] * 3))
    assert arena.status(number) == "active"


def completing_and_migrating(arena: Arena) -> None:
    """The task moves with its instance, so its completion holds before and after."""
    number = arena.start("task")
    with arena.sessions.begin() as session:
        label = f"第{number}版"
        commands.deploy(session, {"task.bpmn": other(label)}, "", actor=OPERATOR, now=arena.now)
        query = select(store.ProcessDefinition.version).where(store.ProcessDefinition.process_id == "task")
        newest = max(session.scalars(query))
    ref, move = arena.task(number), Move(newest, reason="换版本")
    migrate = partial(commands.migrate_instance, instance_id=number, move=move, actor=OPERATOR, now=arena.now)
    completed, migrated = arena.race(_complete(arena, ref, PEOPLE[0]), migrate)
    assert not isinstance(completed, Exception)
    assert not isinstance(migrated, Exception) or isinstance(migrated, InvalidState)
    assert arena.status(number) == "completed"


def completing_and_moving_the_token(arena: Arena) -> None:
    number = arena.start("task")
    ref = arena.task(number)
    move = [
        {"type": "cancel", "element_instance_id": ref.element_instance_id},
        {"type": "activate", "element_id": "done"},
    ]
    modify = partial(
        commands.modify_instance,
        instance_id=number,
        instructions=move,
        reason="改",
        actor=OPERATOR,
        now=arena.now,
    )
    one_wins(arena.race(_complete(arena, ref, PEOPLE[0]), modify), gone=True)


def a_timer_and_a_completion(arena: Arena) -> None:
    number = arena.start("task")
    one_wins(arena.race(_complete(arena, arena.task(number), PEOPLE[0]), _fire(arena, number)), gone=True)
    assert arena.count(number, "timer_fired") + arena.count(number, "user_task_completed") == 1


def a_timer_and_a_message(arena: Arena) -> None:
    number = arena.start("task")
    one_wins(arena.race(_publish(arena, "stop"), _fire(arena, number)), gone=True)


def a_message_and_the_limit_of_its_wait(arena: Arena) -> None:
    number = arena.start("paper")
    one_wins(arena.race(_publish(arena, "paper"), _publish(arena, "stop"), _fire(arena, number)), gone=True)


def a_message_and_a_completion(arena: Arena) -> None:
    number = arena.start("task")
    one_wins(arena.race(_complete(arena, arena.task(number), PEOPLE[0]), _publish(arena, "stop")), gone=True)


def the_same_message_twice(arena: Arena) -> None:
    """Two instances wait: two messages reach one each, the third nobody."""
    first, second = arena.start("paper"), arena.start("paper")
    outcomes = arena.race(*[_publish(arena, "paper")] * 3)
    assert len(refused(outcomes, gone=True)) == 1
    assert arena.status(first) == arena.status(second) == "completed"


def both_sides_of_a_join(arena: Arena) -> None:
    """Nobody is turned away, and the end is reached once."""
    number = arena.start("both")
    sides = [
        _complete(arena, arena.task(number, side), actor)
        for side, actor in zip(("left", "right"), PEOPLE, strict=False)
    ]
    assert refused(arena.race(*sides)) == []
    assert arena.status(number) == "completed"
    assert arena.count(number, "process_completed") <= 1


def keyed_starts(arena: Arena) -> None:
    """One instance per key."""
    key = f"K{arena.chance.random()}"
    outcomes = arena.race(*[_publish(arena, "order", key)] * arena.chance.choice((2, 4, 8)))
    refused(outcomes, gone=True)
    with arena.sessions() as session:
        query = select(store.Instance.id).where(store.Instance.correlation_key == key)
        [number] = session.scalars(query).all()
    arena.started.append(number)


def the_same_kept_message(arena: Arena) -> None:
    """A message with an id is kept once, whoever sends it how often."""
    key = f"M{arena.chance.random()}"

    def publish(session: Session) -> object:
        return commands.publish_message(
            session,
            "stop",
            {},
            key,
            actor=OPERATOR,
            now=arena.now,
            time_to_live=arena.later - arena.now,
            message_id="1",
        )

    outcomes = arena.race(*[publish] * 3)
    with arena.sessions() as session:
        kept = session.scalars(select(store.Message).where(store.Message.correlation_key == key)).all()
    assert len(kept) == 1
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1


def two_deployments(arena: Arena) -> None:
    """Two contents are two versions with numbers of their own."""
    labels = [f"{arena.chance.random()}" for _ in range(3)]

    def deploy(label: str, session: Session) -> object:
        return commands.deploy(session, {"task.bpmn": other(label)}, "", actor=OPERATOR, now=arena.now)

    assert refused(arena.race(*(partial(deploy, label) for label in labels))) == []
    with arena.sessions() as session:
        mine = store.ProcessDefinition.process_id == "task"
        numbers = sorted(session.scalars(select(store.ProcessDefinition.version).where(mine)))
    assert numbers == list(range(1, len(numbers) + 1))


def a_job_completed_twice(arena: Arena) -> None:
    number = arena.start("machine")
    element = arena.job(number)

    def done(session: Session) -> object:
        return commands.complete_job(session, number, element, now=arena.now)

    def failed(session: Session) -> object:
        return commands.fail_job(session, number, element, "坏", now=arena.now)

    one_wins(arena.race(done, done, failed), gone=True)


def an_incident_resolved_twice(arena: Arena) -> None:
    number = arena.start("machine")
    element = arena.job(number)
    with arena.sessions.begin() as session:
        commands.fail_job(session, number, element, "坏", now=arena.now)

    def resolve(session: Session) -> object:
        return commands.resolve_incident(session, number, element, actor=OPERATOR, now=arena.now)

    one_wins(arena.race(resolve, resolve))


def workers_on_one_timer(arena: Arena) -> None:
    """Whole sweeps of four workers."""
    number = arena.start("task")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: jobs.run_once(arena.sessions, now=arena.later), range(4)))
    assert arena.count(number, "timer_fired") == 1


SCENARIOS: tuple[Callable[[Arena], None], ...] = (
    completing_the_same_task,
    claiming_the_same_task,
    completing_with_a_revision_while_others_claim,
    completing_and_cancelling,
    cancelling_twice,
    completing_and_suspending,
    suspending_and_resuming_twice,
    completing_and_migrating,
    completing_and_moving_the_token,
    a_timer_and_a_completion,
    a_timer_and_a_message,
    a_message_and_the_limit_of_its_wait,
    a_message_and_a_completion,
    the_same_message_twice,
    both_sides_of_a_join,
    keyed_starts,
    the_same_kept_message,
    two_deployments,
    a_job_completed_twice,
    an_incident_resolved_twice,
    workers_on_one_timer,
    a_calendar_and_everybody,
)
