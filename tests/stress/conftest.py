"""The count of numbers compared, at the end of a run."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found: dict[str, int] = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "numbers":
                model = report.nodeid.split("[")[-1].rstrip("]")
                found[model] = found.get(model, 0) + value
    if found:
        told = ", ".join(f"{model} {count}" for model, count in sorted(found.items()))
        terminalreporter.write_line(f"{sum(found.values())} numbers of {len(found)} models compared: {told}")
