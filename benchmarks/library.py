"""The question library: how well the fixed set is answered, how long a search takes among many entries.

    python -m benchmarks.library [--entries N] [--postgresql] [--check]

The quality is told for both halves of tests/processes/library/questions.yaml (one was used for tuning, the
other was not) and for the set of blind.yaml, in a library of only those entries and in one of N entries about
other matters.  Times are CPU time of this process; wall time includes the database server and whatever else
the machine does.  ``--check`` ends with status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, create_engine, insert, make_url, text
from sqlalchemy.orm import Session, sessionmaker

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measuring import Report
from processes import library, store
from processes.store import QaEntry
from tests import postgres
from tests.processes.library.shelf import NOW, TODAY, ask_all, fixed_set, furnish, quality

BARS = {
    "recall@1": (">=", 0.97),
    "recall@5": (">=", 1.0),
    "answered at once": (">=", 0.85),
    "wrong answers at once": ("<=", 0),
    "recall@1, blind": (">=", 0.9),
    "recall@5, blind": (">=", 0.95),
    "wrong answers at once, blind": ("<=", 1),
    "recall@1 among many": (">=", 0.95),
    "wrong answers at once among many": ("<=", 1),
    "milliseconds (p95, CPU)": ("<=", 50.0),
}
WHO = [
    *("残疾人", "退役军人", "农村妇女", "困难职工", "独居高龄", "环卫工人", "乡村医生", "科技人才"),
    *("民办教师", "留守儿童", "孤儿", "烈士遗属", "网约车司机", "快递员", "农民合作社", "养殖户"),
    *("种粮大户", "外贸企业", "高新技术企业", "民宿经营者", "出租车司机", "家政服务员", "建筑工人"),
    *("非遗传承人", "见习大学生"),
]
WHAT = [
    *("康复护理", "辅具配置", "交通出行", "通讯费用", "健康体检", "大病救助", "法律援助", "技能培训"),
    *("创业孵化", "岗位见习", "子女助学", "心理疏导", "节日慰问", "意外保险", "住院陪护", "取暖费"),
    *("用水用电", "农机购置", "稳岗返还", "研发投入"),
]
ASKED = [
    *("{}补助多少钱？", "申请{}补助要交哪些材料？", "{}补助什么时候可以申请？", "哪些人可以申请{}补助？"),
    *("{}补助到哪里申请办理？", "{}补助怎么领取？", "{}补助多久发放一次？", "{}补助可以领多久？"),
    *("外地户籍能领{}补助吗？", "{}补助可以和其他补贴同时享受吗？", "{}补助需要每年审核吗？"),
    *("{}补助发到哪张银行卡？", "{}服务怎么预约？", "{}服务由谁提供？", "{}服务收费标准是多少？"),
    *("{}资格怎么认定？", "{}补助申请没通过怎么办？", "{}补助可以委托别人代办吗？"),
    *("{}补助政策有效期到什么时候？", "换工作以后{}补助会停吗？"),
]


def others(count: int) -> Iterator[str]:
    """Questions about other matters, up to ten thousand, in a fixed disorder."""
    every = [ask.format(who + what) for who, what, ask in itertools.product(WHO, WHAT, ASKED)]
    yield from random.Random(20260601).sample(every, min(count, len(every)))


def fill(session: Session, count: int) -> None:
    """Entries about other matters, written at once."""
    told = {"unit": "mzj", "variants": [], "clause": None, "keywords": [], "status": library.VALID}
    told |= {"valid_from": None, "valid_to": None, "reason": None, "source": None, "pushed_to": []}
    told |= {"policy_ref": "青岚民政规〔2026〕9号", "instance_id": None, "revision": 1}
    told |= {"created_at": NOW, "changed_at": NOW, "analysis": None, "lexicon": None}
    number = {"doc_no": "青岚民政规〔2026〕9号", "title": "青岚区社会服务和补助办法"}
    library.put_document(session, number, now=NOW)
    rows = [
        {**told, "question": each, "answer": f"{each[:-1]}，按照办法第八条办理。"} for each in others(count)
    ]
    session.execute(insert(QaEntry), rows)
    library.refresh(session, library.default_lexicon(), everything=True)


def measure(name: str, engine: Engine, count: int, report: Report) -> None:
    """Quality without and with other entries, and times with them."""
    store.upgrade(engine)
    sessions = store.sessions(engine)
    with sessions.begin() as session:
        numbers = furnish(session)
    with store.readers(engine)() as session:
        asked = list(ask_all(session, numbers))
    report.line(f"{name}: {len(fixed_set()['entries'])} entries, {len(asked)} questions")
    for half, label in enumerate(("used for tuning", "not used for tuning")):
        found = quality(asked[half::2])
        report.line(f"  {label}: {found.answerable} with an answer, {found.unanswerable} without")
        report.bar("recall@1", found.recall_at_1)
        report.bar("recall@5", found.recall_at_5)
        report.bar("answered at once", found.instant)
        report.bar("wrong answers at once", found.false_instant)
    _blind(sessions, report)
    begun = time.process_time()
    with sessions.begin() as session:
        fill(session, count)
    report.line(f"  {count} other entries read and indexed: {time.process_time() - begun:.1f} s of CPU")
    with store.readers(engine)() as session:
        among = list(ask_all(session, numbers))
        found = quality(among)
        report.bar("recall@1 among many", found.recall_at_1)
        report.bar("wrong answers at once among many", found.false_instant)
        report.line(f"  answered at once among many: {found.instant:.3f}")
        _times(session, count, report)


def _blind(sessions: sessionmaker[Session], report: Report) -> None:
    """The set about matters that neither words nor weights were made for."""
    with sessions.begin() as session:
        numbers = furnish(session, "blind")
    with sessions() as session:
        found = quality(list(ask_all(session, numbers, "blind")))
    report.line(f"  blind: {found.answerable} with an answer, {found.unanswerable} without")
    report.bar("recall@1, blind", found.recall_at_1)
    report.bar("recall@5, blind", found.recall_at_5)
    report.line(f"  answered at once, blind: {found.instant:.3f}")
    report.bar("wrong answers at once, blind", found.false_instant)


def _times(session: Session, count: int, report: Report) -> None:
    """Every question of the set, and as many about the other matters."""
    questions = [each["ask"] for each in fixed_set()["questions"]]
    questions += list(others(count))[: len(questions)]
    lexicon = library.default_lexicon()
    wall, cpu = [], []
    for question in questions:
        begun = time.perf_counter(), time.process_time()
        library.search(session, question, lexicon, today=TODAY)
        wall.append((time.perf_counter() - begun[0]) * 1000)
        cpu.append((time.process_time() - begun[1]) * 1000)
    wall.sort()
    cpu.sort()
    middle, high = len(wall) // 2, int(len(wall) * 0.95)
    report.line(f"  CPU ms per search: median {cpu[middle]:.1f}, p95 {cpu[high]:.1f}, most {cpu[-1]:.1f}")
    report.line(f"  wall ms: median {wall[middle]:.1f}, most {wall[-1]:.1f}")
    report.bar("milliseconds (p95, CPU)", cpu[high])


def main() -> None:
    """Measure on SQLite and, when asked for, on a PostgreSQL of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=9_950)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    report = Report(BARS)
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", store.connect(f"sqlite:///{folder}/library.db"), options.entries, report)
    if options.postgresql:
        with ExitStack() as stack:
            url = make_url(stack.enter_context(postgres.server()))
            admin = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text("CREATE DATABASE jiedu_library_benchmark"))
            engine = store.connect(str(url.set(database="jiedu_library_benchmark")))
            measure("PostgreSQL", engine, options.entries, report)
            engine.dispose()
            admin.dispose()
    if options.check and report.missed:
        sys.exit(f"missed: {', '.join(report.missed)}")


if __name__ == "__main__":
    main()
