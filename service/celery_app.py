"""Celery runs the effects of an installation (``JIEDU_EFFECTS=celery``), told by tickets of the outbox.

Redis holds tickets only: three numbers each, no data of matters or people.  Whatever it loses or repeats, the
outbox knows better (``processes.jobs.relay``).  ``celery -A service.celery_app worker -Q jiedu.effects`` is
what ``jiedu effects-worker`` starts.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from functools import cache
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from processes import jobs
from service.background import worker_settings
from service.config import Settings
from service.settings.effects import Effects
from service.state import State, open_state

log = logging.getLogger(__name__)
QUEUE = "jiedu.effects"
TASK = "jiedu.effect"
#: Seconds after which Redis gives a ticket to somebody else whose taker never said that he is through.  The
#: longest effect holds its lease for less; a ticket that comes twice is void.
_VISIBLE = 6 * 3600
_LEASE = "jiedu_lease_seconds"


def make(effects: Effects) -> Celery:
    """The application: JSON only, no results, no remote control, told that a ticket is through at its end."""
    app = Celery("jiedu", broker=effects.broker)
    app.conf.update(
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_store_errors_even_if_ignored=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_proc_alive_timeout=60,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": _VISIBLE,
            "socket_connect_timeout": 3,
            "socket_timeout": 30,
            "socket_keepalive": True,
        },
    )
    if effects.broker.startswith("rediss:"):  # else kombu would believe every certificate
        app.conf.broker_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
    app.task(name=TASK)(perform)
    return app


def perform(instance_id: int, element_instance_id: int, fence: int) -> None:
    """Take the work of a ticket, run its handler, record what came of it: all as a worker does."""
    from celery import current_app

    state, lease = _state(os.getpid()), float(current_app.conf.get(_LEASE, 120))
    settings = worker_settings(state, name=f"celery-{socket.gethostname()}-{os.getpid()}")
    settings = replace(settings, lease=timedelta(seconds=lease))
    ticket = jobs.Ticket(instance_id, element_instance_id, fence)
    with state.sessions.begin() as session:
        work = jobs.take(session, ticket, settings, state.now())
    if work is None:
        log.info("the ticket of effect %s-%s is void", instance_id, element_instance_id)
        return
    jobs.perform(work, state.sessions, settings, jobs.HANDLERS, state.now)


@cache
def _state(_process: int) -> State:
    """Connections of each process its own: a child must not use those of its parent."""
    return open_state(Settings.from_environment())


class Broker:
    """The line of tickets in Redis."""

    def __init__(self, effects: Effects) -> None:
        self._app, self._waiting = make(effects), effects.waiting

    def room(self) -> int:
        """How many more tickets it takes.  Raises Unreachable."""
        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=0)
                waiting: int = connection.default_channel.client.llen(QUEUE)
        except (OperationalError, RedisError, OSError) as error:
            raise jobs.Unreachable(_why(error)) from error
        return max(0, self._waiting - waiting)

    def put(self, ticket: jobs.Ticket) -> None:
        """Put a ticket in.  Raises Unreachable."""
        told: Mapping[str, Any] = asdict(ticket)
        try:
            self._app.send_task(TASK, kwargs=told, queue=QUEUE, retry=False)
        except (OperationalError, RedisError, OSError) as error:
            raise jobs.Unreachable(_why(error)) from error


def _why(error: Exception) -> str:
    """Without the address, which holds the password."""
    return f"{type(error).__name__}（JIEDU_CELERY_BROKER）"


def work(settings: Settings, lease: timedelta, concurrency: int, pool: str) -> None:
    """Run effects in this process and its children until it is told to stop."""
    app = make(settings.effects)
    app.conf[_LEASE] = lease.total_seconds()
    told = ["worker", f"--concurrency={concurrency}", f"--pool={pool}", "--loglevel=WARNING"]
    app.worker_main([*told, "--without-gossip", "--without-mingle", "--without-heartbeat", "-Q", QUEUE])


def __getattr__(name: str) -> Any:
    """``app`` is what ``celery -A service.celery_app`` looks for; nobody else needs the environment."""
    if name in ("app", "celery"):
        return make(Settings.from_environment().effects)
    raise AttributeError(name)
