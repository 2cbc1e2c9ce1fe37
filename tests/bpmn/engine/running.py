"""One execution, spoken to by the names of its elements and loaded anew for every act."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bpmn import engine, reader
from bpmn.model import Model

CONSTRUCTS = Path(__file__).parent / "constructs"


class Running:
    """What waits is known by element; `passed` is the way of the last act."""

    def __init__(self, model: Model | str, moment: datetime, **facts: object) -> None:
        self.model = reader.read((CONSTRUCTS / f"{model}.bpmn").read_bytes()) if isinstance(model, str) else model
        self.moment = moment
        self.refs: dict[str, str] = {}
        self._take(engine.start(self.model, facts, moment=moment))

    def _take(self, progress: engine.Progress) -> tuple[str, ...]:
        self.progress = progress
        for one in progress.closed:
            del self.refs[one.ref]
        self.refs |= {one.ref: one.element for one in progress.opened}
        return progress.passed

    @property
    def waiting(self) -> list[str]:
        """The elements that wait for a person, one for each task."""
        return sorted(self.refs.values())

    @property
    def passed(self) -> tuple[str, ...]:
        return self.progress.passed

    @property
    def ended(self) -> bool:
        return self.progress.ended

    def do(self, element: str, **answer: object) -> tuple[str, ...]:
        """Completes the oldest task of this element."""
        ref = next(ref for ref, name in self.refs.items() if name == element)
        return self._take(engine.complete(self.model, self.progress.state, ref, answer, moment=self.moment))

    def hear(self, message: str, *, early: bool = False, **facts: object) -> tuple[str, ...]:
        """A message or signal comes from outside."""
        return self._take(
            engine.deliver(self.model, self.progress.state, message, facts, moment=self.moment, early=early)
        )

    def correct(self, **facts: object) -> tuple[str, ...]:
        """Facts are put right from outside."""
        return self._take(engine.correct(self.model, self.progress.state, facts, moment=self.moment))

    def wait(self, **time: float) -> tuple[str, ...]:
        """Time passes."""
        self.moment += timedelta(**time)
        return self._take(engine.fire(self.model, self.progress.state, moment=self.moment))

    def knows(self, element: str) -> dict[str, object]:
        """The facts of the task that waits at this element."""
        ref = next(ref for ref, name in self.refs.items() if name == element)
        return engine.data(self.model, self.progress.state, ref)
