"""A year of the district in the sandbox: documents, interpretations, press conferences, inquiries, opinions.

    python benchmarks/district_year.py [--share 0.1] [--seed 1]

Every matter runs through the processes of ``bpmn/`` under a virtual clock, with the timers and the monthly,
quarterly and yearly starts of the year.  Deadlines met and missed are recounted from the instants alone, with
another calendar (chinesecalendar); the program ends with status 1 when one of them differs.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from tests import artefacts

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.district import recount
from benchmarks.district.answers import answers
from benchmarks.district.machines import JOBS
from benchmarks.district.office import Office
from benchmarks.district.plan import OFFICE, Arrival, Volumes, arrivals
from benchmarks.measuring import record_bytes
from processes.calendar import BEIJING, default_calendar
from processes.records import Record
from processes.sandbox import Sandbox
from processes.sandbox.view import SandboxInstance
from processes.store import UNIT_GROUPS

YEAR = 2025
#: After the year, everything that is still open gets this long.
AFTERWARDS = timedelta(days=75)
MESSAGES = {"inquiry": "inquiry_received", "opinion": "opinion_detected"}


class Ledger:
    """What became of the matters, counted when each ends and is let go."""

    def __init__(self) -> None:
        self.instances: Counter[str] = Counter()
        self.ends: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.records: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self.cases: list[recount.Case] = []
        self.incidents: list[str] = []

    def close(self, instance: SandboxInstance) -> None:
        """An instance has ended."""
        process = instance.process_id
        self.instances[process] += 1
        self.ends[process].update(instance.end_events)
        self.records[process] += len(instance.records)
        self.bytes[process] += record_bytes(instance.records)
        self.incidents += [f"{process}: {each.message}" for each in instance.incidents.values()]
        self.cases += recount.cases(instance)


def delay(random: Random, record: Record) -> float:
    """Hours of the clock that a task lies: most people are quick, a few are late for every deadline."""
    process = record.process_id
    if process == "jd_inquiry":
        return (
            random.choice((0.2, 0.5, 2, 8, 20, 30)) if random.random() < 0.995 else random.uniform(120, 400)
        )
    if process == "jd_opinion_response":
        return random.uniform(0.3, 4) if random.random() < 0.985 else random.uniform(20, 60)
    if process == "jd_publication":
        return random.uniform(20, 200) if random.random() < 0.97 else random.uniform(600, 1000)
    return random.uniform(1, 40)


def begin(sandbox: Sandbox, arrival: Arrival) -> None:
    """A matter comes."""
    data: dict[str, Any] = arrival.data
    if arrival.kind in MESSAGES:
        sandbox.publish_message(MESSAGES[arrival.kind], None, data)
    elif arrival.kind == "document":
        given = {"owner_unit": data["unit"], "registration": data["registration"]}
        sandbox.publish_message("doc_registered", None, given)
    else:
        planned = (arrival.at + timedelta(days=data["ahead"])).replace(hour=10).isoformat()
        sandbox.start("jd_press_conference", {"planned": planned}, unit=data["unit"], actor="drafter")


def live(volumes: Volumes, seed: int) -> tuple[Ledger, Office]:
    """The year and what came of it."""
    random, ledger = Random(seed), Ledger()
    sandbox = Sandbox(
        default_calendar(), datetime(YEAR, 1, 1, tzinfo=BEIJING), unit_groups=UNIT_GROUPS, office=OFFICE
    )
    sandbox.deploy(artefacts.shipped())
    office = Office(sandbox, random, answers(), JOBS, delay, ledger.close)
    for arrival in arrivals(YEAR, volumes, random):
        office.at(arrival.at, lambda arrival=arrival: begin(sandbox, arrival))
    end = datetime(YEAR, 12, 31, 23, 59, tzinfo=BEIJING)
    office.run(end)
    sandbox.arm(())  # the next year's inspections and trainings are not this year's
    office.run(end + AFTERWARDS)
    return ledger, office


def tell(ledger: Ledger, office: Office, seconds: float) -> int:
    """Print the figures; how many deadlines were judged differently by the recount."""
    print(f"CPU {seconds:.0f} s, {office.commands} commands ({office.commands / seconds:.0f}/s)")
    total, size = sum(ledger.records.values()), sum(ledger.bytes.values())
    print(f"records {total}, {size / 1e6:.1f} MB ({size / max(total, 1):.0f} bytes each)")
    for process, number in sorted(ledger.instances.items()):
        ends = ", ".join(f"{end} {times}" for end, times in sorted(ledger.ends[process].items()))
        records, size = ledger.records[process] / number, ledger.bytes[process] / number
        print(f"  {process}: {number} ended ({ends}), {records:.0f} records, {size:.0f} bytes each")
    still = Counter(instance.process_id for instance in office.sandbox.instances())
    print("still open:", ", ".join(f"{name} {number}" for name, number in sorted(still.items())) or "none")
    print("incidents:", len(ledger.incidents), *ledger.incidents[:3])
    return recount.compare(ledger.cases)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    volumes = Volumes() if given.share == 1 else Volumes().scaled(given.share)
    begun = process_time()
    ledger, office = live(volumes, given.seed)
    sys.exit(1 if tell(ledger, office, process_time() - begun) else 0)


if __name__ == "__main__":
    main()
