"""``jiedu serve`` and ``jiedu worker``: the two processes of an installation."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import click

from processes import jobs
from service import create_app, housekeeping, logs
from service.background import worker_settings
from service.cli.state import installation
from service.config import ConfigError, Settings
from service.crew import STOPPING, Crew, Watch
from service.metrics import serve_worker
from service.serving import Server, listen
from service.state import prepare

_GRACE = click.option(
    "--grace",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0, 600),
    help="停止时等正在处理的最多几秒",
)

_LEASE = click.option(
    "--lease",
    default=120.0,
    show_default=True,
    type=click.FloatRange(1, 3600),
    help="外部任务的租期（秒），执行期间自动续租",
)


@click.command("serve", help="运行网站（waitress）")
@click.option("--host", default="127.0.0.1", envvar="JIEDU_HOST", show_default=True, help="监听地址")
@click.option("--port", default=8000, envvar="JIEDU_PORT", show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", type=click.IntRange(2, 256), help="线程数，默认按 JIEDU_THREADS（24）")
@click.option(
    "--processes",
    default=1,
    envvar="JIEDU_PROCESSES",
    show_default=True,
    type=click.IntRange(1, 64),
    help="进程数，一个进程至多用满一个处理器核心",
)
@_GRACE
def serve(host: str, port: int, threads: int | None, processes: int, grace: float) -> None:
    """Serve the pages and the API; SIGTERM or Ctrl-C lets requests that run come to their end."""
    settings = Settings.from_environment()
    load = replace(settings.load, threads=threads or settings.load.threads)
    settings = replace(settings, load=load)
    if processes == 1:
        server = Server(create_app(settings), host, port, load.threads, grace)
        click.echo(f"网站已启动：http://{host}:{server.port}")
        _serve(server, settings, grace)
        return
    logs.take_over(settings.log_format, _name())
    listener = listen(host, port)

    def one(when_alone: Watch) -> None:
        server = Server(create_app(settings), host, port, load.threads, grace, listener)
        when_alone(server.stop)
        _serve(server, settings, grace)

    crew = Crew(processes, one)
    for number in STOPPING:
        signal.signal(number, crew.stop)
    click.echo(f"网站已启动：http://{host}:{listener.getsockname()[1]}，{processes} 个进程")
    crew.run()


def _serve(server: Server, settings: Settings, grace: float) -> None:
    logs.take_over(settings.log_format, _name())
    _on_signal(server.stop)
    if not server.run():
        click.echo(f"有请求没有在 {grace:g} 秒内结束，已中断", err=True)


@click.command("worker", help="运行后台进程：定时器、消息、通知、链接校验")
@click.option(
    "--interval", default=1.0, show_default=True, type=click.FloatRange(0.05, 60), help="空闲时的间隔（秒）"
)
@click.option(
    "--effects", default=2, show_default=True, type=click.IntRange(0, 64), help="同时执行几项外部任务"
)
@_LEASE
@_GRACE
@click.option(
    "--metrics-port",
    type=click.IntRange(1, 65535),
    envvar="JIEDU_METRICS_PORT",
    help="在本机这个端口提供监视数字（Prometheus）",
)
@click.option("--once", is_flag=True, help="只处理一遍到期的工作")
def worker(
    interval: float, effects: int, lease: float, grace: float, metrics_port: int | None, once: bool
) -> None:
    """Work until SIGTERM or Ctrl-C; what is running is finished first, a second signal ends it at once."""
    state = installation()
    prepare()
    settings = worker_settings(state, name=_name())
    logs.take_over(state.settings.log_format, settings.name)
    settings = replace(settings, lease=timedelta(seconds=lease))
    line = _line(state.settings)
    if once:
        counts = jobs.run_once(
            state.sessions, now=state.now(), settings=settings, careful=jobs.CAREFUL, line=line
        )
        housekeeping.tidy(state)
        click.echo(f"处理 {counts.done} 项，失败 {counts.failed} 项，异常 {counts.errors} 项")
        return
    stop = threading.Event()
    _on_signal(lambda *_: stop.set())
    told = serve_worker(metrics_port) if metrics_port else None
    click.echo("后台进程已启动")
    housekeeping.begin(state, stop)
    ended = jobs.run(
        stop,
        sessions=state.sessions,
        clock=state.now,
        settings=settings,
        interval=interval,
        effect_threads=effects,
        grace=grace,
        told=told or (lambda counts: None),
        line=line,
    )
    if not ended:
        click.echo(f"有工作没有在 {grace:g} 秒内结束，已交还，由其他后台进程重做", err=True)
        sys.stderr.flush()
        os._exit(0)  # a thread that does not come back would keep the process


def _name() -> str:
    """What the process is called in logs and leases."""
    return f"{socket.gethostname()}-{os.getpid()}"


@click.command("effects-worker", help="运行外部任务的执行进程（JIEDU_EFFECTS=celery）")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 256), help="同时执行几项")
@click.option(
    "--pool",
    default="prefork",
    show_default=True,
    type=click.Choice(["prefork", "threads", "solo"]),
    help="用子进程、线程，还是一次一项",
)
@_LEASE
def effects_worker(concurrency: int, pool: str, lease: float) -> None:
    """Run effects until SIGTERM, which lets those that run come to their end."""
    settings = Settings.from_environment()
    if not settings.effects.by_celery:
        raise ConfigError("JIEDU_EFFECTS：effects-worker 只用于 celery；现在外部任务由 jiedu worker 执行")
    logs.take_over(settings.log_format, _name())
    from service import celery_app

    celery_app.work(settings, timedelta(seconds=lease), concurrency, pool)


def _line(settings: Settings) -> jobs.Line | None:
    """Where effects go that the worker does not run itself; Celery is imported only where it is used."""
    if not settings.effects.by_celery:
        return None
    from service import celery_app

    return celery_app.Broker(settings.effects)


def _on_signal(stop: Callable[..., None]) -> None:
    """SIGTERM and Ctrl-C: the first asks to stop, the second ends the process at once."""

    def ask(*_: object) -> None:
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        stop()

    for number in STOPPING:
        signal.signal(number, ask)


COMMANDS = (serve, worker, effects_worker)
