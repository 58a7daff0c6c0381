"""What the year brings, and when: the volumes of a real district office (annual report of 2025), drawn by a
seeded random generator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from processes.calendar import BEIJING

UNITS = (
    ("zjw", "区住房城乡建委"), ("czj", "区财政局"), ("ghj", "区规划自然资源局"),
    ("wjw", "区卫生健康委"), ("mzj", "区民政局"), ("zwb", "区政务服务办"), ("zfb", "区政府办公室"),
)  # fmt: skip
DRAFTERS = ("zjw", "czj", "ghj", "wjw", "mzj")
OFFICE = {"owner_unit": "zfb", "units": [{"value": code, "label": name} for code, name in UNITS]}
CHANNELS = ("12345", "网站信箱", "网民留言", "新媒体")


@dataclass(frozen=True)
class Volumes:
    """How much of each; the figures of the catalogue §3.3."""

    normative: int = 17
    other: int = 32
    interpretations: int = 96
    conferences: int = 19
    inquiries: int = 20_000
    opinions: int = 120

    def scaled(self, share: float) -> Volumes:
        """A smaller year; every kind keeps at least two."""
        return Volumes(**{name: max(2, round(value * share)) for name, value in vars(self).items()})


@dataclass(frozen=True, order=True)
class Arrival:
    """Something comes at an instant: ``kind`` document, conference, inquiry or opinion."""

    at: datetime
    number: int
    kind: str = field(compare=False)
    data: dict[str, Any] = field(compare=False)


def arrivals(year: int, volumes: Volumes, random: Random) -> list[Arrival]:
    """Everything of the year in the order of time.

    Interpretations follow from the documents: two forms for each that is in scope, so as many documents are
    in scope as half the interpretations.
    """
    found = [*_documents(year, volumes, random), *_inquiries(year, volumes, random)]
    found += [*_opinions(year, volumes, random), *_conferences(year, volumes, random)]
    return sorted(Arrival(at, number, kind, data) for number, (at, kind, data) in enumerate(found))


Coming = Iterator[tuple[datetime, str, dict[str, Any]]]


def _documents(year: int, volumes: Volumes, random: Random) -> Coming:
    total, in_scope = volumes.normative + volumes.other, volumes.interpretations // 2
    for number in range(total):
        normative = number < volumes.normative
        unit = random.choice(DRAFTERS)
        registration = {
            "title": f"青岚区{'规范性文件' if normative else '政策措施'}第{number + 1}号",
            "drafting_unit": unit,
            "issued_in_name": "部门",
            "doc_type": "行政规范性文件" if normative else "其他政策性文件",
            "flag_wide": number < in_scope,
            "office_requires": False,
            "disclosure": "主动公开",
            "secret_level": "无",
        }
        at = _working_time(year, random, until=305)
        yield at, "document", {"unit": unit, "registration": registration, "in_scope": number < in_scope}


def _inquiries(year: int, volumes: Volumes, random: Random) -> Coming:
    for number in range(volumes.inquiries):
        at = datetime(year, 1, 1, tzinfo=BEIJING) + timedelta(seconds=random.randrange(365 * 86400))
        inquiry = {
            "channel": random.choice(CHANNELS),
            "source_no": f"{year}-{number + 1}",
            "question": f"第{number + 1}件咨询：怎样申请补助？",
            "received_at": at.isoformat(),
        }
        yield at, "inquiry", {"owner_unit": "zwb", "inquiry": inquiry}


def _opinions(year: int, volumes: Volumes, random: Random) -> Coming:
    for number in range(volumes.opinions):
        at = datetime(year, 1, 1, tzinfo=BEIJING) + timedelta(seconds=random.randrange(365 * 86400))
        opinion = {
            "detected_at": at.isoformat(),
            "source": "论坛",
            "summary": f"第{number + 1}件舆情",
            "policy_ref": "青岚府办规〔2025〕1号",
            "policy_major": random.random() < 0.3,
            "attention_high": random.random() < 0.3,
        }
        yield at, "opinion", {"owner_unit": random.choice(DRAFTERS), "opinion": opinion}


def _conferences(year: int, volumes: Volumes, random: Random) -> Coming:
    for _ in range(volumes.conferences):
        at = _working_time(year, random, until=320)
        yield at, "conference", {"unit": random.choice(DRAFTERS), "ahead": random.randint(4, 20)}


def _working_time(year: int, random: Random, until: int) -> datetime:
    day = date(year, 1, 2) + timedelta(days=random.randrange(until))
    return datetime(
        day.year, day.month, day.day, 9 + random.randrange(8), random.randrange(60), tzinfo=BEIJING
    )
