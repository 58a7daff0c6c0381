"""Real ``jiedu`` processes that start quickly: what they import is imported once, then each is forked.

A line ``start <name> <argument>…`` on the standard input forks a process that runs ``jiedu <argument>…`` and
answers its number; ``wait <number>`` answers its status.  Nothing else is shared but what
``service.state.prepare`` makes of the import: settings, database, threads and connections of a process are
its own.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

from service import create_app
from service.cli import main


def serve(folder: Path) -> None:
    """Until the input ends."""
    for driver in (
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite.pysqlite",
    ):
        import_module(driver)
    create_app()  # imports its parts and prepares them; it connects to nothing before it is asked
    gc.collect()
    gc.freeze()  # else the first collection of each child copies every page of what was imported
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "start":
            print(_start(folder / f"{rest[0]}.log", rest[1:]), flush=True)
        else:
            print(os.waitstatus_to_exitcode(os.waitpid(int(rest[0]), 0)[1]), flush=True)


def _start(log: Path, arguments: list[str]) -> int:
    number = os.fork()
    if number:
        return number
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    status = 1
    try:
        main(arguments, standalone_mode=False)
        status = 0
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
