"""What browsers are told about every answer."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from service import create_app, state_of
from service.config import ConfigError, Settings


def test_scripts_come_from_this_server_alone(app: Flask) -> None:
    headers = app.test_client().get("/login").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))

    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_files_named_by_their_content_are_kept_by_the_browser(app: Flask) -> None:
    client = app.test_client()

    assert "immutable" in client.get("/static/pages.css?v=1").headers["Cache-Control"]
    assert "immutable" not in client.get("/static/pages.css").headers["Cache-Control"]
    assert "immutable" not in client.get("/static/ui/chunks/none.js").headers.get("Cache-Control", "")


def test_pages_have_no_inline_scripts(app: Flask) -> None:
    page = app.test_client().get("/login").get_data(as_text=True)

    assert "onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src=')


def test_probes_need_no_login(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_without_tables_the_service_is_not_ready(settings: Settings) -> None:
    app = create_app(replace(settings, database_url="sqlite://"))

    assert app.test_client().get("/readyz").status_code == 503
    state_of(app).engine.dispose()


def test_the_demo_site_exists_in_demonstrations_only(app: Flask, settings: Settings) -> None:
    assert app.test_client().get("/demo-site/documents/lift").status_code == 404

    demo = create_app(replace(settings, demo=True))
    document = demo.test_client().get("/demo-site/documents/lift").get_data(as_text=True)
    interpretation = demo.test_client().get("/demo-site/interpretations/lift").get_data(as_text=True)
    state_of(demo).engine.dispose()

    assert 'href="http://localhost/demo-site/interpretations/lift"' in document
    assert 'href="http://localhost/demo-site/documents/lift"' in interpretation


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("JIEDU_SESSION_IDLE_MINUTES", "soon", "JIEDU_SESSION_IDLE_MINUTES：应为非负整数，得到“soon”"),
        ("JIEDU_DEMO", "perhaps", "JIEDU_DEMO：应为 1 或 0，得到“perhaps”"),
        ("JIEDU_BASE_URL", "ftp://x", "JIEDU_BASE_URL：应为 http:// 或 https:// 开头的网址"),
        ("JIEDU_LOG_FORMAT", "xml", "JIEDU_LOG_FORMAT：应为 console、json 之一"),
        ("JIEDU_DATABASE_URL", "somewhere", "JIEDU_DATABASE_URL：应形如"),
        ("JIEDU_SECRET_KEY_FILE", "/nowhere/key", "JIEDU_SECRET_KEY_FILE：应为可读的文件"),
        ("JIEDU_CHANNELS", "政府网站", "JIEDU_CHANNELS：应为空格分隔的 名称=网址，得到“政府网站”"),
        ("JIEDU_CHANNELS", "政府网站=ftp://x", "JIEDU_CHANNELS：应为空格分隔的 名称=网址"),
        ("JIEDU_CHANNELS", "政府网站=https://x", "JIEDU_CHANNELS_KEY：应与 JIEDU_CHANNELS 同时设置"),
        ("JIEDU_WEBHOOK", "https://x", "JIEDU_WEBHOOK_KEY：应与 JIEDU_WEBHOOK 同时设置"),
        ("JIEDU_OUTGOING", "a=https://x", "JIEDU_OUTGOING_KEY：应与 JIEDU_OUTGOING 同时设置"),
        ("JIEDU_FEED_FOLDER", "/feeds", "JIEDU_FEED_URL：应与 JIEDU_FEED_FOLDER 同时设置"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment({"JIEDU_VAR": str(tmp_path), name: value})
    assert message in str(caught.value)


def test_the_secret_key_is_kept_and_private(tmp_path) -> None:
    first = Settings.from_environment({}, home=tmp_path)
    second = Settings.from_environment({}, home=tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) > 40
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_database_password_comes_from_its_file(tmp_path) -> None:
    file = tmp_path / "password"
    file.write_text("s3cret/with:signs\n")
    settings = Settings.from_environment(
        {
            "JIEDU_VAR": str(tmp_path),
            "JIEDU_DATABASE_URL": "postgresql+psycopg://jiedu@database/jiedu",
            "JIEDU_DATABASE_PASSWORD_FILE": str(file),
        }
    )

    assert settings.database_url == "postgresql+psycopg://jiedu:s3cret%2Fwith%3Asigns@database/jiedu"


def test_every_setting_is_documented() -> None:
    root = Path(__file__).parents[2]
    text = (root / "docs" / "reference" / "settings.md").read_text(encoding="utf8")
    rooms = (root / "service" / "settings").glob("*.py")
    modules = [root / "service" / "config.py", root / "service" / "cli" / "server.py", *rooms]
    names = {
        name for module in modules for name in re.findall(r'"(JIEDU_[A-Z_]+)"', module.read_text("utf8"))
    }

    assert len(names) > 15
    assert {name for name in names if f"`{name}`" not in text} == set()
