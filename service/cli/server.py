"""``jiedu serve`` and ``jiedu worker``: the two processes of an installation."""

from __future__ import annotations

import click
from waitress import serve as run_waitress

from service import create_app


@click.command("serve", help="运行网站（waitress）")
@click.option("--host", default="127.0.0.1", envvar="JIEDU_HOST", show_default=True, help="监听地址")
@click.option("--port", default=8000, envvar="JIEDU_PORT", show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, envvar="JIEDU_THREADS", show_default=True, type=click.IntRange(1, 256))
def serve(host: str, port: int, threads: int) -> None:
    """Serve the pages and the API."""
    app = create_app()
    click.echo(f"网站已启动：http://{host}:{port}")
    run_waitress(app, host=host, port=port, threads=threads, ident=None)


COMMANDS = (serve,)
