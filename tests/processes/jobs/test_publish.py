"""Publication through adapters: a real content system on loopback, a real folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlalchemy.orm import sessionmaker

from processes import commands, jobs, queries
from processes.jobs import ChannelRules, JobFailed, WorkerSettings
from processes.jobs.posting import sign
from tests.processes.conftest import OPERATOR, Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.jobs.library_jobs import NOW, Desk
from tests.processes.jobs.place import Place
from tests.processes.matters import Sessions, begun

ATOM = {"a": "http://www.w3.org/2005/Atom"}
PIECE = {
    "channel": "政府网站", "title": "解读：托育服务消费券", 
    "body": "适用对象：3岁以下婴幼儿家庭\n执行标准：每张200元",
    "column": "政务公开-政策解读", "doc_no": "青岚卫健规〔2026〕5号",
}  # fmt: skip
#: The adapters use no database.
NO_DATABASE: Sessions = sessionmaker()
PAGE = "https://www.example.gov.cn/jd/1.html"


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    place.answer = json.dumps(
        {"url": PAGE, "published_at": "2026-06-01T01:05:30Z", "receipt": "CMS-7"}
    ).encode()
    yield place
    place.close()


def site(place: Place) -> Desk:
    rules = ChannelRules({"政府网站": place.url + "?token=geheim"}, key="schluessel", timeout=5)
    return Desk(NO_DATABASE, WorkerSettings(channels=rules))


def folder(path: Path) -> Desk:
    rules = ChannelRules(folder=path, base_url="https://www.example.gov.cn/jd/")
    return Desk(NO_DATABASE, WorkerSettings(channels=rules))


@pytest.mark.rule("S2-51")
def test_the_content_system_gets_a_signed_piece_and_says_where_it_is(place: Place) -> None:
    published = site(place).do("publish", adapter="site", **PIECE)["published"]
    assert published == {"url": PAGE, "published_at": "2026-06-01T09:05+08:00", "receipt": "CMS-7"}
    [(path, headers, told)] = place.taken
    assert path == "/qa?token=geheim"
    assert told == {**PIECE, "key": "jiedu-1-1", "sent_at": NOW.isoformat()}
    content, stamp = json.dumps(told, ensure_ascii=False).encode(), str(int(NOW.timestamp()))
    assert (headers["Idempotency-Key"], headers["X-Jiedu-Timestamp"]) == ("jiedu-1-1", stamp)
    assert headers["X-Jiedu-Signature"] == "sha256=" + sign("schluessel", stamp, "jiedu-1-1", content)
    assert sign("schluessel", stamp, "jiedu-1-2", content) != sign("schluessel", stamp, "jiedu-1-1", content)


def test_the_signature_is_that_of_the_documentation() -> None:
    """Computed with: printf '1780275600.jiedu-1-1.{}' | openssl dgst -sha256 -hmac key."""
    known = "2a4b9d82ecc3a4b1288d0592b650854df65bb7e7c3c34a6c9f4b73de407991de"
    assert sign("key", "1780275600", "jiedu-1-1", b"{}") == known


def test_a_receipt_that_no_page_could_show_is_shown_as_far_as_it_goes(place: Place) -> None:
    place.answer = json.dumps({"url": PAGE, "receipt": "回执\ud800\0号"}).encode()
    assert site(place).do("publish", adapter="site", **PIECE)["published"]["receipt"] == "回执\ufffd\ufffd号"


def test_an_answer_without_end_is_no_answer(place: Place) -> None:
    place.answer = b"[" * 90_000
    with pytest.raises(JobFailed, match="没有给出发布后的网址"):
        site(place).do("publish", adapter="site", **PIECE)


def test_a_channel_without_a_time_says_that_of_the_try(place: Place) -> None:
    place.status, place.answer = 201, json.dumps({"url": PAGE}).encode()
    published = site(place).do("publish", adapter="site", **PIECE)["published"]
    assert published == {"url": PAGE, "published_at": "2026-06-01T09:00+08:00", "receipt": "HTTP 201"}
    place.answer = json.dumps({"url": PAGE, "published_at": "2026-06-01T10:00"}).encode()
    assert site(place).do("publish", adapter="site", **PIECE)["published"]["published_at"] == (
        "2026-06-01T10:00+08:00"
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({}, "没有给出发布后的网址"),
        ({"url": "javascript:alert(1)"}, "没有给出发布后的网址"),
        ({"url": "http://[x"}, "没有给出发布后的网址"),
        ({"url": "https://user:pass@x/"}, "没有给出发布后的网址"),
        ({"url": "https://x/a b"}, "没有给出发布后的网址"),
        ({"url": 7}, "没有给出发布后的网址"),
        ({"url": PAGE, "published_at": "昨天"}, "发布时间应形如"),
        ([PAGE], "没有给出发布后的网址"),
    ],
)
def test_an_answer_that_names_no_page_is_refused(place: Place, answer: Any, told: str) -> None:
    place.answer = json.dumps(answer).encode()
    with pytest.raises(JobFailed, match=told):
        site(place).do("publish", adapter="site", **PIECE)


def test_what_cannot_be_published_is_told(place: Place) -> None:
    desk = site(place)
    for changed, told in (
        ({"adapter": "fax"}, "adapter 应为 site、rss、file、manual 之一，实际为“fax”"),
        ({"channel": "政务微信公众号"}, "没有设置渠道“政务微信公众号”的发布接口（JIEDU_CHANNELS）"),
        ({"title": " "}, "没有写明 title，不能发布"),
        ({"body": None}, "没有写明 body，不能发布"),
        ({"column": ["a"]}, "column 应为文字"),
        ({"adapter": "rss"}, "没有设置存放网页的目录和它的网址"),
    ):
        with pytest.raises(JobFailed) as refused:
            desk.do("publish", **{"adapter": "site", **PIECE, **changed})
        assert told in str(refused.value)
    assert place.taken == []
    unsigned = Desk(NO_DATABASE, WorkerSettings(channels=ChannelRules({"政府网站": place.url})))
    with pytest.raises(JobFailed, match="没有设置发往“政府网站”的签名密钥"):
        unsigned.do("publish", adapter="site", **PIECE)


def test_no_redirect_is_followed_and_no_token_told(place: Place) -> None:
    desk = site(place)
    place.status, place.location = 302, "http://169.254.169.254/"
    with pytest.raises(JobFailed, match="没有收下，返回状态 302，应为 2xx") as refused:
        desk.do("publish", adapter="site", **PIECE)
    assert "geheim" not in str(refused.value)
    place.status, place.answer = 200, b"x" * 200_000
    with pytest.raises(JobFailed, match="超过 100000 字节"):
        desk.do("publish", adapter="site", **PIECE)
    place.close()
    with pytest.raises(JobFailed, match="无法打开") as refused:
        desk.do("publish", adapter="site", **PIECE)
    assert "geheim" not in str(refused.value)


def test_manual_says_that_a_person_publishes(place: Place) -> None:
    by_hand = {"url": None, "published_at": None, "receipt": "由人工发布"}
    assert site(place).do("publish", **{**PIECE, "body": None})["published"] == by_hand
    assert place.taken == []


def test_the_same_key_twice_is_one_page_and_one_entry(tmp_path: Path) -> None:
    desk = folder(tmp_path)
    hostile = {
        **PIECE,
        "title": "<b>&\x0b]]>“价格”",
        "body": "第一段 <script>x</script>\n\n  第二段 & \x00 ]]>",
    }
    first = desk.do("publish", number=5, adapter="rss", **hostile)["published"]
    again = desk.do("publish", number=5, adapter="rss", now=NOW + timedelta(days=1), **hostile)["published"]
    assert again == first
    assert first == {
        "url": "https://www.example.gov.cn/jd/%E6%94%BF%E5%BA%9C%E7%BD%91%E7%AB%99/jiedu-1-5.html",
        "published_at": "2026-06-01T09:00+08:00",
        "receipt": "政府网站/jiedu-1-5.html",
    }
    desk.do("publish", number=6, adapter="rss", now=NOW + timedelta(days=2), **PIECE)
    feed = etree.parse(tmp_path / "政府网站/feed.atom")
    titles = feed.xpath("/a:feed/a:entry/a:title/text()", namespaces=ATOM)
    assert titles == [PIECE["title"], "<b>&]]>“价格”"]
    assert feed.xpath("string(//a:entry[2]/a:updated)", namespaces=ATOM) == "2026-06-02T09:00:00+08:00"
    assert feed.xpath("string(//a:entry[2]/a:link/@href)", namespaces=ATOM) == first["url"]
    assert feed.xpath("string(//a:entry[1]/a:content)", namespaces=ATOM) == PIECE["body"]
    assert len(set(feed.xpath("//a:id/text()", namespaces=ATOM))) == 3
    page = etree.parse(tmp_path / "政府网站/jiedu-1-5.html")
    assert page.xpath("//p/text()") == ["第一段 <script>x</script>", "第二段 &  ]]>"]
    assert page.xpath("//script") == []
    left = sorted(file.name for file in (tmp_path / "政府网站").iterdir())
    assert left == [".lock", "feed.atom", "jiedu-1-5.html", "jiedu-1-6.html"]


def test_many_workers_write_one_feed(tmp_path: Path) -> None:
    desk = folder(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(desk.do, "publish", number=n % 20 + 1, adapter="rss", **PIECE) for n in range(40)]
        assert all(each.result()["published"]["url"] for each in done)
    feed = etree.parse(tmp_path / "政府网站/feed.atom")
    assert len(feed.xpath("//a:entry", namespaces=ATOM)) == 20


def test_files_need_no_feed(tmp_path: Path) -> None:
    folder(tmp_path).do("publish", adapter="file", **PIECE)
    assert sorted(file.name for file in (tmp_path / "政府网站").iterdir()) == [".lock", "jiedu-1-1.html"]


@pytest.mark.parametrize("name", ["../etc", "a/b", "..", ".git", "a\\b", "x" * 61])
def test_no_channel_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(JobFailed, match="渠道名称不能用作目录名"):
        folder(tmp_path / "feeds").do("publish", **{**PIECE, "adapter": "rss", "channel": name})
    assert list(tmp_path.rglob("*")) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "政府网站").write_text("", encoding="utf8")
    with pytest.raises(JobFailed, match="渠道“政府网站”的文件没有写成"):
        folder(tmp_path).do("publish", adapter="rss", **PIECE)
    other = {**PIECE, "channel": "公众号"}
    desk = folder(tmp_path)
    desk.do("publish", number=1, adapter="rss", **other)
    (tmp_path / "公众号/feed.atom").write_text("<feed>", encoding="utf8")
    with pytest.raises(JobFailed, match="不是完整的 Atom 文件"):
        desk.do("publish", number=1, adapter="rss", **other)
    (tmp_path / "公众号/jiedu-1-1.html").write_text("<html/>", encoding="utf8")
    with pytest.raises(JobFailed, match="读不出发布时间"):
        desk.do("publish", number=1, adapter="file", **other)


INPUTS = {"channel": "政府网站", "title": "标题", "body": "正文", "adapter": "site"}
PUBLISHED = diagram(
    "published",
    "发布",
    '<startEvent id="start"/><serviceTask id="push" name="推送到渠道"><extensionElements>'
    '<zeebe:taskDefinition type="publish" retries="2"/><zeebe:ioMapping>'
    + "".join(f'<zeebe:input source="{text}" target="{name}"/>' for name, text in INPUTS.items())
    + '<zeebe:output source="=published" target="published"/></zeebe:ioMapping></extensionElements>'
    '</serviceTask><endEvent id="done"/>' + flow("start", "push") + flow("push", "done"),
)


def test_a_content_system_that_is_down_is_an_incident_and_then_tried_with_the_same_piece(
    sessions: Sessions, clock: Clock, place: Place
) -> None:
    number = begun(sessions, clock, "published", {"published.bpmn": PUBLISHED})
    settings = WorkerSettings(channels=ChannelRules({"政府网站": place.url}, key="k", timeout=5))
    place.status = 503
    for _ in range(2):
        jobs.run_once(sessions, now=clock(), settings=settings)
        clock.advance(minutes=10)
    with sessions() as session:
        [(incident, _)] = queries.incidents(session)
        assert "没有收下，返回状态 503，应为 2xx（已尝试 2 次）" in incident.message
    place.status = 200
    with sessions.begin() as session:
        commands.resolve_incident(
            session, number, incident.element_instance_id, {}, actor=OPERATOR, now=clock()
        )
    assert jobs.run_once(sessions, now=clock(), settings=settings).effects == 1
    with sessions() as session:
        assert queries.instance(session, number).status == "completed"
    keys = [headers["Idempotency-Key"] for _, headers, _ in place.taken]
    assert (len(keys), len(set(keys))) == (3, 1)
