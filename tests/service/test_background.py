"""What the worker is told about the office."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from service.background import OfficeDirectory, link_hosts, worker_settings
from service.config import Settings, Smtp
from service.identity.deputies import Plan, end_deputy, name_deputy
from service.identity.people import office_day
from service.identity.tables import User
from service.state import State, open_state


def test_the_directory_knows_groups_and_people(state: State) -> None:
    directory = OfficeDirectory(state.readers, lambda: office_day(state.now()))

    assert [person.user_id for person in directory.members("drafter@zjw")] == ["lin", "xu"]
    assert directory.members("drafter@zjw")[0].email == "lin@example.test"
    assert [person.name for person in directory.members("lu")] == ["陆鸣"]
    assert directory.members("nobody") == []


def test_who_stands_in_is_told_too(state: State) -> None:
    directory = OfficeDirectory(state.readers, lambda: office_day(state.now()))
    today = office_day(state.now())

    def told(group: str) -> list[str]:
        return [person.user_id for person in directory.members(group)]

    plan = Plan(
        person="zhou", deputy="xu", since=today, until=today, reason="出差", posts=["zjw.section_head"]
    )
    with state.sessions.begin() as session:
        number = name_deputy(session, plan, by=None, today=today, now=1, longest=60).id
    assert told("section_head@zjw") == ["zhou", "xu"]
    assert told("zhou") == ["zhou"], "what is meant for the person is not for the deputy of a post"
    assert told("drafter@zjw") == ["lin", "xu"], "nobody is told twice"

    with state.sessions.begin() as session:
        end_deputy(session, number, by=None, now=2)
        name_deputy(session, replace(plan, posts=None), by=None, today=today, now=3, longest=60)
    assert told("zhou") == ["zhou", "xu"]

    with state.sessions.begin() as session:
        session.get_one(User, "xu").active = False
    assert told("section_head@zjw") == ["zhou"]
    assert told("drafter@zjw") == ["lin"]


def test_only_demonstrations_check_links_on_their_own_site(settings: Settings) -> None:
    real = replace(
        settings, link_check_hosts=frozenset({"www.example.gov"}), base_url="http://127.0.0.1:8000"
    )

    assert link_hosts(real) == {"www.example.gov"}
    assert link_hosts(replace(real, demo=True)) == {"www.example.gov", "127.0.0.1:8000", "localhost:8000"}


def test_mail_is_sent_only_with_a_server(settings: Settings) -> None:
    assert worker_settings(open_state(settings)).smtp is None

    mail = worker_settings(open_state(replace(settings, smtp=Smtp(host="mail.example", port=2525)))).smtp
    assert mail is not None
    assert (mail.host, mail.port, mail.user) == ("mail.example", 2525, None)


def test_the_worker_knows_where_things_leave(settings: Settings) -> None:
    given = {
        "JIEDU_CHANNELS": "政府网站=https://cms.example/a?b=c 政务微信公众号=http://10.0.0.1/push",
        "JIEDU_CHANNELS_KEY": "k1",
        "JIEDU_FEED_FOLDER": "/feeds",
        "JIEDU_FEED_URL": "https://www.example/feeds",
        "JIEDU_WEBHOOK": "https://hook.example/",
        "JIEDU_WEBHOOK_KEY": "k2",
        "JIEDU_OUTGOING": "inquiry_answered=https://12345.example/",
        "JIEDU_OUTGOING_KEY": "k3",
        "JIEDU_SECRET_KEY": "s" * 40,
        "JIEDU_DATABASE_URL": settings.database_url,
    }
    read = Settings.from_environment(given)

    told = worker_settings(open_state(replace(settings, outlets=read.outlets)))
    assert told.channels.endpoints["政府网站"] == "https://cms.example/a?b=c"
    assert told.channels.folder == Path("/feeds")
    assert (told.channels.key, told.channels.base_url) == ("k1", "https://www.example/feeds")
    assert (told.webhook.url, told.webhook.key) == ("https://hook.example/", "k2")
    assert (told.outgoing.endpoints, told.outgoing.key) == (
        {"inquiry_answered": "https://12345.example/"},
        "k3",
    )
    assert "k1" not in repr(told)
    assert "k1" not in repr(read)
