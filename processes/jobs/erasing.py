"""Personal data whose time is over are erased by the worker, without anybody's asking."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from processes.commands import retention
from processes.errors import ProcessError
from processes.jobs.settings import WorkerSettings

log = logging.getLogger(__name__)
#: How often a worker looks.
EVERY = timedelta(minutes=1)
REASON = "流程规定的保存期满"
_WHO = "worker"


class Erasing:
    """What one worker does about it."""

    def __init__(self, sessions: sessionmaker[Session], settings: WorkerSettings) -> None:
        self._sessions, self._settings = sessions, settings
        self._looked: datetime | None = None

    def sweep(self, now: datetime) -> int:
        """Erase what is due, if it is time to look; the number of instances.

        A fault is logged and tried again at the next look: it stops nothing else.
        """
        if self._looked is not None and now - self._looked < EVERY:
            return 0
        self._looked = now
        try:
            return self._erase(now)
        except Exception:
            log.exception("erasing personal data failed; trying again")
            return 0

    def _erase(self, now: datetime) -> int:
        with self._sessions() as session:
            found = [each.instance_id for each in retention.erasable(session, now) if not each.held]
        done = 0
        for instance_id in found:
            try:
                with self._sessions.begin() as session:
                    count = retention.erase_personal_data(session, instance_id, REASON, by=_WHO, now=now)
                    self._settings.erased(session, instance_id, count, REASON)
                done += 1
            except ProcessError as error:  # a hold was placed meanwhile
                log.info("personal data of instance %s stay: %s", instance_id, error)
        return done
