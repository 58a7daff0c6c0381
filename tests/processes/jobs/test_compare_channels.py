"""The comparison of channels reads what it is given, or the page at an address."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import sessionmaker

from processes.jobs import HANDLERS, LinkRules, WorkerSettings
from processes.jobs.compare_channels import visible_text
from tests.processes.jobs.test_link_check import Site, rules, site
from tests.processes.jobs.working import work

__all__ = ["rules", "site"]
PAGE = """<html><head><title>政策解读</title><style>p {}</style></head><body><nav>首页</nav>
<h1>托育消费券</h1><p>每人<b>每月2张</b>，每券200元。</p><script>var 每月9张 = 1;</script></body></html>"""


def _compare(rules: LinkRules, base: Any, other: Any) -> Any:
    job = work("compare_channels", base=base, other=other)
    return HANDLERS["compare_channels"](job, WorkerSettings(links=rules), sessionmaker())["comparison"]


@pytest.mark.rule("S2-53", "S1-40")
def test_the_page_of_the_site_against_the_text_of_another_channel(site: Site, rules: LinkRules) -> None:
    base = {"channel": "政府网站", "url": site.put("/jd/1.html", PAGE)}
    found = _compare(rules, base, {"channel": "青岚发布", "text": "托育消费券：每月4张，每券200元。"})
    assert not found["key_facts_equal"]
    assert found["differences"] == [{"kind": "标准", "base": "每月2张", "other": "每月4张"}]
    assert 0 < found["sim_text"] < 1
    right = _compare(rules, base, {"channel": "青岚发布", "text": "每月2张！", "adapted": True})
    assert right["key_facts_equal"]


def test_what_cannot_be_read_is_told_to_people(site: Site, rules: LinkRules) -> None:
    found = _compare(rules, {"channel": "政府网站", "url": f"http://{site.host}/gone"}, {"channel": "微信"})
    assert not found["key_facts_equal"]
    first, second = found["differences"]
    assert "返回状态 404" in first["base"]
    assert second == {"kind": "无法比对", "base": "", "other": "微信既没有正文也没有网址"}


def test_only_what_a_reader_sees_counts() -> None:
    assert visible_text(PAGE).split("\n") == ["托育消费券", "每人", "每月2张", "，每券200元。"]
