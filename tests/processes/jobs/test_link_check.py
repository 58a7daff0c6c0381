"""The link check fetches real pages and is not led into the own network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import jobs, queries, store
from processes.jobs import LinkRules, WorkerSettings, fetch
from processes.jobs.link_check import check_links
from tests.processes.conftest import Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.matters import begun


class Site:
    """A web site of the tests: path → (status, headers, body)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = site.pages.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, path: str, body: str, status: int = 200, **headers: str) -> str:
        self.pages[path] = (status, headers, body.encode())
        return f"http://{self.host}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def rules(site: Site) -> LinkRules:
    return LinkRules(hosts=frozenset({site.host}), timeout=5, size=10_000)


def test_two_pages_that_link_to_each_other_are_right(site: Site, rules: LinkRules) -> None:
    document = site.put("/zfwj/1.html", '<a href="../jd/1.html#top">政策解读</a>')
    reading = site.put("/jd/1.html", f'<p>依据<a href="http://{site.host}/zfwj/1.html">文件</a></p>')
    assert check_links(document, reading, rules) == []


def test_each_missing_link_is_told(site: Site, rules: LinkRules) -> None:
    document = site.put("/a", '<a href="/c">别的</a>')
    reading = site.put("/b", '<a href="/a">文件</a>')
    assert check_links(document, reading, rules) == ["政策文件页面没有链接到文字解读页面"]
    site.put("/b", "没有链接")
    assert len(check_links(document, reading, rules)) == 2


def test_redirects_and_a_base_are_followed(site: Site, rules: LinkRules) -> None:
    document = site.put("/short", "", 302, Location="/long/a")
    site.put("/long/a", '<base href="/long/sub/"><a href="b">解读</a>')
    reading = site.put("/long/sub/b", '<a href="/short">文件</a>')
    assert check_links(document, reading, rules) == []


def test_what_cannot_be_had_is_told(site: Site, rules: LinkRules) -> None:
    page = site.put("/a", "x" * 20_000)
    loop = site.put("/loop", "", 302, Location="/loop")
    for url, told in (
        (f"http://{site.host}/none", "返回状态 404"),
        (page, "超过 10000 字节"),
        (loop, "跳转超过 3 次"),
        ("", "没有填写文字解读的网址"),
        ("ftp://x/y", "应以 http:// 或 https:// 开头"),
        ("http://u:p@x/", "应以 http:// 或 https:// 开头"),
        ("http://[x", "应以 http:// 或 https:// 开头"),
    ):
        [problem] = check_links(site.put("/ok", ""), url, rules)
        assert told in problem, problem


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0:{port}/",
        "http://2130706433:{port}/",
    ],
)
def test_the_own_network_is_not_reached(site: Site, url: str) -> None:
    site.put("/", "secret")
    with pytest.raises(fetch.NotReachable) as refused:
        fetch.fetch(url.format(port=site.server.server_port), LinkRules(timeout=2))
    assert isinstance(refused.value, fetch.NotAllowed) or "找不到主机" in str(refused.value)


def test_a_list_of_hosts_excludes_all_others(site: Site, rules: LinkRules) -> None:
    with pytest.raises(fetch.NotAllowed, match="不在允许检查的名单中"):
        fetch.fetch("http://example.com/", rules)
    away = site.put("/away", "", 302, Location="http://127.0.0.1:1/")
    with pytest.raises(fetch.NotAllowed):
        fetch.fetch(away, rules)


CHECKED = diagram(
    "checked",
    "校验",
    '<startEvent id="start"/><serviceTask id="check" name="校验双向链接"><extensionElements>'
    '<zeebe:taskDefinition type="link_check"/><zeebe:ioMapping>'
    '<zeebe:input source="=a" target="document_url"/><zeebe:input source="=b" target="interpretation_url"/>'
    '<zeebe:output source="=links" target="links"/></zeebe:ioMapping></extensionElements></serviceTask>'
    '<endEvent id="done"/>' + flow("start", "check") + flow("check", "done"),
)


def test_the_process_gets_the_verdict(
    sessions: sessionmaker[Session], clock: Clock, site: Site, rules: LinkRules
) -> None:
    a, b = site.put("/a", '<a href="/b">'), site.put("/b", "")
    number = begun(sessions, clock, "checked", {"checked.bpmn": CHECKED}, a=a, b=b)
    assert jobs.run_once(sessions, now=clock(), settings=WorkerSettings(links=rules)).effects == 1
    with sessions() as session:
        assert queries.instance(session, number).status == "completed"
        changed = [
            e.record.payload for e in store.entries(session, number) if e.record.type == "variables_changed"
        ]
    verdict = changed[-1]["values"]["links"]
    assert (verdict["ok"], verdict["problems"]) == (False, ["文字解读页面没有链接到政策文件页面"])
