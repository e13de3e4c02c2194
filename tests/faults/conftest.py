"""Prints the table of the bad days when the run is over."""

import pytest

from tests.faults.table import table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := table():
        terminalreporter.section("faults × invariants")
        for line in lines:
            terminalreporter.write_line(line)
