"""``jiedu serve`` and ``jiedu worker``: the two processes of an installation."""

from __future__ import annotations

import os
import signal
import socket
import threading

import click
from waitress import serve as run_waitress

from processes import jobs
from service import create_app, logs
from service.background import worker_settings
from service.cli.state import installation


@click.command("serve", help="运行网站（waitress）")
@click.option("--host", default="127.0.0.1", envvar="JIEDU_HOST", show_default=True, help="监听地址")
@click.option("--port", default=8000, envvar="JIEDU_PORT", show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, envvar="JIEDU_THREADS", show_default=True, type=click.IntRange(1, 256))
def serve(host: str, port: int, threads: int) -> None:
    """Serve the pages and the API."""
    app = create_app()
    click.echo(f"网站已启动：http://{host}:{port}")
    run_waitress(app, host=host, port=port, threads=threads, ident=None)


@click.command("worker", help="运行后台进程：定时器、消息、通知、链接校验")
@click.option(
    "--interval", default=1.0, show_default=True, type=click.FloatRange(0.05, 60), help="空闲时的间隔（秒）"
)
@click.option("--once", is_flag=True, help="只处理一遍到期的工作")
def worker(interval: float, once: bool) -> None:
    """Sweep until SIGTERM or Ctrl-C; a sweep that has begun is finished first."""
    state = installation()
    logs.configure(state.settings.log_format)
    settings = worker_settings(state, name=f"{socket.gethostname()}-{os.getpid()}")
    if once:
        counts = jobs.run_once(state.sessions, now=state.now(), settings=settings)
        click.echo(f"处理 {counts.done} 项，失败 {counts.failed} 项，异常 {counts.errors} 项")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo("后台进程已启动")
    jobs.run(stop, sessions=state.sessions, clock=state.now, settings=settings, interval=interval)


COMMANDS = (serve, worker)
