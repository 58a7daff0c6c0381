"""Input mappings are evaluated again with the repaired data, and never on top of themselves."""

from __future__ import annotations

import pytest

from processes.engine import FailJob, ResolveIncident, Start
from tests.processes.engine.twins import Twins, drawn

DUE = "2030-02-01T00:00:00+08:00"


@pytest.mark.parametrize(
    ("element", "repair"),
    [
        ('user u "in.x== x + 1" due="= due"', {"due": DUE}),
        ('call u q "in.x== x + 1"\n  boundary late on=u date="= due"', {"due": DUE}),
        ('end u error=E "in.x== x + 1"', {}),
    ],
    ids=["user task", "call with a timer", "end event"],
)
def test_an_input_that_reads_its_own_name_counts_once(element, repair):
    flow = "s > u" if element.startswith("end") else "s > u > e"
    late = "\n  late > e" if "late" in element else ""
    ends = "" if element.startswith("end") else "\n  end e"
    called = "process q\n  start s\n  user w\n  end e\n  s > w > e"
    twins = Twins(drawn(f"process p\n  start s\n  {element}{ends}\n  {flow}{late}", called))
    twins.run(Start("p", {"x": 1, "due": 5}))
    [parked] = twins.view.incidents
    twins.run(ResolveIncident(parked, repair))
    assert twins.view.variables[parked]["x"] == 2


def test_a_job_asked_for_anew_has_the_inputs_of_its_round():
    job = 'service u job each=items item=x "in.x== x.n" "in.k== k + 1"'
    twins = Twins(drawn(f"process p\n  start s\n  {job}\n  end e\n  s > u > e"))
    twins.run(Start("p", {"items": [{"n": 7}], "k": 1}))
    [parked] = twins.view.jobs
    twins.run(FailJob(parked, "无法送达", 0))
    twins.run(ResolveIncident(parked, {"k": 1}))
    assert twins.view.variables[parked] == {"loopCounter": 1, "x": 7, "k": 2}
