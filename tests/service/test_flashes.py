"""What the next page says, however many forms were handed in before it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, flash

from service import flashes
from tests.service.conftest import Browser


def test_who_reads_no_page_keeps_his_cookie_and_is_told_of_the_last(
    app: Flask, as_user: Callable[[str], Browser]
) -> None:
    lin, said = as_user("lin"), iter(range(40))

    def read_all() -> str:
        flash(f"第 {next(said)} 次：" + "已读。" * 20)
        return ""

    app.view_functions["notifications.read_all"] = read_all
    for _ in range(40):
        assert lin.post("/notifications/read").status_code == 200

    cookie = lin.client.get_cookie("jiedu")
    assert cookie is not None
    assert len(cookie.value) < 2048
    page = lin.text("/notifications/")
    assert [number for number in range(40) if f"第 {number} 次：" in page] == list(range(35, 40))
    assert page.count("已读。") == 20 * flashes.MOST
    assert "次：" not in lin.text("/notifications/")
