"""A server that dies as soon as a command is on the disk, before anybody hears of it.

``python -m tests.service.idempotency.dying_server <database> <now>`` prints its port.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime

from sqlalchemy import event
from waitress import create_server

from service import create_app, state_of
from service.config import Settings


def main(url: str, now: str) -> None:
    at = datetime.fromisoformat(now)
    settings = Settings(
        database_url=url, secret_key="for tests only", clock=lambda: at, session_clock=lambda: at
    )
    app = create_app(settings)
    event.listen(state_of(app).sessions, "after_commit", lambda _session: os._exit(9))
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
