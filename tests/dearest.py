"""What a run spends its time on: the files that took longest.  The limit of the whole stays in sight."""

from __future__ import annotations

from collections import Counter

import pytest

#: So many files are named, and only by a run of more.
MANY = 10


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Seconds by file, those of setup and teardown included."""
    spent: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                spent[report.nodeid.partition("::")[0]] += report.duration
    if len(spent) > MANY:
        terminalreporter.section(f"{MANY} dearest of {len(spent)} files, {sum(spent.values()):.0f} s in all")
        for file, seconds in spent.most_common(MANY):
            terminalreporter.write_line(f"{seconds:7.1f} s  {file}")
