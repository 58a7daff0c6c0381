"""The web server: waitress, with an end that answers what has been asked and takes nothing new."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from threading import RLock
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

_LOOK = 0.1  # seconds between two looks at what is still running at the end


def listen(host: str, port: int) -> socket.socket:
    """A port for several processes to share: whichever is free takes the next connection.

    Raises OSError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=1024)
    listener.setblocking(False)
    return listener


class Server:
    """A server on *host* and *port*, or on a *listener* that several processes share.

    *grace* is how many seconds requests have that run when it stops.
    """

    def __init__(
        self,
        app: Callable[..., Any],
        host: str,
        port: int,
        threads: int,
        grace: float,
        listener: socket.socket | None = None,
    ) -> None:
        self._map: dict[int, Any] = {}
        options: dict[str, Any] = {"threads": threads, "ident": None}
        options |= {"host": host, "port": port} if listener is None else {"sockets": [listener]}
        # The application judges what proxies tell (``service.security``): here it would all be taken away.
        options["clear_untrusted_proxy_headers"] = False
        self._server = create_server(app, map=self._map, **options)
        self._listeners = [each for each in self._map.values() if isinstance(each, BaseWSGIServer)]
        self._grace = grace
        self._stopping = False
        self._ending = RLock()  # a signal handler may interrupt the very thread that serves

    @property
    def port(self) -> int:
        """The port that it listens on; one that the system chose when it was to be 0."""
        return next(int(each.effective_port) for each in self._listeners)

    def stop(self, *_signal: object) -> None:
        """End soon; may be called by a signal handler or another thread."""
        with self._ending:
            if self._stopping:
                return
            self._stopping = True
            for listener in self._listeners:
                listener.pull_trigger()

    def run(self) -> bool:
        """Serve until ``stop``; whether every request was answered."""
        while not self._stopping:
            wasyncore.loop(timeout=1.0, map=self._map, count=1, use_poll=True)
        dispatcher = self._server.task_dispatcher
        end = time.monotonic() + self._grace
        self._refuse()
        while self._busy() and time.monotonic() < end:
            wasyncore.loop(timeout=_LOOK, map=self._map, count=1, use_poll=True)
            self._hang_up()
        answered = not self._busy()
        dispatcher.shutdown(timeout=1)
        with self._ending:  # ``stop`` may still write to what is closed here
            wasyncore.close_all(self._map)
        return answered

    def _refuse(self) -> None:
        """No new connections; those that are established but not accepted yet are still served."""
        for listener in self._listeners:
            while select.select([listener.socket], [], [], 0)[0]:
                listener.handle_accept()
            wasyncore.dispatcher.close(listener)
        for channel in self._channels():
            if select.select([channel.socket], [], [], 0)[0]:
                channel.handle_read()  # a request that has arrived is answered
        self._hang_up()

    def _hang_up(self) -> None:
        """Close the connections on which nothing is asked or left to be sent."""
        for channel in self._channels():
            if not (channel.requests or channel.request or channel.total_outbufs_len):
                channel.handle_close()

    def _busy(self) -> bool:
        return bool(self._channels())

    def _channels(self) -> list[Any]:
        return [each for each in list(self._map.values()) if isinstance(each, HTTPChannel)]
