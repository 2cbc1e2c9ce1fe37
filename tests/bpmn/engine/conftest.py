"""Diagrams and moments for the engine's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpmn.model import Model
from bpmn.reader import read

DIAGRAMS = Path(__file__).parent / "diagrams"


class Diagrams:
    """The test diagrams by name, or any text as one."""

    def __call__(self, name: str) -> Model:
        return self.of((DIAGRAMS / f"{name}.bpmn").read_bytes())

    def of(self, xml: bytes) -> Model:
        return read(xml)

    def process(self, inside: str, before: str = "") -> Model:
        """A process of these elements, in the bare frame every file needs."""
        return self.of(
            f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
            xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">{before}
            <bpmn:process id="p" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>""".encode()
        )


@pytest.fixture(scope="session")
def diagrams() -> Diagrams:
    return Diagrams()


@pytest.fixture
def monday() -> datetime:
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # eight o'clock in Hà Nội
